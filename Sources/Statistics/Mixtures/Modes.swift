/// One hump of the density of the logarithm.
public struct Mode: Codable, Hashable, Sendable {
  /// Where the density of the logarithm is greatest.
  public var location: Double
  /// Interval of the location.
  public var locationInterval: ConfidenceInterval?
  /// Share of the values that belong to it.
  public var share: Double
  /// Interval of the share.
  public var shareInterval: ConfidenceInterval?
  /// Value at the valley below; `nil` for the first mode.
  public var lowerValley: Double?
  /// Value at the valley above; `nil` for the last mode.
  public var upperValley: Double?
}

extension LogNormalMixture {
  /// The humps of the density of the logarithm, from the left.
  ///
  /// Components that overlap make one hump: a valley parts two only when the density there is at most `depth` times
  /// that of the lower peak.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` for a depth outside of (0, 1).
  /// - Complexity: O(4,096 · components).
  public func modes(depth: Double = 0.5) throws(StatisticsError) -> [Mode] {
    try require(depth, "depth of a valley", above: 0, below: 1)
    var extremes = grid()
    // Peaks and valleys in turn; the shallowest valley is filled until all are deep enough.
    while extremes.count > 1 {
      var worst: (valley: Int, ratio: Double)?
      for valley in stride(from: 1, to: extremes.count - 1, by: 2) {
        let lower = min(extremes[valley - 1].height, extremes[valley + 1].height)
        let ratio = extremes[valley].height / lower
        if ratio > worst?.ratio ?? depth { worst = (valley, ratio) }
      }
      guard let worst else { break }
      let isLeftLower = extremes[worst.valley - 1].height < extremes[worst.valley + 1].height
      let peak = isLeftLower ? worst.valley - 1 : worst.valley + 1
      extremes.removeSubrange(min(peak, worst.valley)...max(peak, worst.valley))
    }
    return stride(from: 0, to: extremes.count, by: 2).map { peak in
      let lower = peak > 0 ? extremes[peak - 1].x : nil
      let upper = peak + 1 < extremes.count ? extremes[peak + 1].x : nil
      return Mode(
        location: extremes[peak].x, share: mass(from: lower, to: upper), lowerValley: lower,
        upperValley: upper)
    }
  }

  /// Modes with intervals from draws of whole clusters, the mixture fitted again to each draw from where it was.
  ///
  /// Valleys stay where they are; shares and locations are those of the new fit between them.
  /// - Parameters:
  ///   - sample: What the mixture was fitted to.
  ///   - depth: As for ``modes(depth:)``.
  ///   - level: In (0, 1).
  ///   - bootstrap: Draws of clusters; values by themselves when each is its own cluster.
  /// - Throws: ``StatisticsError``: parameters out of range, values not above the shift.
  /// - Complexity: O(replicates · min(n, 1024) · components · steps).
  public func modes(
    of sample: ClusteredSample, depth: Double = 0.5, level: Double = 0.95, bootstrap: ClusterBootstrap
  ) throws(StatisticsError) -> [Mode] {
    try require(level, "level", above: 0, below: 1)
    if bootstrap.replicates < 1 {
      throw .outOfRange(parameter: "replicates", value: Double(bootstrap.replicates), range: "[1, ∞)")
    }
    if sample.sorted.values[0] <= shift {
      throw .outOfRange(parameter: "least value", value: sample.sorted.values[0], range: "(\(shift), ∞)")
    }
    var found = try modes(depth: depth)
    let logs = sample.sorted.values.map { logarithm($0 - shift) }
    let streams = RandomStreams(seed: bootstrap.seed)
    let sizes = sample.sizes
    let places = found
    var drawn = [[Double]](repeating: [], count: 2 * found.count)
    // Each replicate is fitted once; a number of it is read in each pass over the modes.
    let fits = (0..<bootstrap.replicates).map { replicate in
      var generator = streams[UInt64(replicate)]
      var counts = [Double](repeating: 0, count: sizes.count)
      for _ in sizes { counts[generator.index(below: sizes.count)] += 1 }
      let data = MixturePoints(ascending: logs, weights: sample.clusterOfSorted.map { counts[$0] })
      var fit = normal
      fit.improve(on: data, steps: 100, tolerance: 1e-4)
      return LogNormalMixture(fit, shift: shift, logLikelihood: fit.logLikelihood, isSearched: false, n: n)
    }
    for fit in fits {
      let extremes = fit.grid()
      for (index, mode) in places.enumerated() {
        drawn[2 * index].append(fit.mass(from: mode.lowerValley, to: mode.upperValley))
        let peaks = stride(from: 0, to: extremes.count, by: 2).map { extremes[$0] }.filter {
          $0.x > mode.lowerValley ?? 0 && $0.x < mode.upperValley ?? .infinity
        }
        drawn[2 * index + 1].append(peaks.max { $0.height < $1.height }?.x ?? mode.location)
      }
    }
    for index in found.indices {
      found[index].shareInterval = ClusterBootstrap.percentileInterval(drawn[2 * index], level: level)
      found[index].locationInterval = ClusterBootstrap.percentileInterval(drawn[2 * index + 1], level: level)
    }
    return found
  }

  /// Probability between two values.
  func mass(from lower: Double?, to upper: Double?) -> Double {
    (upper.map(cumulative) ?? 1) - (lower.map(cumulative) ?? 0)
  }

  /// Peaks and valleys in turn, from the first peak to the last.
  func grid() -> [(x: Double, height: Double)] {
    let low = components.map { $0.logMean - 5 * $0.logStandardDeviation }.min() ?? 0
    let high = components.map { $0.logMean + 5 * $0.logStandardDeviation }.max() ?? 0
    let even = (0...1500).map { low + (high - low) * Double($0) / 1500 }
    // Narrow components between the points of an even grid are visited at their own scale.
    let own = components.flatMap { component in
      (-60...60).map { component.logMean + component.logStandardDeviation * Double($0) / 15 }
    }
    var curve: [(x: Double, height: Double)] = []
    for point in (even + own).sorted() {
      let x = shift + exponential(point)
      let height = logarithmicDensity(x)
      if x != curve.last?.x, height != curve.last?.height { curve.append((x, height)) }
    }
    var extremes: [(x: Double, height: Double)] = []
    for index in curve.indices {
      let before = index > 0 ? curve[index - 1].height : 0
      let after = index + 1 < curve.count ? curve[index + 1].height : 0
      let here = curve[index].height
      let isPeak = here > before && here > after
      let isValley = here < before && here < after
      if isPeak || (isValley && !extremes.isEmpty) { extremes.append(curve[index]) }
    }
    if extremes.count.isMultiple(of: 2), !extremes.isEmpty { extremes.removeLast() }
    return extremes
  }
}
