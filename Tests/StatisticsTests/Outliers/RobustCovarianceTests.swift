import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

/// Rows of a correlated normal law; the first `outliers` are moved away.
func contaminated(rows n: Int, columns d: Int, outliers: Int, shift: Double, seed: UInt64) throws -> Matrix {
  var generator = Xoshiro256PlusPlus(seed: seed)
  return try Matrix(
    rows: (0..<n).map { row in
      var sum = 0.0
      return (0..<d).map { _ in
        sum = 0.6 * sum + generator.normal()
        return sum + (row < outliers ? shift : 0)
      }
    })
}

func regular(_ fit: RobustFit) throws -> RobustCovariance {
  guard case .regular(let estimate) = fit else { throw StatisticsError.emptySample }
  return estimate
}

@Suite struct RobustCovarianceTests {
  private struct Golden: Decodable {
    struct Fit: Decodable {
      let h: Int
      let best: [Int]
      let crit: Double
      let rawCenter: [Double]
      let rawCov: [[Double]]
      let center: [Double]
      let cov: [[Double]]
      let mah: [Double]
      let cnp2: [Double]

      enum CodingKeys: String, CodingKey {
        case h, best, crit, center, cov, mah, cnp2
        case rawCenter = "raw_center"
        case rawCov = "raw_cov"
      }
    }
    let rows: [[Double]]
    let res: Fit

    enum CodingKeys: String, CodingKey {
      case res
      case rows = "X"
    }
  }

  private func error(_ matrix: Matrix, _ rows: [[Double]]) -> Double {
    var worst = 0.0
    for (i, row) in rows.enumerated() {
      for (j, value) in row.enumerated() {
        let scale = (rows[i][i] * rows[j][j]).squareRoot()
        worst = max(worst, abs(matrix[i, j] - value) / scale)
      }
    }
    return worst
  }

