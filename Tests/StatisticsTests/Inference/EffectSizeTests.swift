import Testing

@testable import Statistics

@Suite struct EffectSizeTests {
  private func plainMedian(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let n = sorted.count
    return n % 2 == 1 ? sorted[n / 2] : 0.5 * sorted[n / 2 - 1] + 0.5 * sorted[n / 2]
  }

  @Test func `The shift and its ends are order statistics of all differences`() throws {
    var generator = Xoshiro256PlusPlus(seed: 31)
    for (n, m) in [(5, 4), (12, 31), (80, 60), (130, 150)] {
      for tied in [false, true] {
        let draw = { tied ? Double(generator.index(below: 9)) : generator.normal() * 3 }
        let x = (0..<n).map { _ in draw() }
        let y = (0..<m).map { _ in draw() }
        let differences = x.flatMap { a in y.map { a - $0 } }.sorted()
        let shift = try PooledSamples(x, y).hodgesLehmannShift(level: 0.9)
        #expect(shift.value == plainMedian(differences))
        let rank = try #require(RankMargin.pairs(n, m, tail: 0.05, coverage: .atLeast).rank)
        #expect(shift.interval.lower == differences[rank - 1])
        #expect(shift.interval.upper == differences[n * m - rank])
        #expect(shift.method == (min(n, m) > 120 ? .normalRanks : .exactRanks))
      }
    }
  }

