/// A dense matrix of doubles, stored column by column.
///
/// A value: copies share their storage until one of them is changed. Kernels read the storage in place.
/// Products and sums follow IEEE 754 (NaN and infinities pass through); decompositions and solvers refuse them.
@frozen
public struct Matrix: Equatable, Sendable {
  /// Number of rows.
  public let rows: Int
  /// Number of columns.
  public let columns: Int
  /// The elements, column after column: (row, column) stands at `row + rows * column`.
  @inlinable
  public var elements: [Double] { storage }

  @usableFromInline
  var storage: [Double]

  @usableFromInline
  init(uncheckedRows rows: Int, columns: Int, elements: [Double]) {
    self.rows = rows
    self.columns = columns
    self.storage = elements
  }

  /// Rows and columns.
  public var shape: MatrixShape { MatrixShape(rows: rows, columns: columns) }

  /// Whether there is no element.
  public var isEmpty: Bool { storage.isEmpty }

  /// The element at a row and a column, both from 0.
  ///
  /// An index outside the matrix is a programming error and stops the program, as it does with `Array`.
  @inlinable
  public subscript(row: Int, column: Int) -> Double {
    get {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns, "index outside the matrix")
      return storage[row + rows * column]
    }
    set {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns, "index outside the matrix")
      storage[row + rows * column] = newValue
    }
  }
}

// MARK: - Creation

extension Matrix {
  /// A matrix with one value everywhere.
  ///
  /// - Throws: `invalidSize` when a side is negative or there are more than 2³¹ − 1 elements.
  public init(rows: Int, columns: Int, repeating value: Double = 0) throws(LinearAlgebraError) {
    let count = try Self.elementCount(rows: rows, columns: columns)
    self.init(
      uncheckedRows: rows, columns: columns, elements: [Double](repeating: value, count: count))
  }

  /// A matrix over values that are stored column by column, without copying them.
  ///
  /// - Throws: `invalidSize`, or `elementCountMismatch` when the number of values is not rows times columns.
  public init(rows: Int, columns: Int, columnMajor values: [Double]) throws(LinearAlgebraError) {
    let count = try Self.elementCount(rows: rows, columns: columns)
    guard values.count == count else {
      throw .elementCountMismatch(rows: rows, columns: columns, found: values.count)
    }
    self.init(uncheckedRows: rows, columns: columns, elements: values)
  }

  /// A matrix from its columns, which must be of equal length; no columns make a 0 x 0 matrix.
  ///
  /// - Throws: `unequalLengths` or `invalidSize`.
  public init(columns values: [[Double]]) throws(LinearAlgebraError) {
    let length = try Self.commonLength(of: values)
    let count = try Self.elementCount(rows: length, columns: values.count)
    var elements: [Double] = []
    elements.reserveCapacity(count)
    for column in values { elements.append(contentsOf: column) }
    self.init(uncheckedRows: length, columns: values.count, elements: elements)
  }

  /// A matrix from its rows, which must be of equal length; no rows make a 0 x 0 matrix.
  ///
  /// - Throws: `unequalLengths` or `invalidSize`.
  public init(rows values: [[Double]]) throws(LinearAlgebraError) {
    let length = try Self.commonLength(of: values)
    let count = try Self.elementCount(rows: values.count, columns: length)
    var elements: [Double] = []
    elements.reserveCapacity(count)
    for column in 0..<length {
      for row in values { elements.append(row[column]) }
    }
    self.init(uncheckedRows: values.count, columns: length, elements: elements)
  }

  /// A matrix from a literal of its rows, such as `Matrix([[1, 2], [3, 4]])`; the compiler checks the lengths.
  public init<let rowCount: Int, let columnCount: Int>(_ rows: [rowCount of [columnCount of Double]]) {
    var elements: [Double] = []
    elements.reserveCapacity(rowCount * columnCount)
    for column in 0..<columnCount {
      for row in 0..<rowCount { elements.append(rows[row][column]) }
    }
    self.init(uncheckedRows: rowCount, columns: columnCount, elements: elements)
  }

  /// The identity of an order.
  ///
  /// - Throws: `invalidSize`.
  public static func identity(_ order: Int) throws(LinearAlgebraError) -> Matrix {
    var identity = try Matrix(rows: order, columns: order)
    for index in 0..<order { identity.storage[index * (order + 1)] = 1 }
    return identity
  }

  /// A square matrix with these values on the diagonal and 0 elsewhere.
  ///
  /// - Throws: `invalidSize`.
  public static func diagonal(_ values: [Double]) throws(LinearAlgebraError) -> Matrix {
    var matrix = try Matrix(rows: values.count, columns: values.count)
    for (index, value) in values.enumerated() { matrix.storage[index * (values.count + 1)] = value }
    return matrix
  }

  /// Rows times columns, if BLAS can count that far.
  static func elementCount(rows: Int, columns: Int) throws(LinearAlgebraError) -> Int {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    let largest = Int(Int32.max)
    guard rows >= 0, columns >= 0, rows <= largest, columns <= largest, !overflow, count <= largest else {
      throw .invalidSize(rows: rows, columns: columns)
    }
    return count
  }

  private static func commonLength(of values: [[Double]]) throws(LinearAlgebraError) -> Int {
    let length = values.first?.count ?? 0
    for (index, value) in values.enumerated() where value.count != length {
      throw .unequalLengths(index: index, count: value.count, expected: length)
    }
    return length
  }
}
