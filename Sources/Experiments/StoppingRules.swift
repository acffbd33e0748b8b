/// When measuring a configuration ends. The first rule that applies decides.
public struct StoppingRules: Codable, Hashable, Sendable {
  /// Calls to keep of each configuration. The last batch is always a whole one, so that a few more may be kept.
  public var maximumInvocationsPerConfiguration: Int
  /// Batches with kept calls before precision is judged.
  public var minimumBatches: Int
  /// Batches of each configuration at most, whatever was kept of them.
  public var maximumBatches: Int?
  /// Time for the whole campaign in seconds, looked at before every batch; pauses between resumed parts do not
  /// count.
  public var timeBudgetSeconds: Double?
  /// Half width of the interval of the median, divided by the median, that is precise enough, such as 0.05.
  public var targetRelativeHalfWidth: Double?
  /// Measured calls at most, as a multiple of the calls to keep; warm-up calls come on top.
  public var attemptsPerKeptCall: Double
  /// Batches in a row without a kept call that end a configuration.
  public var fruitlessBatchesInARow: Int

  enum CodingKeys: String, CodingKey {
    case maximumInvocationsPerConfiguration = "maximum_invocations_per_configuration"
    case minimumBatches = "minimum_batches"
    case maximumBatches = "maximum_batches"
    case timeBudgetSeconds = "time_budget_s"
    case targetRelativeHalfWidth = "target_relative_half_width"
    case attemptsPerKeptCall = "attempts_per_kept_call"
    case fruitlessBatchesInARow = "fruitless_batches_in_a_row"
  }

  /// Creates rules.
  public init(
    maximumInvocationsPerConfiguration: Int = 200, minimumBatches: Int = 5, maximumBatches: Int? = nil,
    timeBudgetSeconds: Double? = nil, targetRelativeHalfWidth: Double? = nil,
    attemptsPerKeptCall: Double = 3, fruitlessBatchesInARow: Int = 5
  ) {
    self.maximumInvocationsPerConfiguration = maximumInvocationsPerConfiguration
    self.minimumBatches = minimumBatches
    self.maximumBatches = maximumBatches
    self.timeBudgetSeconds = timeBudgetSeconds
    self.targetRelativeHalfWidth = targetRelativeHalfWidth
    self.attemptsPerKeptCall = attemptsPerKeptCall
    self.fruitlessBatchesInARow = fruitlessBatchesInARow
  }

  /// Measured calls of one configuration at most; at least one batch.
  func maximumAttempts(callsPerBatch: Int) -> Int {
    let allowed = (attemptsPerKeptCall * Double(maximumInvocationsPerConfiguration)).rounded(.up)
    return max(callsPerBatch, Int(allowed))
  }
}
