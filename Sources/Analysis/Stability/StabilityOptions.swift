import Measurements
import Statistics

/// Stretch of time whose calls are one value of a series.
public enum Period: String, Codable, CaseIterable, Hashable, Sendable {
  /// One hour, UTC.
  case hour
  /// One day, UTC.
  case day
  /// Seven days from Monday, UTC.
  case week

  /// Length in seconds.
  public var seconds: Int {
    switch self {
    case .hour: 3600
    case .day: 86_400
    case .week: 604_800
    }
  }

  /// Number of the period that holds an instant; 1970 began on a Thursday.
  func index(ofUnixSeconds seconds: Int) -> Int {
    let shifted = self == .week ? seconds + 3 * Period.day.seconds : seconds
    return shifted >= 0 ? shifted / self.seconds : (shifted + 1) / self.seconds - 1
  }

  /// First second of a period.
  func start(_ index: Int) -> Int {
    index * seconds - (self == .week ? 3 * Period.day.seconds : 0)
  }

  /// The day of a period, with the hour where it matters: `2026-01-31`, `2026-01-31T14:00Z`.
  func text(_ index: Int) -> String {
    let start = max(0, start(index))
    let day = CalendarDate(unixNanoseconds: start * 1_000_000_000).map { "\($0)" } ?? "?"
    guard self == .hour else { return day }
    let hour = start % Period.day.seconds / 3600
    return "\(day)T\(hour < 10 ? "0" : "")\(hour):00Z"
  }
}

/// What a history is asked for; written into every output.
public struct StabilityOptions: Codable, Hashable, Sendable {
  /// What makes one value of a series.
  public var period = Period.day
  /// Quantiles in whose level changes are sought; the first is the one that levels and verdicts are about.
  public var probabilities = [0.5, 0.9]
  /// Nominal coverage of every interval, and of the verdict on the newest period.
  public var level = 0.95
  /// Relative change that does not matter; only those that surely exceed it are reported. A change of a level lasts at least
  /// seven periods.
  public var margin = ChangeOptions.lastingLevels.leastSize
  /// Seconds within which changes count as one, and before a change within which an event may have caused it.
  public var windowSeconds = 2 * Period.day.seconds
  /// Duration that is followed; the most outward one that was measured when `nil`.
  public var metric: Metric?

  /// The defaults.
  public init() {}

  /// The search for changes of one statistic.
  func search(_ statistic: SampleStatistic) -> ChangeOptions {
    var options = ChangeOptions.lastingLevels
    options.statistics = [statistic]
    options.effects = [.mean] + probabilities.map { .quantile($0) } + [.spread]
    options.level = level
    options.leastSize = margin
    let week = Double(Period.week.seconds) / Double(period.seconds)
    if period != .week { options.periods = [week] }
    if period == .hour { options.periods.insert(24, at: 0) }
    return options
  }
}

/// Why a history could not be made.
public enum StabilityError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No successful call carries a duration.
  case nothingMeasured
  /// Calls do not say when they were made.
  case noTimes(calls: Int)
  /// All calls were made in too few periods.
  case tooFewPeriods(found: Int, needed: Int, period: Period)

  /// The whole message.
  public var description: String {
    switch self {
    case .nothingMeasured:
      "There is nothing to follow: no successful call carries the duration that was asked for. Look at the failures with `sebs store show`, or ask for another duration with --metric."
    case .noTimes(let calls):
      "\(calls) calls do not say when they were made, so there is no history. Give data with sent_unix_ns or scheduled_unix_ns."
    case .tooFewPeriods(let found, let needed, let period):
      "No configuration was measured in \(needed) or more \(period.rawValue)s (the longest in \(found)), so no lasting change could be seen. Measure longer, or give a shorter period with --by."
    }
  }
}
