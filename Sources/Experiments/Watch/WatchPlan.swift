import FoundationEssentials

/// What a watch measures, when, for how much, and how it judges.
public struct WatchPlan: Codable, Hashable, Sendable {
  /// What a probe measures: one batch of every combination of memory size and pattern.
  public var measurement: PerformanceCostPlan
  /// When.
  public var schedule: ProbeSchedule
  /// Time for one probe in ms, with deployment; what is not complete by then is given up.
  public var deadlineMilliseconds: Int
  /// What all probes together may spend.
  public var budget: ProbeBudget
  /// How the series of probes is judged.
  public var rule: VerdictRule

  enum CodingKeys: String, CodingKey {
    case measurement, schedule, budget, rule
    case deadlineMilliseconds = "deadline_ms"
  }

  /// Creates a plan; it is checked when a watch is made from it.
  ///
  /// - Parameter measurement: Its stopping rules and pauses are replaced by those of a probe.
  public init(
    measurement: PerformanceCostPlan, schedule: ProbeSchedule, deadlineMilliseconds: Int = 600_000,
    budget: ProbeBudget = ProbeBudget(), rule: VerdictRule
  ) {
    self.measurement = measurement
    self.measurement.stopping = StoppingRules(minimumBatches: 1, maximumBatches: 1)
    self.measurement.pauseBetweenBatchesMilliseconds = 0
    self.schedule = schedule
    self.deadlineMilliseconds = deadlineMilliseconds
    self.budget = budget
    self.rule = rule
  }

  /// Reads a plan from JSON.
  ///
  /// - Throws: ``ExperimentError/unreadablePlan(detail:)``.
  public init(json: String) throws(ExperimentError) {
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(json.utf8))
    } catch {
      throw .unreadablePlan(detail: "\(error)")
    }
  }

  /// The plan as JSON with sorted keys.
  public var json: String { get throws { try compactJSON(self) } }

  /// Checks every value by itself.
  ///
  /// - Throws: ``PlanError`` that names the first value that makes no sense.
  public func validate() throws(PlanError) {
    try measurement.validate()
    try schedule.validate()
    try budget.validate()
    try rule.validate()
    guard (1...86_400_000).contains(deadlineMilliseconds) else {
      throw PlanError(field: "deadline_ms", problem: "must be 1 ms to a day")
    }
  }

  /// Makes sure that a watch goes on measuring what it measured before, in the same slots. Deadline, budget,
  /// lateness and rule may change.
  ///
  /// - Throws: ``ExperimentError/changed(run:field:before:now:)``.
  func requireContinues(_ before: WatchPlan, watch: String) throws(ExperimentError) {
    if before.measurement != measurement {
      throw .changed(
        run: watch, field: "its measurement", before: (try? before.measurement.json) ?? "not readable",
        now: (try? measurement.json) ?? "not readable")
    }
    if before.schedule.intervalMilliseconds != schedule.intervalMilliseconds {
      throw .changed(
        run: watch, field: "an interval of", before: "\(before.schedule.intervalMilliseconds) ms",
        now: "\(schedule.intervalMilliseconds) ms")
    }
  }
}

/// JSON on one line with sorted keys.
func compactJSON(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
