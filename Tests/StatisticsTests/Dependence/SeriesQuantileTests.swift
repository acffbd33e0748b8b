import Foundation
import Testing

@testable import Statistics

@Suite struct SeriesQuantileTests {
  @Test func `Independent values in order of time keep their exact interval`() throws {
    var generator = Xoshiro256PlusPlus(seed: 40)
    var widened = 0
    for _ in 0..<200 {
      let values = (0..<400).map { _ in exp(generator.normal()) }
      let plain = try quantileInterval(values, 0.9, structure: .independent)
      let series = try quantileInterval(values, 0.9, structure: .series)
      if series.estimate.interval == plain.estimate.interval {
        #expect(series.reason == .noSerialDependence)
      } else {
        widened += 1
      }
    }
    print("independent series widened: \(widened) of 200")
    #expect(widened <= 60)
  }

  @Test(arguments: [(0.5, 0.5), (0.9, 0.5), (0.5, 0.9), (0.9, 0.9)])
  func `An autocorrelated series keeps the level where independence loses it`(
    correlation: Double, probability: Double
  ) throws {
    var generator = Xoshiro256PlusPlus(seed: 41)
    let truth = Normal.quantile(probability)
    var held = (series: 0, answered: 0, independent: 0)
    for _ in 0..<300 {
      let values = autoregression(1000, correlation, using: &generator)
      let plain = try quantileInterval(values, probability, structure: .independent).estimate
      if plain.interval?.contains(truth) == true { held.independent += 1 }
      guard let interval = try quantileInterval(values, probability, structure: .series).estimate.interval
      else { continue }
      held.answered += 1
      if interval.contains(truth) { held.series += 1 }
    }
    print("correlation \(correlation), p \(probability): \(held)")
    #expect(held.answered > 240)
    #expect(Double(held.series) > 0.91 * Double(held.answered))
    #expect(held.independent < 270)
  }

  @Test func `The implied inflation is that of exceedances of a Gaussian autoregression`() throws {
    // Counted in a long series: variance of the share in 4,000 blocks of 500 values.
    var generator = Xoshiro256PlusPlus(seed: 42)
    let p = 0.9
    let threshold = Normal.quantile(p)
    var shares: [Double] = []
    for _ in 0..<4000 {
      let block = autoregression(500, 0.8, using: &generator)
      shares.append(Double(block.filter { $0 <= threshold }.count) / 500)
    }
    let counted = try variance(shares) * 500 / (p * (1 - p))
    let sample = try SeriesSample(autoregression(50_000, 0.8, using: &generator))
    let implied = try sample.dependence(at: p).copulaInflation
    #expect(abs(implied / counted - 1) < 0.12, "\(implied) \(counted)")
  }

  @Test func `One burst is refused and the answer says how much more would do`() throws {
    var generator = Xoshiro256PlusPlus(seed: 43)
    let values = (0..<1000).map { (300..<340).contains($0) ? 3 : exp(0.35 * generator.normal()) }
    let answer = try quantileInterval(values, 0.95, structure: .series)
    #expect(answer.estimate.interval == nil)
    let warning = try #require(answer.estimate.warnings.first)
    guard case .notEnoughEpisodes(let found, let needed) = warning else {
      Issue.record("\(warning)")
      return
    }
    #expect(found < needed)
    #expect((try #require(answer.missing)).calls >= 1000)
    #expect(answer.missing?.batches == nil)
  }

  @Test func `Too few values give one side or nothing and say what is missing`() throws {
    let hundred = (1...100).map(Double.init)
    let answer = try quantileInterval(hundred, 0.99, structure: .independent)
    #expect(answer.estimate.interval?.lower != nil && answer.estimate.interval?.upper == nil)
    #expect(answer.missing == MissingData(calls: 268, batches: nil))
    #expect(answer.reason == .declaredIndependent)
    let low = try quantileInterval(hundred, 0.01, structure: .independent)
    #expect(low.estimate.interval?.lower == nil && low.estimate.interval?.upper != nil)
    let nothing = try quantileInterval([1, 2, 3], 0.5, structure: .independent)
    #expect(nothing.estimate.interval == nil && nothing.missing?.calls == 3)
    let labels = (0..<100).map { $0 / 10 }
    let clustered = try quantileInterval(hundred, 0.99, structure: .clustered(labels: labels))
    let missing = try #require(clustered.missing)
    #expect(missing.calls > 268)
    #expect(missing.batches == (missing.calls + 9) / 10)
  }

  @Test func `Intervals follow shifts and scales, and mirrored values mirrored intervals`() throws {
    var generator = Xoshiro256PlusPlus(seed: 44)
    let values = autoregression(800, 0.7, using: &generator)
    let base = try #require(try quantileInterval(values, 0.8, structure: .series).estimate.interval)
    let moved = try #require(
      try quantileInterval(values.map { 2 * $0 + 1 }, 0.8, structure: .series).estimate.interval)
    #expect(abs((try #require(moved.upper)) - 2 * (try #require(base.upper)) - 1) < 1e-9)
    let mirrored = try #require(
      try quantileInterval(values.map { -$0 }, 0.2, structure: .series).estimate.interval)
    #expect(abs((try #require(mirrored.lower)) + (try #require(base.upper))) < 0.05)
    #expect(abs((try #require(mirrored.upper)) + (try #require(base.lower))) < 0.05)
  }

  @Test func `Clusters in order of time take the more cautious of both`() throws {
    var generator = Xoshiro256PlusPlus(seed: 45)
    let labels = (0..<1000).map { $0 / 50 }
    let series = autoregression(1000, 0.9, using: &generator)
    let both = try quantileInterval(series, 0.5, structure: .clusteredSeries(labels: labels))
    let one = try quantileInterval(series, 0.5, structure: .series)
    let other = try quantileInterval(series, 0.5, structure: .clustered(labels: labels))
    #expect(both.estimate.effectiveN == min(one.estimate.effectiveN, other.estimate.effectiveN))
    #expect(both.estimate.method == .clusteredSeriesOrderStatistic && both.estimate.clusters == 20)
    switch both.reason {
    case .clustersOverSeries, .seriesOverClusters: break
    default: Issue.record("\(both.reason)")
    }
  }

  @Test(arguments: [
    SampleStructure.independent, .series, .clustered(labels: [1, 1, 2, 2, 3, 3, 4, 4]),
    .clusteredSeries(labels: [1, 1, 2, 2, 3, 3, 4, 4]),
  ])
  func `Equal, tied and hostile values give an answer or a typed error`(structure: SampleStructure) throws {
    let equal = try quantileInterval([Double](repeating: 5, count: 8), 0.5, structure: structure)
    #expect(equal.estimate.value == 5)
    if let interval = equal.estimate.interval, let width = interval.width { #expect(width == 0) }
    _ = try quantileInterval([1, 1, 1, 1, 2, 2, 2, 2], 0.75, structure: structure)
    #expect(throws: StatisticsError.notFinite(index: 3)) {
      try quantileInterval([1, 2, 3, .nan, 5, 6, 7, 8], 0.5, structure: structure)
    }
    #expect(throws: StatisticsError.emptySample) { try quantileInterval([], 0.5, structure: structure) }
    for probability in [0, 1, -1, .nan] {
      #expect(throws: StatisticsError.self) {
        try quantileInterval([1, 2, 3, 4, 5, 6, 7, 8], probability, structure: structure)
      }
    }
    #expect(throws: StatisticsError.self) {
      try quantileInterval([1, 2, 3, 4, 5, 6, 7, 8], 0.5, level: 1, structure: structure)
    }
  }
}
