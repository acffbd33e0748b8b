/// Why a file could not be read or written.
public struct InterchangeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Name of the file.
  public var file: String
  /// Line, from 1, where it is known.
  public var line: Int?
  /// Column in the line in bytes, from 1, where it is known.
  public var column: Int?
  /// What was expected there.
  public var expected: String
  /// What stands there, shortened.
  public var found: String
  /// What the user can do about it.
  public var remedy: String

  /// Creates an error.
  public init(
    file: String, line: Int? = nil, column: Int? = nil, expected: String, found: String, remedy: String
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.expected = expected
    self.found = found
    self.remedy = remedy
  }

  /// The whole message, with the place in front as compilers print it.
  public var description: String {
    let place = ([file] + [line, column].compactMap { $0.map(String.init) }).joined(separator: ":")
    return "\(place): expected \(expected), found \(found). \(remedy)"
  }
}

/// Text of a file as it may stand in a message: shortened and without control characters.
package func excerpt(_ text: some StringProtocol) -> String {
  let limit = 60
  var short = ""
  for character in text.unicodeScalars.prefix(limit) {
    short.unicodeScalars.append(character.properties.generalCategory == .control ? "\u{FFFD}" : character)
  }
  return text.unicodeScalars.count > limit ? "'\(short)…'" : "'\(short)'"
}
