/// Reciprocal of the mean size of the bursts that high values of a series come in: 1 for lonely values.
///
/// Source: the intervals estimator of Ferro and Segers, JRSS B 65 (2003), which needs no gap to be chosen.
public struct ExtremalIndex: Codable, Hashable, Sendable {
  /// The index, in (0, 1].
  public var value: Double
  /// Number of values above the threshold.
  public var exceedances: Int
  /// Number of bursts they form: about the index times the exceedances.
  public var bursts: Int
  /// Position in the series of the greatest value of each burst.
  public var peaks: [Int]

  /// Estimates the index and separates the bursts at the longest waits between values above the threshold.
  ///
  /// - Parameters:
  ///   - series: Finite values in order of time.
  ///   - threshold: Only values above it count.
  /// - Throws: ``StatisticsError``: empty, not finite, or fewer than 2 values above the threshold.
  /// - Complexity: O(n + k log k) for k values above the threshold.
  public init(_ series: [Double], above threshold: Double) throws(StatisticsError) {
    try requireFinite(series)
    try requireFinite(threshold, "threshold")
    let positions = series.indices.filter { series[$0] > threshold }
    if positions.count < 2 {
      throw .tooFew(what: "values above the threshold", found: positions.count, needed: 2)
    }
    let waits = zip(positions.dropFirst(), positions).map { $0 - $1 }
    let isLong = waits.contains { $0 > 2 }
    var (first, second) = (0.0, 0.0)
    for wait in waits.map(Double.init) {
      first += isLong ? wait - 1 : wait
      second += isLong ? (wait - 1) * (wait - 2) : wait * wait
    }
    value = min(1, 2 * first * first / (Double(waits.count) * second))
    exceedances = positions.count
    // The longest waits end bursts, as many as there are; all waits as long as the last of them too, unless
    // that would make more bursts (Ferro and Segers, section 4).
    let wanted = min(waits.count, max(0, Int(value * Double(positions.count)) - 1))
    let descending = waits.sorted(by: >)
    let limit = wanted < waits.count ? max(descending[wanted], 1) : 0
    var best = positions[0]
    peaks = []
    for (index, position) in positions.enumerated().dropFirst() {
      if waits[index - 1] > limit {
        peaks.append(best)
        best = position
      } else if series[position] > series[best] {
        best = position
      }
    }
    peaks.append(best)
    bursts = peaks.count
  }
}
