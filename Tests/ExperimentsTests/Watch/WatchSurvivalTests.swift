import Experiments
import Foundation
import Measurements
import Synchronization
import TestSupport
import Testing

@Suite struct WatchSurvivalTests {
  static let start = moment("2028-01-01T00:00:00Z")
  static let plan = echoWatch([.cold, .warm, .sequential], every: 3600, jitter: 300)

  /// A store that dies, with the process, at its n-th append; whatever was saved before survives.
  struct Death: Error {}

  @Test func `A process that dies in the middle loses nothing acknowledged and repeats nothing`() async throws
  {
    for point in 1...9 {
      let dying = InMemoryStore { if $0 == point { throw Death() } }
      var laboratory = WatchLaboratory()
      laboratory.store = dying
      await #expect(throws: Death.self) { try await laboratory.carryOut(Self.plan, at: Self.start) }
      let survived = try dying.load(campaign: "w")
      let slot = (point - 1) / 3
      let calls = survived.runs.flatMap(\.invocations)
      #expect(survived.campaign.watchState?.open?.slot == slot)
      #expect(survived.campaign.watchState?.begun == slot + 1)

      laboratory.store = InMemoryStore(holding: [survived])
      let again = try await laboratory.carryOut(
        Self.plan, at: Self.start + slot * 3600 * second + 600 * second, .probes(2))
      #expect(again.remarks.count == 1 && again.remarks[0].hasPrefix("Probe \(slot) was begun"))
      #expect(again.reports.map(\.probe) == [slot + 1, slot + 2])
      let data = try laboratory.store.load(campaign: "w")
      #expect(data.runs.flatMap(\.invocations).filter(calls.contains).count == calls.count)
      let state = try #require(data.campaign.watchState)
      #expect(state.count(.interrupted) == 1 && state.count(.completed) == slot + 2 && state.open == nil)
      // The probe that died counts as dear as it can have been: 3 cold, 6 warm and 4 sequential calls.
      #expect(state.spent.calls == 13 * (slot + 3))
    }
  }

  /// Whatever the moment of death, a watch that goes on judges as one that never stopped.
  @Test func `Verdicts do not depend on restarts`() async throws {
    let plan = echoWatch(every: 3600, rule: VerdictRule(probesPerPoint: 2))
    var behaviour = SimulatedBehaviour()
    let change = Self.start + 160 * 3600 * second
    behaviour.level = { $0 >= change ? 2 : 1 }
    var whole = WatchLaboratory()
    whole.behaviour = behaviour
    _ = try await whole.carryOut(plan, at: Self.start, .probes(240))
    let data = try whole.store.load(campaign: "w")

    var expected: [ProbeVerdict] = []
    var series = try ProbeSeries(rule: plan.rule, pointsPerYear: 4392, seriesCount: 1, seed: 42)
    let calls = Dictionary(grouping: data.runs[0].invocations) { $0.batch ?? -1 }
    for slot in 0..<240 {
      let values = (calls[slot] ?? []).compactMap { $0.clientMicroseconds.map { Double($0) } }
      expected.append(try series.add(slot: slot, values: values))
    }
    #expect(expected.map(\.state).filter(\.isAlarm) == [.regression])

    // The same probes by a process that finds the ones before in the store.
    for slot in stride(from: 9, to: 240, by: 17) {
      var laboratory = WatchLaboratory()
      laboratory.store = InMemoryStore(holding: [before(slot, of: data)])
      laboratory.behaviour = behaviour
      let result = try await laboratory.carryOut(plan, at: Self.start + slot * 3600 * second, .once)
      let verdict = try #require(result.reports.first?.runs[0].verdict)
      #expect(result.reports[0].probe == slot)
      #expect(verdict.points == expected[slot].points)
      #expect(verdict.lastChange?.slot == expected[slot].lastChange?.slot)
    }
  }

  /// The data as they were before the probe of a slot.
  private func before(_ slot: Int, of data: DataSet) -> DataSet {
    var past = data
    past.runs[0].invocations.removeAll { $0.batch ?? 0 >= slot }
    let state = """
      {"first_unix_ns":\(Self.start),"last_slot":\(slot - 1),"endings":{"completed":\(slot)},"missed":0,"gaps":0,\
      "spent":{"calls":0}}
      """
    past.campaign.environment["watch_state"] = state
    return past
  }

  @Test func `Cancelling in the middle keeps complete batches and ends in order`() async throws {
    for invocation in [2, 8, 15, 40] {
      let cancel = Mutex<(@Sendable () -> Void)?>(nil)
      let store = InMemoryStore()
      var laboratory = WatchLaboratory()
      laboratory.store = store
      laboratory.onInvocation = { if $0 == invocation { cancel.withLock { $0 }?() } }
      let result = try await laboratory.carryOut(
        Self.plan, at: Self.start, started: { action in cancel.withLock { $0 = action } })
      #expect(result.ending == .interrupted)
      #expect(result.history.functions.isEmpty)
      let state = try #require(try laboratory.state)
      #expect(state.open == nil)
      #expect(state.count(.interrupted) == 1)
      laboratory.onInvocation = { _ in }
      let again = try await laboratory.carryOut(
        Self.plan, at: Self.start + (state.lastSlot ?? 0) * 3600 * second + 900 * second, .probes(1))
      #expect(again.remarks.isEmpty)
      #expect(again.reports.map(\.probe) == [(state.lastSlot ?? 0) + 1])
    }
  }

