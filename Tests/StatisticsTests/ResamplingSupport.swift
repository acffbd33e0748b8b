import Foundation
import Testing

@testable import Statistics

/// A fixture in JSON.
func resamplingFixture<Value: Decodable>(_ path: String, as type: Value.Type) throws -> Value {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try decoder.decode(
    type, from: Data(contentsOf: root.appendingPathComponent("fixtures/" + path)))
}

/// Latencies: mostly warm, some cold.
func latencies(_ count: Int, seed: UInt64) -> [Double] {
  var generator = Xoshiro256PlusPlus(seed: seed)
  return (0..<count).map { _ in
    let isCold = generator.uniform() < 0.03
    return (isCold ? 400 : 20) * exp((isCold ? 0.5 : 0.35) * generator.normal())
  }
}

/// A series with correlation `phi` between neighbours, exponentiated.
func autoregressive(_ count: Int, phi: Double, seed: UInt64) -> [Double] {
  var generator = Xoshiro256PlusPlus(seed: seed)
  var state = generator.normal()
  return (0..<count).map { _ in
    state = phi * state + (1 - phi * phi).squareRoot() * generator.normal()
    return exp(state)
  }
}

/// All n^n resamples of a tiny sample, the plainest way, with a statistic of each.
func allResamples(_ values: [Double], _ statistic: ([Double]) -> Double) -> [Double] {
  let n = values.count
  var total = 1
  for _ in 0..<n { total *= n }
  var resample = values
  return (0..<total).map { code in
    var left = code
    for index in 0..<n {
      resample[index] = values[left % n]
      left /= n
    }
    return statistic(resample)
  }
}

/// Both ends of an interval.
func ends(_ estimate: BootstrapEstimate) throws -> (Double, Double) {
  (try #require(estimate.interval.lower), try #require(estimate.interval.upper))
}
