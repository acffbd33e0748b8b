import Experiments
import Measurements
import Platforms
import TestSupport
import Testing

/// Whatever the platform does, measuring ends, with a reason and with books that add up.
@Suite struct GuardTests {
  @Test func platformThatIsNeverColdEndsTheColdRun() async throws {
    var laboratory = Laboratory()
    laboratory.behaviour.isNeverCold = true
    let result = try await laboratory.carryOut(echoPlan([.cold, .warm]))
    let cold = result.outcome.runs[0]
    #expect(cold.ending == .nothingKept)
    #expect(cold.batches == 5)
    #expect(cold.discardedCalls == ["warm although cold was wanted": 20])
    #expect(result.outcome.runs[1].ending == .invocationBudgetSpent)
    #expect(
      result.data.campaign.notices.contains(
        "Run cold ended early: no call counted in several batches in a row "
          + "(0 of 20 calls kept, 0 failed)."))
  }

  @Test func platformThatIsNeverWarmEndsTheWarmRun() async throws {
    var laboratory = Laboratory()
    laboratory.behaviour.isNeverWarm = true
    let run = try await laboratory.carryOut(echoPlan([.warm])).outcome.runs[0]
    #expect(run.ending == .nothingKept)
    #expect(run.discardedCalls == ["warm-up": 20, "cold although warm was wanted": 20])
  }

  @Test func callsThatAllFailAreKeptAsRecordsAndEndTheRun() async throws {
    var laboratory = Laboratory()
    laboratory.behaviour.failingShare = 1
    let result = try await laboratory.carryOut(echoPlan([.burst]))
    #expect(result.outcome.runs[0].ending == .nothingKept)
    #expect(result.outcome.runs[0].failedCalls == 20)
    let records = result.data.runs[0].invocations
    #expect(records.count == 20)
    #expect(records.allSatisfy { $0.status == .functionError && $0.errorClass == "planted" })
    #expect(records.allSatisfy { $0.message?.count == Invocation.messageLimit })
  }

  @Test func attemptsAreBounded() async throws {
    var laboratory = Laboratory()
    laboratory.behaviour.failingShare = 0.8
    let run = try await laboratory.carryOut(
      echoPlan([.burst]) { $0.fruitlessBatchesInARow = 1000 }
    ).outcome.runs[0]
    #expect(run.ending == .attemptsExhausted)
    #expect(run.madeCalls == 72)
    #expect(run.keptCalls < 24)
  }

  @Test func repliesThatAreWrongAreValidationErrors() async throws {
    var laboratory = Laboratory()
    laboratory.behaviour.wrongReplyShare = 0.3
    let result = try await laboratory.carryOut(echoPlan([.burst]))
    let failed = result.data.runs[0].invocations.filter { $0.status != .ok }
    #expect(!failed.isEmpty)
    #expect(failed.allSatisfy { $0.status == .validationError && $0.errorClass == "wrong_result" })
    #expect(result.outcome.runs[0].ending == .invocationBudgetSpent)
  }

  @Test func throttledCallsAreRecordedAsSuch() async throws {
    var laboratory = Laboratory()
    laboratory.behaviour.throttledAbove = 3
    let run = try await laboratory.carryOut(echoPlan([.burst]))
    #expect(run.outcome.runs[0].keptCalls == 24)
    #expect(run.data.runs[0].invocations.count { $0.status == .throttled } == 8)
  }

  @Test func callsThatHangAreGivenUp() async throws {
    var laboratory = Laboratory()
    laboratory.behaviour.hangingShare = 1
    let result = try await laboratory.carryOut(echoPlan([.sequential, .burst]))
    #expect(result.outcome.runs.map(\.ending) == [.nothingKept, .nothingKept])
    let records = result.data.runs.flatMap(\.invocations)
    #expect(records.allSatisfy { $0.status == .timeout && $0.errorClass == "no_answer" })
    #expect(records.allSatisfy { $0.clientMicroseconds == nil })
    // 31 s for each of 5 × 4 sequential calls and 5 bursts.
    #expect((775..<777).contains(result.seconds))
  }

  @Test func coldStartsThatFailAreTriedAgain() async throws {
    var laboratory = Laboratory()
    laboratory.behaviour.failingColdStarts = 2
    let result = try await laboratory.carryOut(echoPlan([.cold]))
    #expect(result.outcome.runs[0].ending == .invocationBudgetSpent)
  }

  @Test func coldStartsThatGoOnFailingAreAPlatformErrorAndLeaveWhatWasKept() async throws {
    var laboratory = Laboratory()
    laboratory.behaviour.failingColdStarts = .max
    await #expect(throws: PlatformError.self) {
      try await laboratory.carryOut(echoPlan([.cold, .sequential]))
    }
    let data = try laboratory.store.load(campaign: "c")
    #expect(data.campaign.ending?.hasPrefix("failed: update 000.echo-0: too many requests") == true)
    #expect(data.campaign.planJSON != nil)
  }

  @Test func deploymentThatFailsLeavesNoCampaign() async throws {
    var laboratory = Laboratory()
    laboratory.behaviour.failsToDeploy = true
    await #expect(throws: PlatformError.self) { try await laboratory.carryOut(echoPlan([.warm])) }
    #expect(try laboratory.store.campaigns().isEmpty)
  }

  static let behaviours: [SimulatedBehaviour] = (0..<24).map { index in
    var generator = SeededGenerator(seed: UInt64(index))
    var behaviour = SimulatedBehaviour()
    behaviour.failingShare = generator.uniform() * 0.5
    behaviour.wrongReplyShare = generator.uniform() * 0.3
    behaviour.hangingShare = generator.uniform() * 0.1
    behaviour.throttledAbove = index % 3 == 0 ? 1 + index % 5 : nil
    behaviour.isNeverCold = index % 7 == 3
    behaviour.isNeverWarm = index % 5 == 2
    behaviour.showsStart = index % 4 != 1
    behaviour.batchSpread = 0.3
    return behaviour
  }

  @Test(arguments: behaviours.indices)
  func booksAddUpOnAnyPlatform(index: Int) async throws {
    var laboratory = Laboratory()
    laboratory.behaviour = Self.behaviours[index]
    let plan = echoPlan([.cold, .warm, .burst, .sequential], memorySizesMB: [128, 256], seed: UInt64(index))
    let result = try await laboratory.carryOut(plan)
    #expect(result.outcome.runs.count == 8)
    #expect(result.outcome.runs.map(\.madeCalls).reduce(0, +) == result.history.invocations)
    for run in result.outcome.runs {
      let stored = try #require(result.data.runs.first { $0.id == run.id })
      #expect(stored.discarded == run.discardedCalls)
      #expect(stored.invocations.count == run.keptCalls + run.failedCalls)
      #expect(stored.invocations.count { $0.status == .ok } == run.keptCalls)
      let warmUps = run.discardedCalls["warm-up"] ?? 0
      #expect(run.madeCalls - warmUps <= 72)
      let sequences = stored.invocations.compactMap(\.sequence)
      #expect(Set(sequences).count == stored.invocations.count)
      #expect(sequences == sequences.sorted())
      #expect(sequences.allSatisfy { (0..<run.madeCalls).contains($0) })
      #expect(stored.invocations.compactMap(\.batch).allSatisfy { (0..<run.batches).contains($0) })
    }
    #expect(result.history.functions.isEmpty)
  }
}
