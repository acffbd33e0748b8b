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
  /// Cold starts from X-Ray with their parts, one row for each call.
  case coldStartTable = "X-Ray cold start CSV"
  /// Cold starts with their durations only, a table without a header.
  case coldStartDurations = "cold start duration CSV"
  /// Traces of AWS X-Ray, as `batch-get-traces` gives them or listed by memory size.
  case xRayTraces = "X-Ray traces JSON"
  /// Calls at a constant rate with the clocks of client, function and provider, and the container.
  case performanceModel = "serverless-performance-modeling CSV"
  /// The measurements of FaaSdom with their instants, as its database exports them.
  case faasdomDatabase = "FaaSdom database CSV"
  /// The measurements of FaaSdom by provider, runtime and memory size.
  case faasdomGeneral = "FaaSdom general CSV"
  /// The cold starts of FaaSdom.
  case faasdomColdStarts = "FaaSdom cold start CSV"

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

  /// Columns by which a table is known; of two that fit, the first.
  private static let columnsOfTables: [(format: Format, columns: Set<String>)] = [
    (.csv, ["run_id", "status"]),
    (.lambdaPerfCSV, ["date", "runtime", "memory_mb", "init_duration_ms"]),
    (.memorySweepCSV, ["runtime", "memory_mb", "duration_ms", "billed_duration_ms"]),
    (.sebsResultTable, ["memory", "type", "is_cold", "exec_time", "client_time"]),
    (.coldStartTable, ["function", "timestamp", "total", "setup", "initialization", "execution"]),
    (.performanceModel, ["is_cold", "exist_id", "elapsed_time", "aws_duration", "client_start_time"]),
    (.faasdomDatabase, ["name", "time", "ms", "provider", "region"]),
    (.faasdomGeneral, ["cloud", "runtime", "memory_mb", "region", "total_ms", "measured_ms"]),
    (.faasdomColdStarts, ["cloud", "runtime", "ms"]),
  ]

  private static func detectTable(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String
  ) throws(InterchangeError) -> Format {
    let header = try CSVReader(bytes, file: file).header
    let names = Set(header)
    if let known = columnsOfTables.first(where: { names.isSuperset(of: $0.columns) }) { return known.format }
    if ColdStartDurationsImport.isRow(header) { return .coldStartDurations }
    throw unknown(
      file, found: "a table with the columns \(names.sorted().prefix(12).joined(separator: ", "))")
  }

  private static func detectJSON(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String
  ) throws(InterchangeError) -> Format {
    let start = byteOrderMarkLength(bytes)
    let firstLine = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
    if let line = try? JSONValue(parsing: bytes, range: start..<firstLine, file: file), line["kind"] != nil {
      return .jsonLines
    }
    var scanner = JSONScanner(bytes, range: start..<bytes.count, file: file)
    return try scanner.kind() == .object
      ? detectObject(&scanner, file: file) : detectArray(&scanner, file: file)
  }

  /// Looks at the first item only, so that a long file is not read twice.
  private static func detectArray(
    _ scanner: inout JSONScanner, file: String
  ) throws(InterchangeError) -> Format {
    try scanner.enter("[", "an array")
    if try scanner.next(isFirst: true, until: "]"), XRayTraceImport.isItem(try JSONValue(&scanner)) {
      return .xRayTraces
    }
    throw unknown(file, found: "a JSON array")
  }

  /// Looks at the keys of the outermost object only, so that a long file is not read twice.
  private static func detectObject(
    _ scanner: inout JSONScanner, file: String
  ) throws(InterchangeError) -> Format {
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
      case "Traces": return .xRayTraces
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
