import Foundation
import Measurements
import Statistics
import Testing

@testable import Analysis

@Suite struct StabilityTests {
  let planted = PlantedHistory()

  func history(
    _ runs: [Run], _ events: [Event]? = nil, _ options: StabilityOptions = StabilityOptions()
  ) throws -> Stability {
    try AnalysedHistory(PlantedHistory.data(runs), events: events, options: options).stability
  }

  @Test func `A planted step is dated, sized and shared by those that have it alone`() throws {
    let step = PlantedHistory.step(-0.3, at: 120)
    let stability = try history([
      planted.run("java11", shift: step), planted.run("java11", memory: 1024, shift: step),
      planted.run("python39"), planted.run("python39", memory: 1024),
    ])
    let change = try #require(stability.changes.first)
    #expect(stability.changes.count == 1)
    #expect(change.name == "java11")
    #expect(change.date == PlantedHistory.date(120))
    #expect(change.direction == .faster)
    #expect(change.members.count == 2 && change.silent.count == 2)
    #expect(change.attribution == nil)
    for member in change.members {
      #expect(member.change.interval.contains(exponential(-0.3) - 1))
      #expect(member.change.earliestUnixSeconds <= member.change.unixSeconds)
      #expect(member.change.unixSeconds <= member.change.latestUnixSeconds)
      #expect(Set(member.change.effects.map(\.statistic)) == ["mean", "p50", "p90", "spread"])
    }
    let chance = try #require(change.agreementChance)
    #expect(chance < 0.01)
    #expect(stability.silent.map(\.label).allSatisfy { $0.hasPrefix("python39") })
    let regimes = try #require(stability.series.first).regimes
    #expect(regimes.map(\.periods) == [120, 120])
    #expect(try #require(regimes[0].levels[0].estimate.interval).contains(100_000))
  }

  @Test func `A gap widens the date back to the first day that it hides`() throws {
    let stability = try history([
      planted.run("go", missing: Set(110..<120), shift: PlantedHistory.step(0.3, at: 115))
    ])
    let change = try #require(stability.changes.first?.members.first?.change)
    #expect(change.date == PlantedHistory.date(120))
    #expect(change.earliest <= PlantedHistory.date(110))
    let gap = try #require(stability.annotations.first { $0.kind == .gap })
    #expect(gap.first == PlantedHistory.date(110) && gap.last == PlantedHistory.date(119))
    #expect(stability.changes[0].beside.contains(gap.id))
  }

  @Test func `Gaps, begins, uneven days and repeated days are no changes`() throws {
    let planted = PlantedHistory(seed: 3)
    var late = planted.run("late", missing: Set(0..<90))
    late.invocations.removeAll { ($0.batch ?? 0) % 3 == 0 && ($0.sequence ?? 0) % 4 != 0 }
    var repeated = planted.run("again", missing: [100, 101, 102, 103])
    let values = repeated.invocations.filter { $0.batch == 50 }.map(\.initMicroseconds)
    for index in repeated.invocations.indices where repeated.invocations[index].batch == 51 {
      repeated.invocations[index].initMicroseconds = values[(repeated.invocations[index].sequence ?? 0) % 10]
    }
    let stability = try history([late, repeated])
    #expect(stability.changes.isEmpty)
    #expect(Set(stability.annotations.map(\.kind)).isSuperset(of: [.begin, .repeated]))
  }

  @Test func `A new layout of the source and a new version of the workload are told beside changes`() throws {
    let step = PlantedHistory.step(0.3, at: 120)
    var (old, new) = (planted.run("go", shift: step), planted.run("go", shift: step))
    old.invocations.removeAll { ($0.batch ?? 0) >= 120 }
    new.invocations.removeAll { ($0.batch ?? 0) < 120 }
    (old.configuration.workloadVersion, new.configuration.workloadVersion) = ("1", "2")
    var data = PlantedHistory.data([old, new])
    data.campaign.layouts = [PlantedHistory.date(0): "1", PlantedHistory.date(119): "2"]
    let stability = try AnalysedHistory(data, events: nil).stability
    let layout = try #require(stability.annotations.first { $0.kind == .layout })
    #expect(layout.first == PlantedHistory.date(119))
    let version = try #require(stability.annotations.first { $0.kind == .version })
    #expect(version.first == PlantedHistory.date(120) && version.configurations == 1)
    #expect(stability.annotations.count { $0.kind == .layout || $0.kind == .version } == 2)
    #expect(Set(stability.changes[0].beside).isSuperset(of: [layout.id, version.id]))
  }

  @Test func `Two weeks are no pattern of the week`() throws {
    func weeks(_ count: Int) throws -> [SeriesHistory.Pattern] {
      let planted = PlantedHistory(days: 7 * count)
      return try planted.search("go") { day in [5, 6].contains(day % 7) ? -0.5 : 0 }.patterns
    }
    #expect(try weeks(2).isEmpty)
    #expect(try weeks(3).contains { $0.cycle == .week })
  }

