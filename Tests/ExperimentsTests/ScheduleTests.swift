import Statistics
import Testing

@testable import Experiments

@Suite struct ScheduleTests {
  /// The first outputs of the published reference implementation in C for this seed.
  @Test func generatorGivesThePublishedNumbers() {
    var generator = SplitMix64(state: 1_234_567)
    #expect(
      (0..<5).map { _ in generator.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test func everyRoundVisitsEveryRunOnce() {
    for count in 0..<12 {
      let schedule = BatchSchedule(runCount: count, seed: 7)
      for round in 0..<50 { #expect(schedule.order(ofRound: round).sorted() == Array(0..<count)) }
    }
  }

  @Test func orderDependsOnSeedAndRoundAlone() {
    let schedule = BatchSchedule(runCount: 8, seed: 42)
    let orders = (0..<40).map(schedule.order(ofRound:))
    #expect(orders == (0..<40).map(BatchSchedule(runCount: 8, seed: 42).order(ofRound:)))
    #expect(orders != (0..<40).map(BatchSchedule(runCount: 8, seed: 43).order(ofRound:)))
    #expect(Set(orders).count > 35)
  }

  /// Computed by a separate program in Python; a stored campaign must be continued in the same order for ever.
  @Test func orderNeverChanges() {
    let schedule = BatchSchedule(runCount: 6, seed: 42)
    #expect(
      (0..<3).map(schedule.order(ofRound:)) == [
        [2, 5, 3, 1, 0, 4], [3, 1, 2, 5, 4, 0], [0, 4, 5, 3, 2, 1],
      ])
  }

  @Test func everyRunComesToEveryPlaceEquallyOften() {
    let runs = 5
    let rounds = 4000
    let schedule = BatchSchedule(runCount: runs, seed: 3)
    var counts = [Int](repeating: 0, count: runs * runs)
    for round in 0..<rounds {
      for (place, run) in schedule.order(ofRound: round).enumerated() { counts[run * runs + place] += 1 }
    }
    let expected = Double(rounds) / Double(runs)
    let chiSquare = counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    // 16 degrees of freedom: 39.3 is exceeded once in a thousand seeds.
    #expect(chiSquare < 39.3)
  }
}
