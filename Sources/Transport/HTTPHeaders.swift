/// Header fields in their order; names are compared without regard to case.
///
/// Values may be secrets, so the description and reflection show names only.
public struct HTTPHeaders: Hashable, Sendable {
  /// One header field.
  public struct Field: Hashable, Sendable {
    /// Name as it was given.
    public let name: String
    /// Value, secrets included: for sending, never for printing.
    public let value: String
  }

  /// The fields in their order.
  public private(set) var fields: [Field] = []

  /// Creates an empty list.
  public init() {}

  /// Creates a list from names and values.
  ///
  /// - Throws: ``HTTPRequestError`` as ``add(_:_:)`` does.
  public init(_ pairs: [(name: String, value: String)]) throws(HTTPRequestError) {
    for (name, value) in pairs { try add(name, value) }
  }

  /// Appends a field.
  ///
  /// - Throws: ``HTTPRequestError`` when the name is not a token of RFC 9110, section 5.6.2, when the value
  ///   holds a line break or another control character, or when the client itself must set the field
  ///   because it frames the message.
  public mutating func add(_ name: String, _ value: String) throws(HTTPRequestError) {
    guard !name.isEmpty, name.utf8.allSatisfy(Self.isTokenByte) else {
      throw .header(name: Self.printable(name), "its name may hold letters, digits and !#$%&'*+-.^_`|~ only")
    }
    guard !Self.ownedByClient.contains(name.lowercased()) else {
      throw .header(name: name, "the client sets it itself; leave it out")
    }
    guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
      throw .header(name: name, "its value holds a line break or another control character")
    }
    fields.append(Field(name: name, value: value))
  }

  /// The first value of a field.
  public subscript(_ name: String) -> String? {
    let name = name.lowercased()
    return fields.first { $0.name.lowercased() == name }?.value
  }

  /// Takes a field of a reply, whatever it holds.
  mutating func addReceived(name: String, value: String) {
    fields.append(Field(name: name, value: value))
  }

  private static let ownedByClient: Set<String> = [
    "connection", "content-length", "expect", "proxy-connection", "te", "trailer", "transfer-encoding",
    "upgrade",
  ]

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }

  private static func printable(_ name: String) -> String {
    String(name.unicodeScalars.prefix(40).map { (0x20..<0x7F).contains($0.value) ? Character($0) : "?" })
  }
}

extension HTTPHeaders.Field: CustomStringConvertible, CustomReflectable {
  /// The name; the value is hidden.
  public var description: String { "\(name): (hidden)" }
  /// Shows what ``description`` shows.
  public var customMirror: Mirror { Mirror(self, children: ["field": description]) }
}

extension HTTPHeaders: CustomStringConvertible, CustomReflectable {
  /// The names; the values are hidden.
  public var description: String { fields.map(\.description).joined(separator: ", ") }
  /// Shows what ``description`` shows.
  public var customMirror: Mirror { Mirror(self, unlabeledChildren: fields.map(\.description)) }
}
