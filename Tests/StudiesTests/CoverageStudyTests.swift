import Statistics
import Testing

@testable import Studies

@Suite struct CoverageStudyTests {
  @Test func `The table does not depend on the number of tasks`() async throws {
    var options = CoverageStudy.Options.quick
    options.concurrency = 1
    let one = try await CoverageStudy.run(options)
    options.concurrency = 3
    #expect(try await CoverageStudy.run(options) == one)
    options.seed = 2
    #expect(try await CoverageStudy.run(options) != one)
    #expect(one.count == options.families.count * options.statistics.count)
  }

  @Test func `Independent quantiles hold their level and the peer loses it in the tail`() async throws {
    var options = CoverageStudy.Options.quick
    options.families = [.lognormal]
    options.statistics = [.p50, .p95, .p99]
    options.replications = 400
    let rows = try await CoverageStudy.run(options)
    for row in rows {
      #expect(row.samples == 400 && row.refused == 0)
      #expect(try #require(row.coverage) > 0.92)
      #expect(abs(row.misled + (try #require(row.coverage)) - 1) < 1e-12)
    }
    #expect(rows[0].oneSided == 0 && rows[2].oneSided == 1 && rows[2].medianWidth == nil)
    #expect(rows[0].peerCoverage > 0.9 && rows[2].peerCoverage < 0.75)
    #expect(rows[0].verdict == .holds && rows[2].verdict != .short)
    #expect(rows.allSatisfy { $0.dependentPeer == nil && $0.dependentPeerCoverage == nil })
  }

  @Test func `A verdict looks past the noise of the study and at the rare parts of a law`() {
    func verdict(
      coverage: Double?, refused: Double = 0, seen: Double? = nil, samples: Int = 1500
    ) -> CoverageVerdict {
      let held = (coverage ?? 0) * (1 - refused)
      let row = CoverageStudy.Row(
        family: "x", n: 50, statistic: .mean, level: 0.95, method: "m", samples: samples,
        coverage: coverage, misled: 1 - refused - held, refused: refused, oneSided: 0, medianWidth: nil,
        peer: "p", peerCoverage: 1, verdict: .holds)
      return CoverageVerdict(row, seenTimes: seen)
    }
    #expect(verdict(coverage: 0.95) == .holds && verdict(coverage: 0.925) == .holds)
    #expect(verdict(coverage: 0.99) == .conservative)
    #expect(verdict(coverage: 0.9) == .short)
    #expect(verdict(coverage: 0.9, samples: 60) == .holds)
    #expect(verdict(coverage: nil, refused: 1) == .refuses)
    #expect(verdict(coverage: 0.8, refused: 0.8) == .refuses)
    #expect(verdict(coverage: 0.5, refused: 0.8) == .short)
    #expect(verdict(coverage: 0.5, seen: 2) == .unseen && verdict(coverage: 0.5, seen: 8) == .short)
  }

  @Test func `Clusters hold their level where peers, even by clusters, do not`() async throws {
    var options = CoverageStudy.Options.quick
    options.families = [.clustered(clusters: 5, correlation: 0.5)]
    options.sizes = [200]
    options.statistics = [.mean, .p50]
    options.replications = 300
    let rows = try await CoverageStudy.run(options)
    for row in rows {
      #expect(row.dependentPeer == "cluster_bootstrap")
      #expect(row.verdict != .short && row.peerCoverage < 0.5)
      #expect(try #require(row.dependentPeerCoverage) < 0.86)
    }
  }

  @Test(arguments: CoverageFamily.standard)
  func `Samples follow the law whose truth is stated`(family: CoverageFamily) throws {
    var generator = Xoshiro256PlusPlus(seed: 9)
    var values: [Double] = []
    for _ in 0..<100 { values += family.draw(1000, using: &generator).values }
    let sample = try SortedSample(values)
    for statistic in CoverageStatistic.allCases {
      guard let probability = statistic.probability else { continue }
      let below = sample.values.reduce(0) { $0 + ($1 <= family.truth(statistic) ? 1.0 : 0) } / 100_000
      // Clusters and bursts leave far fewer than 100,000 independent values.
      let spread = (probability * (1 - probability) / 100_000).squareRoot() * 15
      #expect(abs(below - probability) < 4 * spread, "\(family.name) \(statistic)")
    }
    if family != .pareto(index: 1.5) {
      #expect(abs(try mean(values) / family.truth(.mean) - 1) < 0.08, "\(family.name)")
    }
  }

  @Test func `The peer's law is that of real resamples`() throws {
    var generator = Xoshiro256PlusPlus(seed: 10)
    let sample = try SortedSample((0..<60).map { _ in generator.exponential() })
    guard
      case .replicates(let fast) = try CoveragePeer.percentiles(
        of: sample, 0.9, replicates: 4000, using: &generator)
    else {
      Issue.record("no replicates")
      return
    }
    var slow: [Double] = []
    for _ in 0..<4000 {
      let resample = (0..<60).map { _ in sample.values[generator.index(below: 60)] }
      slow.append(try SortedSample(resample).quantile(0.9))
    }
    slow.sort()
    // Kolmogorov's distance of two samples of 4,000 at 0.1 %: 1.95 √(2/4000).
    var distance = 0.0
    for (rank, value) in slow.enumerated() {
      let below = Double(fast.filter { $0 <= value }.count) / 4000
      let upTo = Double(slow.lastIndex(of: value) ?? rank) + 1
      distance = max(distance, abs(below - upTo / 4000))
    }
    #expect(distance < 0.0436)
  }

  @Test func `The text has fixed decimals and empty fields for what is missing`() {
    let row = CoverageStudy.Row(
      family: "lognormal", n: 50, statistic: .p999, level: 0.95, method: "order_statistic", samples: 10,
      coverage: nil, misled: 0, refused: 1, oneSided: 0, medianWidth: nil, peer: "percentile_bootstrap",
      peerCoverage: 0.0625, verdict: .refuses)
    let text = CoverageStudy.csv([row])
    #expect(
      text.split(separator: "\n").last
        == "lognormal,50,p99.9,0.950,order_statistic,10,,0.0000,1.0000,0.0000,,percentile_bootstrap,0.0625,,,refuses"
    )
    #expect(FixedText.decimals(-1.005, 1) == "-1.0" && FixedText.decimals(0.05, 0) == "0")
    #expect(FixedText.shortest(0.05) == "0.05" && FixedText.shortest(100) == "100")
  }

  @Test func `Options that cannot be are refused with what is wrong`() async {
    func fails(_ change: (inout CoverageStudy.Options) -> Void) async {
      var options = CoverageStudy.Options.quick
      change(&options)
      await #expect(throws: CoverageStudy.Failure.self) { try await CoverageStudy.run(options) }
    }
    await fails { $0.families = [] }
    await fails { $0.statistics = [] }
    await fails { $0.sizes = [5] }
    await fails { $0.levels = [0.4] }
    await fails { $0.levels = [.nan] }
    await fails { $0.replications = 0 }
    await fails { $0.peerReplicates = 1 }
    await fails { $0.concurrency = 0 }
    await fails { $0.families = [.pareto(index: 0.5)] }
    await fails { $0.families = [.autoregression(correlation: 1)] }
    await fails { $0.families = [.coldStarts(share: 2)] }
    await fails { $0.families = [.clustered(clusters: 200, correlation: 0.1)] }
  }
}
