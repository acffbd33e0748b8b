import Experiments
import Measurements
import TestSupport
import Testing

@Suite struct StoppingTests {
  @Test func invocationBudgetEndsWithAWholeBatch() async throws {
    let plan = echoPlan([.cold, .warm, .burst, .sequential]) { $0.maximumInvocationsPerConfiguration = 22 }
    let result = try await Laboratory().carryOut(plan)
    #expect(result.outcome.runs.map(\.id) == ["cold", "warm", "burst", "sequential"])
    #expect(result.outcome.runs.allSatisfy { $0.ending == .invocationBudgetSpent })
    #expect(result.outcome.runs.map(\.keptCalls) == [24, 24, 24, 24])
    #expect(result.outcome.runs.map(\.batches) == [6, 6, 6, 8])
    #expect(result.data.campaign.ending == "invocation budget spent")
    #expect(!result.outcome.isInterrupted)
  }

  @Test func batchBudgetEndsARun() async throws {
    let result = try await Laboratory().carryOut(echoPlan([.burst]) { $0.maximumBatches = 2 })
    #expect(result.outcome.runs.map(\.ending) == [.batchBudgetSpent])
    #expect(result.outcome.runs.map(\.batches) == [2])
  }

  @Test func timeBudgetEndsTheCampaign() async throws {
    let plan = echoPlan([.cold, .warm]) {
      $0.maximumInvocationsPerConfiguration = 100_000
      $0.timeBudgetSeconds = 60
    }
    let result = try await Laboratory().carryOut(plan)
    #expect(result.outcome.runs.map(\.ending) == [.timeBudgetSpent, .timeBudgetSpent])
    #expect((60..<61).contains(result.seconds))
    #expect(result.data.campaign.ending == "time budget spent")
    #expect(result.outcome.runs.allSatisfy { $0.keptCalls > 100 })
  }

  @Test func precisionIsJudgedOnlyFromTheMinimumOfBatchesOn() async throws {
    let seen = Notebook<(Int, Int)>()
    var laboratory = Laboratory()
    laboratory.precision = { values, batches in
      seen.note((values.count, Set(batches).count))
      return values.count >= 28 ? 0.04 : nil
    }
    let plan = echoPlan([.warm]) {
      $0.maximumInvocationsPerConfiguration = 1000
      $0.targetRelativeHalfWidth = 0.05
    }
    let result = try await laboratory.carryOut(plan)
    #expect(result.outcome.runs.map(\.ending) == [.precisionReached])
    #expect(result.outcome.runs.map(\.batches) == [7])
    #expect(seen.entries.map(\.0) == [20, 24, 28])
    #expect(seen.entries.map(\.1) == [5, 6, 7])
    #expect(result.data.campaign.runEndings == ["warm": .precisionReached])
  }

  @Test func precisionThatIsNeverReachedEndsByBudget() async throws {
    var laboratory = Laboratory()
    laboratory.precision = { _, _ in 0.5 }
    let result = try await laboratory.carryOut(echoPlan([.warm]) { $0.targetRelativeHalfWidth = 0.05 })
    #expect(result.outcome.runs.map(\.ending) == [.invocationBudgetSpent])
  }

  @Test func pausesSpreadBatchesInTime() async throws {
    var plan = echoPlan([.sequential])
    plan.pauseBetweenBatchesMilliseconds = 10_000
    let result = try await Laboratory().carryOut(plan)
    #expect((70..<72).contains(result.seconds))
  }

  @Test func runsThatEndEarlyLeaveTheOthersAlone() async throws {
    var laboratory = Laboratory()
    laboratory.precision = { values, _ in values.allSatisfy { $0 > 100_000 } ? 0.01 : 0.5 }
    let plan = echoPlan([.cold, .warm]) { $0.targetRelativeHalfWidth = 0.05 }
    let result = try await laboratory.carryOut(plan)
    #expect(result.outcome.runs.map(\.ending) == [.precisionReached, .invocationBudgetSpent])
    #expect(result.outcome.runs.map(\.keptCalls) == [20, 24])
    #expect(
      result.data.campaign.ending
        == "precision reached (1 of 2 runs), invocation budget spent (1 of 2 runs)")
  }
}
