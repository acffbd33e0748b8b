import Foundation
import Measurements
import Statistics
import Testing

@testable import Analysis

@Suite struct FactorsTests {
  @Test func `Without an effect no factor is named and no rule comes out, but seldom`() throws {
    var (named, ruled) = (0, 0)
    let replicates = 24
    for seed in 0..<replicates {
      let planted = PlantedFactors(
        seed: UInt64(seed), runs: seed % 3 == 0 ? 3 : 1, batches: seed % 3 == 0 ? 10 : 25, size: 6,
        correlation: [0, 0.5, 0.7][seed / 3 % 3])
      let found = try planted.factors(
        FactorOptions(seed: UInt64(seed), permutations: 199, replicates: 19, probabilities: []))
      if found.findings.contains(where: \.isNamed) { named += 1 }
      if !found.rules.isEmpty { ruled += 1 }
    }
    #expect(named <= 4 && ruled <= 4, "\(named) \(ruled)")
  }

  @Test func `A slow container is named first, in words, with its share`() throws {
    let planted = PlantedFactors(batches: 60)
    let found = try planted.factors { $0.container == 3 ? 3 : 1 }
    let first = try #require(found.findings.first)
    #expect(first.isNamed && first.factor.name == "container_id")
    #expect(first.condition == "container = c3")
    let rule = try #require(found.rules.first)
    #expect(rule.words == "container = c3")
    #expect(rule.lift > 3 && rule.shareOfExcess.value > 0.6)
    #expect(try #require(rule.outOfSampleShare.interval?.lower) > 0.4)
    let calls = planted.data().flatMap(\.invocations)
    #expect(rule.members.allSatisfy { calls[$0].containerID == "c3" } && rule.members.count == rule.calls)
    let effect = try #require(first.effect)
    #expect(effect.quantileDifferences.map(\.probability) == [0.5, 0.9, 0.99])
    #expect(effect.quantileDifferences.allSatisfy { ($0.difference.interval?.lower ?? 0) > 0 })
  }

  @Test func `Slow hours are found across midnight`() throws {
    let found = try PlantedFactors(batches: 120, correlation: 0).factors {
      [22, 23, 0, 1].contains($0.hour) ? 4 : 1
    }
    let first = try #require(found.findings.first)
    #expect(first.isNamed && first.factor.name == "hour")
    #expect(found.rules.first?.words == "hour from 22:00 to 2:00 UTC")
  }

  @Test func `Two conditions that must both hold are told as one rule`() throws {
    let found = try PlantedFactors(runs: 3, batches: 60, correlation: 0).factors {
      $0.memory == 128 && $0.container == 3 ? 6 : 1
    }
    #expect(found.rules.first?.words == "memory = 128\u{00A0}MB and container = c3")
  }

  @Test func `A factor that only follows another one loses its evidence beside it`() throws {
    // The first call of a container is cold more often, and only cold calls are slow.
    var runs = PlantedFactors(batches: 80, correlation: 0).data { $0.isCold ? 5 : 1 }
    var generator = Xoshiro256PlusPlus(seed: 5)
    for index in runs[0].invocations.indices {
      let isCold = runs[0].invocations[index].start == .cold
      let value = generator.uniform() < (isCold ? 0.8 : 0.3) ? 1.0 : 0
      runs[0].invocations[index].measurements["follower"] = Measurement(value: value, unit: "1")
    }
    let found = try TailFactors(FactorTable(runs, metric: .client), options: FactorOptions(replicates: 99))
    let named = found.findings.filter(\.isNamed)
    #expect(named.map(\.factor.name) == ["start", "follower"])
    #expect(try #require(named.last?.pValueBesidesOthers) > 0.05)
    #expect(found.rules.map(\.words) == ["start = cold"])
  }

  @Test func `The order in which calls are given changes nothing but their numbers`() throws {
    let runs = PlantedFactors(runs: 2, batches: 20).data { $0.isCold ? 4 : 1 }
    let calls = runs.flatMap { run in run.invocations.map { (call: $0, configuration: run.configuration) } }
    func found(_ order: [Int]) throws -> TailFactors {
      try TailFactors(
        FactorTable(
          calls: order.map { calls[$0].call }, configurations: order.map { calls[$0].configuration },
          responses: order.map { Double(calls[$0].call.clientMicroseconds ?? 0) }),
        options: FactorOptions(permutations: 199, replicates: 49))
    }
    let plain = try found(Array(calls.indices))
    var turned = try found(calls.indices.reversed())
    #expect(!plain.rules.isEmpty)
    for index in turned.rules.indices {
      turned.rules[index].members = turned.rules[index].members.map { calls.count - 1 - $0 }.sorted()
    }
    #expect(turned == plain)
    let coded = try JSONDecoder().decode(TailFactors.self, from: JSONEncoder().encode(plain))
    // The calls of a rule are left out of the JSON, of which they would be most.
    var told = plain
    for index in told.rules.indices { told.rules[index].members = [] }
    #expect(coded == told)
  }
}
