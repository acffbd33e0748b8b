import Measurements

/// Reads the first line of the open format.
struct CampaignReader {
  let report: ViolationReport

  func read(_ scanner: inout JSONScanner) throws(InterchangeError) -> Campaign {
    let line = scanner.line
    var campaign = Campaign(id: "", title: "", experiment: "import")
    var schema: String?
    var keys: [String] = []
    try scanner.enter("{", "an object")
    while try scanner.next(isFirst: keys.isEmpty, until: "}") {
      let key = try scanner.key()
      guard !keys.contains(key) else {
        throw scanner.error(expected: "every key once", found: "\(excerpt(key)) again")
      }
      keys.append(key)
      if try scanner.kind() == .literal, try isNull(scanner) {
        _ = try scanner.literal()
        continue
      }
      switch key {
      case "kind": _ = try JSONValue(&scanner)
      case "schema": schema = try scanner.text()
      case "seed": campaign.seed = try scanner.unsignedInteger()
      default: try read(key, &scanner, into: &campaign)
      }
    }
    if schema != OpenFormat.schema {
      try report(
        Violation(
          .error, line: line, field: "schema", expected: OpenFormat.schema,
          found: schema.map { excerpt($0) } ?? "none")
      )
    }
    if campaign.id.isEmpty {
      try report(Violation(.error, line: line, field: "id", expected: "an identifier", found: "none"))
    }
    return campaign
  }

  private func read(
    _ key: String, _ scanner: inout JSONScanner, into campaign: inout Campaign
  ) throws(InterchangeError) {
    switch key {
    case "id": campaign.id = try scanner.text()
    case "title": campaign.title = try scanner.text()
    case "experiment": campaign.experiment = try scanner.text()
    case "created_unix_ns": campaign.createdUnixNanoseconds = try scanner.count()
    case "command": campaign.command = try list(&scanner)
    case "tool_version": campaign.toolVersion = try scanner.text()
    case "plan": campaign.planJSON = try scanner.text()
    case "environment":
      campaign.environment = try scanner.dictionary { (inner: inout JSONScanner) throws(InterchangeError) in
        try inner.text()
      }
    case "notices": campaign.notices = try list(&scanner)
    case "sources":
      campaign.sources = try scanner.list { (inner: inout JSONScanner) throws(InterchangeError) in
        try inner.source()
      }
    case "ending": campaign.ending = try scanner.text()
    default:
      try report(
        Violation(
          .error, line: scanner.line, column: scanner.column, field: key,
          expected: "a field of \(OpenFormat.schema)", found: "an unknown one"))
      _ = try JSONValue(&scanner)
    }
  }

  private func list(_ scanner: inout JSONScanner) throws(InterchangeError) -> [String] {
    try scanner.list { (inner: inout JSONScanner) throws(InterchangeError) in try inner.text() }
  }

  private func isNull(_ scanner: JSONScanner) throws(InterchangeError) -> Bool {
    var ahead = scanner
    return try ahead.literal() == nil
  }
}

extension JSONScanner {
  mutating func text() throws(InterchangeError) -> String {
    guard try kind() == .string else { throw error(expected: "a text") }
    return try string()
  }

  mutating func list<Item>(
    _ item: (inout JSONScanner) throws(InterchangeError) -> Item
  ) throws(InterchangeError) -> [Item] {
    var items: [Item] = []
    try enter("[", "an array")
    while try next(isFirst: items.isEmpty, until: "]") { items.append(try item(&self)) }
    return items
  }

  mutating func source() throws(InterchangeError) -> Source {
    let start = self
    let parts = try dictionary { (scanner: inout JSONScanner) throws(InterchangeError) in try scanner.text() }
    guard let name = parts["name"], let format = parts["format"], let sha256 = parts["sha256"],
      parts.count == 3
    else { throw start.error(expected: "a source with name, format and sha256") }
    return Source(name: name, format: format, sha256: sha256)
  }

  /// An object whose values all have one type.
  mutating func dictionary<Value>(
    _ value: (inout JSONScanner) throws(InterchangeError) -> Value
  ) throws(InterchangeError) -> [String: Value] {
    var values: [String: Value] = [:]
    try enter("{", "an object")
    while try next(isFirst: values.isEmpty, until: "}") {
      let key = try key()
      guard values[key] == nil else {
        throw error(expected: "every key once", found: "\(excerpt(key)) again")
      }
      values[key] = try value(&self)
    }
    return values
  }

  /// A whole number, at least 0.
  mutating func count() throws(InterchangeError) -> Int {
    guard try kind() == .number else { throw error(expected: "a whole number, at least 0") }
    let start = self
    guard case .integer(let count) = try number(), count >= 0 else {
      throw start.error(expected: "a whole number, at least 0")
    }
    return count
  }

  /// Counts by reason.
  mutating func counts() throws(InterchangeError) -> [String: Int] {
    try dictionary { (scanner: inout JSONScanner) throws(InterchangeError) in try scanner.count() }
  }

  /// Measurements by name.
  mutating func measurements(_ report: ViolationReport) throws(InterchangeError) -> [String: Measurement] {
    try dictionary { (scanner: inout JSONScanner) throws(InterchangeError) in
      try scanner.measurement(report)
    }
  }

  private mutating func measurement(_ report: ViolationReport) throws(InterchangeError) -> Measurement {
    _ = try kind()
    let start = self
    var value: Double?
    var unit: String?
    var count = 0
    try enter("{", "a measurement with value and unit")
    while try next(isFirst: count == 0, until: "}") {
      count += 1
      let key = try key()
      let kind = try kind()
      switch (key, kind) {
      case ("value", .number) where value == nil:
        switch try number() {
        case .integer(let whole): value = Double(whole)
        case .real(let real): value = real
        case .text: break
        }
      case ("unit", .string) where unit == nil: unit = try string()
      default:
        try report(
          Violation(
            .error, line: line, column: column, field: "measurements",
            expected: "value with a number and unit with a text, each once", found: excerpt(key)))
        _ = try JSONValue(&self)
      }
    }
    guard let value, let unit else { throw start.error(expected: "a measurement with value and unit") }
    return Measurement(value: value, unit: unit)
  }
}
