/// Statistics of a sample with each value, or each cluster, left out in turn.
///
/// Sources: Efron and Tibshirani, An Introduction to the Bootstrap (1993) 11 and 14; Davison and Hinkley
/// (1997)
/// 2.7.
public struct Jackknife: Hashable, Sendable {
  /// The statistic of all values.
  public let observed: Double
  /// The statistic without each value, or cluster, in order.
  public let estimates: [Double]

  /// Leaves out each value in turn.
  ///
  /// - Parameters:
  ///   - values: At least two, finite.
  ///   - statistic: Of the values; called from several threads.
  /// - Throws: ``StatisticsError``: too few values, or the statistic is not finite without some value.
  /// - Complexity: n evaluations of the statistic; for large samples leave out groups instead.
  public init(_ values: [Double], statistic: @Sendable ([Double]) -> Double) throws(StatisticsError) {
    try self.init(values, groups: Array(values.indices), groupName: "values", statistic: statistic)
  }

  /// Leaves out each cluster in turn.
  ///
  /// - Parameters:
  ///   - values: Finite.
  ///   - clusters: Cluster of each value; any numbers, at least two different ones.
  ///   - statistic: Of the values that are left, in their order; called from several threads.
  /// - Throws: ``StatisticsError``.
  /// - Complexity: One evaluation of the statistic a cluster.
  public init(
    _ values: [Double], clusters: [Int], statistic: @Sendable ([Double]) -> Double
  ) throws(StatisticsError) {
    if clusters.count != values.count {
      throw .lengthMismatch(expected: values.count, found: clusters.count)
    }
    try self.init(values, groups: clusters, groupName: "clusters", statistic: statistic)
  }

  private init(
    _ values: [Double], groups: [Int], groupName: String, statistic: @Sendable ([Double]) -> Double
  ) throws(StatisticsError) {
    try requireFinite(values)
    let names = Set(groups).sorted()
    if names.count < 2 { throw .tooFew(what: groupName, found: names.count, needed: 2) }
    observed = statistic(values)
    try requireFinite(observed, "statistic of the data")
    var members = Dictionary(uniqueKeysWithValues: names.map { ($0, [Int]()) })
    for (index, group) in groups.enumerated() { members[group]?.append(index) }
    let positions = names.map { members[$0] ?? [] }
    estimates = Parallel.map(count: names.count, scratch: { values }) { group, rest in
      rest.removeAll(keepingCapacity: true)
      var next = 0
      for position in positions[group] {
        rest.append(contentsOf: values[next..<position])
        next = position + 1
      }
      rest.append(contentsOf: values[next...])
      return statistic(rest)
    }
    for estimate in estimates { try requireFinite(estimate, "statistic without one of the \(groupName)") }
  }

  /// Mean of the estimates.
  public var mean: Double {
    observed + compensatedSum(estimates.map { $0 - observed }) / Double(estimates.count)
  }

  /// Estimate of the bias of the statistic.
  public var bias: Double { Double(estimates.count - 1) * (mean - observed) }

  /// Estimate of the standard error.
  public var standardError: Double {
    let center = mean
    let squares = compensatedSum(estimates.map { ($0 - center) * ($0 - center) })
    let n = Double(estimates.count)
    return (squares * (n - 1) / n).squareRoot()
  }

  /// Influence values (n − 1)(observed − estimate without the value).
  public var influence: [Double] {
    estimates.map { Double(estimates.count - 1) * (observed - $0) }
  }

  /// Acceleration, from the estimates about their mean; NaN when all agree.
  public var acceleration: Double {
    let center = mean
    return Influence.acceleration(estimates.map { center - $0 })
  }
}

/// Influence values of statistics of weighted values.
public enum Influence {
  /// Σ L³ / (6 (Σ L²)^(3/2)); NaN when all influence values are zero.
  public static func acceleration(_ influence: [Double]) -> Double {
    let largest = influence.reduce(0) { max($0, abs($1)) }
    if !(largest > 0) { return .nan }
    let scaled = influence.map { $0 / largest }
    let second = compensatedSum(scaled.map { $0 * $0 })
    return compensatedSum(scaled.map { $0 * $0 * $0 }) / (6 * second * second.squareRoot())
  }

