/// Student's t distribution.
///
/// Through the incomplete beta function at ν/(ν + t²) and its complement (Abramowitz and Stegun 26.7.1).
public struct StudentT: ContinuousDistribution {
  /// Degrees of freedom; need not be whole.
  public let degreesOfFreedom: Double

  /// Creates a t law.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` unless positive and finite.
  public init(degreesOfFreedom: Double) throws(StatisticsError) {
    try requirePositive(degreesOfFreedom, "degrees of freedom")
    self.init(unchecked: degreesOfFreedom)
  }

  private init(unchecked degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

  /// All numbers.
  public var support: ClosedRange<Double> { -.infinity ... .infinity }

  /// Probability of a value of at most `x`.
  public func cumulative(_ x: Double) -> Double { survival(-x) }

  /// Probability of a value above `x`.
  public func survival(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    let (far, near) = shares(x)
    let tails = BetaFunction.tails(far, near, a: degreesOfFreedom / 2, b: 0.5)
    return x > 0 ? 0.5 * tails.lower : 0.5 + 0.5 * tails.upper
  }

  /// ν/(ν + t²) and t²/(ν + t²), for any t without overflow.
  private func shares(_ t: Double) -> (far: Double, near: Double) {
    let ratio = t / degreesOfFreedom.squareRoot()
    if abs(ratio) < 1 {
      let square = ratio * ratio
      return (1 / (1 + square), square / (1 + square))
    }
    let square = 1 / ratio * (1 / ratio)
    return (square / (1 + square), 1 / (1 + square))
  }

  /// Natural logarithm of the density.
  public func logDensity(_ x: Double) -> Double {
    let v = degreesOfFreedom
    let ratio = abs(x) / v.squareRoot()
    let spread = ratio > 1e8 ? 2 * logarithm(ratio) : logarithm(onePlus: ratio * ratio)
    return -0.5 * (v + 1) * spread - BetaFunction.logValue(v / 2, 0.5) - 0.5 * logarithm(v)
  }

  /// The value with the two tail probabilities.
  public func quantile(lower: Double, upper: Double) -> Double {
    let tail = min(lower, upper)
    if tail == 0.5 { return 0 }
    let point = BetaFunction.inverse(lower: 2 * tail, upper: 1 - 2 * tail, a: degreesOfFreedom / 2, b: 0.5)
    let magnitude =
      point.x < 1e-290
      ? exponential(0.5 * (logarithm(degreesOfFreedom) - point.logX))
      : (degreesOfFreedom * point.y / point.x).squareRoot()
    return lower < upper ? -magnitude : magnitude
  }

  /// Draws a value: normal over the root of a mean square.
  public func sample(using generator: inout Xoshiro256PlusPlus) -> Double {
    let normal = generator.normal()
    let half = degreesOfFreedom / 2
    return normal * (half / generator.gamma(shape: half)).squareRoot()
  }

  /// Probability of a value of at most `t`; NaN unless the degrees of freedom are positive.
  public static func cumulative(_ t: Double, degreesOfFreedom: Double) -> Double {
    StudentT(unchecked: degreesOfFreedom).cumulative(t)
  }

  /// The value below which a t variable lies with the given probability.
  ///
  /// - Returns: NaN for a probability outside of [0, 1] or degrees of freedom that are not positive.
  public static func quantile(_ probability: Double, degreesOfFreedom: Double) -> Double {
    if !(probability >= 0 && probability <= 1 && degreesOfFreedom > 0) { return .nan }
    if degreesOfFreedom == .infinity { return Normal.quantile(probability) }
    if probability == 0 { return -.infinity }
    if probability == 1 { return .infinity }
    return StudentT(unchecked: degreesOfFreedom).quantile(lower: probability, upper: 1 - probability)
  }
}
