internal import CCurl

/// An HTTP client that measures every phase of a request.
///
/// All transfers run on one thread that the client owns. A reply, whatever its status, and a failure are
/// both results: ``perform(_:)`` throws nothing, hides nothing and repeats nothing that the request's
/// policy does not ask for.
public final class HTTPClient: Sendable {
  /// Versions of libcurl and the libraries under it, for provenance.
  public static let libraryVersion = String(cString: curl_version())

  private let loop: TransferLoop

  /// Creates a client and its thread.
  ///
  /// - Throws: ``TransportError`` when libcurl or the thread cannot be set up.
  public init(settings: HTTPClientSettings = HTTPClientSettings()) throws(TransportError) {
    loop = try TransferLoop.start(settings: settings)
  }

  deinit { loop.close() }

  /// Sends a request and waits for the reply.
  ///
  /// Cancelling the task aborts the transfer at once; the exchange then holds ``TransportError/Kind/aborted``.
  public func perform(_ request: HTTPRequest) async -> HTTPExchange {
    var failedAttempts: [FailedAttempt] = []
    while true {
      var exchange = await attempt(request)
      exchange.failedAttempts = failedAttempts
      guard failedAttempts.count < request.retries.delaysMilliseconds.count,
        request.retries.repeats(exchange.result)
      else { return exchange }
      let pause = max(0, request.retries.delaysMilliseconds[failedAttempts.count])
      guard (try? await Task.sleep(for: .milliseconds(pause))) != nil else {
        exchange.result = .failure(TransportError(.aborted, "the task was cancelled before a retry"))
        return exchange
      }
      switch exchange.result {
      case .success(let response): failedAttempts.append(.status(response.status))
      case .failure(let error): failedAttempts.append(.transport(error))
      }
    }
  }

  /// Gives up transfers under way and ends the thread. Calling it again does nothing.
  ///
  /// Later requests end with ``TransportError/Kind/clientClosed``.
  public func shutDown() { loop.close() }

  /// One attempt, redirects included.
  private func attempt(_ request: HTTPRequest) async -> HTTPExchange {
    var request = request
    let limits = request.limits
    var hop = await loop.perform(request)
    var exchange = HTTPExchange(hop)
    while limits.maximumRedirects > 0, let target = hop.redirectTarget, exchange.error == nil {
      do throws(TransportError) {
        request = try request.redirected(to: target, after: exchange, limits: limits)
      } catch {
        exchange.result = .failure(error)
        return exchange
      }
      hop = await loop.perform(request)
      exchange.follow(with: hop)
    }
    return exchange
  }
}

/// What holds for all requests of a client.
public struct HTTPClientSettings: Hashable, Sendable {
  /// Value of `User-Agent` where a request has none of its own.
  public var userAgent: String
  /// File with the certificates (PEM) that are trusted instead of the system's.
  public var certificateAuthorityFile: String?
  /// Whether a proxy is used.
  public var proxy: ProxyChoice
  /// Idle connections that are kept open for reuse, at least 1.
  public var maximumIdleConnections: Int

  /// Creates settings.
  public init(
    userAgent: String = "sebs", certificateAuthorityFile: String? = nil, proxy: ProxyChoice = .none,
    maximumIdleConnections: Int = 1_024
  ) {
    self.userAgent = userAgent
    self.certificateAuthorityFile = certificateAuthorityFile
    self.proxy = proxy
    self.maximumIdleConnections = maximumIdleConnections
  }
}

/// Whether requests go through a proxy.
public enum ProxyChoice: String, CaseIterable, Hashable, Sendable {
  /// Directly, whatever the environment says: what is measured is the way to the server.
  case none
  /// Through the proxy that `http_proxy`, `https_proxy` and `no_proxy` name.
  case environment
}
