import Testing

@testable import Statistics

/// R counts the last value of a segment from 1, we the first of the next from 0: the same number.
@Suite("Change points against other programs")
struct ChangePointGoldenTests {
  let golden: ChangePointGolden

  init() throws { golden = try ChangePointFixtures.read(ChangePointGolden.self, "r-golden/changepoint.json") }

  private func answer(_ method: String, _ penalty: String, _ cost: String) throws -> ChangePointGolden.Answer
  {
    try #require(golden.results["\(method) \(penalty)"]?[cost])
  }

  @Test("changepoint: mean, variance and Poisson costs by PELT", arguments: ["SIC", "Hannan-Quinn", "AIC"])
  func pelt(penalty: String) throws {
    let mean = try answer("PELT", penalty, "mean")
    #expect(try functionalPruning(golden.sim, penalty: mean.pen).changes == mean.cpts.values)
    #expect(try prunedExactSegmentation(MeanCost(golden.sim), penalty: mean.pen).changes == mean.cpts.values)
    let variance = try answer("PELT", penalty, "var")
    let cost = try NormalCost(golden.simv, changing: .variance)
    let found = try prunedExactSegmentation(cost, penalty: variance.pen, minimumLength: 2)
    let theirs = Segmentation(changes: variance.cpts.values, cost: 0).segments(count: golden.simv.count)
      .reduce(0) { $0 + cost($1.lowerBound, $1.upperBound) }
    // Theirs prunes too early with a minimum length; ours costs as much or less.
    let price = { (count: Int) in Double(count) * variance.pen }
    #expect(found.cost + price(found.changes.count) <= theirs + price(variance.cpts.values.count) + 1e-8)
    let poisson = try answer("PELT", penalty, "poisson")
    let counts = try PoissonCost(golden.simc)
    let length = penalty == "SIC" ? 1 : 2
    #expect(
      try prunedExactSegmentation(counts, penalty: poisson.pen, minimumLength: length).changes
        == poisson.cpts.values)
  }

  @Test("changepoint: mean and variance")
  func meanAndVariance() throws {
    for penalty in ["SIC", "Hannan-Quinn", "AIC"] {
      let expected = try answer("PELT", penalty, "meanvar")
      let cost = try NormalCost(golden.sim)
      let found = try prunedExactSegmentation(cost, penalty: expected.pen, minimumLength: 2)
      let theirs = Segmentation(changes: expected.cpts.values, cost: 0).segments(count: golden.sim.count)
        .reduce(0) { $0 + cost($1.lowerBound, $1.upperBound) }
      let (a, b) = (
        Double(found.changes.count) * expected.pen, Double(expected.cpts.values.count) * expected.pen
      )
      #expect(found.cost + a <= theirs + b + 1e-8)
      if penalty == "SIC" { #expect(found.changes == expected.cpts.values) }
    }
  }

  @Test("changepoint: the modified criterion adds the logarithm of each length")
  func modified() throws {
    struct WithLength: SegmentCost {
      let base: MeanCost
      var count: Int { base.count }
      // Two logarithms against one: at most ln(n/4) more than the union of both.
      var excess: Double { logarithm(Double(base.count)) }
      func callAsFunction(_ start: Int, _ end: Int) -> Double {
        base(start, end) + logarithm(Double(end - start))
      }
    }
    let expected = try answer("PELT", "MBIC", "mean")
    let cost = WithLength(base: try MeanCost(golden.sim))
    #expect(try prunedExactSegmentation(cost, penalty: expected.pen).changes == expected.cpts.values)
  }

  @Test("changepoint: all penalties between 5 and 500")
  func path() throws {
    let path = try PenaltyPath(5...500) { (penalty) throws(StatisticsError) in
      try functionalPruning(golden.sim, penalty: penalty)
    }
    let ours = Set(path.entries.map { $0.segmentation.changes })
    for theirs in golden.crops.cpts { #expect(ours.contains(theirs.values)) }
    #expect(path.elbow?.segmentation.changes == [121, 201, 350, 400])
  }

  @Test("fpop: segments and cost")
  func fpop() throws {
    let theirs = golden.extra.fpop
    let found = try functionalPruning(golden.sim, penalty: theirs.lambda)
    #expect(found.changes + [golden.sim.count] == theirs.ends.values)
    let squares = golden.sim.reduce(0) { $0 + $1 * $1 }
    // Their cost counts a penalty for each segment in some versions and leaves out the squares in others.
    let candidates = [0, 1, 4, 5].flatMap { count in
      [found.cost + Double(count) * theirs.lambda, found.cost - squares + Double(count) * theirs.lambda]
    }
    #expect(candidates.contains { abs($0 - theirs.cost) < 1e-6 })
  }

  @Test("strucchange: the break of the Nile and its residual sums of squares")
  func nile() throws {
    let golden = try ChangePointFixtures.read(StructuralChange.self, "r-golden/strucchange_nile.json")
    let path = try PenaltyPath(0...1e7) { (penalty) throws(StatisticsError) in
      try prunedExactSegmentation(MeanCost(golden.nile), penalty: penalty, minimumLength: 15)
    }
    for entry in path.entries where entry.segmentation.changes.count < golden.rss.count {
      let theirs = golden.rss[entry.segmentation.changes.count]
      #expect(abs(entry.segmentation.cost - theirs) < 1e-6 * theirs)
    }
    let change = try #require(detectChanges(in: SampleSeries(values: golden.nile)).changes.first)
    #expect(change.index == golden.breakpoints)
    // They report 25 to 32 as last values before the break, from the law of large shifts with unequal variances; we
    // invert the likelihood ratio, which needs no derivative at the break.
    #expect((22...26).contains(change.earliestIndex))
    #expect((30...34).contains(change.latestIndex))
  }

  @Test("ecp: the divisions of a series whose distribution changes twice")
  func ecp() throws {
    let golden = try ChangePointFixtures.read(EnergyGolden.self, "r-golden/ecp.json")
    let theirs = golden.alpha1.est.values.filter { $0 > 1 && $0 <= golden.z.count }.map { $0 - 1 }
    let ours = try EnergyDivision(golden.z, minimumLength: 20, permutations: 999, seed: 1).changes
    // They also leave values at the end of a part aside when that raises the statistic, so a date may differ a
    // little where the distribution changes slowly.
    #expect(ours.count == theirs.count)
    for (a, b) in zip(ours, theirs) { #expect(abs(a - b) <= 10) }
  }

  @Test("MongoDB: the energy statistic of each split")
  func energyStatistic() throws {
    let series = try ChangePointFixtures.read([Double].self, "mongodb-spa/robust_series.json")
    let expected = try ChangePointFixtures.read(
      [Double].self, "mongodb-spa/expected_result_robust_series_proper_division.json")
    let whole = try ChangePointFixtures.read([Double].self, "mongodb-spa/expected_result_robust_series.json")
    let statistics = try energyStatistics(series)
    let n = series.count
    for (index, statistic) in statistics.enumerated() where index + 1 < n - 2 {
      #expect(abs(statistic - expected[index + 1]) < 1e-8 * 40000)
      // Their older variant rounds the factor t (n − t)/n down to a whole number.
      let (t, factor) = (index + 1, Double((index + 1) * (n - index - 1)) / Double(n))
      #expect(abs(statistic / factor * factor.rounded(.down) - whole[t]) < 1e-8 * 40000)
    }
  }

  @Test("Otava: its example of fourteen values, and the sure changes of its long series")
  func otava() throws {
    let example = [0.3, 2.4, 1.5, -0.9, -0.5, 99.7, 98.3, 99.1, 149.0, 149.7, 149.5, 149.1, 148.8, 150.0]
    #expect(try EnergyDivision(example, minimumLength: 3, permutations: 199, seed: 1).changes == [5, 8])
    let golden = try ChangePointFixtures.read(OtavaGolden.self, "otava/tigerbeetle.json")
    // With windows of 30 values and a t test Otava finds 5 to 71 points by its threshold; those that it keeps at
    // p = 0.00001 are the ones to agree on.
    let sure = try #require(golden.expected.first { $0.args["max_pvalue"] == 1e-5 }).indexes
    let found = try detectChanges(in: SampleSeries(values: golden.series)).changes.map(\.index)
    #expect(found.contains { abs($0 - 71) <= 2 })
    #expect(sure.contains(71))
    #expect(found.count <= 12)
  }
}
