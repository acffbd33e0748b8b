internal import CCurl

/// An `http` or `https` address that was checked when it was made.
///
/// Function keys are often part of the query (`?code=…`), so the description, reflection and errors show
/// the address without its query.
public struct HTTPAddress: Hashable, Sendable {
  /// The whole address, secrets included: for sending, never for printing.
  public let unredacted: String
  /// `http` or `https`.
  public let scheme: String
  /// Host name, or address literal (IPv6 in brackets).
  public let host: String
  /// Port, the scheme's own when the text names none.
  public let port: Int
  /// Path, at least `/`.
  public let path: String
  /// Text after the question mark, which may hold secrets.
  public let query: String?

  /// Checks an address.
  ///
  /// - Throws: ``HTTPRequestError`` when it has no host, another scheme, control characters, a user name or
  ///   a password.
  public init(_ text: String) throws(HTTPRequestError) {
    guard !text.isEmpty else { throw .address("it is empty") }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
      throw .address("it holds a space or a control character")
    }
    guard let mark = text.utf8.firstIndex(of: UInt8(ascii: ":")), text[mark...].hasPrefix("://") else {
      throw .address("it does not begin with http:// or https://")
    }
    // libcurl takes `https:///path` for a host named "path".
    guard !text[mark...].hasPrefix(":///") else { throw .address("it names no host") }
    guard let url = curl_url() else { throw .address("no memory is left to read it") }
    defer { curl_url_cleanup(url) }
    let status = curl_url_set(url, CURLUPART_URL, text, UInt32(CURLU_NON_SUPPORT_SCHEME))
    guard status == CURLUE_OK else {
      throw .address(curl_url_strerror(status).map { String(cString: $0).lowercased() } ?? "it is malformed")
    }
    func part(_ part: CURLUPart, _ flags: Int32 = 0) -> String? {
      var value: UnsafeMutablePointer<CChar>?
      guard curl_url_get(url, part, &value, UInt32(flags)) == CURLUE_OK, let value else { return nil }
      defer { curl_free(value) }
      return String(cString: value)
    }
    let scheme = part(CURLUPART_SCHEME)?.lowercased() ?? ""
    guard scheme == "http" || scheme == "https" else {
      throw .address("its scheme is neither http nor https")
    }
    guard let host = part(CURLUPART_HOST), !host.isEmpty else { throw .address("it names no host") }
    guard part(CURLUPART_USER) == nil, part(CURLUPART_PASSWORD) == nil else {
      throw .address("it holds a user name or password; send an Authorization header instead")
    }
    guard let port = part(CURLUPART_PORT, CURLU_DEFAULT_PORT).flatMap({ Int($0) }),
      (1...65_535).contains(port)
    else { throw .address("its port is not between 1 and 65535") }
    self.unredacted = text
    self.scheme = scheme
    self.host = host.lowercased()
    self.port = port
    self.path = part(CURLUPART_PATH) ?? "/"
    self.query = part(CURLUPART_QUERY)
  }

  /// Scheme, host and port: requests to one origin may carry the same secrets.
  public var origin: String { "\(scheme)://\(host):\(port)" }

  /// The address without query and fragment.
  public var redacted: String {
    let isUsualPort = port == (scheme == "https" ? 443 : 80)
    return "\(scheme)://\(host)\(isUsualPort ? "" : ":\(port)")\(path)"
  }
}

extension HTTPAddress: CustomStringConvertible, CustomReflectable {
  /// The address without its query.
  public var description: String { query == nil ? redacted : redacted + "?…" }
  /// Shows what ``description`` shows.
  public var customMirror: Mirror { Mirror(self, children: ["address": description]) }
}
