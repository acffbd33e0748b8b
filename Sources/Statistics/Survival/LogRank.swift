/// Whether groups of lifetimes, some cut off, end at the same rate.
///
/// Source: Mantel, Cancer Chemotherapy Reports 50 (1966); Peto and Peto, JRSS A 135 (1972).
public struct LogRankTest: Codable, Hashable, Sendable {
  /// Ends seen in a group and those expected if all groups were alike.
  public struct Group: Codable, Hashable, Sendable {
    /// Label.
    public var label: Int
    /// Number of lifetimes.
    public var n: Int
    /// Ends seen.
    public var observed: Int
    /// Ends expected.
    public var expected: Double
  }

  /// Groups by label.
  public var groups: [Group]
  /// The test; the statistic is chi-squared with one degree of freedom less than groups.
  public var test: TestResult

  /// Tests groups of independent lifetimes by the chi-squared law, or of clusters by exchanging the labels of whole
  /// clusters.
  ///
  /// - Parameters:
  ///   - times: Finite; of a lifetime cut off, the time after which it was.
  ///   - isCensored: Whether each was cut off.
  ///   - labels: Group of each; at least two different.
  ///   - clusters: Lifetimes of a cluster share one group and depend on each other; `nil` when all are independent.
  ///   - permutation: Rearrangements for clusters.
  /// - Throws: ``StatisticsError``: empty, not finite, unequal lists, one group, no end at all, clusters in two groups.
  /// - Complexity: O(n log n + n · groups), and O(n · groups) a rearrangement.
  public init(
    _ times: [Double], isCensored: [Bool], labels: [Int], clusters: [Int]? = nil,
    permutation: PermutationTest? = nil
  ) throws(StatisticsError) {
    try requireFinite(times)
    for found in [isCensored.count, labels.count, clusters?.count ?? times.count] where found != times.count {
      throw .lengthMismatch(expected: times.count, found: found)
    }
    let names = Set(labels).sorted()
    if names.count < 2 { throw .tooFew(what: "groups", found: names.count, needed: 2) }
    if !isCensored.contains(false) { throw .tooFew(what: "lifetimes that ended", found: 0, needed: 1) }
    let numberOfName = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    let numbers = labels.map { numberOfName[$0] ?? 0 }
    let table = RiskTable(times, isCensored: isCensored, groupCount: names.count)
    let score = try table.score(numbers)
    groups = names.indices.map { group in
      Group(
        label: names[group], n: numbers.count { $0 == group }, observed: Int(score.observed[group]),
        expected: score.expected[group])
    }
    if let clusters {
      // The statistic of an arrangement that leaves a group nothing at risk counts as no difference.
      let exchange: PermutationTest
      if let permutation { exchange = permutation } else { exchange = try PermutationTest(seed: 1) }
      test = try exchange.test(
        labels: numbers, clusters: clusters, alternative: .greater
      ) { (try? table.score($0).statistic) ?? 0 }
      return
    }
    let law = try ChiSquared(degreesOfFreedom: Double(names.count - 1))
    test = TestResult(
      statistic: score.statistic, pValue: law.survival(score.statistic), law: .chiSquared,
      hasTies: table.hasTies, sizes: groups.map(\.n), degreesOfFreedom: [Double(names.count - 1)])
  }
}

/// Lifetimes in order, gathered by time.
private struct RiskTable {
  let order: [Int]
  /// Positions in `order` of each different time, and how many of them ended.
  let times: [(range: Range<Int>, ended: Int)]
  let isCensored: [Bool]
  let groupCount: Int

  var hasTies: Bool { times.contains { $0.ended > 1 } }

  init(_ values: [Double], isCensored: [Bool], groupCount: Int) {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var times: [(range: Range<Int>, ended: Int)] = []
    var first = 0
    while first < order.count {
      var next = first
      var ended = 0
      while next < order.count, values[order[next]] == values[order[first]] {
        if !isCensored[order[next]] { ended += 1 }
        next += 1
      }
      times.append((first..<next, ended))
      first = next
    }
    (self.order, self.times, self.isCensored, self.groupCount) = (order, times, isCensored, groupCount)
  }

  /// Observed and expected ends of each group, and the quadratic form of their differences.
  func score(
    _ groups: [Int]
  ) throws(StatisticsError) -> (observed: [Double], expected: [Double], statistic: Double) {
    let k = groupCount
    var atRisk = [Double](repeating: 0, count: k)
    for group in groups { atRisk[group] += 1 }
    var observed = [Double](repeating: 0, count: k)
    var expected = observed
    var variance = [[Double]](repeating: observed, count: k)
    var total = Double(groups.count)
    for (range, count) in times {
      if count > 0 {
        let ended = Double(count)
        let spread = total > 1 ? ended * (total - ended) / (total - 1) : 0
        for group in 0..<k {
          let share = atRisk[group] / total
          expected[group] += ended * share
          for other in 0..<k {
            variance[group][other] += spread * share * ((group == other ? 1 : 0) - atRisk[other] / total)
          }
        }
      }
      for position in range {
        let index = order[position]
        if !isCensored[index] { observed[groups[index]] += 1 }
        atRisk[groups[index]] -= 1
      }
      total -= Double(range.count)
    }
    let differences = zip(observed, expected).map { $0 - $1 }
    let statistic = try Self.quadraticForm(differences, variance)
    return (observed, expected, statistic)
  }

  /// d' V⁻¹ d without the last group, which the others determine, by Gaussian elimination of a positive matrix.
  private static func quadraticForm(
    _ differences: [Double], _ variance: [[Double]]
  ) throws(StatisticsError) -> Double {
    let m = differences.count - 1
    var matrix = variance
    var vector = differences
    var sum = 0.0
    for pivot in 0..<m {
      let diagonal = matrix[pivot][pivot]
      if diagonal <= 1e-12 * max(variance[pivot][pivot], 1e-300) {
        throw .notIdentified(
          what: "a difference between the groups", remedy: "no end was seen while several groups were at risk"
        )
      }
      sum += vector[pivot] * vector[pivot] / diagonal
      for row in (pivot + 1)..<max(m, pivot + 1) {
        let factor = matrix[row][pivot] / diagonal
        vector[row] -= factor * vector[pivot]
        for column in pivot..<m { matrix[row][column] -= factor * matrix[pivot][column] }
      }
    }
    return sum
  }
}
