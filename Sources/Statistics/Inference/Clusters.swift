/// Values that come in clusters, such as batches, containers or days.
public struct ClusteredSample: Sendable {
  /// All values in ascending order.
  public let sorted: SortedSample
  /// Cluster of each value of `sorted`, from 0.
  public let clusterOfSorted: [Int]
  /// Number of values in each cluster.
  public let sizes: [Int]

  /// Number of values.
  public var count: Int { sorted.count }
  /// Number of clusters.
  public var clusterCount: Int { sizes.count }

  /// Groups values by label.
  ///
  /// - Parameters:
  ///   - values: Finite values.
  ///   - labels: Cluster of each value; any numbers.
  /// - Throws: ``StatisticsError`` for empty, not finite or unequal lists.
  /// - Complexity: O(n log n).
  public init(_ values: [Double], labels: [Int]) throws(StatisticsError) {
    try requireFinite(values)
    if labels.count != values.count {
      throw .lengthMismatch(expected: values.count, found: labels.count)
    }
    // Clusters are numbered by their labels, so that the order of the values does not matter.
    let ordered = Set(labels).sorted()
    let indexOfLabel = Dictionary(uniqueKeysWithValues: zip(ordered, ordered.indices))
    let cluster = labels.map { indexOfLabel[$0] ?? 0 }
    var sizes = [Int](repeating: 0, count: ordered.count)
    for index in cluster { sizes[index] += 1 }
    let order = values.indices.sorted { (values[$0], cluster[$0]) < (values[$1], cluster[$1]) }
    self.sorted = SortedSample(ascending: order.map { values[$0] })
    self.clusterOfSorted = order.map { cluster[$0] }
    self.sizes = sizes
  }

  /// Values of each cluster, in ascending order within the cluster.
  public var groups: [[Double]] {
    var groups = sizes.map { size in
      var group: [Double] = []
      group.reserveCapacity(size)
      return group
    }
    for (value, cluster) in zip(sorted.values, clusterOfSorted) { groups[cluster].append(value) }
    return groups
  }
}

/// How much alike the values of a cluster are, and what that costs.
public struct ClusterDependence: Codable, Hashable, Sendable {
  /// Share of the variance of ranks that lies between clusters, in [0, 1].
  public var intraclassCorrelation: Double
  /// 1 + (m₀ − 1) ICC with the mean cluster size m₀ adjusted for unequal sizes, at least 1.
  public var designEffect: Double
  /// Number of values divided by the design effect.
  public var effectiveN: Double
  /// Number of clusters.
  public var clusters: Int
}

extension ClusteredSample {
  /// Dependence within clusters from a one-way analysis of variance of the ranks (ties share their
  /// mean rank), which no outlier can dominate.
  ///
  /// Source: Kish, Survey Sampling (1965) 5.4; Donner (1986) for unequal cluster sizes.
  /// - Returns: `nil` when there are fewer than two clusters or no cluster has two values.
  /// - Complexity: O(n).
  public func rankDependence() -> ClusterDependence? {
    let n = count
    let groupCount = clusterCount
    guard groupCount >= 2, n > groupCount else { return nil }
    let ranks = midRanks(ascending: sorted.values)
    var sums = [Double](repeating: 0, count: groupCount)
    for (rank, cluster) in zip(ranks, clusterOfSorted) { sums[cluster] += rank }
    let grand = Double(n + 1) / 2
    var between = 0.0
    for (sum, size) in zip(sums, sizes) {
      let difference = sum / Double(size) - grand
      between += Double(size) * difference * difference
    }
    let total = ranks.reduce(0) { $0 + ($1 - grand) * ($1 - grand) }
    let meanBetween = between / Double(groupCount - 1)
    let meanWithin = max(0, total - between) / Double(n - groupCount)
    let squares = sizes.reduce(0.0) { $0 + Double($1) * Double($1) }
    let meanSize = (Double(n) - squares / Double(n)) / Double(groupCount - 1)
    let denominator = meanBetween + (meanSize - 1) * meanWithin
    let correlation = denominator > 0 ? min(1, max(0, (meanBetween - meanWithin) / denominator)) : 0
    let effect = max(1, 1 + (squares / Double(n) - 1) * correlation)
    return ClusterDependence(
      intraclassCorrelation: correlation, designEffect: effect, effectiveN: Double(n) / effect,
      clusters: groupCount)
  }
}

/// Ranks from 1, ties sharing the mean of their ranks.
func midRanks(ascending values: [Double]) -> [Double] {
  var ranks = [Double](repeating: 0, count: values.count)
  var first = 0
  while first < values.count {
    var last = first
    while last + 1 < values.count, values[last + 1] == values[first] { last += 1 }
    let rank = Double(first + last) / 2 + 1
    for index in first...last { ranks[index] = rank }
    first = last + 1
  }
  return ranks
}
