public import Measurements

/// Parts of campaigns and records as JSON text, for stores that have no columns for them.
///
/// Names are sorted, so equal values give equal texts.
public enum RecordText {
  /// Measurements by name.
  public static func encode(_ measurements: [String: Measurement]) throws(InterchangeError) -> String {
    var writer = ByteWriter()
    try writer.measurements(measurements, run: "")
    return writer.text
  }

  /// Counts by reason.
  public static func encode(_ counts: [String: Int]) -> String {
    var writer = ByteWriter()
    writer.counts(counts)
    return writer.text
  }

  /// Texts in their order.
  public static func encode(_ list: [String]) -> String {
    var writer = ByteWriter()
    writer.list(list)
    return writer.text
  }

  /// Texts by name.
  public static func encode(_ texts: [String: String]) -> String {
    var writer = ByteWriter()
    writer.texts(texts)
    return writer.text
  }

  /// Sources in their order.
  public static func encode(_ sources: [Source]) -> String {
    var writer = ByteWriter()
    writer.sources(sources)
    return writer.text
  }

  /// Reads measurements by name.
  public static func measurements(_ text: String) throws(InterchangeError) -> [String: Measurement] {
    try scan(text) { (scanner: inout JSONScanner) throws(InterchangeError) in
      try scanner.measurements { (violation) throws(InterchangeError) in
        throw InterchangeError(
          file: "stored record", line: violation.line, column: violation.column, expected: violation.expected,
          found: violation.found, remedy: "Restore the record from a copy.")
      }
    }
  }

  /// Reads counts by reason.
  public static func counts(_ text: String) throws(InterchangeError) -> [String: Int] {
    try scan(text) { (scanner: inout JSONScanner) throws(InterchangeError) in try scanner.counts() }
  }

  /// Reads texts in their order.
  public static func list(_ text: String) throws(InterchangeError) -> [String] {
    try scan(text) { (scanner: inout JSONScanner) throws(InterchangeError) in
      try scanner.list { (scanner: inout JSONScanner) throws(InterchangeError) in try scanner.text() }
    }
  }

  /// Reads texts by name.
  public static func texts(_ text: String) throws(InterchangeError) -> [String: String] {
    try scan(text) { (scanner: inout JSONScanner) throws(InterchangeError) in
      try scanner.dictionary { (scanner: inout JSONScanner) throws(InterchangeError) in try scanner.text() }
    }
  }

  /// Reads sources in their order.
  public static func sources(_ text: String) throws(InterchangeError) -> [Source] {
    try scan(text) { (scanner: inout JSONScanner) throws(InterchangeError) in
      try scanner.list { (scanner: inout JSONScanner) throws(InterchangeError) in try scanner.source() }
    }
  }

  private static func scan<Value>(
    _ text: String, _ read: (inout JSONScanner) throws(InterchangeError) -> Value
  ) throws(InterchangeError) -> Value {
    try withBytes(Array(text.utf8)) { (bytes) throws(InterchangeError) in
      var scanner = JSONScanner(bytes, range: 0..<bytes.count, file: "stored record")
      let value = try read(&scanner)
      try scanner.finish()
      return value
    }
  }
}

extension ByteWriter {
  fileprivate var text: String { String(decoding: bytes, as: UTF8.self) }
}
