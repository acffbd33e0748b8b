import LinearAlgebra
import Testing

@testable import Statistics

@Suite struct StrangenessTests {
  /// A ring of rows with a few in its middle, which no ellipse sets apart.
  private func ring(middle: Int) throws -> Matrix {
    var generator = Xoshiro256PlusPlus(seed: 91)
    return try Matrix(
      rows: (0..<400).map { row in
        let angle = 6.283185307 * generator.uniform()
        let radius = row < middle ? 0.05 * generator.uniform() : 5 + 0.2 * generator.normal()
        return [radius * cosine(angle), radius * sine(angle)]
      })
  }

  @Test func `Rows in the middle of a ring have the greatest distances to neighbours`() throws {
    let scores = try Strangeness().scores(ring(middle: 6))
    let order = scores.neighbourDistances.indices.sorted {
      scores.neighbourDistances[$0] > scores.neighbourDistances[$1]
    }
    #expect(Set(order.prefix(6)) == Set(0..<6))
    let robust = try #require(scores.robustDistances)
    #expect((0..<6).allSatisfy { robust[$0] < 1 })
  }

  @Test func `Neighbour distances equal those of all pairs`() throws {
    let rows = try contaminated(rows: 300, columns: 3, outliers: 9, shift: 6, seed: 92)
    let found = try NeighbourDistance(referenceRows: 1000, share: 0.1, seed: 1).distances(rows)
    for i in 0..<300 {
      let all = (0..<300).filter { $0 != i }.map { (j: Int) -> Double in
        var sum = 0.0
        for column in 0..<3 {
          let gap = rows[i, column] - rows[j, column]
          sum += gap * gap
        }
        return sum
      }.sorted()
      #expect(abs(found[i] - all[29].squareRoot()) < 1e-9)
    }
  }

  @Test func `Units and the order of columns do not matter, and the seed decides alone`() throws {
    let rows = try contaminated(rows: 1300, columns: 3, outliers: 40, shift: 6, seed: 93)
    let scores = try Strangeness(seed: 4).scores(rows)
    #expect(try Strangeness(seed: 4).scores(rows) == scores)
    var scaled = rows
    for row in 0..<1300 { scaled[row, 1] = 1024 * rows[row, 1] - 64 }
    let other = try Strangeness(seed: 4).scores(scaled.selecting(columns: [2, 1, 0]))
    for (a, b) in zip(scores.values, other.values) { #expect(abs(a - b) < 2e-3) }
    let strangest = scores.values.indices.sorted { scores.values[$0] > scores.values[$1] }.prefix(40)
    #expect(strangest.count { $0 < 40 } >= 38)
    #expect(scores.values.allSatisfy { $0 > 0 && $0 <= 1 })
  }

  @Test func `Without a covariance the neighbours decide alone`() throws {
    let rows = try Matrix(
      rows: (0..<60).map { (row: Int) -> [Double] in [Double(row % 7), row < 50 ? 1 : Double(row), 3] })
    let scores = try Strangeness().scores(rows)
    #expect(scores.robustDistances == nil)
    #expect(scores.values == averageRanks(scores.neighbourDistances).map { $0 / 60 })
    // More columns than half the rows.
    let wide = try contaminated(rows: 9, columns: 8, outliers: 0, shift: 0, seed: 94)
    #expect(try Strangeness().scores(wide).robustDistances == nil)
  }

  @Test func `Hostile rows get typed errors`() throws {
    let score = Strangeness()
    #expect(throws: StatisticsError.emptySample) { try score.scores(Matrix(rows: 0, columns: 3)) }
    #expect(throws: StatisticsError.tooFew(what: "rows", found: 2, needed: 3)) {
      try score.scores(Matrix(rows: [[1, 2], [3, 4]]))
    }
    #expect(throws: StatisticsError.allEqual(method: "A score of strangeness")) {
      try score.scores(Matrix(rows: 5, columns: 2, repeating: 3))
    }
    #expect(throws: StatisticsError.notFinite(index: 2)) {
      try score.scores(Matrix(rows: [[1, 2], [3, 4], [.nan, 1], [0, 0]]))
    }
    #expect(throws: StatisticsError.self) {
      try score.scores(Matrix(rows: [[1e308, 2], [-1e308, 4], [1e308, 1], [0, 0]]))
    }
    let rows = try contaminated(rows: 20, columns: 2, outliers: 0, shift: 0, seed: 95)
    #expect(throws: StatisticsError.self) { try Strangeness(referenceRows: 1).scores(rows) }
    #expect(throws: StatisticsError.self) { try Strangeness(neighbourShare: 1).scores(rows) }
  }
}
