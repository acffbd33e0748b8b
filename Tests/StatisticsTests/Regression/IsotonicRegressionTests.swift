import Testing

@testable import Statistics

@Suite struct IsotonicRegressionTests {
  /// The largest over starts of the smallest over ends of the mean between them (Barlow et al. 1972).
  private func plain(_ values: [Double], _ weights: [Double]) -> [Double] {
    values.indices.map { place in
      (0...place).map { start in
        (place..<values.count).map { end in
          let total = weights[start...end].reduce(0, +)
          return zip(values[start...end], weights[start...end]).reduce(0) { $0 + $1.0 * $1.1 } / total
        }.min() ?? .nan
      }.max() ?? .nan
    }
  }

  @Test func `Pooling finds the definition's answer`() throws {
    var generator = Xoshiro256PlusPlus(seed: 1)
    for count in 1...30 {
      let values = (0..<count).map { 0.1 * Double($0) + generator.normal() }
      let weights = (0..<count).map { _ in 0.2 + generator.uniform() }
      let positions = (0..<count).map(Double.init)
      let fit = try IsotonicRegression(positions, values, weights: weights)
      #expect(relativeError(fit.values, plain(values, weights)) < 1e-12)
      let down = try IsotonicRegression(
        positions, values.map { -$0 }, weights: weights, direction: .decreasing)
      #expect(down.values == fit.values.map { -$0 })
      #expect(down.residualSumOfSquares == fit.residualSumOfSquares)
    }
  }

  @Test func `Order and repetition of positions do not matter`() throws {
    let fit = try IsotonicRegression([3, 1, 2, 1, 2], [5, 2, 4, 1, 2], weights: [1, 1, 1, 3, 1])
    #expect(fit.positions == [1, 2, 3])
    #expect(fit.values == [1.25, 3, 5])
    #expect(fit.residualSumOfSquares == 0.5625 + 3 * 0.0625 + 2)
    #expect(fit.value(at: 0) == 1.25 && fit.value(at: 9) == 5 && fit.value(at: 2) == 3)
    #expect(fit.value(at: 2.5) == 4)
  }

  @Test func `Values in order stay, values against it become their mean`() throws {
    let n = 1000
    let positions = (0..<n).map(Double.init)
    #expect(try IsotonicRegression(positions, positions).values == positions)
    let fit = try IsotonicRegression(positions, positions.map { -$0 })
    #expect(fit.values.allSatisfy { abs($0 + 499.5) < 1e-9 })
  }

  @Test func `Hostile input is refused`() {
    #expect(throws: StatisticsError.emptySample) { try IsotonicRegression([], []) }
    #expect(throws: StatisticsError.notFinite(index: 1)) { try IsotonicRegression([1, .nan], [1, 2]) }
    #expect(throws: StatisticsError.notFinite(index: 0)) { try IsotonicRegression([1, 2], [.infinity, 2]) }
    #expect(throws: StatisticsError.lengthMismatch(expected: 2, found: 1)) {
      try IsotonicRegression([1, 2], [1])
    }
    #expect(throws: StatisticsError.self) { try IsotonicRegression([1, 2], [1, 2], weights: [1, 0]) }
  }
}
