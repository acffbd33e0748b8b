import Foundation
import Testing

@testable import Statistics

@Suite struct CensoredQuantileTests {
  /// Weeks of remission under 6-MP (Freireich et al., Blood 21, 1963), the example of most textbooks.
  private let weeks: [Double] = [
    6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35,
  ]
  private let censoredWeeks: Set<Int> = [3, 5, 7, 8, 11, 12, 13, 16, 17, 18, 19, 20]

  private func remission(labels: [Int]? = nil) throws -> ProductLimitCurve {
    try ProductLimitCurve(
      CensoredSample(weeks, isCensored: weeks.indices.map { censoredWeeks.contains($0) }, labels: labels))
  }

  @Test func `Curve, standard errors and median equal the textbook`() throws {
    // Klein and Moeschberger, Survival Analysis (2003), table 4.1B.
    let curve = try remission()
    let survival = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    let errors = [0.076, 0.087, 0.096, 0.107, 0.114, 0.128, 0.135]
    #expect(curve.steps.map(\.time) == [6, 7, 10, 13, 16, 22, 23])
    #expect(curve.steps.map(\.atRisk) == [21, 17, 15, 12, 11, 7, 6])
    for (step, (s, e)) in zip(curve.steps, zip(survival, errors)) {
      #expect(abs(step.survival - s) < 0.0006)
      #expect(abs(step.survival * step.logVariance.squareRoot() - e) < 0.0006)
    }
    let median = try #require(try curve.quantileInterval(0.5))
    #expect(median.value == 23)
    #expect(median.interval?.lower == 13 && median.interval?.upper == nil)
    #expect(try curve.quantile(0.9) == nil)
    #expect(try curve.quantileInterval(0.9) == nil)
    #expect(try curve.quantileBound(0.9).lower == 35)
    #expect(curve.survival(at: 5.9) == 1 && curve.survival(at: 100) == curve.steps[6].survival)
  }

  @Test func `Without cut-off calls the curve is the empirical one, with binomial variance`() throws {
    var generator = Xoshiro256PlusPlus(seed: 60)
    let times = (0..<200).map { _ in generator.exponential() }
    let curve = try ProductLimitCurve(CensoredSample(times, isCensored: times.map { _ in false }))
    for (index, step) in curve.steps.dropLast().enumerated() {
      let s = Double(199 - index) / 200
      #expect(abs(step.survival - s) < 1e-12)
      #expect(abs(step.logVariance - (1 - s) / (200 * s)) < 1e-12)
    }
    let sorted = times.sorted()
    #expect(try curve.quantile(0.9) == sorted[179])
    let exact = try #require(try SortedSample(times).quantileInterval(0.9).interval)
    let found = try #require(try curve.quantileInterval(0.9)?.interval)
    #expect(abs((try #require(found.lower)) - (try #require(exact.lower))) < 0.3)
    #expect(abs((try #require(found.upper)) - (try #require(exact.upper))) < 0.3)
  }

  @Test func `Redistribution to the right gives the same curve`() throws {
    // Efron (1967): the mass of each call cut off goes in equal parts to all later ones.
    var generator = Xoshiro256PlusPlus(seed: 61)
    for _ in 0..<30 {
      let times = (0..<40).map { _ in Double(generator.index(below: 25)) }
      let cut = times.map { _ in generator.uniform() < 0.4 }
      let sample = try CensoredSample(times, isCensored: cut)
      var mass = [Double](repeating: 1.0 / 40, count: 40)
      for (index, entry) in sample.entries.enumerated() where entry.isCensored && index < 39 {
        let share = mass[index] / Double(39 - index)
        mass[index] = 0
        for later in (index + 1)..<40 { mass[later] += share }
      }
      let curve = try ProductLimitCurve(sample)
      for step in curve.steps {
        let later = sample.entries.indices.filter { index in
          let entry = sample.entries[index]
          return entry.time > step.time || (entry.time == step.time && entry.isCensored)
        }
        #expect(abs(later.reduce(0) { $0 + mass[$1] } - step.survival) < 1e-12)
      }
    }
  }

  @Test(arguments: [0.5, 0.9, 0.95])
  func `Quantiles under timeouts keep their level and never look only at completed calls`(
    probability: Double
  ) throws {
    var generator = Xoshiro256PlusPlus(seed: 62)
    let truth = -log(1 - probability)
    var held = 0
    for _ in 0..<500 {
      // Limits that differ from call to call, about a quarter cut off.
      let times = (0..<300).map { _ in generator.exponential() }
      let limits = (0..<300).map { _ in 0.5 + 6 * generator.uniform() }
      let curve = try ProductLimitCurve(
        CensoredSample(zip(times, limits).map(min), isCensored: zip(times, limits).map { $0 > $1 }))
      if try curve.quantileBound(probability).contains(truth) { held += 1 }
    }
    print("censored quantile \(probability): \(held) of 500")
    #expect(held >= 460)
  }

