import Testing

@testable import Statistics

@Suite("Detecting changes")
struct DetectChangesTests {
  /// Noise of variance 1 in which each value depends on the one before.
  static func noise(_ count: Int, _ correlation: Double, _ generator: inout Xoshiro256PlusPlus) -> [Double] {
    var state = generator.normal()
    return (0..<count).map { _ in
      state = correlation * state + (1 - correlation * correlation).squareRoot() * generator.normal()
      return state
    }
  }

  @Test("Steps in independent noise are dated and sized, with intervals that hold them")
  func steps() throws {
    var generator = Xoshiro256PlusPlus(seed: 41)
    var (dates, sizes, medians, found) = (0, 0, 0, 0)
    for _ in 0..<60 {
      let series = (0..<200).map { (Double($0 < 90 ? 10 : 12)) + generator.normal() }
      let report = try detectChanges(in: SampleSeries(values: series))
      guard report.changes.count == 1, let change = report.changes.first else { continue }
      found += 1
      if change.earliestIndex <= 90, 90 <= change.latestIndex { dates += 1 }
      if change.jumps[0].interval.contains(2) { sizes += 1 }
      #expect(change.pValue < 0.01)
      if change.effects.contains(where: { $0.statistic == .median && $0.difference?.contains(2) == true }) {
        medians += 1
      }
    }
    #expect(found >= 55)
    #expect(Double(dates) >= 0.9 * Double(found))
    #expect(Double(sizes) >= 0.9 * Double(found))
    #expect(Double(medians) >= 0.85 * Double(found))
  }

  @Test(
    "A series without a change raises no more alarms than stated",
    arguments: [(100, 0.0), (100, 0.5), (200, 0.8), (300, 0.3)])
  func falseAlarms(count: Int, correlation: Double) throws {
    var generator = Xoshiro256PlusPlus(seed: UInt64(count))
    let runs = 80
    var (alarms, stated) = (0, 0.0)
    for _ in 0..<runs {
      let report = try detectChanges(in: SampleSeries(values: Self.noise(count, correlation, &generator)))
      if !report.changes.isEmpty { alarms += 1 }
      stated += (report.penalty.falseAlarmRate ?? 1) / Double(runs)
    }
    let error = (stated * (1 - stated) / Double(runs)).squareRoot()
    #expect(Double(alarms) / Double(runs) <= stated + 2.5 * error + 0.01)
    #expect(stated < 0.15)
  }

  @Test("A drift is no change, and a change within a drift is found")
  func drift() throws {
    var generator = Xoshiro256PlusPlus(seed: 43)
    var alarms = 0
    for _ in 0..<40 {
      let drift = (0..<200).map { 0.05 * Double($0) + generator.normal() }
      if try !detectChanges(in: SampleSeries(values: drift)).changes.isEmpty { alarms += 1 }
      let broken = drift.enumerated().map { $0.offset < 120 ? $0.element : $0.element - 6 }
      let report = try detectChanges(in: SampleSeries(values: broken))
      #expect(report.changes.contains { abs($0.index - 120) <= 2 })
    }
    #expect(alarms <= 4)
  }

  @Test("Samples of uneven size with gaps: dates, effects in the tail and the spread")
  func samples() throws {
    var generator = Xoshiro256PlusPlus(seed: 44)
    var groups: [[Double]] = []
    for day in 0..<150 {
      let size = day % 17 == 5 ? 0 : 3 + generator.index(below: 15)
      let dayEffect = 0.3 * generator.normal()
      groups.append(
        (0..<size).map { _ in
          100
            * exponential(0.05 * (dayEffect + generator.normal() * (day < 80 ? 1 : 3)) + (day < 80 ? 0 : 0.2))
        })
    }
    let series = try SampleSeries(times: groups.indices.map { Double($0) }, samples: groups)
    var options = ChangeOptions()
    options.statistics = [.median, .quantile(0.9)]
    options.scale = .logarithmic
    let report = try detectChanges(in: series, options: options)
    #expect(report.changes.map(\.index).contains { abs($0 - 80) <= 1 })
    #expect(report.groups == groups.filter { !$0.isEmpty }.count)
    let change = try #require(report.changes.first)
    #expect(change.jumps.count == 2)
    #expect(change.jumps[0].interval.contains(0.2))
    let spread = try #require(change.effects.first { $0.statistic == .spread })
    #expect((spread.ratio?.lower ?? 0) > 1.5)
    let median = try #require(change.effects.first { $0.statistic == .median })
    #expect(median.ratio?.contains(exponential(0.2)) == true)
  }