  @Test func `A level that wanders is told, raises the stated rate and no other configuration's`() throws {
    var generator = Xoshiro256PlusPlus(seed: 11)
    var state = 0.0
    let level = (0..<240).map { _ in
      state = 0.98 * state + 0.2 * 0.06 * generator.normal()
      return state
    }
    let stability = try history([planted.run("a") { level[$0] }, planted.run("b")])
    let (wandering, still) = (stability.series[0], stability.series[1])
    let step = try #require(wandering.wanderStep(stability.options))
    #expect(step > 0.06 && step < 0.6)
    #expect(still.wanderStep(stability.options) == nil)
    #expect(
      try #require(wandering.searches[0].falseAlarmRate) > (try #require(still.searches[0].falseAlarmRate)))
    let finding = try #require(stability.findings.first { $0.id == "wander" })
    #expect(finding.sentence.text.contains("cannot be told from wander"))
    #expect(stability.selfCheck.byConfiguration.map(\.halves) == [2, 2])
  }

  @Test func `Calls of one configuration belong together whichever run made them`() throws {
    let whole = planted.run("go", shift: PlantedHistory.step(0.3, at: 120))
    var (first, second) = (whole, whole)
    first.invocations.removeAll { ($0.batch ?? 0) >= 100 }
    second.invocations.removeAll { ($0.batch ?? 0) < 100 }
    second.id = "second"
    second.configuration.function = "another-deployment"
    let split = try history([second, first])
    #expect(split.series.count == 1)
    #expect(split.changes.map(\.members) == (try history([whole])).changes.map(\.members))
  }

