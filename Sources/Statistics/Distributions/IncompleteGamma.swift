/// The regularised incomplete gamma functions.
///
/// Uniform asymptotic expansion where the shape is large and near the argument (Temme 1979; Gil, Segura
/// and Temme, SIAM J. Sci. Comput. 34, 2012), power series below, continued fraction above (Gautschi
/// 1979), and for small shapes a form of the complement that does not cancel (Didonato and Morris 1986).
public enum IncompleteGamma {
  /// P(a, x) = γ(a, x)/Γ(a), the probability that a gamma variable of shape `a` is at most `x`.
  ///
  /// - Returns: NaN unless `a` > 0 and `x` ≥ 0.
  public static func lower(shape a: Double, _ x: Double) -> Double { tails(shape: a, x).lower }

  /// Q(a, x) = Γ(a, x)/Γ(a) = 1 − P(a, x), without cancellation.
  ///
  /// - Returns: NaN unless `a` > 0 and `x` ≥ 0.
  public static func upper(shape a: Double, _ x: Double) -> Double { tails(shape: a, x).upper }

  /// Both P(a, x) and Q(a, x), each with its own digits.
  static func tails(shape a: Double, _ x: Double) -> (lower: Double, upper: Double) {
    if !(a > 0 && a.isFinite && x >= 0) { return (.nan, .nan) }
    if x == 0 { return (0, 1) }
    if x == .infinity { return (1, 0) }
    if a >= 25 {
      let exponent = deviance(a, mean: x, difference: x - a)
      if exponent < 0.3 * a { return uniform(a, x, exponent: exponent) }
    }
    if a < 1, x < 1 {
      let lower = prefix(a, x) * series(a, x)
      return (lower, lower < 0.5 ? 1 - lower : complementOfSmallShape(a, x))
    }
    if x < (a < 1 ? 1 : a + 1) {
      let lower = min(1, prefix(a, x) * series(a, x))
      return (lower, 1 - lower)
    }
    let upper = min(1, prefix(a, x) * a * fraction(a, x))
    return (1 - upper, upper)
  }

  /// xᵃ e⁻ˣ / Γ(a + 1).
  static func prefix(_ a: Double, _ x: Double) -> Double {
    if a < 12 {
      if x > 2000 { return 0 }
      let half = exponential(-x / 2)
      return power(x, a) * half * half / gammaFunction(a + 1)
    }
    let exponent = deviance(a, mean: x, difference: x - a)
    return exponential(-exponent - stirlingError(a)) / (2 * Double.pi * a).squareRoot()
  }

  /// Σ xᵏ / ((a + 1) … (a + k)).
  private static func series(_ a: Double, _ x: Double) -> Double {
    var sum = 1.0
    var term = 1.0
    var k = a
    while term > sum * 1e-17 {
      k += 1
      term *= x / k
      sum += term
    }
    return sum
  }

  /// Γ(a, x) eˣ x⁻ᵃ by Legendre's continued fraction (modified Lentz).
  private static func fraction(_ a: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var h = d
    for step in 1...100_000 {
      let k = Double(step)
      let numerator = -k * (k - a)
      b += 2
      d = numerator * d + b
      if abs(d) < tiny { d = tiny }
      c = b + numerator / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      h *= d * c
      if abs(d * c - 1) < 2e-16 { break }
    }
    return h
  }

  /// Q(a, x) for a < 1 and x < 1, where P is near 1.
  private static func complementOfSmallShape(_ a: Double, _ x: Double) -> Double {
    let exponent = a * logarithm(x) - GammaFunction.logValue(onePlus: a)
    return -exponentialMinusOne(exponent) - exponential(exponent) * smallArgumentSum(a, x)
  }

  /// The S of P(a, x) = xᵃ/Γ(a + 1) · (1 + S) for small x: a Σ (−x)ᵏ / (k! (a + k)), k from 1.
  static func smallArgumentSum(_ a: Double, _ x: Double) -> Double {
    var sum = 0.0
    var term = a
    var k = 1.0
    while true {
      term *= -x / k
      let next = sum + term / (a + k)
      if next == sum { return sum }
      sum = next
      k += 1
    }
  }

  private static func uniform(
    _ a: Double, _ x: Double, exponent: Double
  ) -> (lower: Double, upper: Double) {
    let root = exponent.squareRoot()
    let signed = x < a ? -root : root
    let eta = signed * (2 / a).squareRoot()
    let rest = exponential(-exponent) / (2 * Double.pi * a).squareRoot() * temmeSum(a, eta)
    return (
      0.5 * complementaryErrorFunction(-signed) - rest, 0.5 * complementaryErrorFunction(signed) + rest
    )
  }

  private static func temmeSum(_ a: Double, _ eta: Double) -> Double {
    let f = temmeCoefficients
    let last = f.count - 1
    // β of order m + 2 and m + 1, going down.
    var above = f[last]
    var current = f[last - 1]
    var sum = above * eta + current
    var first = current
    for m in stride(from: last - 2, through: 1, by: -1) {
      let next = f[m] + Double(m + 1) * above / a
      above = current
      current = next
      sum = sum * eta + next
      first = above
    }
    return sum / (1 + first / a)
  }

  /// Taylor coefficients of η/(λ − 1), where η²/2 = λ − 1 − ln λ; computed in 60 digits.
  private static let temmeCoefficients = [
    1.0, -0.33333333333333333333, 0.083333333333333333333, -0.014814814814814814815,
    0.0011574074074074074074, 0.00035273368606701940035, -0.0001787551440329218107,
    0.000039192631785224377817, -2.1854485106799921615e-6, -1.8540622107151599607e-6,
    8.296711340953086005e-7, -1.7665952736826079304e-7, 6.7078535434014985804e-9,
    1.0261809784240308043e-8, -4.3820360184533531866e-9, 9.1476995822367902342e-10,
    -2.5514193994946249767e-11, -5.8307721325504250675e-11, 2.4361948020667416244e-11,
    -5.0276692801141755891e-12, 1.1004392031956134771e-13, 3.3717632624009853788e-13,
    -1.3923887224181620659e-13, 2.8534893807047443204e-14, -5.139111834242572619e-16,
    -1.9752288294349442835e-15, 8.0995211567045613341e-16, -1.6522531216398161819e-16,
  ]
}
