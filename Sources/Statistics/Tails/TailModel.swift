/// The tail of a sample by peaks over a threshold: how heavy it is, and values that are exceeded rarely.
///
/// Values are independent, or come in bursts (a series; the likelihood then counts bursts, by the extremal index),
/// or in clusters (which are drawn whole by a bootstrap).
/// Source: Coles, An Introduction to Statistical Modeling of Extreme Values (2001) 4 and 5.
public struct TailModel: Sendable {
  /// The law above the threshold.
  public let fit: ParetoFit
  /// How the threshold was chosen; `nil` when it was given.
  public let choice: ThresholdChoice?
  /// Bursts of a series; `nil` for independent values and clusters.
  public let extremalIndex: ExtremalIndex?
  /// Number of values.
  public let count: Int
  /// Number of values above the threshold that are as good as independent.
  public let effectiveExceedances: Double

  private let profile: TailProfile
  private let clusters: TailClusters?

  /// Fits the tail.
  ///
  /// - Parameters:
  ///   - values: Finite; in order of time for a series.
  ///   - structure: How the values belong together.
  ///   - threshold: Only values above it are modelled; `nil` to choose by ``ThresholdChoice``.
  /// - Throws: ``StatisticsError``: empty, not finite, labels of another length, fewer than 10 values or 2 different
  ///   ones above the threshold, fewer than 2 clusters.
  /// - Complexity: O(n log n + 200 k) for k values above the threshold.
  public init(
    _ values: [Double], structure: SampleStructure = .independent, threshold: Double? = nil
  ) throws(StatisticsError) {
    let labels: [Int]?
    let isSeries: Bool
    switch structure {
    case .independent: (labels, isSeries) = (nil, false)
    case .series: (labels, isSeries) = (nil, true)
    case .clustered(let own): (labels, isSeries) = (own, false)
    case .clusteredSeries(let own): (labels, isSeries) = (own, true)
    }
    let sample = try SortedSample(values)
    if let threshold {
      try requireFinite(threshold, "threshold")
      choice = nil
    } else {
      choice = try ThresholdChoice(values, isSeries: isSeries)
    }
    let level = threshold ?? choice?.chosen.threshold ?? 0
    let excesses = sample.excesses(above: level)
    if excesses.count < 10 {
      throw .tooFew(what: "values above the threshold", found: excesses.count, needed: 10)
    }
    if excesses[0] == excesses[excesses.count - 1] { throw .allEqual(method: "a law of the tail") }
    count = sample.count
    let likelihood = ParetoLikelihood(excesses)
    fit = ParetoFit(likelihood, threshold: level)
    extremalIndex = isSeries ? try ExtremalIndex(values, above: level) : nil
    clusters = try labels.map { [fit] labels throws(StatisticsError) in
      try TailClusters(ClusteredSample(values, labels: labels), fit: fit)
    }
    effectiveExceedances = Double(excesses.count) * (extremalIndex?.value ?? 1)
    profile = TailProfile(
      likelihood, fit: fit, below: Double(count - excesses.count), weight: extremalIndex?.value ?? 1)
  }

  /// Share of the values above the threshold.
  public var exceedanceShare: Double { Double(fit.exceedances) / Double(count) }

