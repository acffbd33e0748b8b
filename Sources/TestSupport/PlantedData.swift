package import Measurements
import Statistics

/// Data with known properties: `batches` batches of `size` calls, a shared effect in each batch.
///
/// `shared` and `own` are relative standard deviations of the effects of a batch and of a call.
package func planted(
  memory: Int, start: Start, medianMicroseconds: Double, batches: Int = 20, size: Int = 10,
  shared: Double = 0.05,
  own: Double = 0.05, seed: UInt64
) -> Run {
  var generator = Xoshiro256PlusPlus(seed: seed)
  var configuration = Configuration()
  configuration.platform = "local"
  configuration.benchmark = "311.compression"
  configuration.memoryMB = memory
  configuration.architecture = "x86_64"
  configuration.pattern = start == .cold ? .cold : .warm
  let id = "\(start.rawValue)-\(memory)"
  var calls: [Invocation] = []
  for batch in 0..<batches {
    let effect = shared * generator.normal()
    for _ in 0..<size {
      let duration = Int(medianMicroseconds * (1 + effect + own * generator.normal()))
      var call = Invocation(runID: id)
      call.batch = batch
      call.sequence = calls.count
      call.start = start
      call.clientMicroseconds = duration + 500
      call.providerMicroseconds = duration
      call.functionMicroseconds = duration - 100
      if start == .cold { call.initMicroseconds = 90_000 }
      calls.append(call)
    }
  }
  return Run(id: id, configuration: configuration, invocations: calls, discarded: ["warm-up": 3])
}

package func plantedData(_ runs: [Run]) -> DataSet {
  var campaign = Campaign(id: "c", title: "Planted", experiment: "perf-cost")
  campaign.createdUnixNanoseconds = 1_767_225_600_000_000_000
  return DataSet(campaign: campaign, runs: runs)
}
