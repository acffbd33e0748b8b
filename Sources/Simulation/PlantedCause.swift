/// What a scenario makes calls slow by; the names are those of the diagnosis, of files and of the command line.
public enum PlantedCause: String, Codable, CaseIterable, Hashable, Sendable {
  /// New sandboxes, of which no column tells whether placing them or loading the runtime took long.
  case coldStart = "cold start"
  /// New sandboxes that are placed slowly.
  case sandboxCreation = "sandbox creation"
  /// New sandboxes whose runtime and code load slowly.
  case runtimeInit = "runtime init"
  /// Name resolution, connection or handshake that is tried again after 1, 3, 5, 7 or 15 s.
  case clientConnection = "client-side connection"
  /// Calls that are refused and sent again after a pause that doubles.
  case throttling = "throttling and retry"
  /// One machine on which the function runs slowly.
  case noisyHost = "noisy host"
  /// A processor that is taken away for whole periods.
  case processorQuota = "processor quota or garbage collection"
  /// Inputs or results that move slowly.
  case storage = "storage"
  /// A clock that jumps while calls are in flight.
  case clockError = "clock error"
  /// A load generator that stalls and sends what it missed at once.
  case loadGenerator = "load generator late"
  /// A first batch, or first batches, before the platform is in its steady state.
  case firstBatch = "first-batch transient"

  /// What the cause does to calls, in one sentence.
  public var meaning: String {
    switch self {
    case .coldStart: "New sandboxes start slowly; no column shows which part of it."
    case .sandboxCreation: "New sandboxes are placed slowly, which shows in the queue or before init."
    case .runtimeInit: "New sandboxes load runtime and code slowly, which shows in init."
    case .clientConnection: "Name resolution, TCP or TLS is retried by the client after 1, 3, 5, 7 or 15 s."
    case .throttling: "Calls are refused and retried after pauses that double."
    case .noisyHost: "The function runs slowly in all sandboxes of one machine."
    case .processorQuota: "The function stands still for whole periods of a quota, or for collections."
    case .storage: "Downloads or uploads of the function take long."
    case .clockError: "The driver's clock jumps while calls are in flight."
    case .loadGenerator: "The load generator stalls and sends late what was due."
    case .firstBatch: "The first batch, or the first few, are slow before the service is steady."
    }
  }
}
