import Experiments
import Foundation
import Measurements
import TestSupport
import Testing

@Suite struct WatchScheduleTests {
  static let start = moment("2028-01-01T00:00:00Z")

  @Test func `The first probe is due at once, the others in their slots, late by less than the jitter`() {
    let schedule = ProbeSchedule(intervalMilliseconds: 3_600_000, jitterMilliseconds: 600_000)
    var last: Int?
    var lateness: Set<Int> = []
    for slot in 0..<1000 {
      let now = Self.start + slot * 3600 * second - (slot > 0 ? second : 0)
      let turn = schedule.turn(after: last, startedAt: Self.start, now: now)
      #expect(turn.slot == slot)
      #expect(turn.missed == 0)
      let late = turn.dueUnixNanoseconds - Self.start - slot * 3600 * second
      #expect((0..<600 * second).contains(late))
      lateness.insert(late)
      last = slot
    }
    #expect(lateness.contains(0))
    #expect(lateness.count == 1000)
    #expect(
      schedule.turn(after: nil, startedAt: Self.start, now: Self.start).dueUnixNanoseconds == Self.start)
  }

  @Test func `After a pause one probe is due and the rest are counted`() {
    let schedule = ProbeSchedule(intervalMilliseconds: 3_600_000, jitterMilliseconds: 600_000)
    let now = Self.start + 178 * 3600 * second + 20 * 60 * second
    let turn = schedule.turn(after: 10, startedAt: Self.start, now: now)
    #expect(turn.slot == 178)
    #expect(turn.missed == 167)
    #expect(turn.dueUnixNanoseconds <= now)
    let next = schedule.turn(after: 178, startedAt: Self.start, now: now)
    #expect(next.slot == 179 && next.missed == 0 && !next.isOpen)
    #expect(next.dueUnixNanoseconds > now)
  }

  @Test func `A clock that was put back repeats no probe`() {
    let schedule = ProbeSchedule(intervalMilliseconds: 60_000)
    for now in [Self.start - 400 * day, Self.start, Self.start + 59 * 60 * second] {
      let turn = schedule.turn(after: 60, startedAt: Self.start, now: now)
      #expect(turn.slot == 61 && turn.missed == 0 && !turn.isOpen)
      #expect(turn.dueUnixNanoseconds == Self.start + 61 * 60 * second)
    }
  }

  /// Daily at half past one by the clocks of Zurich, which are put forward and back.
  @Test func `Local time of a timer hits every daily slot of a leap year once`() {
    let schedule = ProbeSchedule(intervalMilliseconds: 86_400_000)
    let summer = moment("2028-03-26T01:00:00Z")..<moment("2028-10-29T01:00:00Z")
    let first = moment("2028-01-01T00:30:00Z")
    var last: Int?
    var slots: [Int] = []
    for date in 0..<366 {
      let winterTime = first + date * day
      let now = (summer.contains(winterTime) ? winterTime - 3600 * second : winterTime) + date % 7 * second
      let turn = schedule.turn(after: last, startedAt: first, now: now)
      #expect(turn.isOpen && turn.missed == 0)
      last = turn.slot
      slots.append(turn.slot)
    }
    #expect(slots == Array(0..<366))
  }

  @Test func `Plans that make no sense are refused by field`() {
    func field(_ change: (inout WatchPlan) -> Void) -> String? {
      var plan = echoWatch(every: 3600)
      change(&plan)
      do throws(PlanError) {
        try plan.validate()
        return nil
      } catch {
        return error.field
      }
    }
    #expect(field { _ in } == nil)
    #expect(field { $0.schedule.intervalMilliseconds = 999 } == "interval_ms")
    #expect(field { $0.schedule.intervalMilliseconds = .max } == "interval_ms")
    #expect(field { $0.schedule.jitterMilliseconds = 1_800_001 } == "jitter_ms")
    #expect(field { $0.schedule.jitterMilliseconds = -1 } == "jitter_ms")
    #expect(field { $0.deadlineMilliseconds = 0 } == "deadline_ms")
    #expect(field { $0.budget.maximumCalls = 0 } == "maximum_calls")
    #expect(field { $0.budget.maximumDollars = .nan } == "maximum_usd")
    #expect(field { $0.rule.probability = 1 } == "probability")
    #expect(field { $0.rule.falseAlarmsPerYear = 0 } == "false_alarms_per_year")
    #expect(field { $0.rule.margin = .nan } == "margin")
    #expect(field { $0.rule.probesPerPoint = 0 } == "probes_per_point")
    #expect(field { $0.measurement.patterns = [] } == "patterns")
  }

  @Test func `A plan survives its JSON`() throws {
    let plan = echoWatch(
      [.cold, .warm], every: 7200, jitter: 60, budget: ProbeBudget(maximumCalls: 5, maximumDollars: 0.5),
      rule: VerdictRule(probability: 0.9, probesPerPoint: 12))
    #expect(try WatchPlan(json: try plan.json) == plan)
    #expect(throws: ExperimentError.self) { try WatchPlan(json: "{}") }
  }
}
