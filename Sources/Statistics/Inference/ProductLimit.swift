/// Times of which some are only known to be at least so long, such as calls that ran into a timeout.
public struct CensoredSample: Sendable {
  /// A time with whether it ended.
  struct Entry: Hashable, Sendable {
    var time: Double
    var isCensored: Bool
    var cluster: Int
  }

  /// By time; at equal times the ends come first, since what is cut off there ran at least as long.
  let entries: [Entry]
  /// Number of clusters; 0 when the times are independent.
  public let clusterCount: Int

  /// Number of times.
  public var count: Int { entries.count }
  /// Number of times that were cut off.
  public var censoredCount: Int { entries.reduce(0) { $0 + ($1.isCensored ? 1 : 0) } }

  /// Takes times.
  ///
  /// - Parameters:
  ///   - times: Finite; of a call cut off, the time after which it was.
  ///   - isCensored: Whether each was cut off.
  ///   - labels: Cluster of each; `nil` when all are independent.
  /// - Throws: ``StatisticsError``: empty, not finite, or lists of unequal length.
  /// - Complexity: O(n log n).
  public init(
    _ times: [Double], isCensored: [Bool], labels: [Int]? = nil
  ) throws(StatisticsError) {
    try requireFinite(times)
    for found in [isCensored.count, labels?.count ?? times.count] where found != times.count {
      throw .lengthMismatch(expected: times.count, found: found)
    }
    guard let labels else {
      clusterCount = 0
      entries = Self.merged(times, isCensored)
      return
    }
    let ordered = Set(labels).sorted()
    let indexOfLabel = Dictionary(uniqueKeysWithValues: zip(ordered, ordered.indices))
    clusterCount = ordered.count
    entries = times.indices.map { index in
      Entry(
        time: times[index], isCensored: isCensored[index], cluster: indexOfLabel[labels[index]] ?? 0)
    }.sorted { a, b in
      if a.time != b.time { return a.time < b.time }
      if a.isCensored != b.isCensored { return b.isCensored }
      return a.cluster < b.cluster
    }
  }

  /// Independent times in order: ends and cut-offs are sorted apart, as plain numbers, and merged.
  private static func merged(_ times: [Double], _ isCensored: [Bool]) -> [Entry] {
    func sorted(censored: Bool) -> [Double] {
      RadixSort.ascending(times.indices.filter { isCensored[$0] == censored }.map { times[$0] })
    }
    let (ends, cutOffs) = (sorted(censored: false), sorted(censored: true))
    var (end, cutOff) = (0, 0)
    return times.indices.map { _ in
      if end < ends.count, cutOff == cutOffs.count || ends[end] <= cutOffs[cutOff] {
        end += 1
        return Entry(time: ends[end - 1], isCensored: false, cluster: 0)
      }
      cutOff += 1
      return Entry(time: cutOffs[cutOff - 1], isCensored: true, cluster: 0)
    }
  }
}

/// Probability of taking longer than each time, from times of which some were cut off.
///
/// Source: Kaplan and Meier, JASA 53 (1958); variance of Greenwood (1926), or of the sums of martingale
/// residuals of clusters (Ying and Wei, Journal of Multivariate Analysis 50, 1994).
public struct ProductLimitCurve: Codable, Hashable, Sendable {
  /// A step of the curve.
  public struct Step: Codable, Hashable, Sendable {
    /// When.
    public var time: Double
    /// Calls that had not ended or been cut off before.
    public var atRisk: Int
    /// Calls that ended then.
    public var ended: Int
    /// Probability of taking longer.
    public var survival: Double
    /// Variance of the logarithm of the probability; infinite where it is 0.
    public var logVariance: Double
  }

  /// Steps by time.
  public var steps: [Step]
  /// Number of times.
  public var n: Int
  /// Number of times that were cut off.
  public var censored: Int
  /// Number of clusters, `nil` when the times are independent.
  public var clusters: Int?
  /// Least time, ended or cut off: before it nothing happened.
  public var firstTime: Double
  /// Greatest time, ended or cut off: beyond it nothing is known.
  public var lastTime: Double