  /// Interval of the shape by profile likelihood, bursts counted once. Clusters widen it only through
  /// ``shapeReplicates(_:)``.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  public func shapeInterval(level: Double = 0.95) throws(StatisticsError) -> ConfidenceInterval {
    try require(level, "level", above: 0, below: 1)
    return profile.shapeInterval(level: level)
  }

  /// Tail index 1/shape with its interval; an end is `nil` where the tail may be lighter than any power.
  ///
  /// - Returns: `nil` for a shape of at most 0.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  public func tailIndex(
    level: Double = 0.95
  ) throws(StatisticsError) -> (value: Double, interval: ConfidenceInterval)? {
    if fit.shape <= 0 { return nil }
    let shape = try shapeInterval(level: level)
    func reciprocal(_ end: Double?) -> Double? { end.flatMap { $0 > 0 ? 1 / $0 : nil } }
    return (
      1 / fit.shape,
      ConfidenceInterval(lower: reciprocal(shape.upper), upper: reciprocal(shape.lower), level: level)
    )
  }

  /// A quantile above the threshold with its interval: by cluster bootstrap when there are clusters, otherwise by
  /// profile likelihood.
  ///
  /// - Parameters:
  ///   - probability: Above the share of values below the threshold, below 1.
  ///   - level: Nominal coverage, in (0, 1).
  ///   - bootstrap: Draws of whole clusters; of no effect without clusters.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  /// - Complexity: O(1) a profile likelihood; O(replicates · k) a bootstrap.
  public func quantile(
    _ probability: Double, level: Double = 0.95, bootstrap: ClusterBootstrap = ClusterBootstrap(seed: 1)
  ) throws(StatisticsError) -> TailQuantile {
    try require(level, "level", above: 0, below: 1)
    try require(probability, "probability", above: 1 - exceedanceShare, below: 1)
    let tail = 1 - probability
    let expected = tail * Double(count)
    let value = fit.value(exceededWith: tail, share: exceedanceShare)
    let interval: ConfidenceInterval
    let method: TailQuantile.Method
    if let clusters {
      let replicates = try clusters.replicates(bootstrap) { $0.value(exceededWith: tail, share: $1) }
      interval = ClusterBootstrap.percentileInterval(replicates, level: level)
      method = .clusterBootstrap
    } else {
      interval = profile.interval(exceededWith: tail, level: level)
      method = extremalIndex == nil ? .profileLikelihood : .burstProfileLikelihood
    }
    return TailQuantile(
      probability: probability, value: value, interval: interval, method: method,
      support: expected >= 1
        ? .withinSample(expectedBeyond: expected) : .extrapolated(sampleTimes: 1 / expected))
  }

  /// Shapes of samples of whole clusters; `nil` without clusters.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  public func shapeReplicates(_ bootstrap: ClusterBootstrap) throws(StatisticsError) -> [Double]? {
    guard let clusters else { return nil }
    return try clusters.replicates(bootstrap) { fit, _ in fit.shape }
  }

  /// Log-likelihood of a shape, maximised over the scale, bursts counted once.
  func logLikelihood(shape: Double) -> Double { profile.weight * profile.logLikelihood(shape: shape) }
}

/// Values above a threshold by cluster, for draws of whole clusters.
private struct TailClusters: Sendable {
  let fit: ParetoFit
  let excesses: [Double]
  let clusterOfExcess: [Int]
  let sizes: [Int]

  init(_ sample: ClusteredSample, fit: ParetoFit) throws(StatisticsError) {
    if sample.clusterCount < 2 { throw .tooFew(what: "clusters", found: sample.clusterCount, needed: 2) }
    self.fit = fit
    excesses = sample.sorted.excesses(above: fit.threshold)
    clusterOfExcess = Array(sample.clusterOfSorted[(sample.count - excesses.count)...])
    sizes = sample.sizes
  }

  /// A statistic of the law fitted to each draw and the share above the threshold; a draw with fewer than five
  /// values above it is drawn again.
  func replicates(
    _ bootstrap: ClusterBootstrap, _ statistic: @Sendable (ParetoFit, Double) -> Double
  ) throws(StatisticsError) -> [Double] {
    if bootstrap.replicates < 1 {
      throw .outOfRange(parameter: "replicates", value: Double(bootstrap.replicates), range: "[1, ∞)")
    }
    let streams = RandomStreams(seed: bootstrap.seed)
    return Parallel.map(count: bootstrap.replicates, scratch: { () }) { replicate, _ in
      var generator = streams[UInt64(replicate)]
      while true {
        var drawn = [Double](repeating: 0, count: sizes.count)
        var total = 0
        for _ in sizes {
          let cluster = generator.index(below: sizes.count)
          drawn[cluster] += 1
          total += sizes[cluster]
        }
        let weights = clusterOfExcess.map { drawn[$0] }
        let positive = zip(excesses, weights).filter { $0.1 > 0 }.map(\.0)
        guard positive.count >= 5, positive[0] < positive[positive.count - 1] else { continue }
        let likelihood = ParetoLikelihood(excesses, weights: weights)
        let drawnFit = ParetoFit(likelihood, threshold: fit.threshold, near: fit.shape / fit.scale)
        return statistic(drawnFit, likelihood.total / Double(total))
      }
    }
  }
}
