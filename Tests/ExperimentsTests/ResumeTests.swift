import Experiments
import Measurements
import Platforms
import Synchronization
import TestSupport
import Testing
import Workloads

@Suite struct ResumeTests {
  static let plan = echoPlan([.cold, .warm, .burst, .sequential], memorySizesMB: [128, 256])

  /// A trigger that can be pulled from inside the simulation.
  final class Trigger: Sendable {
    private let action = Mutex<(@Sendable () -> Void)?>(nil)
    func connect(_ cancel: @escaping @Sendable () -> Void) { action.withLock { $0 = cancel } }
    func pull() { action.withLock { $0 }?() }
  }

  /// Run and batch of every call, and of which call of the run it is.
  static func places(_ data: DataSet) -> [[Int?]] {
    data.runs.enumerated().flatMap { index, run in run.invocations.map { [index, $0.batch, $0.sequence] } }
  }

  static func interrupted(
    at invocation: Int, store: InMemoryStore, behaviour: SimulatedBehaviour = SimulatedBehaviour()
  ) async throws -> Laboratory.Result {
    let trigger = Trigger()
    var laboratory = Laboratory()
    laboratory.store = store
    laboratory.behaviour = behaviour
    laboratory.onInvocation = { if $0 == invocation { trigger.pull() } }
    return try await laboratory.carryOut(plan, started: trigger.connect)
  }

  @Test func cancellingAnywhereAndResumingGivesTheSameBatches() async throws {
    let whole = try await Laboratory().carryOut(Self.plan)
    let expected = Self.places(whole.data)
    #expect(expected.count == 8 * 24)
    var generator = SeededGenerator(seed: 20)
    for _ in 0..<20 {
      let point = Int.random(in: 1...whole.history.invocations, using: &generator)
      let store = InMemoryStore()
      let first = try await Self.interrupted(at: point, store: store)
      #expect(first.outcome.isInterrupted)
      #expect(first.data.campaign.ending == "interrupted")
      #expect(first.history.functions.isEmpty)
      let acknowledged = first.data.runs.flatMap(\.invocations)

      var laboratory = Laboratory()
      laboratory.store = store
      let second = try await laboratory.carryOut(Self.plan)
      #expect(!second.outcome.isInterrupted)
      #expect(Self.places(second.data).sorted(by: before) == expected.sorted(by: before))
      #expect(second.data.runs.map(\.discarded) == whole.data.runs.map(\.discarded))
      #expect(second.outcome.runs == whole.outcome.runs)
      #expect(second.data.runs.flatMap(\.invocations).filter(acknowledged.contains) == acknowledged)
      #expect(second.data.campaign.ending == "invocation budget spent")
    }
  }

  private func before(_ left: [Int?], _ right: [Int?]) -> Bool {
    left.map { $0 ?? -1 }.lexicographicallyPrecedes(right.map { $0 ?? -1 })
  }

