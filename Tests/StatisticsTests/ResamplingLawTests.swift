import Foundation
import Testing

@testable import Statistics

/// Share of ascending numbers of at most `x`.
private func share(_ sorted: [Double], notAbove x: Double) -> Double {
  Double(sorted.partitionPoint { $0 > x }) / Double(sorted.count)
}

private func average(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

private let tiny: [[Double]] = [
  [3.5], [1, 2], [0.1, 0.2, 0.3], [5, 5, 5, 9], [1, 4, 2.5, 17, 3], [2, 2, 7, 7, 7, 30],
]

@Suite struct ResamplingLawTests {
  @Test(arguments: tiny)
  func `The law of a quantile is that of all resamples`(values: [Double]) throws {
    for probability in [0.1, 0.5, 0.75, 0.99] {
      let law = try OrderStatisticLaw(of: SortedSample(values), probability: probability)
      let rank = Int((probability * Double(values.count)).rounded(.up))
      let all = allResamples(values) { $0.sorted()[rank - 1] }.sorted()
      #expect(law.observed == values.sorted()[rank - 1])
      #expect(abs(law.mean - average(all)) < 1e-9 * abs(average(all)))
      let center = average(all)
      let spread = average(all.map { ($0 - center) * ($0 - center) }).squareRoot()
      #expect(abs(law.standardDeviation - spread) < 1e-9 * (1 + spread))
      for x in values {
        #expect(abs(law.cumulative(x) - share(all, notAbove: x)) < 1e-12)
        #expect(abs(law.cumulative(below: x) - share(all, notAbove: x.nextDown)) < 1e-12)
      }
      for p in [0.013, 0.025, 0.3, 0.5, 0.777, 0.975, 0.999] {
        #expect(law.quantile(p) == all[Int((p * Double(all.count)).rounded(.up)) - 1])
      }
    }
  }

  @Test(arguments: tiny)
  func `The law of the mean is that of all resamples`(values: [Double]) throws {
    let law = try MeanLaw(of: values)
    let all = allResamples(values, average).sorted()
    let center = average(values)
    let spread = average(all.map { ($0 - center) * ($0 - center) }).squareRoot()
    #expect(law.discrete != nil)
    #expect(abs(law.observed - center) < 1e-13 * center)
    #expect(abs(law.standardDeviation - spread) < 1e-12 * (1 + spread))
    let discrete = try #require(law.discrete)
    #expect(abs(discrete.standardDeviation - spread) < 1e-9 * (1 + spread))
    // Between the atoms, where rounding cannot decide.
    for (low, high) in zip(discrete.values, discrete.values.dropFirst()) {
      let x = 0.5 * (low + high)
      #expect(abs(law.cumulative(x) - share(all, notAbove: x)) < 1e-12)
    }
    let below = share(all, notAbove: center - 1e-9)
    let notAbove = share(all, notAbove: center + 1e-9)
    #expect(abs(law.cumulative(below: law.observed) - below) < 1e-12)
    #expect(abs(law.cumulative(law.observed) - notAbove) < 1e-12)
    let enumerated = try BootstrapEnumeration(values).law(statistic: average)
    for x in enumerated.values.dropLast() {
      let past = x + 1e-9
      #expect(abs(enumerated.cumulative(past) - share(all, notAbove: past)) < 1e-12)
    }
  }

  @Test func `The corrected interval of seven values is that of all 823,543 resamples`() throws {
    let values: [Double] = [12.7, 14.1, 9.3, 120, 11.9, 15.2, 10.4]
    let all = allResamples(values, average).sorted()
    let center = average(values)
    let below = share(all, notAbove: center - 1e-9)
    let notAbove = share(all, notAbove: center + 1e-9)
    let jackknife = try Jackknife(values) { $0.reduce(0, +) / Double($0.count) }
    let levels = CorrectedLevels(
      0.95, proportionBelow: (below + notAbove) / 2, smallestStep: 0, acceleration: jackknife.acceleration)
    let (lower, upper) = try ends(MeanLaw(of: values).interval(.bca))
    #expect(abs(lower - all[Int(levels.lower * 823_543)]) < 1e-9)
    #expect(abs(upper - all[Int(levels.upper * 823_543)]) < 1e-9)
  }

  @Test func `The three ways to the law of a mean agree`() throws {
    // 40 whole numbers: on a grid exactly, and by inversion after a shift too small to matter.
    var generator = Xoshiro256PlusPlus(seed: 3)
    let whole = (0..<40).map { _ in (20 * exp(generator.normal())).rounded() }
    let grid = try MeanLaw(of: whole)
    let smooth = SmoothLaw([
      SmoothLaw.Part(characteristic: try EmpiricalCharacteristic(whole), draws: 40, factor: 1.0 / 40)
    ])
    let discrete = try #require(grid.discrete)
    for index in stride(from: 10, to: discrete.values.count, by: 37) {
      let x = discrete.values[index]
      let middle = 0.5 * (grid.cumulative(x) + grid.cumulative(below: x))
      #expect(abs(smooth.cumulative(x) - middle) < 2e-4, "at \(x)")
    }
    #expect(abs(smooth.standardDeviation - discrete.standardDeviation) < 1e-9)
    // Two values only: the binomial law.
    let binary = [Double](repeating: 0, count: 970) + [Double](repeating: 1, count: 30)
    let law = try MeanLaw(of: binary)
    let counts = try Binomial(trials: 1000, probability: 0.03)
    for k in [5, 12, 20, 29, 30, 31, 44, 60] {
      #expect(abs(law.cumulative(Double(k) / 1000 + 1e-6) - counts.cumulative(k)) < 1e-11)
    }
  }

  @Test func `The law of a mean agrees with 20,000 replicates`() throws {
    let values = latencies(200, seed: 11)
    let law = try MeanLaw(of: values)
    #expect(law.discrete == nil)
    #expect(law.warnings == [])
    let drawn = try MonteCarloBootstrap(replicates: 20_000, seed: 5).replicates(of: values) {
      $0.reduce(0, +) / Double($0.count)
    }
    // Kolmogorov's distance of 20,000 draws exceeds 0.0138 once in 2,000.
    var worst = 0.0
    for (index, x) in drawn.sorted.values.enumerated() {
      worst = max(worst, abs(law.cumulative(x) - (Double(index) + 0.5) / 20_000))
    }
    #expect(worst < 0.0138)
    #expect(abs(drawn.standardDeviation / law.standardDeviation - 1) < 0.02)
  }

  @Test func `The law of a mean that one value rules agrees with replicates`() throws {
    // The number of copies of the outlier, nearly Poisson, is seen in the law as hills.
    var generator = Xoshiro256PlusPlus(seed: 8)
    let values = (0..<1200).map { _ in exp(0.4 * generator.normal()) } + [1000]
    let law = try MeanLaw(of: values)
    let drawn = try MonteCarloBootstrap(replicates: 4000, seed: 6).replicates(of: values) {
      $0.reduce(0, +) / Double($0.count)
    }
    var worst = 0.0
    for (index, x) in drawn.sorted.values.enumerated() {
      worst = max(worst, abs(law.cumulative(x) - (Double(index) + 0.5) / 4000))
    }
    #expect(worst < 0.031)
    let sum = compensatedSum(values)
    // Without the outlier the mean is far below; with two of it far above.
    #expect(abs(law.cumulative((sum - 500) / 1201) - power(1200.0 / 1201, 1201)) < 1e-6)
  }

  @Test(arguments: Contrast.allCases)
  func `The law of a comparison is that of all pairs of resamples`(contrast: Contrast) throws {
    let (a, b): ([Double], [Double]) = ([3, 5, 9.5, 31], [2, 4.25, 4.25, 11, 12])
    let quantiles = try ContrastLaw(
      ofQuantile: 0.5, of: SortedSample(a), against: SortedSample(b), as: contrast)
    let means = try MeanContrastLaw(of: a, against: b, as: contrast)
    func compare(_ law: some BootstrapLaw, _ first: [Double], _ second: [Double]) {
      let all = first.flatMap { x in second.map { contrast.value(x, $0) } }.sorted()
      let center = average(all)
      let spread = average(all.map { ($0 - center) * ($0 - center) }).squareRoot()
      #expect(abs(law.mean - center) < 1e-9)
      #expect(abs(law.standardDeviation - spread) < 1e-9)
      for p in [0.0213, 0.1234, 0.5131, 0.8765, 0.9755] {
        let expected = all[Int((p * Double(all.count)).rounded(.up)) - 1]
        #expect(abs(law.quantile(p) - expected) < 1e-9)
        #expect(abs(law.cumulative(expected + 1e-8) - share(all, notAbove: expected + 1e-8)) < 1e-12)
      }
    }
    compare(quantiles, allResamples(a) { $0.sorted()[1] }, allResamples(b) { $0.sorted()[2] })
    compare(means, allResamples(a, average), allResamples(b, average))
  }

  @Test(arguments: Contrast.allCases)
  func `Comparisons of two means agree with replicates`(contrast: Contrast) throws {
    let (a, b) = (latencies(500, seed: 21), latencies(300, seed: 22))
    let law = try MeanContrastLaw(of: a, against: b, as: contrast)
    let drawn = try MonteCarloBootstrap(replicates: 8000, seed: 9).replicates(of: a, and: b) { x, y in
      contrast.value(x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
    }
    for p in [0.025, 0.1, 0.5, 0.9, 0.975] {
      let error = (p * (1 - p) / 8000).squareRoot()
      #expect(abs(drawn.cumulative(law.quantile(p)) - p) < 4.5 * error)
      #expect(abs(law.cumulative(law.quantile(p)) - p) < 1e-9)
    }
    #expect(
      abs(law.mean - drawn.mean) < 5 * law.standardDeviation / 8000.0.squareRoot() + 1e-3 * abs(law.observed))
    #expect(abs(law.standardDeviation / drawn.standardDeviation - 1) < 0.05)
    // The acceleration of the pooled influence values.
    let x = a.map { $0 - a.reduce(0, +) / 500 }
    let y = b.map { $0 - b.reduce(0, +) / 300 }
    let (meanA, meanB) = (a.reduce(0, +) / 500, b.reduce(0, +) / 300)
    let scale =
      contrast == .difference ? (1 / 500.0, -1 / 300.0) : (1 / 500.0 / meanB, -meanA / meanB / meanB / 300)
    let influence = x.map { $0 * scale.0 } + y.map { $0 * scale.1 }
    #expect(abs(Influence.acceleration(influence) - (law.acceleration ?? 9)) < 1e-12)
  }

  @Test func `Comparing quantiles of large samples agrees with drawing their order statistics`() throws {
    let a = try SortedSample(latencies(20_000, seed: 31))
    let b = try SortedSample(latencies(30_000, seed: 32))
    let law = try ContrastLaw(ofQuantile: 0.99, of: a, against: b, as: .ratio)
    var generator = Xoshiro256PlusPlus(seed: 4)
    let drawn = (0..<200_000).map { _ in
      let u = generator.beta(19_800, 201)
      let v = generator.beta(29_700, 301)
      return a.values[Int(u * 20_000)] / b.values[Int(v * 30_000)]
    }.sorted()
    for p in [0.025, 0.5, 0.975] {
      let found = Double(drawn.partitionPoint { $0 > law.quantile(p) }) / 200_000
      #expect(abs(found - p) < 4.5 * (p * (1 - p) / 200_000).squareRoot() + 1e-4)
    }
    #expect(abs(average(drawn) / law.mean - 1) < 1e-3)
  }
}
