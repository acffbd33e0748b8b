import Testing

@testable import Statistics

@Suite struct PermutationTestTests {
  private func difference(_ x: [Double], _ y: [Double]) -> Double {
    x.reduce(0, +) / Double(x.count) - y.reduce(0, +) / Double(y.count)
  }

  @Test func `Sampled arrangements approach the listing of all`() throws {
    let x = [3.1, 4.7, 2.2, 6.0, 5.5]
    let y = [1.0, 2.6, 3.3, 0.4, 2.9, 1.7]
    let listed = enumerated(x, y, statistic: difference)
    let test = try PermutationTest(replicates: 20_000, seed: 7)
    let found = try test.test(x, y, alternative: .greater, statistic: difference)
    #expect(abs(found.pValue - listed.upper) < 4 * (listed.upper / 20_000).squareRoot())
    #expect(found == (try test.test(x, y, alternative: .greater, statistic: difference)))
    let exact = try #require(
      try PermutationTest.exactDifferenceOfMeans(
        [31, 47, 22, 60, 55], [10, 26, 33, 4, 29, 17], alternative: .greater))
    #expect(abs(exact.pValue - listed.upper) < 1e-12)
    #expect(abs(exact.statistic - 10 * difference(x, y)) < 1e-12)
  }

  @Test func `The p-value is never 0 and counts the data`() throws {
    let test = try PermutationTest(replicates: 99, seed: 1)
    let far = try test.test(
      (0..<20).map { Double($0) + 1e3 }, (0..<20).map(Double.init), statistic: difference)
    #expect(far.pValue == 2.0 / 100)
    let equal = try test.test([1, 1, 1], [1, 1], statistic: difference)
    #expect(equal.pValue == 1)
  }

  @Test func `Early stopping is fast without evidence and keeps the level`() throws {
    var generator = Xoshiro256PlusPlus(seed: 44)
    var rejected = 0
    for run in 0..<300 {
      let x = (0..<8).map { _ in generator.exponential() }
      let y = (0..<8).map { _ in generator.exponential() }
      let test = try PermutationTest(replicates: 399, seed: UInt64(run), exceedancesToStop: 10)
      let result = try test.test(x, y, statistic: difference)
      if result.pValue <= 0.05 { rejected += 1 }
      if result.pValue > 0.5 {
        guard case .stoppedEarly(let replicates) = result.warnings.first else {
          Issue.record("A clear case ran to the end")
          continue
        }
        #expect(replicates < 100)
      }
    }
    #expect(rejected >= 5 && rejected <= 26, "\(rejected) of 300")
  }

  @Test func `Blocks and clusters are kept together, so that the level holds for dependent values`() throws {
    var generator = Xoshiro256PlusPlus(seed: 45)
    // 12 batches of 10 values on 2 days, half of each day under either variant; batches differ, days differ.
    let batch = (0..<120).map { $0 / 10 }
    let day = batch.map { $0 / 6 }
    let labels = batch.map { $0 % 2 }
    var rejected = (wrong: 0, right: 0)
    for run in 0..<200 {
      let effects = (0..<12).map { generator.normal() + 5 * Double($0 / 6) }
      let values = batch.map { effects[$0] + 0.5 * generator.normal() }
      func statistic(_ labels: [Int]) -> Double {
        var sum = 0.0
        for (value, label) in zip(values, labels) { sum += label == 0 ? value : -value }
        return sum
      }
      let test = try PermutationTest(replicates: 99, seed: UInt64(run))
      let right = try test.test(labels: labels, blocks: day, clusters: batch, statistic: statistic)
      if right.pValue <= 0.05 { rejected.right += 1 }
      let wrong = try test.test(labels: labels, blocks: day, statistic: statistic)
      if wrong.pValue <= 0.05 { rejected.wrong += 1 }
    }
    #expect(rejected.right <= 20, "\(rejected)")
    #expect(rejected.wrong > 80, "\(rejected)")
    #expect(
      try PermutationTest(replicates: 9, seed: 1).test(labels: labels, clusters: batch) { _ in 1 }.sizes == [
        6, 6,
      ])
  }

  @Test func `Hostile arrangements give typed errors`() throws {
    #expect(throws: StatisticsError.self) { try PermutationTest(replicates: 0, seed: 1) }
    #expect(throws: StatisticsError.self) { try PermutationTest(seed: 1, exceedancesToStop: 0) }
    let test = try PermutationTest(replicates: 9, seed: 1)
    #expect(throws: StatisticsError.emptySample) { try test.test(labels: []) { _ in 0 } }
    #expect(throws: StatisticsError.self) { try test.test(labels: [1, 1]) { _ in 0 } }
    #expect(throws: StatisticsError.self) { try test.test(labels: [0, 1], clusters: [3, 3]) { _ in 0 } }
    #expect(throws: StatisticsError.self) { try test.test(labels: [0, 1], blocks: [3]) { _ in 0 } }
    #expect(throws: StatisticsError.self) { try test.test(labels: [0, 1]) { _ in .nan } }
    #expect(throws: StatisticsError.self) { try test.test([], [1], statistic: difference) }
    #expect(throws: StatisticsError.emptySample) { try PermutationTest.exactDifferenceOfMeans([], [1]) }
    #expect(try PermutationTest.exactDifferenceOfMeans([0, 1 << 40], [5, 6]) == nil)
    #expect(try PermutationTest.exactDifferenceOfMeans([.max, .min], [5, 6]) == nil)
    #expect(try PermutationTest.exactDifferenceOfMeans([.max, .max - 3], [.max - 1]) == nil)
    #expect(try PermutationTest.exactDifferenceOfMeans([.min, .min], [.min]) == nil)
  }
}

