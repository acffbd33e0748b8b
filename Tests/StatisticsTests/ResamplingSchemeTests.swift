import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

private func meanOf(_ values: [Double]) -> Double { compensatedSum(values) / Double(values.count) }

/// All resamples of a block bootstrap, by every combination of starts.
private func blockResamples(_ series: [Double], length: Int, isCircular: Bool) -> [[Double]] {
  let n = series.count
  let starts = isCircular ? n : n - length + 1
  var resamples: [[Double]] = [[]]
  while let first = resamples.first, first.count < n {
    let size = min(length, n - first.count)
    resamples = resamples.flatMap { resample in
      (0..<starts).map { start in resample + (0..<size).map { series[(start + $0) % n] } }
    }
  }
  return resamples
}

@Suite struct ResamplingSchemeTests {
  @Test(arguments: [(1, false), (2, false), (3, false), (3, true), (4, true), (7, false), (7, true)])
  func `Laws under block bootstraps are those of all combinations of blocks`(
    length: Int, isCircular: Bool
  ) throws {
    let series: [Double] = [3, 1, 4, 1, 5, 9, 2]
    let kind: BlockResampling.Kind = isCircular ? .circular : .moving
    let all = length == 1 ? [] : blockResamples(series, length: length, isCircular: isCircular)
    if length == 1 {
      // Blocks of one value are independent draws.
      let law = try BlockQuantileLaw(ofQuantile: 0.5, of: series, kind: kind, blockLength: 1)
      let plain = try OrderStatisticLaw(of: SortedSample(series), probability: 0.5)
      for x in series { #expect(abs(law.cumulative(x) - plain.cumulative(x)) < 1e-12) }
      #expect(abs(law.standardDeviation - plain.standardDeviation) < 1e-9)
      return
    }
    for (probability, rank) in [(0.5, 4), (0.9, 7), (0.2, 2)] {
      let law = try BlockQuantileLaw(
        ofQuantile: probability, of: series, kind: kind, blockLength: Double(length))
      let quantiles = all.map { $0.sorted()[rank - 1] }
      for x in series {
        let expected = Double(quantiles.filter { $0 <= x }.count) / Double(all.count)
        #expect(abs(law.cumulative(x) - expected) < 1e-12)
      }
      #expect(abs(law.mean - meanOf(quantiles)) < 1e-4)
    }
    let law = try BlockMeanLaw(of: series, kind: kind, blockLength: Double(length))
    let means = all.map(meanOf)
    let center = meanOf(means)
    #expect(abs(law.mean - center) < 1e-12)
    let spread = meanOf(means.map { ($0 - center) * ($0 - center) }).squareRoot()
    #expect(abs(law.standardDeviation - spread) < 1e-9)
  }

  @Test(arguments: [BlockResampling.Kind.moving, .circular])
  func `Laws under block bootstraps agree with drawing blocks`(kind: BlockResampling.Kind) throws {
    let series = autoregressive(250, phi: 0.7, seed: 14)
    let scheme = try BlockResampling(count: 250, kind: kind, length: 12)
    let bootstrap = MonteCarloBootstrap(replicates: 6000, seed: 3)
    let mean = try BlockMeanLaw(of: series, kind: kind, blockLength: 12)
    let quantile = try BlockQuantileLaw(ofQuantile: 0.9, of: series, kind: kind, blockLength: 12)
    let means = try bootstrap.replicates(of: series, by: scheme) { meanOf($0) }
    let quantiles = try bootstrap.replicates(of: series, by: scheme) { $0.sorted()[224] }
    for p in [0.025, 0.2, 0.5, 0.9, 0.975] {
      #expect(abs(means.cumulative(mean.quantile(p)) - p) < 4.5 * (p * (1 - p) / 6000).squareRoot())
      let x = quantile.quantile(p)
      let reached = quantile.cumulative(x)
      #expect(reached >= p - 1e-9 && quantile.cumulative(below: x) < p)
      #expect(abs(quantiles.cumulative(x) - reached) < 4.5 * (0.25 / 6000.0).squareRoot())
    }
    #expect(abs(quantile.standardDeviation / quantiles.standardDeviation - 1) < 0.06)
    #expect(abs(quantile.mean / quantiles.mean - 1) < 0.02)
  }

  @Test func `Stationary blocks have geometric lengths and circular positions`() throws {
    let scheme = try BlockResampling(count: 1000, kind: .stationary, length: 8)
    var generator = Xoshiro256PlusPlus(seed: 1)
    var positions: [Int] = []
    var breaks = 0
    for _ in 0..<200 {
      scheme.draw(&positions, using: &generator)
      #expect(positions.count == 1000)
      breaks += zip(positions, positions.dropFirst()).filter { ($0 + 1) % 1000 != $1 }.count
    }
    // A break after each value with probability 1/8.
    #expect(abs(Double(breaks) / (200 * 999) - 0.125 * 0.999) < 0.004)
  }

  @Test func `Groups in groups are drawn whole, kept or drawn inside`() throws {
    // Two deployments of unequal numbers of containers with 1 to 3 calls; labels repeat across groups.
    let deployment = [0, 0, 0, 0, 0, 0, 7, 7, 7, 7]
    let container = [1, 1, 1, 2, 2, 3, 1, 1, 2, 2]
    var generator = Xoshiro256PlusPlus(seed: 5)
    var positions: [Int] = []
    let kept = try HierarchicalResampling(levels: [deployment, container], isDrawn: [false, false, false])
    #expect(kept.groupCounts == [2, 5])
    kept.draw(&positions, using: &generator)
    #expect(positions.sorted() == Array(0..<10))
    let outer = try HierarchicalResampling(levels: [deployment, container])
    var sizes: Set<Int> = []
    for _ in 0..<50 {
      outer.draw(&positions, using: &generator)
      sizes.insert(positions.count)
      let counts = positions.reduce(into: [Int](repeating: 0, count: 10)) { $0[$1] += 1 }
      #expect(Set(counts[0..<6]).count == 1 && Set(counts[6...]).count == 1)
    }
    #expect(sizes == [8, 10, 12])
    let inner = try HierarchicalResampling(levels: [deployment, container], isDrawn: [false, false, true])
    for _ in 0..<50 {
      inner.draw(&positions, using: &generator)
      let sizes = [0..<3, 3..<5, 5..<6, 6..<8, 8..<10].map { group in positions.filter(group.contains).count }
      #expect(sizes == [3, 2, 1, 2, 2])
    }
    let all = try HierarchicalResampling(levels: [deployment, container], isDrawn: [true, true, true])
    all.draw(&positions, using: &generator)
    #expect(positions.allSatisfy { (0..<10).contains($0) })
  }

  @Test func `Drawing outermost groups of equal size is drawing their means`() throws {
    let groups: [[Double]] = [[1, 3], [10, 20], [4, 4], [7, 9]]
    let law = try MeanLaw(of: groups.map(meanOf))
    let scheme = try HierarchicalResampling(levels: [[0, 0, 1, 1, 2, 2, 3, 3]])
    let drawn = try MonteCarloBootstrap(replicates: 20_000, seed: 8).replicates(
      of: groups.flatMap { $0 }, by: scheme
    ) { meanOf($0) }
    for x in [3.5, 5, 7.1, 9] { #expect(abs(drawn.cumulative(x) - law.cumulative(x)) < 0.016) }
    #expect(drawn.resampling.clusters == 4)
  }

  @Test(arguments: LinearBootstrap.Weights.allCases)
  func `Weighted sums by matrix products follow the law of the mean`(law: LinearBootstrap.Weights) throws {
    let values = latencies(2500, seed: 19)
    let terms = try Matrix(columns: [values, [Double](repeating: 2, count: 2500)])
    var bootstrap = LinearBootstrap(replicates: 1500, seed: 7, weights: law)
    bootstrap.lanes = 1
    let one = try bootstrap.sums(of: terms)
    bootstrap.lanes = 3
    let many = try bootstrap.sums(of: terms)
    #expect(one.sums == many.sums && one.totals == many.totals)
    if law == .multinomial { #expect(one.totals.allSatisfy { $0 == 2500 }) }
    #expect(abs(meanOf(one.totals) / 2500 - 1) < 0.003)
    let means = (0..<1500).map { index in
      #expect(abs(one.sums[index, 1] - 2 * one.totals[index]) < 1e-9)
      return one.sums[index, 0] / one.totals[index]
    }.sorted()
    let exact = try MeanLaw(of: values)
    for p in [0.05, 0.5, 0.95] {
      let found = Double(means.partitionPoint { $0 > exact.quantile(p) }) / 1500
      #expect(abs(found - p) < 4.5 * (p * (1 - p) / 1500).squareRoot())
    }
  }

  @Test func `Poisson weights from 16 bits have the law of Poisson`() throws {
    let cells = PoissonCells()
    var generator = Xoshiro256PlusPlus(seed: 12)
    var weights = [Double](repeating: 0, count: 400_001)
    weights.withUnsafeMutableBufferPointer { cells.fill($0, using: &generator) }
    let poisson = try Poisson(mean: 1)
    for k in 0..<7 {
      let expected = poisson.mass(k) * 400_001
      let found = Double(weights.filter { $0 == Double(k) }.count)
      #expect(abs(found - expected) < 4.5 * expected.squareRoot(), "\(k)")
    }
    #expect(weights.allSatisfy { $0 >= 0 && $0 < 19 && $0 == $0.rounded() })
  }
}
