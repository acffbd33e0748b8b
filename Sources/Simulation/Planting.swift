/// A cause in a scenario: what it is, whom it hits and how hard.
public struct Planting: Codable, Hashable, Sendable {
  /// Which calls a cause hits.
  public enum Placement: String, Codable, CaseIterable, Hashable, Sendable {
    /// Single calls anywhere.
    case scattered
    /// Runs of consecutive calls, each from the start of a batch.
    case episodes
    /// The first calls.
    case first
    /// All calls on one machine.
    case host
    /// All calls that are due while the load generator stalls.
    case stalls
  }

  /// The cause.
  public var cause: PlantedCause
  /// Share of the calls that are hit, in (0, 0.5].
  public var share: Double
  /// Which calls are hit.
  public var placement: Placement
  /// Number of runs of consecutive calls that share the hits.
  public var episodes: Int
  /// Median of what a hit adds to a call, in µs; the period of a quota, the first pause of retries, the length
  /// of a stall.
  public var sizeMicroseconds: Double
  /// Standard deviation of the logarithm of what a hit adds.
  public var spread: Double
  /// Part that is lengthened, where the cause leaves a choice.
  public var segment: Segment?
  /// Share of a new sandbox's time that its placement takes, the rest being initialisation.
  public var creationShare: Double
  /// Share of the calls near a hit that are refused for good; only for throttling.
  public var refusedShare: Double
  /// Factor from each first batch to the next, in [0, 1]; only for the first-batch transient.
  public var decay: Double
  /// Whether a jumping clock also sets the wall-clock instants wrong, until it is set back.
  public var movesInstants: Bool

  enum CodingKeys: String, CodingKey {
    case cause, share, placement, episodes, spread, segment, decay
    case sizeMicroseconds = "size_us"
    case creationShare = "creation_share"
    case refusedShare = "refused_share"
    case movesInstants = "moves_instants"
  }

  /// Creates a planting with the defaults of its cause.
  public init(_ cause: PlantedCause, share: Double, sizeMicroseconds: Double) {
    self.cause = cause
    self.share = share
    self.sizeMicroseconds = sizeMicroseconds
    placement = .scattered
    episodes = 1
    spread = 0.2
    creationShare = 0.5
    refusedShare = 0
    decay = 1
    movesInstants = false
    switch cause {
    case .sandboxCreation: creationShare = 0.9
    case .runtimeInit: creationShare = 0.1
    case .clientConnection: (segment, spread) = (.connect, 0.01)
    case .throttling: (placement, refusedShare) = (.episodes, 0.2)
    case .noisyHost: placement = .host
    case .processorQuota: spread = 0.01
    case .storage: segment = .download
    case .clockError: spread = 0
    case .loadGenerator: placement = .stalls
    case .firstBatch: (placement, segment) = (.first, .network)
    case .coldStart: break
    }
  }

  /// Parts of a call that the cause can lengthen when there is a choice, or none.
  static func segments(of cause: PlantedCause) -> [Segment] {
    switch cause {
    case .clientConnection: [.dns, .connect, .tls]
    case .storage: [.download, .upload]
    case .firstBatch: [.network, .compute]
    default: []
    }
  }

  /// The placements that make sense of the cause.
  static func placements(of cause: PlantedCause) -> [Placement] {
    switch cause {
    case .noisyHost: [.host]
    case .loadGenerator: [.stalls]
    case .firstBatch: [.first]
    default: [.scattered, .episodes]
    }
  }
}
