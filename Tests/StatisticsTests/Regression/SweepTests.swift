import Foundation
import Testing

@testable import Statistics

/// Rows of a table in the fixtures, without its head.
private func rows(_ path: String) throws -> [[Substring]] {
  try String(contentsOf: fixture(path), encoding: .utf8).split(separator: "\n").dropFirst().map {
    $0.split(separator: ",", omittingEmptySubsequences: false)
  }
}

/// Durations in ms of a published sweep over memory sizes in MB.
private func sweep(_ runtime: String, _ architecture: String) throws -> ScalingSample {
  let chosen = try rows("mbwilding-lambda-benchmark/memory-sweep.csv").filter {
    $0[0] == runtime && $0[1] == architecture
  }
  return try ScalingSample(
    sizes: chosen.map { try #require(Double($0[2])) }, values: chosen.map { try #require(Double($0[4])) })
}

@Suite struct SweepTests {
  @Test(arguments: ["dotnet6", "nodejs18x", "python311"], ["arm64", "x86_64"])
  func `The exponential curve is preferred to the inverse one on six published series`(
    runtime: String, architecture: String
  ) throws {
    let sample = try sweep(runtime, architecture)
    let selection = try sample.select([.flat, .inverse, .exponential])
    #expect(selection.best?.curve.name == "exponential")
    let medians = try ScalingSample(
      sizes: sample.cells.map { sample.sizes[$0.size] }, values: sample.cells.map(\.value), center: .median)
    let between = medians.table.centers
    let fit = try medians.fit(.exponential)
    let mean = between.reduce(0, +) / Double(between.count)
    let total = between.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let explained =
      1 - between.indices.reduce(0) { sum, index in
        let distance = between[index] - fit.value(at: medians.sizes[index])
        return sum + distance * distance
      } / total
    #expect(explained > 0.96)
    // With a power among the candidates that is better still, on every series.
    let wider = try sample.select()
    #expect(wider.best?.curve.name == "power")
    #expect(wider.bestByClusters?.curve.name == wider.best?.curve.name || wider.tied.count > 1)
    let replicates = try ScalingBootstrap(replicates: 60, seed: 1).run(sample)
    #expect(try replicates.flatness(of: wider).verdict == .varies)
  }

  @Test(arguments: ["arm64", "x86_64"])
  func `Rust is reported flat although its small slope is certain`(architecture: String) throws {
    let sample = try sweep("rust", architecture)
    let selection = try sample.select()
    let flat = try #require(selection.candidates.first)
    #expect(try #require(flat.criterionDifference) > 2)
    #expect(selection.tied.count > 1)
    let flatness = try ScalingBootstrap(replicates: 200, seed: 1).run(sample).flatness(of: selection)
    #expect(flatness.verdict == .flat)
    #expect(flatness.relativeRange < 0.06)
    #expect(flatness.relativeRange > 0.02)
  }

  @Test func `A sweep that lists the same traces at every size is found flat`() throws {
    let table = try rows("codetalkio-xray-memory-sweep/invocations.csv").filter { $0[2] == "warm" }
    let ids = table.map { String($0[1]) }
    let labels = Dictionary(uniqueKeysWithValues: zip(Set(ids).sorted(), 0...))
    #expect(labels.count < table.count / 5)
    let sample = try ScalingSample(
      sizes: table.map { try #require(Double($0[0])) }, values: table.map { try #require(Double($0[3])) },
      clusters: ids.map { labels[$0] ?? 0 }, center: .median)
    let selection = try sample.select()
    let replicates = try ScalingBootstrap(replicates: 100, seed: 2).run(sample)
    #expect(try replicates.flatness(of: selection).verdict == .flat)
  }
}
