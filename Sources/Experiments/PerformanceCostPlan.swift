import FoundationEssentials
public import Measurements
public import Workloads

/// What a `perf-cost` campaign measures, and for how long.
///
/// Every memory size is combined with every pattern; each combination is a run.
public struct PerformanceCostPlan: Codable, Hashable, Sendable {
  /// Identifier of the workload.
  public var workload: String
  /// Size of its input.
  public var inputSize: InputSize
  /// Event to send instead of a generated one, for a function of the user's own; its replies are not judged.
  public var payload: String?
  /// Memory sizes in MB; empty leaves the platform's own.
  public var memorySizesMB: [Int]
  /// Patterns of invocation.
  public var patterns: [InvocationPattern]
  /// Calls in flight at once, and so the calls of a batch, for cold, warm and burst.
  public var concurrency: Int
  /// Calls of a batch of the sequential pattern.
  public var sequentialCallsPerBatch: Int
  /// When to stop.
  public var stopping: StoppingRules
  /// Seed of inputs and order.
  public var seed: UInt64
  /// Time limit of one call in ms.
  public var timeoutMilliseconds: Int
  /// Pause after each batch in ms. Batches that are spread in time see more of a platform's variation.
  public var pauseBetweenBatchesMilliseconds: Int

  enum CodingKeys: String, CodingKey {
    case workload, payload, patterns, concurrency, stopping, seed
    case inputSize = "input_size"
    case memorySizesMB = "memory_sizes_mb"
    case sequentialCallsPerBatch = "sequential_calls_per_batch"
    case timeoutMilliseconds = "timeout_ms"
    case pauseBetweenBatchesMilliseconds = "pause_between_batches_ms"
  }

  /// Creates a plan; it is checked when an experiment is made from it.
  public init(
    workload: String, inputSize: InputSize = .test, payload: String? = nil, memorySizesMB: [Int] = [],
    patterns: [InvocationPattern] = [.cold, .warm], concurrency: Int = 10,
    sequentialCallsPerBatch: Int = 10, stopping: StoppingRules = StoppingRules(), seed: UInt64 = 42,
    timeoutMilliseconds: Int = 60_000, pauseBetweenBatchesMilliseconds: Int = 0
  ) {
    self.workload = workload
    self.inputSize = inputSize
    self.payload = payload
    self.memorySizesMB = memorySizesMB
    self.patterns = patterns
    self.concurrency = concurrency
    self.sequentialCallsPerBatch = sequentialCallsPerBatch
    self.stopping = stopping
    self.seed = seed
    self.timeoutMilliseconds = timeoutMilliseconds
    self.pauseBetweenBatchesMilliseconds = pauseBetweenBatchesMilliseconds
  }

  /// Reads a plan from JSON.
  ///
  /// - Throws: ``ExperimentError/unreadablePlan(detail:)``.
  public init(json: String) throws(ExperimentError) {
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(json.utf8))
    } catch {
      throw .unreadablePlan(detail: "\(error)")
    }
  }

  /// The plan as JSON with sorted keys.
  public var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }

  /// Checks every value by itself.
  ///
  /// - Throws: ``PlanError`` that names the first value that makes no sense.
  public func validate() throws(PlanError) {
    try require(!patterns.isEmpty, "patterns", "at least one pattern is needed")
    try require(Set(patterns).count == patterns.count, "patterns", "a pattern is named twice")
    let memories = memorySizesMB
    try require(Set(memories).count == memories.count, "memory_sizes_mb", "a size is named twice")
    try require(
      memories.allSatisfy { (1...1_048_576).contains($0) }, "memory_sizes_mb", "must be 1 to 1048576")
    try require((1...1000).contains(concurrency), "concurrency", "must be 1 to 1000")
    try require(
      (1...10_000).contains(sequentialCallsPerBatch), "sequential_calls_per_batch", "must be 1 to 10000")
    try require((1...86_400_000).contains(timeoutMilliseconds), "timeout_ms", "must be 1 ms to a day")
    try require(
      (0...86_400_000).contains(pauseBetweenBatchesMilliseconds), "pause_between_batches_ms",
      "must be 0 ms to a day")
    try validateStopping()
  }

  private func validateStopping() throws(PlanError) {
    let rules = stopping
    try require(
      (1...10_000_000).contains(rules.maximumInvocationsPerConfiguration),
      "maximum_invocations_per_configuration", "must be 1 to 10000000")
    try require((1...100_000).contains(rules.minimumBatches), "minimum_batches", "must be 1 to 100000")
    try require(
      (1...10_000_000).contains(rules.maximumBatches ?? 1), "maximum_batches", "must be 1 to 10000000")
    try require(
      (rules.timeBudgetSeconds ?? 1) > 0 && (rules.timeBudgetSeconds ?? 1) <= 1e9, "time_budget_s",
      "must be more than 0 and at most 1e9")
    let target = rules.targetRelativeHalfWidth ?? 0.05
    try require(target > 0 && target < 1, "target_relative_half_width", "must be between 0 and 1")
    try require((1...1000).contains(rules.attemptsPerKeptCall), "attempts_per_kept_call", "must be 1 to 1000")
    try require(
      (1...1000).contains(rules.fruitlessBatchesInARow), "fruitless_batches_in_a_row", "must be 1 to 1000")
  }

  private func require(_ holds: Bool, _ field: String, _ problem: String) throws(PlanError) {
    if !holds { throw PlanError(field: field, problem: problem) }
  }
}
