extension HTTPRequest {
  /// The request that a redirecting reply asks for.
  ///
  /// Header fields go to the same origin only, since any of them may be a secret. 301, 302 and 303 turn a
  /// request with a body into `GET`; 307 and 308 keep method and body (RFC 9110, section 15.4).
  func redirected(
    to target: String, after exchange: HTTPExchange, limits: HTTPLimits
  ) throws(TransportError) -> HTTPRequest {
    guard exchange.redirects < limits.maximumRedirects else {
      throw TransportError(.tooManyRedirects, "more than \(limits.maximumRedirects) redirects")
    }
    guard let address = try? HTTPAddress(target) else {
      throw TransportError(
        .malformedReply, "the reply redirects to what is not a valid http or https address")
    }
    let spentMilliseconds = exchange.timings.totalMicroseconds / 1_000
    guard spentMilliseconds < limits.totalTimeoutMilliseconds else {
      throw TransportError(.timeout, "the time limit passed while redirecting")
    }
    var next = self
    next.address = address
    next.limits.totalTimeoutMilliseconds = limits.totalTimeoutMilliseconds - spentMilliseconds
    if address.origin != self.address.origin { next.headers = HTTPHeaders() }
    if let status = exchange.response?.status, (301...303).contains(status), method.sendsBody {
      next.method = .get
      next.body = []
    }
    return next
  }
}

extension HTTPExchange {
  /// An exchange of one transfer.
  init(_ outcome: TransferOutcome) {
    self.init(
      result: outcome.result, timings: outcome.timings, connection: outcome.connection,
      sentUnixNanoseconds: outcome.sentUnixNanoseconds,
      doneUnixNanoseconds: outcome.sentUnixNanoseconds + 1_000 * outcome.timings.totalMicroseconds,
      bodyBytesSent: outcome.bodyBytesSent, bodyBytesReceived: outcome.bodyBytesReceived,
      headerBytesReceived: outcome.headerBytesReceived, redirects: 0, failedAttempts: [])
  }

  /// Takes the transfer that followed a redirect; what was spent so far becomes redirect time.
  mutating func follow(with outcome: TransferOutcome) {
    let earlier = self
    self = HTTPExchange(outcome)
    let spentMicroseconds = earlier.timings.totalMicroseconds
    timings.redirectMicroseconds = spentMicroseconds
    timings.totalMicroseconds += spentMicroseconds
    timings.firstByteMicroseconds = timings.firstByteMicroseconds.map { $0 + spentMicroseconds }
    sentUnixNanoseconds = earlier.sentUnixNanoseconds
    doneUnixNanoseconds = sentUnixNanoseconds + 1_000 * timings.totalMicroseconds
    bodyBytesSent += earlier.bodyBytesSent
    bodyBytesReceived += earlier.bodyBytesReceived
    headerBytesReceived += earlier.headerBytesReceived
    redirects = earlier.redirects + 1
  }
}
