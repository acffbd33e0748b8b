/// The energy statistic of every split of a series: how far the distributions before and after differ.
///
/// For the first t and the other n − t values, t (n − t)/n · (2 E|X − Y| − E|X − X′| − E|Y − Y′|), with means
/// over pairs of different values within a part (Matteson and James, J. Am. Stat. Assoc. 109, 2014, with the
/// exponent 1). Sums of distances come from two Fenwick trees over the ranks, not from all pairs.
struct EnergySplit: Sendable {
  /// The statistic.
  var statistic: Double
  /// Number of values before the split.
  var index: Int

  /// The split of the largest statistic with at least `minimumLength` values on both sides; `nil` when there is
  /// no such split.
  ///
  /// - Parameters:
  ///   - values: In order of time.
  ///   - ranks: Place of each value in ascending order, a permutation.
  ///   - tree: Made for the same values.
  /// - Complexity: O(n log n) time, O(n) memory.
  static func best(_ values: [Double], ranks: [Int], minimumLength: Int, tree: inout RankTree) -> EnergySplit?
  {
    let n = values.count
    if n < 2 * minimumLength { return nil }
    var result = EnergySplit(statistic: -.infinity, index: 0)
    scan(values, ranks: ranks, tree: &tree) { index, statistic in
      if statistic > result.statistic, index >= minimumLength, n - index >= minimumLength {
        result = EnergySplit(statistic: statistic, index: index)
      }
    }
    return result
  }

  /// Calls `visit` with each number of values before a split, from 1, and the statistic there.
  @inline(__always)
  static func scan(
    _ values: [Double], ranks: [Int], tree: inout RankTree, visit: (_ index: Int, _ statistic: Double) -> Void
  ) {
    let n = values.count
    tree.clear(count: n)
    // Distances of pairs within the values seen, and from those to all values.
    var (within, toAll, before) = (0.0, 0.0, 0.0)
    for t in 1..<max(1, n) {
      let value = values[t - 1]
      let (count, sum) = tree.below(ranks[t - 1])
      within += value * Double(2 * count - (t - 1)) + (before - 2 * sum)
      toAll += tree.distancesToAll[ranks[t - 1]]
      tree.add(ranks[t - 1], value)
      before += value
      let between = toAll - 2 * within
      let after = tree.pairTotal - within - between
      let (x, y) = (Double(t), Double(n - t))
      let meanWithin = t > 1 ? 2 * within / (x * (x - 1)) : 0
      let meanAfter = n - t > 1 ? 2 * after / (y * (y - 1)) : 0
      visit(t, x * y / (x + y) * (2 * between / (x * y) - meanWithin - meanAfter))
    }
  }
}

/// The energy statistic of each split of a series: entry t is that of the first t + 1 values against the others.
///
/// - Throws: ``StatisticsError``: empty or not finite.
/// - Complexity: O(n log n) time, O(n) memory.
public func energyStatistics(_ series: [Double]) throws(StatisticsError) -> [Double] {
  let values = try CentredSeries.make(series).values
  let (ranks, ascending) = orderRanks(values[...])
  var tree = RankTree(ascending: ascending)
  var result: [Double] = []
  EnergySplit.scan(values, ranks: ranks, tree: &tree) { _, statistic in result.append(statistic) }
  return result
}

/// Counts and sums of values by rank, and the distances of each value to all: memory of the scans of one series.
struct RankTree: Sendable {
  private var counts: [Int32]
  private var sums: [Double]
  private var size = 0
  /// Sum of the distances of the value of each rank to all values.
  private(set) var distancesToAll: [Double] = []
  /// Sum of the distances of all pairs.
  private(set) var pairTotal = 0.0

  /// Prepares for permutations of some values.
  init(ascending values: [Double]) {
    let n = values.count
    counts = [Int32](repeating: 0, count: n + 1)
    sums = [Double](repeating: 0, count: n + 1)
    var total = 0.0
    for value in values { total += value }
    var before = 0.0
    for (rank, value) in values.enumerated() {
      distancesToAll.append(value * Double(2 * rank - n) + total - 2 * before)
      before += value
    }
    for distance in distancesToAll { pairTotal += 0.5 * distance }
  }

  mutating func clear(count: Int) {
    size = count
    for index in 0...count {
      counts[index] = 0
      sums[index] = 0
    }
  }

  @inline(__always)
  func below(_ rank: Int) -> (count: Int, sum: Double) {
    var (count, sum, index) = (Int32(0), 0.0, rank)
    while index > 0 {
      count += counts[index]
      sum += sums[index]
      index &= index - 1
    }
    return (Int(count), sum)
  }

  @inline(__always)
  mutating func add(_ rank: Int, _ value: Double) {
    var index = rank + 1
    while index <= size {
      counts[index] += 1
      sums[index] += value
      index += index & -index
    }
  }
}

/// Ranks 0 … n − 1 of values, ties in order of time.
func orderRanks(_ values: ArraySlice<Double>) -> (ranks: [Int], ascending: [Double]) {
  let base = values.startIndex
  let order = (0..<values.count).sorted { (values[base + $0], $0) < (values[base + $1], $1) }
  var ranks = [Int](repeating: 0, count: values.count)
  for (rank, index) in order.enumerated() { ranks[index] = rank }
  return (ranks, order.map { values[base + $0] })
}
