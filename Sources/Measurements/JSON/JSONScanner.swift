/// Walks over JSON text and hands out one token after the other, strictly by RFC 8259.
///
/// An own scanner, because errors must name line and column, because keys must be unique and integers
/// exact, and because the toolkit decoder takes three times as long. Nesting is limited to
/// ``depthLimit``. Complexity: linear in the bytes.
package struct JSONScanner {
  package static let depthLimit = 128

  package let bytes: UnsafeBufferPointer<UInt8>
  package let file: String
  package let end: Int
  package private(set) var position: Int
  package private(set) var line: Int
  private var lineStart: Int
  private var depth = 0

  /// What the next value is, by its first byte.
  package enum Kind { case object, array, string, number, literal }

  package init(_ bytes: UnsafeBufferPointer<UInt8>, range: Range<Int>, line: Int = 1, file: String) {
    self.bytes = bytes
    self.file = file
    self.position = range.lowerBound
    self.end = range.upperBound
    self.line = line
    self.lineStart = range.lowerBound
  }

  /// Column of the next byte, from 1.
  package var column: Int { position - lineStart + 1 }

  // MARK: Structure

  package mutating func skipWhitespace() {
    while position < end {
      switch bytes[position] {
      case 0x20, 0x09, 0x0D: position += 1
      case 0x0A:
        position += 1
        line += 1
        lineStart = position
      default: return
      }
    }
  }

  package mutating func kind() throws(InterchangeError) -> Kind {
    skipWhitespace()
    guard position < end else { throw error(expected: "a value") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "-"), 0x30...0x39: return .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): return .literal
    default: throw error(expected: "a value")
    }
  }

  package mutating func enter(_ bracket: Unicode.Scalar, _ name: String) throws(InterchangeError) {
    skipWhitespace()
    guard position < end, bytes[position] == UInt8(ascii: bracket) else { throw error(expected: name) }
    guard depth < Self.depthLimit else {
      throw error(expected: "at most \(Self.depthLimit) levels of nesting", found: "more")
    }
    depth += 1
    position += 1
  }

  /// Steps to the next member or element, over the comma; `false` at the closing bracket, which is consumed.
  package mutating func next(isFirst: Bool, until bracket: Unicode.Scalar) throws(InterchangeError) -> Bool {
    skipWhitespace()
    guard position < end else { throw error(expected: "'\(bracket)'") }
    if bytes[position] == UInt8(ascii: bracket) {
      position += 1
      depth -= 1
      return false
    }
    if isFirst { return true }
    guard bytes[position] == UInt8(ascii: ",") else { throw error(expected: "',' or '\(bracket)'") }
    position += 1
    skipWhitespace()
    if position < end, bytes[position] == UInt8(ascii: bracket) {
      throw error(expected: "a value after the comma")
    }
    return true
  }

  /// A key; the colon after it is consumed.
  package mutating func key() throws(InterchangeError) -> String {
    skipWhitespace()
    guard position < end, bytes[position] == UInt8(ascii: "\"") else {
      throw error(expected: "a key in quotes")
    }
    let key = try string()
    skipWhitespace()
    guard position < end, bytes[position] == UInt8(ascii: ":") else {
      throw error(expected: "':' after the key")
    }
    position += 1
    return key
  }

  /// Throws unless only white space is left.
  package mutating func finish() throws(InterchangeError) {
    skipWhitespace()
    guard position == end else { throw error(expected: "nothing after the value") }
  }

  // MARK: Literals and strings

  /// `true`, `false` or, for null, `nil`.
  package mutating func literal() throws(InterchangeError) -> Bool? {
    if take("true") { return true }
    if take("false") { return false }
    if take("null") { return nil }
    throw error(expected: "true, false or null")
  }

  private mutating func take(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard position + count <= end else { return false }
    for index in 0..<count where bytes[position + index] != word.utf8Start[index] { return false }
    if position + count < end {
      let after = bytes[position + count] | 0x20
      if (0x61...0x7A).contains(after) { return false }
    }
    position += count
    return true
  }

  package mutating func string() throws(InterchangeError) -> String {
    let opening = self
    position += 1
    let start = position
    var allBits: UInt8 = 0
    while position < end {
      let byte = bytes[position]
      allBits |= byte
      if byte == UInt8(ascii: "\"") {
        let text = try text(of: start..<position, isASCII: allBits < 0x80, opening: opening)
        position += 1
        return text
      }
      if byte == UInt8(ascii: "\\") { return try escapedString(from: start, opening: opening) }
      if byte < 0x20 {
        throw error(expected: "no control characters in a string", found: "byte \(byte)")
      }
      position += 1
    }
    throw opening.error(expected: "a closing quote", found: "the end of the text")
  }

  private mutating func escapedString(from start: Int, opening: Self) throws(InterchangeError) -> String {
    var decoded = Array(bytes[start..<position])
    while position < end {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        position += 1
        guard let text = String(validating: decoded, as: UTF8.self) else {
          throw opening.error(expected: "valid UTF-8 in the string", found: "other bytes")
        }
        return text
      }
      if byte < 0x20 {
        throw error(expected: "no control characters in a string", found: "byte \(byte)")
      }
      if byte == UInt8(ascii: "\\") {
        try decoded.append(contentsOf: String(escape()).utf8)
      } else {
        decoded.append(byte)
        position += 1
      }
    }
    throw opening.error(expected: "a closing quote", found: "the end of the text")
  }

  private mutating func escape() throws(InterchangeError) -> Unicode.Scalar {
    guard position + 1 < end else { throw error(expected: "a whole escape") }
    let simple: Unicode.Scalar
    switch bytes[position + 1] {
    case UInt8(ascii: "\""): simple = "\""
    case UInt8(ascii: "\\"): simple = "\\"
    case UInt8(ascii: "/"): simple = "/"
    case UInt8(ascii: "b"): simple = "\u{8}"
    case UInt8(ascii: "f"): simple = "\u{C}"
    case UInt8(ascii: "n"): simple = "\n"
    case UInt8(ascii: "r"): simple = "\r"
    case UInt8(ascii: "t"): simple = "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw error(expected: "an escape such as \\n or \\u00b5")
    }
    position += 2
    return simple
  }

  private mutating func unicodeEscape() throws(InterchangeError) -> Unicode.Scalar {
    let first = self
    let unit = try hexadecimalUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard (0xD800..<0xDC00).contains(unit), position < end, bytes[position] == UInt8(ascii: "\\") else {
      throw first.error(expected: "both halves of a surrogate pair")
    }
    let low = try hexadecimalUnit()
    guard (0xDC00..<0xE000).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + UInt32(low) - 0xDC00)
    else { throw first.error(expected: "both halves of a surrogate pair") }
    return scalar
  }

  private mutating func hexadecimalUnit() throws(InterchangeError) -> UInt16 {
    guard position + 6 <= end, bytes[position + 1] == UInt8(ascii: "u") else {
      throw error(expected: "\\u and four hexadecimal digits")
    }
    var unit: UInt16 = 0
    for byte in bytes[(position + 2)..<(position + 6)] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw error(expected: "\\u and four hexadecimal digits")
      }
      unit = unit << 4 | UInt16(digit)
    }
    position += 6
    return unit
  }

  private func text(of range: Range<Int>, isASCII: Bool, opening: Self) throws(InterchangeError) -> String {
    // Nearly all strings are ASCII, which needs no validation.
    if isASCII { return String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self) }
    guard let text = String(validating: bytes[range], as: UTF8.self) else {
      throw opening.error(expected: "valid UTF-8 in the string", found: "other bytes")
    }
    return text
  }

  // MARK: Numbers

  /// A number: whole ones without fraction and exponent are exact.
  package mutating func number() throws(InterchangeError) -> FieldValue {
    skipWhitespace()
    let start = self
    let range = try numberRange()
    switch DecimalNumber(bytes, range) {
    case .integer(let value): return .integer(value)
    case .real(let value): return .real(value)
    case .outOfRange:
      throw start.error(expected: "a number within the range of 64 bits", found: start.word)
    }
  }

  /// A whole number of the range of `UInt64`.
  package mutating func unsignedInteger() throws(InterchangeError) -> UInt64 {
    skipWhitespace()
    let start = self
    let range = try numberRange()
    guard let value = UInt64(String(decoding: bytes[range], as: UTF8.self)) else {
      throw start.error(expected: "a whole number from 0 to \(UInt64.max)", found: start.word)
    }
    return value
  }

  private mutating func numberRange() throws(InterchangeError) -> Range<Int> {
    let start = position
    if position < end, bytes[position] == UInt8(ascii: "-") { position += 1 }
    let digits = position
    try skipDigits()
    if bytes[digits] == 0x30, position > digits + 1 {
      position = digits
      throw error(expected: "a number without leading zeros")
    }
    if position < end, bytes[position] == UInt8(ascii: ".") {
      position += 1
      try skipDigits()
    }
    if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if position < end, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
        position += 1
      }
      try skipDigits()
    }
    return start..<position
  }

  private mutating func skipDigits() throws(InterchangeError) {
    let start = position
    while position < end, (0x30...0x39).contains(bytes[position]) { position += 1 }
    guard position > start else { throw error(expected: "a digit") }
  }

  // MARK: Errors

  /// The word at the position, for messages; a separator stands for itself.
  private var word: String {
    guard position < end else { return "the end of the text" }
    let separators: [UInt8] = [0x20, 0x09, 0x0A, 0x0D, 0x2C, 0x5D, 0x7D]
    let rest = bytes[position..<min(position + 80, end)]
    let length = max(1, rest.prefix { !separators.contains($0) }.count)
    return excerpt(String(decoding: rest.prefix(length), as: UTF8.self))
  }

  package func error(expected: String, found: String? = nil) -> InterchangeError {
    return InterchangeError(
      file: file, line: line, column: column, expected: expected, found: found ?? word,
      remedy: "Repair the JSON there, or write the file again; it may have been cut off.")
  }
}
