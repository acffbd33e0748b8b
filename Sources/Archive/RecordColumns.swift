import GRDB
import Interchange
import Measurements

/// Statements for a table whose columns are the fields of `Root`, and the way of values in and out.
struct RecordColumns<Root> {
  let fields: [Field<Root>]

  /// The names, quoted and with commas between them.
  var names: String { fields.map { "\"\($0.name)\"" }.joined(separator: ", ") }

  /// Adds the values of a record to the arguments of a statement.
  ///
  /// Not-a-number would become NULL and text behind a zero byte would be lost, so both are refused.
  func append(_ record: Root, to values: inout [DatabaseValue]) throws(ArchiveError) {
    for field in fields {
      switch field.value(in: record) {
      case nil: values.append(.null)
      case .integer(let number): values.append(number.databaseValue)
      case .real(let number):
        guard number.isFinite else {
          throw .invalidRecord(field: field.name, reason: "is not a finite number")
        }
        values.append(number.databaseValue)
      case .text(let text): values.append(try storable(text, field: field.name).databaseValue)
      }
    }
  }

  /// Fills a record from columns of a row, from `start` on.
  func read(_ row: Row, from start: Int, into record: inout Root, path: String) throws(ArchiveError) {
    for (offset, field) in fields.enumerated() {
      let column = start + offset
      let value: FieldValue?
      switch field.access {
      case .integer: value = (row[column] as Int?).map(FieldValue.integer)
      case .real: value = (row[column] as Double?).map(FieldValue.real)
      case .text, .choice: value = (row[column] as String?).map(FieldValue.text)
      }
      guard let value, let expectation = field.store(value, in: &record) else { continue }
      throw .corrupt(path: path, detail: "\(field.name) holds \(value), expected \(expectation)")
    }
  }
}

/// A text that SQLite gives back as it was.
func storable(_ text: String, field: String) throws(ArchiveError) -> String {
  guard !text.utf8.contains(0) else { throw .invalidRecord(field: field, reason: "holds a zero byte") }
  return text
}

/// Measurements as JSON text; `nil` when there are none.
func measurementsText(_ measurements: [String: Measurement]) throws(ArchiveError) -> String? {
  guard !measurements.isEmpty else { return nil }
  do throws(InterchangeError) {
    return try RecordText.encode(measurements)
  } catch {
    throw .invalidRecord(field: "measurements", reason: "holds a number that is not finite")
  }
}
