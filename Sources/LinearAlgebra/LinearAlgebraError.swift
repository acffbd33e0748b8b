/// Why a computation on matrices has no answer.
public enum LinearAlgebraError: Error, Equatable, Sendable {
  /// No matrix of this shape can be made: a side is negative or there are more than 2³¹ − 1 elements.
  case invalidSize(rows: Int, columns: Int)
  /// The number of values given is not the number of elements of the shape.
  case elementCountMismatch(rows: Int, columns: Int, found: Int)
  /// A row or column, counted from 0, differs in length from the first one.
  case unequalLengths(index: Int, count: Int, expected: Int)
  /// The operands' shapes do not fit the operation.
  case dimensionMismatch(operation: String, left: MatrixShape, right: MatrixShape)
  /// The operation is defined on square matrices only.
  case notSquare(operation: String, shape: MatrixShape)
  /// A row or column number lies outside the matrix.
  case indexOutOfRange(index: Int, count: Int)
  /// An input holds NaN or an infinity; the first such place, counted from 0.
  case notFinite(argument: String, row: Int, column: Int)
  /// The result is not representable: overflow happened on the way.
  case resultNotFinite(operation: String)
  /// A tolerance must be a finite number, 0 or greater.
  case invalidTolerance(Double)
  /// The columns are linearly dependent to within the tolerance; those listed add nothing to the others.
  case rankDeficient(rank: Int, columns: Int, tolerance: Double, dependentColumns: [Int])
  /// The leading minor of this order is not positive, so the matrix has no Cholesky factor.
  case notPositiveDefinite(leadingMinor: Int)
  /// The triangular factor has an exact 0 on the diagonal at this place, counted from 0.
  case singular(pivot: Int)
  /// An iteration of LAPACK did not converge; the count is the routine's own.
  case notConverged(routine: String, count: Int)
  /// The problem is too large for LAPACK's 32-bit workspace sizes.
  case workspaceTooLarge(routine: String, shape: MatrixShape)
  /// Memory for the workspace could not be had.
  case outOfMemory(routine: String)
  /// LAPACK refused an argument, which is a defect of this library.
  case illegalArgument(routine: String, position: Int)
  /// The number of threads must be between 1 and what the library was built for.
  case invalidThreadCount(Int)
}

/// The sides of a matrix.
public struct MatrixShape: Hashable, Sendable, CustomStringConvertible {
  /// Number of rows.
  public let rows: Int
  /// Number of columns.
  public let columns: Int

  /// Creates a shape.
  public init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  /// The shape as `rows x columns`.
  public var description: String { "\(rows) x \(columns)" }
}

extension LinearAlgebraError: CustomStringConvertible {
  /// What happened, with the numbers, and what would help.
  public var description: String {
    switch self {
    case .invalidSize(let rows, let columns):
      "no matrix of \(rows) x \(columns): sides must be 0 or greater and elements at most 2147483647"
    case .elementCountMismatch(let rows, let columns, let found):
      "a \(rows) x \(columns) matrix does not have \(found) elements"
    case .unequalLengths(let index, let count, let expected):
      "row or column \(index) has \(count) elements where the first has \(expected)"
    case .dimensionMismatch(let operation, let left, let right):
      "\(operation): shapes \(left) and \(right) do not fit"
    case .notSquare(let operation, let shape): "\(operation) needs a square matrix, found \(shape)"
    case .indexOutOfRange(let index, let count): "index \(index) is outside 0..<\(count)"
    case .notFinite(let argument, let row, let column):
      "\(argument) is NaN or infinite at row \(row), column \(column)"
    case .resultNotFinite(let operation): "\(operation): the result overflows; rescale the input"
    case .invalidTolerance(let value): "the tolerance \(value) is not a finite number of 0 or greater"
    case .rankDeficient(let rank, let columns, let tolerance, let dependentColumns):
      "rank \(rank) of \(columns) columns at relative tolerance \(tolerance); drop columns "
        + "\(dependentColumns.map(String.init).joined(separator: ", ")) or ask for the minimum-norm solution"
    case .notPositiveDefinite(let leadingMinor):
      "the leading minor of order \(leadingMinor) is not positive: not a positive definite matrix"
    case .singular(let pivot): "the matrix is singular: pivot \(pivot) is 0"
    case .notConverged(let routine, let count): "\(routine) did not converge (\(count))"
    case .workspaceTooLarge(let routine, let shape):
      "\(routine): a \(shape) matrix needs more workspace than 32-bit sizes can express"
    case .outOfMemory(let routine): "\(routine): no memory for the workspace"
    case .illegalArgument(let routine, let position): "\(routine) refused its argument \(position)"
    case .invalidThreadCount(let count): "\(count) is not a possible number of BLAS threads"
    }
  }
}