  @Test func `The normal margins of ranks meet the exact ones where both are known`() throws {
    for (n, m) in [(60, 80), (100, 110), (120, 400)] {
      for tail in [0.05, 0.025, 0.005] {
        let (exact, below) = ExactSumLaw.wins(n, m).quantile(tail)
        let law = RankCumulants(wins: Double(n), Double(m))
        #expect(abs(law.cumulative(exact - 1) - below) < 1e-5)
        #expect(law.cumulative(exact) >= tail - 1e-5)
      }
    }
    let signed = try #require(ExactSumLaw.subsetSum(scores: Array(1...120)))
    let law = RankCumulants(signedRanks: 120)
    for k in [2400, 2800, 3300] { #expect(abs(law.cumulative(k) - signed.lowerTail(k)) < 1e-5) }
  }

  @Test func `Exchanged samples give opposite shifts, inverse ratios and complementary probabilities`() throws
  {
    var generator = Xoshiro256PlusPlus(seed: 32)
    let x = (0..<40).map { _ in exponential(generator.normal()) }
    let y = (0..<33).map { _ in 1.5 * exponential(generator.normal()) }
    let a = try PooledSamples(x, y)
    let b = try PooledSamples(y, x)
    #expect(try a.hodgesLehmannShift().value == -b.hodgesLehmannShift().value)
    #expect(try a.hodgesLehmannShift().interval.lower == b.hodgesLehmannShift().interval.upper.map { -$0 })
    let (forward, backward) = (try a.hodgesLehmannRatio(), try b.hodgesLehmannRatio())
    #expect(abs(forward.value * backward.value - 1) < 1e-12)
    let low = try #require(forward.interval.lower)
    let high = try #require(backward.interval.upper)
    #expect(abs(low * high - 1) < 1e-12)
    let (p, q) = (try a.superiority(), try b.superiority())
    #expect(abs(p.value + q.value - 1) < 1e-12)
    let (lower, upper) = (try #require(p.interval.lower), try #require(q.interval.upper))
    #expect(abs(lower + upper - 1) < 1e-12)
    let delta = try a.cliffsDelta()
    #expect(abs(delta.value - (plainWins(x, y) - plainWins(y, x)) / Double(40 * 33)) < 1e-12)
    // A shift of all values by a constant, and a common scale.
    let moved = try PooledSamples(x.map { 4 * $0 + 8 }, y.map { 4 * $0 }).hodgesLehmannShift()
    #expect(abs(moved.value - (8 + 4 * (try a.hodgesLehmannShift().value))) < 1e-12)
    let scaled = try PooledSamples(x.map { 4 * $0 }, y.map { 4 * $0 }).hodgesLehmannRatio()
    #expect(relativeError(scaled.value, forward.value) < 1e-12)
  }

  @Test func `Intervals of effects cover at their level`() throws {
    var generator = Xoshiro256PlusPlus(seed: 33)
    let runs = 500
    var covered = [String: Int]()
    // P(x < y) of log-normal values with a log ratio of 0.5 and deviations 1 and 1.5.
    let superiority = Normal.cumulative(0.5 / (1 + 1.5 * 1.5).squareRoot())
    for _ in 0..<runs {
      let x = (0..<24).map { _ in exponential(generator.normal()) }
      let y = (0..<31).map { _ in exponential(0.5 + 1.5 * generator.normal()) }
      let z = (0..<31).map { _ in exponential(0.5 + generator.normal()) }
      let different = try PooledSamples(x, y)
      let shifted = try PooledSamples(x, z)
      let (a, b) = (different.x, different.y)
      let median = try a.compareQuantile(0.5, with: b)
      let center = try SortedSample(x.map { logarithm($0) }).hodgesLehmannCenter(level: 0.95)
      let intervals: [String: (ConfidenceInterval?, Double)] = [
        "superiority": (try different.superiority().interval, superiority),
        "ratio": (try shifted.hodgesLehmannRatio().interval, exponential(-0.5)),
        "median ratio": (median.ratio?.interval, exponential(-0.5)),
        "median difference": (median.difference?.interval, 1 - exponential(0.5)),
        "center": (center.interval, 0),
        "spread": (
          try shamosSpreadInterval(x.map { logarithm($0) }, using: &generator).interval,
          2.0.squareRoot() * Normal.quantile(0.75)
        ),
      ]
      for (name, (interval, truth)) in intervals where interval?.contains(truth) == true {
        covered[name, default: 0] += 1
      }
    }
    for (name, count) in covered.sorted(by: { $0.key < $1.key }) {
      // 475 with a standard deviation of 4.9.
      #expect(count >= 458 && count <= 492, "\(name): \(count) of \(runs)")
    }
    #expect(covered.count == 6)
  }

  @Test func `Simultaneous intervals of a shift function hold together`() throws {
    var generator = Xoshiro256PlusPlus(seed: 34)
    let runs = 100
    var held = [SimultaneousMethod: Int]()
    var rejected = 0
    for _ in 0..<runs {
      let a = try SortedSample((0..<700).map { _ in exponential(generator.normal()) })
      let b = try SortedSample((0..<600).map { _ in exponential(generator.normal()) })
      for method in [SimultaneousMethod.bonferroni, .maxT] {
        let shift = try a.shiftFunction(against: b, at: [0.1, 0.5, 0.75, 0.9, 0.95], simultaneous: method)
        if shift.simultaneous.allSatisfy({ $0.difference?.interval.contains(0) == true }) {
          held[method, default: 0] += 1
        }
        if method == .maxT, shift.holmPValues.contains(where: { ($0 ?? 1) <= 0.05 }) { rejected += 1 }
      }
    }
    // 95 with a standard deviation of 2.2.
    #expect(held[.maxT, default: 0] >= 89, "\(held)")
    #expect(held[.bonferroni, default: 0] >= held[.maxT, default: 0])
    #expect(rejected <= 11, "\(rejected)")
  }

  @Test func `The largest of several deviations has its known laws`() {
    #expect(abs(LargestDeviation.quantile(0.95, correlations: []) - Normal.quantile(0.975)) < 1e-9)
    let three = LargestDeviation.quantile(0.95, correlations: [0, 0])
    #expect(abs(three - Normal.quantile(0.5 + power(0.95, 1.0 / 3) / 2)) < 1e-6)
    // The bivariate normal law by SciPy.
    #expect(abs(LargestDeviation.cumulative(1.96, correlations: [0.5]) - 0.909261) < 2e-6)
    #expect(LargestDeviation.quantile(0.95, correlations: [0.999]) < 1.99)
    let many = LargestDeviation.quantile(0.95, correlations: [Double](repeating: 0.6, count: 10))
    #expect(many > Normal.quantile(0.975) && many < Normal.quantile(1 - 0.025 / 11))
  }

  @Test func `Clusters widen comparisons of quantiles`() throws {
    var generator = Xoshiro256PlusPlus(seed: 35)
    let labels = (0..<400).map { $0 / 20 }
    func draw() -> [Double] {
      let effects = (0..<20).map { _ in generator.normal() }
      return labels.map { exponential(effects[$0] + 0.3 * generator.normal()) }
    }
    let (x, y) = (draw(), draw())
    let clustered = try ClusteredSample(x, labels: labels).compareQuantile(
      0.5, with: ClusteredSample(y, labels: labels))
    let independent = try SortedSample(x).compareQuantile(0.5, with: SortedSample(y))
    let wide = try #require(clustered.difference?.interval.width)
    let narrow = try #require(independent.difference?.interval.width)
    #expect(wide > 2 * narrow)
    #expect(try #require(clustered.pValue) > (try #require(independent.pValue)))
  }

  @Test func `The p-value of a quantile is the level at which its interval ends at 0`() throws {
    var generator = Xoshiro256PlusPlus(seed: 36)
    let a = try SortedSample((0..<200).map { _ in generator.normal() })
    let b = try SortedSample((0..<200).map { _ in generator.normal() + 0.4 })
    let found = try a.compareQuantile(0.5, with: b)
    let p = try #require(found.pValue)
    #expect(p > 0 && p < 0.5)
    let narrower = try a.compareQuantile(0.5, with: b, level: 1 - p * 1.01)
    let wider = try a.compareQuantile(0.5, with: b, level: 1 - p * 0.99)
    #expect(narrower.difference?.interval.compared(to: 0) == .less)
    #expect(wider.difference?.interval.compared(to: 0) == .inconclusive)
    // 20 values cannot bound a 99th percentile from above: nothing is claimed.
    let small = try SortedSample(Array(a.values.prefix(20)))
    let open = try small.compareQuantile(0.99, with: b)
    #expect(open.difference?.interval.upper == nil)
  }

  @Test func `Hostile samples give open intervals or typed errors`() throws {
    let two = try PooledSamples([1, 2], [3, 4])
    let open = try two.hodgesLehmannShift()
    #expect(open.value == -2)
    #expect(open.interval.lower == nil && open.interval.upper == nil)
    #expect(try PooledSamples([1], [2]).hodgesLehmannShift().value == -1)
    #expect(throws: StatisticsError.self) { try PooledSamples([1], [2]).superiority() }
    #expect(throws: StatisticsError.self) { try PooledSamples([0, 1], [1, 2]).hodgesLehmannRatio() }
    #expect(throws: StatisticsError.self) { try PooledSamples([1e308], [-1e308]).hodgesLehmannShift() }
    #expect(throws: StatisticsError.self) { try two.hodgesLehmannShift(level: 1) }
    #expect(throws: StatisticsError.self) { try two.hodgesLehmannShift(level: .nan) }
    #expect(throws: StatisticsError.self) { try two.x.shiftFunction(against: two.y, at: []) }
    #expect(throws: StatisticsError.self) { try two.x.shiftFunction(against: two.y, at: [0.5, 0.5]) }
    #expect(throws: StatisticsError.self) { try PooledSamples([1, 1, 1], [1, 2, 3]).disparity() }
    let equal = try PooledSamples([5, 5, 5, 5, 5], [5, 5, 5, 5, 5])
    #expect(try equal.hodgesLehmannShift().interval == ConfidenceInterval(lower: 0, upper: 0, level: 0.95))
    #expect(try equal.superiority().value == 0.5)
    let apart = try PooledSamples([1, 2, 3, 4], [5, 6, 7, 8, 9])
    let sure = try apart.superiority()
    #expect(sure.value == 1 && sure.method == .score)
    // Newcombe's method 5 at a certain win: the ends are 1 and what two small samples leave open.
    #expect(sure.interval.upper == 1)
    let lower = try #require(sure.interval.lower)
    #expect(lower > 0.5 && lower < 0.85)
    var generator = Xoshiro256PlusPlus(seed: 1)
    #expect(throws: StatisticsError.tooFew(what: "pairs of values", found: 5, needed: 6)) {
      try shamosSpreadInterval((0..<10).map(Double.init), using: &generator)
    }
    // 70,000 by 70,000 differences: 4.9 · 10⁹, none stored.
    let n = 70_000
    let x = SortedSample(ascending: (0..<n).map { Double($0) })
    let y = SortedSample(ascending: (0..<n).map { Double($0) + 100 })
    let shift = try PooledSamples(x, y).hodgesLehmannShift()
    #expect(shift.value == -100)
    let low = try #require(shift.interval.lower)
    #expect(low < -100 && low > -500)
  }

  @Test func `Thresholds are judged by the whole interval`() {
    let interval = ConfidenceInterval(lower: 1, upper: 2, level: 0.9)
    #expect(interval.compared(to: 0.9) == .greater)
    #expect(interval.compared(to: 1) == .inconclusive)
    #expect(interval.compared(to: 2.1) == .less)
    #expect(ConfidenceInterval(lower: nil, upper: 2, level: 0.9).compared(to: -1e9) == .inconclusive)
  }
}
