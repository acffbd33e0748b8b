public import Transport

/// How an address is called.
///
/// Header values and the address's query may be secrets; the description shows neither.
public struct HTTPPlatformSettings: Hashable, Sendable {
  /// Address of the function, with its query.
  public var address: String
  /// Method of every call.
  public var method: HTTPInvocationMethod
  /// Header fields of every call.
  public var headers: HTTPHeaders
  /// Whether calls may use open connections.
  public var connection: ConnectionPolicy
  /// Version of HTTP that is asked for.
  public var version: HTTPVersionChoice
  /// Longest time until the connection stands, in ms.
  public var connectTimeoutMilliseconds: Int
  /// Largest body of a reply, in bytes.
  public var maximumBodyBytes: Int
  /// Header field of replies that tells a cold start (`true`, `1`, `cold`) from a warm one (`false`, `0`,
  /// `warm`); `nil` looks at the body only.
  public var startHeader: String?
  /// Region, when the user knows it.
  public var region: String?
  /// File with the certificates (PEM) that are trusted instead of the system's.
  public var certificateAuthorityFile: String?
  /// Whether a proxy is used.
  public var proxy: ProxyChoice

  /// Creates settings: `POST` with a JSON payload over reused connections.
  public init(address: String) {
    self.address = address
    self.method = .post
    self.headers = HTTPHeaders()
    self.connection = .reuse
    self.version = .http1
    self.connectTimeoutMilliseconds = 10_000
    self.maximumBodyBytes = 16 << 20
    self.startHeader = "X-Cold-Start"
    self.proxy = .none
  }
}

/// Methods by which an address is called.
public enum HTTPInvocationMethod: String, CaseIterable, Hashable, Sendable {
  /// Sends the payload as body.
  case post = "POST"
  /// Sends no payload.
  case get = "GET"
}

extension HTTPPlatformSettings: CustomStringConvertible, CustomReflectable {
  /// Method and address without its query.
  public var description: String {
    let target = (try? HTTPAddress(address))?.description ?? "(an address that is not valid)"
    return "\(method.rawValue) \(target) [\(headers)]"
  }
  /// Shows what ``description`` shows.
  public var customMirror: Mirror { Mirror(self, children: ["settings": description]) }
}
