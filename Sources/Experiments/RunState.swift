import Measurements

/// One combination of memory size and pattern.
struct RunPlan: Hashable, Sendable {
  var pattern: InvocationPattern
  var memoryMB: Int?
  /// Calls of a batch that are measured.
  var callsPerBatch: Int
  var isConcurrent: Bool { pattern != .sequential }

  var id: String { memoryMB.map { "\(pattern.rawValue)-\($0)MB" } ?? pattern.rawValue }

  /// Calls before each batch that only warm the function up.
  var warmUpCalls: Int {
    switch pattern {
    case .warm: callsPerBatch
    case .sequential: 1
    case .cold, .burst: 0
    }
  }

  /// Every visit makes the same number of calls; so the number of calls in the store tells that of the visits.
  var callsPerVisit: Int { warmUpCalls + callsPerBatch }

  var expectedStart: ExpectedStart {
    switch pattern {
    case .cold: .cold
    case .warm: .warm
    case .burst, .sequential: .any
    }
  }
}

/// Why a call that was made is not stored.
enum DiscardReason: String, Hashable, Sendable {
  case warmUp = "warm-up"
  case warmAlthoughColdWasWanted = "warm although cold was wanted"
  case coldAlthoughWarmWasWanted = "cold although warm was wanted"
}

/// A batch as it goes to the store.
struct CompletedBatch: Sendable {
  var records: [Invocation]
  /// Calls that were made but are not stored; they cost money too.
  var dropped: [Invocation] = []
  var discarded: [String: Int]
  var seconds: Double
}

/// What has been measured of a run so far.
struct RunState: Sendable {
  let plan: RunPlan
  private(set) var discarded: [String: Int] = [:]
  private(set) var keptCalls = 0
  private(set) var failedCalls = 0
  private(set) var keptBatches = 0
  /// Client times in µs of kept calls, with the batch of each.
  private(set) var values: [Double] = []
  private(set) var batches: [Int] = []
  private(set) var visits = 0
  private(set) var fruitlessVisitsInARow = 0
  private(set) var seconds = 0.0
  var ending: RunEnding?

  init(plan: RunPlan) { self.plan = plan }

  /// Takes up a run where the store left it.
  init(plan: RunPlan, stored: Run) throws(ExperimentError) {
    self.init(plan: plan)
    let calls = stored.invocations.count + stored.discarded.values.reduce(0, +)
    guard calls.isMultiple(of: plan.callsPerVisit) else {
      throw .inconsistentRun(run: plan.id, detail: "\(calls) calls are no whole batches")
    }
    let storedVisits = calls / plan.callsPerVisit
    let byBatch = Dictionary(grouping: stored.invocations) { $0.batch ?? -1 }
    guard byBatch.keys.allSatisfy({ (0..<storedVisits).contains($0) }) else {
      throw .inconsistentRun(run: plan.id, detail: "a call belongs to no batch of the plan")
    }
    for batch in 0..<storedVisits { add(byBatch[batch] ?? []) }
    discarded = stored.discarded
  }

  mutating func add(_ batch: CompletedBatch) {
    add(batch.records)
    discarded.merge(batch.discarded, uniquingKeysWith: +)
    seconds += batch.seconds
  }

  private mutating func add(_ records: [Invocation]) {
    let kept = records.filter { $0.status == .ok }
    keptCalls += kept.count
    failedCalls += records.count - kept.count
    if kept.isEmpty {
      fruitlessVisitsInARow += 1
    } else {
      fruitlessVisitsInARow = 0
      keptBatches += 1
    }
    for record in kept {
      guard let time = record.clientMicroseconds else { continue }
      values.append(Double(time))
      batches.append(visits)
    }
    visits += 1
  }

  /// All calls that were made.
  var madeCalls: Int { visits * plan.callsPerVisit }
  /// Calls that were made to be measured.
  var attempts: Int { visits * plan.callsPerBatch }

  /// Whether the run has ended by rules that depend on what was measured alone.
  func ending(
    by rules: StoppingRules, precision: (@Sendable ([Double], [Int]) -> Double?)?
  ) -> RunEnding? {
    if let target = rules.targetRelativeHalfWidth, keptBatches >= rules.minimumBatches,
      let reached = precision?(values, batches), reached <= target
    {
      return .precisionReached
    }
    if keptCalls >= rules.maximumInvocationsPerConfiguration { return .invocationBudgetSpent }
    if let most = rules.maximumBatches, visits >= most { return .batchBudgetSpent }
    if fruitlessVisitsInARow >= rules.fruitlessBatchesInARow { return .nothingKept }
    if attempts + plan.callsPerBatch > rules.maximumAttempts(callsPerBatch: plan.callsPerBatch) {
      return .attemptsExhausted
    }
    return nil
  }

  func outcome(ending: RunEnding) -> RunOutcome {
    RunOutcome(
      id: plan.id, ending: ending, batches: visits, keptCalls: keptCalls, failedCalls: failedCalls,
      discardedCalls: discarded)
  }

  /// Batches that are still to come if every one keeps as many calls as those so far.
  func remainingBatches(by rules: StoppingRules) -> Int {
    guard ending == nil else { return 0 }
    let missing = Double(max(0, rules.maximumInvocationsPerConfiguration - keptCalls))
    let keptPerVisit = visits > 0 ? Double(keptCalls) / Double(visits) : Double(plan.callsPerBatch)
    let byAttempts = rules.maximumAttempts(callsPerBatch: plan.callsPerBatch) / plan.callsPerBatch - visits
    let byKept = keptPerVisit > 0 ? Int((missing / keptPerVisit).rounded(.up)) : byAttempts
    return max(0, min(byKept, byAttempts, rules.maximumBatches.map { $0 - visits } ?? .max))
  }
}