@Suite struct EquivalenceTests {
  @Test func `Equivalence is claimed at its error rate on the edge and rarely refused inside`() throws {
    var generator = Xoshiro256PlusPlus(seed: 51)
    let margin = 0.1
    var (onEdge, inside, medians) = (0, 0, 0)
    for _ in 0..<400 {
      let x = (0..<40).map { _ in exponential(0.1 * generator.normal()) }
      let edge = (0..<40).map { _ in exponential(logarithm(1.1) + 0.1 * generator.normal()) }
      let same = (0..<40).map { _ in exponential(0.1 * generator.normal()) }
      let result = try geometricMeanEquivalence(edge, x, margin: margin)
      if result.isEquivalent { onEdge += 1 }
      #expect(result.isEquivalent == (try #require(result.pValue) <= 0.05))
      if try geometricMeanEquivalence(same, x, margin: margin).isEquivalent { inside += 1 }
      let median = try #require(try quantileEquivalence(SortedSample(edge), SortedSample(x), margin: margin))
      if median.isEquivalent { medians += 1 }
    }
    #expect(onEdge >= 8 && onEdge <= 34, "\(onEdge) of 400")
    #expect(medians <= 34, "\(medians) of 400")
    #expect(inside > 380, "\(inside) of 400")
  }

  @Test func `Hostile input gives typed errors`() throws {
    #expect(throws: StatisticsError.self) { try geometricMeanEquivalence([1, 0], [1, 2], margin: 0.1) }
    #expect(throws: StatisticsError.self) { try geometricMeanEquivalence([1, 2], [1, 2], margin: 0) }
    #expect(throws: StatisticsError.self) {
      try geometricMeanEquivalence([1, 2], [1, 2], margin: 0.1, significance: 0.5)
    }
    #expect(try quantileEquivalence(SortedSample([-1, 0]), SortedSample([1, 2]), margin: 0.1) == nil)
  }
}

