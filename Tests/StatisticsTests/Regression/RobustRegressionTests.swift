import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

@Suite struct RobustRegressionTests {
  private struct Golden: Decodable {
    struct Fit: Decodable {
      let design, covariance: [[Double]]
      let response, coefficients, weights: [Double]
      let scale: Double
    }
    let stackloss, stars, spoiled: Fit
  }

  @Test func `MM-estimates agree with robustbase`() throws {
    let golden: Golden = try decoded("regression/robustbase.json")
    for fit in [golden.stackloss, golden.stars, golden.spoiled] {
      let design = try LinearDesign(
        terms: fit.coefficients.indices.map { "b\($0)" }, Matrix(rows: fit.design))
      let model = try RobustRegression(seed: 1).fit(design, fit.response)
      #expect(elementwiseError(model.coefficients, fit.coefficients) < 1e-8)
      #expect(relativeError(model.scale, fit.scale) < 1e-8)
      #expect(relativeError(model.weights, fit.weights) < 1e-8)
      // robustbase takes squares of losses less those of one half, we of their mean, (n − p)/2n; so ours cannot
      // become negative.
      var covariance = try model.inference().covariance
      let byScale = try model.linearised().byScale
      let (n, p) = (Double(design.count), Double(design.terms.count))
      let less = n * 0.25 * (1 - (n - p) / n * (n - p) / n)
      for row in byScale.indices {
        for column in byScale.indices { covariance[row, column] -= less * byScale[row] * byScale[column] }
      }
      #expect(relativeError(covariance.rowValues, fit.covariance.flatMap(\.self)) < 1e-8)
    }
  }

  @Test func `The stored fit of stackloss is reached`() throws {
    let golden = try Stackloss.read()
    let model = try RobustRegression(seed: 3).fit(golden.design(), golden.response)
    #expect(elementwiseError(model.coefficients, golden.mm.coef) < 1e-8)
    #expect(relativeError(model.scale, golden.mm.scale) < 1e-8)
    #expect(relativeError(model.weights, golden.mm.rweights) < 1e-8)
  }

  private func line(
    _ count: Int, outliers: Double, seed: UInt64
  ) throws -> (design: LinearDesign, response: [Double]) {
    var generator = Xoshiro256PlusPlus(seed: seed)
    let x = (0..<count).map { _ in generator.normal() }
    let response = x.enumerated().map { row, value in
      Double(row) < outliers * Double(count)
        ? 30 + 10 * generator.uniform() : 1 + 2 * value + generator.normal()
    }
    return (try LinearDesign(["1": x.map { _ in 1 }, "x": x]), response)
  }

  @Test func `Two fifths of outliers do not move the line`() throws {
    for count in [100, 5000] {
      let (design, response) = try line(count, outliers: 0.4, seed: 7)
      let model = try RobustRegression(seed: 1).fit(design, response)
      let errors = try model.inference().standardErrors
      #expect(abs(model.coefficients[0] - 1) < 4 * errors[0])
      #expect(abs(model.coefficients[1] - 2) < 4 * errors[1])
      #expect(model.weights.prefix(count * 2 / 5).allSatisfy { $0 == 0 })
      let plain = try LinearModel(design, response)
      #expect(plain.coefficients[0] > 10)
    }
  }

  @Test func `Standard errors are those of repetitions`() throws {
    var values: [Double] = []
    var errors: [Double] = []
    var least: [Double] = []
    for seed in 0..<120 {
      let (design, response) = try line(40, outliers: 0, seed: UInt64(seed + 1000))
      let model = try RobustRegression(subsets: 20, seed: 1).fit(design, response)
      values.append(model.coefficients[1])
      errors.append(try model.inference().standardErrors[1])
      least.append(try LinearModel(design, response).coefficients[1])
    }
    let spread = try standardDeviation(values)
    #expect(abs(spread / (try mean(errors)) - 1) < 0.15)
    // Efficiency of 95 % in large samples.
    #expect(try variance(least) / variance(values) > 0.85)
  }

  @Test func `The fit moves with the data and not with the order of rows`() throws {
    let (design, response) = try line(60, outliers: 0.2, seed: 5)
    let model = try RobustRegression(seed: 1).fit(design, response)
    let moved = try RobustRegression(seed: 1).fit(
      design, zip(response, try design.matrix.column(1)).map { 4 * $0 + 3 - 8 * $1 })
    let expected = [4 * model.coefficients[0] + 3, 4 * model.coefficients[1] - 8]
    #expect(relativeError(moved.coefficients, expected) < 1e-9)
    #expect(relativeError(moved.scale, 4 * model.scale) < 1e-9)
    let order = (0..<60).map { ($0 * 7) % 60 }
    let turned = try RobustRegression(seed: 1).fit(
      LinearDesign(terms: design.terms, design.matrix.selecting(rows: order)), order.map { response[$0] })
    #expect(relativeError(turned.coefficients, model.coefficients) < 1e-9)
  }

  @Test func `Clusters of one row give the plain covariance`() throws {
    let (design, response) = try line(60, outliers: 0.1, seed: 5)
    let model = try RobustRegression(seed: 1).fit(design, response)
    let plain = try model.inference()
    let single = try model.inference(clusters: Array(0..<60))
    #expect(relativeError(single.covariance.elements.map { $0 * 59 / 60 }, plain.covariance.elements) < 1e-12)
    #expect(plain.method == .robust && single.method == .robustClustered)
    let pairs = try model.inference(clusters: (0..<60).map { $0 / 2 })
    #expect(try pairs.degreesOfFreedom(of: [0, 1]) == 29)
  }

  @Test func `Levels that few rows hold are reached all the same`() throws {
    var generator = Xoshiro256PlusPlus(seed: 2)
    let group = (0..<40).map { Double($0 < 3 ? 1 : 0) }
    let other = (0..<40).map { Double($0 >= 36 ? 1 : 0) }
    let response = (0..<40).map { 5 * group[$0] - 4 * other[$0] + 0.1 * generator.normal() }
    let design = try LinearDesign(["1": group.map { _ in 1 }, "group": group, "other": other])
    let model = try RobustRegression(seed: 1).fit(design, response)
    #expect(abs(model.coefficients[1] - 5) < 0.3 && abs(model.coefficients[2] + 4) < 0.3)
  }

  @Test func `Hostile input gets an error that says what to do`() throws {
    let x = (0..<20).map(Double.init)
    let design = try LinearDesign(["1": x.map { _ in 1 }, "x": x])
    let exact = x.enumerated().map { $0.offset < 12 ? 3.0 : 3 + $0.element }
    #expect {
      try RobustRegression(seed: 1).fit(design, exact)
    } throws: { error in
      guard case StatisticsError.unsolvable = error else { return false }
      return "\(error)".contains("least squares")
    }
    #expect(throws: StatisticsError.self) { try RobustRegression(subsets: 0, seed: 1).fit(design, x) }
    #expect(throws: StatisticsError.notFinite(index: 4)) {
      try RobustRegression(seed: 1).fit(design, x.map { $0 == 4 ? .nan : $0 })
    }
    let doubled = try LinearDesign(["1": x.map { _ in 1 }, "x": x, "twice": x.map { 2 * $0 }])
    #expect(throws: StatisticsError.self) { try RobustRegression(seed: 1).fit(doubled, x.map { $0 * $0 }) }
  }
}
