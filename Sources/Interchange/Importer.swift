import Hashing
public import Measurements

/// Measurements that were read from files.
public struct ImportResult: Hashable, Sendable {
  /// The campaign with its runs.
  public var dataSet: DataSet
  /// What a reader of the results should know about the files, at most a hundred remarks.
  public var warnings: [String]

  /// Creates a result.
  public init(dataSet: DataSet, warnings: [String]) {
    self.dataSet = dataSet
    self.warnings = warnings
  }
}

/// Reads measurements in any known format.
public enum Importer {
  /// Reads files of one format into one campaign.
  ///
  /// The format is found by content; names only show in messages, except that results of the original suite
  /// tell type and memory size by the name. The campaign's identifier is made from the SHA-256 of the files,
  /// so the same files give the same campaign; a file of `sebs/1` JSON Lines keeps its own campaign.
  ///
  /// - Throws: ``InterchangeError`` with file, line and column when a file cannot be understood.
  /// - Complexity: Linear in the size of the files.
  public static func read(
    files: [(name: String, bytes: [UInt8])]
  ) throws(InterchangeError) -> ImportResult {
    var sources: [SourceFile] = []
    for file in files { sources.append(try SourceFile(name: file.name, bytes: file.bytes)) }
    guard let first = sources.first else {
      throw InterchangeError(
        file: "import", expected: "at least one file", found: "none", remedy: "Name the files to read.")
    }
    let family = first.format.family
    if let other = sources.first(where: { $0.format.family != family }) {
      throw InterchangeError(
        file: other.name, expected: "\(first.format.rawValue) as in \(first.name)",
        found: other.format.rawValue,
        remedy: "Import files of different formats one after the other.")
    }
    switch family {
    case .jsonLines, .csv: return try readNative(sources)
    case .sebs: return try SeBSImport.read(sources)
    case .lambdaPerf: return try LambdaPerfImport.read(sources)
    case .memorySweep: return try MemorySweepImport.read(sources)
    case .coldStartTable: return try ColdStartTableImport.read(sources)
    case .coldStartDurations: return try ColdStartDurationsImport.read(sources)
    case .xRayTraces: return try XRayTraceImport.read(sources)
    case .performanceModel: return try PerformanceModelImport.read(sources)
    case .faasdomDatabase, .faasdomGeneral, .faasdomColdStarts: return try FaaSdomImport.read(sources)
    }
  }

  private static func readNative(_ sources: [SourceFile]) throws(InterchangeError) -> ImportResult {
    guard let source = sources.first, sources.count == 1 else {
      throw InterchangeError(
        file: sources[1].name,
        expected: "one file of \(sources[1].format.rawValue), since each is a campaign",
        found: "\(sources.count) files", remedy: "Import them one after the other.")
    }
    let collector = Collector(limit: 100)
    let report: ViolationReport = { violation throws(InterchangeError) in
      guard violation.severity == .error else { return collector.add(violation) }
      throw InterchangeError(
        file: source.name, line: violation.line, column: violation.column,
        expected: "\(violation.expected) in \(violation.field)", found: violation.found,
        remedy: "'sebs validate' lists everything that disagrees with the format.")
    }
    let (campaign, runs) = try withBytes(source.bytes) { (bytes) throws(InterchangeError) in
      guard source.format == .jsonLines else {
        var reader = NativeCSVReader(
          file: source.name, keepsRecords: true, stopsAtBrokenLines: true, report: report)
        try reader.read(bytes)
        return (importedCampaign(title: source.name, sources), reader.assembler.runs)
      }
      var reader = JSONLinesReader(
        file: source.name, keepsRecords: true, stopsAtBrokenLines: true, report: report)
      try reader.read(bytes)
      return (reader.campaign ?? importedCampaign(title: source.name, sources), reader.assembler.runs)
    }
    return ImportResult(
      dataSet: DataSet(campaign: campaign, runs: runs), warnings: collector.all.map(\.description))
  }

