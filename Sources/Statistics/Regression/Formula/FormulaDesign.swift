internal import LinearAlgebra

/// A column of a table as a formula takes it; `nil` where a value is missing.
public enum FormulaColumn: Hashable, Sendable {
  /// Numbers.
  case numbers([Double?])
  /// Names of levels.
  case texts([String?])

  var count: Int {
    switch self {
    case .numbers(let values): values.count
    case .texts(let values): values.count
    }
  }

  func isMissing(_ row: Int) -> Bool {
    switch self {
    case .numbers(let values): values[row] == nil
    case .texts(let values): values[row] == nil
    }
  }

  /// The level in a row; numbers by their shortest decimals.
  func level(_ row: Int) -> String? {
    switch self {
    case .numbers(let values): values[row].map { Formula.number($0) }
    case .texts(let values): values[row]
    }
  }
}

/// A formula applied to the columns of a table.
public struct FormulaDesign: Sendable {
  /// The design, one row a complete row of the table.
  public let design: LinearDesign
  /// The response in these rows.
  public let response: [Double]
  /// The rows, from 0.
  public let rows: [Int]
  /// Number of rows that were left out because a value is missing.
  public let missing: Int
  /// How columns of levels were coded, for further rows.
  public let coding: FormulaCoding
}

/// How the levels of a formula's columns become numbers: against the first level of each.
public struct FormulaCoding: Hashable, Sendable {
  /// The formula.
  public let formula: Formula
  /// Levels of each column; numbers in order of size, texts in that of their characters.
  public let levels: [String: [String]]

  /// The design of further rows, such as those to predict for; the response need not be there.
  ///
  /// - Throws: ``FormulaError``: a column that is not there or holds texts, a missing value, a level that is not
  ///   known, or a term without value.
  public func design(of columns: [String: FormulaColumn]) throws(FormulaError) -> LinearDesign {
    let names = Set(formula.terms.flatMap(\.factors).map(Formula.column))
    let table = try FormulaTable(columns, needed: formula.columns.filter(names.contains))
    guard table.complete.count == table.count, table.count > 0 else {
      throw .noCompleteRow(columns: formula.columns.filter(names.contains))
    }
    return try table.design(self)
  }
}

extension Formula {
  /// Builds the design and the response from the columns of a table.
  ///
  /// A column of levels is coded by a column of 0 and 1 for each level but the first; for all levels where neither
  /// a constant nor another term holds what they share (R's rule). Rows with a missing value are left out.
  ///
  /// - Parameter columns: At least those of ``numericColumns`` and ``levelColumns``, of equal length.
  /// - Throws: ``FormulaError``.
  /// - Complexity: O(rows · columns of the design).
  public func design(of columns: [String: FormulaColumn]) throws(FormulaError) -> FormulaDesign {
    let table = try FormulaTable(columns, needed: self.columns)
    if table.complete.isEmpty { throw .noCompleteRow(columns: self.columns) }
    var levels: [String: [String]] = [:]
    for name in levelColumns { levels[name] = try table.levels(of: name) }
    let coding = FormulaCoding(formula: self, levels: levels)
    return FormulaDesign(
      design: try table.design(coding), response: try table.values(of: response), rows: table.complete,
      missing: table.count - table.complete.count, coding: coding)
  }

  /// All columns, in order of appearance.
  var columns: [String] { numericColumns + levelColumns.filter { !numericColumns.contains($0) } }

  static func column(of factor: Factor) -> String {
    switch factor {
    case .numeric(let expression): expression.column
    case .levels(let column): column
    }
  }

  /// Whether a factor of a term is coded by all of its levels: when the term without it is not in the model.
  func takesAllLevels(_ factor: Factor, in term: Term) -> Bool {
    let rest = Term(factors: term.factors.filter { $0 != factor })
    return rest.factors.isEmpty
      ? !hasConstant && isFirstOfLevels(term) : !terms.contains { $0.isSame(as: rest) }
  }

