import Testing

@testable import Statistics

@Suite("Energy statistic")
struct EnergyTests {
  @Test("Every split equals the sum over all pairs, ties or not")
  func pairs() throws {
    var generator = Xoshiro256PlusPlus(seed: 31)
    for _ in 0..<60 {
      let series = steps(2 + generator.index(below: 40), &generator)
      let statistics = try energyStatistics(series)
      let n = series.count
      func sum(_ a: Range<Int>, _ b: Range<Int>) -> Double {
        a.reduce(0) { total, i in b.reduce(total) { $0 + abs(series[i] - series[$1]) } }
      }
      for t in 1..<n {
        let (x, y) = (Double(t), Double(n - t))
        let before = t > 1 ? sum(0..<t, 0..<t) / (x * (x - 1)) : 0
        let after = n - t > 1 ? sum(t..<n, t..<n) / (y * (y - 1)) : 0
        let expected = x * y / (x + y) * (2 * sum(0..<t, t..<n) / (x * y) - before - after)
        #expect(abs(statistics[t - 1] - expected) < 1e-9 * max(1, abs(expected)))
      }
    }
  }

  @Test("Noise is divided no more often than the significance says")
  func level() throws {
    var generator = Xoshiro256PlusPlus(seed: 32)
    var divided = 0
    for seed in 0..<200 {
      let series = (0..<60).map { _ in generator.normal() }
      let division = try EnergyDivision(series, significance: 0.1, permutations: 99, seed: UInt64(seed))
      if !division.changes.isEmpty { divided += 1 }
    }
    #expect(divided <= 32)
    #expect(divided >= 8)
  }

  @Test("Changes of the spread and of the shape are seen, and the seed decides the draws")
  func shapes() throws {
    var generator = Xoshiro256PlusPlus(seed: 33)
    let spread = (0..<300).map { generator.normal() * ($0 < 150 ? 1 : 4) }
    let division = try EnergyDivision(spread, seed: 7)
    #expect(division.changes.count == 1)
    #expect(abs((division.changes.first ?? 0) - 150) < 12)
    #expect(try EnergyDivision(spread, seed: 7) == division)
    #expect(try EnergyDivision([Double](repeating: 2, count: 50), seed: 1).changes == [])
    #expect(throws: StatisticsError.emptySample) { try EnergyDivision([], seed: 1) }
    #expect(throws: StatisticsError.self) {
      try EnergyDivision([1, 2], significance: 0.01, permutations: 50, seed: 1)
    }
    #expect(throws: StatisticsError.self) { try EnergyDivision([1, 2], minimumLength: 1, seed: 1) }
  }
}
