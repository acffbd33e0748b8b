/// How a subgroup of values differs from the others, with intervals that respect clusters.
public struct SubgroupEffect: Codable, Hashable, Sendable {
  /// Values in the subgroup.
  public var count: Int
  /// Marked values in the subgroup, such as slow calls.
  public var marked: Int
  /// Share of marked values in the subgroup.
  public var shareWith: Estimate
  /// Share of marked values elsewhere.
  public var shareWithout: Estimate
  /// Ratio of the two; `nil` where none is marked elsewhere.
  public var riskRatio: Estimate?
  /// Share of all weight that would go if the subgroup had the mean weight of the others; below 0 when it has less.
  public var attributableShare: Estimate
  /// Differences of quantiles, subgroup less others, at the probabilities asked for: the coefficient of the quantile
  /// regression on the subgroup's indicator.
  public var quantileDifferences: [QuantileDifference]

  /// A difference of quantiles.
  public struct QuantileDifference: Codable, Hashable, Sendable {
    /// Probability of the quantile.
    public var probability: Double
    /// Quantile of the values outside of the subgroup.
    public var without: Double
    /// Quantile of the subgroup less that of the others.
    public var difference: Estimate
  }
}

/// A bootstrap of subgroups that draws whole clusters, dependent neighbours together.
public struct SubgroupBootstrap: Sendable {
  /// Number of replicates.
  public var replicates: Int
  /// Seed of the draws.
  public var seed: UInt64
  /// Level of the intervals.
  public var level: Double

  /// Creates a bootstrap.
  public init(replicates: Int = 999, seed: UInt64, level: Double = 0.95) {
    self.replicates = replicates
    self.seed = seed
    self.level = level
  }

  /// Values below which the interval of an estimate is not to be trusted.
  private static let fewClusters = 10

  /// Measures a subgroup.
  ///
  /// An interval is missing where fewer than two blocks of clusters meet the subgroup, or its complement.
  /// - Parameters:
  ///   - isInside: Whether each value is in the subgroup; not all, not none.
  ///   - isMarked: Whether each value is marked.
  ///   - weights: Weight of each value, at least 0, not all 0.
  ///   - values: What quantiles are taken of.
  ///   - probabilities: Of these quantiles, each in (0, 1).
  /// - Throws: ``StatisticsError``.
  /// - Complexity: O(n log n + replicates · n) with quantiles, O(n + replicates · clusters) without.
  public func effect(
    isInside: [Bool], isMarked: [Bool], weights: [Double], values: [Double], probabilities: [Double],
    layout: ClusterLayout
  ) throws(StatisticsError) -> SubgroupEffect {
    try requireFinite(values)
    try requireFinite(weights)
    try require(level, "level", above: 0, below: 1)
    for count in [isInside.count, isMarked.count, weights.count, values.count] where count != layout.count {
      throw .lengthMismatch(expected: layout.count, found: count)
    }
    if replicates < 2 { throw .tooFew(what: "replicates", found: replicates, needed: 2) }
    let inside = isInside.count { $0 }
    if inside == 0 || inside == isInside.count {
      throw .tooFew(what: "groups, within and without,", found: 1, needed: 2)
    }
    let sums = SubgroupSums(isInside, isMarked, weights, layout)
    let total = sums.total
    if !(total.weight > 0) { throw .unsolvable(method: "the attributable share", reason: "all weights are 0") }
    let draws = sums.draws(replicates: replicates, seed: seed)
    let hasIntervals = sums.blocksInside >= 2 && sums.blocksOutside >= 2
    let blocks = sums.blocks.count
    func estimate(_ value: Double, _ replicates: [Double]) -> Estimate {
      Estimate(
        value: value,
        interval: hasIntervals && replicates.count >= 2
          ? ClusterBootstrap.percentileInterval(replicates, level: level) : nil,
        method: .clusterBootstrap, n: layout.count, clusters: blocks, effectiveN: Double(blocks),
        replicates: self.replicates, seed: seed,
        warnings: blocks < Self.fewClusters ? [.fewClusters(found: blocks)] : [])
    }
    func estimate(_ statistic: (SubgroupSums.Totals) -> Double?) -> Estimate? {
      statistic(total).map { estimate($0, draws.lazy.map(sums.totals).compactMap(statistic)) }
    }
    let zero = Estimate(value: 0, interval: nil, method: .clusterBootstrap, n: layout.count, effectiveN: 0)
    var differences: [SubgroupEffect.QuantileDifference] = []
    if !probabilities.isEmpty {
      let quantiles = try QuantileDraws(values, isInside, sums.blockOfPosition, probabilities)
      let whole = quantiles.differences([Int](repeating: 1, count: blocks))
      let replicates = draws.map { quantiles.differences($0) }
      for (index, probability) in probabilities.enumerated() {
        guard let (difference, without) = whole[index] else { continue }
        differences.append(
          SubgroupEffect.QuantileDifference(
            probability: probability, without: without,
            difference: estimate(difference, replicates.compactMap { $0[index]?.difference })))
      }
    }
    return SubgroupEffect(
      count: inside, marked: Int(total.markedInside), shareWith: estimate(\.shareWith) ?? zero,
      shareWithout: estimate(\.shareWithout) ?? zero, riskRatio: estimate(\.riskRatio),
      attributableShare: estimate(\.attributableShare) ?? zero, quantileDifferences: differences)
  }

