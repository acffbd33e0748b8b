/// What is known about how the values of a sample belong together.
public enum SampleStructure: Hashable, Sendable {
  /// Each value is independent of all others.
  case independent
  /// Values with the same label may depend on each other; different labels are independent.
  case clustered(labels: [Int])
  /// The values are in order of time, and may depend on what came before.
  case series
  /// Clusters, and the values are in order of time.
  case clusteredSeries(labels: [Int])
}

/// Why a method was chosen for an interval.
public enum MethodReason: Codable, Hashable, Sendable {
  /// The caller says that the values are independent.
  case declaredIndependent
  /// The order of time shows no dependence.
  case noSerialDependence
  /// Values depend on their past: the variance is this many times that of independent values.
  case serialDependence(designEffect: Double)
  /// Values come in clusters: the variance is this many times that of independent values.
  case clusters(designEffect: Double)
  /// Both were allowed for and clusters cost more.
  case clustersOverSeries(clustered: Double, series: Double)
  /// Both were allowed for and the order of time costs more.
  case seriesOverClusters(clustered: Double, series: Double)
}

/// What is missing for a two-sided interval.
public struct MissingData: Codable, Hashable, Sendable {
  /// Values to add.
  public var calls: Int
  /// Clusters of the present mean size to add, when the values come in clusters.
  public var batches: Int?
}

/// A quantile with the interval that fits the structure of the data.
public struct QuantileAnswer: Codable, Hashable, Sendable {
  /// Estimate, interval, method and warnings; the interval is `nil` when refused.
  public var estimate: Estimate
  /// Why this method.
  public var reason: MethodReason
  /// What is missing for a two-sided interval, `nil` when there is one.
  public var missing: MissingData?
}

/// A quantile with the interval that the structure of the data calls for.
///
/// Independent values get interpolated order statistics, clusters and series the same at their effective
/// size. When the data bound one side only, the answer has that end only, with half of the error; when they
/// bound none, or dependence leaves too few independent episodes, there is no interval; in both cases the answer
/// says how many more values would do if the new ones are like the present ones.
///
/// - Parameters:
///   - values: Finite values; in order of time for the two kinds of series.
///   - probability: In (0, 1).
///   - level: Nominal coverage, in (0, 1).
///   - structure: How the values belong together.
///   - definition: Of the point estimate.
/// - Throws: ``StatisticsError``: empty, not finite, lists of unequal length, or a parameter out of range.
/// - Complexity: O(n log n).
public func quantileInterval(
  _ values: [Double], _ probability: Double, level: Double = 0.95, structure: SampleStructure,
  definition: QuantileDefinition = .linear
) throws(StatisticsError) -> QuantileAnswer {
  let sample = try StructuredSample(values, structure)
  return try sample.quantileInterval(probability, level: level, definition: definition)
}

/// A sample with its structure, prepared once for many quantiles.
public struct StructuredSample: Sendable {
  /// Values from which their dependence is a guide to that of further ones.
  private static let tellsDependence = 30
  private let sorted: SortedSample
  private let clusters: ClusteredSample?
  private let series: SeriesSample?

  /// Prepares a sample.
  ///
  /// - Throws: ``StatisticsError``: empty, not finite, or lists of unequal length.
  /// - Complexity: O(n log n).
  public init(_ values: [Double], _ structure: SampleStructure) throws(StatisticsError) {
    switch structure {
    case .independent:
      sorted = try SortedSample(values)
      clusters = nil
      series = nil
    case .clustered(let labels):
      let sample = try ClusteredSample(values, labels: labels)
      sorted = sample.sorted
      clusters = sample
      series = nil
    case .series:
      let sample = try SeriesSample(values)
      sorted = sample.sorted
      clusters = nil
      series = sample
    case .clusteredSeries(let labels):
      let sample = try ClusteredSample(values, labels: labels)
      sorted = sample.sorted
      clusters = sample
      series = try SeriesSample(values)
    }
  }

  /// A quantile with the interval that the structure calls for.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  /// - Complexity: O(n).
  public func quantileInterval(
    _ probability: Double, level: Double = 0.95, definition: QuantileDefinition = .linear
  ) throws(StatisticsError) -> QuantileAnswer {
    try require(probability, "probability", above: 0, below: 1)
    try require(level, "level", above: 0, below: 1)
    let (twoSided, reason) = try chosen(probability, level: level, definition: definition)
    if let interval = twoSided.interval, interval.lower != nil, interval.upper != nil {
      return QuantileAnswer(estimate: twoSided, reason: reason, missing: nil)
    }
    let missing = missing(probability, level: level, twoSided)
    var estimate = twoSided
    if estimate.interval?.lower == nil, estimate.interval?.upper == nil { estimate.interval = nil }
    return QuantileAnswer(estimate: estimate, reason: reason, missing: missing)
  }

  private func chosen(
    _ probability: Double, level: Double, definition: QuantileDefinition
  ) throws(StatisticsError) -> (estimate: Estimate, reason: MethodReason) {
    switch (clusters, series) {
    case (nil, nil):
      let estimate = try sorted.quantileInterval(probability, level: level, definition: definition)
      return (estimate, .declaredIndependent)
    case (let clusters?, nil):
      let estimate = try clusters.quantileInterval(probability, level: level, definition: definition)
      return (estimate, .clusters(designEffect: estimate.designEffect ?? 1))
    case (nil, let series?):
      let estimate = try series.quantileInterval(probability, level: level, definition: definition)
      let effect = estimate.designEffect ?? 1
      return (estimate, effect > 1 ? .serialDependence(designEffect: effect) : .noSerialDependence)
    case (let clusters?, let series?):
      let first = try clusters.quantileInterval(probability, level: level, definition: definition)
      let second = try series.quantileInterval(probability, level: level, definition: definition)
      return moreCautious(clustered: first, series: second)
    }
  }

  /// The answer with fewer effective values; a refusal is the most cautious of all.
  private func moreCautious(
    clustered: Estimate, series: Estimate
  ) -> (estimate: Estimate, reason: MethodReason) {
    let (a, b) = (clustered.designEffect ?? 1, series.designEffect ?? 1)
    let takesSeries = series.interval == nil || series.effectiveN < clustered.effectiveN
    var estimate = takesSeries ? series : clustered
    estimate.method = .clusteredSeriesOrderStatistic
    estimate.clusters = clustered.clusters
    for warning in clustered.warnings where !estimate.warnings.contains(warning) {
      estimate.warnings.append(warning)
    }
    let reason: MethodReason =
      takesSeries
      ? .seriesOverClusters(clustered: a, series: b) : .clustersOverSeries(clustered: a, series: b)
    return (estimate, reason)
  }

  /// Values missing for a two-sided interval if further ones are like the present ones.
  private func missing(_ probability: Double, level: Double, _ estimate: Estimate) -> MissingData {
    let n = Double(estimate.n)
    let independent = Double(RankBounds.sizeNeeded(probability: probability, level: level))
    // A handful of values does not tell how dependent the next ones will be.
    var wanted =
      estimate.n < Self.tellsDependence ? independent : independent * n / min(n, estimate.effectiveN)
    for case .notEnoughEpisodes(let found, let needed) in estimate.warnings {
      wanted = max(wanted, n * Double(needed) / Double(max(1, found)))
    }
    let calls = Int(min(1e15, max(1, (wanted - n).rounded(.up))))
    guard let clusters else { return MissingData(calls: calls, batches: nil) }
    let size = n / Double(clusters.clusterCount)
    return MissingData(calls: calls, batches: Int((Double(calls) / size).rounded(.up)))
  }
}