  @Test(arguments: ["hbk", "wood", "bushfire", "starsCYG"])
  func `Estimates equal those of R's most thorough search`(name: String) throws {
    struct Page: Decodable {
      let hbk, wood, bushfire, starsCYG: Golden
    }
    let page = try JSONDecoder().decode(Page.self, from: Data(contentsOf: fixture("r-golden/mcd.json")))
    let golden = try #require(
      ["hbk": page.hbk, "wood": page.wood, "bushfire": page.bushfire, "starsCYG": page.starsCYG][name])
    let found = try regular(MinimumCovarianceDeterminant().fit(Matrix(rows: golden.rows)))
    let expected = golden.res
    #expect(found.subset.count == expected.h)
    #expect(found.subset == expected.best.map { $0 - 1 })
    #expect(abs(found.logDeterminant - expected.crit) < 1e-9)
    #expect(zip(found.rawLocation, expected.rawCenter).allSatisfy { relativeError($0, $1) < 1e-11 })
    #expect(error(found.rawCovariance, expected.rawCov) < 1e-10)
    #expect(zip(found.location, expected.center).allSatisfy { relativeError($0, $1) < 1e-11 })
    #expect(error(found.covariance, expected.cov) < 1e-10)
    #expect(zip(found.squaredDistances, expected.mah).allSatisfy { relativeError($0, $1) < 1e-8 })
    #expect(relativeError(found.corrections.consistency, expected.cnp2[0]) < 1e-10)
    #expect(relativeError(found.corrections.smallSample, expected.cnp2[1]) < 1e-10)
  }

  @Test func `Corrections for small samples equal those of R`() {
    // Dimension, share, factor of the subset and of the reweighted covariance for 60 rows, by robustbase 0.95.
    let rows: [(Int, Double, Double, Double)] = [
      (1, 0.5, 1.12265749837788, 1.00610080396953), (1, 0.7, 1.06025713492822, 1.01015423580715),
      (1, 0.95, 1.00440400134076, 1.00544629078548), (2, 0.5, 1.13074288281575, 1.00894467658242),
      (2, 0.7, 1.06897228048249, 1.01746021541521), (2, 0.95, 1.00798582582714, 1.00986390463199),
      (4, 0.5, 1.17366516691165, 1.02535056090967), (4, 0.7, 1.10664235127806, 1.03821605794272),
      (4, 0.95, 1.02091380986072, 1.01931986531324), (9, 0.5, 1.26951419389601, 1.14484944162079),
      (9, 0.7, 1.18426502075941, 1.12712634229798), (9, 0.95, 1.04426844127615, 1.04200104715514),
    ]
    for (d, share, raw, reweighted) in rows {
      typealias Corrections = DeterminantCorrections
      #expect(
        relativeError(Corrections.smallSample(.subset, count: 60, dimension: d, share: share), raw) < 1e-12)
      #expect(
        relativeError(Corrections.smallSample(.reweighted, count: 60, dimension: d, share: share), reweighted)
          < 1e-12)
    }
  }

  @Test func `A small sample's subset is the best of all subsets`() throws {
    let rows = try contaminated(rows: 12, columns: 2, outliers: 3, shift: 6, seed: 71)
    let found = try regular(MinimumCovarianceDeterminant().fit(rows))
    let size = found.subset.count
    let search = SubsetSearch(rows)
    var least = Double.infinity
    for mask in 0..<(1 << 12) where mask.nonzeroBitCount == size {
      let subset = (0..<12).filter { mask >> $0 & 1 == 1 }
      least = min(least, try search.moments(subset).logDeterminant)
    }
    #expect(abs(found.logDeterminant - least) < 1e-12)
  }

  @Test func `Forty per cent of outliers do not move the estimate`() throws {
    for (n, d) in [(100, 1), (200, 3), (150, 10), (2000, 5)] {
      let bad = 2 * n / 5
      let rows = try contaminated(rows: n, columns: d, outliers: bad, shift: 30, seed: 72)
      let found = try regular(MinimumCovarianceDeterminant().fit(rows))
      #expect(found.subset.allSatisfy { $0 >= bad })
      #expect(found.isKept.prefix(bad).allSatisfy { !$0 })
      #expect(found.location.allSatisfy { abs($0) < 0.6 }, "\(found.location)")
      let named = try found.outliers()
      #expect(Set(0..<bad).isSubset(of: named.indices))
      #expect(named.indices.count <= bad + bad / 8)
    }
  }

  @Test func `An affine map of the rows maps the estimate`() throws {
    let rows = try contaminated(rows: 120, columns: 3, outliers: 30, shift: 8, seed: 73)
    let map = try Matrix(rows: [[200, 3e-3, -1], [0, 1e-3, 4], [0, 0, 50]])
    let mapped = try rows.multiplied(by: map)
    let (before, after) = (
      try regular(MinimumCovarianceDeterminant().fit(rows)),
      try regular(MinimumCovarianceDeterminant().fit(mapped))
    )
    #expect(before.subset == after.subset)
    #expect(before.isKept == after.isKept)
    #expect(
      zip(before.squaredDistances, after.squaredDistances).allSatisfy { relativeError($0, $1) < 1e-8 })
    let expected = try map.multiplied(by: before.covariance, transposing: .left).multiplied(by: map)
    for i in 0..<3 {
      for j in 0..<3 {
        let scale = (expected[i, i] * expected[j, j]).squareRoot()
        #expect(abs(after.covariance[i, j] - expected[i, j]) < 1e-9 * scale)
      }
    }
  }

  @Test func `The order of rows and columns does not matter`() throws {
    for (n, d) in [(90, 2), (1500, 3)] {
      let rows = try contaminated(rows: n, columns: d, outliers: n / 4, shift: 7, seed: 74)
      var order = Array(0..<n)
      var generator = Xoshiro256PlusPlus(seed: 75)
      generator.shuffle(&order)
      let shuffled = try rows.selecting(rows: order).selecting(columns: (0..<d).reversed())
      let (before, after) = (
        try regular(MinimumCovarianceDeterminant().fit(rows)),
        try regular(MinimumCovarianceDeterminant().fit(shuffled))
      )
      #expect(before.subset == after.subset.map { order[$0] }.sorted())
      for (place, index) in order.enumerated() {
        #expect(relativeError(after.squaredDistances[place], before.squaredDistances[index]) < 1e-8)
      }
    }
  }

  @Test func `Two fits are equal to the bit, and concentration never raises the determinant`() throws {
    let rows = try contaminated(rows: 800, columns: 4, outliers: 300, shift: 5, seed: 76)
    let estimator = MinimumCovarianceDeterminant(seed: 9)
    #expect(try estimator.fit(rows) == estimator.fit(rows))
    var search = SubsetSearch(try StandardizedRows(rows).rows)
    var last = try search.moments(Array(0..<402))
    for _ in 0..<20 {
      let next = try search.concentrate(#require(last.map), size: 402, steps: 1)
      #expect(next.logDeterminant <= last.logDeterminant + 1e-12)
      last = next
    }
  }

  @Test func `With all rows it is the classical covariance`() throws {
    let rows = try contaminated(rows: 50, columns: 2, outliers: 0, shift: 0, seed: 77)
    let found = try regular(MinimumCovarianceDeterminant(share: 1).fit(rows))
    let plain = try SubsetSearch(rows).moments(Array(0..<50))
    for i in 0..<2 {
      #expect(relativeError(found.rawLocation[i], plain.location[i]) < 1e-12)
      for j in 0..<2 { #expect(relativeError(found.rawCovariance[i, j], plain.covariance[i, j]) < 1e-12) }
    }
  }

  @Test func `Clean rows are named at the rate that was asked for`() throws {
    for (n, d) in [(60, 2), (200, 4)] {
      var alarms = 0
      for seed in 0..<100 {
        let rows = try contaminated(rows: n, columns: d, outliers: 0, shift: 0, seed: UInt64(1000 + seed))
        let found = try regular(MinimumCovarianceDeterminant(starts: 30).fit(rows))
        if try !found.outliers(falseDiscoveryRate: 0.05).indices.isEmpty { alarms += 1 }
      }
      // Without outliers every discovery is false, so any is an alarm: 5 expected of 100.
      #expect(alarms <= 11, "n \(n), d \(d): \(alarms) of 100")
    }
  }
}