  /// The share of all weight that lies at some positions beyond what the mean of the others there would be.
  public func attributableShare(
    of positions: [Int], weights: [Double], layout: ClusterLayout
  ) throws(StatisticsError) -> Estimate? {
    var isInside = [Bool](repeating: false, count: layout.count)
    for position in positions { isInside[position] = true }
    if positions.isEmpty || positions.count == layout.count { return nil }
    return try effect(
      isInside: isInside, isMarked: weights.map { $0 > 0 }, weights: weights, values: weights,
      probabilities: [], layout: layout
    ).attributableShare
  }
}

/// Sums by block of clusters.
private struct SubgroupSums {
  struct Totals {
    var (inside, outside, markedInside, markedOutside, weightInside, weight) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

    mutating func add(_ other: Totals, times: Double) {
      inside += times * other.inside
      outside += times * other.outside
      markedInside += times * other.markedInside
      markedOutside += times * other.markedOutside
      weightInside += times * other.weightInside
      weight += times * other.weight
    }

    var shareWith: Double? { inside > 0 ? markedInside / inside : nil }
    var shareWithout: Double? { outside > 0 ? markedOutside / outside : nil }
    var riskRatio: Double? {
      guard let shareWith, let shareWithout, shareWithout > 0 else { return nil }
      return shareWith / shareWithout
    }
    var attributableShare: Double? {
      guard outside > 0, weight > 0 else { return nil }
      return (weightInside - inside * (weight - weightInside) / outside) / weight
    }
  }

  var blocks: [Totals]
  let blockOfPosition: [Int]

  init(_ isInside: [Bool], _ isMarked: [Bool], _ weights: [Double], _ layout: ClusterLayout) {
    let blockOfCluster = layout.blockOfCluster
    blockOfPosition = layout.clusterOfPosition.map { blockOfCluster[$0] }
    blocks = [Totals](repeating: Totals(), count: (blockOfCluster.last ?? 0) + 1)
    for (position, block) in blockOfPosition.enumerated() {
      blocks[block].weight += weights[position]
      if isInside[position] {
        blocks[block].inside += 1
        blocks[block].weightInside += weights[position]
        if isMarked[position] { blocks[block].markedInside += 1 }
      } else {
        blocks[block].outside += 1
        if isMarked[position] { blocks[block].markedOutside += 1 }
      }
    }
  }

  var blocksInside: Int { blocks.count { $0.inside > 0 } }
  var blocksOutside: Int { blocks.count { $0.outside > 0 } }
  var total: Totals { totals([Int](repeating: 1, count: blocks.count)) }

  func totals(_ times: [Int]) -> Totals {
    var result = Totals()
    for (block, count) in zip(blocks, times) where count > 0 { result.add(block, times: Double(count)) }
    return result
  }

  /// How often each block is drawn, by replicate.
  func draws(replicates: Int, seed: UInt64) -> [[Int]] {
    var generator = RandomStreams(seed: seed)[0]
    return (0..<replicates).map { _ in
      var times = [Int](repeating: 0, count: blocks.count)
      for _ in blocks { times[generator.index(below: blocks.count)] += 1 }
      return times
    }
  }
}

/// Differences of the quantiles of two groups of one sorted list, by how often each block counts.
private struct QuantileDraws {
  private let groups: [(values: [Double], blocks: [Int])]
  private let probabilities: [Double]
  private let ascending: [Int]

  init(
    _ values: [Double], _ isInside: [Bool], _ blockOfPosition: [Int], _ probabilities: [Double]
  ) throws(StatisticsError) {
    for probability in probabilities { try require(probability, "probability", above: 0, below: 1) }
    self.probabilities = probabilities
    ascending = probabilities.indices.sorted { probabilities[$0] < probabilities[$1] }
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    groups = [true, false].map { side in
      let own = order.filter { isInside[$0] == side }
      return (own.map { values[$0] }, own.map { blockOfPosition[$0] })
    }
  }

  /// Differences and the quantiles of the second group; `nil` where a group is empty.
  func differences(_ times: [Int]) -> [(difference: Double, without: Double)?] {
    let inside = quantiles(groups[0], times)
    let outside = quantiles(groups[1], times)
    return zip(inside, outside).map { inside, outside in
      guard let inside, let outside else { return nil }
      return (inside - outside, outside)
    }
  }

  private func quantiles(_ group: (values: [Double], blocks: [Int]), _ times: [Int]) -> [Double?] {
    let total = group.blocks.reduce(0) { $0 + times[$1] }
    var result = [Double?](repeating: nil, count: probabilities.count)
    if total == 0 { return result }
    var (position, cumulative) = (0, 0)
    for index in ascending {
      let wanted = max(1, Int((probabilities[index] * Double(total) - 1e-9).rounded(.up)))
      while cumulative < wanted {
        cumulative += times[group.blocks[position]]
        position += 1
      }
      result[index] = group.values[position - 1]
    }
    return result
  }
}