  /// The infinitesimal jackknife: derivative of a statistic when weight moves to each value, by central
  /// differences of step 0.001/n.
  ///
  /// - Parameters:
  ///   - count: Number of values n.
  ///   - statistic: Of n weights that sum to 1.
  /// - Throws: ``StatisticsError``: no value, or the statistic is not finite.
  /// - Complexity: 2n evaluations.
  public static func empirical(
    count: Int, statistic: ([Double]) -> Double
  ) throws(StatisticsError) -> [Double] {
    try WeightDerivatives(count: count, statistic: statistic).first
  }
}

/// First and second derivatives of a statistic of weights towards each value.
private struct WeightDerivatives {
  let observed: Double
  let step: Double
  let first: [Double]
  let second: [Double]

  init(count: Int, statistic: ([Double]) -> Double) throws(StatisticsError) {
    if count < 1 { throw .emptySample }
    let equal = [Double](repeating: 1 / Double(count), count: count)
    let step = 0.001 / Double(count)
    let observed = statistic(equal)
    try requireFinite(observed, "statistic of the data")
    func moved(_ amount: Double, to index: Int) -> Double {
      var weights = equal.map { $0 * (1 - amount) }
      weights[index] += amount
      return statistic(weights)
    }
    var first: [Double] = []
    var second: [Double] = []
    for index in 0..<count {
      let (up, down) = (moved(step, to: index), moved(-step, to: index))
      try requireFinite(up - down, "statistic of moved weights")
      first.append((up - down) / (2 * step))
      second.append((up - 2 * observed + down) / (step * step))
    }
    (self.observed, self.step, self.first, self.second) = (observed, step, first, second)
  }
}

/// The approximate bootstrap interval of a smooth statistic of weighted values, without resampling.
///
/// Source: DiCiccio and Efron, "More accurate confidence intervals in exponential families", Biometrika 79
/// (1992); Davison and Hinkley (1997) 5.4.2.
/// - Parameters:
///   - count: Number of values n, at least 2.
///   - level: Nominal coverage, in (0, 1).
///   - statistic: Smooth function of n weights that sum to 1; some may be slightly negative.
/// - Throws: ``StatisticsError``.
/// - Complexity: 2n + 5 evaluations.
public func approximateBootstrapInterval(
  count: Int, level: Double = 0.95, statistic: ([Double]) -> Double
) throws(StatisticsError) -> BootstrapEstimate {
  try require(level, "level", above: 0, below: 1)
  if count < 2 { throw .tooFew(what: "values", found: count, needed: 2) }
  let derivatives = try WeightDerivatives(count: count, statistic: statistic)
  let n = Double(count)
  let observed = derivatives.observed
  let error = compensatedSum(derivatives.first.map { $0 * $0 }).squareRoot() / n
  let record = ResamplingRecord(n: count)
  if error == 0 {
    return BootstrapEstimate(
      value: observed, interval: ConfidenceInterval(lower: observed, upper: observed, level: level),
      method: .approximateBootstrap, standardError: 0, bias: 0, resampling: record,
      warnings: [.accelerationUndefined])
  }
  let acceleration = Influence.acceleration(derivatives.first)
  let bias = compensatedSum(derivatives.second) / (2 * n * n)
  let direction = derivatives.first.map { $0 / (n * n * error) }
  func moved(_ amount: Double) -> Double { statistic(direction.map { 1 / n + amount * $0 }) }
  let step = derivatives.step
  let curvature = (moved(step) - 2 * observed + moved(-step)) / (2 * step * step * error)
  let shift = acceleration - (bias / error - curvature)
  // Beyond the pole of the correction the data give no end.
  func end(_ probability: Double) throws(StatisticsError) -> Double? {
    let score = shift + Normal.quantile(probability)
    let denominator = 1 - acceleration * score
    if denominator <= 0 { return nil }
    let value = moved(score / (denominator * denominator))
    try requireFinite(value, "statistic at the end")
    return value
  }
  let interval = ConfidenceInterval(
    lower: try end(0.5 - level / 2), upper: try end(0.5 + level / 2), level: level)
  var warnings: [BootstrapWarning] = []
  if interval.lower == nil { warnings.append(.lowerUnbounded) }
  if interval.upper == nil { warnings.append(.upperUnbounded) }
  return BootstrapEstimate(
    value: observed, interval: interval, method: .approximateBootstrap, standardError: error, bias: bias,
    resampling: record, warnings: warnings)
}
