/// Groups of values above a threshold that follow each other closely.
///
/// A tail quantile of a dependent series is known only as well as the number of episodes allows, however
/// many values lie in them. Source: Leadbetter et al., "runs" declustering; Smith and Weissman, JRSS B 56
/// (1994).
public struct ExceedanceEpisodes: Codable, Hashable, Sendable {
  /// Number of values above the threshold.
  public var exceedances: Int
  /// Number of episodes.
  public var episodes: Int
  /// Number of values in the longest episode, from its first to its last exceedance.
  public var longest: Int

  /// Counts episodes.
  ///
  /// - Parameters:
  ///   - series: Finite values in order of time.
  ///   - threshold: Only values above it count.
  ///   - gap: Values at or below the threshold, one after the other, that end an episode; at least 1.
  /// - Throws: ``StatisticsError``: empty, not finite, or a gap below 1.
  /// - Complexity: O(n).
  public init(_ series: [Double], above threshold: Double, gap: Int = 1) throws(StatisticsError) {
    try requireFinite(series)
    if gap < 1 { throw .outOfRange(parameter: "gap", value: Double(gap), range: "[1, ∞)") }
    self.init(series.map { $0 > threshold }, gap: gap)
  }

  init(_ exceeds: [Bool], gap: Int) {
    exceedances = 0
    episodes = 0
    longest = 0
    var first = 0
    var last: Int?
    for (index, isAbove) in exceeds.enumerated() where isAbove {
      if let previous = last, index - previous <= gap {
        last = index
      } else {
        episodes += 1
        first = index
        last = index
      }
      exceedances += 1
      longest = max(longest, index - first + 1)
    }
  }

  /// Episodes an exceedance belongs to on average: 1 for lonely exceedances, nearer 0 for bursts.
  public var extremalIndex: Double? {
    exceedances == 0 ? nil : Double(episodes) / Double(exceedances)
  }
}
