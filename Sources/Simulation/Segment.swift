/// A part of a call's time: the parts of a call, with a jump of the clock, add up to its client time.
public enum Segment: String, Codable, CodingKeyRepresentable, CaseIterable, Hashable, Sendable {
  /// Name resolution.
  case dns
  /// TCP connection.
  case connect
  /// TLS handshake.
  case tls
  /// The way to the platform and through its gateway, which no column shows.
  case network
  /// Waiting for a sandbox, and its placement.
  case queue
  /// Initialisation of runtime and code.
  case initialisation = "init"
  /// What the runtime adds to the handler within the provider's time.
  case runtime
  /// Fetching inputs in the handler.
  case download
  /// Everything else in the handler.
  case compute
  /// Storing results in the handler.
  case upload
  /// The reply after its first byte.
  case reply
}

/// A shifted lognormal law of a part of a call.
public struct SegmentLaw: Codable, Hashable, Sendable {
  /// Median in µs.
  public var medianMicroseconds: Double
  /// Standard deviation of the logarithm of what varies.
  public var spread: Double
  /// Share of the median that never varies, in [0, 1).
  public var fixedShare: Double

  enum CodingKeys: String, CodingKey {
    case medianMicroseconds = "median_us"
    case spread
    case fixedShare = "fixed_share"
  }

  /// Creates a law.
  public init(medianMicroseconds: Double, spread: Double, fixedShare: Double = 0) {
    self.medianMicroseconds = medianMicroseconds
    self.spread = spread
    self.fixedShare = fixedShare
  }

  /// The value at a standard normal number and a factor on what varies.
  func value(normal: Double, factor: Double) -> Double {
    medianMicroseconds * (fixedShare + (1 - fixedShare) * exponential(spread * normal) * factor)
  }
}

extension [Segment: SegmentLaw] {
  /// Sum of the medians in µs, in the order of the segments, since a sum in the order of a dictionary changes.
  var totalMedian: Double { Segment.allCases.reduce(0) { $0 + (self[$1]?.medianMicroseconds ?? 0) } }
}

/// The parts of one call, in µs.
struct CallParts {
  private var values = [Double](repeating: 0, count: Segment.allCases.count)
  /// How late the load generator sent the call.
  var lateness = 0.0

  subscript(segment: Segment) -> Double {
    get { values[segment.position] }
    set { values[segment.position] = newValue }
  }

  /// Time in the handler.
  var function: Double { self[.download] + self[.compute] + self[.upload] }
  /// Time that the provider reports.
  var provider: Double { function + self[.runtime] }
  /// Until the first byte of the reply.
  var firstByte: Double { client - self[.reply] }
  /// From sending to the complete reply.
  var client: Double { values.reduce(0, +) }
}

extension Segment {
  /// Place in the order of all segments.
  fileprivate var position: Int {
    switch self {
    case .dns: 0
    case .connect: 1
    case .tls: 2
    case .network: 3
    case .queue: 4
    case .initialisation: 5
    case .runtime: 6
    case .download: 7
    case .compute: 8
    case .upload: 9
    case .reply: 10
    }
  }
}