  /// Without a constant the first column of levels takes its place.
  private func isFirstOfLevels(_ term: Term) -> Bool {
    terms.first { term in
      if term.factors.count == 1, case .levels = term.factors[0] { return true }
      return false
    } == term
  }
}

/// The columns that a formula needs.
private struct FormulaTable {
  let columns: [String: FormulaColumn]
  let count: Int
  /// Rows without a missing value.
  let complete: [Int]

  init(_ columns: [String: FormulaColumn], needed: [String]) throws(FormulaError) {
    var count: Int?
    for name in needed {
      guard let column = columns[name] else {
        throw .unknownColumn(name: name, available: columns.keys.sorted())
      }
      if let count, column.count != count {
        throw .unequalColumns(name: name, expected: count, found: column.count)
      }
      count = column.count
    }
    let rows = count ?? columns.values.map(\.count).max() ?? 0
    self.columns = columns
    self.count = rows
    complete = (0..<rows).filter { row in !needed.contains { columns[$0]?.isMissing(row) ?? true } }
  }

  func levels(of name: String) throws(FormulaError) -> [String] {
    guard let column = columns[name] else {
      throw .unknownColumn(name: name, available: columns.keys.sorted())
    }
    let levels = Set(complete.compactMap { column.level($0) })
    let numbers = levels.compactMap { level in Double(level).map { (level, $0) } }
    if numbers.count == levels.count { return numbers.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0) }
    return levels.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
  }

  /// A number for each complete row.
  func values(of expression: Formula.Expression) throws(FormulaError) -> [Double] {
    guard case .numbers(let numbers)? = columns[expression.column] else {
      throw columns[expression.column] == nil
        ? .unknownColumn(name: expression.column, available: columns.keys.sorted())
        : .notNumeric(column: expression.column)
    }
    var values: [Double] = []
    values.reserveCapacity(complete.count)
    for row in complete {
      let argument = numbers[row] ?? .nan
      guard let value = expression.function(argument) else {
        throw .undefined(
          term: expression.description, row: row + 1, value: argument, needed: expression.function.domain)
      }
      values.append(value)
    }
    return values
  }

  func design(_ coding: FormulaCoding) throws(FormulaError) -> LinearDesign {
    var names: [String] = coding.formula.hasConstant ? ["1"] : []
    var elements = [Double](repeating: 1, count: coding.formula.hasConstant ? complete.count : 0)
    for term in coding.formula.terms {
      var parts: [(name: String, values: [Double])] = [("", [Double](repeating: 1, count: complete.count))]
      for factor in term.factors {
        let coded = try self.coded(factor, in: term, coding)
        parts = coded.flatMap { right in
          parts.map { left in
            (
              left.name.isEmpty ? right.name : "\(left.name):\(right.name)",
              zip(left.values, right.values).map { $0 * $1 }
            )
          }
        }
      }
      names += parts.map(\.name)
      for part in parts { elements += part.values }
    }
    do {
      return try LinearDesign(
        terms: names, try Matrix(rows: complete.count, columns: names.count, columnMajor: elements))
    } catch {
      throw .tooLarge(rows: complete.count, terms: names.count)
    }
  }

  /// The columns of a factor with their names.
  private func coded(
    _ factor: Formula.Factor, in term: Formula.Term, _ coding: FormulaCoding
  ) throws(FormulaError) -> [(name: String, values: [Double])] {
    switch factor {
    case .numeric(let expression): return [(expression.description, try values(of: expression))]
    case .levels(let name):
      let levels = coding.levels[name] ?? []
      let known = Set(levels)
      let found = complete.map { columns[name]?.level($0) ?? "" }
      for (place, level) in found.enumerated() where !known.contains(level) {
        throw .unknownLevel(column: name, row: complete[place] + 1, level: level, known: levels)
      }
      let isFull = coding.formula.takesAllLevels(factor, in: term)
      return (isFull ? levels[...] : levels.dropFirst()).map { level in
        ("\(name)=\(level)", found.map { $0 == level ? 1 : 0 })
      }
    }
  }
}
