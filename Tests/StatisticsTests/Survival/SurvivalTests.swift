import Testing

@testable import Statistics

@Suite struct SurvivalTests {
  private func golden() throws -> TailFixtures.Golden { try TailFixtures.golden.get() }

  private func inspected() throws -> IntervalSample {
    let golden = try golden().weibullInterval
    return try IntervalSample(
      zip(golden.left, golden.right).map { IntervalSample.Interval(lower: $0, upper: $1) })
  }

  @Test func `Weibull fits equal those of lifelines and SciPy`() throws {
    let right = try golden().weibullRight
    let sample = try IntervalSample(
      zip(right.times, right.ended).map { IntervalSample.Interval(lower: $0, upper: $1 == 1 ? $0 : nil) })
    for (fit, shape, scale, value) in [
      (try LifetimeFit.weibull(sample), right.shape, right.scale, right.logLikelihood),
      (
        try LifetimeFit.weibull(inspected()), try golden().weibullInterval.shape,
        try golden().weibullInterval.scale, try golden().weibullInterval.logLikelihood
      ),
    ] {
      guard case .weibull(let ownShape, let ownScale) = fit.law else {
        Issue.record("not a Weibull law")
        return
      }
      #expect(abs(ownShape / shape - 1) < 1e-4 && abs(ownScale / scale - 1) < 1e-4)
      #expect(abs(fit.logLikelihood - value) < 1e-5)
      #expect(abs(fit.survival(at: ownScale) - exponential(-1)) < 1e-12)
    }
  }

  @Test func `Turnbull's estimate is the maximum and equals plain expectation maximisation`() throws {
    let golden = try golden().turnbull
    let curve = try TurnbullCurve(inspected())
    #expect(curve.optimalityGap <= 1e-9)
    #expect(curve.logLikelihood >= golden.logLikelihood - 1e-7)
    #expect(abs(curve.logLikelihood - golden.logLikelihood) < 1e-5)
    for step in curve.steps where step.mass > 1e-3 {
      let index = try #require(golden.left.firstIndex { $0 == step.lower })
      #expect(abs(golden.mass[index] - step.mass) < 1e-3)
    }
    #expect(abs(curve.steps.reduce(0) { $0 + $1.mass } - 1) < 1e-9)
  }

  @Test func `With exact and cut-off lifetimes it is the product-limit curve`() throws {
    var generator = Xoshiro256PlusPlus(seed: 71)
    for _ in 0..<10 {
      let times = (0..<30).map { _ in Double(1 + generator.index(below: 20)) }
      let cut = times.map { _ in generator.uniform() < 0.3 }
      let limit = try ProductLimitCurve(CensoredSample(times, isCensored: cut))
      let curve = try TurnbullCurve(
        IntervalSample(zip(times, cut).map { IntervalSample.Interval(lower: $0, upper: $1 ? nil : $0) }))
      for step in limit.steps {
        #expect(abs(curve.survival(at: step.time).lowerBound - step.survival) < 1e-5)
      }
    }
  }

  @Test func `The band of Turnbull's curve holds the curve and follows the seed alone`() throws {
    let sample = try inspected()
    let curve = try TurnbullCurve(sample)
    let band = try curve.band(of: sample, replicates: 99, seed: 5)
    #expect(band.limits.count == curve.steps.count { $0.upper != nil })
    for limit in band.limits {
      let estimate = curve.survival(at: limit.time).lowerBound
      #expect(limit.lower <= estimate && estimate <= limit.upper && limit.lower >= 0 && limit.upper <= 1)
    }
    #expect(try curve.band(of: sample, replicates: 99, seed: 5) == band)
  }

  @Test func `Log-rank tests equal those of lifelines`() throws {
    let golden = try golden().logRank
    let censored = golden.ended.map { $0 == 0 }
    let two = try LogRankTest(golden.times, isCensored: censored, labels: golden.times.indices.map { $0 % 2 })
    #expect(abs(two.test.statistic - golden.statistic) < 1e-9 && abs(two.test.pValue - golden.pValue) < 1e-9)
    let three = try LogRankTest(
      golden.times, isCensored: censored, labels: golden.times.indices.map { $0 % 3 })
    #expect(abs(three.test.statistic - golden.statisticOfThree) < 1e-9)
    #expect(abs(three.test.pValue - golden.pValueOfThree) < 1e-9)
    #expect(abs(two.groups.reduce(0) { $0 + $1.expected - Double($1.observed) }) < 1e-9)
  }

