import Archive
import Measurements
import Platforms
import Statistics

/// One process's share of a watch.
public struct WatchSession: Sendable {
  private let watch: Watch
  private let context: ExperimentContext
  private let runner: ProbeRunner
  private var campaign: Campaign
  private var history: ProbeHistory
  /// What was found when the session began and must be told, such as a probe that did not end.
  public private(set) var remarks: [String] = []

  /// Longest sleep in ns, so that a clock that was set is noticed.
  private static let longestSleep = 600_000_000_000

  init(watch: Watch, data: DataSet) throws {
    self.watch = watch
    context = watch.context
    runner = ProbeRunner(experiment: watch.measurement)
    campaign = data.campaign
    campaign.planJSON = try watch.plan.json
    campaign.ending = nil
    history = try ProbeHistory(watch: watch, runs: data.runs, state: data.campaign.watchState)
    if let remark = clockRemark(campaign.watchState) { remarks.append(remark) }
    if var state = campaign.watchState, let open = state.open {
      state.end(.interrupted)
      campaign.watchState = state
      remarks.append(
        "Probe \(open.slot) was begun and did not end. What it measured is kept; it is not repeated.")
    }
  }

  /// What to do about a clock that shows less than it did; `nil` when it does not.
  private func clockRemark(_ state: WatchState?) -> String? {
    guard let state, let last = state.lastSlot else { return nil }
    let interval = watch.plan.schedule.intervalMilliseconds * 1_000_000
    let made = state.firstUnixNanoseconds + last * interval
    guard made > context.clock.unixNanoseconds + 2 * interval, let date = CalendarDate(unixNanoseconds: made)
    else { return nil }
    return "By this machine's clock the last probe lies ahead, on \(date), and the next is due after it. "
      + "Set the clock, or begin another watch."
  }

  /// What was done so far; `nil` before the first probe.
  public var state: WatchState? { campaign.watchState }

  /// Makes probes when they are due.
  ///
  /// - Parameters:
  ///   - report: Told about every probe after it was stored; `false` ends the watching.
  /// - Throws: What the store throws, ``PlanError`` when a budget in money cannot be kept; platform failures are
  ///   probes that ended so.
  public mutating func run(
    _ extent: Watch.Extent, report: (ProbeReport) throws -> Bool
  ) async throws -> Watch.Ending {
    var made = 0
    while true {
      var state = campaign.watchState ?? WatchState(firstUnixNanoseconds: context.clock.unixNanoseconds)
      guard let turn = try await nextTurn(state, extent) else { return try conclude(.interrupted) }
      if extent == .once && !turn.isOpen {
        return try conclude(.notDue(nextUnixNanoseconds: turn.dueUnixNanoseconds))
      }
      let calls = ProbeSpending(calls: watch.measurement.runPlans.map(\.callsPerVisit).reduce(0, +))
      if let refusal = watch.plan.budget.refusal(of: calls, after: state.spent) {
        return try conclude(.budgetSpent(refusal))
      }
      state.begin(turn)
      switch try await probe(turn, state) {
      case .refused(let reason): return try conclude(.budgetSpent(reason))
      case .made(let result):
        made += 1
        let goesOn = try report(result)
        if result.ending == .interrupted { return try conclude(.interrupted) }
        if !goesOn { return try conclude(.stopped) }
      }
      if extent == .once || extent == .probes(made) { return try conclude(.probesMade) }
    }
  }

  /// Waits until a probe is due; `nil` when the task was cancelled. One probe alone is made without waiting.
  private func nextTurn(_ state: WatchState, _ extent: Watch.Extent) async throws -> ProbeSchedule.Turn? {
    while !Task.isCancelled {
      let now = context.clock.unixNanoseconds
      let turn = watch.plan.schedule.turn(
        after: state.lastSlot, startedAt: state.firstUnixNanoseconds, now: now)
      let wait = turn.dueUnixNanoseconds - now
      if wait <= 0 || extent == .once { return turn }
      try? await context.clock.sleep(nanoseconds: min(wait, Self.longestSleep))
    }
    return nil
  }

  private mutating func save(_ state: WatchState) throws {
    campaign.watchState = state
    try context.store.save(campaign)
  }

  private mutating func conclude(_ ending: Watch.Ending) throws -> Watch.Ending {
    if campaign.watchState == nil { return ending }
    campaign.ending =
      switch ending {
      case .budgetSpent(let detail): "budget spent: \(detail)"
      default: nil
      }
    try context.store.save(campaign)
    return ending
  }
}

extension WatchSession {
  private enum Outcome {
    case made(ProbeReport)
    case refused(String)
  }

