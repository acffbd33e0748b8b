import Measurements
import Statistics

@testable import Analysis

/// Calls in batches that depend on each other, with factors of all kinds and, if wanted, a planted effect.
struct PlantedFactors {
  var seed: UInt64 = 1
  var runs = 1
  var batches = 40
  var size = 12
  /// Correlation of the effects of neighbouring batches.
  var correlation = 0.5
  /// Spread of these effects, in units of the spread of calls.
  var effect = 0.5
  var hasUnequalSizes = true

  /// What a planted effect may depend on.
  struct Circumstances {
    var batch: Int
    var container: Int
    var hour: Int
    var isCold: Bool
    var memory: Int
  }

  private func normal(_ generator: inout Xoshiro256PlusPlus) -> Double {
    Normal.quantile(generator.openUniform())
  }

  /// Runs whose calls take longer by a factor that depends on the circumstances.
  func data(_ slowdown: (Circumstances) -> Double = { _ in 1 }) -> [Run] {
    var generator = RandomStreams(seed: 1)[seed]
    return (0..<runs).map { number in
      var configuration = Configuration()
      configuration.memoryMB = [128, 512, 1024][number % 3]
      var run = Run(id: "run\(number)", configuration: configuration)
      var level = normal(&generator)
      for batch in 0..<batches {
        level = correlation * level + (1 - correlation * correlation).squareRoot() * normal(&generator)
        let count = hasUnequalSizes ? 1 + generator.index(below: 2 * size - 1) : size
        let hour = batch * 5 % 24
        let load = generator.uniform()
        for place in 0..<count {
          let circumstances = Circumstances(
            batch: batch, container: generator.index(below: 6), hour: hour,
            isCold: generator.uniform() < 0.08,
            memory: configuration.memoryMB ?? 0)
          var call = Invocation(runID: run.id)
          call.batch = batch
          call.sequence = run.invocations.count
          call.sentUnixNanoseconds =
            (1_000_008 * 3600 + batch * 5 * 3600) * 1_000_000_000 + place * 20_000_000
          let time = exponential(0.5 * (effect * level + normal(&generator)))
          call.clientMicroseconds = Int(100_000 * time * slowdown(circumstances))
          call.containerID = "c\(circumstances.container)"
          call.start = circumstances.isCold ? .cold : .warm
          call.measurements["load"] = Measurement(value: load, unit: "1")
          call.measurements["queue"] = Measurement(value: Double(call.clientMicroseconds ?? 0), unit: "µs")
          run.invocations.append(call)
        }
      }
      return run
    }
  }

  func factors(
    _ options: FactorOptions = FactorOptions(permutations: 499, replicates: 199),
    _ slowdown: (Circumstances) -> Double = { _ in 1 }
  ) throws -> TailFactors {
    try TailFactors(FactorTable(data(slowdown), metric: .client), options: options)
  }
}
