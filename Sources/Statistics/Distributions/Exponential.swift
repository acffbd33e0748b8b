/// The exponential distribution.
public struct Exponential: ContinuousDistribution {
  /// Mean, in the unit of the values.
  public let mean: Double

  /// Creates an exponential law.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` unless positive and finite.
  public init(mean: Double) throws(StatisticsError) {
    try requirePositive(mean, "mean")
    self.mean = mean
  }

  /// From 0 up.
  public var support: ClosedRange<Double> { 0 ... .infinity }

  /// Probability of a value of at most `x`.
  public func cumulative(_ x: Double) -> Double { x <= 0 ? 0 : -exponentialMinusOne(-x / mean) }

  /// Probability of a value above `x`.
  public func survival(_ x: Double) -> Double { x <= 0 ? 1 : exponential(-x / mean) }

  /// Natural logarithm of the density.
  public func logDensity(_ x: Double) -> Double { x < 0 ? -.infinity : -x / mean - logarithm(mean) }

  /// The value with the two tail probabilities.
  public func quantile(lower: Double, upper: Double) -> Double {
    mean * (lower < upper ? -logarithm(onePlus: -lower) : -logarithm(upper))
  }

  /// Draws a value by the ziggurat method.
  public func sample(using generator: inout Xoshiro256PlusPlus) -> Double {
    mean * generator.exponential()
  }
}
