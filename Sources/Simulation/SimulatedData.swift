public import Measurements
import Statistics

/// Simulated calls with the truth about them.
public struct SimulatedData: Sendable {
  /// The calls, as any tool would have recorded them; the campaign's notices and plan tell the truth.
  public let dataSet: DataSet
  /// What was planted.
  public let truth: PlantedTruth

  /// Simulates a scenario.
  ///
  /// - Throws: ``SimulationError`` when the scenario makes no sense.
  /// - Complexity: O(calls · (sandboxes + log calls)).
  public init(_ scenario: LatencyScenario) throws(SimulationError) {
    try scenario.validate()
    var simulator = CallSimulator(scenario)
    let calls = simulator.calls()
    let records = RecordWriter(scenario).records(calls, run: "run-1")
    truth = PlantedTruth(
      cause: scenario.planting?.cause, plantedMicroseconds: calls.map(\.planted),
      totalMicroseconds: zip(calls, records).map(Self.total))
    var campaign = Campaign(id: "simulated-\(scenario.seed)", title: truth.title, experiment: "simulate")
    campaign.seed = scenario.seed
    campaign.createdUnixNanoseconds = RecordWriter.startUnixNanoseconds
    campaign.planJSON = scenario.json
    campaign.notices = ["These calls are simulated: no platform was measured.", truth.sentence]
    campaign.ending = "all calls simulated"
    dataSet = DataSet(
      campaign: campaign,
      runs: [Run(id: "run-1", configuration: Self.configuration(scenario), invocations: records)])
  }

  /// What a user waited for, as far as it is recorded; `nil` for calls that failed.
  private static func total(_ call: CallSimulator.Call, _ record: Invocation) -> Double? {
    if call.status != .ok { return nil }
    let instants = record.scheduledUnixNanoseconds != nil && record.sentUnixNanoseconds != nil
    let showsLateness = record.responseLatenessMicroseconds != nil || instants
    return call.parts.client + call.clockJump + (showsLateness ? call.parts.lateness : 0)
  }

  private static func configuration(_ scenario: LatencyScenario) -> Configuration {
    var configuration = Configuration()
    configuration.platform = "simulated"
    configuration.function = "simulated-function"
    configuration.memoryMB = 512
    configuration.trigger = .http
    configuration.concurrency = scenario.load.batchSize
    configuration.arrival = scenario.load.arrival
    if scenario.load.arrival == .open, scenario.load.gapMicroseconds > 0 {
      configuration.arrivalRatePerSecond =
        1e6 * Double(scenario.load.batchSize) / scenario.load.gapMicroseconds
    }
    if scenario.load.arrival == .closed {
      configuration.pattern = scenario.load.batchSize == 1 ? .sequential : .burst
    }
    return configuration
  }
}
