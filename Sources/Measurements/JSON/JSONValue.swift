/// A JSON text as a tree that remembers where each value stood.
package struct JSONValue {
  /// A member of an object.
  package struct Member {
    package let key: String
    package let value: JSONValue
  }

  /// The value itself.
  package enum Content {
    case null
    case bool(Bool)
    case number(FieldValue)
    case string(String)
    case array([JSONValue])
    case object([Member])
  }

  package let content: Content
  package let line: Int
  package let column: Int

  /// Reads a whole text.
  package init(parsing bytes: UnsafeBufferPointer<UInt8>, range: Range<Int>, file: String)
    throws(InterchangeError)
  {
    var scanner = JSONScanner(bytes, range: range, file: file)
    self = try Self(&scanner)
    try scanner.finish()
  }

  /// Reads the next value; the scanner limits the depth of the recursion.
  package init(_ scanner: inout JSONScanner) throws(InterchangeError) {
    let kind = try scanner.kind()
    line = scanner.line
    column = scanner.column
    switch kind {
    case .string: content = .string(try scanner.string())
    case .number: content = .number(try scanner.number())
    case .literal: content = try scanner.literal().map(Content.bool) ?? .null
    case .array:
      var items: [JSONValue] = []
      try scanner.enter("[", "an array")
      while try scanner.next(isFirst: items.isEmpty, until: "]") { items.append(try JSONValue(&scanner)) }
      content = .array(items)
    case .object:
      var members: [Member] = []
      var keys: Set<String> = []
      try scanner.enter("{", "an object")
      while try scanner.next(isFirst: members.isEmpty, until: "}") {
        let start = scanner
        let key = try scanner.key()
        guard keys.insert(key).inserted else {
          throw start.error(expected: "every key once", found: "\(excerpt(key)) again")
        }
        members.append(Member(key: key, value: try JSONValue(&scanner)))
      }
      content = .object(members)
    }
  }

  /// Value of a member; `nil` when it is absent, null or this is no object.
  package subscript(_ key: String) -> JSONValue? {
    guard case .object(let members) = content,
      let value = members.first(where: { $0.key == key })?.value
    else { return nil }
    if case .null = value.content { return nil }
    return value
  }

  package var members: [Member]? {
    if case .object(let members) = content { members } else { nil }
  }
  package var items: [JSONValue]? {
    if case .array(let items) = content { items } else { nil }
  }
  package var string: String? {
    if case .string(let text) = content { text } else { nil }
  }
  package var bool: Bool? {
    if case .bool(let flag) = content { flag } else { nil }
  }
  package var double: Double? {
    switch content {
    case .number(.real(let number)): number
    case .number(.integer(let number)): Double(number)
    default: nil
    }
  }
  /// A whole number, also when it is written with a fraction of zero.
  package var integer: Int? {
    switch content {
    case .number(.integer(let number)): number
    case .number(.real(let number)): Int(exactly: number)
    default: nil
    }
  }

  /// What stands here, for messages.
  package var summary: String {
    switch content {
    case .null: "null"
    case .bool(let flag): "\(flag)"
    case .number(.integer(let number)): "\(number)"
    case .number(.real(let number)): shortestText(number)
    case .number(.text(let text)), .string(let text): excerpt(text)
    case .array(let items): "an array of \(items.count)"
    case .object(let members): "an object with \(members.count) members"
    }
  }

  package func error(_ expected: String, file: String, remedy: String) -> InterchangeError {
    InterchangeError(
      file: file, line: line, column: column, expected: expected, found: summary, remedy: remedy)
  }
}