  @Test func interruptedTwiceGoesOnTwice() async throws {
    let store = InMemoryStore()
    _ = try await Self.interrupted(at: 30, store: store)
    _ = try await Self.interrupted(at: 50, store: store)
    let last = try await Self.interrupted(at: .max, store: store)
    #expect(
      last.outcome.runs.allSatisfy { $0.keptCalls == 24 && $0.batches == ($0.id.hasPrefix("s") ? 8 : 6) })
    let remarks = last.data.campaign.notices.filter { $0.hasPrefix("Measuring was interrupted") }
    #expect(remarks.count == 2)
  }

  @Test func orderOfBatchesIsThatOfTheUninterruptedCampaign() async throws {
    let whole = try await Laboratory().carryOut(Self.plan)
    let store = InMemoryStore()
    let first = try await Self.interrupted(at: 111, store: store)
    let second = try await Self.interrupted(at: .max, store: store)
    let calls = first.outcome.runs.map(\.madeCalls).reduce(0, +)
    let joined = first.history.calledFunctions.prefix(calls) + second.history.calledFunctions
    #expect(Array(joined) == whole.history.calledFunctions)
  }

  @Test func deathOfTheProcessLosesNoAcknowledgedBatch() async throws {
    struct Death: Error {}
    for point in [1, 2, 17, 40] {
      let dying = InMemoryStore { if $0 == point { throw Death() } }
      var laboratory = Laboratory()
      laboratory.store = dying
      await #expect(throws: Death.self) { try await laboratory.carryOut(Self.plan) }
      let survived = try dying.load(campaign: "c")
      #expect(survived.campaign.ending == "failed: Death()")
      laboratory.store = InMemoryStore(holding: [survived])
      let result = try await laboratory.carryOut(Self.plan)
      #expect(result.outcome.runs.allSatisfy { $0.keptCalls == 24 })
      #expect(result.history.functions.isEmpty)
    }
  }

  @Test func resumingAfterFruitlessBatchesStillEnds() async throws {
    var behaviour = SimulatedBehaviour()
    behaviour.isNeverCold = true
    let store = InMemoryStore()
    let whole = try await Self.interrupted(at: .max, store: store, behaviour: behaviour)
    for point in stride(from: 20, to: 160, by: 20) {
      let store = InMemoryStore()
      _ = try await Self.interrupted(at: point, store: store, behaviour: behaviour)
      let resumed = try await Self.interrupted(at: .max, store: store, behaviour: behaviour)
      #expect(resumed.outcome.runs == whole.outcome.runs)
    }
  }

  @Test func timeBeforeTheInterruptionCounts() async throws {
    let plan = echoPlan([.sequential]) {
      $0.maximumInvocationsPerConfiguration = 100_000
      $0.timeBudgetSeconds = 60
    }
    let trigger = Trigger()
    var laboratory = Laboratory()
    laboratory.onInvocation = { if $0 == 1000 { trigger.pull() } }
    let first = try await laboratory.carryOut(plan, started: trigger.connect)
    laboratory.onInvocation = { _ in }
    let second = try await laboratory.carryOut(plan)
    #expect(first.seconds > 10)
    #expect((60..<61).contains(first.seconds + second.seconds))
    let third = try await laboratory.carryOut(plan)
    #expect(third.outcome == second.outcome)
    #expect(third.history.invocations == 0)
  }

  @Test func finishedCampaignIsLeftAsItIs() async throws {
    let store = InMemoryStore()
    let first = try await Self.interrupted(at: .max, store: store)
    let second = try await Self.interrupted(at: .max, store: store)
    #expect(second.history.invocations == 0)
    #expect(second.outcome == first.outcome)
    #expect(second.data.runs == first.data.runs)
    #expect(second.data.campaign.ending == first.data.campaign.ending)
  }

  /// On threads and in real time, where a hanging call would otherwise hold the experiment for half a minute.
  @Test(.timeLimit(.minutes(1)), arguments: [(0.0, 40), (1.0, 1)])
  func cancellingInRealTimeDoesNotWaitForCallsThatHang(hangingShare: Double, callsBefore: Int) async throws {
    var behaviour = SimulatedBehaviour()
    behaviour.warmMilliseconds = 1
    behaviour.coldStartMilliseconds = 5
    behaviour.hangingShare = hangingShare
    let clock = SystemClock()
    let begun = AsyncStream.makeStream(of: Void.self)
    let platform = SimulatedPlatform(
      behaviour, clock: clock, onInvocation: { _ in begun.continuation.yield() })
    let laboratory = Laboratory()
    let experiment = try PerformanceCostExperiment(
      plan: echoPlan([.cold, .warm, .sequential]) { $0.maximumInvocationsPerConfiguration = 1000 },
      context: laboratory.context(platform, clock))
    let measuring = Task { try await experiment.start(Campaign(id: "c", title: "", experiment: "")) }
    var calls = 0
    for await _ in begun.stream {
      calls += 1
      if calls == callsBefore { break }
    }
    measuring.cancel()
    let outcome = try await measuring.value
    #expect(outcome.isInterrupted)
    let data = try laboratory.store.load(campaign: "c")
    #expect(data.campaign.ending == "interrupted")
    #expect(data.runs.flatMap(\.invocations).allSatisfy { $0.status == .ok })
    #expect(outcome.runs.map(\.keptCalls).reduce(0, +) == data.invocationCount)
    #expect(platform.history.functions.isEmpty)
  }

  @Test func startingAnExistingCampaignIsRefused() async throws {
    let laboratory = Laboratory()
    _ = try await laboratory.carryOut(Self.plan)
    let simulation = Simulation()
    let platform = SimulatedPlatform(clock: simulation.clock)
    let experiment = try PerformanceCostExperiment(
      plan: Self.plan, context: laboratory.context(platform, simulation.clock))
    await #expect(throws: ExperimentError.campaignExists(id: "c")) {
      try await experiment.start(Campaign(id: "c", title: "", experiment: ""))
    }
  }

  @Test func campaignsThatCannotBeContinuedAreTypedErrors() async throws {
    let store = InMemoryStore()
    let good = try await Self.interrupted(at: 60, store: store).data
    let spoiled: [(ExperimentError, @Sendable (inout DataSet) -> Void)] = [
      (.noPlan(campaign: "c"), { $0.campaign.planJSON = nil }),
      (.unknownExperiment(name: "import", known: ["perf-cost"]), { $0.campaign.experiment = "import" }),
      (
        .changed(run: "cold-128MB", field: "workload_version", before: "old", now: EchoWorkload().version),
        { $0.runs[0].configuration.workloadVersion = "old" }
      ),
      (
        .inconsistentRun(run: "cold-128MB", detail: "1 calls are no whole batches"),
        {
          $0.runs[0].invocations = [Invocation(runID: "cold-128MB")]; $0.runs[0].discarded = [:]
        }
      ),
      (
        .inconsistentRun(run: "cold-128MB", detail: "a call belongs to no batch of the plan"),
        {
          $0.runs[0].invocations = (0..<4).map { _ in Invocation(runID: "cold-128MB") }
          $0.runs[0].discarded = [:]
        }
      ),
    ]
    for (expected, spoil) in spoiled {
      var data = good
      spoil(&data)
      var laboratory = Laboratory()
      laboratory.store = InMemoryStore(holding: [data])
      await #expect(throws: expected) { try await laboratory.carryOut(Self.plan) }
    }
  }
}
