import NIOHTTP1

/// A request to the AWS Lambda Runtime API.
struct RuntimeRequest: Sendable {
  /// What is asked for.
  enum Call: Hashable, Sendable {
    case next
    case response(requestID: String)
    case error(requestID: String)
    case initError
    case unknownPath
    case wrongMethod
  }

  var call: Call
  var headers: HTTPHeaders
  var body: [UInt8]
  /// Headers after a chunked body, by which a streaming runtime reports an error.
  var trailers: HTTPHeaders?
  /// Bytes of the body, of which none are kept when there are too many.
  var bodyLength: Int
  var isBodyTooLarge: Bool

  static let base = "/2018-06-01/runtime/"
  static let errorTypeHeader = "Lambda-Runtime-Function-Error-Type"
  /// Time inside the handler, as our own runtime client reports it.
  static let functionTimeHeader = "Sebs-Function-Microseconds"

  /// What a method and a path ask for.
  static func call(_ method: HTTPMethod, _ uri: String) -> Call {
    guard uri.hasPrefix(base) else { return .unknownPath }
    let parts = uri.dropFirst(base.count).split(separator: "/", omittingEmptySubsequences: false)
    let call: Call
    switch (parts.count, parts.first, parts.last) {
    case (2, "invocation", "next"): call = .next
    case (2, "init", "error"): call = .initError
    case (3, "invocation", "response"): call = .response(requestID: String(parts[1]))
    case (3, "invocation", "error"): call = .error(requestID: String(parts[1]))
    default: return .unknownPath
    }
    return method == (call == .next ? .GET : .POST) ? call : .wrongMethod
  }
}

/// An answer of the Runtime API.
struct RuntimeReply: Sendable {
  var status: HTTPResponseStatus
  var headers: HTTPHeaders = ["Content-Type": "application/json"]
  var body: [UInt8]

  /// A report was taken.
  static let accepted = RuntimeReply(status: .accepted, body: Array(#"{"status":"OK"}"#.utf8))

  /// A request was refused; type and message are ours and need no escapes.
  static func refusal(_ status: HTTPResponseStatus, _ type: StaticString, _ message: StaticString)
    -> RuntimeReply
  {
    RuntimeReply(
      status: status,
      body: Array(#"{"errorType":"\#(type)","errorMessage":"\#(message)"}"#.utf8))
  }
}

extension RuntimeReply {
  /// Hands a call to a runtime, to be answered before a time on the wall clock.
  init(_ call: SandboxCall, deadlineUnixNanoseconds: Int) {
    self.init(
      status: .ok,
      headers: [
        "Content-Type": "application/json",
        "Lambda-Runtime-Aws-Request-Id": call.requestID,
        "Lambda-Runtime-Deadline-Ms": "\(deadlineUnixNanoseconds / 1_000_000)",
        "Lambda-Runtime-Invoked-Function-Arn": call.functionARN,
        "Lambda-Runtime-Trace-Id": call.traceID,
      ],
      body: call.payload)
  }
}

/// Who answers the requests of one sandbox; called on the server's event loop.
protocol RuntimeReceiver: AnyObject, Sendable {
  func receive(_ request: RuntimeRequest, from exchange: RuntimeExchange)
  /// Whether another connection is welcome.
  func connectionOpened() -> Bool
  func connectionClosed()
}
