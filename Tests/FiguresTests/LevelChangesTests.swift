import Foundation
import Testing

@testable import Figures

@Suite struct LevelChangesTests {
  /// Hourly values whose level moves at given hours, with a fixed pseudo-random spread of one.
  private func points(_ count: Int, levels: [(from: Int, level: Double)]) -> [(time: Double, value: Double)] {
    var state: UInt64 = 11
    return (0..<count).map { hour in
      var sum = 0.0
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        sum += Double(state >> 11) / Double(1 << 53)
      }
      let level = levels.last { $0.from <= hour }?.level ?? 0
      return (Double(hour) * 3_600, level + sum - 6)
    }
  }

  @Test func plantedChangesAreFoundAtTheirTimes() throws {
    let changes = try LevelChanges(
      points(400, levels: [(0, 10), (150, 14), (300, 8)]), FigureOptions())
    #expect(changes.moments.count == 2)
    for (moment, hour) in zip(changes.moments, [150.0, 300]) {
      #expect(abs(moment.time - hour * 3_600) <= 2 * 3_600)
      #expect(try #require(moment.interval).contains(hour * 3_600))
    }
    #expect(changes.note.contains("penalised segmentation") && changes.note.contains("price of a change"))
  }

  @Test func aSeriesWithoutChangesHasNone() throws {
    let changes = try LevelChanges(points(400, levels: [(0, 10)]), FigureOptions())
    #expect(changes.moments.isEmpty && changes.note.hasPrefix("No change of level was found"))
  }

  @Test func manyValuesAreSearchedInGroups() throws {
    let changes = try LevelChanges(points(30_000, levels: [(0, 10), (15_000, 11)]), FigureOptions())
    #expect(changes.moments.count == 1 && changes.note.contains("in groups of 30 values"))
    #expect(abs((changes.times.first ?? 0) / 3_600 - 15_000) <= 60)
  }

  @Test func givenChangesAreTakenAsTheyAre() throws {
    var options = FigureOptions()
    let series = points(100, levels: [(0, 10), (50, 20)])
    options.changes = [7_200, 3_600]
    #expect(try LevelChanges(series, options).times == [3_600, 7_200])
    options.changes = []
    let none = try LevelChanges(series, options)
    #expect(none.moments.isEmpty && none.note.isEmpty)
  }

  @Test func shortAndConstantSeriesAreNotSearched() throws {
    let constant = (0..<50).map { (time: Double($0), value: 3.0) }
    let together = (0..<50).map { (time: 1.0, value: Double($0)) }
    for series in [constant, together, Array(constant.prefix(2))] {
      let changes = try LevelChanges(series, FigureOptions())
      #expect(changes.moments.isEmpty && changes.note.hasPrefix("Too few"))
    }
  }
}
