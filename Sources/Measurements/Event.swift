/// Something that happened and may have changed what was measured: a commit, a deployment, a notice of the provider.
public struct Event: Codable, Hashable, Sendable {
  /// When, in ns since 1970.
  public var unixNanoseconds: Int
  /// What kind of event, such as `commit`.
  public var kind: String
  /// What happened; untrusted text.
  public var text: String
  /// Where to read more; untrusted text.
  public var url: String?
  /// The factors that it can touch, such as `runtime` with `java11` and `java17`; empty when it can touch everything.
  public var scope: [String: Set<String>]

  /// Creates an event.
  public init(
    unixNanoseconds: Int, kind: String, text: String, url: String? = nil, scope: [String: Set<String>] = [:]
  ) {
    self.unixNanoseconds = unixNanoseconds
    self.kind = kind
    self.text = text
    self.url = url
    self.scope = scope
  }
}