  @Test func `Clusters of one call give nearly the plain variance, real clusters a larger one`() throws {
    var generator = Xoshiro256PlusPlus(seed: 63)
    let times = (0..<400).map { _ in generator.exponential() }
    let cut = times.map { $0 > 2 }
    let capped = times.map { min($0, 2) }
    let plain = try ProductLimitCurve(CensoredSample(capped, isCensored: cut))
    let single = try ProductLimitCurve(
      CensoredSample(capped, isCensored: cut, labels: Array(times.indices)))
    #expect(single.steps.map(\.survival) == plain.steps.map(\.survival))
    for (a, b) in zip(plain.steps, single.steps).dropFirst(20) {
      #expect(abs(b.logVariance / a.logVariance - 1) < 0.12)
    }
    var held = (robust: 0, plain: 0)
    for _ in 0..<300 {
      var values: [Double] = []
      var labels: [Int] = []
      for cluster in 0..<25 {
        let shared = 0.4.squareRoot() * generator.normal()
        for _ in 0..<12 {
          values.append(exp(shared + 0.6.squareRoot() * generator.normal()))
          labels.append(cluster)
        }
      }
      let isCut = values.map { $0 > 3 }
      let seen = values.map { min($0, 3) }
      let robust = try ProductLimitCurve(CensoredSample(seen, isCensored: isCut, labels: labels))
      let naive = try ProductLimitCurve(CensoredSample(seen, isCensored: isCut))
      if try robust.quantileBound(0.5).contains(1) { held.robust += 1 }
      if try naive.quantileBound(0.5).contains(1) { held.plain += 1 }
    }
    print("clustered median of 300: \(held)")
    #expect(held.robust >= 276 && held.plain < 240)
  }

  @Test(arguments: [SurvivalBand.Kind.hallWellner, .equalPrecision])
  func `Bands over all times hold for all times as often as stated`(kind: SurvivalBand.Kind) throws {
    var generator = Xoshiro256PlusPlus(seed: 64)
    var held = (all: 0, pointwise: 0)
    for _ in 0..<400 {
      let times = (0..<300).map { _ in generator.exponential() }
      let curve = try ProductLimitCurve(
        CensoredSample(times.map { min($0, 2) }, isCensored: times.map { $0 > 2 }))
      func holds(_ limits: [SurvivalBand.Limits]) -> Bool {
        zip(limits, limits.dropFirst()).allSatisfy { now, next in
          exp(-now.time) <= now.upper && exp(-next.time) >= now.lower
        }
      }
      let band = try curve.band(kind).limits
      if holds(band) { held.all += 1 }
      let inside = try curve.band(.pointwise).limits.filter { $0.time >= band[0].time }
      if holds(inside) { held.pointwise += 1 }
    }
    print("\(kind): \(held)")
    #expect(held.all >= 364 && held.pointwise < 330)
  }

  @Test func `Critical values equal published ones`() {
    // Kolmogorov's 1.3581 at the whole range; Klein and Moeschberger, tables C.3 and C.4.
    #expect(abs(BridgeLaw.hallWellner(end: 1, level: 0.95) - 1.3581) < 1e-4)
    #expect(abs(BridgeLaw.hallWellner(end: 0.9, level: 0.95) - 1.3581) < 0.003)
    #expect(abs(BridgeLaw.hallWellner(end: 0.5, level: 0.95) - 1.2731) < 0.03)
    #expect(abs(BridgeLaw.equalPrecision(from: 0.1, to: 0.9, level: 0.95) - 3.0) < 0.06)
  }

  @Test func `Nothing but timeouts bounds from below, and constant times have no width`() throws {
    let all = try ProductLimitCurve(
      CensoredSample([Double](repeating: 3, count: 50), isCensored: [Bool](repeating: true, count: 50)))
    #expect(all.steps.isEmpty)
    #expect(try all.quantileBound(0.5) == ConfidenceInterval(lower: 3, upper: nil, level: 0.95))
    #expect(try all.quantileInterval(0.5) == nil)
    let constant = try ProductLimitCurve(
      CensoredSample([Double](repeating: 3, count: 50), isCensored: [Bool](repeating: false, count: 50)))
    let median = try #require(try constant.quantileInterval(0.5))
    #expect(median.value == 3 && median.interval?.width == 0)
    #expect(try constant.quantileBound(0.99).upper == nil)
    #expect(throws: StatisticsError.self) { try constant.band(.hallWellner) }
    let few = try ProductLimitCurve(CensoredSample([1, 2, 3], isCensored: [false, false, false]))
    #expect(try few.quantileBound(0.5).lower == nil)
  }

  @Test func `Hostile times are refused`() throws {
    #expect(throws: StatisticsError.emptySample) { try CensoredSample([], isCensored: []) }
    #expect(throws: StatisticsError.notFinite(index: 0)) {
      try CensoredSample([.infinity], isCensored: [true])
    }
    #expect(throws: StatisticsError.lengthMismatch(expected: 2, found: 1)) {
      try CensoredSample([1, 2], isCensored: [true])
    }
    #expect(throws: StatisticsError.lengthMismatch(expected: 2, found: 3)) {
      try CensoredSample([1, 2], isCensored: [true, false], labels: [1, 2, 3])
    }
    #expect(throws: StatisticsError.self) { try remission(labels: [Int](repeating: 1, count: 21)) }
    #expect(throws: StatisticsError.self) { try remission().quantileBound(1) }
    #expect(throws: StatisticsError.self) { try remission().band(level: 0) }
    #expect(throws: StatisticsError.self) {
      try remission(labels: Array(0..<21)).band(.equalPrecision)
    }
  }
}
