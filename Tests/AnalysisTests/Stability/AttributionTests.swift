import Measurements
import Statistics
import Testing

@testable import Analysis

@Suite struct AttributionTests {
  let planted = PlantedHistory()
  let runs: [Run]

  init() {
    let step = PlantedHistory.step(-0.3, at: 120)
    runs = [
      planted.run("java11", shift: step), planted.run("java11", memory: 1024, shift: step),
      planted.run("python39"), planted.run("python39", memory: 1024),
    ]
  }

  func attribution(_ events: [Event]) throws -> Attribution {
    let stability = try AnalysedHistory(PlantedHistory.data(runs), events: events).stability
    #expect(stability.changes.count == 1)
    return try #require(stability.changes.first?.attribution)
  }

  /// Commits that touch the other runtime, all through the record.
  var background: [Event] {
    stride(from: 1, to: 239, by: 3).map {
      PlantedHistory.commit("b\($0)", hoursBefore: 5, day: $0, runtimes: ["python39"])
    }
  }

  @Test func `A commit that touches exactly what moved, hours before, is linked`() throws {
    let result = try attribution(
      background + [PlantedHistory.commit("culprit", hoursBefore: 6, day: 120, runtimes: ["java11"])])
    #expect(result.standing == .linked)
    #expect(result.candidates.first?.event.text == "culprit")
    #expect(result.candidates.first?.lagSeconds == 6 * 3600)
    #expect(result.candidates.first?.agreement == 1)
    #expect(result.considered == 1)
    #expect(try #require(result.chance) < 0.02)
  }

  @Test func `A commit to another runtime, one after the change, and one long before are no cause`() throws {
    let result = try attribution(
      background + [
        PlantedHistory.commit("after", hoursBefore: -2, day: 120, runtimes: ["java11"]),
        PlantedHistory.commit("before", hoursBefore: 100, day: 120, runtimes: ["java11"]),
      ])
    #expect(result.standing == .unexplained)
    #expect(result.considered == 0)
    #expect(result.chance == 1)
  }

  @Test func `One of many commits to the same runtime explains nothing`() throws {
    let dense = (1..<239).map {
      PlantedHistory.commit("d\($0)", hoursBefore: 5, day: $0, runtimes: ["java11"])
    }
    let result = try attribution(dense)
    #expect(result.standing == .unexplained)
    #expect(result.considered > 0)
    #expect(try #require(result.chance) > 0.15)
  }

  @Test func `An event that touches everything agrees less with a change of some`() throws {
    let result = try attribution(
      background + [PlantedHistory.commit("all", hoursBefore: 6, day: 120, runtimes: [])])
    #expect(result.candidates.first?.agreement == 0.5)
  }

  @Test func `Dates outside of the record of events are called not covered`() throws {
    let early = (0..<20).map {
      PlantedHistory.commit("e\($0)", hoursBefore: 1, day: $0, runtimes: ["java11"])
    }
    #expect(try attribution(early).standing == .notCovered)
    #expect(try attribution([]).standing == .notCovered)
  }

  @Test func `Random events are linked no more often than stated`() throws {
    let history = try AnalysedHistory(PlantedHistory.data(runs), events: nil)
    var generator = Xoshiro256PlusPlus(seed: 11)
    var linked = 0
    let trials = 400
    for _ in 0..<trials {
      let events = (0..<30).map { number in
        Event(
          unixNanoseconds: (PlantedHistory.start + generator.index(below: 240 * 86_400)) * 1_000_000_000,
          kind: "commit", text: "\(number)",
          scope: ["runtime": [["java11", "python39", "rust"][generator.index(below: 3)]]])
      }
      let links = EventLinks(events, series: history.series, options: history.stability.options)
      let changes = try links.attribute(history.stability.changes)
      if changes[0].attribution?.standing == .linked { linked += 1 }
    }
    // 5 % are allowed; four standard errors above that.
    #expect(Double(linked) / Double(trials) <= 0.05 + 4 * (0.05 * 0.95 / Double(trials)).squareRoot())
  }

  @Test func `The sum of unequal coins has the law of brute force`() {
    let chances = [0.1, 0.5, 0.9, 0.3]
    for count in 0...4 {
      var expected = 0.0
      for outcome in 0..<16 {
        let heads = chances.indices.filter { outcome >> $0 & 1 == 1 }
        if heads.count < count { continue }
        expected += chances.indices.reduce(1) {
          $0 * (outcome >> $1 & 1 == 1 ? chances[$1] : 1 - chances[$1])
        }
      }
      #expect(abs(PoissonBinomial.probability(ofAtLeast: count, chances: chances) - expected) < 1e-12)
    }
    #expect(PoissonBinomial.probability(ofAtLeast: 1, chances: []) == 0)
  }
}
