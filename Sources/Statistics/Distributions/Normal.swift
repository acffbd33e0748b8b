/// The normal distribution.
///
/// Source of the quantile: Wichura, Algorithm AS 241 (1988).
public struct Normal: ContinuousDistribution {
  /// Mean.
  public let mean: Double
  /// Standard deviation.
  public let standardDeviation: Double

  /// Mean 0, standard deviation 1.
  public static let standard = Normal(uncheckedMean: 0, standardDeviation: 1)

  /// Creates a normal law.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` unless the mean is finite and the
  ///   standard deviation positive and finite.
  public init(mean: Double, standardDeviation: Double) throws(StatisticsError) {
    try requireFinite(mean, "mean")
    try requirePositive(standardDeviation, "standard deviation")
    self.init(uncheckedMean: mean, standardDeviation: standardDeviation)
  }

  private init(uncheckedMean mean: Double, standardDeviation: Double) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// All numbers.
  public var support: ClosedRange<Double> { -.infinity ... .infinity }

  /// Probability of a value of at most `x`.
  public func cumulative(_ x: Double) -> Double { Self.cumulative((x - mean) / standardDeviation) }

  /// Probability of a value above `x`.
  public func survival(_ x: Double) -> Double { Self.cumulative((mean - x) / standardDeviation) }

  /// Natural logarithm of the density.
  public func logDensity(_ x: Double) -> Double {
    let z = (x - mean) / standardDeviation
    return -0.5 * z * z - logRootTwoPi - logarithm(standardDeviation)
  }

  /// The value with the two tail probabilities.
  public func quantile(lower: Double, upper: Double) -> Double {
    mean + standardDeviation * (lower < upper ? NormalScore.tail(lower) : -NormalScore.tail(upper))
  }

  /// Draws a value by the ziggurat method.
  public func sample(using generator: inout Xoshiro256PlusPlus) -> Double {
    mean + standardDeviation * generator.normal()
  }

  /// Probability that a standard normal variable is at most `z`.
  public static func cumulative(_ z: Double) -> Double {
    0.5 * complementaryErrorFunction(-z * 0.5.squareRoot())
  }

  /// The value below which a standard normal variable lies with the given probability.
  ///
  /// - Returns: NaN for a probability outside of [0, 1].
  public static func quantile(_ probability: Double) -> Double {
    if !(probability >= 0 && probability <= 1) { return .nan }
    if probability == 0 { return -.infinity }
    if probability == 1 { return .infinity }
    return standard.quantile(lower: probability, upper: 1 - probability)
  }
}
