/// One thing that speaks for a cause.
public struct TailEvidence: Codable, Hashable, Sendable {
  /// What kind of evidence it is.
  public var kind: Kind
  /// Calls that bear it, in the tail or not.
  public var calls: Int
  /// Batches, hosts or containers that bear it as a whole.
  public var units: Int?
  /// Batch, host or container, when it is one; untrusted text.
  public var name: String?
  /// Time that is typical for the calls that bear it, beyond the typical call, in µs.
  public var microseconds: Double?
  /// Known time after which clients or resolvers try again, in seconds, when it fits.
  public var retrySeconds: Double?
  /// Step in which times grow, in µs.
  public var stepMicroseconds: Double?
  /// Chance of such evidence where there is no cause.
  public var pValue: Double

  /// What kind of evidence there is.
  public enum Kind: String, Codable, CaseIterable, Hashable, Sendable {
    /// The calls lie apart from all others in one part, above a gap that no smooth tail has.
    case callsApart = "calls apart"
    /// Whole batches lie apart from all others in one part.
    case batchesApart = "batches apart"
    /// The first batch lies apart from the others.
    case firstBatchApart = "first batch apart"
    /// A host or container lies apart from the others.
    case hostApart = "host apart"
    /// The platform or the client recorded it with the call, and slow calls bear it more often.
    case recorded
    /// Calls next to it were refused by the platform.
    case nearRefused = "next to refused calls"
    /// Times grow in equal steps.
    case steps = "equal steps"
    /// Durations contradict each other.
    case impossible = "impossible durations"
  }
}

/// A cause that may explain calls, before it is known whether it explains the tail.
struct TailCandidate: Sendable {
  var cause: TailCause
  /// Whether each call bears the evidence.
  var members: [Bool]
  /// What the cause adds to each call, in µs.
  var amounts: [Double]
  var evidence: [TailEvidence]
  /// Whether its calls are well described without it once its parts are typical, so that the parts are replaced in
  /// a what-if; otherwise its calls are left out.
  var segments: [CallSegment]?

  /// Chance of evidence as strong as this, over all kinds that were looked at for the cause.
  var pValue: Double

  /// From the most specific cause to the least: which of several that fit a call is its class.
  static let order: [TailCause] = [
    .clockError, .loadGenerator, .throttling, .clientConnection, .storage, .runtimeInit, .sandboxCreation,
    .coldStart,
    .noisyHost, .processorQuota, .firstBatch,
  ]
}
