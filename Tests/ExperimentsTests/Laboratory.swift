import Archive
import Experiments
import Foundation
import Measurements
import Platforms
import TestSupport
import Workloads

/// A simulated platform with a store, on which plans are carried out.
struct Laboratory {
  var behaviour = SimulatedBehaviour()
  var precision: (@Sendable ([Double], [Int]) -> Double?)?
  var store = InMemoryStore()
  var onInvocation: @Sendable (Int) -> Void = { _ in }
  var progress: @Sendable (ExperimentProgress) -> Void = { _ in }

  struct Result {
    var outcome: ExperimentOutcome
    var data: DataSet
    var history: SimulatedPlatform.State
    var seconds: Double
  }

  /// Measures a new campaign, or continues it when the store holds it.
  func carryOut(
    _ plan: PerformanceCostPlan, started: @Sendable (@escaping @Sendable () -> Void) -> Void = { _ in }
  ) async throws -> Result {
    let simulation = Simulation()
    let clock = simulation.clock
    let platform = SimulatedPlatform(behaviour, clock: clock, onInvocation: onInvocation)
    let context = context(platform, clock)
    let isKnown = try store.campaigns().contains { $0.campaign.id == "c" }
    let outcome = try await simulation.run(started: started) {
      if isKnown { return try await ExperimentCatalogue.standard.resume(campaign: "c", context: context) }
      let experiment = try PerformanceCostExperiment(plan: plan, context: context)
      return try await experiment.start(Campaign(id: "c", title: "Test", experiment: ""))
    }
    return Result(
      outcome: outcome, data: try store.load(campaign: "c"), history: platform.history,
      seconds: Double(clock.monotonicNanoseconds) / 1e9)
  }

  func context(_ platform: any Platform, _ clock: any ExperimentClock) -> ExperimentContext {
    ExperimentContext(
      platform: platform, store: store, workloads: WorkloadCatalogue([EchoWorkload()]), clock: clock,
      package: {
        FunctionPackage(name: $0.id, folder: "", runtime: .provided, handler: "", version: $0.version)
      },
      precision: precision, progress: progress)
  }
}

/// A plan of small batches for the echo workload.
func echoPlan(
  _ patterns: [InvocationPattern], memorySizesMB: [Int] = [], concurrency: Int = 4,
  seed: UInt64 = 42, _ change: (inout StoppingRules) -> Void = { _ in }
) -> PerformanceCostPlan {
  var rules = StoppingRules(maximumInvocationsPerConfiguration: 24)
  change(&rules)
  return PerformanceCostPlan(
    workload: "000.echo", memorySizesMB: memorySizesMB, patterns: patterns, concurrency: concurrency,
    sequentialCallsPerBatch: 3, stopping: rules, seed: seed, timeoutMilliseconds: 1000)
}

/// Something that was seen in the course of a test, from whatever task.
final class Notebook<Entry: Sendable>: @unchecked Sendable {
  // Sendable: `stored` is only touched while `lock` is held.
  private let lock = NSLock()
  private var stored: [Entry] = []

  func note(_ entry: Entry) { lock.withLock { stored.append(entry) } }
  var entries: [Entry] { lock.withLock { stored } }
}
