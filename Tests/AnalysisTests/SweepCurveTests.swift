import Foundation
import Interchange
import Measurements
import Statistics
import Testing

@testable import Analysis

/// Curves of the published sweep of sixteen memory sizes (mbwilding/lambda-benchmark).
@Suite struct SweepCurveTests {
  private struct Sweep {
    var sizes: [Double] = []
    var times: [Double] = []

    var sample: ScalingSample { get throws { try ScalingSample(sizes: sizes, values: times) } }
  }

  private static let series: [String: Sweep] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent(
        "fixtures/mbwilding-lambda-benchmark/memory-sweep.json")
    guard let bytes = try? Data(contentsOf: file),
      let data = try? Importer.read(files: [(name: "memory-sweep.json", bytes: [UInt8](bytes))]).dataSet
    else { return [:] }
    var series: [String: Sweep] = [:]
    for run in data.runs {
      let name = "\(run.configuration.runtime ?? "") \(run.configuration.architecture ?? "")"
      for call in run.invocations {
        guard let time = call.providerMicroseconds, let memory = run.configuration.memoryMB else { continue }
        series[name, default: Sweep()].sizes.append(Double(memory))
        series[name, default: Sweep()].times.append(Double(time) / 1000)
      }
    }
    return series
  }()

  @Test(arguments: ["dotnet6", "nodejs18x", "python311"], ["arm64", "x86_64"])
  func `The exponential curve is preferred over a + b divided by memory and over none`(
    runtime: String, architecture: String
  ) throws {
    let sweep = try #require(Self.series["\(runtime) \(architecture)"])
    let selection = try sweep.sample.select([.flat, .inverse, .exponential])
    #expect(selection.tied.map(\.curve.name) == ["exponential"])
    // R² of the means of the sizes, as published of these data: 0.97 to 0.995.
    let fit = try #require(selection.best?.fit)
    let share = try explained(fit, sweep)
    #expect(share > 0.96 && share < 0.999)
    #expect(share > (try explained(sweep.sample.fit(.inverse), sweep)))
  }

  @Test(arguments: ["arm64", "x86_64"])
  func `Rust is flat: time varies by some per cent over sixteen-fold memory`(architecture: String) throws {
    let sample = try #require(Self.series["rust \(architecture)"]).sample
    let selection = try sample.select()
    let replicates = try ScalingBootstrap(replicates: 200, seed: 1).run(sample, places: [128])
    let flatness = try replicates.flatness(of: selection, margin: 0.1)
    #expect(flatness.verdict == .flat && flatness.relativeRange < 0.06)
  }

  /// Share of the variation of the means of the sizes.
  private func explained(_ fit: ScalingFit, _ sweep: Sweep) throws -> Double {
    let sizes = Set(sweep.sizes).sorted()
    let centers = try sizes.map { size in
      try mean(zip(sweep.sizes, sweep.times).filter { $0.0 == size }.map(\.1))
    }
    let middle = try mean(centers)
    let total = centers.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
    let left = zip(sizes, centers).map { $0.1 - fit.value(at: $0.0) }
    return 1 - left.reduce(0) { $0 + $1 * $1 } / total
  }
}
