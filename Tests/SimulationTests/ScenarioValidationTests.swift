import Measurements
import Simulation
import Testing

@Suite struct ScenarioValidationTests {
  private func message(_ change: (inout LatencyScenario) -> Void) -> String {
    var scenario = plainScenario()
    change(&scenario)
    do throws(SimulationError) {
      _ = try SimulatedData(scenario)
      return "no error"
    } catch { return error.description }
  }

  @Test func `Numbers out of range are named with their range`() {
    #expect(message { $0.load.calls = 0 } == "load.calls is 0.0 but must be in [20, 10000000].")
    #expect(message { $0.load.batchSize = 0 }.contains("load.batch_size"))
    #expect(message { $0.load.gapMicroseconds = .infinity }.contains("load.gap_us"))
    #expect(
      message { $0.segments[.compute] = SegmentLaw(medianMicroseconds: 1, spread: .nan) }.contains(
        "segments.compute.spread"))
    #expect(
      message { $0.segments[.compute] = SegmentLaw(medianMicroseconds: 1, spread: 1, fixedShare: 1) }
        .contains("fixed_share"))
    #expect(message { $0.effects.batchCorrelation = 1 }.contains("batch_correlation"))
    #expect(message { $0.sandboxes.hosts = 0 }.contains("sandboxes.hosts"))
    #expect(message { $0.resolutionMicroseconds = 0 }.contains("resolution_us"))
    #expect(
      message { $0.planting = Planting(.storage, share: 0.9, sizeMicroseconds: 1000) }.contains("share"))
    #expect(
      message { $0.planting = Planting(.storage, share: 0.1, sizeMicroseconds: .nan) }.contains("size_us"))
  }

  @Test func `Contradictions say what to do`() {
    #expect(message { $0.segments = [:] }.contains("Give at least one"))
    #expect(message { $0.columns = ["colour"] }.contains("There is no column 'colour'. Columns are:"))
    #expect(
      message { $0.planting = Planting(.loadGenerator, share: 0.1, sizeMicroseconds: 1000) }
        .contains("Set load.arrival to open"))
    var storage = Planting(.storage, share: 0.1, sizeMicroseconds: 1000)
    storage.segment = .dns
    #expect(message { $0.planting = storage }.contains("download, upload"))
    var host = Planting(.noisyHost, share: 0.1, sizeMicroseconds: 1000)
    host.placement = .first
    #expect(message { $0.planting = host }.contains("Choose planting.placement from: host"))
  }

  @Test func `A share that cannot show is refused with a remedy`() {
    #expect(throws: SimulationError.invisible(cause: .storage)) {
      try ScenarioPrior(cause: .storage, calls: 300, share: 0.001).draw(seed: 1)
    }
    #expect(throws: SimulationError.self) { try ScenarioPrior(cause: .storage, share: 2).draw(seed: 1) }
    #expect(throws: SimulationError.self) { try ScenarioPrior(cause: nil, calls: -1).draw(seed: 1) }
  }

  @Test func `One batch of all calls and calls one by one can be simulated`() throws {
    for (calls, size) in [(20, 20), (20, 1), (21, 20)] {
      for cause in PlantedCause.allCases {
        var scenario = plainScenario(planting: Planting(cause, share: 0.2, sizeMicroseconds: 500_000))
        scenario.load.calls = calls
        scenario.load.batchSize = size
        #expect(try SimulatedData(scenario).dataSet.invocationCount == calls)
      }
    }
  }
}
