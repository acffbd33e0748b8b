/// A call on its way through a sandbox.
struct SandboxCall: Sendable {
  var requestID: String
  var traceID: String
  var functionARN: String
  var payload: [UInt8]
  var timeout: Duration
}

/// What became of a call in a sandbox.
struct SandboxCallEnd: Sendable {
  enum Outcome: Sendable {
    case response([UInt8])
    /// The function or its initialisation reported an error.
    case reported(FunctionErrorReport)
    case responseTooLarge(bytes: Int)
    case timedOut
    case initTimedOut(log: String)
    case exited(ProcessExit, duringInit: Bool, log: String)
    case outOfMemory
    case launchFailed(String)
    case cancelled
    /// The sandbox ended before it took the call, which can be made again elsewhere.
    case notTaken
  }

  var outcome: Outcome
  var ended: ContinuousClock.Instant
  /// When the sandbox received the call.
  var handedOut: ContinuousClock.Instant?
  /// How long the sandbox took to get ready, when this was its first call.
  var initDuration: Duration?
  /// Whether the sandbox has served an earlier call.
  var isWarm: Bool
  /// Time inside the handler as the runtime client reported it.
  var functionMicroseconds: Int?
  var usageBefore = ResourceUsage()
  var usageAfter = ResourceUsage()
}

/// An error that a function has reported through the Runtime API.
struct FunctionErrorReport: Sendable {
  var type: String
  var message: String
  var body: [UInt8]
}
