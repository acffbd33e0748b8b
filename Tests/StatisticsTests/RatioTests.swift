import Testing

@testable import Statistics

@Suite struct RatioTests {
  private func estimate(_ value: Double, _ lower: Double?, _ upper: Double?) -> Estimate {
    Estimate(
      value: value, interval: ConfidenceInterval(lower: lower, upper: upper, level: 0.95),
      method: .orderStatistic,
      n: 100, effectiveN: 100)
  }

  @Test func `A ratio to an exact number has the scaled interval`() throws {
    let ratio = try #require(estimate(10, 8, 13).ratio(to: estimate(2, 2, 2)))
    #expect(abs(ratio.value - 5) < 1e-12)
    #expect(abs((ratio.interval.lower ?? 0) - 4) < 1e-12)
    #expect(abs((ratio.interval.upper ?? 0) - 6.5) < 1e-12)
  }

  @Test func `The ratio of exchanged estimates is the inverse`() throws {
    let a = estimate(10, 8, 13)
    let b = estimate(4, 3, 4.5)
    let forward = try #require(a.ratio(to: b))
    let backward = try #require(b.ratio(to: a))
    #expect(abs((forward.interval.lower ?? 0) * (backward.interval.upper ?? 0) - 1) < 1e-12)
  }

  @Test func `Open ends stay open and non-positive values give nothing`() throws {
    let open = try #require(estimate(10, 8, nil).ratio(to: estimate(2, 1, 3)))
    #expect(open.interval.upper == nil)
    #expect(open.interval.lower != nil)
    #expect(estimate(0, -1, 1).ratio(to: estimate(2, 1, 3)) == nil)
  }

  @Test(arguments: [
    (0.98, 1.02, Verdict.equivalent), (0.5, 0.9, .better), (1.1, 2, .worse), (0.9, 1.2, .inconclusive),
    (1.01, 1.04, .equivalent),
  ])
  func `Verdicts need the whole interval`(low: Double, high: Double, verdict: Verdict) {
    let ratio = RatioEstimate(value: 1, interval: ConfidenceInterval(lower: low, upper: high, level: 0.95))
    #expect(ratio.verdict(margin: 0.05) == verdict)
  }

  @Test func `The ratio of two log-normal medians is covered at its level`() throws {
    // Seed 21: true ratio 2, 60 values each.
    var generator = Xoshiro256PlusPlus(seed: 21)
    var covered = 0
    for _ in 0..<500 {
      let a = try SortedSample((0..<60).map { _ in 2 * exponential(generator.normal()) }).quantileInterval(
        0.5)
      let b = try SortedSample((0..<60).map { _ in exponential(generator.normal()) }).quantileInterval(0.5)
      if try #require(a.ratio(to: b)).interval.contains(2) { covered += 1 }
    }
    #expect(covered > 460 && covered < 495, "\(covered) of 500")
  }
}
