/// How p-values of several tests are adjusted.
public enum MultiplicityAdjustment: String, Codable, CaseIterable, Hashable, Sendable {
  /// Family-wise, for any dependence: p times the number of tests.
  case bonferroni
  /// Family-wise, for any dependence, never worse than Bonferroni (Holm, Scand. J. Statist. 6, 1979).
  case holm
  /// Family-wise, for independent or positively dependent tests (Hochberg, Biometrika 75, 1988).
  case hochberg
  /// False discovery rate, for independent or positively dependent tests (Benjamini and Hochberg 1995).
  case benjaminiHochberg = "benjamini_hochberg"
  /// False discovery rate, for any dependence (Benjamini and Yekutieli, Ann. Statist. 29, 2001).
  case benjaminiYekutieli = "benjamini_yekutieli"

  /// Adjusted p-values, in the order given.
  ///
  /// - Parameter pValues: Each in [0, 1].
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  /// - Complexity: O(n log n).
  public func adjusted(_ pValues: [Double]) throws(StatisticsError) -> [Double] {
    for p in pValues where !(p >= 0 && p <= 1) {
      throw .outOfRange(parameter: "p-value", value: p, range: "[0, 1]")
    }
    let n = pValues.count
    let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
    var result = pValues
    switch self {
    case .bonferroni:
      for index in result.indices { result[index] = min(1, pValues[index] * Double(n)) }
    case .holm:
      var running = 0.0
      for (rank, index) in order.enumerated() {
        running = max(running, pValues[index] * Double(n - rank))
        result[index] = min(1, running)
      }
    case .hochberg, .benjaminiHochberg, .benjaminiYekutieli:
      let harmonic = stride(from: n, through: 1, by: -1).reduce(0.0) { $0 + 1 / Double($1) }
      var running = 1.0
      for (rank, index) in order.enumerated().reversed() {
        let factor =
          switch self {
          case .hochberg: Double(n - rank)
          case .benjaminiHochberg: Double(n) / Double(rank + 1)
          default: harmonic * Double(n) / Double(rank + 1)
          }
        running = min(running, pValues[index] * factor)
        result[index] = running
      }
    }
    return result
  }
}