  @Test func `Shifting time and scaling durations shift dates and levels and nothing else`() throws {
    let run = planted.run("go", shift: PlantedHistory.step(0.25, at: 100))
    var scaled = run
    for index in scaled.invocations.indices {
      scaled.invocations[index].initMicroseconds = scaled.invocations[index].initMicroseconds.map { $0 * 3 }
      scaled.invocations[index].scheduledUnixNanoseconds? += 7 * 86_400 * 1_000_000_000
    }
    let (a, b) = (try history([run]), try history([scaled]))
    #expect(a.changes.count == 1 && b.changes.count == 1)
    let (one, other) = (a.changes[0].members[0].change, b.changes[0].members[0].change)
    #expect(other.unixSeconds - one.unixSeconds == 7 * 86_400)
    #expect(abs(one.effect - other.effect) < 1e-9)
    #expect(
      abs(
        b.series[0].regimes[0].levels[0].estimate.value / a.series[0].regimes[0].levels[0].estimate.value - 3)
        < 1e-9)
  }

  @Test func `A quantile of a period is followed only where five calls lie beyond it`() throws {
    let sparse = try history([planted.run("go")])
    #expect(sparse.series[0].searches.map(\.statistic) == ["p50"])
    var dense = PlantedHistory(days: 80, callsPerDay: 60)
    dense.seed = 4
    // The upper tenth alone moves: the median stays.
    var run = dense.run("go")
    for index in run.invocations.indices
    where (run.invocations[index].batch ?? 0) >= 40 && (run.invocations[index].sequence ?? 0) % 5 == 0 {
      run.invocations[index].initMicroseconds = run.invocations[index].initMicroseconds.map { $0 * 2 }
    }
    let stability = try history([run])
    #expect(stability.series[0].searches.map(\.statistic) == ["p50", "p90"])
    let change = try #require(stability.changes.first?.members.first?.change)
    #expect(change.statistics.first == "p90" || change.statistics.contains("p90"))
    #expect(change.date == PlantedHistory.date(40))
  }

  @Test func `The weekly pattern is measured and no change`() throws {
    let weekly = planted.run("go") { day in [5, 6].contains(day % 7) ? -0.1 : 0 }
    let stability = try history([weekly])
    #expect(stability.changes.isEmpty)
    let pattern = try #require(stability.series[0].patterns.first { $0.cycle == .week })
    #expect(pattern.isRemoved)
    #expect(pattern.range > 0.06 && pattern.range < 0.16)
    let flat = try history([planted.run("go")])
    #expect(flat.series[0].patterns.allSatisfy { !$0.isRemoved })
  }

  @Test func `The hour of the day is told where days have several`() throws {
    var run = planted.run("go")
    for index in run.invocations.indices {
      let hour = (run.invocations[index].sequence ?? 0) % 10
      run.invocations[index].scheduledUnixNanoseconds? +=
        hour * 2 * 3600 * 1_000_000_000 - 14 * 3600 * 1_000_000_000
      let factor = hour < 5 ? 1.15 : 1
      run.invocations[index].initMicroseconds = run.invocations[index].initMicroseconds.map {
        Int(Double($0) * factor)
      }
    }
    let pattern = try #require(try history([run]).series[0].patterns.first { $0.cycle == .day })
    #expect(pattern.isRemoved)
    #expect(pattern.interval.contains(0.15) || abs(pattern.range - 0.15) < 0.06)
  }

  @Test func `Drift between changes is told with an interval that covers it`() throws {
    let planted = PlantedHistory(days: 300)
    let drifting = planted.run("go") { day in -0.2 * Double(day) / 365.25 }
    let options = { () -> StabilityOptions in
      var options = StabilityOptions()
      options.margin = 0.4
      return options
    }()
    let drift = try #require(try history([drifting], nil, options).series[0].drift)
    #expect(drift.isCertain)
    #expect(drift.interval.contains(exponential(-0.2) - 1))
    let still = try #require(try history([planted.run("go")]).series[0].drift)
    #expect(still.interval.contains(0))
  }

  @Test func `A change of the size that is called visible is found in about four of five cases`() throws {
    var found = 0
    let trials = 30
    for trial in 0..<trials {
      let planted = PlantedHistory(days: 150, seed: UInt64(1000 + trial))
      let size = try #require(try planted.search("go").detectable.first { $0.periods == 30 }).size
      let moved = try planted.search("go", shift: PlantedHistory.step(logarithm(1 + size), at: 120))
      if moved.changes.contains(where: { abs($0.index - 120) <= 7 }) { found += 1 }
    }
    #expect(Double(found) / Double(trials) >= 0.65)
  }

  @Test func `A change of the spread alone is told, and one of the level is none of the spread`() throws {
    var run = planted.run("go")
    for index in run.invocations.indices where run.invocations[index].batch ?? 0 >= 120 {
      guard let duration = run.invocations[index].initMicroseconds else { continue }
      run.invocations[index].initMicroseconds = Int(
        (100_000 * exponential(3 * logarithm(Double(duration) / 100_000))).rounded())
    }
    let spread = try history([run])
    #expect(spread.series[0].changes.isEmpty)
    let change = try #require(spread.series[0].spreadChanges.first)
    #expect(spread.series[0].spreadChanges.count == 1)
    #expect(abs(change.index - 120) <= 3)
    #expect((1.2...3).contains(change.effect) && !change.interval.contains(0))
    #expect(spread.changeTable().split(separator: "\n").last?.contains(",spread,1,1,") == true)
    let level = try history([planted.run("go", shift: PlantedHistory.step(0.3, at: 120))]).series[0]
    #expect(level.changes.count == 1 && level.spreadChanges.isEmpty)
    let mean = try #require(level.changes.first?.effect(on: .mean))
    #expect(abs(mean.change - (exponential(0.3) - 1)) < 0.05)
  }

  @Test func `Every number in the findings stands for a result, and the words rank nothing`() throws {
    let step = PlantedHistory.step(-0.3, at: 120)
    let stability = try history(
      [planted.run("a", shift: step), planted.run("b"), planted.run("c", missing: [3, 4, 5, 6])],
      [PlantedHistory.commit("x", hoursBefore: 3, day: 120, runtimes: ["a"])])
    let lint = ClaimsLint(stability)
    #expect(stability.findings.count >= 7)
    for finding in stability.findings {
      for sentence in [finding.sentence] + (finding.consequence.map { [$0] } ?? []) {
        #expect(lint.faults(in: sentence).isEmpty, "\(lint.faults(in: sentence))")
      }
    }
    #expect(stability.findings == stability.findings.sorted { $0.weight > $1.weight })
  }

  @Test func `Results are the same in every run and survive JSON`() throws {
    let runs = [planted.run("a", shift: PlantedHistory.step(0.2, at: 60)), planted.run("b")]
    let stability = try history(runs, [])
    #expect(try history(runs, []) == stability)
    let decoded = try JSONDecoder().decode(Stability.self, from: try JSONEncoder().encode(stability))
    #expect(decoded.changes == stability.changes)
  }

  @Test func `Hostile records get an error that says what to do`() throws {
    #expect(throws: StabilityError.nothingMeasured) { _ = try history([]) }
    var timeless = planted.run("go")
    for index in timeless.invocations.indices { timeless.invocations[index].scheduledUnixNanoseconds = nil }
    #expect(throws: StabilityError.noTimes(calls: 2400)) { _ = try history([timeless]) }
    #expect(throws: StabilityError.tooFewPeriods(found: 13, needed: 14, period: .day)) {
      _ = try history([PlantedHistory(days: 13).run("go")])
    }
    var equal = planted.run("go")
    for index in equal.invocations.indices { equal.invocations[index].initMicroseconds = 100 }
    #expect(try history([equal]).changes.isEmpty)
    var zero = equal
    zero.invocations[5].initMicroseconds = 0
    #expect(try history([zero]).changes.isEmpty)
    for index in zero.invocations.indices { zero.invocations[index].initMicroseconds = 0 }
    #expect(try history([zero]).changes.isEmpty)
    var single = PlantedHistory(days: 60, callsPerDay: 1).run("go")
    single.invocations[30].initMicroseconds = Int.max / 2
    #expect(try history([single]).changes.isEmpty)
  }

  @Test func `The table of changes quotes what a spreadsheet would misread`() throws {
    let table = try history(
      [planted.run("=cmd(),\"x\"", shift: PlantedHistory.step(0.3, at: 100)), planted.run("b")], []
    ).changeTable()
    let lines = table.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].hasPrefix("configuration,date,date_low,date_high,effect,effect_low,effect_high,cause"))
    #expect(lines[1].hasPrefix("\"'=cmd(),\"\"x\"\""))
    #expect(lines[1].contains("not covered by events") || lines[1].contains("unexplained"))
  }
}
