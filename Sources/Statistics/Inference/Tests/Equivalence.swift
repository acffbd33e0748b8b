/// Whether a ratio is shown to lie within a margin fixed beforehand, by two one-sided tests.
///
/// Source: Schuirmann, J. Pharmacokinet. Biopharm. 15 (1987): equivalence at level α is a (1 − 2α) interval
/// inside of the margin.
public struct EquivalenceResult: Codable, Hashable, Sendable {
  /// The ratio, with the interval of level 1 − 2α.
  public var ratio: RatioEstimate
  /// Relative change that does not matter; the ratio is compared with 1/(1 + margin) and 1 + margin.
  public var margin: Double
  /// Error rate of a claim of equivalence.
  public var significance: Double
  /// The larger p-value of the two one-sided tests, where the method has one.
  public var pValue: Double?

  /// Whether equivalence is shown.
  public var isEquivalent: Bool { ratio.verdict(margin: margin) == .equivalent }
}

/// Equivalence of geometric means: two one-sided Welch tests on logarithms.
///
/// - Parameters:
///   - x: Positive values.
///   - y: Positive values.
///   - margin: Relative change that does not matter, such as 0.05.
///   - significance: Error rate α of a claim of equivalence, below ½.
/// - Throws: ``StatisticsError`` for too few values, values that are not positive, no variance at all, or
///   parameters out of range.
/// - Complexity: O(n + m).
public func geometricMeanEquivalence(
  _ x: [Double], _ y: [Double], margin: Double, significance: Double = 0.05
) throws(StatisticsError) -> EquivalenceResult {
  try requirePositive(margin, "margin")
  try require(significance, "significance", above: 0, below: 0.5)
  let comparison = try welchTest(logarithms(of: x), logarithms(of: y), level: 1 - 2 * significance)
  let limit = logarithm(onePlus: margin)
  let above = comparison.logPValue(against: -limit, .greater)
  let below = comparison.logPValue(against: limit, .less)
  return EquivalenceResult(
    ratio: RatioEstimate(
      value: exponential(comparison.difference), interval: comparison.interval.mapped(exponential)),
    margin: margin, significance: significance, pValue: exponential(max(above, below)))
}

/// Equivalence of a quantile, such as the median, of two samples: its ratio from order statistics.
///
/// - Parameters:
///   - probability: In (0, 1); ½ for medians.
///   - margin: Relative change that does not matter, such as 0.05.
///   - significance: Error rate α of a claim of equivalence, below ½.
/// - Returns: `nil` when a quantile is not positive.
/// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
/// - Complexity: O(log n) evaluations of the incomplete beta function.
public func quantileEquivalence(
  _ x: SortedSample, _ y: SortedSample, probability: Double = 0.5, margin: Double,
  significance: Double = 0.05
) throws(StatisticsError) -> EquivalenceResult? {
  try requirePositive(margin, "margin")
  try require(significance, "significance", above: 0, below: 0.5)
  let level = 1 - 2 * significance
  let a = try x.quantileInterval(probability, level: level)
  let b = try y.quantileInterval(probability, level: level)
  return a.ratio(to: b).map { EquivalenceResult(ratio: $0, margin: margin, significance: significance) }
}

/// Logarithms of positive values.
func logarithms(of values: [Double]) throws(StatisticsError) -> [Double] {
  try requireFinite(values)
  for value in values where value <= 0 {
    throw .outOfRange(parameter: "value", value: value, range: "(0, ∞)")
  }
  return values.map { logarithm($0) }
}

extension ConfidenceInterval {
  /// The interval of an increasing function of the quantity.
  func mapped(_ function: (Double) -> Double) -> ConfidenceInterval {
    ConfidenceInterval(lower: lower.map(function), upper: upper.map(function), level: level)
  }
}