  /// Computes the curve.
  ///
  /// - Throws: ``StatisticsError/tooFew(what:found:needed:)`` for labels with a single cluster.
  /// - Complexity: O(n) without clusters, O(ends · clusters) with them.
  public init(_ sample: CensoredSample) throws(StatisticsError) {
    if sample.clusterCount == 1 { throw .tooFew(what: "clusters", found: 1, needed: 2) }
    n = sample.count
    censored = sample.censoredCount
    clusters = sample.clusterCount == 0 ? nil : sample.clusterCount
    firstTime = sample.entries[0].time
    lastTime = sample.entries[sample.count - 1].time
    steps = []
    var residuals = ClusterResiduals(sample)
    var survival = 1.0
    var greenwood = 0.0
    var first = 0
    while first < sample.count {
      let time = sample.entries[first].time
      var next = first
      var ended = 0
      while next < sample.count, sample.entries[next].time == time {
        if !sample.entries[next].isCensored { ended += 1 }
        next += 1
      }
      let atRisk = sample.count - first
      if ended > 0 {
        survival *= Double(atRisk - ended) / Double(atRisk)
        greenwood +=
          atRisk == ended ? .infinity : Double(ended) / (Double(atRisk) * Double(atRisk - ended))
        let robust = residuals?.variance(
          after: sample.entries[first..<next], atRisk: atRisk, ended: ended)
        steps.append(
          Step(
            time: time, atRisk: atRisk, ended: ended, survival: survival,
            logVariance: survival == 0 ? .infinity : robust ?? greenwood))
      }
      residuals?.leave(sample.entries[first..<next])
      first = next
    }
  }

  /// Probability of taking longer than a time; beyond the last time that of the last step.
  ///
  /// - Complexity: O(log steps).
  public func survival(at time: Double) -> Double {
    var low = 0
    var high = steps.count
    while low < high {
      let middle = (low + high) / 2
      if steps[middle].time <= time { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? 1 : steps[low - 1].survival
  }

  /// The least time by which at least a share of the calls ended; `nil` when too many were cut off before.
  public func quantile(_ probability: Double) throws(StatisticsError) -> Double? {
    try require(probability, "probability", above: 0, below: 1)
    let wanted = (1 - probability) * (1 + 1e-12)
    return steps.first { $0.survival <= wanted }?.time
  }
}

/// Sums over clusters of the influence of each call on the cumulative hazard.
private struct ClusterResiduals {
  private var sums: [Double]
  private var atRisk: [Double]

  init?(_ sample: CensoredSample) {
    if sample.clusterCount == 0 { return nil }
    sums = [Double](repeating: 0, count: sample.clusterCount)
    atRisk = sums
    for entry in sample.entries { atRisk[entry.cluster] += 1 }
  }

  /// Variance of the logarithm of the survival after the ends at one time, with G/(G − 1).
  mutating func variance(
    after entries: ArraySlice<CensoredSample.Entry>, atRisk total: Int, ended: Int
  ) -> Double {
    let y = Double(total)
    // The logarithm of the product falls by about 1/(y − d) an end. With every call its own cluster the sum of
    // squares of a step is then d/(y (y − d)), Greenwood's term.
    let weight = total == ended ? 1 / y : 1 / (y - Double(ended))
    for cluster in sums.indices { sums[cluster] -= atRisk[cluster] * Double(ended) / y * weight }
    for entry in entries where !entry.isCensored { sums[entry.cluster] += weight }
    let g = Double(sums.count)
    return sums.reduce(0) { $0 + $1 * $1 } * g / (g - 1)
  }

  mutating func leave(_ entries: ArraySlice<CensoredSample.Entry>) {
    for entry in entries { atRisk[entry.cluster] -= 1 }
  }
}
