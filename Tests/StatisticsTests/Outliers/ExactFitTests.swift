import LinearAlgebra
import Testing

@testable import Statistics

@Suite struct ExactFitTests {
  private func exactFit(_ rows: [[Double]]) throws -> ExactFit {
    guard case .exactFit(let fit) = try MinimumCovarianceDeterminant().fit(Matrix(rows: rows)) else {
      throw StatisticsError.emptySample
    }
    return fit
  }

  @Test func `Sixty of a hundred rows on a plane are found, and the plane named`() throws {
    var generator = Xoshiro256PlusPlus(seed: 81)
    let rows = (0..<100).map { (row: Int) -> [Double] in
      let (x, y) = (generator.normal(), generator.normal())
      return [x, y, row < 60 ? 2 * x - y + 3 : 10 * generator.normal()]
    }
    let fit = try exactFit(rows)
    #expect(Set(0..<60).isSubset(of: fit.rowsOn))
    #expect(fit.rowsOff.count >= 39 && fit.rowsOn.count + fit.rowsOff.count == 100)
    // 2x − y − z = −3
    let sign = fit.normal[0]
    #expect(abs(sign.magnitude - 1) < 1e-9)
    #expect(abs(fit.normal[1] / sign + 0.5) < 1e-9 && abs(fit.normal[2] / sign + 0.5) < 1e-9)
    #expect(abs(fit.offset / sign + 1.5) < 1e-9)
  }

  @Test func `A column that depends on the others holds all rows in a plane`() throws {
    let rows = (0..<40).map { (row: Int) -> [Double] in
      let (x, y) = (Double(row), Double(row * row % 17))
      return [x, y, 3 * x - y]
    }
    let fit = try exactFit(rows)
    #expect(fit.rowsOn == Array(0..<40) && fit.rowsOff.isEmpty)
  }

  @Test func `A column that is mostly one value is an exact fit`() throws {
    var generator = Xoshiro256PlusPlus(seed: 82)
    let rows = (0..<50).map { (row: Int) -> [Double] in [generator.normal(), row < 40 ? 7 : Double(row)] }
    let fit = try exactFit(rows)
    #expect(fit.rowsOn == Array(0..<40))
    #expect(abs(fit.normal[0]) < 1e-9 && abs(fit.offset / fit.normal[1] - 7) < 1e-9)
  }

  @Test func `Hostile rows get typed errors`() throws {
    let estimator = MinimumCovarianceDeterminant()
    #expect(throws: StatisticsError.emptySample) { try estimator.fit(Matrix(rows: 0, columns: 2)) }
    #expect(throws: StatisticsError.emptySample) { try estimator.fit(Matrix(rows: 2, columns: 0)) }
    #expect(throws: StatisticsError.tooFew(what: "rows of 3 columns", found: 5, needed: 6)) {
      try estimator.fit(Matrix(rows: 5, columns: 3, repeating: 1))
    }
    #expect(throws: StatisticsError.allEqual(method: "The covariance of column 1 (counted from 0)")) {
      try estimator.fit(Matrix(rows: (0..<9).map { [Double($0), 5] }))
    }
    for bad in [Double.nan, .infinity] {
      var rows = try contaminated(rows: 20, columns: 2, outliers: 0, shift: 0, seed: 83)
      rows[7, 1] = bad
      #expect(throws: StatisticsError.notFinite(index: 7)) { try estimator.fit(rows) }
    }
    let rows = try contaminated(rows: 20, columns: 2, outliers: 0, shift: 0, seed: 84)
    #expect(throws: StatisticsError.self) { try MinimumCovarianceDeterminant(share: 0.4).fit(rows) }
    #expect(throws: StatisticsError.self) { try MinimumCovarianceDeterminant(starts: -1).fit(rows) }
    var far = rows
    far[3, 0] = 1e200
    #expect(throws: StatisticsError.self) { try estimator.fit(far) }
    far[3, 0] = 1e100
    #expect(try regular(estimator.fit(far)).outliers().indices.contains(3))
    #expect(throws: StatisticsError.self) { try regular(estimator.fit(rows)).outliers(falseDiscoveryRate: 0) }
  }
}
