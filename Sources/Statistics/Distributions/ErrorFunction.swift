/// The error function, its complement and their inverses.
public enum ErrorFunction {
  /// erf(x) = 2/√π ∫₀ˣ exp(−t²) dt.
  public static func value(_ x: Double) -> Double { errorFunction(x) }

  /// erfc(x) = 1 − erf(x), without cancellation for large x.
  public static func complement(_ x: Double) -> Double { complementaryErrorFunction(x) }

  /// The x with erf(x) = `value`.
  ///
  /// - Parameter value: In [−1, 1]; ±1 gives an infinity, anything beyond gives NaN.
  public static func inverse(_ value: Double) -> Double {
    if !(abs(value) <= 1) { return .nan }
    if abs(value) == 1 { return value * .infinity }
    if abs(value) <= 0.85 { return NormalScore.central(value / 2) * 0.5.squareRoot() }
    let magnitude = inverseComplement(1 - abs(value))
    return value < 0 ? -magnitude : magnitude
  }

  /// The x with erfc(x) = `value`.
  ///
  /// - Parameter value: In [0, 2]; the ends give infinities, anything beyond gives NaN.
  public static func inverseComplement(_ value: Double) -> Double {
    if !(value >= 0 && value <= 2) { return .nan }
    if value == 0 { return .infinity }
    if value == 2 { return -.infinity }
    // 1 − value is exact here, and keeps what value/2 would lose near 1.
    if value >= 0.5 && value <= 1.5 { return inverse(1 - value) }
    if value > 1.5 { return -inverseComplement(2 - value) }
    var x = -NormalScore.tail(value / 2) * 0.5.squareRoot()
    let slope = -2 / Double.pi.squareRoot() * exponential(-x * x)
    if slope < -1e-290 { x -= (complementaryErrorFunction(x) - value) / slope }
    return x
  }
}

/// Standard normal quantiles by rational approximation, to about one unit in the sixteenth digit.
///
/// Source: Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied
/// Statistics 37 (1988), routine PPND16.
enum NormalScore {
  /// Quantile at probability ½ + `offset`, for |offset| ≤ 0.425.
  static func central(_ offset: Double) -> Double {
    let r = 0.180625 - offset * offset
    let numerator = polynomial(
      r, 3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
      1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
      3.3430575583588128105e4, 2.5090809287301226727e3)
    let denominator = polynomial(
      r, 1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
      2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
      5.2264952788528545610e3)
    return offset * numerator / denominator
  }

  /// Quantile at a small probability in (0, ½); negative.
  static func tail(_ probability: Double) -> Double {
    if probability > 0.075 { return central(probability - 0.5) }
    let r = (-logarithm(probability)).squareRoot()
    if r <= 5 {
      let s = r - 1.6
      let numerator = polynomial(
        s, 1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
        3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
        2.27238449892691845833e-2, 7.74545014278341407640e-4)
      let denominator = polynomial(
        s, 1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
        1.05075007164441684324e-9)
      return -numerator / denominator
    }
    let s = r - 5
    let numerator = polynomial(
      s, 6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
      2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
      2.71155556874348757815e-5, 2.01033439929228813265e-7)
    let denominator = polynomial(
      s, 1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
      7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
      2.04426310338993978564e-15)
    return -numerator / denominator
  }

  /// A polynomial of degree seven; separate arguments, because an array would be allocated each time.
  @inline(__always)
  private static func polynomial(
    _ x: Double, _ c0: Double, _ c1: Double, _ c2: Double, _ c3: Double, _ c4: Double, _ c5: Double,
    _ c6: Double, _ c7: Double
  ) -> Double {
    let high = ((c7 * x + c6) * x + c5) * x + c4
    return (((high * x + c3) * x + c2) * x + c1) * x + c0
  }
}
