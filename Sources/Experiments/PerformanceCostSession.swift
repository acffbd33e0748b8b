import Archive
import Measurements
import Platforms
import Workloads

/// One process's share of a `perf-cost` campaign.
struct PerformanceCostSession {
  private let experiment: PerformanceCostExperiment
  private let context: ExperimentContext
  private let schedule: BatchSchedule
  private let runner: BatchRunner
  private let stored: [String: Run]
  private let begin: Int
  private let secondsBefore: Double
  private var campaign: Campaign
  private var states: [RunState]
  private var isStored: Bool
  private var functions: [(memoryMB: Int?, function: DeployedFunction)] = []

  /// - Parameters:
  ///   - states: What has been measured of each run.
  ///   - stored: Runs that the store holds already.
  ///   - isResumed: Whether the store holds the campaign already.
  init(
    experiment: PerformanceCostExperiment, campaign: Campaign, states: [RunState], stored: [Run],
    isResumed: Bool
  ) {
    let context = experiment.context
    let plan = experiment.plan
    self.experiment = experiment
    self.context = context
    self.campaign = campaign
    self.states = states
    isStored = isResumed
    self.stored = Dictionary(stored.map { ($0.id, $0) }) { first, _ in first }
    schedule = BatchSchedule(runCount: states.count, seed: plan.seed)
    runner = BatchRunner(
      platform: context.platform, clock: context.clock, workload: experiment.workload,
      inputSize: plan.inputSize, seed: plan.seed, timeoutMilliseconds: plan.timeoutMilliseconds)
    begin = context.clock.monotonicNanoseconds
    // A process that was killed could not note its time; its batches tell at least how long they took.
    secondsBefore = max(campaign.measuringSeconds ?? 0, stored.map(secondsOfBatches).reduce(0, +))
  }

  /// Deploys, measures and cleans up.
  mutating func run() async throws -> ExperimentOutcome {
    guard states.contains(where: { $0.ending == nil }) else { return try conclude() }
    do {
      try await deploy()
      campaign.ending = nil
      try context.store.save(campaign)
      isStored = true
      try addRuns()
      try await measure()
    } catch {
      await removeFunctions()
      // What has not begun leaves no campaign behind.
      if isStored && !(error is CancellationError) { try? noteFailure(error) }
      throw error
    }
    let outcome = try conclude()
    let noticesBefore = campaign.notices
    await removeFunctions()
    if campaign.notices != noticesBefore { try context.store.save(campaign) }
    return outcome
  }

  private mutating func deploy() async throws {
    let platform = context.platform
    report(.packaging)
    let package = try await experiment.package()
    report(.deploying)
    let unfinished = states.filter { $0.ending == nil }.map(\.plan.memoryMB)
    for memory in unfinished where !functions.contains(where: { $0.memoryMB == memory }) {
      try Task.checkCancellation()
      let settings = FunctionSettings(
        memoryMB: memory, timeoutMilliseconds: experiment.plan.timeoutMilliseconds)
      functions.append((memory, try await platform.deploy(package, settings: settings)))
    }
  }

  private func function(for plan: RunPlan) -> DeployedFunction? {
    functions.first { $0.memoryMB == plan.memoryMB }?.function
  }

  private func addRuns() throws {
    for plan in states.map(\.plan) {
      guard let function = function(for: plan) else { continue }
      let configuration = experiment.configuration(of: plan, on: function)
      if let before = stored[plan.id]?.configuration {
        try requireSame(before, configuration, run: plan.id)
      } else {
        try context.store.addRun(id: plan.id, configuration: configuration, toCampaign: campaign.id)
      }
    }
  }

  /// Visits every unfinished run once a round until all have ended or the task is cancelled.
  private mutating func measure() async throws {
    var round = states.filter { $0.ending == nil }.map(\.visits).min() ?? 0
    while states.contains(where: { $0.ending == nil }) {
      for index in schedule.order(ofRound: round) {
        // A resumed round has visited some runs already.
        guard states[index].ending == nil, states[index].visits == round else { continue }
        if Task.isCancelled { return }
        if elapsedSeconds >= experiment.plan.stopping.timeBudgetSeconds ?? .infinity {
          for late in states.indices where states[late].ending == nil {
            states[late].ending = .timeBudgetSpent
          }
          return
        }
        guard try await visit(index) else { return }
      }
      round += 1
    }
  }

