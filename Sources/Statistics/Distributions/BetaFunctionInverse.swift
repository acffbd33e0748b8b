extension BetaFunction {
  /// A point of the unit interval by its distances from both ends.
  struct Point {
    /// Distance from 0, with all its digits.
    var x: Double
    /// Distance from 1, with all its digits.
    var y: Double
    /// ln x, also where x itself is too small for a double.
    var logX: Double

    var mirrored: Point { Point(x: y, y: x, logX: logarithm(y)) }
  }

  /// The x with I_x(a, b) = `probability`.
  ///
  /// - Returns: NaN unless the shapes are positive and the probability lies in [0, 1].
  public static func inverseLower(_ probability: Double, a: Double, b: Double) -> Double {
    if !(probability >= 0 && probability <= 1) { return .nan }
    return inverse(lower: probability, upper: 1 - probability, a: a, b: b).x
  }

  /// The x with 1 − I_x(a, b) = `probability`.
  ///
  /// - Returns: NaN unless the shapes are positive and the probability lies in [0, 1].
  public static func inverseUpper(_ probability: Double, a: Double, b: Double) -> Double {
    if !(probability >= 0 && probability <= 1) { return .nan }
    return inverse(lower: 1 - probability, upper: probability, a: a, b: b).x
  }

  /// The point with I_x(a, b) = `lower` and 1 − I_x(a, b) = `upper`; the smaller of the two decides.
  ///
  /// The half of the interval that holds the root is found first; there Halley steps in ln x on the
  /// logarithm of the smaller tail run inside a bracket.
  static func inverse(lower: Double, upper: Double, a: Double, b: Double) -> Point {
    if !(a > 0 && b > 0 && a.isFinite && b.isFinite) { return Point(x: .nan, y: .nan, logX: .nan) }
    if lower <= 0 { return Point(x: 0, y: 1, logX: -.infinity) }
    if upper <= 0 { return Point(x: 1, y: 0, logX: 0) }
    let half = tails(0.5, 0.5, a: a, b: b)
    let isInLowerHalf = lower < upper ? lower <= half.lower : upper >= half.upper
    return isInLowerHalf
      ? inverseInLowerHalf(lower, upper, a, b) : inverseInLowerHalf(upper, lower, b, a).mirrored
  }

  private static func inverseInLowerHalf(
    _ lower: Double, _ upper: Double, _ a: Double, _ b: Double
  ) -> Point {
    let logStart = logarithmOfPowerLaw(lower, upper, a, b) / a
    if logStart + logarithm(max(b, 1)) < -2.5 {
      return inverseNearZero(logStart: logStart, a, b)
    }
    var start = min(0.5, exponential(logStart))
    if a > 1, b > 1 { start = min(0.5, approximateInverse(lower, upper, a, b)) }
    let x = LogNewton.solve(start: start, low: 0, high: 0.5) { x in
      let y = 1 - x
      let tails = tails(x, y, a: a, b: b)
      let density = prefix(x, y, a, b) / y
      if lower <= upper {
        let slope = density / tails.lower
        return (logarithm(tails.lower / lower), slope, a - (b - 1) * x / y - slope)
      }
      let slope = density / tails.upper
      return (logarithm(upper / tails.upper), slope, a - (b - 1) * x / y + slope)
    }
    return Point(x: x, y: 1 - x, logX: logarithm(x))
  }

  /// ln(p a B(a, b)), which is a ln x where only the leading term of the series for I_x counts.
  private static func logarithmOfPowerLaw(
    _ lower: Double, _ upper: Double, _ a: Double, _ b: Double
  ) -> Double {
    let excess = (upper * -b).addingProduct(lower, a) / b
    if a + b < 0.5, excess > -0.5 {
      // a B(a, b) = (1 + a/b) Γ(1 + a) Γ(1 + b)/Γ(1 + a + b), and p (1 + a/b) = 1 + (p a − q b)/b.
      return logarithm(onePlus: excess) + GammaFunction.logValue(onePlus: a)
        + GammaFunction.logValue(onePlus: b) - GammaFunction.logValue(onePlus: a + b)
    }
    let logLower = lower < 0.5 ? logarithm(lower) : logarithm(onePlus: -upper)
    return logLower - logarithmOfLeadingFactor(a, b)
  }

  /// Fixed-point steps on a ln x = ln p + ln(a B(a, b)) − ln(1 + S), for x small against 1/b.
  private static func inverseNearZero(logStart: Double, _ a: Double, _ b: Double) -> Point {
    var u = logStart
    for _ in 0..<60 {
      let next = logStart - logarithm(onePlus: smallArgumentSum(exponential(u), a, b)) / a
      let change = next - u
      u = next
      if abs(change) < 1e-17 * max(1, abs(u)) { break }
    }
    return Point(x: exponential(u), y: -exponentialMinusOne(u), logX: u)
  }

  /// Normal approximation of Abramowitz and Stegun 26.5.22.
  private static func approximateInverse(
    _ lower: Double, _ upper: Double, _ a: Double, _ b: Double
  ) -> Double {
    let score = lower < upper ? -NormalScore.tail(lower) : NormalScore.tail(upper)
    let lambda = (score * score - 3) / 6
    let s = 1 / (2 * a - 1)
    let t = 1 / (2 * b - 1)
    let h = 2 / (s + t)
    let root = max(0, h + lambda).squareRoot()
    let w = score * root / h - (t - s) * (lambda + 5.0 / 6 - 2 / (3 * h))
    return a / (a + b * exponential(min(2 * w, 600)))
  }
}
