/// How variance components were estimated.
public enum VarianceComponentMethod: String, Codable, Hashable, Sendable {
  /// Mean squares set equal to what is expected of them.
  case analysisOfVariance = "analysis_of_variance"
  /// Restricted maximum likelihood.
  case restrictedMaximumLikelihood = "reml"
}

/// Where the variance of nested values comes from.
public struct VarianceComponents: Codable, Hashable, Sendable {
  /// Variance that each level adds, outermost first; at least 0.
  public var levels: [Double]
  /// Variance inside of the innermost units.
  public var residual: Double
  /// Solutions before negative ones were set to 0, of the analysis of variance.
  public var unconstrained: [Double]
  /// How they were estimated.
  public var method: VarianceComponentMethod
  /// Weighted mean of all values under the model.
  public var mean: Double
  /// Standard error of that mean.
  public var standardError: Double
  /// Variance of the plain mean over that of as many independent values.
  public var designEffect: Double
  /// Number of values over the design effect.
  public var effectiveN: Double
  /// Number of units of each level.
  public var unitCounts: [Int]
  /// −2 ln of the restricted likelihood, for REML.
  public var deviance: Double?
  /// Covariance of the ratios of the components to the residual, row by row, for REML where it exists.
  var ratioCovariance: [[Double]]?

  /// Sum of all components.
  public var total: Double { levels.reduce(0, +) + residual }

  /// Share of the variance that two values of one unit of a level have in common.
  ///
  /// - Parameter depth: Level, 0 for the outermost.
  public func intraclassCorrelation(depth: Int) -> Double {
    levels.prefix(max(0, depth + 1)).reduce(0, +) / total
  }

  /// Interval of the intraclass correlation from the curvature of the restricted likelihood, on the logit scale.
  ///
  /// - Parameters:
  ///   - depth: Level, 0 for the outermost.
  ///   - level: Nominal coverage, in (0, 1).
  /// - Returns: `nil` for an estimate of 0 or 1, where curvature says nothing, or without REML; for one level
  ///   ``OneWayAnalysisOfVariance/intraclassCorrelation(level:)`` is exact.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  public func intraclassCorrelationInterval(
    depth: Int, level: Double = 0.95
  ) throws(StatisticsError) -> ConfidenceInterval? {
    try require(level, "level", above: 0, below: 1)
    let share = intraclassCorrelation(depth: depth)
    guard let ratioCovariance, share > 0, share < 1 else { return nil }
    // The odds are (θ₀ + … + θ_depth) / (1 + the others).
    let ratios = levels.map { $0 / residual }
    let inside = ratios.prefix(depth + 1).reduce(0, +)
    let outside = 1 + ratios.dropFirst(depth + 1).reduce(0, +)
    let gradient = ratios.indices.map { $0 <= depth ? 1 / inside : -1 / outside }
    var variance = 0.0
    for (row, a) in zip(ratioCovariance, gradient) {
      for (entry, b) in zip(row, gradient) { variance += a * entry * b }
    }
    guard variance > 0 else { return nil }
    let half = Normal.quantile(0.5 + level / 2) * variance.squareRoot()
    let odds = inside / outside
    func part(_ odds: Double) -> Double { odds == .infinity ? 1 : odds / (1 + odds) }
    return ConfidenceInterval(
      lower: part(odds * exponential(-half)), upper: part(odds * exponential(half)), level: level)
  }

  /// Parts of each unit that give the most precise mean for a cost: of an outermost unit how many of the next
  /// level, and so on down to the values of an innermost unit.
  ///
  /// Source: Kalibera and Jones, "Rigorous benchmarking in reasonable time" (2013), section 4.
  /// - Parameter costs: Of adding a unit of each level, outermost first, and last of one value; in any one unit.
  /// - Returns: At least 1 each; `nil` where the component of the level above is 0, so that more parts cost
  ///   nothing in precision.
  /// - Throws: ``StatisticsError`` for a number of costs other than that of levels and 1, or costs that are not
  ///   positive.
  public func optimalParts(costs: [Double]) throws(StatisticsError) -> [Int?] {
    if costs.count != levels.count + 1 {
      throw .lengthMismatch(expected: levels.count + 1, found: costs.count)
    }
    for cost in costs { try requirePositive(cost, "cost") }
    let components = levels + [residual]
    return components.indices.dropLast().map { depth in
      let ratio = costs[depth] / costs[depth + 1] * (components[depth + 1] / components[depth])
      guard components[depth] > 0, ratio < 1e18 else { return nil }
      return max(1, Int(ratio.squareRoot().rounded()))
    }
  }
}

extension NestedSample {
  /// Design effect of the plain mean.
  func designEffect(levels components: [Double], residual: Double) -> Double {
    var sum = residual
    for (depth, component) in components.enumerated() {
      sum += component * concentration(of: depth, within: -1)
    }
    return sum / (components.reduce(0, +) + residual)
  }
}