@Suite struct BatchPlanTests {
  @Test func `Promised power and width are met by simulated experiments`() throws {
    var generator = Xoshiro256PlusPlus(seed: 61)
    let plan = try BatchPlan(batchSize: 20, intraclassCorrelation: 0.2, logVariance: 0.25)
    let batches = try plan.batches(ratio: 1.25, power: 0.8)
    let promised = try plan.power(ratio: 1.25, batches: batches)
    #expect(promised >= 0.8)
    #expect(try plan.power(ratio: 1.25, batches: batches - 1) < 0.8)
    let runs = 800
    var (seen, width) = (0, 0.0)
    func batchMeans(_ shift: Double) -> [Double] {
      (0..<batches).map { _ in
        let effect = (0.2 * 0.25).squareRoot() * generator.normal()
        let noise =
          (0..<20).reduce(0.0) { sum, _ in sum + (0.8 * 0.25).squareRoot() * generator.normal() } / 20
        return shift + effect + noise
      }
    }
    for _ in 0..<runs {
      let result = try welchTest(batchMeans(logarithm(1.25)), batchMeans(0))
      if result.test.pValue <= 0.05 { seen += 1 }
      width += try #require(result.interval.width) / 2 / Double(runs)
    }
    #expect(
      abs(Double(seen) / Double(runs) - promised) < 4 * (0.16 / Double(runs)).squareRoot(),
      "\(seen) \(promised)")
    let expected = logarithm(onePlus: try plan.relativeHalfWidthOfRatio(batches: batches))
    #expect(relativeError(width, expected) < 0.05, "\(width) \(expected)")
  }

  @Test func `Promised equivalence is met by simulated experiments`() throws {
    var generator = Xoshiro256PlusPlus(seed: 62)
    let plan = try BatchPlan(batchSize: 10, intraclassCorrelation: 0.3, logVariance: 0.04)
    let promised = try plan.equivalencePower(margin: 0.1, batches: 18)
    #expect(promised > 0.3 && promised < 0.95)
    var shown = 0
    let deviation = plan.batchMeanVariance.squareRoot()
    for _ in 0..<800 {
      let x = (0..<18).map { _ in exponential(deviation * generator.normal()) }
      let y = (0..<18).map { _ in exponential(deviation * generator.normal()) }
      if try geometricMeanEquivalence(x, y, margin: 0.1).isEquivalent { shown += 1 }
    }
    #expect(abs(Double(shown) / 800 - promised) < 0.06, "\(shown) \(promised)")
  }

  @Test func `Sizes follow the design effect`() throws {
    let independent = try BatchPlan(batchSize: 1, intraclassCorrelation: 0.9, logVariance: 0.5)
    #expect(independent.designEffect == 1)
    let whole = try BatchPlan(batchSize: 1000, intraclassCorrelation: 1, logVariance: 0.5)
    #expect(relativeError(whole.batchMeanVariance, 0.5) < 1e-12)
    #expect(
      try whole.batches(relativeHalfWidthOfRatio: 0.1) == independent.batches(relativeHalfWidthOfRatio: 0.1))
    let needed = try independent.batches(relativeHalfWidth: 0.05)
    #expect(try independent.relativeHalfWidth(batches: needed) <= 0.05)
    #expect(try independent.relativeHalfWidth(batches: needed - 1) > 0.05)
    // About (z σ / ln 1.05)².
    let rough = 1.96 * 1.96 * 0.5 / (logarithm(1.05) * logarithm(1.05))
    #expect(abs(Double(needed) - rough) < 5)
    // A slower and a faster variant need the same.
    #expect(try whole.power(ratio: 2, batches: 9) == whole.power(ratio: 0.5, batches: 9))
  }

  @Test func `Hostile plans give typed errors`() throws {
    #expect(throws: StatisticsError.self) {
      try BatchPlan(batchSize: 0, intraclassCorrelation: 0, logVariance: 1)
    }
    #expect(throws: StatisticsError.self) {
      try BatchPlan(batchSize: 1, intraclassCorrelation: 1.1, logVariance: 1)
    }
    #expect(throws: StatisticsError.self) {
      try BatchPlan(batchSize: 1, intraclassCorrelation: 0, logVariance: .nan)
    }
    let plan = try BatchPlan(batchSize: 1, intraclassCorrelation: 0, logVariance: 1)
    #expect(throws: StatisticsError.self) { try plan.relativeHalfWidth(batches: 1) }
    #expect(throws: StatisticsError.self) { try plan.batches(ratio: 1) }
    #expect(throws: StatisticsError.self) { try plan.batches(ratio: -1) }
    #expect(throws: StatisticsError.self) { try plan.batches(relativeHalfWidth: 1e-12) }
    #expect(throws: StatisticsError.self) { try plan.batches(ratio: 2, power: 1) }
    #expect(throws: StatisticsError.self) { try ClassicalPower.twoSampleTSize(effect: 0, power: 0.8) }
    #expect(throws: StatisticsError.self) { try ClassicalPower.twoSampleT(effect: .nan, n: 5, m: 5) }
    #expect(try ClassicalPower.twoSampleT(effect: 1e9, n: 5, m: 5) == 1)
    #expect(throws: StatisticsError.self) { try ClassicalPower.proportionSize(0.1, 0.1, power: 0.8) }
    #expect(throws: StatisticsError.self) {
      try ClassicalPower.oneWay(groups: 1, between: 1, within: 1, n: 5)
    }
  }
}
