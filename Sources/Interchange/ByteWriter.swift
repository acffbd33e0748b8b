import Measurements

/// Appends JSON and CSV text to a buffer.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  mutating func append(_ byte: Unicode.Scalar) { bytes.append(UInt8(ascii: byte)) }

  mutating func raw(_ text: some StringProtocol) { bytes.append(contentsOf: text.utf8) }

  /// A JSON string with its quotes.
  mutating func jsonString(_ text: String) {
    append("\"")
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): raw("\\\"")
      case UInt8(ascii: "\\"): raw("\\\\")
      case 0x0A: raw("\\n")
      case 0x0D: raw("\\r")
      case 0x09: raw("\\t")
      case 0..<0x20:
        raw(byte < 0x10 ? "\\u000" : "\\u00")
        raw(String(byte, radix: 16))
      default: bytes.append(byte)
      }
    }
    append("\"")
  }

  /// `,"key":` or, for the first member, `"key":`.
  mutating func key(_ key: String) {
    if let last = bytes.last, last != UInt8(ascii: "{") { append(",") }
    jsonString(key)
    append(":")
  }

  mutating func member(_ name: String, _ text: String?) {
    guard let text else { return }
    key(name)
    jsonString(text)
  }

  mutating func member(_ name: String, integer: (some BinaryInteger)?) {
    guard let integer else { return }
    key(name)
    raw(String(integer))
  }

  /// A field's value as JSON.
  mutating func json(_ value: FieldValue) {
    switch value {
    case .integer(let number): raw(String(number))
    case .real(let number): raw(shortestText(number))
    case .text(let text): jsonString(text)
    }
  }

  /// A field of a CSV record; a text that is empty is quoted, to tell it from a missing value.
  mutating func csvCell(_ text: String) {
    let needsQuotes =
      text.isEmpty
      || text.utf8.contains { byte in
        [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\""), 0x09, 0x0A, 0x0D].contains(byte)
      }
    guard needsQuotes else { return raw(text) }
    append("\"")
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { append("\"") }
      bytes.append(byte)
    }
    append("\"")
  }

  /// A field's value in CSV.
  mutating func csv(_ value: FieldValue) {
    switch value {
    case .integer(let number): raw(String(number))
    case .real(let number): raw(shortestText(number))
    case .text(let text): csvCell(text)
    }
  }
}

/// Throws when a number cannot be written in any format.
func checkFinite(_ value: FieldValue, field: String, run: String) throws(InterchangeError) {
  if case .real(let number) = value { try checkFinite(number, field: field, run: run) }
}

/// Throws when a number cannot be written in any format.
func checkFinite(_ number: Double, field: String, run: String) throws(InterchangeError) {
  guard !number.isFinite else { return }
  throw InterchangeError(
    file: "the data to be written", expected: "finite numbers in \(field) of run \(excerpt(run))",
    found: "\(number)", remedy: "Leave the value out when it was not measured.")
}

/// Calls `body` with the bytes in place.
func withBytes<Value>(
  _ bytes: [UInt8], _ body: (UnsafeBufferPointer<UInt8>) throws(InterchangeError) -> Value
) throws(InterchangeError) -> Value {
  let result: Result<Value, InterchangeError> = bytes.withUnsafeBufferPointer { buffer in
    do throws(InterchangeError) { return .success(try body(buffer)) } catch { return .failure(error) }
  }
  return try result.get()
}
