import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

/// A certified analysis of variance, with the responses as they are written.
private struct Certified {
  var groups: [[String]] = []
  var betweenMeanSquare = 0.0
  var withinMeanSquare = 0.0
  var f = 0.0
  var rSquared = 0.0
  var deviation = 0.0

  init(_ file: String) throws {
    let text = try String(contentsOf: fixture("nist-strd/anova/" + file), encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    func numbers(_ line: String) -> [Double] {
      line.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    }
    for line in lines[39..<48] {
      let found = numbers(line)
      if line.hasPrefix("Between") {
        betweenMeanSquare = found[found.count - 2]
        f = found[found.count - 1]
      }
      if line.hasPrefix("Within") { withinMeanSquare = found[found.count - 1] }
      if line.contains("R-Squared") { rSquared = try #require(found.last) }
      if line.contains("Standard Deviation") { deviation = try #require(found.last) }
    }
    var group: [Int: [String]] = [:]
    for line in lines[60...] {
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      if words.count == 2, let treatment = Int(words[0]) { group[treatment, default: []].append(words[1]) }
    }
    groups = group.sorted { $0.key < $1.key }.map(\.value)
  }
}

private struct Nested: Decodable {
  struct Two: Decodable {
    let day: Double
    let container: Double
    let residual: Double
    let mean: Double
    let se: Double
    let reml: Double
  }
  struct One: Decodable {
    let day: Double
    let residual: Double
    let mean: Double
    let se: Double
    let reml: Double
  }
  let y: [Double]
  let day: [Int]
  let container: [Int]
  let two: Two
  let one: One
  let ss: [Double]
  let df: [Int]
}

@Suite struct VarianceComponentTests {
  private func digits(_ found: Double, _ certified: Double) -> Double {
    let error = relativeError(found, certified)
    return error == 0 ? 15 : min(15, -log10(error))
  }

  // SmLs04 to 09 share 7 and 13 leading digits, so that a double holds little of what differs. Scaled by 10 the
  // responses of SmLs are whole numbers, which doubles hold; F does not depend on the scale.
  @Test(arguments: [
    ("AtmWtAg.dat", 2, 1.0, 10.0, 8.0), ("SiRstv.dat", 5, 1, 13, 12), ("SmLs01.dat", 9, 10, 14, 14),
    ("SmLs02.dat", 9, 10, 14, 14), ("SmLs03.dat", 9, 10, 14, 14), ("SmLs04.dat", 9, 10, 14, 9),
    ("SmLs05.dat", 9, 10, 14, 9), ("SmLs06.dat", 9, 10, 14, 9), ("SmLs07.dat", 9, 10, 14, 2),
    ("SmLs08.dat", 9, 10, 14, 2), ("SmLs09.dat", 9, 10, 14, 2),
  ])
  func `Certified analyses of variance are reached`(
    file: String, count: Int, scale: Double, scaledDigits: Double, plainDigits: Double
  ) throws {
    let data = try Certified(file)
    #expect(data.groups.count == count)
    let exact = data.groups.map { group in
      group.map { scale == 1 ? Double($0) ?? .nan : (Double($0.replacing(".", with: "")) ?? .nan) }
    }
    let found = try OneWayAnalysisOfVariance(exact)
    let square = scale * scale
    let reached = [
      digits(found.test.statistic, data.f), digits(found.betweenMeanSquare / square, data.betweenMeanSquare),
      digits(found.withinMeanSquare / square, data.withinMeanSquare), digits(found.rSquared, data.rSquared),
      digits(found.residualStandardDeviation / scale, data.deviation),
    ]
    let plain = try OneWayAnalysisOfVariance(data.groups.map { group in group.map { Double($0) ?? .nan } })
    let plainReached = digits(plain.test.statistic, data.f)
    print("\(file): correct digits \(reached), of F from doubles \(plainReached)")
    #expect(reached.allSatisfy { $0 >= scaledDigits }, "\(reached)")
    #expect(plainReached >= plainDigits, "\(plainReached)")
  }

  @Test func `Mean squares and restricted likelihood equal those of R and lme4`() throws {
    let sets: [String: Nested] = try decoded("inference/nested.json")
    #expect(sets.count == 4)
    for (name, set) in sets.sorted(by: { $0.key < $1.key }) {
      let two = try NestedSample(set.y, labels: [set.day, set.container])
      let lines = try two.analysisOfVariance()
      for (line, (squares, degrees)) in zip(lines, zip(set.ss, set.df)) {
        #expect(relativeError(line.sumOfSquares, squares) < 1e-10, "\(name)")
        #expect(line.degreesOfFreedom == degrees)
      }
      let found = try two.restrictedMaximumLikelihood()
      // The optimiser of lme4 stops at about 1e-7.
      #expect(relativeError(found.levels[0], set.two.day) < 1e-4, "\(name) \(found.levels)")
      #expect(relativeError(found.levels[1], set.two.container) < 1e-4, "\(name) \(found.levels)")
      #expect(relativeError(found.residual, set.two.residual) < 1e-5, "\(name)")
      #expect(relativeError(found.mean, set.two.mean) < 1e-6, "\(name)")
      #expect(relativeError(found.standardError, set.two.se) < 1e-5, "\(name)")
      let deviance = try #require(found.deviance)
      #expect(abs(deviance - set.two.reml) < 1e-8 && deviance <= set.two.reml + 1e-10, "\(name): \(deviance)")
      let one = try NestedSample(set.y, labels: [set.day]).restrictedMaximumLikelihood()
      #expect(relativeError(one.levels[0], set.one.day) < 1e-4, "\(name)")
      #expect(relativeError(one.residual, set.one.residual) < 1e-5, "\(name)")
      #expect(relativeError(try #require(one.deviance), set.one.reml) < 1e-10, "\(name)")
    }
  }

  @Test func `With balanced numbers both estimates agree and the F tests are those of the mean squares`()
    throws
  {
    let sets: [String: Nested] = try decoded("inference/nested.json")
    let set = try #require(sets["balanced"])
    let sample = try NestedSample(set.y, labels: [set.day, set.container])
    let squares = try sample.varianceComponents()
    let likelihood = try sample.restrictedMaximumLikelihood()
    for (a, b) in zip(squares.levels + [squares.residual], likelihood.levels + [likelihood.residual]) {
      #expect(relativeError(a, b) < 1e-6)
    }
    let lines = try sample.analysisOfVariance()
    #expect(lines[0].expectation == [20, 5, 1])
    #expect(lines[1].expectation == [0, 5, 1])
    let test = try #require(lines[0].test)
    #expect(relativeError(test.statistic, lines[0].meanSquare / lines[1].meanSquare) < 1e-14)
    #expect(lines[2].test == nil)
  }

  /// −2 ln restricted likelihood from the full covariance matrix.
  private func denseDeviance(_ y: [Double], labels: [[Int]], levels: [Double], residual: Double) throws
    -> Double
  {
    let n = y.count
    func variance(_ i: Int, _ j: Int) -> Double {
      var sum = i == j ? residual : 0
      for depth in labels.indices where (0...depth).allSatisfy({ labels[$0][i] == labels[$0][j] }) {
        sum += levels[depth]
      }
      return sum
    }
    let rows = (0..<n).map { i in (0..<n).map { j in variance(i, j) } }
    let factor = try CholeskyDecomposition(Matrix(rows: rows))
    let ones = try factor.solve([Double](repeating: 1, count: n))
    let weight = ones.reduce(0, +)
    let mean = zip(ones, y).reduce(0) { $0 + $1.0 * $1.1 } / weight
    let residuals = y.map { $0 - mean }
    let solved = try factor.solve(residuals)
    let quadratic = zip(solved, residuals).reduce(0) { $0 + $1.0 * $1.1 }
    return factor.logarithmOfDeterminant + log(weight) + quadratic + Double(n - 1) * log(2 * Double.pi)
  }

  @Test func `The likelihood by units equals that of the full matrix, with its gradient`() throws {
    let sets: [String: Nested] = try decoded("inference/nested.json")
    let set = try #require(sets["small_day_effect"])
    let host = set.y.indices.map { $0 / 2 }
    let labels = [set.day, set.container, host]
    let sample = try NestedSample(set.y, labels: labels)
    let likelihood = RestrictedLikelihood(sample)
    for ratios in [[0.3, 0.5, 0.1], [0, 2, 0.01], [5, 0, 0]] {
      let state = likelihood.summary(ratios: ratios)
      let contrasts = Double(sample.count - 1)
      let residual = state.squares / contrasts
      let deviance = state.objective + contrasts * (1 + log(2 * Double.pi / contrasts))
      let dense = try denseDeviance(
        set.y, labels: labels, levels: ratios.map { $0 * residual }, residual: residual)
      #expect(relativeError(deviance, dense) < 1e-11)
      for index in ratios.indices where ratios[index] > 0 {
        let step = 1e-5 * ratios[index]
        var (above, below) = (ratios, ratios)
        above[index] += step
        below[index] -= step
        let slope =
          (likelihood.summary(ratios: above).objective - likelihood.summary(ratios: below).objective)
          / (2 * step)
        #expect(abs(slope - state.gradient[index]) < 1e-5 * max(1, abs(slope)))
      }
    }
    let found = try sample.restrictedMaximumLikelihood()
    let best = try #require(found.deviance)
    for shift in [-0.05, 0.05] {
      for index in 0..<3 {
        var levels = found.levels
        levels[index] = max(0, levels[index] + shift)
        let other = try denseDeviance(set.y, labels: labels, levels: levels, residual: found.residual)
        #expect(other >= best - 1e-9)
      }
    }
  }

  @Test func `Expected mean squares are unbiased for unbalanced units, by their quadratic forms`() throws {
    // E of a sum of squares is the trace of its matrix times the covariance: checked on unit vectors of effects.
    let day = [0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2]
    let batch = [0, 0, 1, 1, 2, 0, 1, 1, 0, 0, 0, 1, 1, 2]
    let base = try NestedSample((0..<14).map(Double.init), labels: [day, batch]).analysisOfVariance()
    func squares(_ values: [Double]) throws -> [Double] {
      try NestedSample(values, labels: [day, batch]).analysisOfVariance().map(\.sumOfSquares)
    }
    var sums = [[Double]](repeating: [0, 0, 0], count: 3)
    func add(_ component: Int, _ indicator: [Double]) throws {
      for (line, value) in try squares(indicator).enumerated() { sums[line][component] += value }
    }
    for unit in 0..<3 { try add(0, day.map { $0 == unit ? 1 : 0 }) }
    for unit in 0..<9 {
      let indicator = zip(day, batch).map { $0 * 3 + $1 == unit ? 1.0 : 0 }
      if indicator.contains(1) { try add(1, indicator) }
    }
    for unit in 0..<14 { try add(2, (0..<14).map { $0 == unit ? 1 : 0 }) }
    for (line, row) in base.enumerated() {
      for (component, expectation) in row.expectation.enumerated() {
        #expect(abs(sums[line][component] / Double(row.degreesOfFreedom) - expectation) < 1e-12)
      }
    }
  }

  @Test func `The exact interval of the intraclass correlation covers at its level with unequal groups`()
    throws
  {
    var generator = Xoshiro256PlusPlus(seed: 12)
    let sizes = [2, 9, 3, 15, 4, 4, 8, 2]
    for truth in [0.0, 0.3, 0.8] {
      var covered = 0
      var likelihoodCovered = 0
      var likelihoods = 0
      for _ in 0..<400 {
        let groups = sizes.map { size in
          let effect = truth.squareRoot() * generator.normal()
          return (0..<size).map { _ in effect + (1 - truth).squareRoot() * generator.normal() }
        }
        let interval = try OneWayAnalysisOfVariance(groups).intraclassCorrelation().interval
        if interval.contains(truth) { covered += 1 }
        let labels = sizes.enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element) }
        let fit = try NestedSample(groups.flatMap { $0 }, labels: [labels]).restrictedMaximumLikelihood()
        if let interval = try fit.intraclassCorrelationInterval(depth: 0) {
          likelihoods += 1
          if interval.contains(truth) { likelihoodCovered += 1 }
        }
      }
      #expect(covered >= 365 && covered <= 395, "\(truth): \(covered) of 400")
      if truth > 0.5 {
        #expect(Double(likelihoodCovered) > 0.9 * Double(likelihoods), "\(likelihoodCovered)")
      }
    }
  }

  @Test func `Order, labels, shifts and scales leave components alone`() throws {
    let sets: [String: Nested] = try decoded("inference/nested.json")
    let set = try #require(sets["unbalanced"])
    let plain = try NestedSample(set.y, labels: [set.day, set.container]).restrictedMaximumLikelihood()
    let order = Array(set.y.indices.reversed())
    let moved = try NestedSample(
      order.map { set.y[$0] * 4 + 1e6 },
      labels: [order.map { -7 * set.day[$0] }, order.map { set.container[$0] + 5 }]
    ).restrictedMaximumLikelihood()
    #expect(relativeError(moved.levels[0], 16 * plain.levels[0]) < 1e-6)
    #expect(relativeError(moved.levels[1], 16 * plain.levels[1]) < 1e-6)
    #expect(relativeError(moved.residual, 16 * plain.residual) < 1e-7)
    #expect(relativeError(moved.effectiveN, plain.effectiveN) < 1e-6)
    #expect(abs(plain.intraclassCorrelation(depth: 1) - (1 - plain.residual / plain.total)) < 1e-12)
  }

  @Test func `Optimal parts follow the costs`() throws {
    let sets: [String: Nested] = try decoded("inference/nested.json")
    let set = try #require(sets["unbalanced"])
    var fit = try NestedSample(set.y, labels: [set.day, set.container]).varianceComponents()
    fit.levels = [4, 1]
    fit.residual = 9
    // √(100 · 1 / (1 · 4)) = 5 containers a day, √(1 · 9 / (0.01 · 1)) = 30 values a container.
    #expect(try fit.optimalParts(costs: [100, 1, 0.01]) == [5, 30])
    fit.levels = [0, 1]
    #expect(try fit.optimalParts(costs: [100, 1, 0.01]) == [nil, 30])
    #expect(throws: StatisticsError.self) { try fit.optimalParts(costs: [1, 1]) }
    #expect(throws: StatisticsError.self) { try fit.optimalParts(costs: [1, 0, 1]) }
  }

  @Test func `Hostile designs give typed errors`() throws {
    #expect(throws: StatisticsError.emptySample) { try NestedSample([], labels: [[]]) }
    #expect(throws: StatisticsError.self) { try NestedSample([1, .nan], labels: [[0, 1]]) }
    #expect(throws: StatisticsError.self) { try NestedSample([1, 2], labels: []) }
    #expect(throws: StatisticsError.lengthMismatch(expected: 2, found: 1)) {
      try NestedSample([1, 2], labels: [[1]])
    }
    // One unit, units of one value, a level that repeats the one above.
    #expect(throws: StatisticsError.self) {
      try NestedSample([1, 2], labels: [[0, 0]]).varianceComponents()
    }
    #expect(throws: StatisticsError.self) {
      try NestedSample([1, 2], labels: [[0, 1]]).varianceComponents()
    }
    let day = [0, 0, 1, 1, 2, 2]
    #expect(throws: StatisticsError.self) {
      try NestedSample([1, 2, 3, 4, 5, 7], labels: [day, [0, 0, 0, 0, 0, 0]]).varianceComponents()
    }
    #expect(throws: StatisticsError.self) {
      try NestedSample([Double](repeating: 2, count: 6), labels: [day]).varianceComponents()
    }
    #expect(throws: StatisticsError.self) {
      try NestedSample([1, 1, 2, 2, 3, 3], labels: [day]).restrictedMaximumLikelihood()
    }
    #expect(throws: StatisticsError.self) { try OneWayAnalysisOfVariance([[1, 2]]) }
    #expect(throws: StatisticsError.self) { try OneWayAnalysisOfVariance([[1, 2], []]) }
    #expect(throws: StatisticsError.self) { try OneWayAnalysisOfVariance([[1], [2]]) }
    #expect(throws: StatisticsError.self) { try OneWayAnalysisOfVariance([[1, 1], [2, 2]]) }
    #expect(throws: StatisticsError.self) { try OneWayAnalysisOfVariance([[1, .infinity], [2, 2]]) }
    // Days further apart than values inside of them: an estimate at 0 is no interval.
    let flat = try NestedSample([1, 5, 1.5, 4.5, 2, 4], labels: [day]).restrictedMaximumLikelihood()
    #expect(flat.levels == [0])
    #expect(try flat.intraclassCorrelationInterval(depth: 0) == nil)
  }
}
