import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

@Suite struct LinearModelTests {
  @Test func `Least squares of stackloss agree with R`() throws {
    let golden = try Stackloss.read()
    let model = try LinearModel(golden.design(), golden.response)
    let estimates = try model.inference().estimates()
    #expect(elementwiseError(estimates.map(\.value), golden.ols.coef) < 1e-11)
    #expect(elementwiseError(estimates.map(\.standardError), golden.ols.se) < 1e-11)
    #expect(
      elementwiseError(estimates.compactMap(\.interval.lower), golden.ols.confint.map { $0[0] }) < 1e-10)
    #expect(
      elementwiseError(estimates.compactMap(\.interval.upper), golden.ols.confint.map { $0[1] }) < 1e-10)
    let summary = model.summary
    #expect(relativeError(summary.residualStandardDeviation, golden.ols.sigma) < 1e-12)
    #expect(relativeError(try #require(summary.rSquared), golden.ols.r2) < 1e-12)
    #expect(relativeError(try #require(summary.adjustedRSquared), golden.ols.adj) < 1e-12)
    #expect(relativeError(try #require(summary.logLikelihood), golden.ols.loglik) < 1e-12)
    #expect(relativeError(try #require(summary.aic), golden.ols.aic) < 1e-12)
    #expect(relativeError(try #require(summary.bic), golden.ols.bic) < 1e-12)
    #expect(abs(try #require(summary.aicc) - (golden.ols.aic + 2 * 5 * 6 / 15)) < 1e-9)
    let test = try #require(summary.overallTest)
    #expect(relativeError(test.statistic, golden.ols.fisher[0]) < 1e-12)
    #expect(test.degreesOfFreedom == [golden.ols.fisher[1], golden.ols.fisher[2]])
    let sums = zip(model.fittedValues, model.residuals).map { $0 + $1 }
    #expect(elementwiseError(sums, golden.response) < 1e-15)
  }

  @Test func `Bands and influence agree with R`() throws {
    let golden = try Stackloss.read()
    let model = try LinearModel(golden.design(), golden.response)
    let bands = try model.predictions(at: model.design.matrix)
    #expect(elementwiseError(bands.map(\.value), golden.ols.pred.map { $0[0] }) < 1e-11)
    #expect(elementwiseError(bands.compactMap(\.prediction.lower), golden.ols.pred.map { $0[1] }) < 1e-10)
    #expect(elementwiseError(bands.compactMap(\.prediction.upper), golden.ols.pred.map { $0[2] }) < 1e-10)
    #expect(elementwiseError(bands.compactMap(\.confidence.lower), golden.ols.conf.map { $0[1] }) < 1e-10)
    #expect(elementwiseError(bands.compactMap(\.confidence.upper), golden.ols.conf.map { $0[2] }) < 1e-10)
    let influence = try model.influence()
    #expect(elementwiseError(influence.leverages, golden.ols.hat) < 1e-11)
    #expect(elementwiseError(influence.cooksDistances.compactMap(\.self), golden.ols.cooks) < 1e-9)
    #expect(elementwiseError(influence.studentizedResiduals.compactMap(\.self), golden.ols.rstudent) < 1e-10)
  }

  @Test func `Weighted least squares agree with R`() throws {
    let golden = try Stackloss.read()
    let model = try LinearModel(golden.design(), golden.response, weights: golden.wls.w)
    #expect(elementwiseError(model.coefficients, golden.wls.coef) < 1e-11)
    #expect(elementwiseError(try model.inference().standardErrors, golden.wls.se) < 1e-11)
    #expect(relativeError(model.residualStandardDeviation, golden.wls.sigma) < 1e-12)
  }

  @Test func `Whole weights count as repeated observations`() throws {
    let plain = try randomModel(count: 12, order: 3, seed: 3)
    let weights = (0..<12).map { Double(1 + $0 % 3) }
    let weighted = try LinearModel(plain.design, plain.response, weights: weights)
    let rows = (0..<12).flatMap { Array(repeating: $0, count: 1 + $0 % 3) }
    let repeated = try LinearModel(
      LinearDesign(terms: plain.design.terms, plain.design.matrix.selecting(rows: rows)),
      rows.map { plain.response[$0] })
    #expect(elementwiseError(weighted.coefficients, repeated.coefficients) < 1e-12)
    #expect(
      relativeError(try #require(weighted.summary.rSquared), try #require(repeated.summary.rSquared)) < 1e-12)
  }

  @Test func `Shifts without an observation are those of a new fit`() throws {
    for weighted in [false, true] {
      let model = try randomModel(count: 15, order: 3, seed: 5, weighted: weighted)
      let influence = try model.influence()
      for left in 0..<15 {
        let rows = (0..<15).filter { $0 != left }
        let fewer = try LinearModel(
          LinearDesign(terms: model.design.terms, model.design.matrix.selecting(rows: rows)),
          rows.map { model.response[$0] }, weights: model.weights.map { all in rows.map { all[$0] } })
        let shift = try influence.coefficientShifts.row(left)
        let refitted = zip(model.coefficients, fewer.coefficients).map { $0 - $1 }
        #expect(relativeError(shift, refitted) < 1e-10)
        let weight = model.weights?[left] ?? 1
        let outer =
          model.residuals[left] * weight.squareRoot()
          / (fewer.residualStandardDeviation * (1 - influence.leverages[left]).squareRoot())
        #expect(abs(try #require(influence.studentizedResiduals[left]) - outer) < 1e-10)
      }
      #expect(abs(influence.leverages.reduce(0, +) - 3) < 1e-12)
    }
  }

  @Test func `Units of columns and response only scale the answer`() throws {
    let model = try randomModel(count: 40, order: 3, seed: 9)
    let columns = try Matrix(columns: [
      Array(model.design.matrix.column(0)), model.design.matrix.column(1).map { $0 * 1024 },
      model.design.matrix.column(2).map { $0 / 4096 },
    ])
    let scaled = try LinearModel(
      LinearDesign(terms: model.design.terms, columns), model.response.map { $0 * 8 })
    let expected = zip(model.coefficients, [8, 8.0 / 1024, 8 * 4096]).map { $0 * $1 }
    #expect(elementwiseError(scaled.coefficients, expected) < 1e-13)
    let t = try model.inference(.heteroskedastic(.hc3)).estimates().compactMap(\.t)
    #expect(
      elementwiseError(try scaled.inference(.heteroskedastic(.hc3)).estimates().compactMap(\.t), t) < 1e-11)
  }

  @Test func `An exact fit has no test and no likelihood`() throws {
    let x = (0..<8).map(Double.init)
    let model = try LinearModel(LinearDesign(["1": x.map { _ in 1 }, "x": x]), x.map { 3 + 2 * $0 })
    #expect(relativeError(model.coefficients, [3, 2]) < 1e-14)
    #expect(model.residualSumOfSquares < 1e-25)
    let flat = try LinearModel(LinearDesign(["1": x.map { _ in 1 }]), x.map { _ in 4 })
    #expect(relativeError(flat.coefficients, [4]) < 1e-15)
    let summary = flat.summary
    #expect(summary.rSquared == nil && summary.logLikelihood == nil && summary.overallTest == nil)
    let zero = try LinearModel(LinearDesign(["1": x.map { _ in 1 }]), x.map { _ in 0 })
    let estimate = try zero.inference().estimates()[0]
    #expect(estimate.t == nil && estimate.pValue == nil && estimate.interval.width == 0)
  }

  @Test func `Hostile input gets an error that says what to do`() throws {
    let x = (0..<6).map(Double.init)
    let ones = x.map { _ in 1.0 }
    let line = try LinearDesign(["1": ones, "x": x])
    #expect(throws: StatisticsError.lengthMismatch(expected: 6, found: 2)) { try LinearModel(line, [1, 2]) }
    #expect(throws: StatisticsError.notFinite(index: 2)) { try LinearModel(line, [1, 2, .nan, 3, 4, 5]) }
    #expect(throws: StatisticsError.notFinite(index: 1)) {
      try LinearModel(line, [1, .infinity, 2, 3, 4, 5], weights: ones)
    }
    let broken = try LinearDesign(["1": ones, "x": [0, 1, 2, .infinity, 4, 5]])
    #expect(throws: StatisticsError.notFinite(index: 3)) { try LinearModel(broken, x) }
    let doubled = try LinearDesign(["1": ones, "x": x, "twice": x.map { 2 * $0 }])
    #expect {
      try LinearModel(doubled, x.map { $0 * $0 })
    } throws: { error in
      guard case StatisticsError.collinear(let terms) = error else { return false }
      return terms.count == 1 && ["x", "twice", "1"].contains(terms[0])
    }
    let few = try LinearDesign(["1": [1, 1], "x": [0, 1]])
    #expect(
      throws: StatisticsError.tooFew(what: "observations for 2 terms", found: 2, needed: 3)
    ) { try LinearModel(few, [1, 2]) }
    #expect(throws: StatisticsError.self) { try LinearModel(line, x, weights: [1, 1, 0, 1, 1, 1]) }
    #expect(throws: StatisticsError.self) { try LinearModel(line, x, weights: [1, 1, .nan, 1, 1, 1]) }
    #expect(throws: StatisticsError.self) { try LinearDesign(["1": ones, "x": [1]]) }
    #expect(throws: StatisticsError.self) { try LinearModel(LinearDesign([:]), []) }
    let model = try LinearModel(line, [1, 2, 2, 4, 5, 5])
    #expect(throws: StatisticsError.self) { try model.predictions(at: Matrix(rows: 1, columns: 3)) }
    #expect(throws: StatisticsError.self) { try model.inference().estimates(level: 1) }
    #expect(throws: StatisticsError.self) { try model.inference().estimate(of: [1]) }
    #expect(throws: StatisticsError.self) { try model.inference().estimate(of: [1, .nan]) }
    #expect(throws: StatisticsError.self) { try model.inference(.clustered([0, 0, 0, 0, 0, 0], .cr1)) }
    #expect(throws: StatisticsError.self) { try model.inference(.clustered([0, 1], .cr1)) }
    #expect(throws: StatisticsError.self) { try model.inference(.autocorrelated(.fixed(0))) }
    let tiny = try LinearModel(LinearDesign(["1": ones, "x": x.map { $0 * 1e-160 }]), [1, 2, 2, 4, 5, 5])
    #expect(throws: StatisticsError.self) { try tiny.inference(.heteroskedastic(.hc1)) }
    #expect(throws: StatisticsError.self) { try tiny.inference() }
  }
}
