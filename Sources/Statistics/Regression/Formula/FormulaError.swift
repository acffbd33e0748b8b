/// Why a formula could not be read or applied.
public enum FormulaError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The text is no formula: where it stops being one (characters from 1), and what should stand there.
  case syntax(formula: String, position: Int, expected: String, found: String)
  /// There is no column of this name.
  case unknownColumn(name: String, available: [String])
  /// A column holds texts where numbers are needed.
  case notNumeric(column: String)
  /// A term has no value for what stands in a row (from 1).
  case undefined(term: String, row: Int, value: Double, needed: String)
  /// A row (from 1) holds a level that the model was not fitted with.
  case unknownLevel(column: String, row: Int, level: String, known: [String])
  /// Columns differ in length.
  case unequalColumns(name: String, expected: Int, found: Int)
  /// No row has a value in all columns.
  case noCompleteRow(columns: [String])
  /// The design has more elements than a matrix may have.
  case tooLarge(rows: Int, terms: Int)

  /// The whole message.
  public var description: String {
    switch self {
    case .syntax(let formula, let position, let expected, let found):
      "Formula, character \(position): expected \(expected), found \(found).\n"
        + "  \(formula)\n  \(String(repeating: " ", count: max(0, position - 1)))^"
    case .unknownColumn(let name, let available):
      "There is no column \(name); the columns are \(available.joined(separator: ", "))."
    case .notNumeric(let column):
      "Column \(column) holds texts: write factor(\(column)) to compare its levels."
    case .undefined(let term, let row, let value, let needed):
      "\(term) has no value in data row \(row), where the column is \(value): it must be \(needed). Leave the row "
        + "out or choose another term."
    case .unknownLevel(let column, let row, let level, let known):
      "Data row \(row) holds \(level) in column \(column); the model knows \(known.joined(separator: ", "))."
    case .unequalColumns(let name, let expected, let found):
      "Column \(name) has \(found) rows where others have \(expected)."
    case .noCompleteRow(let columns):
      "No row has a value in all of \(columns.joined(separator: ", "))."
    case .tooLarge(let rows, let terms):
      "\(rows) rows of \(terms) terms are more than fit: take fewer terms, or levels, or a part of the rows."
    }
  }
}
