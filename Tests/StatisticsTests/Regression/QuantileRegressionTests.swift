import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

private struct Golden: Decodable {
  struct Fit: Decodable {
    var tau: Double
    var coef: [Double]
    var seIid: [Double]
    var seNid: [Double]
    var rankCi: [[Double]]
    var rho: Double
  }
  struct Engel: Decodable {
    var income: [Double]
    var foodexp: [Double]
    var fits: [Fit]
  }
  var engel: Engel
  var stacklossMedian: [Double]
  var stacklossRho: Double
}

private func golden() throws -> Golden { try decoded("r-golden/quantreg.json") }

func worstDifference(_ a: [Double], _ b: [Double]) -> Double {
  a.count == b.count ? zip(a, b).map { ($0 / $1 - 1).magnitude }.max() ?? 0 : .infinity
}

@Suite struct QuantileRegressionTests {
  @Test func `Coefficients, errors and rank intervals of Engel's data equal those of quantreg`() throws {
    let engel = try golden().engel
    let regression = try QuantileRegression(
      design: Matrix(columns: [engel.income.map { _ in 1 }, engel.income]), response: engel.foodexp)
    for reference in engel.fits {
      let fit = try regression.fit(at: reference.tau)
      #expect(worstDifference(fit.coefficients, reference.coef) < 1e-10)
      #expect((fit.objective / reference.rho - 1).magnitude < 1e-10)
      for (errors, expected) in [(QuantileErrors.identical, reference.seIid), (.varying, reference.seNid)] {
        let variances = try regression.covariance(of: fit, errors: errors).diagonal
        #expect(worstDifference(variances.map { $0.squareRoot() }, expected) < 1e-8)
      }
      let intervals = try regression.rankIntervals(of: fit, level: 0.9)
      for (interval, ends) in zip(intervals, reference.rankCi) {
        #expect(
          worstDifference([interval.lower ?? .nan, interval.upper ?? .nan], ends) < 1e-8,
          "\(reference.tau) \(ends) \(interval)")
      }
    }
  }

  @Test func `The median regression of stackloss has many ties and the objective of quantreg`() throws {
    let data = stackloss
    let regression = try QuantileRegression(
      design: Matrix(rows: data.map { [1] + $0.dropLast() }), response: data.map { $0[3] })
    let fit = try regression.fit()
    let reference = try golden()
    #expect((fit.objective / reference.stacklossRho - 1).magnitude < 1e-12)
    #expect(worstDifference(fit.coefficients, reference.stacklossMedian) < 1e-10)
  }

  @Test(arguments: [0.01, 0.1, 0.5, 0.8, 0.99])
  func `No vertex of a small sample is better`(probability: Double) throws {
    var generator = Xoshiro256PlusPlus(seed: 7)
    for trial in 0..<20 {
      // Every other sample has whole numbers, so ties and more zero residuals than coefficients.
      let isTied = trial % 2 == 1
      let rows = (0..<12).map { _ in
        [1, isTied ? Double(generator.index(below: 3)) : generator.normal(), generator.normal()]
      }
      let response = rows.map { row in
        let value = row[1] - row[2] + generator.normal()
        return isTied ? value.rounded() : value
      }
      let design = try Matrix(rows: rows)
      let fit = try QuantileRegression(design: design, response: response).fit(at: probability)
      let problem = QuantileProblem(design: design, response: response, probability: probability)
      var best = Double.infinity
      for basis in choices(3, of: 12) {
        guard let vertex = try? QuantileVertex(problem, basis: basis) else { continue }
        best = min(best, vertex.residuals.reduce(0) { $0 + problem.loss($1) })
      }
      #expect(fit.objective <= best * (1 + 1e-9) + 1e-12)
      #expect(fit.basis.allSatisfy { fit.residuals[$0] == 0 })
    }
  }

  @Test func `The median of a column of ones is the median, whatever the number of values`() throws {
    var generator = Xoshiro256PlusPlus(seed: 3)
    for n in [1, 3, 101, 9_999, 30_001] {
      let values = (0..<n).map { _ in exp(generator.normal()) }
      let fit = try QuantileRegression(design: Matrix(rows: n, columns: 1, repeating: 1), response: values)
        .fit()
      #expect(fit.coefficients == [try SortedSample(values).median])
    }
  }

  @Test(arguments: [0.02, 0.5, 0.97])
  func `Interior point, sums of far observations and plain descent find the same vertex`(
    probability: Double
  ) throws {
    let (design, response) = try heteroscedasticData(20_000, seed: 11)
    let regression = try QuantileRegression(design: design, response: response)
    let fit = try regression.fit(at: probability)
    let problem = QuantileProblem(design: design, response: response, probability: probability)
    let orthogonal = try design.multiplied(by: regression.orthogonalizer)
    #expect(try GlobbedQuantile(problem, orthogonal: orthogonal)?.basis()?.sorted() == fit.basis)
    let interior = try VertexDescent.minimize(problem, from: problem.interiorBasis(orthogonal: orthogonal))
    #expect(interior.basis.sorted() == fit.basis)
    let plain = try VertexDescent.minimize(problem, from: [0, 1, 2])
    #expect(plain.basis.sorted() == fit.basis)
    #expect(fit.isUnique)
  }

  @Test func `Coefficients move with the response and the design as quantiles do`() throws {
    let (design, response) = try heteroscedasticData(400, seed: 5)
    let fit = try QuantileRegression(design: design, response: response).fit(at: 0.3)
    let mirrored = try QuantileRegression(design: design, response: response.map { -2 * $0 }).fit(at: 0.7)
    #expect(worstDifference(mirrored.coefficients, fit.coefficients.map { -2 * $0 }) < 1e-10)
    let scales = [1, 1e9, 1e-7]
    let stretched = try Matrix(
      columns: (0..<3).map { column in try design.column(column).map { $0 * scales[column] } })
    let rescaled = try QuantileRegression(design: stretched, response: response).fit(at: 0.3)
    #expect(worstDifference(zip(rescaled.coefficients, scales).map(*), fit.coefficients) < 1e-9)
    #expect(rescaled.basis == fit.basis)
  }

  @Test func `Rank intervals do not depend on the order of columns and hold what the test accepts`() throws {
    let (design, response) = try heteroscedasticData(120, seed: 9)
    let regression = try QuantileRegression(design: design, response: response)
    let turned = try QuantileRegression(design: design.selecting(columns: [2, 0, 1]), response: response)
    for errors in QuantileErrors.allCases {
      let intervals = try regression.rankIntervals(of: regression.fit(), errors: errors)
      let others = try turned.rankIntervals(of: turned.fit(), errors: errors)
      for (column, place) in [(0, 1), (1, 2), (2, 0)] {
        let (one, two) = (intervals[column], others[place])
        #expect(try (#require(one.lower) - #require(two.lower)).magnitude < 1e-9)
        #expect(try (#require(one.upper) - #require(two.upper)).magnitude < 1e-9)
        #expect(one.contains(try regression.fit().coefficients[column]))
      }
    }
  }

  @Test func `Rank intervals with varying errors equal those of quantreg`() throws {
    let engel = try golden().engel
    let regression = try QuantileRegression(
      design: Matrix(columns: [engel.income.map { _ in 1 }, engel.income]), response: engel.foodexp)
    // rq.fit.br(x, y, tau, ci = TRUE, iid = FALSE, alpha = 0.1), quantreg 5.94.
    let reference: [(Double, [[Double]])] = [
      (0.1, [[74.8562531761999, 151.281139383116], [0.341291040713814, 0.452629416419655]]),
      (0.5, [[41.5707489272314, 136.449026923125], [0.483946222947557, 0.602886856031045]]),
      (0.75, [[26.6496945446505, 122.373415529647], [0.579025446721904, 0.693747236416167]]),
    ]
    for (tau, ends) in reference {
      let intervals = try regression.rankIntervals(of: regression.fit(at: tau), level: 0.9, errors: .varying)
      for (interval, pair) in zip(intervals, ends) {
        #expect(
          worstDifference([interval.lower ?? .nan, interval.upper ?? .nan], pair) < 1e-8,
          "\(tau) \(pair) \(interval)")
      }
    }
  }

  @Test func `Input that has no answer is refused`() throws {
    let ones = try Matrix(rows: 4, columns: 1, repeating: 1)
    #expect(throws: StatisticsError.notFinite(index: 1)) {
      try QuantileRegression(design: ones, response: [1, .nan, 2, 3])
    }
    #expect(throws: StatisticsError.lengthMismatch(expected: 4, found: 3)) {
      try QuantileRegression(design: ones, response: [1, 2, 3])
    }
    #expect(throws: StatisticsError.emptySample) {
      try QuantileRegression(design: Matrix(rows: 0, columns: 1), response: [])
    }
    #expect(throws: StatisticsError.self) {
      try QuantileRegression(design: Matrix(columns: [[1, 1, 1], [2, 2, 2]]), response: [1, 2, 3])
    }
    let regression = try QuantileRegression(design: ones, response: [5, 5, 5, 5])
    #expect(try regression.fit().coefficients == [5])
    #expect(try regression.fit().objective == 0)
    for probability in [0, 1, -1, Double.nan] {
      #expect(throws: StatisticsError.self) { try regression.fit(at: probability) }
    }
  }
}

