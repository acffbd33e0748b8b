import Measurements

/// Reads the open format `sebs/1` from JSON Lines.
///
/// One pass serves reading and validation: reading stops at the first error, validation reports all.
struct JSONLinesReader {
  private let file: String
  private let report: ViolationReport
  private let stopsAtBrokenLines: Bool
  private let configurationTable = FieldTable(Configuration.fields)
  private let invocationTable = FieldTable(Invocation.fields)
  private(set) var campaign: Campaign?
  private(set) var assembler: RecordAssembler

  init(file: String, keepsRecords: Bool, stopsAtBrokenLines: Bool, report: @escaping ViolationReport) {
    self.file = file
    self.report = report
    self.stopsAtBrokenLines = stopsAtBrokenLines
    assembler = RecordAssembler(keepsRecords: keepsRecords, report: report)
  }

  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(InterchangeError) {
    var start = byteOrderMarkLength(bytes)
    var line = 1
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      var scanner = JSONScanner(bytes, range: start..<end, line: line, file: file)
      scanner.skipWhitespace()
      if scanner.position < end {
        do throws(InterchangeError) {
          try readLine(&scanner)
        } catch {
          if stopsAtBrokenLines { throw error }
          try report(
            Violation(
              .error, line: error.line ?? line, column: error.column, field: "line", expected: error.expected,
              found: error.found))
        }
      }
      start = end + 1
      line += 1
    }
    if campaign == nil {
      try report(
        Violation(.error, line: 1, field: "kind", expected: "a campaign in the first line", found: "none"))
    }
  }

  private mutating func readLine(_ scanner: inout JSONScanner) throws(InterchangeError) {
    let line = scanner.line
    let kind = try kind(scanner)
    switch kind {
    case "campaign":
      let read = try CampaignReader(report: report).read(&scanner)
      if campaign != nil {
        try report(
          Violation(
            .error, line: line, field: "kind", expected: "one campaign in a file", found: "another one"))
      }
      campaign = campaign ?? read
    case "run":
      if let run = try readRun(&scanner) { try assembler.add(run, line: line) }
    case "invocation":
      if let record = try readInvocation(&scanner) { try assembler.add(record, line: line) }
    default:
      try report(
        Violation(
          .error, line: line, field: "kind", expected: "campaign, run or invocation",
          found: kind.map { excerpt($0) } ?? "none"))
      return
    }
    try scanner.finish()
    if campaign == nil {
      try report(
        Violation(
          .error, line: line, field: "kind", expected: "a campaign in the first line", found: kind ?? ""))
      campaign = Campaign(id: "", title: "", experiment: "")
    }
  }

  /// Value of the member `kind`, wherever it stands in the line.
  private func kind(_ scanner: JSONScanner) throws(InterchangeError) -> String? {
    var ahead = scanner
    try ahead.enter("{", "an object")
    if try ahead.next(isFirst: true, until: "}"), try ahead.key() == "kind", try ahead.kind() == .string {
      return try ahead.string()
    }
    ahead = scanner
    return try JSONValue(&ahead)["kind"]?.string
  }

  private func readRun(_ scanner: inout JSONScanner) throws(InterchangeError) -> Run? {
    let line = scanner.line
    var configuration = Configuration()
    var id: String?
    var discarded: [String: Int] = [:]
    _ = try readMembers(&scanner, configurationTable, into: &configuration) {
      (key: String, scanner: inout JSONScanner) throws(InterchangeError) -> Bool in
      switch key {
      case "run_id": id = try scanner.text()
      case "discarded": discarded = try scanner.counts()
      default: return false
      }
      return true
    }
    guard let id else {
      try reportMissing("run_id", line: line)
      return nil
    }
    return Run(id: id, configuration: configuration, discarded: discarded)
  }

  private func readInvocation(_ scanner: inout JSONScanner) throws(InterchangeError) -> Invocation? {
    let line = scanner.line
    var record = Invocation(runID: "")
    var runID: String?
    var measurements: [String: Measurement] = [:]
    let report = report
    let names = try readMembers(&scanner, invocationTable, into: &record) {
      (key: String, scanner: inout JSONScanner) throws(InterchangeError) -> Bool in
      switch key {
      case "run_id": runID = try scanner.text()
      case "measurements": measurements = try scanner.measurements(report)
      default: return false
      }
      return true
    }
    record.measurements = measurements
    let hasStatus = invocationTable.position(of: "status", hint: 0).map { names[$0] } ?? false
    if !hasStatus { try reportMissing("status", line: line) }
    guard let runID else {
      try reportMissing("run_id", line: line)
      return nil
    }
    record.runID = runID
    return record
  }

  private func reportMissing(_ field: String, line: Int) throws(InterchangeError) {
    try report(
      Violation(.error, line: line, field: field, expected: "a value in every record", found: "none"))
  }

  /// Reads an object; returns which fields of the table it names with a value.
  ///
  /// - Parameter other: Reads a member that is not in the table; `false` when it does not know it.
  private func readMembers<Root>(
    _ scanner: inout JSONScanner, _ table: FieldTable<Root>, into record: inout Root,
    other: (String, inout JSONScanner) throws(InterchangeError) -> Bool
  ) throws(InterchangeError) -> [Bool] {
    var isNamed = [Bool](repeating: false, count: table.fields.count)
    var hasValue = isNamed
    var others: [String] = []
    var isFirst = true
    var hint = 0
    try scanner.enter("{", "an object")
    while try scanner.next(isFirst: isFirst, until: "}") {
      isFirst = false
      let column = scanner.column
      let key = try scanner.key()
      let position = table.position(of: key, hint: hint)
      guard position.map({ !isNamed[$0] }) ?? !others.contains(key) else {
        throw scanner.error(expected: "every key once", found: "\(excerpt(key)) again")
      }
      if let position {
        isNamed[position] = true
        hint = position + 1
        hasValue[position] = try readField(&scanner, table.fields[position], into: &record)
        continue
      }
      others.append(key)
      if key == "kind" {
        _ = try JSONValue(&scanner)
        continue
      }
      if try !other(key, &scanner) {
        try report(
          Violation(
            .error, line: scanner.line, column: column, field: key,
            expected: "a field of \(OpenFormat.schema)",
            found: "an unknown one"))
        _ = try JSONValue(&scanner)
      }
    }
    return hasValue
  }

  private func readField<Root>(
    _ scanner: inout JSONScanner, _ field: Field<Root>, into record: inout Root
  ) throws(InterchangeError) -> Bool {
    let kind = try scanner.kind()
    let column = scanner.column
    var expectation: String?
    var found: String
    switch kind {
    case .number, .string:
      let value = kind == .number ? try scanner.number() : .text(try scanner.string())
      expectation = field.store(value, in: &record)
      if expectation == nil { return true }
      found = value.summary
    default:
      let value = try JSONValue(&scanner)
      if case .null = value.content { return false }
      expectation = field.expectation
      found = value.summary
    }
    try report(
      Violation(
        .error, line: scanner.line, column: column, field: field.name,
        expected: expectation ?? field.expectation,
        found: found))
    return true
  }
}
