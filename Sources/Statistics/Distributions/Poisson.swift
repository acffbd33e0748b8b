/// The Poisson distribution: events at a constant rate.
///
/// Source of the mass: Loader (2000).
public struct Poisson: DiscreteDistribution {
  /// Mean.
  public let mean: Double

  /// Creates a Poisson law.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` unless the mean lies in [0, 2⁵³].
  public init(mean: Double) throws(StatisticsError) {
    if !(mean >= 0 && mean <= Double(largestCount)) {
      throw .outOfRange(parameter: "mean", value: mean, range: "[0, 2^53]")
    }
    self.mean = mean
  }

  /// From 0 up; 0 alone for a mean of 0.
  public var support: ClosedRange<Int> { 0...(mean == 0 ? 0 : Int.max) }

  /// Standard deviation.
  public var standardDeviation: Double { mean.squareRoot() }

  /// Probability of at most `k` events.
  public func cumulative(_ k: Int) -> Double {
    k < 0 ? 0 : IncompleteGamma.upper(shape: Double(k) + 1, mean)
  }

  /// Probability of more than `k` events.
  public func survival(_ k: Int) -> Double {
    k < 0 ? 1 : IncompleteGamma.lower(shape: Double(k) + 1, mean)
  }

  /// Natural logarithm of the probability of `k` events.
  public func logMass(_ k: Int) -> Double {
    if k < 0 { return -.infinity }
    if k == 0 { return -mean }
    if mean == 0 { return -.infinity }
    let x = Double(k)
    let exponent = stirlingError(x) + deviance(x, mean: mean, difference: mean - x)
    return -exponent - 0.5 * logarithm(x) - logRootTwoPi
  }
}
