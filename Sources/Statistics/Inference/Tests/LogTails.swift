/// Natural logarithms of tail probabilities, with digits also where the probability itself is below the
/// smallest number.
enum LogTail {
  /// P(Z > z) of a standard normal variable.
  ///
  /// Beyond 30 from Mills' ratio as a continued fraction (Abramowitz and Stegun 26.2.14).
  static func normal(above z: Double) -> Double {
    if z < 30 { return logarithm(Normal.standard.survival(z)) }
    if z == .infinity { return -.infinity }
    var fraction = z
    for k in stride(from: 40, through: 1, by: -1) { fraction = z + Double(k) / fraction }
    return -0.5 * z * z - logRootTwoPi - logarithm(fraction)
  }

  /// P(T > t) of Student's t, t > 0.
  ///
  /// Where the probability underflows, from the series of the incomplete beta function
  /// (Abramowitz and Stegun 26.5.4).
  static func studentT(above t: Double, degreesOfFreedom: Double) -> Double {
    let tail = StudentT.cumulative(-t, degreesOfFreedom: degreesOfFreedom)
    if tail > 1e-290 { return logarithm(tail) }
    let ratio = t / degreesOfFreedom.squareRoot()
    // ν/(ν + t²), and the logarithms of it and of its complement.
    let logSpread = ratio > 1e8 ? 2 * logarithm(ratio) : logarithm(onePlus: ratio * ratio)
    return logarithm(0.5)
      + logBeta(
        a: degreesOfFreedom / 2, b: 0.5, logX: -logSpread, logComplement: 2 * logarithm(ratio) - logSpread)
  }

  /// P(F > f) of Fisher's F.
  static func fisherF(above f: Double, numerator: Double, denominator: Double) -> Double {
    let odds = f * numerator / denominator
    let tail = BetaFunction.upper(odds / (1 + odds), a: numerator / 2, b: denominator / 2)
    if tail > 1e-290 { return logarithm(tail) }
    return logBeta(
      a: denominator / 2, b: numerator / 2, logX: -logarithm(onePlus: odds),
      logComplement: -logarithm(onePlus: 1 / odds))
  }

  /// P(X > x) of a chi-squared variable.
  ///
  /// Where the probability underflows, by the continued fraction of the incomplete gamma function
  /// (Abramowitz and Stegun 6.5.31).
  static func chiSquared(above x: Double, degreesOfFreedom: Double) -> Double {
    let a = degreesOfFreedom / 2
    let z = x / 2
    let tail = IncompleteGamma.upper(shape: a, z)
    if tail > 1e-290 { return logarithm(tail) }
    if z == .infinity { return -.infinity }
    var fraction = z + 1000 - a
    for k in stride(from: 400, through: 1, by: -1) {
      fraction = z + 2 * Double(k) - 1 - a - Double(k) * (Double(k) - a) / fraction
    }
    return a * logarithm(z) - z - logGamma(a) - logarithm(fraction)
  }

  /// ln I_x(a, b) for small x.
  private static func logBeta(a: Double, b: Double, logX: Double, logComplement: Double) -> Double {
    let x = exponential(logX)
    var term = 1.0
    var sum = 1.0
    var n = 0.0
    while term > 1e-17 * sum, n < 1e6 {
      term *= x * (a + b + n) / (a + 1 + n)
      sum += term
      n += 1
    }
    return a * logX + b * logComplement - logarithm(a) - BetaFunction.logValue(a, b) + logarithm(sum)
  }

  /// Logarithm of a p-value from the logarithms of the tails at and below, and at and above, the statistic.
  static func pValue(_ alternative: Alternative, logLower: Double, logUpper: Double) -> Double {
    switch alternative {
    case .less: min(0, logLower)
    case .greater: min(0, logUpper)
    case .twoSided: min(0, logarithm(2) + min(logLower, logUpper))
    }
  }
}
