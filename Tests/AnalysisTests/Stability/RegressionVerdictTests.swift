import Measurements
import Statistics
import Testing

@testable import Analysis

@Suite struct RegressionVerdictTests {
  func verdict(_ planted: PlantedHistory, newest shift: Double = 0, of moved: Set<String> = ["b"]) throws
    -> RegressionVerdict
  {
    let runs = ["a", "b", "c", "d"].map { name in
      planted.run(
        name,
        shift: moved.contains(name) ? PlantedHistory.step(shift, at: planted.days - 1) : { _ in 0 })
    }
    let series = try PeriodSeries.all(
      of: PlantedHistory.data(runs), metric: .initialisation, period: .day)
    let options = StabilityOptions()
    let histories = try series.map { try SeriesSearch(series: $0, options: options).history() }
    return RegressionVerdict(histories, series, options)
  }

  @Test func `A newest day far above its level is a regression of that configuration alone`() throws {
    let verdict = try verdict(PlantedHistory(days: 100), newest: 0.5)
    #expect(verdict.outcome == .regression)
    #expect(verdict.judged.filter(\.isRegression).map(\.label) == ["b"])
    #expect(verdict.period == PlantedHistory.date(99))
    #expect(verdict.comparedWith == 99)
    #expect(try #require(verdict.pValue) <= 0.02)
    #expect(try #require(verdict.judged.first).change > 0.3)
  }

  @Test func `A faster newest day is no regression`() throws {
    #expect(try verdict(PlantedHistory(days: 100), newest: -0.5).outcome == .noRegression)
  }

  @Test func `Too short a level is not judged, and says how long would do`() throws {
    let verdict = try verdict(PlantedHistory(days: 30), newest: 0.5)
    #expect(verdict.outcome == .undecided)
    #expect(verdict.needed == 40)
    #expect(verdict.tooYoung.count == 4)
  }

  @Test func `Unchanged days raise at most the stated share of alarms`() throws {
    var alarms = 0
    let trials = 120
    for trial in 0..<trials {
      // Days that differ strongly, so that the size does not decide.
      var planted = PlantedHistory(days: 60, callsPerDay: 5, between: 0.1, within: 0.1, correlation: 0)
      planted.seed = UInt64(5000 + 17 * trial)
      if try verdict(planted).outcome == .regression { alarms += 1 }
    }
    #expect(Double(alarms) / Double(trials) <= 0.05 + 3 * (0.05 * 0.95 / Double(trials)).squareRoot())
    #expect(alarms > 0)
  }

  @Test func `A configuration that was not measured in the newest period is absent`() throws {
    let planted = PlantedHistory(days: 100)
    let data = PlantedHistory.data([planted.run("a"), planted.run("b", missing: [99])])
    let verdict = try AnalysedHistory(data, events: nil).stability.verdict
    #expect(verdict.absent == ["s2"])
    #expect(verdict.judged.map(\.label) == ["a"])
  }
}
