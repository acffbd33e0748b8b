public import Measurements

/// A format that can be read.
public enum Format: String, CaseIterable, Hashable, Sendable {
  /// JSON Lines of the open format.
  case jsonLines = "sebs/1 JSON Lines"
  /// CSV of the open format.
  case csv = "sebs/1 CSV"
  /// Results of the original SeBS suite (`experiments.json`, `cold_results_128-processed.json` and the like).
  case sebsPerfCost = "SeBS perf-cost JSON"
  /// The table that the original SeBS suite makes of its results, `result.csv`.
  case sebsResultTable = "SeBS result.csv"
  /// Daily cold starts of lambda-perf, as JSON.
  case lambdaPerfJSON = "lambda-perf JSON"
  /// Daily cold starts of lambda-perf, reshaped to one row for a day and configuration.
  case lambdaPerfCSV = "lambda-perf CSV"
  /// A sweep over memory sizes, as JSON nested by runtime, architecture and size.
  case memorySweepJSON = "memory sweep JSON"
  /// A sweep over memory sizes, one row for each invocation.
  case memorySweepCSV = "memory sweep CSV"

  /// Finds the format of a file by its content.
  ///
  /// - Throws: ``InterchangeError`` when it is empty, no text, or of no known format.
  public static func detect(_ bytes: [UInt8], file: String) throws(InterchangeError) -> Format {
    try withBytes(bytes) { (buffer) throws(InterchangeError) in try detect(buffer, file: file) }
  }

  /// How the text is written.
  enum Syntax { case json, table }

  static func syntax(of bytes: UnsafeBufferPointer<UInt8>, file: String) throws(InterchangeError) -> Syntax {
    let start = byteOrderMarkLength(bytes)
    guard let first = bytes[start...].first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
      throw InterchangeError(
        file: file, expected: "measurements", found: "an empty file",
        remedy: "Check that the program that wrote it came to its end.")
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw InterchangeError(
        file: file, line: 1, column: 1, expected: "text in UTF-8", found: "UTF-16",
        remedy: "Save the file as UTF-8.")
    }
    if let position = bytes.prefix(65_536).firstIndex(of: 0) {
      throw InterchangeError(
        file: file, expected: "text in UTF-8", found: "a zero byte at offset \(position)",
        remedy: "This is a binary file; if it is compressed, unpack it first.")
    }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? .json : .table
  }

  static func detect(_ bytes: UnsafeBufferPointer<UInt8>, file: String) throws(InterchangeError) -> Format {
    switch try syntax(of: bytes, file: file) {
    case .json: try detectJSON(bytes, file: file)
    case .table: try detectTable(bytes, file: file)
    }
  }

  private static func detectTable(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String
  ) throws(InterchangeError) -> Format {
    let header = Set(try CSVReader(bytes, file: file).header)
    if header.isSuperset(of: ["run_id", "status"]) { return .csv }
    if header.isSuperset(of: ["date", "runtime", "memory_mb", "init_duration_ms"]) { return .lambdaPerfCSV }
    if header.isSuperset(of: ["runtime", "memory_mb", "duration_ms", "billed_duration_ms"]) {
      return .memorySweepCSV
    }
    if header.isSuperset(of: ["memory", "type", "is_cold", "exec_time", "client_time"]) {
      return .sebsResultTable
    }
    throw unknown(
      file, found: "a table with the columns \(header.sorted().prefix(12).joined(separator: ", "))")
  }

  /// Looks at the keys of the outermost object only, so that a long file is not read twice.
  private static func detectJSON(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String
  ) throws(InterchangeError) -> Format {
    let start = byteOrderMarkLength(bytes)
    let firstLine = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
    if let line = try? JSONValue(parsing: bytes, range: start..<firstLine, file: file), line["kind"] != nil {
      return .jsonLines
    }
    var scanner = JSONScanner(bytes, range: start..<bytes.count, file: file)
    guard try scanner.kind() == .object else { throw unknown(file, found: "a JSON array") }
    try scanner.enter("{", "an object")
    var isFirst = true
    var keys: [String] = []
    while try scanner.next(isFirst: isFirst, until: "}") {
      isFirst = false
      let key = try scanner.key()
      switch key {
      case "kind", "schema": return .jsonLines
      case "_invocations": return .sebsPerfCost
      case "runtimeData": return .lambdaPerfJSON
      default: break
      }
      let value = try JSONValue(&scanner)
      if isMemorySweep(value) { return .memorySweepJSON }
      if keys.count < 12 { keys.append(key) }
    }
    throw unknown(file, found: "a JSON object with the keys \(keys.joined(separator: ", "))")
  }

  /// Whether a value nests architecture, memory size and a list of calls.
  private static func isMemorySweep(_ value: JSONValue) -> Bool {
    guard let sizes = value.members?.first?.value.members?.first, Int(sizes.key) != nil,
      let call = sizes.value.items?.first
    else { return false }
    return call["duration"] != nil && call["billed_duration"] != nil
  }

  private static func unknown(_ file: String, found: String) -> InterchangeError {
    InterchangeError(
      file: file, expected: "one of the formats \(allCases.map(\.rawValue).joined(separator: ", "))",
      found: found,
      remedy: "Convert the file to \(jsonLines.rawValue); its JSON Schema is published with the program.")
  }
}
