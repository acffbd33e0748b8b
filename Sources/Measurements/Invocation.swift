/// One call of a function and everything that is known about it.
///
/// Durations are whole microseconds, instants are nanoseconds since 1970 (UTC), as the names say.
/// `nil` means "not measured"; a zero is a measured zero. Clocks are never mixed: `function`, `init`
/// and `provider` durations come from the function's or the provider's clock, the others from the
/// driver's.
public struct Invocation: Hashable, Sendable {
  /// Run to which the call belongs.
  public var runID: String
  /// Batch within the run, from 0. Calls of one batch were sent together and are not independent.
  public var batch: Int?
  /// Position within the run, from 0, in the order of sending.
  public var sequence: Int?
  /// Identifier of the request.
  public var requestID: String?

  /// When the schedule wanted the call to be sent.
  public var scheduledUnixNanoseconds: Int?
  /// When the call was sent.
  public var sentUnixNanoseconds: Int?
  /// When the reply was complete.
  public var doneUnixNanoseconds: Int?

  /// Name resolution.
  public var dnsMicroseconds: Int?
  /// TCP connection, without name resolution.
  public var connectMicroseconds: Int?
  /// TLS handshake.
  public var tlsMicroseconds: Int?
  /// From sending to the first byte of the reply.
  public var firstByteMicroseconds: Int?
  /// From sending to the complete reply, as the client saw it.
  public var clientMicroseconds: Int?
  /// How late the load generator sent the call (sent − scheduled).
  public var responseLatenessMicroseconds: Int?
  /// Inside the handler, by the function's clock.
  public var functionMicroseconds: Int?
  /// Execution as the billed source reports it.
  public var providerMicroseconds: Int?
  /// Initialisation of the sandbox's runtime and code; only for cold starts.
  public var initMicroseconds: Int?
  /// Waiting before a sandbox took the call.
  public var queueMicroseconds: Int?
  /// Fetching inputs inside the function.
  public var downloadMicroseconds: Int?
  /// Computing inside the function.
  public var computeMicroseconds: Int?
  /// Storing results inside the function.
  public var uploadMicroseconds: Int?

  /// Whether a new sandbox served the call.
  public var start: Start?
  /// What `start` rests on.
  public var startEvidence: String?
  /// Sandbox that served the call.
  public var containerID: String?
  /// Machine that held the sandbox.
  public var hostID: String?
  /// Processor model of that machine.
  public var cpuModel: String?
  /// Peak memory of the sandbox in MB.
  public var memoryUsedMB: Double?
  /// Time that is billed, in ms.
  public var billedMilliseconds: Int?
  /// Billed time multiplied by memory, in GB·ms.
  public var billedGBMilliseconds: Double?
  /// Price of the call in US dollars as reported by the platform.
  public var costUSD: Double?

  /// How the call ended.
  public var status: Status
  /// Short, stable name of the error.
  public var errorClass: String?
  /// The error's message, cut to ``Invocation/messageLimit`` characters.
  public var message: String?
  /// Bytes received from the function.
  public var bytesIn: Int?
  /// Bytes sent to the function.
  public var bytesOut: Int?
  /// Further named measurements.
  public var measurements: [String: Measurement]
  /// Trace that the call belongs to.
  public var traceID: String?
  /// Call that caused this one.
  public var parentID: String?

  /// Longest message that is kept.
  public static let messageLimit = 500

  /// Creates a record of which only the run is known.
  public init(runID: String, status: Status = .ok) {
    self.runID = runID
    self.status = status
    self.measurements = [:]
  }
}

/// A named measurement with its unit.
public struct Measurement: Codable, Hashable, Sendable {
  /// The value, in `unit`.
  public var value: Double
  /// Unit, such as `ms`, `MB` or `1`.
  public var unit: String

  /// Creates a measurement.
  public init(value: Double, unit: String) {
    self.value = value
    self.unit = unit
  }
}

/// Whether a new sandbox served a call.
public enum Start: String, Codable, CaseIterable, Hashable, Sendable {
  /// A new sandbox.
  case cold
  /// A sandbox that had served before.
  case warm
  /// The platform does not show it.
  case unknown
}

/// How a call ended.
public enum Status: String, Codable, CaseIterable, Hashable, Sendable {
  /// With a valid result.
  case ok
  /// The function raised an error, crashed or broke its protocol.
  case functionError = "function_error"
  /// The platform failed.
  case platformError = "platform_error"
  /// The platform refused for lack of capacity or quota.
  case throttled
  /// The time limit passed.
  case timeout
  /// The request or the reply was lost on the way.
  case transportError = "transport_error"
  /// The function answered, but not with what the workload expects.
  case validationError = "validation_error"
}
