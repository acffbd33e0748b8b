import Statistics
import Testing

@testable import Analysis

@Suite struct SizeChoiceTests {
  /// Sizes whose mean times are known; calls of a batch share a factor.
  private func samples(
    _ milliseconds: KeyValuePairs<Int, Double>, batches: Int = 12, shared: Double = 0.05, own: Double = 0.05,
    seed: UInt64 = 1
  ) throws -> [SizeSample] {
    var generator = Xoshiro256PlusPlus(seed: seed)
    return try milliseconds.map { memory, time in
      let drawn = (0..<batches).map { _ -> [SizeSample.Call] in
        let factor = exponential(shared * generator.normal())
        return (0..<10).map { _ in
          let taken = 1000 * time * factor * exponential(own * generator.normal())
          return SizeSample.Call(
            microseconds: taken, costPerMillion: taken / 1e6 * Double(memory) / 1024 * 16.6667)
        }
      }
      return try SizeSample(memoryMB: memory, parts: [SizeSample.Part(batches: drawn)])
    }
  }

  @Test func `A size that is plainly cheapest is alone in the set`() throws {
    let choice = try SizeChoice(
      samples([128: 1000, 512: 900, 1024: 800]), goal: TuningGoal(costWeight: 1), seed: 1)
    #expect(choice.answer == .one && choice.recommendedMB == 128)
    #expect(choice.possible.map(\.memoryMB) == [128])
    #expect(choice.sizes[0].probabilityBest > 0.99 && choice.sizes[0].probabilityOnFront > 0.99)
    let fastest = try SizeChoice(
      samples([128: 1000, 512: 500, 1024: 250]), goal: TuningGoal(costWeight: 0), seed: 1)
    #expect(fastest.answer == .one && fastest.recommendedMB == 1024)
  }

  @Test func `Sizes that cost the same stay together, and the rest is struck off`() throws {
    let choice = try SizeChoice(
      samples([128: 800, 256: 400, 1024: 400]), goal: TuningGoal(costWeight: 1), seed: 2)
    #expect(choice.possible.map(\.memoryMB) == [128, 256])
    #expect(choice.answer == .some || choice.answer == .equal)
    let sum = choice.sizes.map(\.probabilityBest).reduce(0, +)
    #expect(abs(sum - 1) < 1e-9)
  }

  @Test func `A limit strikes off what breaks it, and may leave nothing`() throws {
    let limit = LatencyLimit(probability: 0.9, microseconds: 700_000)
    let kept = try SizeChoice(
      samples([128: 1000, 512: 500, 1024: 400]), goal: TuningGoal(limit: limit), seed: 3)
    #expect(kept.recommendedMB == 512 && !kept.sizes[0].couldBeBest)
    #expect((kept.sizes[0].probabilityMeetsDemands ?? 1) < 0.01)
    let none = try SizeChoice(
      samples([128: 1000, 512: 900]), goal: TuningGoal(limit: limit), seed: 3)
    #expect(none.answer == .none && none.recommendedMB == nil)
  }

  @Test func `The order of the calls and the unit of the time do not matter`() throws {
    let plain = try samples([128: 800, 256: 420, 1024: 400])
    let goal = try TuningGoal(costWeight: 0.5)
    let choice = try SizeChoice(plain, goal: goal, seed: 4)
    #expect(try SizeChoice(plain, goal: goal, seed: 4) == choice)
    let reversed = try SizeChoice(plain.reversed(), goal: goal, seed: 4)
    #expect(reversed.possible.map(\.memoryMB) == choice.possible.map(\.memoryMB))
  }

  @Test func `Limits are read as people write them`() {
    #expect(
      LatencyLimit(parsing: "p95 <= 800 ms") == LatencyLimit(probability: 0.95, microseconds: 800_000))
    #expect(LatencyLimit(parsing: "p99.9<=2s")?.microseconds == 2_000_000)
    for text in ["", "p95", "p95<800ms", "p0<=1s", "p100<=1s", "95<=1s", "p95<=-1s", "p95<=1h", "p95<=infs"] {
      #expect(LatencyLimit(parsing: text) == nil, "\(text)")
    }
  }

  @Test func `What cannot be chosen from is refused`() throws {
    #expect(throws: StatisticsError.self) {
      try SizeChoice(samples([128: 1]), goal: TuningGoal(), seed: 1)
    }
    #expect(throws: StatisticsError.self) {
      try SizeChoice(samples([128: 1, 256: 1], batches: 2), goal: TuningGoal(), seed: 1)
    }
    #expect(throws: StatisticsError.self) { try TuningGoal(costWeight: 2) }
    #expect(throws: StatisticsError.self) { try TuningGoal(budgetPerMillion: -1) }
  }
}
