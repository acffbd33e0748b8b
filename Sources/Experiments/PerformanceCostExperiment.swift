import Archive
public import Measurements
import Platforms
import Workloads

/// `perf-cost`: how long calls take and what they cost, cold and warm, for each memory size.
///
/// Batches of all configurations take turns in random order, so that drift falls on all of them alike. Patterns of
/// the same memory size share one deployed function. Every batch is stored in one transaction before the next one
/// begins; every loop is bounded; every run ends with a reason.
public struct PerformanceCostExperiment: Experiment {
  /// `perf-cost`.
  public static let name = "perf-cost"
  /// What it measures, in a sentence.
  public static let summary =
    "Times and costs of cold, warm, burst and sequential calls for each memory size."

  let plan: PerformanceCostPlan
  let context: ExperimentContext
  let workload: any Workload

  /// Makes the experiment and checks that the platform can do what the plan asks for.
  ///
  /// - Throws: ``PlanError``, or `UnknownWorkload`.
  public init(plan: PerformanceCostPlan, context: ExperimentContext) throws {
    try plan.validate()
    self.plan = plan
    self.context = context
    if let payload = plan.payload {
      workload = FixedPayload(id: plan.workload, payload: payload)
    } else {
      workload = try context.workloads.workload(plan.workload)
    }
    try checkWorkload()
    try checkPlatform()
  }

  /// Makes the experiment from the plan of a stored campaign.
  ///
  /// - Throws: ``ExperimentError/unreadablePlan(detail:)``, ``PlanError``, or `UnknownWorkload`.
  public init(planJSON: String, context: ExperimentContext) throws {
    try self.init(plan: try PerformanceCostPlan(json: planJSON), context: context)
  }

  /// Deploys a function for each memory size, measures every run and removes the functions again.
  ///
  /// - Throws: ``ExperimentError/campaignExists(id:)``; what platform, packaging and store throw, after what
  ///   was kept has been marked; `CancellationError` when nothing has been measured yet.
  public func start(_ campaign: Campaign) async throws -> ExperimentOutcome {
    guard try !context.store.campaigns().contains(where: { $0.campaign.id == campaign.id }) else {
      throw ExperimentError.campaignExists(id: campaign.id)
    }
    var campaign = campaign
    campaign.experiment = Self.name
    campaign.createdUnixNanoseconds = campaign.createdUnixNanoseconds ?? context.clock.unixNanoseconds
    campaign.seed = plan.seed
    campaign.planJSON = try plan.json
    campaign.environment.merge(context.platform.environment) { own, _ in own }
    campaign.notices += context.platform.notices + notices
    campaign.ending = nil
    let states = runPlans.map { RunState(plan: $0) }
    var session = PerformanceCostSession(
      experiment: self, campaign: campaign, states: states, stored: [], isResumed: false)
    return try await session.run()
  }

  /// Continues a campaign in the order of its seed, after the last batch that was stored.
  ///
  /// - Throws: ``ExperimentError`` when the campaign belongs to another experiment, or when platform or workload
  ///   are not what they were.
  public func resume(_ stored: DataSet) async throws -> ExperimentOutcome {
    var campaign = stored.campaign
    guard campaign.experiment == Self.name else {
      throw ExperimentError.wrongExperiment(
        campaign: campaign.id, experiment: campaign.experiment, expected: Self.name)
    }
    let runs = Dictionary(stored.runs.map { ($0.id, $0) }) { first, _ in first }
    let rules = plan.stopping
    let states = try runPlans.map { plan in
      guard let run = runs[plan.id] else { return RunState(plan: plan) }
      var state = try RunState(plan: plan, stored: run)
      state.ending = state.ending(by: rules, precision: context.precision)
      if campaign.runEndings[plan.id] == .timeBudgetSpent { state.ending = .timeBudgetSpent }
      return state
    }
    let batches = states.map(\.visits).reduce(0, +)
    if batches > 0 && states.contains(where: { $0.ending == nil }) {
      campaign.notices.append("Measuring was interrupted, and resumed after \(batches) batches.")
    }
    var session = PerformanceCostSession(
      experiment: self, campaign: campaign, states: states, stored: stored.runs, isResumed: true)
    return try await session.run()
  }

  /// All combinations of memory size and pattern, in the order of the plan.
  var runPlans: [RunPlan] {
    let memories: [Int?] = plan.memorySizesMB.isEmpty ? [nil] : plan.memorySizesMB
    return memories.flatMap { memory in
      plan.patterns.map { pattern in
        let calls = pattern == .sequential ? plan.sequentialCallsPerBatch : plan.concurrency
        return RunPlan(pattern: pattern, memoryMB: memory, callsPerBatch: calls)
      }
    }
  }

  private func checkWorkload() throws(PlanError) {
    let hasSize = plan.payload != nil || workload.sizes.contains(plan.inputSize)
    guard hasSize else {
      let sizes = workload.sizes.map(\.rawValue).joined(separator: ", ")
      throw PlanError(field: "input_size", problem: "\(workload.id) offers \(sizes)")
    }
    guard plan.stopping.targetRelativeHalfWidth == nil || context.precision != nil else {
      throw PlanError(
        field: "target_relative_half_width", problem: "nothing is there to judge precision by; leave it out")
    }
  }

  private func checkPlatform() throws(PlanError) {
    let platform = context.platform
    guard plan.memorySizesMB.isEmpty || platform.capabilities.choosesMemory else {
      throw PlanError(
        field: "memory_sizes_mb", problem: "memory cannot be chosen on \(platform.name); leave it empty")
    }
    guard !plan.patterns.contains(.cold) || platform.capabilities.forcesColdStarts else {
      throw PlanError(
        field: "patterns",
        problem: "cold starts cannot be forced on \(platform.name); leave \"cold\" out, "
          + "\"burst\" records whatever comes")
    }
  }

  /// What a reader of the results must know about this combination of plan and platform.
  var notices: [String] {
    let capabilities = context.platform.capabilities
    let name = context.platform.name
    var notices: [String] = []
    let separated = plan.patterns.filter { $0 == .cold || $0 == .warm }.map(\.rawValue)
    if !capabilities.showsStart && !separated.isEmpty {
      notices.append(
        "\(name) does not show whether a call met a new sandbox: calls of the pattern "
          + "\(separated.joined(separator: " and ")) are kept without that check.")
    }
    if plan.patterns.contains(.burst) && !capabilities.forcesColdStarts {
      notices.append("\(name) cannot force cold starts: bursts meet whatever sandboxes there are.")
    }
    let rules = plan.stopping
    for pattern in plan.patterns {
      let calls = pattern == .sequential ? plan.sequentialCallsPerBatch : plan.concurrency
      let batches = (rules.maximumInvocationsPerConfiguration + calls - 1) / calls
      let most = min(batches, rules.maximumBatches ?? batches)
      if most < rules.minimumBatches {
        notices.append(
          "\(pattern.rawValue): \(rules.maximumInvocationsPerConfiguration) calls in batches of \(calls) may be "
            + "only \(most) batches; intervals that respect batches want \(rules.minimumBatches) or more.")
      }
    }
    return notices
  }
}
