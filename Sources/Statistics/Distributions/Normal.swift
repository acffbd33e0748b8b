/// The standard normal distribution.
public enum Normal {
  /// Probability of a value of at most `x`.
  public static func cumulative(_ x: Double) -> Double {
    0.5 * complementaryErrorFunction(-x / 2.0.squareRoot())
  }

  /// The value below which a standard normal variable lies with the given probability.
  ///
  /// Rational start with two Halley steps on the complementary error function.
  /// Source of the start: Abramowitz and Stegun 26.2.23.
  public static func quantile(_ probability: Double) -> Double {
    if probability.isNaN || probability < 0 || probability > 1 { return .nan }
    if probability == 0 { return -.infinity }
    if probability == 1 { return .infinity }
    if probability == 0.5 { return 0 }
    let tail = min(probability, 1 - probability)
    let t = (-2 * logarithm(tail)).squareRoot()
    let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
    let denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    var x = -(t - numerator / denominator)
    for _ in 0..<3 {
      let error = cumulative(x) - tail
      let step = error * (2 * Double.pi).squareRoot() * exponential(x * x / 2)
      x -= step / (1 + x * step / 2)
    }
    return probability < 0.5 ? x : -x
  }
}

/// Student's t distribution.
public enum StudentT {
  /// Probability of a value of at most `t` with the given degrees of freedom.
  public static func cumulative(_ t: Double, degreesOfFreedom: Double) -> Double {
    let x = degreesOfFreedom / (degreesOfFreedom + t * t)
    let tail = 0.5 * Beta.cumulative(x, a: degreesOfFreedom / 2, b: 0.5)
    return t > 0 ? 1 - tail : tail
  }

  /// The value below which a t variable lies with the given probability.
  public static func quantile(_ probability: Double, degreesOfFreedom: Double) -> Double {
    if probability.isNaN || probability < 0 || probability > 1 || !(degreesOfFreedom > 0) { return .nan }
    if probability == 0.5 { return 0 }
    let tail = 2 * min(probability, 1 - probability)
    let x = Beta.quantile(tail, a: degreesOfFreedom / 2, b: 0.5)
    let magnitude = x > 0 ? (degreesOfFreedom * (1 - x) / x).squareRoot() : .infinity
    return probability < 0.5 ? -magnitude : magnitude
  }
}
