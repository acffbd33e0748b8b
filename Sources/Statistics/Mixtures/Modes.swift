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
    var extremes = extremes()
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

  /// Modes with their shares of the values, and intervals from draws of whole clusters, the mixture fitted again to
  /// each draw from where it was.
  ///
  /// Valleys stay where they are: shares are those of the values between them, locations those of the highest peak
  /// of the new fit between them.
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
    let values = sample.sorted.values
    if values[0] <= shift {
      throw .outOfRange(parameter: "least value", value: values[0], range: "(\(shift), ∞)")
    }
    var found = try modes(depth: depth)
    let logs = values.map { logarithm($0 - shift) }
    let ranges = found.map { mode in
      let first = mode.lowerValley.map { sample.sorted.firstIndex(above: $0) } ?? 0
      return first..<(mode.upperValley.map { sample.sorted.firstIndex(above: $0) } ?? values.count)
    }
    let streams = RandomStreams(seed: bootstrap.seed)
    var shares = [[Double]](repeating: [], count: found.count)
    var locations = shares
    for replicate in 0..<bootstrap.replicates {
      var generator = streams[UInt64(replicate)]
      var counts = [Double](repeating: 0, count: sample.clusterCount)
      for _ in sample.sizes { counts[generator.index(below: counts.count)] += 1 }
      let weights = sample.clusterOfSorted.map { counts[$0] }
      let data = MixturePoints(ascending: logs, weights: weights)
      var fit = normal
      fit.improve(on: data, steps: 100, tolerance: 1e-4)
      let peaks = LogNormalMixture(
        fit, shift: shift, logLikelihood: fit.logLikelihood, isSearched: false, n: n
      ).extremes().enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
      let total = data.total
      for (index, mode) in found.enumerated() {
        shares[index].append(weights[ranges[index]].reduce(0, +) / total)
        let inside = peaks.filter { $0.x > mode.lowerValley ?? 0 && $0.x < mode.upperValley ?? .infinity }
        locations[index].append(inside.max { $0.height < $1.height }?.x ?? mode.location)
      }
    }
    for index in found.indices {
      found[index].share = Double(ranges[index].count) / Double(values.count)
      found[index].shareInterval = ClusterBootstrap.percentileInterval(shares[index], level: level)
      found[index].locationInterval = ClusterBootstrap.percentileInterval(locations[index], level: level)
    }
    return found
  }

  /// Probability between two values.
  func mass(from lower: Double?, to upper: Double?) -> Double {
    (upper.map(cumulative) ?? 1) - (lower.map(cumulative) ?? 0)
  }

  /// Peaks and valleys in turn, from the first peak to the last.
  func extremes() -> [(x: Double, height: Double)] {
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
