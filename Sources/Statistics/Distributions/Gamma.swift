/// The gamma distribution.
public struct Gamma: ContinuousDistribution {
  /// Shape.
  public let shape: Double
  /// Scale, in the unit of the values.
  public let scale: Double

  /// Creates a gamma law.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` unless both are positive and finite.
  public init(shape: Double, scale: Double = 1) throws(StatisticsError) {
    try requirePositive(shape, "shape")
    try requirePositive(scale, "scale")
    self.init(uncheckedShape: shape, scale: scale)
  }

  init(uncheckedShape shape: Double, scale: Double) {
    self.shape = shape
    self.scale = scale
  }

  /// From 0 up.
  public var support: ClosedRange<Double> { 0 ... .infinity }

  /// Probability of a value of at most `x`.
  public func cumulative(_ x: Double) -> Double {
    x < 0 ? 0 : IncompleteGamma.lower(shape: shape, x / scale)
  }

  /// Probability of a value above `x`.
  public func survival(_ x: Double) -> Double {
    x < 0 ? 1 : IncompleteGamma.upper(shape: shape, x / scale)
  }

  /// Natural logarithm of the density.
  public func logDensity(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    if x < 0 || x == .infinity { return -.infinity }
    let z = x / scale
    if z == 0 || shape < 1 {
      let rise = shape == 1 ? 0 : (shape - 1) * logarithm(z)
      return rise - z - logGamma(shape) - logarithm(scale)
    }
    let exponent = deviance(shape, mean: z, difference: z - shape) + stirlingError(shape)
    return 0.5 * logarithm(shape) - exponent - logRootTwoPi - logarithm(x)
  }

  /// The value with the two tail probabilities.
  public func quantile(lower: Double, upper: Double) -> Double {
    scale * IncompleteGamma.inverse(shape: shape, lower: lower, upper: upper)
  }

  /// Draws a value by the method of Marsaglia and Tsang.
  public func sample(using generator: inout Xoshiro256PlusPlus) -> Double {
    scale * generator.gamma(shape: shape)
  }
}

/// The chi-squared distribution.
public struct ChiSquared: ContinuousDistribution {
  /// Degrees of freedom; need not be whole.
  public var degreesOfFreedom: Double { 2 * gamma.shape }
  private let gamma: Gamma

  /// Creates a chi-squared law.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` unless positive and finite.
  public init(degreesOfFreedom: Double) throws(StatisticsError) {
    try requirePositive(degreesOfFreedom, "degrees of freedom")
    gamma = Gamma(uncheckedShape: degreesOfFreedom / 2, scale: 2)
  }

  /// From 0 up.
  public var support: ClosedRange<Double> { gamma.support }

  /// Probability of a value of at most `x`.
  public func cumulative(_ x: Double) -> Double { gamma.cumulative(x) }

  /// Probability of a value above `x`.
  public func survival(_ x: Double) -> Double { gamma.survival(x) }

  /// Natural logarithm of the density.
  public func logDensity(_ x: Double) -> Double { gamma.logDensity(x) }

  /// The value with the two tail probabilities.
  public func quantile(lower: Double, upper: Double) -> Double { gamma.quantile(lower: lower, upper: upper) }

  /// Draws a value.
  public func sample(using generator: inout Xoshiro256PlusPlus) -> Double { gamma.sample(using: &generator) }
}
