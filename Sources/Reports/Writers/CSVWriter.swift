import Analysis
import Statistics

/// Writes tables and readings of a document as CSV (RFC 4180), with full precision and units in the headings.
public struct CSVWriter: Sendable {
  /// Who will read the file.
  public enum Dialect: Sendable {
    /// Programs: text as it is.
    case plain
    /// Spreadsheets: text that would run as a formula gets an apostrophe in front.
    case spreadsheet
  }

  /// Who will read the files.
  public var dialect: Dialect

  /// Creates a writer.
  public init(_ dialect: Dialect = .spreadsheet) { self.dialect = dialect }

  /// One file for each table, and one for each figure whose marks have readings, by name.
  public func write(_ document: Document) -> [(name: String, csv: String)] {
    document.tables.map { ("table-\($0.slug)", write($0)) }
      + document.figures.filter { !$0.readings.isEmpty }.map {
        ("figure-\($0.slug)", write($0.readings))
      }
  }

  /// A table: an estimate has a column for itself and one for each end of its interval.
  public func write(_ table: Table) -> String {
    let head = table.columns.flatMap { column -> [String] in
      let name = slug(column)
      return column.kind == .estimate ? [name, name + "_lower", name + "_upper"] : [name]
    }
    let rows = table.rows.map { row in
      zip(row.cells, table.columns).flatMap { cell, column -> [String] in
        guard column.kind == .estimate else { return [single(cell)] }
        return [estimate(cell), end(cell.interval?.lower), end(cell.interval?.upper)]
      }
    }
    return lines([head.map(quoted)] + rows)
  }

  /// The marks of a figure in long form.
  public func write(_ readings: Readings) -> String {
    let head = ["series", "point", "x", "value", "lower", "upper", "unit"]
    let rows = readings.series.flatMap { series in
      series.points.map { point in
        [
          quoted(series.label), quoted(point.name), point.x.map(machineNumber) ?? "",
          estimate(point.value),
          end(point.value.interval?.lower), end(point.value.interval?.upper), quoted(readings.unit),
        ]
      }
    }
    return lines([head] + rows + cells(readings))
  }

  private func cells(_ readings: Readings) -> [[String]] {
    guard let cells = readings.cells else { return [] }
    return zip(cells.columns, cells.values).flatMap { column, values in
      zip(cells.rows, values).compactMap { row, value in
        value.map { [quoted(row), quoted(column), "", machineNumber($0), "", "", quoted(readings.unit)] }
      }
    }
  }

  private func lines(_ rows: [[String]]) -> String {
    rows.map { $0.joined(separator: ",") + "\r\n" }.joined()
  }

  private func single(_ cell: TableCell) -> String {
    switch cell {
    case .text(let text): quoted(text)
    case .count, .number, .estimate: cell.number.map(machineNumber) ?? ""
    case .bound, .refused, .missing: ""
    }
  }

  /// A bound is an end of an interval, not an estimate.
  private func estimate(_ cell: TableCell) -> String {
    if case .bound = cell { return "" }
    return single(cell)
  }

  private func end(_ value: Double?) -> String { value.map(machineNumber) ?? "" }

  /// `USD per million` as `usd_per_million`.
  private func slug(_ column: TableColumn) -> String {
    let text = column.unit.map { "\(column.title) \($0)" } ?? column.title
    return text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "_")
  }

  /// A text cell, quoted where it must be.
  func quoted(_ text: String) -> String {
    var text = text
    if dialect == .spreadsheet, let first = text.unicodeScalars.first(where: { $0 != " " }),
      Self.starters.contains(first)
    {
      text = "'" + text
    }
    let mustQuote = text.unicodeScalars.contains { [",", "\"", "\r", "\n"].contains($0) }
    guard mustQuote else { return text }
    return "\""
      + text.unicodeScalars.reduce(into: "") { result, scalar in
        if scalar == "\"" { result += "\"" }
        result.unicodeScalars.append(scalar)
      } + "\""
  }

  /// Signs with which a spreadsheet begins a formula, also in their wide forms.
  private static let starters: Set<Unicode.Scalar> = [
    "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠",
  ]
}