  @Test("A weekly pattern is tested, sized and taken out; none is found where there is none")
  func seasons() throws {
    var generator = Xoshiro256PlusPlus(seed: 45)
    var options = ChangeOptions()
    options.periods = [7]
    let weekly = (0..<210).map { [0.0, 0, 0, 0, 0, 8, 8][$0 % 7] + ($0 < 120 ? 0 : 3) + generator.normal() }
    let report = try detectChanges(in: SampleSeries(values: weekly), options: options)
    let pattern = try #require(report.seasonality.first)
    #expect(pattern.isRemoved)
    #expect(abs(pattern.range - 9) < 2.5)
    #expect(report.changes.count == 1)
    #expect(report.changes.allSatisfy { abs($0.index - 120) <= 3 })
    var removed = 0
    for _ in 0..<200 {
      let plain = Self.noise(120, 0.5, &generator)
      if try detectChanges(in: SampleSeries(values: plain), options: options).seasonality[0].isRemoved {
        removed += 1
      }
    }
    #expect(removed <= 8)
  }

  @Test("Several series change together; a wild value can be clipped away")
  func together() throws {
    var generator = Xoshiro256PlusPlus(seed: 46)
    let series = (0..<3).map { unit in
      (0..<120).map { Optional(Double(unit + 1) * (Double($0 < 50 ? 0 : 2) + generator.normal())) }
    }
    let report = try detectChanges(together: series)
    #expect(report.changes.map(\.index).allSatisfy { abs($0 - 50) <= 2 })
    #expect(report.changes.count == 1)
    #expect(report.changes.first?.jumps.count == 3)
    var single = (0..<100).map { _ in generator.normal() }
    single[30] = 400
    #expect(try !detectChanges(in: SampleSeries(values: single)).changes.isEmpty)
    var options = ChangeOptions()
    options.outliers = .clipped
    #expect(try detectChanges(in: SampleSeries(values: single), options: options).changes.isEmpty)
  }

  @Test("Group detection names the members, and sees shifts too small for one series")
  func groups() throws {
    var generator = Xoshiro256PlusPlus(seed: 47)
    let count = 200
    let series = (0..<20).map { member in
      (0..<count).map { (member < 12 && $0 >= 110 ? 0.8 : 0) + generator.normal() }
    }
    let groups = try GroupChanges(series, longRunVariances: [Double](repeating: 1, count: 20))
    let change = try #require(groups.changes.first)
    #expect(groups.changes.count == 1)
    #expect(abs(change.index - 110) <= 1)
    #expect(Set(change.members).isSubset(of: Set(0..<12)))
    #expect(change.members.count >= 8)
    #expect(change.shifts.allSatisfy { $0 > 0 })
    let quiet = (0..<20).map { _ in (0..<count).map { _ in generator.normal() } }
    #expect(try GroupChanges(quiet).changes.isEmpty)
    #expect(throws: StatisticsError.self) { try GroupChanges([]) }
    #expect(throws: StatisticsError.self) { try GroupChanges([[1, 2], [1]]) }
  }

