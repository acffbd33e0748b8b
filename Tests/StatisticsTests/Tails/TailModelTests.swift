import Testing

@testable import Statistics

@Suite struct TailModelTests {

  @Test func `Profile intervals of a far quantile keep their level`() throws {
    let law = try GeneralizedPareto(threshold: 100, scale: 20, shape: 0.25)
    let truth = try law.quantile(0.999)
    var (covered, above) = (0, 0)
    let runs = 200
    for run in 0..<runs {
      var generator = Xoshiro256PlusPlus(seed: 77, stream: UInt64(run))
      let values = (0..<800).map { _ in law.sample(using: &generator) }
      let sorted = values.sorted()
      let quantile = try TailModel(values, threshold: sorted[639]).quantile(0.999)
      if quantile.interval.contains(truth) { covered += 1 }
      if (quantile.interval.lower ?? 0) > truth { above += 1 }
    }
    // Two standard errors of 200 runs are 3 %.
    #expect(covered >= 183 && covered <= 198, "\(covered) of 200, \(above) too high")
  }

  @Test func `A threshold is chosen where the bulk ends`() throws {
    // Uniform bulk below 1, Pareto tail of a tenth above.
    var generator = Xoshiro256PlusPlus(seed: 9)
    let tail = try GeneralizedPareto(threshold: 1, scale: 0.5, shape: 0.3)
    let values = (0..<4000).map { _ in
      generator.uniform() < 0.1 ? tail.sample(using: &generator) : power(generator.uniform(), 0.5)
    }
    let choice = try ThresholdChoice(values)
    #expect(choice.isAccepted && choice.chosen.threshold > 0.97 && choice.chosen.threshold < 1.6)
    #expect(choice.candidates[0].pValue < 1e-4)
    let model = try TailModel(values)
    #expect(try model.shapeInterval().contains(0.3))
    let far = try model.quantile(0.9999)
    let truth = try tail.quantile(0.999)
    #expect(far.isExtrapolated && far.interval.contains(truth))
    #expect(try !model.quantile(0.995).isExtrapolated)
  }

  @Test func `ForwardStop equals its definition`() {
    #expect(ThresholdChoice.forwardStop([0.01, 0.02, 0.9, 0.03, 0.8], rate: 0.1) == 2)
    #expect(ThresholdChoice.forwardStop([0.5, 0.6], rate: 0.1) == 0)
    #expect(ThresholdChoice.forwardStop([0.001, 0.001], rate: 0.1) == 2)
  }

  @Test func `Bursts count once`() throws {
    // A maximum of neighbours: each extreme appears three times, so the index is 1/3.
    var generator = Xoshiro256PlusPlus(seed: 13)
    let noise = (0..<6002).map { _ in 1 / generator.openUniform() }
    let series = (0..<6000).map { max(noise[$0], noise[$0 + 1], noise[$0 + 2]) }
    let threshold = try SortedSample(series).quantile(0.97)
    let index = try ExtremalIndex(series, above: threshold)
    #expect(abs(index.value - 1.0 / 3) < 0.07)
    #expect(index.bursts == index.peaks.count && index.peaks == index.peaks.sorted())
    #expect(index.peaks.allSatisfy { series[$0] > threshold })
    let independent = try ExtremalIndex(noise, above: try SortedSample(noise).quantile(0.97))
    #expect(independent.value > 0.85)
    let alone = try TailModel(series, threshold: threshold)
    let bursts = try TailModel(series, structure: .series, threshold: threshold)
    let narrow = try #require(try alone.quantile(0.999).interval.width)
    let wide = try #require(try bursts.quantile(0.999).interval.width)
    #expect(wide > 1.4 * narrow)
    #expect(bursts.effectiveExceedances < 0.45 * alone.effectiveExceedances)
  }

  @Test func `Clusters widen the interval, and draws depend on the seed alone`() throws {
    var generator = Xoshiro256PlusPlus(seed: 21)
    var (values, labels): ([Double], [Int]) = ([], [])
    for cluster in 0..<40 {
      let factor = exponential(0.8 * generator.normal())
      for _ in 0..<50 {
        values.append(factor * exponential(0.5 * generator.exponential()))
        labels.append(cluster)
      }
    }
    let threshold = try SortedSample(values).quantile(0.9)
    let plain = try TailModel(values, threshold: threshold).quantile(0.999)
    let model = try TailModel(values, structure: .clustered(labels: labels), threshold: threshold)
    let drawn = try model.quantile(0.999, bootstrap: ClusterBootstrap(replicates: 150, seed: 3))
    #expect(drawn.method == .clusterBootstrap && drawn.value == plain.value)
    func span(_ quantile: TailQuantile) throws -> Double {
      let (lower, upper) = (try #require(quantile.interval.lower), try #require(quantile.interval.upper))
      return logarithm(upper / lower)
    }
    let (narrow, wide) = (try span(plain), try span(drawn))
    #expect(wide > 1.3 * narrow)
    #expect(try model.quantile(0.999, bootstrap: ClusterBootstrap(replicates: 150, seed: 3)) == drawn)
  }

  @Test func `A heavier tail is told from a lighter one, and equal ones are not`() throws {
    func tail(_ shape: Double, _ seed: UInt64) throws -> TailModel {
      var generator = Xoshiro256PlusPlus(seed: seed)
      let law = try GeneralizedPareto(scale: 1, shape: shape)
      return try TailModel([0] + (0..<500).map { _ in law.sample(using: &generator) }, threshold: 0)
    }
    let different = try TailComparison(tail(0.1, 1), tail(0.7, 2))
    #expect(different.test.pValue < 1e-4 && (different.interval.lower ?? 0) > 0.2)
    #expect(different.interval.contains(0.6))
    let same = try TailComparison(tail(0.3, 3), tail(0.3, 4))
    #expect(same.test.pValue > 0.05 && same.interval.contains(0))
    let index = try #require(try tail(0.7, 2).tailIndex())
    #expect(index.interval.contains(1 / 0.7))
  }

  @Test func `Hostile input is refused with a reason`() throws {
    #expect(throws: StatisticsError.emptySample) { try TailModel([], threshold: 0) }
    #expect(throws: StatisticsError.notFinite(index: 1)) { try TailModel([1, .nan], threshold: 0) }
    #expect(throws: StatisticsError.self) { try TailModel([Double](repeating: 4, count: 500)) }
    #expect(throws: StatisticsError.self) { try TailModel([Double](repeating: 4, count: 500), threshold: 1) }
    #expect(throws: StatisticsError.self) { try TailModel((0..<50).map(Double.init)) }
    #expect(throws: StatisticsError.self) { try TailModel((0..<500).map(Double.init), threshold: .infinity) }
    let uniform = try TailModel((0..<500).map(Double.init), threshold: 400)
    #expect(throws: StatisticsError.self) { try uniform.quantile(0.5) }
    #expect(throws: StatisticsError.self) { try uniform.quantile(1) }
    #expect(throws: StatisticsError.self) { try uniform.quantile(0.99, level: 1) }
    #expect(throws: StatisticsError.self) { try ExtremalIndex([1, 2, 3], above: 9) }
    // Times rounded to whole units, and a tail with an end.
    let quantile = try uniform.quantile(0.999)
    #expect(quantile.value < 520 && (quantile.interval.lower ?? 0) > 400)
  }
}
