import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

@Suite struct CovarianceTests {
  @Test func `Robust covariances of stackloss agree with R`() throws {
    let golden = try Stackloss.read()
    let model = try LinearModel(golden.design(), golden.response)
    for (correction, expected) in [
      (LeverageCorrection.hc0, golden.hc.map(\.hc0)), (.hc1, golden.hc.map(\.hc1)),
      (.hc2, golden.hc.map(\.hc2)),
      (.hc3, golden.hc.map(\.hc3)),
    ] {
      let errors = try model.inference(.heteroskedastic(correction)).standardErrors
      #expect(elementwiseError(errors, expected) < 1e-10)
    }
    // Lags 1 and 2 are those of a bandwidth of 3.
    let errors = try model.inference(.autocorrelated(.fixed(3))).standardErrors
    #expect(elementwiseError(errors, golden.neweyWest) < 1e-10)
  }

  @Test func `Covariances agree with statsmodels, weights or not`() throws {
    let golden = try StatsmodelsFits.read()
    for (fit, weights) in [(golden.ols, nil), (golden.wls, golden.weights)] {
      let model = try LinearModel(golden.design(), golden.y, weights: weights)
      #expect(relativeError(model.coefficients, fit.coefficients) < 1e-12)
      #expect(relativeError(try #require(model.summary.logLikelihood), fit.logLikelihood) < 1e-12)
      #expect(relativeError(try #require(model.summary.rSquared), fit.rSquared) < 1e-12)
      #expect(relativeError(try #require(model.summary.adjustedRSquared), fit.adjustedRSquared) < 1e-12)
      let cases: [(CovarianceEstimator, [[Double]])] = [
        (.classical, fit.classical), (.heteroskedastic(.hc0), fit.hc0), (.heteroskedastic(.hc1), fit.hc1),
        (.heteroskedastic(.hc2), fit.hc2), (.heteroskedastic(.hc3), fit.hc3),
        (.clustered(golden.clusters, .cr0), fit.cr0), (.clustered(golden.clusters, .cr1), fit.cr1),
        (.autocorrelated(.fixed(5)), fit.hac4),
      ]
      for (estimator, expected) in cases {
        let covariance = try model.inference(estimator).covariance
        #expect(relativeError(covariance.rowValues, expected.flatMap(\.self)) < 1e-11, "\(estimator.method)")
      }
      let wald = try model.inference(.heteroskedastic(.hc1)).waldTest(Matrix(rows: [[0, 1, 0], [0, 0, 1]]))
      #expect(relativeError(wald.statistic, fit.waldHc1.f) < 1e-10)
      #expect(relativeError(wald.pValue, fit.waldHc1.p) < 1e-9)
    }
  }

  /// CR2 and its degrees of freedom as they are defined, with matrices of the size of the data.
  private func plainBellMcCaffrey(
    _ model: LinearModel, _ labels: [Int], _ contrast: [Double]
  ) throws -> (covariance: Matrix, freedom: Double) {
    let roots = (model.weights ?? model.response.map { _ in 1 }).map { $0.squareRoot() }
    let rows = model.design.matrix.scalingRows(by: roots)
    let n = rows.rows
    let inverse = try CholeskyDecomposition(rows.gram()).inverse()
    let hat = try rows.multiplied(by: inverse).multiplied(by: rows, transposing: .right)
    var meat = try Matrix(rows: rows.columns, columns: rows.columns)
    var vectors: [[Double]] = []
    for label in Set(labels).sorted() {
      let members = labels.indices.filter { labels[$0] == label }
      var room = try Matrix.identity(members.count)
      for (i, row) in members.enumerated() {
        for (j, column) in members.enumerated() { room[i, j] -= hat[row, column] }
      }
      let spectrum = try SymmetricEigendecomposition(room)
      var root = try Matrix(rows: members.count, columns: members.count)
      for k in 0..<members.count {
        for i in 0..<members.count {
          for j in 0..<members.count {
            root[i, j] += spectrum.vectors[i, k] * spectrum.vectors[j, k] / spectrum.values[k].squareRoot()
          }
        }
      }
      let inner = try rows.selecting(rows: members)
      let residuals = members.map { model.residuals[$0] * roots[$0] }
      let score = try inner.multiplied(by: root.multiplied(by: residuals), transposed: true)
      for i in 0..<rows.columns { for j in 0..<rows.columns { meat[i, j] += score[i] * score[j] } }
      // aᵀ e_g with a = A X_g (XᵀX)⁻¹ c, as a combination of all noise: (I − H) in the rows of the cluster.
      let a = try root.multiplied(by: inner.multiplied(by: inverse.multiplied(by: contrast)))
      vectors.append(
        (0..<n).map { column in
          members.enumerated().reduce(0) { sum, member in
            sum + a[member.offset] * ((member.element == column ? 1 : 0) - hat[member.element, column])
          }
        })
    }
    let products = try Matrix(rows: vectors).gram(of: .rows)
    let trace = products.diagonal.reduce(0, +)
    let squares = products.elements.reduce(0) { $0 + $1 * $1 }
    return (try inverse.multiplied(by: meat).multiplied(by: inverse), trace * trace / squares)
  }

