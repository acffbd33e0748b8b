import Testing

@testable import Statistics

@Suite struct CountSamplingTests {
  /// Draws a law and compares the counts with its mass.
  private func check(
    _ law: some DiscreteDistribution, draws: Int = 40_000, location: SourceLocation = #_sourceLocation,
    _ draw: () -> Int
  ) throws {
    let low = try law.quantile(1e-12)
    let high = try law.quantile(survival: 1e-12)
    var counts = [Int](repeating: 0, count: high - low + 1)
    for _ in 0..<draws {
      let k = draw()
      try #require(law.support.contains(k), sourceLocation: location)
      counts[min(max(k, low), high) - low] += 1
    }
    try expectFit(counts, (low...high).map { law.mass($0) }, location: location)
  }

  @Test(arguments: [0.001, 0.4, 1, 5, 9.99, 10, 10.01, 35, 600, 2e5])
  func `Poisson draws follow their law on both sides of the change of method`(mean: Double) throws {
    var generator = Xoshiro256PlusPlus(seed: 31)
    let law = try Poisson(mean: mean)
    let sampler = law.sampler()
    try check(law) { sampler.draw(using: &generator) }
  }

  @Test(arguments: [
    (1, 0.3), (20, 0.5), (20, 0.97), (1000, 0.0005), (999, 0.01), (1001, 0.01), (1001, 0.99), (400, 0.5),
    (1_000_000, 0.2), (1_000_000, 1e-5),
  ])
  func `Binomial draws follow their law on both sides of the change of method`(n: Int, p: Double) throws {
    var generator = Xoshiro256PlusPlus(seed: 32)
    let law = try Binomial(trials: n, probability: p)
    let sampler = law.sampler()
    try check(law) { sampler.draw(using: &generator) }
  }

  @Test(arguments: [
    (20, 5, 4), (20, 15, 14), (1000, 300, 200), (1000, 300, 800), (1000, 700, 200), (1000, 700, 800),
    (100_000, 40, 50_000), (1_000_000, 400_000, 11), (3_000_000, 2_000, 900_000),
  ])
  func `Hypergeometric draws follow their law in every quadrant`(total: Int, marked: Int, draws: Int) throws {
    var generator = Xoshiro256PlusPlus(seed: 33)
    let sampler = try HypergeometricSampler(population: total, marked: marked, draws: draws)
    let support = max(0, draws + marked - total)...min(marked, draws)
    var counts = [Int](repeating: 0, count: support.count)
    for _ in 0..<40_000 {
      let k = sampler.draw(using: &generator)
      try #require(support.contains(k))
      counts[k - support.lowerBound] += 1
    }
    let masses = support.map {
      exponential(HypergeometricSampler.logMass($0, population: total, marked: marked, draws: draws))
    }
    #expect(abs(masses.reduce(0, +) - 1) < 1e-12)
    try expectFit(counts, masses)
  }

  @Test func `Multinomial counts add up and each follows its binomial law`() throws {
    var generator = Xoshiro256PlusPlus(seed: 34)
    let weights = [2.0, 0, 5, 1, 12]
    var histograms = weights.map { _ in [Int](repeating: 0, count: 61) }
    for _ in 0..<20_000 {
      let counts = try generator.multinomial(trials: 60, weights: weights)
      #expect(counts.reduce(0, +) == 60)
      for (index, count) in counts.enumerated() { histograms[index][count] += 1 }
    }
    for index in [0, 2, 3, 4] {
      let law = try Binomial(trials: 60, probability: weights[index] / 20)
      try expectFit(histograms[index], (0...60).map { law.mass($0) })
    }
    #expect(histograms[1][0] == 20_000)
  }

  @Test func `All orders of a shuffle and all samples without replacement are equally frequent`() throws {
    var generator = Xoshiro256PlusPlus(seed: 35)
    var orders: [[Int]: Int] = [:]
    for _ in 0..<24_000 {
      var elements = [0, 1, 2, 3]
      generator.shuffle(&elements)
      orders[elements, default: 0] += 1
    }
    try expectFit(
      orders.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value),
      [Double](repeating: 1 / 24, count: 24))
    // Both ways of drawing: by part of a shuffle and by Floyd's method.
    for (count, bound) in [(2, 5), (2, 17)] {
      var pairs: [[Int]: Int] = [:]
      for _ in 0..<40_000 { pairs[try generator.positions(count, below: bound), default: 0] += 1 }
      #expect(pairs.count == bound * (bound - 1))
      #expect(pairs.keys.allSatisfy { Set($0).count == count && $0.allSatisfy((0..<bound).contains) })
      try expectFit(
        pairs.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value),
        [Double](repeating: 1 / Double(pairs.count), count: pairs.count))
    }
  }

  @Test func `Laws without spread give their one value`() throws {
    var generator = Xoshiro256PlusPlus(seed: 36)
    #expect(try Poisson(mean: 0).sampler().draw(using: &generator) == 0)
    #expect(try Binomial(trials: 0, probability: 0.5).sampler().draw(using: &generator) == 0)
    #expect(try Binomial(trials: 70, probability: 0).sampler().draw(using: &generator) == 0)
    #expect(try Binomial(trials: 70, probability: 1).sampler().draw(using: &generator) == 70)
    #expect(try HypergeometricSampler(population: 0, marked: 0, draws: 0).draw(using: &generator) == 0)
    #expect(try HypergeometricSampler(population: 90, marked: 90, draws: 40).draw(using: &generator) == 40)
    #expect(try HypergeometricSampler(population: 90, marked: 30, draws: 90).draw(using: &generator) == 30)
    #expect(try generator.positions(0, below: 0) == [])
    #expect(try generator.positions(3, below: 3).sorted() == [0, 1, 2])
    var none: [Int] = []
    generator.shuffle(&none)
    #expect(none.isEmpty)
    // Huge laws must end, and stay in range.
    let huge = try Binomial(trials: 1 << 53, probability: 0.5).sampler().draw(using: &generator)
    #expect(abs(Double(huge) - 0x1p52) < 10 * 0x1p25 * 2)
    #expect(try Poisson(mean: 1e15).sampler().draw(using: &generator) > 900_000_000_000_000)
  }

  @Test func `Impossible requests are refused`() {
    var generator = Xoshiro256PlusPlus(seed: 37)
    #expect(throws: StatisticsError.self) { try HypergeometricSampler(population: 5, marked: 6, draws: 1) }
    #expect(throws: StatisticsError.self) { try HypergeometricSampler(population: 5, marked: 1, draws: -1) }
    #expect(throws: StatisticsError.self) { try generator.positions(4, below: 3) }
    #expect(throws: StatisticsError.self) { try generator.positions(-1, below: 3) }
    #expect(throws: StatisticsError.self) { try generator.positions(0, below: -3) }
    #expect(throws: StatisticsError.emptySample) { try generator.multinomial(trials: 3, weights: []) }
    #expect(throws: StatisticsError.self) { try generator.multinomial(trials: 3, weights: [0, 0]) }
    #expect(throws: StatisticsError.self) { try generator.multinomial(trials: 3, weights: [1, -1]) }
    #expect(throws: StatisticsError.self) { try generator.multinomial(trials: -3, weights: [1]) }
    #expect(throws: StatisticsError.notFinite(index: 1)) {
      try generator.multinomial(trials: 3, weights: [1, .nan])
    }
  }
}
