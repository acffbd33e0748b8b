import Foundation
import Testing

@testable import Statistics

@Suite struct MeanIntervalTests {
  @Test func `Symmetric values get Student's t`() throws {
    let values: [Double] = [-3, -2, -1, -1, 0, 0, 1, 1, 2, 3].map { 10 + $0 }
    let estimate = try meanInterval(values, structure: .independent)
    let half =
      try standardDeviation(values) / 10.0.squareRoot() * StudentT.quantile(0.975, degreesOfFreedom: 9)
    let interval = try #require(estimate.interval)
    #expect(abs((try #require(interval.lower)) - (10 - half)) < 1e-12)
    #expect(abs((try #require(interval.upper)) - (10 + half)) < 1e-12)
    #expect(estimate.method == .skewnessAdjustedT)
  }

  @Test func `The adjusted t covers skewed values better than Student's`() throws {
    var generator = Xoshiro256PlusPlus(seed: 50)
    var held = (adjusted: 0, plain: 0, answered: 0)
    for _ in 0..<1000 {
      let values = (0..<100).map { _ in generator.exponential() }
      guard let interval = try meanInterval(values, structure: .independent).interval else { continue }
      held.answered += 1
      if interval.contains(1) { held.adjusted += 1 }
      let half =
        try standardDeviation(values) / 10 * StudentT.quantile(0.975, degreesOfFreedom: 99)
      if abs(try mean(values) - 1) <= half { held.plain += 1 }
    }
    print("exponential, n = 100: \(held)")
    #expect(held.answered > 900)
    #expect(held.adjusted >= held.plain)
    #expect(Double(held.adjusted) > 0.93 * Double(held.answered))
  }

  @Test func `Equal clusters have G − 1 degrees of freedom and unequal ones fewer`() throws {
    // Cluster means 1, 2, 3 of two equal values each: the interval is that of three values, but for the
    // degree of freedom that goes to skewness.
    let equal = try meanInterval([1, 1, 2, 2, 3, 3], structure: .clustered(labels: [0, 0, 1, 1, 2, 2]))
    let half = (1.0 / 3).squareRoot() * StudentT.quantile(0.975, degreesOfFreedom: 1)
    #expect(abs((try #require(equal.interval?.upper)) - (2 + half)) < 1e-9)
    #expect(equal.warnings == [.fewClusters(found: 3), .blindToRareValues(share: 5.0 / 6)])
    var generator = Xoshiro256PlusPlus(seed: 51)
    let values = (0..<200).map { _ in 5 + generator.normal() }
    let even = (0..<200).map { $0 % 10 }
    let uneven = (0..<200).map { $0 < 150 ? 0 : $0 % 9 + 1 }
    let a = try #require(try meanInterval(values, structure: .clustered(labels: even)).interval?.width)
    let b = try #require(try meanInterval(values, structure: .clustered(labels: uneven)).interval?.width)
    #expect(b > 1.2 * a)
    #expect(throws: StatisticsError.self) {
      try meanInterval(values, structure: .clustered(labels: [Int](repeating: 0, count: 200)))
    }
  }

  @Test func `A series pays for its autocorrelation`() throws {
    var generator = Xoshiro256PlusPlus(seed: 52)
    var held = 0
    for _ in 0..<300 {
      let values = autoregression(1000, 0.8, using: &generator).map { exp(0.3 * $0) }
      let estimate = try meanInterval(values, structure: .series)
      #expect((estimate.designEffect ?? 1) > 3)
      if estimate.interval?.contains(exp(0.045)) != false { held += 1 }
    }
    #expect(held >= 276)
  }

  @Test func `A tail without variance opens its end, and lighter ones do not`() throws {
    var generator = Xoshiro256PlusPlus(seed: 53)
    var vetoed = (pareto: 0, lognormal: 0, bimodal: 0)
    for _ in 0..<100 {
      let pareto = (0..<2000).map { _ in exp(generator.exponential() / 1.5) }
      if try meanInterval(pareto, structure: .independent).interval?.upper == nil { vetoed.pareto += 1 }
      let light = (0..<2000).map { _ in exp(0.5 * generator.normal()) }
      if try meanInterval(light, structure: .independent).interval?.upper == nil { vetoed.lognormal += 1 }
      let bimodal = (0..<2000).map { _ in
        (generator.uniform() < 0.05 ? 400 : 20) * exp(0.3 * generator.normal())
      }
      if try meanInterval(bimodal, structure: .independent).interval?.upper == nil { vetoed.bimodal += 1 }
    }
    print("vetoed of 100: \(vetoed)")
    #expect(vetoed.pareto >= 90 && vetoed.lognormal == 0 && vetoed.bimodal <= 5)
    let one = [Double](repeating: 1, count: 50).enumerated().map { $0 == 7 ? 1000 : $1 + Double($0) / 1000 }
    let refused = try meanInterval(one, structure: .independent)
    #expect(refused.interval?.upper == nil && refused.interval?.lower != nil)
    #expect(!refused.warnings.isEmpty)
    let mirrored = try meanInterval(one.map { -$0 }, structure: .independent)
    #expect(mirrored.interval?.lower == nil)
    #expect(mirrored.interval?.upper == refused.interval?.lower.map { -$0 })
  }

  @Test func `The tail index of a power law lies in its interval as often as stated`() throws {
    var generator = Xoshiro256PlusPlus(seed: 54)
    var held = 0
    for _ in 0..<500 {
      let values = (0..<500).map { _ in exp(generator.exponential() / 3) }
      let tail = try #require(try TailIndex(SortedSample(values)))
      if tail.interval.contains(3) { held += 1 }
    }
    #expect((460...490).contains(held))
  }

  @Test func `Hill's estimate equals hand calculation and hostile tails are refused`() throws {
    let e = exp(1.0)
    let sample = try SortedSample((0..<10).map { $0 < 8 ? 1 : $0 == 8 ? e : e * e })
    let tail = try #require(try TailIndex(sample, count: 2))
    #expect(abs(tail.value - 1 / 1.5) < 1e-14)
    #expect(try TailIndex(SortedSample((0..<20).map { Double($0) - 30 })) == nil)
    #expect(try TailIndex(SortedSample([Double](repeating: 2, count: 20))) == nil)
    #expect(throws: StatisticsError.self) { try TailIndex(SortedSample([1, 2, 3])) }
    #expect(throws: StatisticsError.self) { try TailIndex(sample, count: 10) }
    #expect(throws: StatisticsError.self) { try TailIndex(sample, level: 0) }
  }

  @Test func `Constant and hostile values are answered or refused with a type`() throws {
    let constant = [Double](repeating: 4, count: 30)
    for structure in [
      SampleStructure.independent, .series, .clustered(labels: (0..<30).map { $0 / 5 }),
      .clusteredSeries(labels: (0..<30).map { $0 / 5 }),
    ] {
      #expect(try meanInterval(constant, structure: structure).interval?.width == 0)
      #expect(throws: StatisticsError.notFinite(index: 0)) {
        try meanInterval([.infinity] + constant.dropFirst(), structure: structure)
      }
    }
    #expect(throws: StatisticsError.self) { try meanInterval([1], structure: .independent) }
    #expect(throws: StatisticsError.self) { try meanInterval([1, 2], structure: .clustered(labels: [1])) }
    #expect(throws: StatisticsError.self) { try meanInterval([1, 2], level: 0, structure: .series) }
    _ = try meanInterval([1, 2], structure: .series)
  }
}
