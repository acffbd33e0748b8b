public import Measurements
import Statistics

/// What the events before a change say about its cause.
public struct Attribution: Codable, Hashable, Sendable {
  /// Whether an event explains the change.
  public enum Standing: String, Codable, Hashable, Sendable {
    /// An event fits in time and scope so well that chance seldom does.
    case linked
    /// No event does.
    case unexplained
    /// The events do not reach to this date.
    case notCovered
  }

  /// The outcome.
  public var standing: Standing
  /// Events in the window, best fit first, at most five.
  public var candidates: [Candidate]
  /// Number of events in the window that touch any of those that moved.
  public var considered: Int
  /// Chance that the best of all events in the window fits so well when the events are shifted against the changes
  /// along their time, over all shifts. However many events there are, this is one number.
  public var chance: Double?
  /// The same, allowing for the number of changes that were looked at: false discovery rate over all changes of all
  /// configurations.
  public var adjustedChance: Double?

  /// An event that may be the cause.
  public struct Candidate: Codable, Hashable, Sendable {
    /// The event.
    public var event: Event
    /// Time from the event to the first call of the new level, in seconds.
    public var lagSeconds: Int
    /// Configurations that moved and are in its scope, over those that did or are: 1 when scope and change agree.
    public var agreement: Double
    /// Agreement, less the longer the lag.
    public var fit: Double
  }
}

/// Joins changes with events.
struct EventLinks {
  let series: [PeriodSeries]
  let options: StabilityOptions
  private let events: [(event: Event, scope: Set<String>)]

  /// Most candidates that are kept for a change.
  private static let mostCandidates = 5

  init(_ events: [Event], series: [PeriodSeries], options: StabilityOptions) {
    self.series = series
    self.options = options
    self.events = events.enumerated().sorted {
      ($0.element.unixNanoseconds, $0.offset) < ($1.element.unixNanoseconds, $1.offset)
    }.map { _, event in
      (event, Set(series.filter { event.concerns($0.configuration) }.map(\.id)))
    }
  }

  /// Fills in the attribution of every change.
  func attribute(_ changes: [JointChange]) throws(StatisticsError) -> [JointChange] {
    var result = changes
    for index in result.indices { result[index].attribution = attribution(of: result[index]) }
    // Each configuration that changed is one claim, as in the table of changes.
    let claims = result.indices.flatMap { index in
      result[index].attribution?.chance.map { chance in
        result[index].members.map { _ in (index: index, chance: chance) }
      } ?? []
    }
    let adjusted = try MultiplicityAdjustment.benjaminiHochberg.adjusted(claims.map(\.chance))
    for ((index, _), chance) in zip(claims, adjusted) {
      result[index].attribution?.adjustedChance = chance
      if chance <= 1 - options.level { result[index].attribution?.standing = .linked }
    }
    return result
  }

  private func attribution(of change: JointChange) -> Attribution {
    let moved = Set(change.members.map(\.series))
    let observed = moved.union(change.silent)
    let span = change.span
    guard let first = events.first?.event.unixSeconds, let last = events.last?.event.unixSeconds,
      span.upperBound >= first, span.lowerBound - options.windowSeconds <= last
    else {
      return Attribution(
        standing: .notCovered, candidates: [], considered: 0, chance: nil, adjustedChance: nil)
    }
    let fits = events.map { agreement(of: $0.scope, moved: moved, observed: observed) }
    let length = span.upperBound - span.lowerBound
    let candidates = zip(events, fits).compactMap { entry, agreement -> Attribution.Candidate? in
      guard let fit = fit(agreement, at: entry.event.unixSeconds, before: span.upperBound, length: length)
      else { return nil }
      return Attribution.Candidate(
        event: entry.event, lagSeconds: span.upperBound - entry.event.unixSeconds, agreement: agreement,
        fit: fit)
    }
    let ranked = candidates.enumerated().sorted {
      ($1.element.fit, $0.offset) < ($0.element.fit, $1.offset)
    }.map(\.element)
    return Attribution(
      standing: .unexplained, candidates: Array(ranked.prefix(Self.mostCandidates)),
      considered: ranked.count,
      chance: chance(ofFit: ranked.first?.fit, fits, length: length, at: span.upperBound),
      adjustedChance: nil)
  }

  /// Configurations that both moved and are in the scope, over those that are either, among those measured then.
  private func agreement(of scope: Set<String>, moved: Set<String>, observed: Set<String>) -> Double {
    let reach = scope.intersection(observed)
    let either = reach.union(moved)
    return either.isEmpty ? 0 : Double(reach.intersection(moved).count) / Double(either.count)
  }

  /// How well an event fits a change that came in the last `length` seconds before the first call of the new level:
  /// its agreement, less by 1/e for each window that it came before that call. `nil` outside of the window.
  private func fit(_ agreement: Double, at time: Int, before end: Int, length: Int) -> Double? {
    if agreement <= 0 || time > end || time < end - length - options.windowSeconds { return nil }
    return agreement * exponential(-Double(end - time) / Double(options.windowSeconds))
  }

  /// Times in a period at which shifted changes are put.
  private static let shiftsInPeriod = 24

  /// Share of all times, evenly spread over the record of events, at which some event would fit as well.
  private func chance(ofFit best: Double?, _ agreements: [Double], length: Int, at end: Int) -> Double {
    guard let best, let first = events.first?.event.unixSeconds, let last = events.last?.event.unixSeconds
    else { return 1 }
    let step = max(1, options.period.seconds / Self.shiftsInPeriod)
    let bound = best * (1 - 1e-9)
    // The time of the change itself is one of them.
    let start = first + ((end - first) % step + step) % step
    var places = 0
    var hits = 0
    var low = 0
    for time in stride(from: start, through: max(start, last + options.windowSeconds), by: step) {
      places += 1
      while low < events.count,
        events[low].event.unixSeconds < time - length - options.windowSeconds
      {
        low += 1
      }
      var index = low
      while index < events.count, events[index].event.unixSeconds <= time {
        let here = fit(agreements[index], at: events[index].event.unixSeconds, before: time, length: length)
        if let here, here >= bound {
          hits += 1
          break
        }
        index += 1
      }
    }
    return Double(hits + 1) / Double(places + 1)
  }
}

extension Event {
  /// Time in whole seconds since 1970.
  var unixSeconds: Int { unixNanoseconds / 1_000_000_000 }

  /// Whether a configuration is in the scope: for each factor named there, it has one of the values.
  func concerns(_ configuration: Configuration) -> Bool {
    scope.allSatisfy { factor, values in
      guard let field = Configuration.fields.first(where: { $0.name == factor }) else { return false }
      return field.text(of: configuration).map(values.contains) ?? false
    }
  }
}
