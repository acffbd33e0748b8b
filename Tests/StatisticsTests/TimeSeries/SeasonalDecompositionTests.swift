import Foundation
import Testing

@testable import Statistics

@Suite struct SeasonalDecompositionTests {
  private func series(_ count: Int, noise: Double, seed: UInt64 = 1) -> [Double] {
    var generator = Xoshiro256PlusPlus(seed: seed)
    return (0..<count).map {
      10 + 0.05 * Double($0) + 5 * sin(2 * Double.pi * Double($0) / 12) + noise * generator.normal()
    }
  }

  @Test(arguments: [SeasonalDecomposition.SeasonalWindow.periodic, .periods(7), .periods(13)])
  func `A line with a fixed pattern comes apart without remainder`(
    window: SeasonalDecomposition.SeasonalWindow
  ) throws {
    let x = series(120, noise: 0)
    let parts = try SeasonalDecomposition(x, period: 12, seasonalWindow: window)
    for t in x.indices {
      #expect(abs(parts.seasonal[t] + parts.trend[t] + parts.remainder[t] - x[t]) < 1e-12)
      #expect(abs(parts.seasonal[t] - 5 * sin(2 * Double.pi * Double(t) / 12)) < 0.15)
      #expect(abs(parts.remainder[t]) < 0.1)
    }
  }

  @Test func `A constant has no season and shifts and scales pass through`() throws {
    let flat = try SeasonalDecomposition([Double](repeating: 3, count: 30), period: 5)
    #expect(flat.seasonal.allSatisfy { abs($0) < 1e-12 } && flat.trend.allSatisfy { abs($0 - 3) < 1e-12 })
    let x = series(96, noise: 1)
    let base = try SeasonalDecomposition(x, period: 12, isRobust: true)
    let moved = try SeasonalDecomposition(x.map { 4 * $0 - 100 }, period: 12, isRobust: true)
    for t in x.indices {
      #expect(abs(moved.seasonal[t] - 4 * base.seasonal[t]) < 1e-9)
      #expect(abs(moved.trend[t] - (4 * base.trend[t] - 100)) < 1e-9)
    }
  }

  @Test func `Robust weights keep an outlier out of trend and season`() throws {
    var x = series(120, noise: 0.3)
    x[50] += 40
    let plain = try SeasonalDecomposition(x, period: 12)
    let robust = try SeasonalDecomposition(x, period: 12, isRobust: true)
    #expect(robust.weights[50] == 0)
    #expect(abs(robust.remainder[50] - 40) < 1.5)
    #expect(abs(plain.remainder[50] - 40) > 3)
    #expect(robust.weights.allSatisfy { $0 >= 0 && $0 <= 1 })
  }

  @Test func `A periodic season repeats exactly`() throws {
    let parts = try SeasonalDecomposition(series(240, noise: 1), period: 12)
    for t in 0..<228 { #expect(parts.seasonal[t] == parts.seasonal[t + 12]) }
    let sum = parts.seasonal[60..<180].reduce(0, +) / 120
    #expect(abs(sum) < 0.02)
  }

  @Test func `Hostile series and windows are refused`() {
    let x = series(48, noise: 1)
    #expect(throws: StatisticsError.self) { try SeasonalDecomposition(x, period: 1) }
    #expect(throws: StatisticsError.self) { try SeasonalDecomposition(x, period: 25) }
    #expect(throws: StatisticsError.self) { try SeasonalDecomposition(x, period: .max) }
    #expect(throws: StatisticsError.self) {
      try SeasonalDecomposition(x, period: 12, seasonalWindow: .periods(8))
    }
    #expect(throws: StatisticsError.self) {
      try SeasonalDecomposition(x, period: 12, seasonalWindow: .periods(5))
    }
    #expect(throws: StatisticsError.self) { try SeasonalDecomposition(x, period: 12, trendWindow: 4) }
    #expect(throws: StatisticsError.emptySample) { try SeasonalDecomposition([], period: 12) }
    #expect(throws: StatisticsError.notFinite(index: 2)) {
      try SeasonalDecomposition([1, 2, .infinity, 4], period: 2)
    }
  }
}
