import Foundation
import Testing

@testable import Statistics

private func meanOf(_ values: [Double]) -> Double { compensatedSum(values) / Double(values.count) }

/// Values with a random effect of each cluster.
private func clustered(
  sizes: [Int], spread: Double, using generator: inout Xoshiro256PlusPlus
) throws -> ClusteredSample {
  var values: [Double] = []
  var labels: [Int] = []
  for (label, size) in sizes.enumerated() {
    let effect = spread * generator.normal()
    for _ in 0..<size {
      values.append(10 + effect + generator.normal())
      labels.append(label)
    }
  }
  return try ClusteredSample(values, labels: labels)
}

@Suite struct ResamplingClusterTests {
  @Test func `Corrections of cluster variances are those of their definitions`() throws {
    var generator = Xoshiro256PlusPlus(seed: 1)
    let sizes = [2, 9, 4, 1, 6]
    let sample = try clustered(sizes: sizes, spread: 1, using: &generator)
    let groups = sample.groups
    let values = groups.flatMap { $0 }
    let labels = groups.indices.flatMap { [Int](repeating: $0, count: groups[$0].count) }
    let n = Double(values.count)
    // CR3 is the jackknife about the estimate.
    let jackknife = try Jackknife(values, clusters: labels) { meanOf($0) }
    let squares = jackknife.estimates.map { ($0 - jackknife.observed) * ($0 - jackknife.observed) }
    let expected = (squares.reduce(0, +) * 4 / 5).squareRoot()
    #expect(abs(try sample.meanInterval(correction: .cr3).standardError - expected) < 1e-12)
    // CR2 is unbiased for independent values: its expectation, a trace, is 1/n.
    let totals = try ClusterTotals(sample)
    let factors = totals.factors(.cr2)
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: 5), count: 5)
    for (i, a) in totals.sizes.enumerated() {
      for (j, b) in totals.sizes.enumerated() {
        matrix[i][j] = (factors[i] * factors[j]).squareRoot() * ((i == j ? a : 0) - a * b / n)
      }
    }
    let trace = (0..<5).map { matrix[$0][$0] }.reduce(0, +)
    #expect(abs(trace / n / n - 1 / n) < 1e-14)
    // Its degrees of freedom by the matrix itself.
    let traceOfSquare = matrix.flatMap { $0 }.map { $0 * $0 }.reduce(0, +)
    #expect(abs(totals.degreesOfFreedom(.cr2) - trace * trace / traceOfSquare) < 1e-12)
    // Equal sizes: CR2 has G − 1 degrees of freedom and equals CR1.
    let equal = try clustered(sizes: [4, 4, 4, 4], spread: 1, using: &generator)
    #expect(abs(try ClusterTotals(equal).degreesOfFreedom(.cr2) - 3) < 1e-12)
    let (a, b) = (try equal.meanInterval(correction: .cr1), try equal.meanInterval(correction: .cr2))
    #expect(abs(a.standardError - b.standardError) < 1e-12)
  }

  @Test func `The wild test is that of turning all values of a cluster`() throws {
    var generator = Xoshiro256PlusPlus(seed: 3)
    let sample = try clustered(sizes: [3, 5, 2, 4, 6, 3], spread: 0.8, using: &generator)
    let groups = sample.groups
    let labels = groups.indices.flatMap { [Int](repeating: $0, count: groups[$0].count) }
    let bootstrap = WildClusterBootstrap(seed: 1, multipliers: .rademacher)
    for supposed in [9.0, 9.7, 10.2, 11] {
      func score(_ values: [Double]) throws -> Double {
        let turned = try ClusteredSample(values, labels: labels)
        return abs(meanOf(values) - supposed) / (try turned.meanInterval(correction: .cr1).standardError)
      }
      let observed = try score(groups.flatMap { $0 })
      var extreme = 0
      for code in 0..<64 {
        let values = groups.enumerated().flatMap { index, group in
          group.map { supposed + (code >> index & 1 == 0 ? 1 : -1) * ($0 - supposed) }
        }
        if try score(values) >= observed * (1 - 1e-9) { extreme += 1 }
      }
      #expect(try bootstrap.pValue(ofMean: supposed, in: sample) == Double(extreme) / 64)
    }
    // The ends divide what is rejected from what is not.
    let estimate = try bootstrap.meanInterval(of: sample, level: 0.9)
    let (lower, upper) = try ends(estimate)
    #expect(try bootstrap.pValue(ofMean: lower + 1e-6, in: sample) > 0.1)
    #expect(try bootstrap.pValue(ofMean: lower - 1e-6, in: sample) <= 0.1)
    #expect(try bootstrap.pValue(ofMean: upper - 1e-6, in: sample) > 0.1)
    #expect(try bootstrap.pValue(ofMean: upper + 1e-6, in: sample) <= 0.1)
    #expect(estimate.resampling.replicates == nil)
  }

  @Test func `Four clusters and signs cannot bound a mean at 95 %`() throws {
    var generator = Xoshiro256PlusPlus(seed: 4)
    let sample = try clustered(sizes: [5, 5, 5, 5], spread: 1, using: &generator)
    let signs = try WildClusterBootstrap(seed: 1, multipliers: .rademacher).meanInterval(of: sample)
    #expect(signs.interval.lower == nil && signs.interval.upper == nil)
    #expect(signs.warnings == [.fewClusters(found: 4), .lowerUnbounded, .upperUnbounded])
    let six = try WildClusterBootstrap(replicates: 1999, seed: 1).meanInterval(of: sample)
    #expect(six.interval.width != nil)
    #expect(throws: StatisticsError.tooFew(what: "clusters", found: 1, needed: 2)) {
      try WildClusterBootstrap(seed: 1).meanInterval(of: ClusteredSample([1, 2], labels: [0, 0]))
    }
  }

  @Test func `Intervals from eight clusters cover the mean`() throws {
    var generator = Xoshiro256PlusPlus(seed: 77)
    var hits = [0, 0, 0]
    let samples = 300
    for index in 0..<samples {
      let sample = try clustered(sizes: [3, 12, 5, 8, 4, 4, 9, 5], spread: 1, using: &generator)
      let wild = WildClusterBootstrap(seed: UInt64(index), multipliers: .rademacher)
      let intervals = [
        try wild.meanInterval(of: sample).interval, try sample.meanInterval(correction: .cr2).interval,
        try sample.meanInterval(correction: .cr3).interval,
      ]
      for (method, interval) in intervals.enumerated() where interval.contains(10) { hits[method] += 1 }
    }
    // The standard error of a coverage is 1.3 points.
    for hit in hits { #expect((0.915...0.985).contains(Double(hit) / Double(samples)), "\(hits)") }
  }

  @Test func `Intervals of means and quantiles cover what they claim`() throws {
    var hits = ["mean": 0, "median": 0, "ratio": 0]
    let samples = 300
    for index in 0..<samples {
      var generator = Xoshiro256PlusPlus(seed: 1000 + UInt64(index))
      let values = (0..<120).map { _ in exp(0.7 * generator.normal()) }
      let others = (0..<90).map { _ in 2 * exp(0.7 * generator.normal()) }
      let mean = try MeanLaw(of: values).interval(.bca).interval
      let median = try OrderStatisticLaw(of: SortedSample(values), probability: 0.5).interval(.percentile)
        .interval
      let ratio = try MeanContrastLaw(of: others, against: values, as: .ratio).interval(.bca, level: 0.95)
        .interval
      if mean.contains(exp(0.245)) { hits["mean", default: 0] += 1 }
      if median.contains(1) { hits["median", default: 0] += 1 }
      if ratio.contains(2) { hits["ratio", default: 0] += 1 }
    }
    for (name, hit) in hits { #expect((0.905...0.985).contains(Double(hit) / 300), "\(name) \(hit)") }
  }

  @Test func `Block intervals cover the mean of dependent values far better than plain ones`() throws {
    var hits = (plain: 0, blocks: 0)
    for seed in 0..<200 {
      let series = autoregressive(400, phi: 0.7, seed: UInt64(seed) + 500).map { log($0) }
      if try MeanLaw(of: series).interval(.bca).interval.contains(0) { hits.plain += 1 }
      if try BlockMeanLaw(of: series).interval(.bca).interval.contains(0) { hits.blocks += 1 }
    }
    #expect(hits.plain < 150, "\(hits)")
    #expect(hits.blocks > 172, "\(hits)")
  }
}
