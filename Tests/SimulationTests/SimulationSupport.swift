import Measurements
import Simulation

/// A plain function: 100 ms, of which the handler takes 70, in 100 batches of 20 calls, with every column.
func plainScenario(seed: UInt64 = 1, planting: Planting? = nil) -> LatencyScenario {
  func law(_ milliseconds: Double) -> SegmentLaw {
    SegmentLaw(medianMicroseconds: 1000 * milliseconds, spread: 0.1)
  }
  let isOpen = planting?.cause == .loadGenerator
  return LatencyScenario(
    seed: seed,
    load: .init(calls: 2000, batchSize: 20, arrival: isOpen ? .open : .closed, gapMicroseconds: 500_000),
    segments: [
      .dns: law(1), .connect: law(5), .tls: law(6), .network: law(14), .queue: law(1), .runtime: law(1),
      .download: law(20), .compute: law(40), .upload: law(10), .reply: law(2),
    ], effects: .init(batch: 0.02, batchCorrelation: 0.5, sandbox: 0.02),
    sandboxes: .init(warm: 40, hosts: 20),
    columns: Invocation.fields.map(\.name) + [LatencyScenario.attemptsColumn], planting: planting)
}

/// The calls of the only run.
func calls(_ scenario: LatencyScenario) throws -> [Invocation] {
  try SimulatedData(scenario).dataSet.runs[0].invocations
}