  /// Measures and stores one batch; `false` when the task was cancelled.
  private mutating func visit(_ index: Int) async throws -> Bool {
    let state = states[index]
    guard let function = function(for: state.plan) else { return true }
    guard
      let batch = try await runner.batch(
        state.visits, of: state.plan, function: function)
    else { return false }
    try context.store.append(
      batch.records, discarded: batch.discarded, toRun: state.plan.id, ofCampaign: campaign.id)
    states[index].add(batch)
    states[index].ending = states[index].ending(
      by: experiment.plan.stopping, precision: context.precision)
    report(.measuring, run: state.plan.id)

    let pause = experiment.plan.pauseBetweenBatchesMilliseconds
    if pause > 0 && states.contains(where: { $0.ending == nil }) {
      try? await context.clock.sleep(nanoseconds: pause * 1_000_000)
    }
    return true
  }

  /// Records why each run ended.
  private mutating func conclude() throws -> ExperimentOutcome {
    let outcomes = states.map { $0.outcome(ending: $0.ending ?? .interrupted) }
    campaign.runEndings = Dictionary(uniqueKeysWithValues: outcomes.map { ($0.id, $0.ending) })
    campaign.measuringSeconds = elapsedSeconds
    campaign.ending = summary(of: outcomes.map(\.ending))
    for outcome in outcomes where [.attemptsExhausted, .nothingKept].contains(outcome.ending) {
      let notice =
        "Run \(outcome.id) ended early: \(outcome.ending.explanation) "
        + "(\(outcome.keptCalls) of \(outcome.madeCalls) calls kept, \(outcome.failedCalls) failed)."
      if !campaign.notices.contains(notice) { campaign.notices.append(notice) }
    }
    try context.store.save(campaign)
    report(.finished)
    return ExperimentOutcome(
      campaignID: campaign.id, isInterrupted: outcomes.contains { $0.ending == .interrupted },
      runs: outcomes)
  }

  private mutating func noteFailure(_ error: any Error) throws {
    campaign.measuringSeconds = elapsedSeconds
    campaign.ending = "failed: \(String("\(error)".prefix(Invocation.messageLimit)))"
    try context.store.save(campaign)
  }

  /// Removes what was deployed, also when the task is cancelled, and notes what could not be removed.
  private mutating func removeFunctions() async {
    let platform = context.platform
    let deployed = functions.map(\.function)
    functions = []
    let left = await Task {
      var left: [String] = []
      for function in deployed {
        do { try await platform.remove(function) } catch { left.append("\(function.id) (\(error))") }
      }
      return left
    }.value
    campaign.notices += left.map { "Function \($0) could not be removed; remove it yourself." }
  }

  private var elapsedSeconds: Double {
    secondsBefore + Double(context.clock.monotonicNanoseconds - begin) / 1e9
  }

  private func report(_ phase: ExperimentProgress.Phase, run: String? = nil) {
    let rules = experiment.plan.stopping
    let visits = states.map(\.visits).reduce(0, +)
    let elapsed = elapsedSeconds
    let remainingBatches = states.map { $0.remainingBatches(by: rules) }.reduce(0, +)
    let untilDone = visits > 0 ? elapsed / Double(visits) * Double(remainingBatches) : nil
    let untilBudget = rules.timeBudgetSeconds.map { max(0, $0 - elapsed) }
    context.progress(
      ExperimentProgress(
        phase: phase, run: run, finishedRuns: states.count { $0.ending != nil }, totalRuns: states.count,
        keptCalls: states.map(\.keptCalls).reduce(0, +),
        plannedCalls: states.count * rules.maximumInvocationsPerConfiguration,
        madeCalls: states.map(\.madeCalls).reduce(0, +), elapsedSeconds: elapsed,
        remainingSeconds: untilDone.map { min($0, untilBudget ?? $0) }))
  }
}

/// Sum over the batches of a run from the first call sent to the last one done.
private func secondsOfBatches(_ run: Run) -> Double {
  let batches = Dictionary(grouping: run.invocations) { $0.batch ?? -1 }
  let nanoseconds = batches.values.reduce(0.0) { total, calls in
    guard let first = calls.compactMap(\.sentUnixNanoseconds).min(),
      let last = calls.compactMap(\.doneUnixNanoseconds).max()
    else { return total }
    return total + max(0, Double(last) - Double(first))
  }
  return nanoseconds / 1e9
}
