import LinearAlgebra
import Testing

@testable import Statistics

@Suite struct QuantileBootstrapTests {
  @Test(arguments: QuantileBootstrap.Weights.allCases)
  func `Errors of the bootstrap agree with those of the sandwich`(weights: QuantileBootstrap.Weights) throws {
    let (design, response) = try heteroscedasticData(300, seed: 21)
    let regression = try QuantileRegression(design: design, response: response)
    let fit = try regression.fit()
    let sandwich = try regression.covariance(of: fit).diagonal.map { $0.squareRoot() }
    let result = try QuantileBootstrap(replicates: 150, seed: 3, weights: weights).run(regression)
    #expect(result.undefinedCount == 0)
    for column in 0..<3 {
      let replicates = Array(try result.coefficients.column(column))
      let error = try variance(replicates).squareRoot()
      #expect(error / sandwich[column] > 0.6)
      #expect(error / sandwich[column] < 1.6)
      #expect(try result.intervals()[column].contains(fit.coefficients[column]))
    }
  }

  @Test func `Clusters widen the interval of a constant that they share`() throws {
    var generator = Xoshiro256PlusPlus(seed: 6)
    let clusters = (0..<300).map { $0 / 15 }
    let effects = (0..<20).map { _ in 2 * generator.normal() }
    let response = clusters.map { effects[$0] + 0.3 * generator.normal() }
    let regression = try QuantileRegression(
      design: Matrix(rows: 300, columns: 1, repeating: 1), response: response)
    let bootstrap = QuantileBootstrap(replicates: 100, seed: 3)
    let plain = try #require(try bootstrap.run(regression).intervals()[0].width)
    let clustered = try #require(try bootstrap.run(regression, clusters: clusters).intervals()[0].width)
    #expect(clustered > 2 * plain)
  }

  @Test func `Draws that lose a column are counted, and one cluster is refused`() throws {
    var generator = Xoshiro256PlusPlus(seed: 6)
    let rare = (0..<40).map { $0 == 17 ? 1.0 : 0 }
    let response = rare.map { 3 * $0 + generator.normal() }
    let regression = try QuantileRegression(
      design: Matrix(columns: [[Double](repeating: 1, count: 40), rare]), response: response)
    let drawn = try QuantileBootstrap(replicates: 60, seed: 1).run(regression)
    #expect(drawn.undefinedCount > 5)
    #expect(drawn.coefficients.rows + drawn.undefinedCount == 60)
    let weighted = try QuantileBootstrap(replicates: 60, seed: 1, weights: .exponential).run(regression)
    #expect(weighted.undefinedCount == 0)
    #expect(throws: StatisticsError.tooFew(what: "clusters", found: 1, needed: 2)) {
      try QuantileBootstrap(seed: 1).run(regression, clusters: response.map { _ in 4 })
    }
    #expect(throws: StatisticsError.lengthMismatch(expected: 40, found: 3)) {
      try QuantileBootstrap(seed: 1).run(regression, clusters: [1, 2, 3])
    }
  }
}
