import Measurements

/// A column of a tidy table.
struct TidyColumn {
  let name: String
  /// Type by Frictionless: `integer`, `number` or `string`.
  let type: String
  let unit: String
  let meaning: String
  var words: [String] = []
  var isRequired = false

  init<Root>(_ field: Field<Root>) {
    name = field.name
    unit = field.unit
    meaning = field.meaning
    switch field.access {
    case .integer: type = "integer"
    case .real: type = "number"
    case .text: type = "string"
    case .choice(_, let choices):
      type = "string"
      words = choices
    }
  }

  init(_ column: MeasurementColumn) {
    name = column.header
    type = "number"
    unit = column.unit
    meaning = "Measurement \(column.name)."
  }

  init(_ name: String, type: String, _ meaning: String) {
    self.name = name
    self.type = type
    self.unit = ""
    self.meaning = meaning
    isRequired = true
  }
}

/// The two tables of a data set: runs, and invocations that refer to them by number.
///
/// Only columns with values are written. Labels that are the same for all calls of every run stand in the table
/// of runs, which keeps the large table small.
struct NotebookTables {
  let runColumns: [TidyColumn]
  let invocationColumns: [TidyColumn]
  let runs: [UInt8]
  let invocations: [UInt8]

  init(_ dataSet: DataSet) throws(InterchangeError) {
    let columns = try Columns(of: dataSet)
    let labels = columns.invocation.filter { Self.isLabel($0, of: dataSet) }
    let varying = columns.invocation.filter { field in !labels.contains { $0.name == field.name } }
    runColumns =
      [
        TidyColumn("run", type: "integer", "Number of the run, from 0."),
        TidyColumn("run_id", type: "string", "Identifier of the run."),
        TidyColumn("kept", type: "integer", "Calls of the run in the other table."),
        TidyColumn("discarded", type: "integer", "Calls that were made but not kept, such as warm-up."),
      ] + columns.configuration.map { TidyColumn($0) } + labels.map { TidyColumn($0) }
    invocationColumns =
      [TidyColumn("run", type: "integer", "Number of the run, as in the table of runs.")]
      + varying.map { TidyColumn($0) } + columns.measurements.map { TidyColumn($0) }
    runs = Self.runTable(dataSet, header: runColumns, columns.configuration, labels)
    invocations = Self.invocationTable(dataSet, header: invocationColumns, varying, columns.measurements)
  }

  /// Whether a field is a word or text that does not vary within any run.
  private static func isLabel(_ field: Field<Invocation>, of dataSet: DataSet) -> Bool {
    switch field.access {
    case .integer, .real: return false
    case .text, .choice: break
    }
    guard dataSet.runs.contains(where: { $0.invocations.count > 1 }) else { return false }
    return dataSet.runs.allSatisfy { run in
      guard let first = run.invocations.first else { return true }
      let value = field.value(in: first)
      return run.invocations.allSatisfy { field.value(in: $0) == value }
    }
  }

  private static func runTable(
    _ dataSet: DataSet, header: [TidyColumn], _ configuration: [Field<Configuration>],
    _ labels: [Field<Invocation>]
  ) -> [UInt8] {
    var writer = ByteWriter()
    writer.header(header)
    for (number, run) in dataSet.runs.enumerated() {
      writer.raw("\(number),")
      writer.csvCell(run.id)
      writer.raw(",\(run.invocations.count),\(run.discarded.values.reduce(0, +))")
      for field in configuration {
        writer.append(",")
        if let value = field.value(in: run.configuration) { writer.csv(value) }
      }
      for field in labels {
        writer.append(",")
        if let value = run.invocations.first.flatMap({ field.value(in: $0) }) { writer.csv(value) }
      }
      writer.append("\n")
    }
    return writer.bytes
  }

  private static func invocationTable(
    _ dataSet: DataSet, header: [TidyColumn], _ fields: [Field<Invocation>],
    _ measurements: [MeasurementColumn]
  ) -> [UInt8] {
    var writer = ByteWriter()
    writer.header(header)
    for (number, run) in dataSet.runs.enumerated() {
      for record in run.invocations {
        writer.raw(String(number))
        writer.cells(of: record, fields, measurements)
        writer.append("\n")
      }
    }
    return writer.bytes
  }
}

extension ByteWriter {
  fileprivate mutating func header(_ columns: [TidyColumn]) {
    for (index, column) in columns.enumerated() {
      if index > 0 { append(",") }
      csvCell(column.name)
    }
    append("\n")
  }
}
