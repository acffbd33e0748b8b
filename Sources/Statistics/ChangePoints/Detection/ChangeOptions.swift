/// What to look for in a series of samples. The defaults serve a series that nothing is known about.
public struct ChangeOptions: Codable, Hashable, Sendable {
  /// Unit in which changes are thought of.
  public enum Scale: String, Codable, Hashable, Sendable {
    /// As measured: changes add.
    case linear
    /// Logarithms: changes are proportions; all values must be above 0.
    case logarithmic
  }

  /// What to do with single values far from their neighbours.
  public enum Outliers: String, Codable, Hashable, Sendable {
    /// Leave them.
    case kept
    /// Move them to the edge of what their neighbours make plausible, so that one value is no change.
    case clipped
  }

  /// Numbers of each group whose changes are sought, all together.
  public var statistics: [SampleStatistic] = [.median]
  /// Numbers whose effect is reported for each change.
  public var effects: [SampleStatistic] = [.mean, .median, .quantile(0.9), .spread]
  /// Scale of the search.
  public var scale = Scale.linear
  /// Whether a segment may have a slope, so that drift is not taken for steps.
  public var allowsTrends = true
  /// Least number of groups between changes.
  public var minimumLength = 3
  /// Lengths, in the unit of time, of patterns that may repeat, such as 7 days: tested, and removed when there.
  public var periods: [Double] = []
  /// Treatment of outliers.
  public var outliers = Outliers.kept
  /// Level of intervals.
  public var level = 0.95
  /// Largest change that is not worth a report, on the scale of the search: 0.05 is five per cent on the logarithmic
  /// one. Segments are joined unless their levels differ by more than this at the level of intervals, one-sided: a
  /// relevant change in the sense of Dette and Wied (J. R. Stat. Soc. B 78, 2016). 0 asks for nothing more than a
  /// change.
  ///
  /// This is also what a level that wanders asks for: over months it is never quite the same, so that a search
  /// for any change finds some, while a wander within this size is none.
  public var leastSize = 0.0
  /// Whether segments that were found are searched again by themselves, each with its own noise, so that a noisy
  /// stretch hides no change of a quiet one.
  public var searchesWithin = false
  /// Multiplies the penalty: above 1 for fewer changes and fewer false alarms.
  public var penaltyFactor = 1.0

  /// The defaults.
  public init() {}

  /// For long records of one thing measured again and again, such as a benchmark each day: levels that last at
  /// least seven groups and surely differ by more than six per cent, single bad days clipped.
  public static let lastingLevels: ChangeOptions = {
    var options = ChangeOptions()
    options.scale = .logarithmic
    options.allowsTrends = false
    options.minimumLength = 7
    options.outliers = .clipped
    options.leastSize = 0.06
    options.searchesWithin = true
    return options
  }()

  func check() throws(StatisticsError) {
    if statistics.isEmpty { throw .tooFew(what: "statistics", found: 0, needed: 1) }
    if minimumLength < 2 {
      throw .outOfRange(parameter: "minimum length", value: Double(minimumLength), range: "[2, ∞)")
    }
    try require(level, "level", above: 0, below: 1)
    if !(leastSize >= 0 && leastSize < .infinity) {
      throw .outOfRange(parameter: "least size", value: leastSize, range: "[0, ∞)")
    }
    try require(penaltyFactor, "penalty factor", above: 0, below: .infinity)
    for period in periods { try require(period, "period", above: 0, below: .infinity) }
  }
}
