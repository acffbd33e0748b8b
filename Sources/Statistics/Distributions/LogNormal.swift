/// The log-normal distribution.
public struct LogNormal: ContinuousDistribution {
  /// The law of the logarithm.
  public let logarithmic: Normal

  /// Creates a log-normal law.
  ///
  /// - Parameters:
  ///   - logMean: Mean of the logarithm; its exponential is the median.
  ///   - logStandardDeviation: Standard deviation of the logarithm.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  public init(logMean: Double, logStandardDeviation: Double) throws(StatisticsError) {
    logarithmic = try Normal(mean: logMean, standardDeviation: logStandardDeviation)
  }

  /// From 0 up.
  public var support: ClosedRange<Double> { 0 ... .infinity }

  /// Probability of a value of at most `x`.
  public func cumulative(_ x: Double) -> Double { x <= 0 ? 0 : logarithmic.cumulative(logarithm(x)) }

  /// Probability of a value above `x`.
  public func survival(_ x: Double) -> Double { x <= 0 ? 1 : logarithmic.survival(logarithm(x)) }

  /// Natural logarithm of the density.
  public func logDensity(_ x: Double) -> Double {
    x <= 0 ? -.infinity : logarithmic.logDensity(logarithm(x)) - logarithm(x)
  }

  /// The value with the two tail probabilities.
  public func quantile(lower: Double, upper: Double) -> Double {
    exponential(logarithmic.quantile(lower: lower, upper: upper))
  }

  /// Draws a value.
  public func sample(using generator: inout Xoshiro256PlusPlus) -> Double {
    exponential(logarithmic.sample(using: &generator))
  }
}