  /// A campaign for files from elsewhere; the order of the files does not matter for its identifier.
  static func importedCampaign(title: String, _ sources: [SourceFile]) -> Campaign {
    let hashes = sources.map(\.sha256).sorted().joined(separator: "\n")
    let hash = sources.count == 1 ? sources[0].sha256 : Digest.hexadecimal(Array(hashes.utf8))
    var campaign = Campaign(id: "import-" + hash.prefix(16), title: title, experiment: "import")
    campaign.sources = sources.map { Source(name: $0.name, format: $0.format.rawValue, sha256: $0.sha256) }
    return campaign
  }
}

/// A file to be read.
struct SourceFile {
  let name: String
  let bytes: [UInt8]
  let format: Format
  let sha256: String

  init(name: String, bytes: [UInt8]) throws(InterchangeError) {
    self.name = name.split(separator: "/").last.map(String.init) ?? name
    self.bytes = bytes
    format = try Format.detect(bytes, file: name)
    sha256 = Digest.hexadecimal(bytes)
  }

  /// The whole file as a tree.
  func json() throws(InterchangeError) -> JSONValue {
    try withBytes(bytes) { (buffer) throws(InterchangeError) in
      try JSONValue(parsing: buffer, range: byteOrderMarkLength(buffer)..<buffer.count, file: name)
    }
  }

  /// Calls `body` for each row of a table; `names` are the columns of a table without a header.
  func forEachRow(
    names: [String]? = nil, _ body: (TableRow) throws(InterchangeError) -> Void
  ) throws(InterchangeError) {
    try withBytes(bytes) { (buffer) throws(InterchangeError) in
      var reader = try CSVReader(buffer, file: name, names: names)
      var columns: [String: Int] = [:]
      for (position, column) in reader.header.enumerated() { columns[column] = position }
      while let cells = try reader.next() {
        try body(TableRow(cells: cells, columns: columns, line: reader.line, file: name))
      }
    }
  }
}

/// A row of a table from elsewhere.
struct TableRow {
  fileprivate let cells: [CSVReader.Cell]
  fileprivate let columns: [String: Int]
  let line: Int
  let file: String

  /// Text of a column; `nil` when the column is absent or empty.
  func text(_ column: String) -> String? {
    guard let position = columns[column], !cells[position].text.isEmpty else { return nil }
    return cells[position].text
  }

  /// Text of a column that must be there.
  func required(_ column: String) throws(InterchangeError) -> String {
    guard let text = text(column) else { throw error(column, expected: "a value", found: "none") }
    return text
  }

  /// Number of a column, at least 0; `nil` when it is empty.
  func number(_ column: String) throws(InterchangeError) -> Double? {
    guard let text = text(column) else { return nil }
    return try number(text, column)
  }

  /// Whole number of a column, at least `minimum`; `nil` when it is empty.
  func integer(_ column: String, minimum: Int = 0) throws(InterchangeError) -> Int? {
    guard let number = try number(column) else { return nil }
    guard let integer = Int(exactly: number), integer >= minimum else {
      throw error(column, expected: "a whole number, at least \(minimum)", found: shortestText(number))
    }
    return integer
  }

  func number(_ text: String, _ column: String) throws(InterchangeError) -> Double {
    switch csvNumber(text) {
    case .integer(let number) where number >= 0: return Double(number)
    case .real(let number) where number >= 0: return number
    default:
      let hint = hasDecimalComma(text) ? " with a decimal point, not a decimal comma" : ""
      throw error(column, expected: "a number, at least 0" + hint, found: excerpt(text))
    }
  }

  func error(_ column: String, expected: String, found: String) -> InterchangeError {
    InterchangeError(
      file: file, line: line, column: columns[column].map { cells[$0].column },
      expected: "\(expected) in \(column)",
      found: found, remedy: "Repair the row or remove it.")
  }
}

extension Format {
  /// Formats that can be merged into one campaign.
  enum Family {
    case jsonLines, csv, sebs, lambdaPerf, memorySweep, coldStartTable, coldStartDurations, xRayTraces
    case performanceModel, faasdomDatabase, faasdomGeneral, faasdomColdStarts
  }

