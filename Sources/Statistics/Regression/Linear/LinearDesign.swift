public import LinearAlgebra

/// The columns of a linear model with their names.
public struct LinearDesign: Equatable, Sendable {
  /// One name a column.
  public let terms: [String]
  /// One row an observation, to 53 or 106 bits.
  public let columns: DesignMatrix

  /// Number of observations.
  public var count: Int { columns.shape.rows }

  /// The elements rounded to doubles.
  public var matrix: Matrix { columns.leading }

  /// The column of a term, or `nil` when there is no such term.
  public func values(of term: String) throws -> [Double]? {
    try terms.firstIndex(of: term).map { Array(try matrix.column($0)) }
  }

  /// A design with a name for each column.
  ///
  /// - Throws: ``StatisticsError/lengthMismatch(expected:found:)``.
  public init(terms: [String], columns: DesignMatrix) throws(StatisticsError) {
    guard terms.count == columns.shape.columns else {
      throw .lengthMismatch(expected: columns.shape.columns, found: terms.count)
    }
    self.terms = terms
    self.columns = columns
  }

  /// A design of doubles with a name for each column.
  ///
  /// - Throws: ``StatisticsError/lengthMismatch(expected:found:)``.
  public init(terms: [String], _ matrix: Matrix) throws(StatisticsError) {
    try self.init(terms: terms, columns: DesignMatrix(matrix))
  }

  /// Columns of equal length, each with its name; those of a constant are all 1.
  ///
  /// - Throws: ``StatisticsError``: lengths that differ.
  public init(_ columns: KeyValuePairs<String, [Double]>) throws(StatisticsError) {
    let count = columns.first?.value.count ?? 0
    for (_, values) in columns where values.count != count {
      throw .lengthMismatch(expected: count, found: values.count)
    }
    let matrix = try solving("The design") { () throws(LinearAlgebraError) in
      try Matrix(columns: columns.map(\.value))
    }
    try self.init(terms: columns.map(\.key), matrix)
  }

  /// Powers of some values, formed in double-double, named `1`, `x`, `x^2` and so on.
  ///
  /// - Throws: ``StatisticsError``: not finite, or powers that overflow.
  public static func polynomial(
    of values: [Double], named name: String = "x", degree: Int, includesConstant: Bool = true
  ) throws(StatisticsError) -> LinearDesign {
    let columns = try solving("The polynomial") { () throws(LinearAlgebraError) in
      try DesignMatrix.polynomial(of: values, degree: degree, includesConstant: includesConstant)
    }
    let names = (includesConstant ? ["1"] : []) + (degree > 0 ? [name] : [])
    let powers = degree > 1 ? (2...degree).map { "\(name)^\($0)" } : []
    return try LinearDesign(terms: names + powers, columns: columns)
  }

  /// The first column that holds one number other than 0 throughout.
  var constantColumn: Int? {
    matrix.withUnsafeElements { elements in
      terms.indices.first { column in
        let values = elements[column * count..<(column + 1) * count]
        guard let first = values.first, first != 0 else { return false }
        return values.allSatisfy { $0 == first }
      }
    }
  }
}

/// Runs linear algebra and says in the words of statistics what went wrong.
func solving<Value>(
  _ method: String, terms: [String] = [], _ body: () throws(LinearAlgebraError) -> Value
) throws(StatisticsError) -> Value {
  do {
    return try body()
  } catch {
    switch error {
    case .rankDeficient(_, let columns, _, let dependent):
      throw .collinear(
        terms: terms.count == columns ? dependent.map { terms[$0] } : dependent.map { "column \($0)" })
    case .notFinite(_, let row, _): throw .notFinite(index: row)
    default: throw .unsolvable(method: method, reason: error.description)
    }
  }
}
