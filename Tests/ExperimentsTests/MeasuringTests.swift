import Experiments
import Measurements
import Platforms
import TestSupport
import Testing

@Suite struct MeasuringTests {
  @Test func coldCallsAreColdAndWarmCallsAreWarm() async throws {
    let result = try await Laboratory().carryOut(echoPlan([.cold, .warm, .burst, .sequential]))
    let starts = result.data.runs.map { Set($0.invocations.map(\.start)) }
    #expect(starts == [[.cold], [.warm], [.cold], [.warm]])
    #expect(result.data.runs.map(\.discarded) == [[:], ["warm-up": 24], [:], ["warm-up": 8]])
  }

  @Test func callsOfABatchOverlapAndSequentialOnesDoNot() async throws {
    let result = try await Laboratory().carryOut(echoPlan([.burst, .sequential]))
    for run in result.data.runs {
      let batches = Dictionary(grouping: run.invocations) { $0.batch }
      for calls in batches.values {
        for (earlier, later) in zip(calls, calls.dropFirst()) {
          let sent = try #require(later.sentUnixNanoseconds)
          let done = try #require(earlier.doneUnixNanoseconds)
          #expect((sent < done) == (run.id == "burst"))
        }
      }
    }
  }

  @Test func recordsCarryWhatTheDriverKnows() async throws {
    let result = try await Laboratory().carryOut(echoPlan([.warm, .sequential], memorySizesMB: [512]))
    let warm = try #require(result.data.runs.first { $0.id == "warm-512MB" })
    #expect(warm.configuration.platform == "simulated")
    #expect(warm.configuration.benchmark == "000.echo")
    #expect(warm.configuration.memoryMB == 512)
    #expect(warm.configuration.concurrency == 4)
    #expect(warm.configuration.arrival == .closed)
    #expect(warm.configuration.expectedStart == .warm)
    #expect(warm.configuration.pattern == .warm)
    #expect(warm.configuration.inputSize == "test")
    #expect(warm.configuration.isolation == "simulation")
    let call = try #require(warm.invocations.first)
    #expect(call.runID == "warm-512MB")
    #expect(call.batch == 0)
    #expect(call.sequence == 4)
    #expect(call.computeMicroseconds == 7)
    #expect(call.responseLatenessMicroseconds == 0)
    #expect(call.scheduledUnixNanoseconds == call.sentUnixNanoseconds)
    #expect(call.bytesOut == 21)
    let sequential = try #require(result.data.runs.first { $0.id == "sequential-512MB" })
    #expect(sequential.configuration.concurrency == 1)
    #expect(sequential.invocations.prefix(4).map(\.sequence) == [1, 2, 3, 5])
    #expect(sequential.invocations.allSatisfy { $0.scheduledUnixNanoseconds == nil })
  }

  @Test func configurationsTakeTurnsInEveryRound() async throws {
    let memories = [128, 256, 512, 1024, 2048]
    let result = try await Laboratory().carryOut(echoPlan([.burst], memorySizesMB: memories))
    let batches = stride(from: 0, to: result.history.calledFunctions.count, by: 4).map {
      Set(result.history.calledFunctions[$0..<$0 + 4])
    }
    #expect(batches.count == 30)
    #expect(batches.allSatisfy { $0.count == 1 })
    let rounds = stride(from: 0, to: 30, by: 5).map { batches[$0..<$0 + 5].flatMap { $0 } }
    #expect(rounds.allSatisfy { Set($0).count == 5 })
    #expect(Set(rounds).count > 1)
  }

  @Test func sameSeedGivesTheSameDataAndAnotherSeedAnotherOrder() async throws {
    var laboratory = Laboratory()
    laboratory.behaviour.failingShare = 0.1
    let plan = echoPlan([.cold, .warm], memorySizesMB: [128, 256])
    let first = try await laboratory.carryOut(plan)
    laboratory.store = InMemoryStore()
    #expect(try await laboratory.carryOut(plan).data == first.data)
    laboratory.store = InMemoryStore()
    let other = try await laboratory.carryOut(
      echoPlan([.cold, .warm], memorySizesMB: [128, 256], seed: 43))
    #expect(other.history.calledFunctions != first.history.calledFunctions)
  }

  @Test func unknownStartsAreKeptAndSaidSo() async throws {
    var laboratory = Laboratory()
    laboratory.behaviour.showsStart = false
    laboratory.behaviour.forcesColdStarts = false
    let result = try await laboratory.carryOut(echoPlan([.warm, .burst], concurrency: 12))
    #expect(result.data.runs.flatMap(\.invocations).allSatisfy { $0.start == .unknown })
    #expect(
      result.data.campaign.notices == [
        "Times are simulated.",
        "simulated does not show whether a call met a new sandbox: calls of the pattern warm are kept without "
          + "that check.",
        "simulated cannot force cold starts: bursts meet whatever sandboxes there are.",
        "warm: 24 calls in batches of 12 may be only 2 batches; intervals that respect batches want 5 or more.",
        "burst: 24 calls in batches of 12 may be only 2 batches; intervals that respect batches want 5 or more.",
      ])
    #expect(result.history.forcedColdStarts == 0)
  }

  @Test func progressOnlyGrowsAndEndsFinished() async throws {
    let notebook = Notebook<ExperimentProgress>()
    var laboratory = Laboratory()
    laboratory.progress = { notebook.note($0) }
    _ = try await laboratory.carryOut(echoPlan([.cold, .sequential]))
    let reports = notebook.entries
    #expect(reports.map(\.phase).prefix(3) == [.packaging, .deploying, .measuring])
    #expect(reports.count == 3 + 6 + 8)
    for (earlier, later) in zip(reports, reports.dropFirst()) {
      #expect(earlier.keptCalls <= later.keptCalls)
      #expect(earlier.madeCalls <= later.madeCalls)
      #expect(earlier.elapsedSeconds <= later.elapsedSeconds)
    }
    let last = try #require(reports.last)
    #expect(last.phase == .finished)
    #expect(last.finishedRuns == 2 && last.totalRuns == 2)
    #expect(last.keptCalls == 48 && last.plannedCalls == 48)
    #expect(last.remainingSeconds == 0)
    let middle = try #require(reports.first { $0.keptCalls >= 24 }?.remainingSeconds)
    #expect((0.3..<10).contains(middle))
  }

  @Test func functionOfOnesOwnIsCalledWithItsPayloadAndNotJudged() async throws {
    var plan = echoPlan([.burst])
    plan.workload = "my-function"
    plan.payload = "not JSON"
    var laboratory = Laboratory()
    laboratory.behaviour.wrongReplyShare = 1
    let result = try await laboratory.carryOut(plan)
    #expect(result.outcome.runs[0].keptCalls == 24)
    #expect(result.data.runs[0].configuration.benchmark == "my-function")
    #expect(result.data.runs[0].configuration.inputSize == nil)
    #expect(result.data.runs[0].invocations.allSatisfy { $0.bytesOut == 8 })
  }

  @Test func systemClockGoesOnAndSleepIsCancelled() async throws {
    let clock = SystemClock()
    let before = clock.monotonicNanoseconds
    try await clock.sleep(nanoseconds: 2_000_000)
    #expect(clock.monotonicNanoseconds - before >= 2_000_000)
    #expect(clock.unixNanoseconds > 1_700_000_000_000_000_000)
    let sleeper = Task { try await clock.sleep(nanoseconds: 3_600_000_000_000) }
    sleeper.cancel()
    await #expect(throws: CancellationError.self) { try await sleeper.value }
  }
}
