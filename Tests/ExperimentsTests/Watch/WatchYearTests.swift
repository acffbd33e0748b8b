import Experiments
import Foundation
import Measurements
import Statistics
import TestSupport
import Testing

/// A watch through the leap year 2028, four probes a day, on a platform with noise, a pattern of the day, good and
/// bad days, and outages.
@Suite struct WatchYearTests {
  static let start = moment("2028-01-01T00:00:00Z")
  static let end = moment("2029-01-01T00:00:00Z")
  static let plan = echoWatch(
    every: 21_600, jitter: 3600, rule: VerdictRule(probesPerPoint: 4, falseAlarmsPerYear: 0.05))

  /// Factor of the times: 15 % by the hour, 5 % by the day, and what is planted.
  static func platform(
    seed: UInt64, planted: @escaping @Sendable (Int) -> Double = { _ in 1 }
  ) -> SimulatedBehaviour {
    var behaviour = SimulatedBehaviour()
    behaviour.batchSpread = 0.05
    behaviour.level = { now in
      var generator = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(now / day))
      let hour = Double(now % day) / Double(day)
      return exp(0.075 * sin(2 * .pi * hour) + 0.05 * generator.normal()) * planted(now)
    }
    return behaviour
  }

  static func year(
    _ behaviour: SimulatedBehaviour, _ plan: WatchPlan = plan, seed: UInt64
  ) async throws -> WatchLaboratory.Result {
    var laboratory = WatchLaboratory()
    laboratory.behaviour = behaviour
    laboratory.platformSeed = seed
    let interval = plan.schedule.intervalMilliseconds * 1_000_000
    return try await laboratory.carryOut(plan, at: start, until: { $0.dueUnixNanoseconds < end - interval })
  }

  @Test func `Every slot of a leap year is probed once, and the regression half way is dated and sized`()
    async throws
  {
    let change = moment("2028-07-01T00:00:00Z")
    let result = try await Self.year(
      Self.platform(seed: 1) { $0 >= change ? 1.25 : 1 }, seed: 1)
    #expect(result.reports.map(\.probe) == Array(0..<366 * 4))
    #expect(result.reports.allSatisfy { $0.ending == .completed && $0.missedBefore == 0 })
    let leapDay = moment("2028-02-29T00:00:00Z")..<moment("2028-03-01T00:00:00Z")
    #expect(result.reports.count { leapDay.contains($0.begunUnixNanoseconds) } == 4)
    #expect(result.history.functions.isEmpty)

    let alarms = result.reports.filter { $0.verdict.isAlarm }
    #expect(alarms.map(\.verdict) == [.regression])
    let alarm = try #require(alarms.first)
    let days = (alarm.begunUnixNanoseconds - change) / day
    #expect((2...12).contains(days), "\(days) days")
    let found = try #require(alarm.runs[0].verdict.lastChange)
    let date = Self.start + found.slot * 21_600 * second
    #expect(abs(date - change) <= 2 * day)
    let ratio = try #require(found.ratio)
    #expect(ratio.interval.contains(1.25), "\(ratio)")
    // Told again as the last change, but not as an alarm.
    let last = try #require(result.reports.last?.runs[0].verdict)
    #expect(last.state == .unchanged && last.lastChange == found)
  }

  @Test func `Years in which nothing changes raise no more alarms than stated`() async throws {
    var alarmed = 0
    let daily = echoWatch(every: 86_400, jitter: 3600)
    for seed in 1...5 as ClosedRange<UInt64> {
      let result = try await Self.year(Self.platform(seed: 100 + seed), daily, seed: seed)
      #expect(result.reports.count == 366)
      if result.reports.contains(where: { $0.verdict.isAlarm }) { alarmed += 1 }
    }
    // With a chance of 0.05 a year, two of five would be a chance of 1 in 45.
    #expect(alarmed <= 1)
  }

  /// The same on the series alone, so that many years can be looked at.
  @Test func `The stated chance holds over hundreds of years of days`() throws {
    var alarmed = 0
    let years = 150
    for year in 0..<years {
      var generator = SeededGenerator(seed: UInt64(year))
      var series = try ProbeSeries(
        rule: VerdictRule(falseAlarmsPerYear: 0.2), pointsPerYear: 80, seriesCount: 1, seed: 1)
      var alarms = 0
      for slot in 0..<80 {
        let goodOrBad = exp(0.1 * generator.normal())
        let values = (0..<5).map { _ in 20_000 * goodOrBad * exp(0.1 * generator.normal()) }
        if try series.add(slot: slot, values: values).state.isAlarm { alarms += 1 }
      }
      if alarms > 0 { alarmed += 1 }
    }
    #expect(alarmed <= 46, "\(alarmed) of \(years)")  // 99.9 % of binomial counts with a chance of 0.2
  }

  @Test func `Outages and a week of silence are counted, said and not made up for`() async throws {
    let outage = moment("2028-03-01T00:00:00Z")..<moment("2028-03-03T00:00:00Z")
    var behaviour = Self.platform(seed: 7)
    behaviour.isOut = { outage.contains($0) }
    var laboratory = WatchLaboratory()
    laboratory.behaviour = behaviour
    let before = try await laboratory.carryOut(Self.plan, at: Self.start, until: { $0.probe < 399 })
    #expect(before.ending == .stopped)
    let failed = before.reports.filter { outage.contains($0.begunUnixNanoseconds) }
    #expect((7...9).contains(failed.count))
    #expect(failed.allSatisfy { $0.ending == .failed && $0.isFruitless })
    #expect(failed.allSatisfy { $0.problems.count == 1 && $0.problems[0].contains("no space left") })
    #expect(before.reports.count { $0.ending == .completed } == 400 - failed.count)

    let back = Self.start + 427 * 21_600 * second + 2 * 3600 * second
    let after = try await laboratory.carryOut(Self.plan, at: back, until: { $0.probe < 430 })
    #expect(after.reports.map(\.probe) == [427, 428, 429, 430])
    #expect(after.reports.map(\.missedBefore) == [27, 0, 0, 0])
    #expect(after.reports[0].begunUnixNanoseconds == back)
    let state = try #require(try laboratory.state)
    #expect(state.missed == 27 && state.gaps == 1)
    #expect(state.longestGap == WatchState.Gap(firstSlot: 400, slots: 27))
    #expect(state.begun == 404)
    let notices = try laboratory.store.load(campaign: "w").campaign.notices
    #expect(notices.contains { $0.contains("27 of 431 probes were missed in 1 gap") })
  }
}
