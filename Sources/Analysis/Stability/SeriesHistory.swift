public import Measurements
public import Statistics

/// What happened to one configuration over time.
public struct SeriesHistory: Codable, Hashable, Sendable {
  /// Series.
  public var id: String
  /// What tells it from the others; untrusted text.
  public var label: String
  /// What was held fixed: names of factors with their values; untrusted text.
  public var factors: [String: String]
  /// Start of the calls.
  public var start: Start?
  /// Number of periods with calls.
  public var periods: Int
  /// Number of calls.
  public var calls: Int
  /// First and last period.
  public var first: String
  /// See ``first``.
  public var last: String
  /// Stretches of time between the changes of the level, oldest first.
  public var regimes: [Regime]
  /// Changes, oldest first.
  public var changes: [SeriesChange]
  /// Changes of the relative spread, oldest first: mean distance of the calls of a period to their median, over
  /// that median.
  public var spreadChanges: [SeriesChange]
  /// How the search could err and how each quantile scatters.
  public var searches: [Search]
  /// Repeating patterns that were tested.
  public var patterns: [Pattern]
  /// Drift within the regimes; `nil` for too few periods.
  public var drift: Drift?
  /// Changes that could have been seen, by how long they last.
  public var detectable: [DetectableChange]

  /// A stretch of time with one level.
  public struct Regime: Codable, Hashable, Sendable {
    /// First and last period.
    public var first: String
    /// See ``first``.
    public var last: String
    /// Periods with calls.
    public var periods: Int
    /// Calls.
    public var calls: Int
    /// The quantiles of the options over all calls, in µs, in that order; periods are clusters.
    public var levels: [QuantileLevel]
  }

  /// A quantile of all calls of a regime.
  public struct QuantileLevel: Codable, Hashable, Sendable {
    /// Probability of the quantile.
    public var probability: Double
    /// In µs.
    public var estimate: Estimate
  }

  /// The search for changes of one statistic.
  public struct Search: Codable, Hashable, Sendable {
    /// What was searched, such as `p50`.
    public var statistic: String
    /// Periods in which the statistic is known.
    public var periods: Int
    /// Noise on the logarithmic scale.
    public var noise: NoiseModel
    /// Chance of any change in a series like this one in which nothing changes.
    public var falseAlarmRate: Double?
    /// Price of a change.
    public var penalty: Double

    /// Largest relative step between neighbouring stretches of so many periods that the wander of the level alone
    /// makes somewhere in a record of this length, at a level; `nil` where the wander is not known.
    public func wanderStep(lasting periods: Int, level: Double) -> Double? {
      noise.wander.map {
        exponential($0.largestStep(lasting: periods, count: self.periods, level: level)) - 1
      }
    }
  }

  /// Length of the stretches for which the wander is told.
  public static let wanderPeriods = 30

  /// The step that wander alone makes, where it is larger than the margin: changes below it cannot be told from
  /// wander.
  public func wanderStep(_ options: StabilityOptions) -> Double? {
    guard let step = searches.first?.wanderStep(lasting: Self.wanderPeriods, level: options.level),
      step > exponential(options.margin) - 1
    else { return nil }
    return step
  }

  /// A pattern that repeats, such as the week.
  public struct Pattern: Codable, Hashable, Sendable {
    /// What repeats.
    public var cycle: Cycle
    /// Chance to see so strong a pattern when there is none.
    public var pValue: Double
    /// Highest over lowest point, minus 1.
    public var range: Double
    /// Ends of its interval.
    public var interval: ConfidenceInterval
    /// Whether it was strong enough to be taken out before the search.
    public var isRemoved: Bool
  }

  /// A length that may repeat.
  public enum Cycle: String, Codable, Hashable, Sendable {
    /// The hour of the day.
    case day
    /// The day of the week.
    case week
  }

  /// The stretch of time that lasts until now.
  public var presentRegime: Regime? { regimes.last }
}

/// A change of one configuration.
public struct SeriesChange: Codable, Hashable, Sendable {
  /// Place in the series' list of periods of the first one of the new level.
  public var index: Int
  /// The first period of the new level.
  public var date: String
  /// The first and the last period that could be it: what the noise leaves open, and periods without calls before.
  public var earliest: String
  /// See ``earliest``.
  public var latest: String
  /// Start of the periods above, and the time of the first call of the new level, in seconds since 1970.
  public var unixSeconds: Int
  /// See ``unixSeconds``.
  public var earliestUnixSeconds: Int
  /// See ``unixSeconds``.
  public var latestUnixSeconds: Int
  /// See ``unixSeconds``.
  public var firstCallUnixSeconds: Int
  /// Statistics whose level changed then, such as `p50` and `p90`; the effect is that of the first.
  public var statistics: [String]
  /// Level after over level before of the first statistic, minus 1, between the neighbouring changes.
  public var effect: Double
  /// Its interval; periods are clusters.
  public var interval: ConfidenceInterval
  /// The same for every statistic that the calls bound.
  public var effects: [Effect]
  /// Chance to see so clear a change between its neighbours when there is none.
  public var pValue: Double

  /// The effect on one statistic.
  public struct Effect: Codable, Hashable, Sendable {
    /// Such as `p90`.
    public var statistic: String
    /// After over before, minus 1.
    public var change: Double
    /// Its interval.
    public var interval: ConfidenceInterval?
  }

  /// The effect on a statistic; `nil` when the calls do not bound it.
  public func effect(on statistic: SampleStatistic) -> Effect? {
    effects.first { $0.statistic == statistic.name }
  }

  /// Which way durations went.
  public var direction: Direction { effect > 0 ? .slower : .faster }
}

/// Which way durations went.
public enum Direction: String, Codable, Hashable, Sendable {
  /// Durations fell.
  case faster
  /// Durations rose.
  case slower
}

extension SampleStatistic {
  /// `p50`, `mean` or `spread`.
  var name: String {
    switch self {
    case .mean: "mean"
    case .quantile(let probability): NumberText.quantileName(probability)
    case .spread: "spread"
    }
  }
}
