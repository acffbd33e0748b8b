import Measurements
import Statistics

@testable import Analysis

/// Calls of one configuration with known parts, in batches, for tests of the diagnosis.
struct TailWorld {
  var batches = 20
  var size = 50
  var spread = 0.15
  var seed: UInt64 = 7
  /// Changes a call once its parts are drawn: batch, place in the batch.
  var change: (inout Invocation, Int, Int) -> Void = { _, _, _ in }

  /// Connection 30 ms, network 60 ms, function 100 ms, each lognormal.
  var data: DataSet {
    var generator = Xoshiro256PlusPlus(seed: seed)
    var configuration = Configuration()
    configuration.function = "f"
    var run = Run(id: "r", configuration: configuration)
    for batch in 0..<batches {
      for place in 0..<size {
        func draw(_ median: Double) -> Int { Int(median * exponential(spread * generator.normal())) }
        var call = Invocation(runID: "r")
        call.batch = batch
        call.sequence = batch * size + place
        call.sentUnixNanoseconds = 1_700_000_000_000_000_000 + batch * 60_000_000_000 + place * 1_000_000
        call.connectMicroseconds = draw(30_000)
        call.functionMicroseconds = draw(100_000)
        call.clientMicroseconds =
          (call.connectMicroseconds ?? 0) + (call.functionMicroseconds ?? 0) + draw(60_000)
        call.start = .warm
        change(&call, batch, place)
        run.invocations.append(call)
      }
    }
    return DataSet(campaign: Campaign(id: "w", title: "w", experiment: "test"), runs: [run])
  }

  func diagnosis(_ options: TailOptions = TailOptions(replicates: 199)) throws -> TailDiagnosis {
    try TailDiagnosis(data, options: options)
  }
}

extension Invocation {
  /// Makes a part longer, and the call with it.
  mutating func lengthen(_ part: WritableKeyPath<Invocation, Int?>?, by microseconds: Int) {
    if let part { self[keyPath: part] = (self[keyPath: part] ?? 0) + microseconds }
    clientMicroseconds = (clientMicroseconds ?? 0) + microseconds
  }
}
