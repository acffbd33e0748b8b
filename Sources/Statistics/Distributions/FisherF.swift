/// Fisher's F distribution, the law of a ratio of two mean squares.
///
/// Through the incomplete beta function (Abramowitz and Stegun 26.6.2).
public struct FisherF: ContinuousDistribution {
  /// Degrees of freedom of the numerator.
  public let numerator: Double
  /// Degrees of freedom of the denominator.
  public let denominator: Double

  /// Creates an F law.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` unless both are positive and finite.
  public init(numerator: Double, denominator: Double) throws(StatisticsError) {
    try requirePositive(numerator, "degrees of freedom of the numerator")
    try requirePositive(denominator, "degrees of freedom of the denominator")
    self.numerator = numerator
    self.denominator = denominator
  }

  /// From 0 up.
  public var support: ClosedRange<Double> { 0 ... .infinity }

  /// Probability of a value of at most `x`.
  public func cumulative(_ x: Double) -> Double { tails(x).lower }

  /// Probability of a value above `x`.
  public func survival(_ x: Double) -> Double { tails(x).upper }

  private func tails(_ x: Double) -> (lower: Double, upper: Double) {
    if x.isNaN { return (.nan, .nan) }
    if x <= 0 { return (0, 1) }
    let odds = x * (numerator / denominator)
    let share = odds < 1 ? odds / (1 + odds) : 1 / (1 + 1 / odds)
    let rest = odds < 1 ? 1 / (1 + odds) : 1 / odds / (1 + 1 / odds)
    return BetaFunction.tails(share, rest, a: numerator / 2, b: denominator / 2)
  }

  /// Natural logarithm of the density.
  public func logDensity(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    if x < 0 || x == .infinity { return -.infinity }
    let (a, b) = (numerator / 2, denominator / 2)
    let logRatio = logarithm(numerator / denominator)
    if x == 0 {
      let rise = a == 1 ? 0 : a < 1 ? Double.infinity : -.infinity
      return rise + a * logRatio - BetaFunction.logValue(a, b)
    }
    let odds = x * (numerator / denominator)
    // −a ln(1 + 1/odds) − b ln(1 + odds), the logarithms of the two shares to their powers.
    let powers = -a * logarithm(onePlus: 1 / odds) - b * logarithm(onePlus: odds)
    return powers - logarithm(x) - BetaFunction.logValue(a, b)
  }

  /// The value with the two tail probabilities.
  public func quantile(lower: Double, upper: Double) -> Double {
    let point = BetaFunction.inverse(lower: lower, upper: upper, a: numerator / 2, b: denominator / 2)
    return point.x / point.y * (denominator / numerator)
  }

  /// Draws a value: a ratio of two mean squares.
  public func sample(using generator: inout Xoshiro256PlusPlus) -> Double {
    let top = generator.gamma(shape: numerator / 2) / numerator
    return top / (generator.gamma(shape: denominator / 2) / denominator)
  }
}
