/// The Weibull distribution.
public struct Weibull: ContinuousDistribution {
  /// Shape; 1 is the exponential law.
  public let shape: Double
  /// Scale, in the unit of the values.
  public let scale: Double

  /// Creates a Weibull law.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` unless both are positive and finite.
  public init(shape: Double, scale: Double = 1) throws(StatisticsError) {
    try requirePositive(shape, "shape")
    try requirePositive(scale, "scale")
    self.shape = shape
    self.scale = scale
  }

  /// From 0 up.
  public var support: ClosedRange<Double> { 0 ... .infinity }

  /// Probability of a value of at most `x`.
  public func cumulative(_ x: Double) -> Double { x <= 0 ? 0 : -exponentialMinusOne(-hazard(x)) }

  /// Probability of a value above `x`.
  public func survival(_ x: Double) -> Double { x <= 0 ? 1 : exponential(-hazard(x)) }

  private func hazard(_ x: Double) -> Double { power(x / scale, shape) }

  /// Natural logarithm of the density.
  public func logDensity(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    if x < 0 || x == .infinity { return -.infinity }
    let rise = shape == 1 ? 0 : (shape - 1) * logarithm(x / scale)
    return logarithm(shape / scale) + rise - hazard(x)
  }

  /// The value with the two tail probabilities.
  public func quantile(lower: Double, upper: Double) -> Double {
    scale * power(lower < upper ? -logarithm(onePlus: -lower) : -logarithm(upper), 1 / shape)
  }

  /// Draws a value.
  public func sample(using generator: inout Xoshiro256PlusPlus) -> Double {
    scale * power(generator.exponential(), 1 / shape)
  }
}
