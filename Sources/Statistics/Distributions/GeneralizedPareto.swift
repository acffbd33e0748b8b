/// The generalised Pareto distribution, the limit law of what exceeds a high threshold.
///
/// Source: Coles, An Introduction to Statistical Modeling of Extreme Values (2001) 4.2.
public struct GeneralizedPareto: ContinuousDistribution {
  /// Threshold, the least possible value.
  public let threshold: Double
  /// Scale, in the unit of the values.
  public let scale: Double
  /// Shape: above 0 a heavy tail, 0 the exponential law, below 0 a tail that ends.
  public let shape: Double

  /// Creates a generalised Pareto law.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` unless the scale is positive and all
  ///   three are finite.
  public init(threshold: Double = 0, scale: Double, shape: Double) throws(StatisticsError) {
    try requireFinite(threshold, "threshold")
    try requirePositive(scale, "scale")
    try requireFinite(shape, "shape")
    self.threshold = threshold
    self.scale = scale
    self.shape = shape
  }

  /// From the threshold up; to threshold − scale/shape for a negative shape.
  public var support: ClosedRange<Double> {
    shape < 0 ? threshold...(threshold - scale / shape) : threshold ... .infinity
  }

  /// −ln of the survival function: ln(1 + shape · z)/shape.
  private func logSurvival(_ x: Double) -> Double {
    let z = (x - threshold) / scale
    if z <= 0 { return 0 }
    if z == .infinity { return -.infinity }
    let product = shape * z
    if product <= -1 { return -.infinity }
    if abs(product) < 1e-17 { return -z }
    if product == .infinity { return -(logarithm(shape) + logarithm(z)) / shape }
    return -logarithm(onePlus: product) / shape
  }

  /// Probability of a value of at most `x`.
  public func cumulative(_ x: Double) -> Double { -exponentialMinusOne(logSurvival(x)) }

  /// Probability of a value above `x`.
  public func survival(_ x: Double) -> Double { exponential(logSurvival(x)) }

  /// Natural logarithm of the density.
  public func logDensity(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    let z = (x - threshold) / scale
    if z < 0 || shape * z < -1 || x == .infinity { return -.infinity }
    // (−1/ξ − 1) ln(1 + ξz): at ξ = −1 the law is uniform up to its end.
    if shape == -1 { return -logarithm(scale) }
    return logSurvival(x) - logarithm(onePlus: shape * z) - logarithm(scale)
  }

  /// The value with the two tail probabilities.
  public func quantile(lower: Double, upper: Double) -> Double {
    value(exponential: lower < upper ? -logarithm(onePlus: -lower) : -logarithm(upper))
  }

  /// Draws a value.
  public func sample(using generator: inout Xoshiro256PlusPlus) -> Double {
    value(exponential: generator.exponential())
  }

  /// The value that a standard exponential value maps to.
  private func value(exponential e: Double) -> Double {
    let product = shape * e
    return threshold + scale * (abs(product) < 1e-17 ? e : exponentialMinusOne(product) / shape)
  }
}
