/// A request with everything that decides how it is sent.
///
/// Its description hides header values, query and body.
public struct HTTPRequest: Hashable, Sendable {
  /// Method.
  public var method: HTTPMethod
  /// Where to.
  public var address: HTTPAddress
  /// Header fields beside those that the client sets.
  public var headers: HTTPHeaders
  /// Body; not sent with `GET` and `HEAD`.
  public var body: [UInt8]
  /// Time and size limits.
  public var limits = HTTPLimits()
  /// Whether an open connection may serve the request.
  public var connection = ConnectionPolicy.reuse
  /// Version of the protocol.
  public var version = HTTPVersionChoice.http1
  /// What is repeated; nothing by default.
  public var retries = RetryPolicy.none

  /// Creates a request with default limits.
  public init(
    _ method: HTTPMethod, _ address: HTTPAddress, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []
  ) {
    self.method = method
    self.address = address
    self.headers = headers
    self.body = body
  }
}

extension HTTPRequest: CustomStringConvertible, CustomReflectable {
  /// Method, address without query, names of the header fields, size of the body.
  public var description: String {
    "\(method.rawValue) \(address) [\(headers)] \(body.count) bytes"
  }
  /// Shows what ``description`` shows.
  public var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}

/// Methods of HTTP.
public enum HTTPMethod: String, CaseIterable, Hashable, Sendable {
  /// Reads.
  case get = "GET"
  /// Reads the header fields only.
  case head = "HEAD"
  /// Sends a body to be processed.
  case post = "POST"
  /// Stores a body.
  case put = "PUT"
  /// Changes a part.
  case patch = "PATCH"
  /// Removes.
  case delete = "DELETE"

  var sendsBody: Bool { self != .get && self != .head }
}

/// Limits of one attempt. Values out of range are brought to the nearest that is in range.
public struct HTTPLimits: Hashable, Sendable {
  /// Longest time until the connection, with TLS, stands; 1 to 2,147,483,647 ms.
  public var connectTimeoutMilliseconds: Int
  /// Longest time of the whole attempt, redirects included; 1 to 2,147,483,647 ms.
  public var totalTimeoutMilliseconds: Int
  /// Largest body that is accepted; a larger one ends the attempt.
  public var maximumBodyBytes: Int
  /// Redirects that are followed; 0 returns the redirect itself.
  public var maximumRedirects: Int

  /// Creates limits.
  public init(
    connectTimeoutMilliseconds: Int = 10_000, totalTimeoutMilliseconds: Int = 60_000,
    maximumBodyBytes: Int = 16 << 20, maximumRedirects: Int = 0
  ) {
    self.connectTimeoutMilliseconds = connectTimeoutMilliseconds
    self.totalTimeoutMilliseconds = totalTimeoutMilliseconds
    self.maximumBodyBytes = maximumBodyBytes
    self.maximumRedirects = maximumRedirects
  }
}

/// Whether an open connection may serve a request.
public enum ConnectionPolicy: String, CaseIterable, Hashable, Sendable {
  /// An idle connection is used when there is one.
  case reuse
  /// Name resolution, TCP and TLS handshake are done anew, without caches, and the connection is closed
  /// afterwards.
  case fresh
}

/// Version of HTTP that is asked for.
public enum HTTPVersionChoice: String, CaseIterable, Hashable, Sendable {
  /// HTTP/1.1: concurrent requests have connections of their own and do not disturb each other.
  case http1
  /// HTTP/2 where the server offers it over TLS; concurrent requests may share a connection.
  case automatic
}

/// What is repeated after a failure. Every repetition is counted in the exchange.
public struct RetryPolicy: Hashable, Sendable {
  /// Pause before each repetition in ms; its count is the largest number of repetitions.
  public var delaysMilliseconds: [Int]
  /// Status codes that are repeated.
  public var statuses: Set<Int>
  /// Whether failures of the transport are repeated; an abort never is.
  public var repeatsTransportErrors: Bool

  /// Creates a policy.
  public init(
    delaysMilliseconds: [Int], statuses: Set<Int> = [429, 503], repeatsTransportErrors: Bool = true
  ) {
    self.delaysMilliseconds = delaysMilliseconds
    self.statuses = statuses
    self.repeatsTransportErrors = repeatsTransportErrors
  }

  /// Nothing is repeated, which is what a measurement wants.
  public static let none = RetryPolicy(delaysMilliseconds: [], statuses: [], repeatsTransportErrors: false)

  func repeats(_ result: Result<HTTPResponse, TransportError>) -> Bool {
    switch result {
    case .success(let response): statuses.contains(response.status)
    case .failure(let error): repeatsTransportErrors && error.kind.mayPassWithTime
    }
  }
}

/// Why a request cannot be sent.
public struct HTTPRequestError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Part that is wrong, such as `address` or `header "X-Key"`.
  public let part: String
  /// What is wrong with it.
  public let reason: String

  static func address(_ reason: String) -> Self { Self(part: "address", reason: reason) }
  static func header(name: String, _ reason: String) -> Self {
    Self(part: "header \"\(name)\"", reason: reason)
  }

  /// The whole message, without the values of addresses and headers.
  public var description: String { "\(part): \(reason)" }
}
