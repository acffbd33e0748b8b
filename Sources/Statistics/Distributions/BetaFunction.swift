/// The beta function and its incomplete, regularised form.
///
/// Sources: Didonato and Morris, "Algorithm 708: significant digit computation of the incomplete beta
/// function ratios", ACM TOMS 18 (1992) for the continued fraction and the small-shape complement;
/// Loader (2000) for the saddle-point form of the prefix.
public enum BetaFunction {
  /// B(a, b) = Γ(a) Γ(b) / Γ(a + b); NaN unless both shapes are positive.
  public static func value(_ a: Double, _ b: Double) -> Double {
    let smaller = min(a, b)
    let larger = max(a, b)
    if smaller < 1 {
      // 1/a stays outside of the exponent, so that B of tiny shapes keeps its digits.
      return exponential(
        GammaFunction.logValue(onePlus: smaller) - GammaFunction.logRatio(larger, plus: smaller))
        / smaller
    }
    return exponential(logValue(a, b))
  }

  /// ln B(a, b); NaN unless both shapes are positive.
  public static func logValue(_ a: Double, _ b: Double) -> Double {
    if !(a > 0 && b > 0) { return .nan }
    let smaller = min(a, b)
    let larger = max(a, b)
    if smaller < 1 {
      return GammaFunction.logValue(onePlus: smaller)
        - GammaFunction.logRatio(larger, plus: smaller) - logarithm(smaller)
    }
    let n = a + b
    let powers =
      larger * logarithm(onePlus: smaller / larger)
      + smaller * logarithm(n / smaller)
    let half = 0.5 * (logarithm(n / larger) - logarithm(smaller))
    return stirlingError(a) + stirlingError(b) - stirlingError(n) + logRootTwoPi + half - powers
  }

  /// I_x(a, b), the probability that a beta variable with shapes `a` and `b` is at most `x`.
  ///
  /// - Returns: NaN unless the shapes are positive and `x` is a number.
  /// - Complexity: Work grows as the square root of the larger shape.
  public static func lower(_ x: Double, a: Double, b: Double) -> Double {
    tails(x, 1 - x, a: a, b: b).lower
  }

  /// 1 − I_x(a, b), without cancellation.
  ///
  /// - Returns: NaN unless the shapes are positive and `x` is a number.
  /// - Complexity: Work grows as the square root of the larger shape.
  public static func upper(_ x: Double, a: Double, b: Double) -> Double {
    tails(x, 1 - x, a: a, b: b).upper
  }

  /// I_x(a, b) and its complement, each with its own digits.
  ///
  /// - Parameter y: 1 − x, given apart because the caller may know it with more digits.
  static func tails(
    _ x: Double, _ y: Double, a: Double, b: Double
  ) -> (lower: Double, upper: Double) {
    if x.isNaN || y.isNaN || !(a > 0 && b > 0 && a.isFinite && b.isFinite) { return (.nan, .nan) }
    if x <= 0 { return (0, 1) }
    if y <= 0 { return (1, 0) }
    if x <= (a + 1) / (a + b + 2) { return belowMean(x, y, a, b) }
    let swapped = belowMean(y, x, b, a)
    return (swapped.upper, swapped.lower)
  }

  private static func belowMean(
    _ x: Double, _ y: Double, _ a: Double, _ b: Double
  ) -> (lower: Double, upper: Double) {
    let lower = min(1, prefix(x, y, a, b) / fraction(x, y, a, b))
    if lower > 0.5, a < 1 {
      let exponent = a * logarithm(x) + logarithmOfLeadingFactor(a, b)
      let sum = smallArgumentSum(x, a, b)
      let upper = max(0, -exponentialMinusOne(exponent) - exponential(exponent) * sum)
      return (1 - upper, upper)
    }
    return (lower, 1 - lower)
  }

  /// ln of 1 / (a B(a, b)), in proportion to `a` where that is small.
  static func logarithmOfLeadingFactor(_ a: Double, _ b: Double) -> Double {
    if a > 1 { return -logValue(a, b) - logarithm(a) }
    return GammaFunction.logRatio(b, plus: a) - GammaFunction.logValue(onePlus: a)
  }

  /// The S of I_x(a, b) = xᵃ / (a B(a, b)) · (1 + S) for small x: a Σ (1 − b)ₖ xᵏ / (k! (a + k)).
  static func smallArgumentSum(_ x: Double, _ a: Double, _ b: Double) -> Double {
    var sum = 0.0
    var term = a
    var k = 1.0
    while k < 10_000 {
      term *= (k - b) / k * x
      let next = sum + term / (a + k)
      if next == sum { break }
      sum = next
      k += 1
    }
    return sum
  }

  /// xᵃ yᵇ / B(a, b) in saddle-point form.
  static func prefix(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
    let n = a + b
    let difference = offset(x, y, a, b)
    let exponent =
      stirlingError(n) - stirlingError(a) - stirlingError(b)
      - deviance(a, mean: n * x, difference: difference)
      - deviance(b, mean: n * y, difference: -difference)
    return exponential(exponent) * (a / n * (b / (2 * Double.pi))).squareRoot()
  }

  /// b x − a y = (a + b) x − a, with the products' rounding errors and that of y = 1 − x put back.
  private static func offset(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
    let first = b * x
    let second = a * y
    let firstRest = (-first).addingProduct(b, x)
    let secondRest = (-second).addingProduct(a, y)
    // x + y may differ from 1 by a rounding; the smaller of the two is the exact one.
    let gap = x <= y ? (1 - y) - x : (1 - x) - y
    let correction = x <= y ? -a * gap : b * gap
    return (first - second) + (firstRest - secondRest + correction)
  }

  /// The continued fraction K with I_x(a, b) = xᵃ yᵇ / (B(a, b) K), by the modified method of Lentz.
  private static func fraction(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    let lead = a * y - b * x + 1
    var h = a * lead / (a + 1)
    if abs(h) < tiny { h = tiny }
    var c = h
    var d = 0.0
    let limit = 1000 + 20 * Int(min(max(a, b).squareRoot(), 1e8))
    var m = 1.0
    for _ in 0..<limit {
      let odd = a + 2 * m - 1
      let p = (a + m - 1) / odd
      let q = m * (b - m) * x / odd
      let numerator = p * (a + b + m - 1) * x * q
      let denominator = m + q + (a + m) * (lead + m * (1 + y)) / (odd + 2)
      d = denominator + numerator * d
      if abs(d) < tiny { d = tiny }
      c = denominator + numerator / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let change = c * d
      h *= change
      if abs(change - 1) < 2e-16 { break }
      m += 1
    }
    return h
  }
}
