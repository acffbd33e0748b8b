/// What a diagnosis of slow calls is asked for; written into every output.
public struct TailOptions: Codable, Hashable, Sendable {
  /// Share of the calls that makes the tail.
  public var slowest: Double
  /// Duration that calls are slow by; the most outward one that was measured when `nil`.
  public var metric: Metric?
  /// Factors by which runs are held apart; every factor when empty.
  public var groupBy: [String]
  /// Nominal level of all intervals, and of the tests together.
  public var level: Double
  /// Seed of every random choice.
  public var seed: UInt64
  /// Replicates of each bootstrap and each permutation test.
  public var replicates: Int
  /// Time between two calls that the closed loop wanted, for the correction of omitted calls.
  public var intervalMicroseconds: Double?

  /// Creates options.
  public init(
    slowest: Double = 0.01, metric: Metric? = nil, groupBy: [String] = [], level: Double = 0.95,
    seed: UInt64 = 1, replicates: Int = 999, intervalMicroseconds: Double? = nil
  ) {
    self.slowest = slowest
    self.metric = metric
    self.groupBy = groupBy
    self.level = level
    self.seed = seed
    self.replicates = replicates
    self.intervalMicroseconds = intervalMicroseconds
  }

  /// Calls below which there is no tail to speak of.
  public static let fewestTailCalls = 5
  /// Calls below which the fewest calls would no longer be a tail.
  public static let fewestCalls = 50
  /// A cause is named when the lower end of the interval of its share lies above this.
  public static let smallShare = 0.1
}

/// Why a tail could not be diagnosed.
public enum TailError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A parameter is out of its range.
  case invalid(parameter: String, value: Double, range: String)
  /// A factor that no configuration has.
  case unknownFactor(String, known: [String])
  /// No configuration has enough calls.
  case tooFewCalls(most: Int, needed: Int)
  /// Omitted calls were to be corrected by an interval although their lateness was measured.
  case correctedTwice

  /// The whole message.
  public var description: String {
    switch self {
    case .invalid(let parameter, let value, let range): "\(parameter) is \(value) but must be in \(range)."
    case .unknownFactor(let name, let known):
      "There is no factor \(name). Factors are: \(known.joined(separator: ", "))."
    case .tooFewCalls(let most, let needed):
      "There are too few calls to speak of a tail: \(most) successful ones with all their parts in the largest "
        + "configuration, and \(needed) would do. Measure more, or join configurations with --group-by."
    case .correctedTwice:
      "The lateness of calls was measured, so that omitted calls are already in the times from the schedule. "
        + "Leave --interval out: correcting twice would count them double."
    }
  }
}