  @Test func `CR2 and its degrees of freedom follow their definition`() throws {
    for weighted in [false, true] {
      let model = try randomModel(count: 24, order: 3, seed: 11, weighted: weighted)
      let labels = (0..<24).map { [0, 0, 0, 1, 1, 2, 2, 2, 2, 2, 3, 4][$0 % 12] }
      let inference = try model.inference(.clustered(labels, .cr2))
      for contrast in [[1.0, 0, 0], [0, 1, 0], [1, -2, 0.5]] {
        let plain = try plainBellMcCaffrey(model, labels, contrast)
        #expect(relativeError(inference.covariance.rowValues, plain.covariance.rowValues) < 1e-11)
        #expect(relativeError(try inference.degreesOfFreedom(of: contrast), plain.freedom) < 1e-10)
      }
    }
  }

  @Test func `Clusters of one observation give the HC covariances`() throws {
    let model = try randomModel(count: 30, order: 3, seed: 13)
    let labels = Array(0..<30)
    for (cluster, single) in [(ClusterCorrection.cr0, LeverageCorrection.hc0), (.cr2, .hc2)] {
      let first = try model.inference(.clustered(labels, cluster)).covariance
      let second = try model.inference(.heteroskedastic(single)).covariance
      #expect(relativeError(first.elements, second.elements) < 1e-12)
    }
    let jackknife = try model.inference(.clustered(labels, .cr3)).covariance
    let third = try model.inference(.heteroskedastic(.hc3)).covariance
    #expect(relativeError(jackknife.elements.map { $0 * 30 / 29 }, third.elements) < 1e-12)
  }

  @Test func `The mean of clusters is the regression on a constant`() throws {
    var generator = Xoshiro256PlusPlus(seed: 17)
    let labels = (0..<50).map { ($0 * $0) % 7 }
    let values = labels.map { Double($0) + generator.normal() }
    let model = try LinearModel(LinearDesign(["1": values.map { _ in 1 }]), values)
    let sample = try ClusteredSample(values, labels: labels)
    for correction in ClusterCorrection.allCases {
      let mean = try sample.meanInterval(correction: correction)
      let estimate = try model.inference(.clustered(labels, correction)).estimates()[0]
      #expect(relativeError(estimate.standardError, mean.standardError) < 1e-12)
      let ends = (try #require(estimate.interval.lower), try #require(mean.interval.lower))
      #expect(abs(ends.0 - ends.1) < 1e-11)
    }
  }

  @Test func `The variance of a mean is the long-run variance over n`() throws {
    var generator = Xoshiro256PlusPlus(seed: 19)
    let series = autoregression(300, 0.6, using: &generator)
    let model = try LinearModel(LinearDesign(["1": series.map { _ in 1 }]), series)
    for rule in [LongRunVariance.Bandwidth.neweyWest, .andrews, .fixed(4.5)] {
      let longRun = try LongRunVariance(series, bandwidth: rule)
      let variance = try model.inference(.autocorrelated(rule)).covariance[0, 0]
      #expect(relativeError(variance, longRun.value / 300) < 1e-11)
    }
  }

  @Test func `The order of rows and the numbering of clusters do not matter`() throws {
    let model = try randomModel(count: 40, order: 3, seed: 23)
    let labels = (0..<40).map { $0 / 5 }
    let order = (0..<40).map { ($0 * 7) % 40 }
    let turned = try LinearModel(
      LinearDesign(terms: model.design.terms, model.design.matrix.selecting(rows: order)),
      order.map { model.response[$0] })
    let first = try model.inference(.clustered(labels, .cr2))
    let second = try turned.inference(.clustered(order.map { -3 * labels[$0] }, .cr2))
    #expect(relativeError(first.covariance.elements, second.covariance.elements) < 1e-12)
    let contrast = [0.0, 1, 0]
    #expect(
      relativeError(try first.degreesOfFreedom(of: contrast), try second.degreesOfFreedom(of: contrast))
        < 1e-10)
  }

  @Test func `Leverage of 1 is refused by HC2 and passed over by CR2`() throws {
    let group = (0..<12).map { $0 < 1 ? 1.0 : 0 }
    let x = (0..<12).map { Double(($0 * 5) % 7) }
    let design = try LinearDesign(["1": x.map { _ in 1 }, "x": x, "alone": group])
    let model = try LinearModel(design, (0..<12).map { Double(($0 * 3) % 5) })
    #expect(throws: StatisticsError.self) { try model.inference(.heteroskedastic(.hc3)) }
    let inference = try model.inference(.clustered((0..<12).map { $0 / 2 }, .cr2))
    #expect(inference.covariance.elements.allSatisfy { $0.isFinite })
    #expect(try inference.estimate(of: [0, 1, 0]).standardError > 0)
    let influence = try model.influence()
    #expect(influence.standardizedResiduals[0] == nil && influence.cooksDistances[0] == nil)
  }

  @Test func `One contrast is tested alike by t and by F`() throws {
    let model = try randomModel(count: 30, order: 3, seed: 29)
    let inference = try model.inference(.clustered((0..<30).map { $0 / 3 }, .cr2))
    let estimate = try inference.estimate(of: [0, 1, -1])
    let test = try inference.waldTest(Matrix(rows: [[0, 1, -1]]))
    #expect(relativeError(test.pValue, try #require(estimate.pValue)) < 1e-9)
    let shifted = try inference.waldTest(Matrix(rows: [[0, 1, -1]]), equal: [estimate.value])
    #expect(shifted.statistic < 1e-20 && shifted.pValue > 0.999)
    #expect(throws: StatisticsError.self) {
      try inference.waldTest(Matrix(rows: [[0, 1, -1], [0, 2, -2]]))
    }
    #expect(throws: StatisticsError.self) { try inference.waldTest(Matrix(rows: [[0, 1]])) }
  }
}