/// Two predictors, the spread growing with the second.
func heteroscedasticData(_ n: Int, seed: UInt64) throws -> (Matrix, [Double]) {
  var generator = Xoshiro256PlusPlus(seed: seed)
  let rows = (0..<n).map { _ in [1, generator.normal(), exp(0.5 * generator.normal())] }
  let response = rows.map { row in 2 + row[1] - 3 * row[2] + row[2] * generator.normal() }
  return (try Matrix(rows: rows), response)
}

/// Brownlee's plant: air flow, water temperature, acid concentration, stack loss.
private let stackloss: [[Double]] = [
  [80, 27, 89, 42],
  [80, 27, 88, 37],
  [75, 25, 90, 37],
  [62, 24, 87, 28],
  [62, 22, 87, 18],
  [62, 23, 87, 18],
  [62, 24, 93, 19],
  [62, 24, 93, 20],
  [58, 23, 87, 15],
  [58, 18, 80, 14],
  [58, 18, 89, 14],
  [58, 17, 88, 13],
  [58, 18, 82, 11],
  [58, 19, 93, 12],
  [50, 18, 89, 8],
  [50, 18, 86, 7],
  [50, 19, 72, 8],
  [50, 19, 79, 8],
  [50, 20, 80, 9],
  [56, 20, 82, 15],
  [70, 20, 91, 15],
]
