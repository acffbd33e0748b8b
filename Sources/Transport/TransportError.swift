internal import CCurl
internal import Glibc

/// Why a request got no reply.
public struct TransportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Classes of failures; the raw values are stable names for records.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// The host's name has no address.
    case resolve
    /// Nothing listens at the port.
    case connectRefused = "connect_refused"
    /// The host cannot be reached.
    case connectFailed = "connect_failed"
    /// The server's certificate is not trusted or names another host.
    case tlsCertificate = "tls_certificate"
    /// The TLS handshake failed for another reason.
    case tlsHandshake = "tls_handshake"
    /// The connection did not stand in time.
    case connectTimeout = "connect_timeout"
    /// The reply was not complete in time.
    case timeout
    /// The body is larger than the limit.
    case bodyTooLarge = "body_too_large"
    /// More redirects than the limit.
    case tooManyRedirects = "too_many_redirects"
    /// The connection ended before the reply was complete.
    case connectionLost = "connection_lost"
    /// The reply is not HTTP.
    case malformedReply = "malformed_reply"
    /// The task was cancelled.
    case aborted
    /// The client was shut down.
    case clientClosed = "client_closed"
    /// Anything else.
    case other

    /// Whether the same request may succeed later.
    var mayPassWithTime: Bool {
      switch self {
      case .resolve, .connectRefused, .connectFailed, .tlsHandshake, .connectTimeout, .timeout,
        .connectionLost:
        true
      case .tlsCertificate, .bodyTooLarge, .tooManyRedirects, .malformedReply, .aborted, .clientClosed,
        .other:
        false
      }
    }
  }

  /// The class.
  public let kind: Kind
  /// What happened, without header values and queries.
  public let message: String

  /// Creates an error.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// What the user can do about it.
  public var remedy: String {
    switch kind {
    case .resolve: "Check the host name and the name server."
    case .connectRefused: "Check that the server runs and that the port is right."
    case .connectFailed: "Check the address, the route to it and firewalls."
    case .tlsCertificate:
      "Check the host name, or name the file of the authority that signed the certificate."
    case .tlsHandshake: "Check that the port speaks TLS and which versions it accepts."
    case .connectTimeout: "Check that the host can be reached, or raise the limit for connecting."
    case .timeout: "Raise the time limit if the function may take that long."
    case .bodyTooLarge: "Raise the limit for bodies if replies may be that large."
    case .tooManyRedirects: "Use the final address, or raise the limit for redirects."
    case .connectionLost: "Look at the server's log: it, or something before it, closed the connection."
    case .malformedReply: "Check that the port speaks HTTP."
    case .aborted: "The call was cancelled; start it again."
    case .clientClosed: "Create a new client."
    case .other: "The message comes from libcurl; its documentation explains it."
    }
  }

  /// Class, message and remedy.
  public var description: String { "\(kind.rawValue): \(message). \(remedy)" }
}

extension TransportError {
  /// Translates what libcurl reports.
  init(code: CURLcode, detail: String, systemError: Int, isConnected: Bool) {
    let text = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
    self.init(Self.kind(code, systemError: systemError, isConnected: isConnected), text)
  }

  private static func kind(_ code: CURLcode, systemError: Int, isConnected: Bool) -> Kind {
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .resolve
    case CURLE_COULDNT_CONNECT: systemError == Int(ECONNREFUSED) ? .connectRefused : .connectFailed
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
      CURLE_SSL_INVALIDCERTSTATUS:
      .tlsCertificate
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED: .tlsHandshake
    case CURLE_OPERATION_TIMEDOUT: isConnected ? .timeout : .connectTimeout
    case CURLE_TOO_MANY_REDIRECTS: .tooManyRedirects
    case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE, CURLE_SSL_SHUTDOWN_FAILED:
      .connectionLost
    case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_HTTP2, CURLE_HTTP2_STREAM,
      CURLE_BAD_CONTENT_ENCODING:
      .malformedReply
    default: .other
    }
  }
}
