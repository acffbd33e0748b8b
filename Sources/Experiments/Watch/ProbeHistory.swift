import Measurements
import Statistics

/// What a watch has measured of each configuration: its runs in the store, and its series.
///
/// Where the platform changes a factor, such as the version of a runtime, a new run begins; the series goes on,
/// because whether the change made calls slower is what a watch is for.
struct ProbeHistory: Sendable {
  private var configurations: [String: Configuration] = [:]
  private var series: [(plan: String, judged: ProbeSeries)] = []
  /// What a probe measured that did not end: judged together with the next one, so that no alarm stays untold.
  private var unjudged: (slot: Int, values: [String: [Double]])?
  /// Run of the store that holds the newest calls, by the identifier of the plan.
  private(set) var runIDs: [String: String] = [:]

  /// Reads what is stored.
  init(watch: Watch, runs: [Run], state: WatchState?) throws {
    unjudged = state?.open.map { ($0.slot, [:]) }
    let plans = watch.measurement.runPlans
    let rule = watch.plan.rule
    let pointsPerYear = rule.pointsPerYear(interval: watch.plan.schedule.intervalMilliseconds)
    for plan in plans {
      var series = try ProbeSeries(
        rule: rule, pointsPerYear: pointsPerYear, seriesCount: plans.count, seed: watch.plan.measurement.seed)
      let versions = runs.filter { Self.planID(ofRun: $0.id) == plan.id }
      if let newest = versions.last {
        runIDs[plan.id] = newest.id
        configurations[plan.id] = newest.configuration
      }
      let slots = Dictionary(grouping: versions.flatMap(\.invocations)) { $0.batch ?? -1 }
      for (slot, calls) in slots.sorted(by: { $0.key < $1.key }) where slot >= 0 && slot != unjudged?.slot {
        _ = try series.add(slot: slot, values: times(calls))
      }
      if let open = unjudged?.slot {
        unjudged?.values[plan.id] = slots[open].map(times)
      } else if let last = state?.lastSlot, slots[last] == nil {
        _ = try series.add(slot: last, values: [])
      }
      self.series.append((plan.id, series))
    }
  }

  func configuration(of plan: String) -> Configuration? { configurations[plan] }

  /// Notes a configuration as it was deployed.
  ///
  /// - Returns: The run that is to be added to the store, with what a reader must know when another one came before
  ///   it; `nil` when nothing changed but the name of a function that was deployed anew.
  mutating func newRun(
    of plan: String, _ configuration: Configuration, isDeployed: Bool
  ) -> (id: String, notice: String?)? {
    guard let before = configurations[plan], let current = runIDs[plan] else {
      configurations[plan] = configuration
      runIDs[plan] = plan
      return (plan, nil)
    }
    guard let difference = difference(before, configuration, besidesName: isDeployed) else { return nil }
    let version = (current.split(separator: Self.versionMark).dropFirst().last.flatMap { Int($0) } ?? 1) + 1
    let id = "\(plan)\(Self.versionMark)\(version)"
    configurations[plan] = configuration
    runIDs[plan] = id
    return (id, "\(difference), so that \(current) is continued as \(id).")
  }

  /// Adds what a probe measured, and says what each series says now.
  mutating func add(
    slot: Int, _ batches: [ProbeRunner.Batch], probability: Double
  ) throws -> [ProbeReport.Run] {
    defer { unjudged = nil }
    return try series.indices.map { index in
      let plan = series[index].plan
      let calls = batches.first { $0.plan.id == plan }?.completed?.records ?? []
      let values = times(calls)
      var late: ProbeVerdict?
      if let unjudged {
        late = try series[index].judged.add(slot: unjudged.slot, values: unjudged.values[plan] ?? [])
      }
      var verdict = try series[index].judged.add(slot: slot, values: values)
      if let late, late.state.isAlarm, !verdict.state.isAlarm { verdict.state = late.state }
      return ProbeReport.Run(
        id: plan, kept: values.count, failed: calls.count { $0.status != .ok },
        value: values.isEmpty ? nil : try quantile(probability, of: values), verdict: verdict)
    }
  }

  private static let versionMark: Character = "@"

  private static func planID(ofRun id: String) -> String {
    String(id.prefix { $0 != versionMark })
  }
}

/// Client times in µs of the calls that count.
private func times(_ calls: [Invocation]) -> [Double] {
  calls.compactMap { $0.status == .ok ? $0.clientMicroseconds.map { Double($0) } : nil }
}

/// The first factor that differs, in words.
private func difference(_ before: Configuration, _ now: Configuration, besidesName: Bool) -> String? {
  if !besidesName, before.function != now.function {
    return "function is \(now.function ?? "not known") instead of \(before.function ?? "not known")"
  }
  do throws(ExperimentError) {
    try requireSame(before, now, run: "")
    return nil
  } catch {
    guard case .changed(_, let field, let old, let new) = error else { return "\(error)" }
    return "\(field) is \(new) instead of \(old)"
  }
}
