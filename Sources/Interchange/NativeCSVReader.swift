import Measurements

/// Reads the open format from CSV, as ``NativeCSV`` writes it; columns may come in any order.
struct NativeCSVReader {
  private enum Target {
    case runID
    case configuration(Field<Configuration>)
    case invocation(Field<Invocation>)
    case measurement(MeasurementColumn)
    case unknown
  }

  private let file: String
  private let report: ViolationReport
  private let stopsAtBrokenLines: Bool
  private(set) var assembler: RecordAssembler

  init(file: String, keepsRecords: Bool, stopsAtBrokenLines: Bool, report: @escaping ViolationReport) {
    self.file = file
    self.stopsAtBrokenLines = stopsAtBrokenLines
    self.report = report
    assembler = RecordAssembler(keepsRecords: keepsRecords, report: report)
  }

  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(InterchangeError) {
    var reader = try CSVReader(bytes, file: file)
    let targets = reader.header.map(target)
    try check(reader.header, targets)
    while true {
      do throws(InterchangeError) {
        guard let cells = try reader.next() else { return }
        try readRow(cells, reader, targets)
      } catch {
        if stopsAtBrokenLines { throw error }
        try report(
          Violation(
            .error, line: error.line ?? reader.line, column: error.column, field: "line",
            expected: error.expected,
            found: error.found))
      }
    }
  }

  private func target(_ name: String) -> Target {
    if name == "run_id" { return .runID }
    if let field = Configuration.fields.first(where: { $0.name == name }) { return .configuration(field) }
    if let field = Invocation.fields.first(where: { $0.name == name }) { return .invocation(field) }
    return MeasurementColumn(header: name).map(Target.measurement) ?? .unknown
  }

  private func check(_ header: [String], _ targets: [Target]) throws(InterchangeError) {
    for required in ["run_id", "status"] where !header.contains(required) {
      try report(
        Violation(.error, line: 1, field: required, expected: "a column of this name", found: "none"))
    }
    for (name, target) in zip(header, targets) {
      guard case .unknown = target else { continue }
      try report(
        Violation(
          .error, line: 1, field: name,
          expected: "a field of \(OpenFormat.schema) or measurement.<name>.<unit>",
          found: "an unknown column"))
    }
  }

  private mutating func readRow(
    _ cells: [CSVReader.Cell], _ reader: CSVReader, _ targets: [Target]
  ) throws(InterchangeError) {
    var record = Invocation(runID: "")
    var configuration = Configuration()
    var hasRun = false
    var hasStatus = false
    for (cell, target) in zip(cells, targets) where !cell.isMissing {
      switch target {
      case .unknown: continue
      case .runID:
        record.runID = cell.text
        hasRun = true
      case .configuration(let field): try store(cell, field, in: &configuration, reader)
      case .invocation(let field):
        try store(cell, field, in: &record, reader)
        hasStatus = hasStatus || field.name == "status"
      case .measurement(let column): try store(cell, column, in: &record, reader)
      }
    }
    for (field, isThere) in [("run_id", hasRun), ("status", hasStatus)] where !isThere {
      try report(
        Violation(.error, line: reader.line, field: field, expected: "a value in every record", found: "none")
      )
    }
    guard hasRun else { return }
    if let known = assembler.configuration(ofRun: record.runID) {
      try compare(configuration, with: known, line: reader.line)
    } else {
      try assembler.add(Run(id: record.runID, configuration: configuration), line: reader.line)
    }
    try assembler.add(record, line: reader.line)
  }

  private func store<Root>(
    _ cell: CSVReader.Cell, _ field: Field<Root>, in record: inout Root, _ reader: CSVReader
  ) throws(InterchangeError) {
    let value: FieldValue
    switch field.access {
    case .integer, .real: value = csvNumber(cell.text) ?? .text(cell.text)
    case .text, .choice: value = .text(cell.text)
    }
    guard let expectation = field.store(value, in: &record) else { return }
    try reportValue(cell, field.name, expectation, reader)
  }

  private func store(
    _ cell: CSVReader.Cell, _ column: MeasurementColumn, in record: inout Invocation, _ reader: CSVReader
  ) throws(InterchangeError) {
    let value: Double
    switch csvNumber(cell.text) {
    case .integer(let number): value = Double(number)
    case .real(let number): value = number
    case .text, nil: return try reportValue(cell, column.header, "a finite number", reader)
    }
    guard record.measurements[column.name] == nil else {
      return try reportValue(cell, column.header, "one unit of a measurement in a record", reader)
    }
    record.measurements[column.name] = Measurement(value: value, unit: column.unit)
  }

  private func reportValue(
    _ cell: CSVReader.Cell, _ field: String, _ expectation: String, _ reader: CSVReader
  ) throws(InterchangeError) {
    let hint = hasDecimalComma(cell.text) ? " with a decimal point, not a decimal comma" : ""
    try report(
      Violation(
        .error, line: reader.line, column: cell.column, field: field, expected: expectation + hint,
        found: excerpt(cell.text)))
  }

  private func compare(
    _ configuration: Configuration, with known: Configuration, line: Int
  ) throws(InterchangeError) {
    guard configuration != known else { return }
    for field in Configuration.fields where field.value(in: configuration) != field.value(in: known) {
      try report(
        Violation(
          .error, line: line, field: field.name,
          expected:
            "the same configuration in all rows of a run (\(field.value(in: known)?.summary ?? "missing"))",
          found: field.value(in: configuration)?.summary ?? "missing"))
    }
  }
}

/// A number by the grammar of JSON; `nil` when the text is none or too large.
func csvNumber(_ text: String) -> FieldValue? {
  try? withBytes(Array(text.utf8)) { (bytes) throws(InterchangeError) in
    var scanner = JSONScanner(bytes, range: 0..<bytes.count, file: "")
    let number = try scanner.number()
    guard scanner.position == bytes.count else { throw scanner.error(expected: "a number") }
    return number
  }
}

/// Whether a text is a number with a decimal comma, such as `1,5`.
func hasDecimalComma(_ text: String) -> Bool {
  let parts = text.split(separator: ",", omittingEmptySubsequences: false)
  return parts.count == 2 && csvNumber(parts.joined(separator: ".")) != nil
}