  @Test func `Clusters are exchanged whole`() throws {
    // Twenty hosts with lifetimes of their own: independent tests would find a difference, hosts do not.
    var generator = Xoshiro256PlusPlus(seed: 73)
    var (times, hosts): ([Double], [Int]) = ([], [])
    for host in 0..<20 {
      let scale = exponential(generator.normal())
      for _ in 0..<30 {
        times.append(scale * (1 + 0.1 * generator.uniform()))
        hosts.append(host)
      }
    }
    let labels = hosts.map { $0 % 2 }
    let cut = times.map { _ in false }
    let naive = try LogRankTest(times, isCensored: cut, labels: labels).test
    let fair = try LogRankTest(
      times, isCensored: cut, labels: labels, clusters: hosts,
      permutation: PermutationTest(replicates: 199, seed: 2)
    ).test
    #expect(naive.pValue < 0.01 && fair.pValue > 0.05 && fair.law == .permutation)
  }

  @Test func `A hard time-out is told from lifetimes that scatter`() throws {
    // Half of the containers go after 380 s, the others after 760 s; each is looked at once.
    var generator = Xoshiro256PlusPlus(seed: 74)
    func looks(_ lifetime: (Int) -> Double) throws -> IntervalSample {
      try IntervalSample(
        (0..<120).map { index in
          let look = 20 + 1000 * generator.uniform()
          return lifetime(index) <= look
            ? IntervalSample.Interval(lower: 0, upper: look)
            : IntervalSample.Interval(lower: look, upper: nil)
        })
    }
    let hard = try LifetimeChoice(looks { $0.isMultiple(of: 2) ? 380 : 760 })
    guard case .twoPoint(let share, let first, let second) = hard.fits[0].law else {
      Issue.record("\(hard.fits)")
      return
    }
    #expect(abs(share - 0.5) < 0.15 && first.lower < 380 && (first.upper ?? 0) >= 380)
    #expect((second?.lower ?? 0) < 760 && (second?.upper ?? 1e9) >= 760)
    #expect((first.upper ?? 1e9) - first.lower < 150)
    #expect(hard.fits.allSatisfy { $0.logLikelihood <= hard.bound + 1e-6 })
    #expect(hard.weights[0] > 0.9)
    let draws = (0..<120).map { _ in 400 * power(generator.exponential(), 1 / 1.5) }
    let soft = try LifetimeChoice(looks { draws[$0] })
    guard case .weibull(let shape, let scale) = soft.fits[0].law else {
      Issue.record("\(soft.fits)")
      return
    }
    #expect(abs(shape - 1.5) < 0.7 && abs(scale - 400) < 120)
  }

  @Test func `One time that explains all lifetimes is no law of two`() throws {
    let looks = (0..<20).map {
      IntervalSample.Interval(lower: Double($0 % 4) * 60, upper: 600 + Double($0 % 3) * 60)
    }
    let fit = try #require(try LifetimeFit.twoPoint(IntervalSample(looks)))
    #expect(fit.law == .twoPoint(share: 1, first: .init(lower: 180, upper: 600), second: nil))
    #expect(fit.parameters == 1 && fit.logLikelihood == 0)
  }

  @Test func `Hostile input is refused with a reason`() throws {
    func sample(_ ends: [(Double, Double?)]) throws -> IntervalSample {
      try IntervalSample(ends.map { IntervalSample.Interval(lower: $0.0, upper: $0.1) })
    }
    #expect(throws: StatisticsError.emptySample) { try sample([]) }
    #expect(throws: StatisticsError.self) { try sample([(3, 2)]) }
    #expect(throws: StatisticsError.self) { try sample([(-1, 2)]) }
    #expect(throws: StatisticsError.notFinite(index: 0)) { try sample([(.nan, 2)]) }
    #expect(throws: StatisticsError.self) { try LifetimeFit.weibull(sample([(3, nil), (5, nil)])) }
    #expect(throws: StatisticsError.self) { try LifetimeFit.weibull(sample([(5, 5), (5, 5), (5, 5)])) }
    #expect(throws: StatisticsError.self) { try LifetimeFit.weibull(sample([(0, 0), (5, 5)])) }
    #expect(throws: StatisticsError.self) { try LifetimeFit.twoPoint(sample([(5, 5)])) }
    #expect(try LifetimeFit.twoPoint(sample([(0, 1), (2, 3), (4, 5)])) == nil)
    #expect(try TurnbullCurve(sample([(3, nil), (5, nil)])).steps.map(\.mass) == [1])
    #expect(throws: StatisticsError.self) {
      try LogRankTest([1, 2], isCensored: [false, false], labels: [1, 1])
    }
    #expect(throws: StatisticsError.self) {
      try LogRankTest([1, 2], isCensored: [true, true], labels: [0, 1])
    }
    #expect(throws: StatisticsError.self) {
      try LogRankTest([1, .infinity], isCensored: [false, false], labels: [0, 1])
    }
    #expect(throws: StatisticsError.self) { try LogRankTest([1, 2], isCensored: [false], labels: [0, 1]) }
  }
}
