extension SortedSample {
  /// Wilcoxon's signed-rank test of symmetry around a centre; of paired samples on their differences.
  ///
  /// The statistic is the sum of the ranks of the positive distances. Values at the centre are left out.
  /// Exact counting covers ties.
  /// Source: Lehmann, Nonparametrics (1975) 3.2.
  /// - Parameters:
  ///   - center: Under the null hypothesis.
  ///   - alternative: `less` when the values tend to lie below the centre.
  ///   - choice: Of the law; exact when automatic for up to about 500 values.
  /// - Throws: ``StatisticsError/allEqual(method:)`` when no value differs from the centre, or
  ///   ``StatisticsError/outOfRange(parameter:value:range:)`` when exact counting would take too long.
  /// - Complexity: O(n log n) for the normal law.
  public func signedRankTest(
    center: Double = 0, _ alternative: Alternative = .twoSided, law choice: NullLawChoice = .automatic
  ) throws(StatisticsError) -> TestResult {
    try requireFinite(center, "center")
    let distances = values.map { $0 - center }.filter { $0 != 0 }.sorted { abs($0) < abs($1) }
    if distances.isEmpty { throw .allEqual(method: "the signed-rank test") }
    let ranks = midRanks(ascending: distances.map(abs))
    var doubled = 0
    for (distance, rank) in zip(distances, ranks) where distance > 0 { doubled += Int(2 * rank) }
    let n = Double(distances.count)
    // Σ r² falls short of that of ranks without ties by Σ (t³ − t) / 12.
    let squares = ranks.reduce(0) { $0 + $1 * $1 }
    let hasTies = squares < n * (n + 1) * (2 * n + 1) / 6 - 0.25
    let left = count - distances.count
    var result = TestResult(
      statistic: Double(doubled) / 2, pValue: 1, law: .exact, hasTies: hasTies, sizes: [distances.count],
      warnings: left > 0 ? [.zeroDifferences(count: left)] : [])
    let scale = hasTies ? 2.0 : 1.0
    if choice != .asymptotic, let law = ExactSumLaw.subsetSum(scores: ranks.map { Int($0 * scale) }) {
      let sum = hasTies ? doubled : doubled / 2
      result.logPValue = LogTail.pValue(
        alternative, logLower: logarithm(law.lowerTail(sum)), logUpper: logarithm(law.upperTail(sum)))
    } else {
      if choice == .exact {
        throw .outOfRange(
          parameter: "number of values for exact counting", value: n, range: "[1, 500]: use the normal law")
      }
      let distance = Double(doubled) / 2 - n * (n + 1) / 4
      let deviation = (squares / 4).squareRoot()
      let lower = LogTail.normal(above: -(distance + 0.5) / deviation)
      let upper = LogTail.normal(above: (distance - 0.5) / deviation)
      result.law = .normal
      result.logPValue = LogTail.pValue(alternative, logLower: lower, logUpper: upper)
    }
    result.pValue = exponential(result.logPValue)
    return result
  }
}
