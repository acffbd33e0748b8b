import Experiments
import Foundation
import Measurements
import Platforms
import Synchronization
import TestSupport
import Workloads

let second = 1_000_000_000
let day = 86_400 * second

/// A moment in ns since 1970.
func moment(_ text: String) -> Int {
  Int(ISO8601DateFormatter().date(from: text)?.timeIntervalSince1970 ?? 0) * second
}

/// A year of a leap day and both changes of the clocks, in which a watch runs on a simulated platform.
struct WatchLaboratory {
  var behaviour = SimulatedBehaviour()
  var store = InMemoryStore()
  var price: ProbePrice?
  var platformSeed: UInt64 = 1
  var onInvocation: @Sendable (Int) -> Void = { _ in }

  struct Result {
    var ending: Watch.Ending
    var reports: [ProbeReport]
    var remarks: [String]
    var history: SimulatedPlatform.State
  }

  /// Carries the watch on from a moment, until it ends or a report says so.
  func carryOut(
    _ plan: WatchPlan, at start: Int, _ extent: Watch.Extent = .unlimited,
    started: @Sendable (@escaping @Sendable () -> Void) -> Void = { _ in },
    until goesOn: @escaping @Sendable (ProbeReport) -> Bool = { _ in true }
  ) async throws -> Result {
    let simulation = Simulation(startUnixNanoseconds: start)
    let clock = simulation.clock
    let platform = SimulatedPlatform(
      behaviour, clock: clock, seed: platformSeed ^ UInt64(start / second), onInvocation: onInvocation)
    var laboratory = Laboratory()
    laboratory.store = store
    let context = laboratory.context(platform, clock)
    let price = price
    let (ending, reports, remarks) = try await simulation.run(started: started) {
      let watch = try Watch(plan: plan, context: context, price: price)
      var session = try watch.session(Campaign(id: "w", title: "Test", experiment: ""))
      var reports: [ProbeReport] = []
      let ending = try await session.run(extent) { report in
        reports.append(report)
        return goesOn(report)
      }
      return (ending, reports, session.remarks)
    }
    return Result(ending: ending, reports: reports, remarks: remarks, history: platform.history)
  }

  var state: WatchState? { get throws { try store.load(campaign: "w").campaign.watchState } }
}

/// A watch of the echo workload.
func echoWatch(
  _ patterns: [InvocationPattern] = [.sequential], every seconds: Int, jitter: Int = 0, deadline: Int = 600,
  budget: ProbeBudget = ProbeBudget(), rule: VerdictRule = VerdictRule(), calls: Int = 3
) -> WatchPlan {
  var measurement = echoPlan(patterns, concurrency: calls)
  measurement.sequentialCallsPerBatch = calls
  return WatchPlan(
    measurement: measurement,
    schedule: ProbeSchedule(intervalMilliseconds: seconds * 1000, jitterMilliseconds: jitter * 1000),
    deadlineMilliseconds: deadline * 1000, budget: budget, rule: rule)
}
