/// What can make calls slow; the names are those of CSV and JSON.
public enum TailCause: String, Codable, CaseIterable, Hashable, Sendable {
  /// A new sandbox served the call, and nothing tells which part of starting it took long.
  case coldStart = "cold start"
  /// A new sandbox was made: placing it, its network and its file system.
  case sandboxCreation = "sandbox creation"
  /// Runtime and code were loaded into a new sandbox.
  case runtimeInit = "runtime init"
  /// Name resolution, connection or handshake on the client's side, often a retry after a fixed time.
  case clientConnection = "client-side connection"
  /// The platform refused the call at first, and it was sent again.
  case throttling = "throttling and retry"
  /// A machine whose calls are all slow, as when neighbours take its resources.
  case noisyHost = "noisy host"
  /// The processor was taken away for whole periods: a quota, or a garbage collection that stops the program.
  case processorQuota = "processor quota or garbage collection"
  /// Fetching inputs or storing results took long.
  case storage = "storage"
  /// Durations that cannot be: clocks disagree or were set back.
  case clockError = "clock error"
  /// Our own load generator sent the calls late.
  case loadGenerator = "load generator late"
  /// Only the first batch was slow: the service was not yet in its steady state.
  case firstBatch = "first-batch transient"
  /// None of these could be shown.
  case unexplained = "unexplained"

  /// Whether it is about starting a sandbox.
  var isStart: Bool { [.coldStart, .sandboxCreation, .runtimeInit].contains(self) }
}
