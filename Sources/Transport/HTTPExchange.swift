/// What came of a request.
public struct HTTPExchange: Sendable {
  /// The reply, whatever its status, or why there is none.
  public var result: Result<HTTPResponse, TransportError>
  /// Durations of the last attempt.
  public var timings: HTTPTimings
  /// The connection of the last attempt; `nil` when none stood.
  public var connection: HTTPConnection?
  /// When the last attempt was handed to the network, in ns since 1970.
  public var sentUnixNanoseconds: Int
  /// `sentUnixNanoseconds` plus the total duration, which a step of the wall clock cannot make negative.
  public var doneUnixNanoseconds: Int
  /// Bytes of the body that were sent.
  public var bodyBytesSent: Int
  /// Bytes of the body that were received.
  public var bodyBytesReceived: Int
  /// Bytes of status line and header fields that were received.
  public var headerBytesReceived: Int
  /// Redirects that were followed in the last attempt.
  public var redirects: Int
  /// Why each repeated attempt failed, in order; empty without retries.
  public var failedAttempts: [FailedAttempt]

  /// How often the request was repeated.
  public var retries: Int { failedAttempts.count }
  /// The reply, when there is one.
  public var response: HTTPResponse? { try? result.get() }
  /// The failure of the transport, when there is one.
  public var error: TransportError? {
    if case .failure(let error) = result { error } else { nil }
  }
}

/// An attempt that the retry policy repeated.
public enum FailedAttempt: Hashable, Sendable {
  /// The server answered with this status.
  case status(Int)
  /// There was no answer.
  case transport(TransportError)
}

/// A reply.
public struct HTTPResponse: Hashable, Sendable {
  /// Status code.
  public var status: Int
  /// Header fields.
  public var headers: HTTPHeaders
  /// Body.
  public var body: [UInt8]

  /// Creates a reply.
  public init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

extension HTTPResponse: CustomStringConvertible, CustomReflectable {
  /// Status, names of the header fields, size of the body.
  public var description: String { "\(status) [\(headers)] \(body.count) bytes" }
  /// Shows what ``description`` shows.
  public var customMirror: Mirror { Mirror(self, children: ["response": description]) }
}

/// Durations of an attempt in µs, by a monotonic clock.
///
/// `redirect + dns + connect + tls ≤ firstByte ≤ total`, missing parts counted as nothing.
public struct HTTPTimings: Hashable, Sendable {
  /// Name resolution; `nil` on a reused connection.
  public var dnsMicroseconds: Int?
  /// TCP handshake, without name resolution; `nil` on a reused connection.
  public var connectMicroseconds: Int?
  /// TLS handshake, without TCP; `nil` without TLS and on a reused connection.
  public var tlsMicroseconds: Int?
  /// From sending to the first byte of the reply, redirects included; `nil` when none came.
  public var firstByteMicroseconds: Int?
  /// From sending to the end, redirects included.
  public var totalMicroseconds: Int
  /// Part of the total that was spent on replies that redirected.
  public var redirectMicroseconds: Int
}

/// The connection that served an attempt.
public struct HTTPConnection: Hashable, Sendable {
  /// Whether it had been opened for an earlier request.
  public var isReused: Bool
  /// Address and port of this end, such as `127.0.0.1:40112` or `[::1]:40112`.
  public var localAddress: String?
  /// Address and port of the other end.
  public var remoteAddress: String?
  /// Version that was spoken: `1.0`, `1.1`, `2` or `3`; `nil` when no reply came.
  public var httpVersion: String?
}
