internal import Measurements
internal import Transport

/// Turns an exchange into a record.
struct HTTPInvocation {
  let exchange: HTTPExchange
  let request: HTTPRequest
  let startHeader: String?

  /// The record and the body; `fallbackID` serves where the reply has no identifier.
  func outcome(fallbackID: String) -> InvocationOutcome {
    var record = Invocation(runID: "", status: .ok)
    record.requestID = fallbackID
    record.start = .unknown
    fillDurations(&record)
    switch exchange.result {
    case .failure(let error):
      record.status = error.kind == .timeout ? .timeout : .transportError
      record.errorClass = error.kind.rawValue
      record.message = bounded(error.message)
      return InvocationOutcome(record: record, body: nil)
    case .success(let response):
      let reply = FunctionReply(response.body)
      fillIdentity(&record, response)
      reply.fill(&record)
      fillStart(&record, response)
      fillStatus(&record, response, reply)
      return InvocationOutcome(record: record, body: response.body)
    }
  }

  private func fillDurations(_ record: inout Invocation) {
    record.sentUnixNanoseconds = exchange.sentUnixNanoseconds
    record.doneUnixNanoseconds = exchange.doneUnixNanoseconds
    record.dnsMicroseconds = exchange.timings.dnsMicroseconds
    record.connectMicroseconds = exchange.timings.connectMicroseconds
    record.tlsMicroseconds = exchange.timings.tlsMicroseconds
    record.firstByteMicroseconds = exchange.timings.firstByteMicroseconds
    record.clientMicroseconds = exchange.timings.totalMicroseconds
    record.bytesOut = exchange.bodyBytesSent
    record.bytesIn = exchange.bodyBytesReceived
    if let connection = exchange.connection {
      record.measurements["connection_reused"] = Measurement(value: connection.isReused ? 1 : 0, unit: "1")
    }
  }

  private func fillIdentity(_ record: inout Invocation, _ response: HTTPResponse) {
    let names = [
      "x-amzn-requestid", "x-amz-request-id", "x-ms-request-id", "function-execution-id", "x-request-id",
    ]
    for name in names {
      if let id = response.headers[name], !id.isEmpty {
        record.requestID = bounded(id)
        break
      }
    }
    if let trace = response.headers["x-amzn-trace-id"] ?? response.headers["x-cloud-trace-context"] {
      record.traceID = bounded(trace)
    }
  }

  private func fillStart(_ record: inout Invocation, _ response: HTTPResponse) {
    guard record.start == .unknown, let startHeader, let value = response.headers[startHeader] else { return }
    switch value.lowercased() {
    case "true", "1", "yes", "cold": record.start = .cold
    case "false", "0", "no", "warm": record.start = .warm
    default: return
    }
    record.startEvidence = "header \(startHeader)"
  }

  private func fillStatus(_ record: inout Invocation, _ response: HTTPResponse, _ reply: FunctionReply) {
    let headerError = response.headers["x-amz-function-error"] ?? functionErrorType(response)
    record.status =
      switch response.status {
      case 429: .throttled
      case 408, 504: .timeout
      case 200..<300: headerError != nil || reply.errorType != nil ? .functionError : .ok
      case 500...: headerError != nil || reply.errorType != nil ? .functionError : .platformError
      case 400..<500: .functionError
      // A redirect that was not followed, or an interim reply: the function was not reached.
      default: .platformError
      }
    guard record.status != .ok else { return }
    let named = record.status == .functionError ? reply.errorType ?? headerError : nil
    record.errorClass = bounded(named ?? "http_\(response.status)")
    record.message = bounded(
      reply.errorMessage ?? String(decoding: response.body.prefix(4_096), as: UTF8.self))
  }

  /// The type that AWS names in a header, unless it is one of the service's own failures.
  private func functionErrorType(_ response: HTTPResponse) -> String? {
    guard let type = response.headers["x-amzn-errortype"], !type.isEmpty else { return nil }
    let isOfService = ["ServiceException", "ServiceUnavailable", "TooManyRequests"]
      .contains { type.hasPrefix($0) }
    return isOfService ? nil : type
  }

  /// A text cut to what a record holds, in which nothing that the user sent as a secret appears.
  private func bounded(_ text: String) -> String {
    var text = text
    for secret in secrets { text.replace(secret, with: "(hidden)") }
    let printable = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
    return String(String.UnicodeScalarView(printable).prefix(Invocation.messageLimit))
  }

  /// Values of the user's header fields and of the query; texts too short to be secrets are left alone.
  private var secrets: [String] {
    let query = (request.address.query ?? "").split(separator: "&")
      .map { String($0.drop { $0 != "=" }.dropFirst()) }
    let headers = request.headers.fields.filter { $0.name.lowercased() != "content-type" }.map(\.value)
    let words = headers.flatMap { $0.split(separator: " ").map(String.init) }
    return (headers + words + query).filter { $0.utf8.count >= 6 }.sorted { $0.utf8.count > $1.utf8.count }
  }
}
