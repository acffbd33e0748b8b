import Measurements
import Platforms

/// Deploys, measures and removes what one probe needs, within its time.
struct ProbeRunner: Sendable {
  let experiment: PerformanceCostExperiment

  /// Functions by memory size, with what went wrong.
  struct Deployment: Sendable {
    var functions: [(memoryMB: Int?, function: DeployedFunction)] = []
    var failure: (any Error)?

    func function(for plan: RunPlan) -> DeployedFunction? {
      functions.first { $0.memoryMB == plan.memoryMB }?.function
    }
  }

  /// What became of the batch of a run.
  struct Batch: Sendable {
    var plan: RunPlan
    /// `nil` when it was given up.
    var completed: CompletedBatch?
    var failure: String?
  }

  /// Makes a function of every memory size; what was deployed before a failure is in the result, to be removed.
  func deploy() async -> Deployment {
    var deployment = Deployment()
    do {
      let package = try await experiment.package()
      for plan in experiment.runPlans where deployment.function(for: plan) == nil {
        try Task.checkCancellation()
        let settings = FunctionSettings(
          memoryMB: plan.memoryMB, timeoutMilliseconds: experiment.plan.timeoutMilliseconds)
        let function = try await experiment.context.platform.deploy(package, settings: settings)
        deployment.functions.append((plan.memoryMB, function))
      }
    } catch {
      deployment.failure = error
    }
    return deployment
  }

  /// Makes one batch of every run, in an order of the slot's own, and hands each over as soon as it is complete.
  ///
  /// A batch that fails does not keep others from being made; one that is given up ends the probe.
  func measure(
    slot: Int, on deployment: Deployment, keep: @Sendable (RunPlan, CompletedBatch) throws -> Void
  ) async throws -> [Batch] {
    let context = experiment.context
    let runner = BatchRunner(
      platform: context.platform, clock: context.clock, workload: experiment.workload,
      inputSize: experiment.plan.inputSize, seed: experiment.plan.seed,
      timeoutMilliseconds: experiment.plan.timeoutMilliseconds)
    let plans = experiment.runPlans
    let schedule = BatchSchedule(runCount: plans.count, seed: experiment.plan.seed)
    var batches: [Batch] = []
    for index in schedule.order(ofRound: slot) where !Task.isCancelled {
      guard let function = deployment.function(for: plans[index]) else { continue }
      var batch = Batch(plan: plans[index])
      do {
        batch.completed = try await runner.batch(slot, of: plans[index], function: function)
      } catch {
        batch.failure = "\(error)"
      }
      if let completed = batch.completed { try keep(plans[index], completed) }
      batches.append(batch)
    }
    return batches
  }

  /// Removes what was deployed, also when the task is cancelled, and says what could not be removed.
  func remove(_ deployment: Deployment) async -> [String] {
    let platform = experiment.context.platform
    let functions = deployment.functions.map(\.function)
    return await Task {
      var left: [String] = []
      for function in functions {
        do {
          try await platform.remove(function)
        } catch {
          left.append("Function \(function.id) (\(error)) could not be removed; remove it yourself.")
        }
      }
      return left
    }.value
  }

  /// Does something and gives it up when its time is over.
  ///
  /// Relies on `work` to return soon after its task is cancelled.
  /// - Parameter deadline: On the monotonic clock, in ns.
  /// - Returns: What `work` returned, and whether it was given up.
  func within<Value: Sendable>(
    _ deadline: Int, _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> (value: Value?, isLate: Bool) {
    let clock = experiment.context.clock
    return try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask { try await work() }
      group.addTask {
        try? await clock.sleep(nanoseconds: deadline - clock.monotonicNanoseconds)
        return nil
      }
      var isLate = false
      while let next = try await group.next() {
        group.cancelAll()
        if let value = next { return (value, isLate && !Task.isCancelled) }
        isLate = true
      }
      return (nil, isLate)
    }
  }
}