  @Test("Changes below the least size are joined, larger ones stay and keep their date")
  func leastSize() throws {
    var generator = Xoshiro256PlusPlus(seed: 50)
    let series = (0..<300).map { index in
      100 * exponential([0, 0.04, 0.08, 0.4][index / 75] + 0.01 * generator.normal())
    }
    var options = ChangeOptions.lastingLevels
    let report = try detectChanges(in: SampleSeries(values: series), options: options)
    #expect(report.changes.map(\.index).last == 225)
    #expect(report.changes.allSatisfy { abs($0.jumps[0].size) > 0.05 })
    options.leastSize = 0.2
    #expect(
      try detectChanges(in: SampleSeries(values: series), options: options).changes.map(\.index) == [225])
    options.leastSize = 0
    #expect(try detectChanges(in: SampleSeries(values: series), options: options).changes.count == 3)
    options.leastSize = -1
    #expect(throws: StatisticsError.self) {
      try detectChanges(in: SampleSeries(values: [1, 2]), options: options)
    }
  }

  @Test("A level that wanders within the least size is no change, and a step beyond it is one")
  func wander() throws {
    var generator = Xoshiro256PlusPlus(seed: 53)
    let runs = 50
    var alarms = (any: 0, relevant: 0)
    var found = 0
    var loose = ChangeOptions.lastingLevels
    loose.effects = []
    var strict = loose
    loose.leastSize = 0
    strict.leastSize = 0.06
    for _ in 0..<runs {
      let wander = Self.noise(200, 0.97, &generator)
      let values = wander.map { 0.025 * $0 + 0.03 * generator.normal() }
      let still = try SampleSeries(values: values.map { exponential($0) })
      if try !detectChanges(in: still, options: loose).changes.isEmpty { alarms.any += 1 }
      if try !detectChanges(in: still, options: strict).changes.isEmpty { alarms.relevant += 1 }
      let moved = try SampleSeries(
        values: values.enumerated().map { exponential($0.element + ($0.offset < 120 ? 0 : 0.15)) })
      if try detectChanges(in: moved, options: strict).changes.contains(where: { abs($0.index - 120) <= 5 }) {
        found += 1
      }
    }
    #expect(alarms.any > 5 * max(1, alarms.relevant))
    #expect(alarms.relevant <= 3)
    #expect(found >= 45)
  }

  @Test("A noisy stretch hides no change of a quiet one that is searched within")
  func within() throws {
    var generator = Xoshiro256PlusPlus(seed: 54)
    let series = (0..<500).map { index in
      exponential(
        index < 300 ? 0.15 * generator.normal() : (index < 400 ? 2 : 2.08) + 0.02 * generator.normal())
    }
    var options = ChangeOptions.lastingLevels
    let report = try detectChanges(in: SampleSeries(values: series), options: options)
    #expect(report.changes.map(\.index) == [300, 400])
    options.searchesWithin = false
    #expect(try detectChanges(in: SampleSeries(values: series), options: options).changes.count == 1)
  }

  @Test("Long series are searched in blocks, with dates as exact as before")
  func long() throws {
    var generator = Xoshiro256PlusPlus(seed: 48)
    let series = (0..<4100).map { (Double($0 < 2051 ? 0 : 3)) + generator.normal() }
    let report = try detectChanges(in: SampleSeries(values: series))
    #expect(report.blockSize == 3)
    #expect(report.changes.count == 1)
    #expect(report.changes.allSatisfy { abs($0.index - 2051) <= 1 })
  }

  @Test("Shifting and stretching a series leaves its dates alone")
  func invariance() throws {
    var generator = Xoshiro256PlusPlus(seed: 49)
    let series = (0..<150).map { Double([0, 4, 1][$0 / 50]) + generator.normal() }
    let plain = try detectChanges(in: SampleSeries(values: series)).changes
    let moved = try detectChanges(in: SampleSeries(values: series.map { 1e6 + 250 * $0 })).changes
    #expect(plain.map(\.index) == moved.map(\.index))
    for (a, b) in zip(plain, moved) { #expect(abs(250 * a.jumps[0].size - b.jumps[0].size) < 1e-4) }
  }

  @Test("Hostile input is refused or answered with no change")
  func hostile() throws {
    #expect(throws: StatisticsError.emptySample) { try detectChanges(in: SampleSeries(values: [nil, nil])) }
    #expect(throws: StatisticsError.notFinite(index: 1)) { try SampleSeries(values: [1, .nan]) }
    #expect(throws: StatisticsError.self) { try SampleSeries(times: [1, 1], samples: [[1], [2]]) }
    #expect(throws: StatisticsError.self) { try SampleSeries(times: [1], samples: [[1], [2]]) }
    let quiet: [[Double?]] = [[5], [5, 5, 5, 5, 5, 5, 5, 5], [1, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9]]
    for values in quiet {
      let report = try detectChanges(in: SampleSeries(values: values))
      #expect(report.changes.isEmpty)
      #expect(report.noise.allSatisfy { $0.longRunVariance.isFinite })
    }
    let step = [Double](repeating: 1, count: 20) + [Double](repeating: 2, count: 20)
    let report = try detectChanges(in: SampleSeries(values: step))
    #expect(report.changes.map(\.index) == [20])
    var options = ChangeOptions()
    options.scale = .logarithmic
    #expect(throws: StatisticsError.self) {
      try detectChanges(in: SampleSeries(values: [1, -1]), options: options)
    }
    options = ChangeOptions()
    options.level = 1
    #expect(throws: StatisticsError.self) {
      try detectChanges(in: SampleSeries(values: [1, 2]), options: options)
    }
    options = ChangeOptions()
    options.statistics = [.quantile(2)]
    #expect(throws: StatisticsError.self) {
      try detectChanges(in: SampleSeries(values: [1, 2]), options: options)
    }
    #expect(throws: StatisticsError.self) { try detectChanges(in: SampleSeries(values: [1e200, -1e200])) }
    #expect(throws: StatisticsError.self) { try detectChanges(together: [[1, 2], [1]]) }
    #expect(throws: StatisticsError.self) { try detectChanges(together: []) }
  }
}
