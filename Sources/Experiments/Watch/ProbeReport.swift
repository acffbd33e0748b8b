/// What came of one probe, and what the series says since: one line of JSON.
public struct ProbeReport: Codable, Hashable, Sendable {
  /// The campaign that holds the measurements.
  public var watch: String
  /// Slot of the probe; its calls carry it as the number of their batch.
  public var probe: Int
  /// When it was due and when it began, in ns since 1970.
  public var dueUnixNanoseconds: Int
  /// When it began, in ns since 1970.
  public var begunUnixNanoseconds: Int
  /// Time that it took, in seconds.
  public var seconds: Double
  /// How it ended.
  public var ending: ProbeEnding
  /// What went wrong, in the platform's words.
  public var problems: [String]
  /// Slots that passed without a probe just before it.
  public var missedBefore: Int
  /// What the watch has done in all, this probe included.
  public var state: WatchState
  /// Quantile that is followed.
  public var probability: Double
  /// Chance of a false alarm in a year of watching, for all verdicts together, unless the level drifts or wanders
  /// slowly beneath quick noise; ``RankMonitor`` says how much more that raises.
  public var falseAlarmsPerYear: Double
  /// The gravest of all verdicts.
  public var verdict: ProbeVerdict.State
  /// Each configuration with its verdict.
  public var runs: [Run]

  /// A configuration.
  public struct Run: Codable, Hashable, Sendable {
    /// Pattern and memory size.
    public var id: String
    /// Calls of this probe that count.
    public var kept: Int
    /// Calls of this probe that failed.
    public var failed: Int
    /// Quantile of the client times of this probe in µs; `nil` when no call counts.
    public var value: Double?
    /// What the series says.
    public var verdict: ProbeVerdict
  }

  enum CodingKeys: String, CodingKey {
    case watch, probe, seconds, ending, problems, state, runs, verdict, probability
    case dueUnixNanoseconds = "due_unix_ns"
    case begunUnixNanoseconds = "begun_unix_ns"
    case missedBefore = "missed_before"
    case falseAlarmsPerYear = "false_alarms_per_year"
  }

  /// Whether no call of the probe counts.
  public var isFruitless: Bool { runs.allSatisfy { $0.kept == 0 } }
}

extension ProbeVerdict.State {
  /// The gravest of some states.
  static func gravest(_ states: [Self]) -> Self {
    [.regression, .improvement, .negligible, .learning].first(where: states.contains) ?? .unchanged
  }
}
