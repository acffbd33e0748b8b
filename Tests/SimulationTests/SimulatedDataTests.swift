import Foundation
import Interchange
import Measurements
import Simulation
import Testing

@Suite struct SimulatedDataTests {
  private static let causes: [PlantedCause?] = PlantedCause.allCases + [nil]

  @Test(arguments: causes)
  func `Drawn scenarios give valid data, the same bytes for a seed and others for another`(
    cause: PlantedCause?
  ) throws {
    for seed: UInt64 in [1, 2] {
      let scenario = try ScenarioPrior(cause: cause, calls: 1000).draw(seed: seed)
      let bytes = try JSONLinesWriter.encode(SimulatedData(scenario).dataSet)
      #expect(Validator.validate(bytes) == [], "\(scenario.json)")
      let again = try ScenarioPrior(cause: cause, calls: 1000).draw(seed: seed)
      #expect(try JSONLinesWriter.encode(SimulatedData(again).dataSet) == bytes)
    }
    let first = try ScenarioPrior(cause: cause, calls: 500).draw(seed: 1)
    #expect(try first != ScenarioPrior(cause: cause, calls: 500).draw(seed: 2))
  }

  @Test(arguments: causes)
  func `A scenario comes back from its JSON, and the plan of its data is that JSON`(
    cause: PlantedCause?
  ) throws {
    let scenario = try ScenarioPrior(cause: cause, calls: 500).draw(seed: 5)
    let decoded = try JSONDecoder().decode(LatencyScenario.self, from: Data(scenario.json.utf8))
    #expect(decoded == scenario)
    #expect(try SimulatedData(scenario).dataSet.campaign.planJSON == scenario.json)
    #expect(try SimulatedData(decoded).dataSet == SimulatedData(scenario).dataSet)
  }

  @Test func `The parts of every call add up to what they belong to`() throws {
    for cause in PlantedCause.allCases where cause != .clockError {
      let scenario = plainScenario(
        planting: Planting(cause, share: 0.02, sizeMicroseconds: 400_000))
      for call in try calls(scenario) where call.status == .ok {
        let function = try #require(call.functionMicroseconds)
        let inside =
          (call.downloadMicroseconds ?? 0) + (call.computeMicroseconds ?? 0) + (call.uploadMicroseconds ?? 0)
        #expect(abs(function - inside) <= 2)
        let provider = try #require(call.providerMicroseconds)
        #expect(provider >= function)
        let handshakes =
          (call.dnsMicroseconds ?? 0) + (call.connectMicroseconds ?? 0) + (call.tlsMicroseconds ?? 0)
        let known = handshakes + (call.queueMicroseconds ?? 0) + (call.initMicroseconds ?? 0) + provider
        let firstByte = try #require(call.firstByteMicroseconds)
        let client = try #require(call.clientMicroseconds)
        #expect(known < firstByte && firstByte < client)
        let wall = try #require(call.doneUnixNanoseconds) - #require(call.sentUnixNanoseconds)
        #expect(abs(wall / 1000 - client) <= 2)
        if let scheduled = call.scheduledUnixNanoseconds {
          let lateness = try #require(call.responseLatenessMicroseconds)
          #expect(try abs((#require(call.sentUnixNanoseconds) - scheduled) / 1000 - lateness) <= 2)
        }
      }
    }
  }

  @Test func `Only the columns that are asked for are there`() throws {
    var scenario = plainScenario()
    scenario.columns = ["client_us", "provider_us", "attempts"]
    for call in try calls(scenario) {
      let shown = Invocation.fields.filter { $0.value(in: call) != nil }.map(\.name)
      #expect(Set(shown) == ["client_us", "provider_us", "status"])
      #expect(call.measurements["attempts"] == Measurement(value: 1, unit: "1"))
    }
  }

  @Test func `A coarse clock gives whole steps`() throws {
    var scenario = plainScenario()
    scenario.resolutionMicroseconds = 1000
    let durations = try calls(scenario).compactMap(\.clientMicroseconds)
    #expect(durations.allSatisfy { $0 % 1000 == 0 })
    #expect(Set(durations).count < durations.count / 5)
  }

  @Test func `Failures come as often as asked for`() throws {
    var scenario = plainScenario()
    scenario.failureShare = 0.1
    let failed = try calls(scenario).count { $0.status == .functionError }
    // 2000 calls at 10 %: three standard errors are 40.
    #expect(abs(failed - 200) < 41)
  }
}