  /// Makes one probe. The state is stored before its first call and after its last.
  private mutating func probe(_ turn: ProbeSchedule.Turn, _ begun: WatchState) async throws -> Outcome {
    let clock = context.clock
    let begin = (unix: clock.unixNanoseconds, monotonic: clock.monotonicNanoseconds)
    let deadline = begin.monotonic + watch.plan.deadlineMilliseconds * 1_000_000
    var state = begun
    try save(state)

    let runner = runner
    let deploying = try await runner.within(deadline) { await runner.deploy() }
    let deployment = deploying.value ?? ProbeRunner.Deployment()
    var isLate = deploying.isLate
    var batches: [ProbeRunner.Batch] = []
    if deployment.failure == nil {
      do {
        let configurations = try place(deployment, slot: turn.slot)
        let most = try reservation(configurations)
        if let refusal = watch.plan.budget.refusal(of: most, after: state.spent) {
          _ = await runner.remove(deployment)
          state.withdraw()
          try save(state)
          return .refused(refusal)
        }
        state.reserve(most)
        try save(state)
        let measuring = try await measure(turn.slot, deployment, by: deadline)
        isLate = isLate || measuring.isLate
        batches = measuring.value ?? []
      } catch {
        // What was deployed must not outlive a store that is full or a budget that cannot be priced.
        _ = await runner.remove(deployment)
        throw error
      }
    }
    var problems = batches.compactMap(\.failure)
    if let failure = deployment.failure, !isLate { problems.append("\(failure)") }
    problems += await runner.remove(deployment)
    let ending = ending(batches, problems: problems, isLate: isLate)
    state.end(ending, spent: spending(batches))
    let runs = try history.add(slot: turn.slot, batches, probability: watch.plan.rule.probability)
    try save(state)
    return .made(
      ProbeReport(
        watch: campaign.id, probe: turn.slot, dueUnixNanoseconds: turn.dueUnixNanoseconds,
        begunUnixNanoseconds: begin.unix, seconds: Double(clock.monotonicNanoseconds - begin.monotonic) / 1e9,
        ending: ending, problems: problems.map { String($0.prefix(Invocation.messageLimit)) },
        missedBefore: turn.missed, state: state, probability: watch.plan.rule.probability,
        falseAlarmsPerYear: watch.plan.rule.falseAlarmsPerYear,
        verdict: .gravest(runs.map(\.verdict.state)), runs: runs))
  }

  private func ending(_ batches: [ProbeRunner.Batch], problems: [String], isLate: Bool) -> ProbeEnding {
    let complete = batches.count { $0.completed != nil }
    if complete == watch.measurement.runPlans.count { return .completed }
    if Task.isCancelled { return .interrupted }
    return isLate ? .cutShort : .failed
  }

  /// Makes the calls and stores every batch as soon as it is complete.
  private func measure(
    _ slot: Int, _ deployment: ProbeRunner.Deployment, by deadline: Int
  ) async throws -> (value: [ProbeRunner.Batch]?, isLate: Bool) {
    let (runner, store, id) = (runner, context.store, campaign.id)
    let names = history.runIDs
    return try await runner.within(deadline) {
      try await runner.measure(slot: slot, on: deployment) { plan, batch in
        let run = names[plan.id] ?? plan.id
        let records = batch.records.map { record in
          var record = record
          record.runID = run
          return record
        }
        try store.append(records, discarded: batch.discarded, toRun: run, ofCampaign: id)
      }
    }
  }

  /// Makes sure that the store has a run for every configuration as it was deployed.
  private mutating func place(
    _ deployment: ProbeRunner.Deployment, slot: Int
  ) throws -> [(plan: RunPlan, configuration: Configuration)] {
    var placed: [(plan: RunPlan, configuration: Configuration)] = []
    for plan in watch.measurement.runPlans {
      guard let function = deployment.function(for: plan) else { continue }
      let configuration = watch.measurement.configuration(of: plan, on: function)
      let isDeployed = context.platform.capabilities.deploys
      if let run = history.newRun(of: plan.id, configuration, isDeployed: isDeployed) {
        try context.store.addRun(id: run.id, configuration: configuration, toCampaign: campaign.id)
        if let notice = run.notice { campaign.notices.append("From probe \(slot) on \(notice)") }
      }
      placed.append((plan, configuration))
    }
    return placed
  }

  /// What a probe can cost at most.
  private func reservation(
    _ configurations: [(plan: RunPlan, configuration: Configuration)]
  ) throws(PlanError) -> ProbeSpending {
    var most = ProbeSpending()
    for (plan, configuration) in configurations {
      let call = mostDollars(configuration)
      guard call != nil || watch.plan.budget.maximumDollars == nil else {
        throw PlanError(field: "maximum_usd", problem: "no price is known for this function; leave it out")
      }
      most =
        most
        + ProbeSpending(calls: plan.callsPerVisit, dollars: call.map { $0 * Double(plan.callsPerVisit) })
    }
    return most
  }

  /// Price of the most expensive call.
  private func mostDollars(_ configuration: Configuration) -> Double? {
    watch.price?.most(configuration, timeoutMilliseconds: watch.plan.measurement.timeoutMilliseconds)
  }

  /// What a probe spent. A call whose price is not known, and every call of a batch that was given up, is taken as
  /// the most expensive one.
  private func spending(_ batches: [ProbeRunner.Batch]) -> ProbeSpending {
    batches.reduce(ProbeSpending()) { spent, batch in
      let count = batch.plan.callsPerVisit
      guard let configuration = history.configuration(of: batch.plan.id),
        let most = mostDollars(configuration)
      else { return spent + ProbeSpending(calls: count) }
      let calls = batch.completed.map { $0.records + $0.dropped } ?? []
      let known = calls.map { watch.price?.dollars(configuration, $0) ?? most }.reduce(0, +)
      return spent + ProbeSpending(calls: count, dollars: known + Double(count - calls.count) * most)
    }
  }
}
