import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

private let powerLaw = NonlinearModel(parameterCount: 3) { b, x in
  b[0] + b[1] * (-b[2] * log(x[0])).exponential()
}

private let separablePowerLaw = SeparableModel(shapeCount: 1, termCount: 2) { shape, x in
  [DualNumber(1), (-shape[0] * log(x[0])).exponential()]
}

@Suite struct NonlinearLeastSquaresTests {
  @Test func `The power law of R is reached from a start at which R's own method fails`() throws {
    let data = try memoryGolden()
    let predictors = data.mem.map { [$0] }
    let full = try nonlinearLeastSquares(
      powerLaw, predictors: predictors, response: data.t, start: [30, 1e5, 1])
    let projected = try variableProjection(
      separablePowerLaw, predictors: predictors, response: data.t, shapeStart: [0.3])
    for fit in [full, projected] {
      #expect(worstDifference(fit.parameters, data.coef) < 1e-8)
      #expect(worstDifference(fit.standardErrors, data.se) < 1e-8)
      #expect((fit.residualDeviation / data.sigma - 1).magnitude < 1e-10)
      #expect(fit.relativeOffset < 1e-6)
    }
  }

  @Test func `Bands are those of linear regression when the model is linear`() throws {
    let line = NonlinearModel(parameterCount: 2) { b, x in b[0] + b[1] * x[0] }
    let x: [Double] = [1, 2, 3, 4, 5, 6, 7, 8]
    let y = [2.1, 3.9, 6.2, 7.8, 10.1, 12.2, 13.7, 16.3]
    let fit = try nonlinearLeastSquares(line, predictors: x.map { [$0] }, response: y, start: [0, 0])
    // Mean x is 4.5 and Sxx is 42; at 10 the leverage is 1/8 + 5.5²/42.
    let at = try fit.prediction(at: [10], level: 0.9)
    let leverage = 1.0 / 8 + 5.5 * 5.5 / 42
    let factor = StudentT.quantile(0.95, degreesOfFreedom: 6) * fit.residualDeviation
    #expect((try #require(at.confidence.width) - 2 * factor * leverage.squareRoot()).magnitude < 1e-10)
    #expect((try #require(at.prediction.width) - 2 * factor * (1 + leverage).squareRoot()).magnitude < 1e-10)
    let ends = try fit.parameterIntervals(level: 0.9)[1]
    #expect((try #require(ends.width) - 2 * factor / 42.0.squareRoot()).magnitude < 1e-10)
  }

  @Test func `Derivatives of dual numbers are those of calculus`() {
    let at = 0.7
    let x = DualNumber.parameters([at])[0]
    let cases: [(DualNumber, Double, Double)] = [
      (x.exponential(), exp(at), exp(at)), (x.exponentialMinusOne(), expm1(at), exp(at)),
      (x.logarithm(), log(at), 1 / at), (x.squareRoot(), at.squareRoot(), 0.5 / at.squareRoot()),
      (x.sine(), sin(at), cos(at)), (x.cosine(), cos(at), -sin(at)),
      (x.arcTangent(), atan(at), 1 / (1 + at * at)), (x.squared(), at * at, 2 * at),
      (x.power(2.5), pow(at, 2.5), 2.5 * pow(at, 1.5)),
      (x.power(x), pow(at, at), pow(at, at) * (log(at) + 1)),
      (1 / x, 1 / at, -1 / (at * at)), (x / (1 + x), at / (1 + at), 1 / ((1 + at) * (1 + at))),
      (3 - 2 * x * x, 3 - 2 * at * at, -4 * at), (x / 4 - 1, at / 4 - 1, 0.25), (x.minimum(1), at, 1),
      (x.minimum(0.5), 0.5, 0),
    ]
    for (index, (dual, value, slope)) in cases.enumerated() {
      #expect((dual.value - value).magnitude < 1e-14, "case \(index)")
      #expect((dual.slopes[0] - slope).magnitude < 1e-14, "case \(index)")
    }
  }

  @Test func `Units of parameters do not matter`() throws {
    let data = try memoryGolden()
    let predictors = data.mem.map { [$0] }
    let scaled = NonlinearModel(parameterCount: 3) { b, x in
      1e-9 * b[0] + 1e12 * b[1] * (-1e5 * b[2] * log(x[0])).exponential()
    }
    let fit = try nonlinearLeastSquares(
      scaled, predictors: predictors, response: data.t, start: [30e9, 1e-7, 1e-5])
    #expect(worstDifference(fit.parameters, zip(data.coef, [1e9, 1e-12, 1e-5]).map(*)) < 1e-8)
  }

