public import Statistics

/// What the series of probes of a configuration says after its newest probe.
public struct ProbeVerdict: Codable, Hashable, Sendable {
  /// What it says.
  public enum State: String, Codable, CaseIterable, Hashable, Sendable {
    /// Too few points since the beginning, or since the last change, for an alarm within a few points.
    case learning
    /// No change is proven.
    case unchanged
    /// Calls became slower by what may matter: an alarm, raised once.
    case regression
    /// Calls became faster by what may matter: an alarm, raised once.
    case improvement
    /// There was a change, surely smaller than the margin: an alarm, raised once.
    case negligible

    /// Whether it is raised once, at a change.
    public var isAlarm: Bool { self == .regression || self == .improvement || self == .negligible }
  }

  /// A change with its size.
  public struct Change: Codable, Hashable, Sendable {
    /// First slot of the point at which the new level most likely began.
    public var slot: Int
    /// The quantile before, in µs; each point is a cluster.
    public var before: Estimate
    /// The quantile since, in µs.
    public var after: Estimate
    /// Since over before; `nil` when an interval is open where it matters.
    public var ratio: RatioEstimate?
  }

  /// What it says.
  public var state: State
  /// The quantile of the newest complete point in µs; `nil` before the first.
  public var newest: Double?
  /// Complete points since the beginning or the last change.
  public var points: Int
  /// Evidence that calls became slower; an alarm is raised at 1.
  public var slowerEvidence: Double
  /// Evidence that calls became faster; an alarm is raised at 1.
  public var fasterEvidence: Double
  /// The last change that was found, by this probe or an earlier one.
  public var lastChange: Change?

  enum CodingKeys: String, CodingKey {
    case state, newest, points
    case slowerEvidence = "slower_evidence"
    case fasterEvidence = "faster_evidence"
    case lastChange = "last_change"
  }
}

/// The series of one configuration, judged point by point.
///
/// It depends on the stored calls alone, so that a watch that is started again judges as if it had never stopped.
public struct ProbeSeries: Sendable {
  /// Points from which an alarm takes but a few more.
  static let learningPoints = 20

  private struct Point {
    var slot: Int
    var values: [Double]
  }

  private let rule: VerdictRule
  private var monitor: RankMonitor
  /// Points since the last change, and the index of the one with which the monitor began.
  private var level: [Point] = []
  private var monitored = 0
  private var pending: Point?
  private var lastChange: ProbeVerdict.Change?
  private var newest: Double?

  /// Creates an empty series.
  ///
  /// - Parameters:
  ///   - pointsPerYear: Points for which the chance of a false alarm is stated.
  ///   - seriesCount: Configurations that share the chance.
  public init(
    rule: VerdictRule, pointsPerYear: Int, seriesCount: Int, seed: UInt64
  ) throws(StatisticsError) {
    self.rule = rule
    monitor = try RankMonitor(
      falseAlarmProbability: rule.falseAlarmsPerYear, horizon: pointsPerYear, seriesCount: seriesCount,
      seed: seed)
  }

  /// Takes what the probe of a slot measured, and says what the series says now.
  ///
  /// A point is judged with the last slot that belongs to it, or with the first probe after it.
  ///
  /// - Parameters:
  ///   - slot: Later than that of any probe before.
  ///   - values: Client times in µs of the calls that count; empty when the probe kept none.
  public mutating func add(slot: Int, values: [Double]) throws(StatisticsError) -> ProbeVerdict {
    var state: ProbeVerdict.State?
    let point = slot / rule.probesPerPoint
    if let pending, pending.slot / rule.probesPerPoint != point { state = try judge() }
    if !values.isEmpty {
      if pending == nil { pending = Point(slot: slot, values: []) }
      pending?.values += values
    }
    if (slot + 1).isMultiple(of: rule.probesPerPoint) {
      let last = try judge()
      if state == nil || last != nil { state = last ?? state }
    }
    return ProbeVerdict(
      state: state ?? (level.count < Self.learningPoints ? .learning : .unchanged), newest: newest,
      points: level.count, slowerEvidence: monitor.evidence(of: .up),
      fasterEvidence: monitor.evidence(of: .down),
      lastChange: lastChange)
  }

  /// Judges the pending point; the state of an alarm, or `nil` without one.
  private mutating func judge() throws(StatisticsError) -> ProbeVerdict.State? {
    guard let point = pending else { return nil }
    pending = nil
    let value = try quantile(rule.probability, of: point.values)
    newest = value
    level.append(point)
    guard let alarm = try monitor.add(value) else { return nil }
    let start = monitored + alarm.change
    let change = try change(from: start)
    lastChange = change
    level.removeFirst(start)
    monitored = level.count
    if change.ratio?.verdict(margin: rule.margin) == .equivalent { return .negligible }
    return alarm.direction == .up ? .regression : .improvement
  }

  private func change(from start: Int) throws(StatisticsError) -> ProbeVerdict.Change {
    let before = try estimate(level[..<start])
    let after = try estimate(level[start...])
    return ProbeVerdict.Change(
      slot: level[start].slot, before: before, after: after, ratio: after.ratio(to: before))
  }

  private func estimate(_ points: ArraySlice<Point>) throws(StatisticsError) -> Estimate {
    let labels = points.flatMap { point in point.values.map { _ in point.slot } }
    return try ClusteredSample(points.flatMap(\.values), labels: labels)
      .quantileInterval(rule.probability, level: rule.level)
  }
}
