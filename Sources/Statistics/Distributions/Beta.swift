/// The beta distribution on [0, 1].
public struct Beta: ContinuousDistribution {
  /// First shape.
  public let a: Double
  /// Second shape.
  public let b: Double

  /// Creates a beta law.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` unless both shapes are positive and
  ///   finite.
  public init(a: Double, b: Double) throws(StatisticsError) {
    try requirePositive(a, "first shape")
    try requirePositive(b, "second shape")
    self.a = a
    self.b = b
  }

  /// From 0 to 1.
  public var support: ClosedRange<Double> { 0...1 }

  /// Probability of a value of at most `x`.
  public func cumulative(_ x: Double) -> Double { BetaFunction.lower(x, a: a, b: b) }

  /// Probability of a value above `x`.
  public func survival(_ x: Double) -> Double { BetaFunction.upper(x, a: a, b: b) }

  /// Natural logarithm of the density.
  public func logDensity(_ x: Double) -> Double {
    if x.isNaN { return .nan }
    if x < 0 || x > 1 { return -.infinity }
    // 0 · ln 0 is 0 here: a shape of 1 has a finite density at its end.
    let left = a == 1 ? 0 : (a - 1) * logarithm(x)
    let right = b == 1 ? 0 : (b - 1) * logarithm(onePlus: -x)
    return left + right - BetaFunction.logValue(a, b)
  }

  /// The value with the two tail probabilities.
  public func quantile(lower: Double, upper: Double) -> Double {
    BetaFunction.inverse(lower: lower, upper: upper, a: a, b: b).x
  }

  /// Draws a value.
  public func sample(using generator: inout Xoshiro256PlusPlus) -> Double { generator.beta(a, b) }

  /// I_x(a, b): the probability that a beta variable with shapes `a` and `b` is at most `x`.
  ///
  /// - Returns: NaN unless the shapes are positive.
  public static func cumulative(_ x: Double, a: Double, b: Double) -> Double {
    BetaFunction.lower(x, a: a, b: b)
  }

  /// Density of a beta variable at `x` in (0, 1).
  public static func density(_ x: Double, a: Double, b: Double) -> Double {
    BetaFunction.prefix(x, 1 - x, a, b) / (x * (1 - x))
  }

  /// The value below which a beta variable lies with the given probability.
  ///
  /// - Returns: NaN unless the shapes are positive; 0 and 1 for probabilities beyond the ends.
  public static func quantile(_ probability: Double, a: Double, b: Double) -> Double {
    if probability.isNaN { return .nan }
    return BetaFunction.inverse(lower: probability, upper: 1 - probability, a: a, b: b).x
  }
}
