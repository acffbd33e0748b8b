import Measurements
import Testing

@testable import Experiments

@Suite struct RunStateTests {
  private func batch(_ statuses: [Status]) -> CompletedBatch {
    CompletedBatch(
      records: statuses.map { Invocation(runID: "burst", status: $0) }, discarded: [:], seconds: 1)
  }

  @Test func onlyFruitlessBatchesInARowEndARun() {
    let rules = StoppingRules(attemptsPerKeptCall: 10)
    var state = RunState(plan: RunPlan(pattern: .burst, memoryMB: nil, callsPerBatch: 2))
    for _ in 0..<10 {
      for _ in 0..<4 {
        state.add(batch([.functionError, .timeout]))
        #expect(state.ending(by: rules, precision: nil) == nil)
      }
      state.add(batch([.ok, .timeout]))
    }
    #expect(state.fruitlessVisitsInARow == 0)
    for _ in 0..<5 { state.add(batch([.throttled, .throttled])) }
    #expect(state.ending(by: rules, precision: nil) == .nothingKept)
    #expect(state.keptCalls == 10 && state.failedCalls == 100 && state.keptBatches == 10)
  }

  @Test func attemptsEndBeforeABatchThatWouldExceedThem() {
    let rules = StoppingRules(maximumInvocationsPerConfiguration: 10, attemptsPerKeptCall: 1.5)
    var state = RunState(plan: RunPlan(pattern: .burst, memoryMB: nil, callsPerBatch: 4))
    var batches = 0
    while state.ending(by: rules, precision: nil) == nil {
      state.add(batch([.ok, .timeout, .timeout, .timeout]))
      batches += 1
    }
    #expect(batches == 3)
    #expect(state.ending(by: rules, precision: nil) == .attemptsExhausted)
  }

  @Test func remainingBatchesNeverPromiseMoreThanIsAllowed() {
    let rules = StoppingRules(maximumInvocationsPerConfiguration: 100, maximumBatches: 12)
    var state = RunState(plan: RunPlan(pattern: .burst, memoryMB: nil, callsPerBatch: 4))
    #expect(state.remainingBatches(by: rules) == 12)
    state.add(batch([.ok, .ok, .timeout, .timeout]))
    #expect(state.remainingBatches(by: rules) == 11)
    state.ending = .timeBudgetSpent
    #expect(state.remainingBatches(by: rules) == 0)
  }

  @Test func endingsAreSummedUpInThePlansWords() {
    #expect(summary(of: [.precisionReached, .precisionReached]) == "precision reached")
    #expect(summary(of: [.precisionReached, .interrupted]) == "interrupted")
    var campaign = Campaign(id: "c", title: "", experiment: "")
    let endings = Dictionary(uniqueKeysWithValues: RunEnding.allCases.map { ("run \($0)", $0) })
    campaign.runEndings = endings
    #expect(campaign.runEndings == endings)
    campaign.environment["run_endings"] = "rubbish"
    #expect(campaign.runEndings.isEmpty)
  }
}
