import Experiments
import Measurements
import TestSupport
import Testing
import Workloads

@Suite struct PlanTests {
  @Test func planSurvivesJSON() throws {
    var plan = echoPlan([.warm, .burst, .cold, .sequential], memorySizesMB: [128, 1024], seed: .max)
    plan.payload = "{\"a\": \"\\u00e4\"}"
    plan.inputSize = .large
    plan.pauseBetweenBatchesMilliseconds = 5
    plan.stopping.maximumBatches = 7
    plan.stopping.timeBudgetSeconds = 0.5
    plan.stopping.targetRelativeHalfWidth = 0.05
    #expect(try PerformanceCostPlan(json: plan.json) == plan)
    #expect(try plan.json == plan.json)
  }

  @Test func planOfDefaultsIsValid() throws {
    try PerformanceCostPlan(workload: "311.compression").validate()
  }

  @Test(arguments: ["", "{}", "[1]", "{\"workload\":3}", "\u{0}", String(repeating: "[", count: 10_000)])
  func unreadablePlanIsATypedError(json: String) {
    #expect {
      try PerformanceCostPlan(json: json)
    } throws: {
      guard case .unreadablePlan? = $0 as? ExperimentError else { return false }
      return true
    }
  }

  static let spoiled: [(String, @Sendable (inout PerformanceCostPlan) -> Void)] = [
    ("patterns", { $0.patterns = [] }),
    ("patterns", { $0.patterns = [.warm, .warm] }),
    ("memory_sizes_mb", { $0.memorySizesMB = [0] }),
    ("memory_sizes_mb", { $0.memorySizesMB = [128, 128] }),
    ("concurrency", { $0.concurrency = 0 }),
    ("concurrency", { $0.concurrency = .max }),
    ("sequential_calls_per_batch", { $0.sequentialCallsPerBatch = -1 }),
    ("timeout_ms", { $0.timeoutMilliseconds = .max }),
    ("pause_between_batches_ms", { $0.pauseBetweenBatchesMilliseconds = .min }),
    ("maximum_invocations_per_configuration", { $0.stopping.maximumInvocationsPerConfiguration = 0 }),
    ("minimum_batches", { $0.stopping.minimumBatches = 0 }),
    ("maximum_batches", { $0.stopping.maximumBatches = 0 }),
    ("time_budget_s", { $0.stopping.timeBudgetSeconds = .nan }),
    ("time_budget_s", { $0.stopping.timeBudgetSeconds = .infinity }),
    ("target_relative_half_width", { $0.stopping.targetRelativeHalfWidth = 1 }),
    ("attempts_per_kept_call", { $0.stopping.attemptsPerKeptCall = .nan }),
    ("fruitless_batches_in_a_row", { $0.stopping.fruitlessBatchesInARow = 0 }),
  ]

  @Test(arguments: spoiled.indices)
  func everyBadValueIsNamed(index: Int) {
    let (field, spoil) = Self.spoiled[index]
    var plan = PerformanceCostPlan(workload: "000.echo")
    spoil(&plan)
    #expect { try plan.validate() } throws: { ($0 as? PlanError)?.field == field }
  }

  @Test func whatThePlatformCannotDoIsRefusedBeforeMeasuring() async throws {
    var laboratory = Laboratory()
    laboratory.behaviour.forcesColdStarts = false
    laboratory.behaviour.choosesMemory = false
    let refused: [(PerformanceCostPlan, String)] = [
      (echoPlan([.warm, .cold]), "patterns"),
      (echoPlan([.warm], memorySizesMB: [128]), "memory_sizes_mb"),
      (echoPlan([.warm]) { $0.targetRelativeHalfWidth = 0.1 }, "target_relative_half_width"),
    ]
    for (plan, field) in refused {
      await #expect {
        try await laboratory.carryOut(plan)
      } throws: {
        ($0 as? PlanError)?.field == field
      }
    }
    var large = echoPlan([.warm])
    large.inputSize = .large
    await #expect(throws: PlanError(field: "input_size", problem: "000.echo offers test, small")) {
      try await laboratory.carryOut(large)
    }
    #expect(try laboratory.store.campaigns().isEmpty)
  }

  @Test func unknownNamesAreErrorsThatListWhatExists() throws {
    #expect(throws: ExperimentError.unknownExperiment(name: "x", known: ["perf-cost"])) {
      try ExperimentCatalogue.standard.experiment(named: "x")
    }
    #expect(throws: UnknownWorkload(id: "x", known: ["000.echo"])) {
      try WorkloadCatalogue([EchoWorkload()]).workload("x")
    }
  }
}
