public import Measurements

/// A simulated function under load: how long calls take, what they share, what is recorded, and what, if
/// anything, makes some of them slow.
///
/// Equal scenarios give equal data, byte for byte. ``ScenarioPrior`` draws scenarios; as JSON they can be edited.
public struct LatencyScenario: Codable, Hashable, Sendable {
  /// How calls are sent.
  public struct Load: Codable, Hashable, Sendable {
    /// Number of calls, at least 20.
    public var calls: Int
    /// Calls that are sent together, at least 1.
    public var batchSize: Int
    /// Whether batches wait for each other (closed) or follow a schedule (open).
    public var arrival: Arrival
    /// Mean pause between batches (closed) or between their scheduled instants (open), in µs.
    public var gapMicroseconds: Double

    enum CodingKeys: String, CodingKey {
      case calls, arrival
      case batchSize = "batch_size"
      case gapMicroseconds = "gap_us"
    }

    /// Creates a load.
    public init(calls: Int, batchSize: Int, arrival: Arrival, gapMicroseconds: Double) {
      self.calls = calls
      self.batchSize = batchSize
      self.arrival = arrival
      self.gapMicroseconds = gapMicroseconds
    }
  }

  /// What calls share, as standard deviations of the logarithm of their times.
  public struct SharedEffects: Codable, Hashable, Sendable {
    /// Of what the calls of a batch share.
    public var batch: Double
    /// Correlation of the effects of a batch and the next, in [0, 1).
    public var batchCorrelation: Double
    /// Of what the calls of a sandbox share.
    public var sandbox: Double
    /// Of what the calls of a machine share.
    public var host: Double
    /// Change of the logarithm from the first call to the last.
    public var drift: Double

    enum CodingKeys: String, CodingKey {
      case batch, sandbox, host, drift
      case batchCorrelation = "batch_correlation"
    }

    /// Creates effects; all are zero by default.
    public init(
      batch: Double = 0, batchCorrelation: Double = 0, sandbox: Double = 0, host: Double = 0,
      drift: Double = 0
    ) {
      self.batch = batch
      self.batchCorrelation = batchCorrelation
      self.sandbox = sandbox
      self.host = host
      self.drift = drift
    }
  }

  /// Where calls run.
  public struct Sandboxes: Codable, Hashable, Sendable {
    /// Sandboxes that are warm at the start.
    public var warm: Int
    /// Machines that hold them.
    public var hosts: Int
    /// Processor models of the machines.
    public var cpuModels: Int
    /// Share of calls that come to a new sandbox anyway.
    public var coldShare: Double
    /// Median of what that adds to a call, in µs.
    public var coldMicroseconds: Double

    enum CodingKeys: String, CodingKey {
      case warm, hosts
      case cpuModels = "cpu_models"
      case coldShare = "cold_share"
      case coldMicroseconds = "cold_us"
    }

    /// Creates sandboxes.
    public init(
      warm: Int, hosts: Int, cpuModels: Int = 1, coldShare: Double = 0, coldMicroseconds: Double = 0
    ) {
      self.warm = warm
      self.hosts = hosts
      self.cpuModels = cpuModels
      self.coldShare = coldShare
      self.coldMicroseconds = coldMicroseconds
    }
  }

  /// A second mode of the handler's computing, such as that of larger inputs.
  public struct SecondMode: Codable, Hashable, Sendable {
    /// Share of calls, in [0, 1].
    public var share: Double
    /// Its time over that of the other calls.
    public var factor: Double

    /// Creates a mode.
    public init(share: Double, factor: Double) {
      self.share = share
      self.factor = factor
    }
  }

  /// Seed of every random choice.
  public var seed: UInt64
  /// How calls are sent.
  public var load: Load
  /// Laws of the parts of a call; parts that are not named take no time.
  public var segments: [Segment: SegmentLaw]
  /// Second mode of computing, if there is one.
  public var secondMode: SecondMode?
  /// What calls share.
  public var effects: SharedEffects
  /// Where calls run.
  public var sandboxes: Sandboxes
  /// Share of calls whose function fails.
  public var failureShare: Double
  /// Step of the clocks that durations and instants are read from, in µs.
  public var resolutionMicroseconds: Int
  /// Names of the columns that are recorded, as in the open format; `attempts` is a measurement.
  public var columns: [String]
  /// What makes calls slow, or `nil` when nothing does.
  public var planting: Planting?

  enum CodingKeys: String, CodingKey {
    case seed, load, segments, effects, sandboxes, columns, planting
    case secondMode = "second_mode"
    case failureShare = "failure_share"
    case resolutionMicroseconds = "resolution_us"
  }

  /// Creates a scenario; it is checked when it is simulated.
  public init(
    seed: UInt64, load: Load, segments: [Segment: SegmentLaw], secondMode: SecondMode? = nil,
    effects: SharedEffects = SharedEffects(), sandboxes: Sandboxes, failureShare: Double = 0,
    resolutionMicroseconds: Int = 1, columns: [String], planting: Planting? = nil
  ) {
    self.seed = seed
    self.load = load
    self.segments = segments
    self.secondMode = secondMode
    self.effects = effects
    self.sandboxes = sandboxes
    self.failureShare = failureShare
    self.resolutionMicroseconds = resolutionMicroseconds
    self.columns = columns
    self.planting = planting
  }

  /// Name of the measurement that counts how often a call was sent.
  public static let attemptsColumn = "attempts"

  /// Number of batches; the last may be smaller.
  public var batchCount: Int { (load.calls + load.batchSize - 1) / load.batchSize }

  /// The same function without the cause.
  public var withoutCause: LatencyScenario {
    var copy = self
    copy.planting = nil
    return copy
  }
}
