import Charts
import Foundation
import Testing

@testable import Figures

@Suite struct MemoryCurveTests {
  private static let memories = [128.0, 256, 512, 1_024, 2_048]

  /// Values around a law with a spread of 2 % that is the same in every size.
  private func sizes(_ memories: [Double] = memories, _ law: (Double) -> Double) -> [(
    memory: Double, values: [Double]
  )] {
    memories.map { memory in
      (memory, (0..<40).map { law(memory) * (1 + 0.02 * sin(Double($0) * 2.399963 + 1)) })
    }
  }

  @Test(arguments: [
    ("a", 0), ("a + b/x", 1), ("a + bx", 2), ("a + bx + c/x", 3), ("a + b/x^c", 4), ("a + bx + c/x^d", 5),
  ])
  func theLawThatMadeTheDataIsFoundBetweenTheSizes(formula: String, index: Int) throws {
    let laws: [(Double) -> Double] = [
      { _ in 3 }, { 20 + 9_000 / $0 }, { 0.2 + $0 * 0.001 }, { 0.1 + 0.0004 * $0 + 60 / $0 },
      { 10 + 4e5 / pow($0, 1.7) }, { 0.2 + 0.0003 * $0 + 5_000 / pow($0, 1.8) },
    ]
    let law = laws[index]
    let curve = try #require(MemoryCurve(sizes { law($0) }))
    // The means carry what is left of the spread; 0.3 % covers it.
    #expect(curve.errorOfNewSizes < 0.01, "\(formula): \(curve.errorOfNewSizes)")
    for point in try curve.points(level: 0.95) {
      #expect(
        abs(point.mean / law(point.memory) - 1) < 0.02, "\(formula) as \(curve.formula) at \(point.memory)")
      let inner = try #require(point.confidence)
      let outer = try #require(point.prediction)
      #expect(outer.lowerBound <= inner.lowerBound && outer.upperBound >= inner.upperBound)
    }
  }

  @Test func theBandOfSizesThatWereNotMeasuredTellsWhatTheCurveMisses() throws {
    // A step that no candidate has.
    let curve = try #require(MemoryCurve(sizes { $0 < 500 ? 2 : 1 }))
    #expect(curve.errorOfNewSizes > 0.1)
    let point = try #require(try curve.points(level: 0.95).first { $0.memory > 300 })
    let inner = try #require(point.confidence)
    let outer = try #require(point.prediction)
    #expect(outer.upperBound - outer.lowerBound > 5 * (inner.upperBound - inner.lowerBound))
  }

  @Test func theOptimumLiesBetweenTheSizesThatAreSurelyHigher() throws {
    let data = sizes { 0.1 + 0.0004 * $0 + 60 / $0 }
    let curve = try #require(MemoryCurve(data))
    let drawn = data.map {
      CostMemoryChart.Size(
        memory: $0.memory, values: $0.values, centre: $0.values.reduce(0, +) / 40,
        interval: IntervalBounds(
          lower: $0.values.reduce(0, +) / 40 * 0.995, upper: $0.values.reduce(0, +) / 40 * 1.005))
    }
    let best = try #require(MemoryCurve.optimum(of: try curve.points(level: 0.95), sizes: drawn))
    // The derivative vanishes at the root of 60/0.0004.
    #expect(abs(best.memory / 150_000.squareRoot() - 1) < 0.05)
    #expect(
      best.could.contains(150_000.squareRoot()) && best.could.lowerBound >= 256
        && best.could.upperBound <= 1_024)
    let falling = try #require(MemoryCurve(sizes { 20 + 9_000 / $0 }))
    #expect(MemoryCurve.optimum(of: try falling.points(level: 0.95), sizes: drawn) == nil)
  }

  @Test func tooFewSizesAndImpossibleValuesGiveNoCurve() {
    #expect(MemoryCurve(sizes([128, 256, 512]) { _ in 1 }) == nil)
    #expect(MemoryCurve(sizes { $0 < 200 ? 0 : 1 }) == nil)
    #expect(MemoryCurve([]) == nil)
  }

  @Test func oneRunOfEachSizeIsEnoughForACurve() throws {
    let curve = try #require(MemoryCurve(Self.memories.map { ($0, [20 + 9_000 / $0]) }))
    #expect(curve.errorOfNewSizes < 1e-6)
  }
}
