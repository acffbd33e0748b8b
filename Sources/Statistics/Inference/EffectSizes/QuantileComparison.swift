extension Estimate {
  /// Difference of this estimate less another one from independent data, with an interval.
  ///
  /// The distances from each estimate to its own ends are recombined (MOVER), so that the difference inherits
  /// the coverage and the asymmetry of the two intervals.
  /// Source: Donner and Zou, Statistical Methods in Medical Research 21 (2012).
  /// - Returns: An interval with a `nil` end where an end of either estimate is unbounded; `nil` when an
  ///   estimate has no interval.
  public func difference(from other: Estimate) -> EffectEstimate? {
    guard let a = interval, let b = other.interval else { return nil }
    func combined(_ first: Double?, _ second: Double?) -> Double? {
      guard let first, let second else { return nil }
      let (u, v) = (first - value, second - other.value)
      return (u * u + v * v).squareRoot()
    }
    let center = value - other.value
    let interval = ConfidenceInterval(
      lower: combined(a.lower, b.upper).map { center - $0 },
      upper: combined(a.upper, b.lower).map { center + $0 }, level: min(a.level, b.level))
    return EffectEstimate(value: center, interval: interval, method: .recombined, sizes: [n, other.n])
  }
}

/// One quantile of two samples, side by side.
public struct QuantileComparison: Codable, Hashable, Sendable {
  /// Which quantile.
  public var probability: Double
  /// In the first sample.
  public var first: Estimate
  /// In the second sample.
  public var second: Estimate
  /// First less second.
  public var difference: EffectEstimate?
  /// First over second; `nil` when a quantile is not positive.
  public var ratio: RatioEstimate?
  /// Two-sided p-value of equal quantiles: 1 less the level at which the interval of the difference ends at 0.
  public var pValue: Double?
}

/// A quantile of some kind of sample with its interval.
public protocol QuantileSource: Sendable {
  /// A quantile with an interval.
  func quantileInterval(
    _ probability: Double, level: Double, definition: QuantileDefinition
  ) throws(StatisticsError) -> Estimate
}

extension SortedSample: QuantileSource {}
extension ClusteredSample: QuantileSource {}

extension QuantileSource {
  /// Compares one quantile of two samples by the intervals from their order statistics; clustered samples
  /// bring their design effects with them.
  ///
  /// - Parameters:
  ///   - other: The second sample.
  ///   - probability: In (0, 1).
  ///   - level: Nominal coverage, in (0, 1).
  ///   - definition: Of the point estimates.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  /// - Complexity: O(log n) evaluations of the incomplete beta function for independent values, O(n) for
  ///   clusters; 40 times that for the p-value.
  public func compareQuantile(
    _ probability: Double, with other: some QuantileSource, level: Double = 0.95,
    definition: QuantileDefinition = .linear
  ) throws(StatisticsError) -> QuantileComparison {
    var result = try comparison(probability, with: other, level: level, definition: definition)
    guard result.difference != nil else { return result }
    // The level is searched on the scale of the normal score, which resolves small p-values. An unbounded end
    // excludes nothing.
    var (low, high) = (0.0, 8.0)
    for _ in 0..<40 {
      let score = 0.5 * (low + high)
      let wide = try comparison(
        probability, with: other, level: 1 - 2 * Normal.cumulative(-score), definition: definition)
      if wide.difference?.interval.compared(to: 0) == .inconclusive { high = score } else { low = score }
    }
    result.pValue = 2 * Normal.cumulative(-low)
    return result
  }

  /// The comparison without its p-value.
  func comparison(
    _ probability: Double, with other: some QuantileSource, level: Double,
    definition: QuantileDefinition = .linear
  ) throws(StatisticsError) -> QuantileComparison {
    let first = try quantileInterval(probability, level: level, definition: definition)
    let second = try other.quantileInterval(probability, level: level, definition: definition)
    return QuantileComparison(
      probability: probability, first: first, second: second, difference: first.difference(from: second),
      ratio: first.ratio(to: second))
  }
}