  var family: Family {
    switch self {
    case .jsonLines: .jsonLines
    case .csv: .csv
    case .sebsPerfCost, .sebsResultTable: .sebs
    case .lambdaPerfJSON, .lambdaPerfCSV: .lambdaPerf
    case .memorySweepJSON, .memorySweepCSV: .memorySweep
    case .coldStartTable: .coldStartTable
    case .coldStartDurations: .coldStartDurations
    case .xRayTraces: .xRayTraces
    case .performanceModel: .performanceModel
    case .faasdomDatabase: .faasdomDatabase
    case .faasdomGeneral: .faasdomGeneral
    case .faasdomColdStarts: .faasdomColdStarts
    }
  }
}

extension TableRow {
  /// Duration of a column in whole microseconds; `nil` when it is empty.
  func microseconds(_ column: String, perUnit factor: Double) throws(InterchangeError) -> Int? {
    guard let text = text(column) else { return nil }
    return try microseconds(text, column, perUnit: factor)
  }

  /// Duration in whole microseconds from a part of a column.
  func microseconds(_ text: String, _ column: String, perUnit factor: Double) throws(InterchangeError) -> Int
  {
    guard let duration = wholeMicroseconds(try number(text, column) * factor) else {
      throw error(column, expected: "a duration of less than 30 years", found: excerpt(text))
    }
    return duration
  }
}

extension TableRow {
  /// Duration in whole microseconds of a column that must be there.
  func requiredMicroseconds(_ column: String, perUnit factor: Double) throws(InterchangeError) -> Int {
    try microseconds(required(column), column, perUnit: factor)
  }

  /// Instant of a column that must be there, in nanoseconds since 1970.
  func instant(_ column: String, nanosecondsPerUnit factor: Int) throws(InterchangeError) -> Int {
    let text = try required(column)
    guard let instant = unixNanoseconds(csvNumber(text), perUnit: factor) else {
      let unit = factor == 1 ? "nanoseconds" : "seconds"
      throw error(
        column, expected: "\(unit) since 1970, of the years 2000 to 2200", found: excerpt(text))
    }
    return instant
  }
}

/// An instant of the years 2000 to 2200 in nanoseconds since 1970; `nil` when a number is none.
func unixNanoseconds(_ number: FieldValue?, perUnit factor: Int) -> Int? {
  let instant: Int? =
    switch number {
    case .integer(let whole): whole.multipliedReportingOverflow(by: factor).overflow ? nil : whole * factor
    case .real(let real): Int(exactly: (real * Double(factor)).rounded())
    case .text, nil: nil
    }
  guard let instant, (946_684_800...7_258_118_400).contains(instant / CivilTime.nanosecondsPerSecond) else {
    return nil
  }
  return instant
}

extension JSONValue {
  /// Number of a member, at least 0; `nil` when it is absent or null.
  func number(_ key: String, file: String) throws(InterchangeError) -> Double? {
    guard let value = self[key] else { return nil }
    guard let number = value.double, number >= 0 else {
      throw value.error(
        "a number, at least 0, in \(key)", file: file, remedy: "Repair the value or remove it.")
    }
    return number
  }

  /// Whole number of a member, at least 0; `nil` when it is absent or null.
  func integer(_ key: String, file: String) throws(InterchangeError) -> Int? {
    guard let number = try number(key, file: file) else { return nil }
    guard let integer = Int(exactly: number) else {
      throw (self[key] ?? self).error(
        "a whole number in \(key)", file: file, remedy: "Repair the value or remove it.")
    }
    return integer
  }

  /// Duration of a member in whole microseconds; `nil` when it is absent or null.
  func microseconds(_ key: String, perUnit factor: Double, file: String) throws(InterchangeError) -> Int? {
    guard let number = try number(key, file: file) else { return nil }
    guard let duration = wholeMicroseconds(number * factor) else {
      throw (self[key] ?? self).error(
        "a duration of less than 30 years in \(key)", file: file, remedy: "Repair the value or remove it.")
    }
    return duration
  }
}

/// A duration in whole microseconds; `nil` when it is negative or cannot be one.
func wholeMicroseconds(_ duration: Double) -> Int? {
  let rounded = duration.rounded()
  return rounded >= 0 && rounded < 1e15 ? Int(rounded) : nil
}