  @Test func `Asked for once, the probe of a slot is made once`() async throws {
    let laboratory = WatchLaboratory()
    let first = try await laboratory.carryOut(Self.plan, at: Self.start, .once)
    #expect(first.ending == .probesMade && first.reports.map(\.probe) == [0])
    let second = try await laboratory.carryOut(Self.plan, at: Self.start + 1000 * Int(1e9), .once)
    guard case .notDue(let next) = second.ending else {
      Issue.record("\(second.ending)")
      return
    }
    #expect((Self.start + 3600 * Int(1e9)..<Self.start + 3900 * Int(1e9)).contains(next))
    #expect(second.history.invocations == 0)
    let third = try await laboratory.carryOut(Self.plan, at: Self.start + 3590 * Int(1e9), .once)
    #expect(third.reports.map(\.probe) == [1])
  }

  @Test func `A probe is given up at its deadline and what is complete is kept`() async throws {
    var laboratory = WatchLaboratory()
    var behaviour = SimulatedBehaviour()
    let stuck = Self.start + 400_000_000
    behaviour.isOut = { $0 >= stuck }
    laboratory.behaviour = behaviour
    let plan = echoWatch([.cold, .warm, .sequential], every: 3600, deadline: 20)
    let result = try await laboratory.carryOut(plan, at: Self.start, .once)
    let report = try #require(result.reports.first)
    #expect(report.ending == .cutShort)
    #expect(report.seconds < 21)
    #expect((1...2).contains(report.runs.count { $0.kept == 3 }))
    #expect(report.runs.allSatisfy { $0.kept == 3 || $0.kept == 0 })
    #expect(try laboratory.store.load(campaign: "w").invocationCount == report.runs.map(\.kept).reduce(0, +))
    #expect(result.history.functions.isEmpty)
    #expect(try laboratory.state?.count(.cutShort) == 1)
  }

  @Test func `Budgets are kept to the call and to the cent`() async throws {
    var laboratory = WatchLaboratory()
    let calls = try await laboratory.carryOut(
      echoWatch(every: 60, budget: ProbeBudget(maximumCalls: 43)), at: Self.start)
    // A probe makes 4 calls, one of which warms up.
    #expect(calls.ending == .budgetSpent("40 of 43 calls are spent and a probe makes 4"))
    #expect(calls.history.invocations == 40 && calls.reports.count == 10)
    #expect(calls.reports.last?.state.spent == ProbeSpending(calls: 40))

    laboratory = WatchLaboratory()
    laboratory.price = ProbePrice { _, call in call.status == .timeout ? 0.5 : 0.25 }
    let money = try await laboratory.carryOut(
      echoWatch(every: 60, budget: ProbeBudget(maximumDollars: 10)), at: Self.start)
    // Each probe costs 1 USD but could cost 2.
    #expect(money.reports.count == 9)
    #expect(money.ending == .budgetSpent("9.0 of 10.0 USD are spent and a probe may cost up to 2.0 USD"))
    #expect(money.history.functions.isEmpty)
    let raised = try await laboratory.carryOut(
      echoWatch(every: 60, budget: ProbeBudget(maximumDollars: 11)), at: Self.start + 600 * Int(1e9))
    #expect(raised.reports.count == 1)
  }

  @Test func `What must not be mixed is refused`() async throws {
    let laboratory = WatchLaboratory()
    _ = try await laboratory.carryOut(Self.plan, at: Self.start, .once)
    var other = Self.plan
    other.measurement.concurrency += 1
    await #expect(throws: ExperimentError.self) {
      try await laboratory.carryOut(other, at: Self.start + day, .once)
    }
    other = Self.plan
    other.schedule.intervalMilliseconds *= 2
    await #expect(throws: ExperimentError.self) {
      try await laboratory.carryOut(other, at: Self.start + day, .once)
    }
    other = Self.plan
    other.budget.maximumDollars = 1
    await #expect(throws: PlanError.self) {
      try await laboratory.carryOut(other, at: Self.start + day, .once)
    }
    var unpriced = laboratory
    unpriced.price = ProbePrice { _, _ in nil }
    await #expect(throws: PlanError.self) { try await unpriced.carryOut(other, at: Self.start + day, .once) }

    try laboratory.store.save(Campaign(id: "w", title: "", experiment: "perf-cost"))
    await #expect(
      throws: ExperimentError.wrongExperiment(campaign: "w", experiment: "perf-cost", expected: "watch")
    ) {
      try await laboratory.carryOut(Self.plan, at: Self.start + day, .once)
    }
  }

  @Test func `A factor that the platform changed begins another run of the same series`() async throws {
    let plan = echoWatch(every: 3600)
    var laboratory = WatchLaboratory()
    _ = try await laboratory.carryOut(plan, at: Self.start, .probes(3))
    for version in 2...3 {
      var past = try laboratory.store.load(campaign: "w")
      past.runs[past.runs.count - 1].configuration.runtimeVersion = "3.\(version)"
      laboratory.store = InMemoryStore(holding: [past])
      let next = try await laboratory.carryOut(plan, at: Self.start + (version + 1) * 3600 * second, .once)
      #expect(next.reports[0].runs.map(\.verdict.points) == [version + 2])
    }
    let data = try laboratory.store.load(campaign: "w")
    #expect(data.runs.map(\.id) == ["sequential", "sequential@2", "sequential@3"])
    #expect(data.runs.map(\.invocations.count) == [9, 3, 3])
    #expect(
      data.campaign.notices.contains(
        "From probe 3 on runtime_version is not known instead of 3.2, so that sequential is continued as sequential@2."
      ))
  }

  @Test func `A clock that was put back is said`() async throws {
    let laboratory = WatchLaboratory()
    _ = try await laboratory.carryOut(Self.plan, at: Self.start, .once)
    let early = try await laboratory.carryOut(Self.plan, at: Self.start - 30 * day, .once)
    #expect(early.remarks.count == 1 && early.remarks[0].contains("2028-01-01"))
    #expect(early.reports.isEmpty)
  }
}