  @Test func `Clusters widen the errors of parameters that depend on them`() throws {
    var generator = Xoshiro256PlusPlus(seed: 2)
    var (predictors, response, clusters) = ([[Double]](), [Double](), [Int]())
    for batch in 0..<20 {
      let effect = 4 * generator.normal()
      for size in [128.0, 256, 512, 1024, 2048] {
        predictors.append([size])
        response.append(20 + 30_000 / size + effect + generator.normal())
        clusters.append(batch)
      }
    }
    let model = NonlinearModel(parameterCount: 2) { b, x in b[0] + b[1] / x[0] }
    let plain = try nonlinearLeastSquares(model, predictors: predictors, response: response, start: [1, 1])
    let robust = try nonlinearLeastSquares(
      model, predictors: predictors, response: response, start: [1, 1], clusters: clusters)
    #expect(robust.parameters == plain.parameters)
    #expect(abs(try robust.inference.degreesOfFreedom(of: [1, 0]) - 19) < 1e-6)
    #expect(robust.clusters == 20)
    // The effect shifts the constant and not the slope.
    #expect(robust.standardErrors[0] > 1.3 * plain.standardErrors[0])
    #expect(robust.standardErrors[1] < plain.standardErrors[1])
  }

  @Test func `A straight line has the robust errors of the linear model, cluster by cluster`() throws {
    var generator = Xoshiro256PlusPlus(seed: 3)
    var (x, y, clusters) = ([Double](), [Double](), [Int]())
    // Clusters of very different sizes, where degrees of freedom are far from clusters less one.
    for (batch, size) in [2, 3, 25, 4, 6].enumerated() {
      let effect = generator.normal()
      for _ in 0..<size {
        x.append(Double(batch) + generator.normal())
        y.append(1 + 2 * (x.last ?? 0) + effect + generator.normal())
        clusters.append(batch)
      }
    }
    let curve = try nonlinearLeastSquares(
      NonlinearModel(parameterCount: 2) { b, x in b[0] + b[1] * x[0] }, predictors: x.map { [$0] },
      response: y, start: [0, 0], clusters: clusters)
    let design = try LinearDesign(["1": x.map { _ in 1 }, "x": x])
    let line = try LinearModel(design, y).inference(.clustered(clusters, .cr2))
    for (own, linear) in zip(try curve.inference.estimates(), try line.estimates()) {
      #expect(abs(own.standardError / linear.standardError - 1) < 1e-9)
      #expect(abs(own.degreesOfFreedom / linear.degreesOfFreedom - 1) < 1e-9)
      #expect(own.degreesOfFreedom < 4)
    }
    let far = try curve.prediction(at: [30])
    #expect(far.degreesOfFreedom == (try curve.inference.degreesOfFreedom(of: [1, 30])))
  }

  @Test func `Input that has no answer is refused`() throws {
    let line = NonlinearModel(parameterCount: 2) { b, x in b[0] + b[1] * x[0] }
    let x: [[Double]] = [[1], [2], [3]]
    #expect(throws: StatisticsError.notFinite(index: 0)) {
      try nonlinearLeastSquares(line, predictors: x, response: [.infinity, 1, 2], start: [0, 0])
    }
    #expect(throws: StatisticsError.notFinite(index: 1)) {
      try nonlinearLeastSquares(line, predictors: [[1], [.nan], [3]], response: [0, 1, 2], start: [0, 0])
    }
    #expect(throws: StatisticsError.tooFew(what: "observations", found: 2, needed: 3)) {
      try nonlinearLeastSquares(line, predictors: [[1], [2]], response: [1, 2], start: [0, 0])
    }
    #expect(throws: StatisticsError.lengthMismatch(expected: 2, found: 1)) {
      try nonlinearLeastSquares(line, predictors: x, response: [1, 2, 3], start: [0])
    }
    #expect(throws: StatisticsError.self) {
      try nonlinearLeastSquares(
        line, predictors: x, response: [1, 2, 4], start: [0, 0], weights: [1, 0, 1])
    }
    // Two parameters of which only the sum matters.
    let twins = NonlinearModel(parameterCount: 2) { b, x in (b[0] + b[1]) * x[0] }
    #expect(throws: StatisticsError.self) {
      try nonlinearLeastSquares(twins, predictors: x, response: [1, 2, 4], start: [0.3, 0.2])
    }
    let broken = NonlinearModel(parameterCount: 1) { b, _ in (b[0] - 5).logarithm() }
    #expect(throws: StatisticsError.self) {
      try nonlinearLeastSquares(broken, predictors: x, response: [1, 2, 4], start: [1])
    }
    let wide = NonlinearModel(parameterCount: 17) { b, _ in b[0] }
    #expect(throws: StatisticsError.self) {
      try nonlinearLeastSquares(wide, predictors: x, response: [1, 2, 4], start: [1])
    }
  }
}
