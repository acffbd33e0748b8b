/// The rank test of Kruskal and Wallis that several samples come from one distribution.
///
/// The statistic H is corrected for ties and judged by the chi-squared law; for small groups
/// ``PermutationTest`` gives a p-value without the limit.
/// Source: Kruskal and Wallis, J. Am. Stat. Assoc. 47 (1952).
/// - Parameter samples: At least two.
/// - Throws: ``StatisticsError/tooFew(what:found:needed:)`` for fewer than two samples.
/// - Complexity: O(N log N).
public func kruskalWallis(_ samples: [SortedSample]) throws(StatisticsError) -> TestResult {
  let pooled = try PooledGroups(samples)
  let total = Double(pooled.values.count)
  if pooled.areAllEqual {
    return TestResult(
      statistic: 0, pValue: 1, law: .exact, hasTies: true, sizes: pooled.sizes,
      degreesOfFreedom: [Double(samples.count - 1)], warnings: [.allEqual])
  }
  let ranks = midRanks(ascending: pooled.values)
  let center = (total + 1) / 2
  var sums = [Double](repeating: 0, count: samples.count)
  var squares = 0.0
  for (rank, group) in zip(ranks, pooled.groups) {
    sums[group] += rank - center
    squares += (rank - center) * (rank - center)
  }
  var between = 0.0
  for (sum, size) in zip(sums, pooled.sizes) { between += sum * sum / Double(size) }
  // The variance of the ranks as they are carries the correction for ties.
  let statistic = between * (total - 1) / squares
  let degrees = Double(samples.count - 1)
  let logPValue = LogTail.chiSquared(above: statistic, degreesOfFreedom: degrees)
  return TestResult(
    statistic: statistic, pValue: exponential(logPValue), logPValue: logPValue, law: .chiSquared,
    hasTies: pooled.hasTies, sizes: pooled.sizes, degreesOfFreedom: [degrees],
    warnings: smallGroupWarnings(pooled.sizes, below: 5))
}

/// Several samples in one common order.
struct PooledGroups {
  /// All values, ascending.
  let values: [Double]
  /// Sample of each value.
  let groups: [Int]
  let sizes: [Int]

  init(_ samples: [SortedSample]) throws(StatisticsError) {
    if samples.count < 2 { throw .tooFew(what: "samples", found: samples.count, needed: 2) }
    var values: [Double] = []
    var groups: [Int] = []
    for (index, sample) in samples.enumerated() {
      values += sample.values
      groups += [Int](repeating: index, count: sample.count)
    }
    let order = values.indices.sorted { (values[$0], groups[$0]) < (values[$1], groups[$1]) }
    self.values = order.map { values[$0] }
    self.groups = order.map { groups[$0] }
    sizes = samples.map(\.count)
  }

  var areAllEqual: Bool { values[0] == values[values.count - 1] }
  var hasTies: Bool { zip(values, values.dropFirst()).contains { $0 == $1 } }
}
