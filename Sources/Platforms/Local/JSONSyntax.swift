/// Whether bytes are one JSON text as RFC 8259 defines it.
///
/// Nothing is built from it, so that looking at a large reply costs the measuring machine little:
/// one pass, O(*n*) time, constant memory but one bit for each level of nesting.
struct JSONSyntax {
  /// Deepest nesting that is accepted.
  static let nestingLimit = 10_000

  static func isValid(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      var scanner = JSONSyntax(bytes: buffer)
      return scanner.scanText() && isUTF8(buffer)
    }
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  /// For each open bracket, whether it is one of an object.
  private var nesting: [Bool] = []

  private init(bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while let byte = current, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
  }

  private mutating func take(_ character: Character) -> Bool {
    guard current == character.asciiValue else { return false }
    position += 1
    return true
  }

  private mutating func scanText() -> Bool {
    repeat {
      skipBlanks()
      guard scanValueOrOpening() else { return false }
    } while hasNextValue() == true
    return nesting.isEmpty && position == bytes.count
  }

  /// Takes a scalar, an empty container, or the beginning of a container up to its first value.
  private mutating func scanValueOrOpening() -> Bool {
    while true {
      if take("[") {
        skipBlanks()
        if take("]") { return true }
        nesting.append(false)
      } else if take("{") {
        skipBlanks()
        if take("}") { return true }
        nesting.append(true)
        guard scanKey() else { return false }
      } else {
        return scanScalar()
      }
      guard nesting.count <= Self.nestingLimit else { return false }
      skipBlanks()
    }
  }

  /// After a value: closes brackets and moves to the next value; `false` at the end or at an error.
  private mutating func hasNextValue() -> Bool {
    skipBlanks()
    while let isObject = nesting.last {
      if take(",") {
        skipBlanks()
        return isObject ? scanKey() : true
      }
      guard take(isObject ? "}" : "]") else { return false }
      nesting.removeLast()
      skipBlanks()
    }
    return false
  }

  private mutating func scanKey() -> Bool {
    guard scanString() else { return false }
    skipBlanks()
    return take(":")
  }

  private mutating func scanScalar() -> Bool {
    switch current {
    case UInt8(ascii: "\""): scanString()
    case UInt8(ascii: "t"): scanWord("true")
    case UInt8(ascii: "f"): scanWord("false")
    case UInt8(ascii: "n"): scanWord("null")
    default: scanNumber()
    }
  }

  private mutating func scanWord(_ word: StaticString) -> Bool {
    for index in 0..<word.utf8CodeUnitCount {
      guard current == word.utf8Start[index] else { return false }
      position += 1
    }
    return true
  }

  private mutating func scanString() -> Bool {
    guard take("\"") else { return false }
    while let byte = current {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return true
      case UInt8(ascii: "\\"): guard scanEscape() else { return false }
      case 0..<0x20: return false
      default: break
      }
    }
    return false
  }

  private mutating func scanEscape() -> Bool {
    guard let byte = current else { return false }
    position += 1
    switch Character(Unicode.Scalar(byte)) {
    case "\"", "\\", "/", "b", "f", "n", "r", "t": return true
    case "u":
      for _ in 0..<4 {
        guard let digit = current, Character(Unicode.Scalar(digit)).isHexDigit, digit < 0x80 else {
          return false
        }
        position += 1
      }
      return true
    default: return false
    }
  }

  private mutating func scanNumber() -> Bool {
    _ = take("-")
    if !take("0") { guard scanDigits() else { return false } }
    if take(".") { guard scanDigits() else { return false } }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      guard scanDigits() else { return false }
    }
    return true
  }

  private mutating func scanDigits() -> Bool {
    let start = position
    while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    return position > start
  }

  private static func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
  }
}
