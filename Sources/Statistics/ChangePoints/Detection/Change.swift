/// A change of the level of a series, dated, sized and with what it is worth.
public struct Change: Codable, Hashable, Sendable {
  /// Index of the first group of the new level.
  public var index: Int
  /// Its time.
  public var time: Double
  /// First and last group that could be the first of the new level, at the level of the options.
  public var earliestIndex: Int
  /// See ``earliestIndex``.
  public var latestIndex: Int
  /// Time of ``earliestIndex``.
  public var earliestTime: Double
  /// Time of ``latestIndex``.
  public var latestTime: Double
  /// Chance to see so clear a change between its neighbours when there is none.
  public var pValue: Double
  /// The jump at the change of each statistic sought, in the order of the options.
  public var jumps: [Jump]
  /// Effects on the samples between the neighbouring changes.
  public var effects: [Effect]

  /// The level of a fitted statistic right before and right after a change.
  public struct Jump: Codable, Hashable, Sendable {
    /// What jumps: index of the statistic in the options, or of the series among those searched together.
    public var series: Int
    /// Fitted level right before the change, in units of the series.
    public var before: Double
    /// Fitted level right after it.
    public var after: Double
    /// After minus before, or ln(after/before) on the logarithmic scale.
    public var size: Double
    /// Interval of the size, dependence allowed for.
    public var interval: ConfidenceInterval
    /// Whether the segments before and after drift.
    public var driftsBefore: Bool
    /// See ``driftsBefore``.
    public var driftsAfter: Bool
  }

  /// A number of all samples before and after.
  public struct Effect: Codable, Hashable, Sendable {
    /// Which number.
    public var statistic: SampleStatistic
    /// Its estimate from the samples between the change before and this one.
    public var before: Estimate
    /// Its estimate from the samples between this change and the next.
    public var after: Estimate
    /// Interval of after − before; an end that the samples cannot bound is `nil`.
    public var difference: ConfidenceInterval?
    /// Interval of after ÷ before; `nil` also when an interval reaches down to 0.
    public var ratio: ConfidenceInterval?
  }
}

/// The changes of a series, and how they were found.
public struct ChangeReport: Codable, Hashable, Sendable {
  /// In order of time.
  public var changes: [Change]
  /// Noise of each statistic sought.
  public var noise: [NoiseModel]
  /// The penalty and where it comes from.
  public var penalty: PenaltyChoice
  /// Patterns that were tested.
  public var seasonality: [SeasonalPattern]
  /// Groups used; groups without values are left out.
  public var groups: Int
  /// Neighbouring groups that were taken together, where there were too many to search one by one; dates are
  /// exact all the same. 1 when none were.
  public var blockSize: Int
}

/// The price of a change and the reason for it.
public struct PenaltyChoice: Codable, Hashable, Sendable {
  /// Price of a change, in units of the long-run variance: (0.75 + statistics) ln n, times the factor of the
  /// options.
  public var perChange: Double
  /// Price of a slope: ln n.
  public var perSlope: Double
  /// Chance of any change in a series without one or drift, from simulations of normal series of this length and
  /// autocorrelation at the defaults, and, where changes of some size are sought, of this wander if that gives more
  /// (``Wander``). `nil` for
  /// several statistics or a penalty factor below 1, which were not simulated.
  public var falseAlarmRate: Double?
  /// Fits made until noise and changes agreed.
  public var rounds: Int
}
