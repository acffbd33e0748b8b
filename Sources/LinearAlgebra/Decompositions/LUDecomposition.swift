internal import COpenBLAS
internal import Glibc

/// The factors P A = L U of a square matrix, with row exchanges (dgetrf); O(n³).
///
/// A singular matrix has factors too: its determinant is 0, and only solving with it throws.
public struct LUDecomposition: Sendable {
  /// L below the diagonal (its own diagonal is 1), U on and above it.
  private let factors: Matrix
  /// Row, from 1, that was exchanged with row k, as LAPACK counts.
  private let exchanges: [Int32]
  /// Place of the first 0 on the diagonal of U.
  private let zeroPivot: Int?
  private let norm: Double

  /// Factorises a square matrix.
  ///
  /// - Throws: `notSquare` or `notFinite`.
  public init(_ matrix: Matrix) throws(LinearAlgebraError) {
    try matrix.requireSquare("LU decomposition")
    try matrix.requireFinite("matrix")
    BLAS.prepare()
    let order = matrix.rows
    var factors = matrix
    var exchanges = [Int32](repeating: 0, count: order)
    norm = matrix.maximumColumnSum
    var info: Int32 = 0
    if order > 0 {
      factors.withUnsafeMutableElements { buffer in
        info = LAPACKE_dgetrf(
          LAPACK_COL_MAJOR, order.blas, order.blas, buffer.baseAddress, order.blas, &exchanges)
      }
    }
    let pivot = try lapackStatus(info, "dgetrf")
    zeroPivot = pivot > 0 ? pivot - 1 : nil
    self.factors = try factors.requireFiniteResult(of: "LU decomposition")
    self.exchanges = exchanges
  }

  /// Number of rows and of columns.
  public var order: Int { factors.rows }

  /// The solution X of A X = B, or of Aᵀ X = B (dgetrs); O(n²) a right-hand side.
  ///
  /// - Throws: `singular`, `dimensionMismatch`, `notFinite` or, after overflow, `resultNotFinite`.
  public func solve(
    _ rightHandSide: Matrix, transposed: Bool = false
  ) throws(LinearAlgebraError) -> Matrix {
    try requireRegular()
    try requireSolvable(factors, rightHandSide)
    guard !rightHandSide.isEmpty else { return rightHandSide }
    var solution = rightHandSide
    let info = solution.withUnsafeMutableElements { buffer in
      factors.withUnsafeElements { factors in
        LAPACKE_dgetrs(
          LAPACK_COL_MAJOR, CChar(option: transposed ? "T" : "N"), order.blas, rightHandSide.columns.blas,
          factors.baseAddress, order.blas, exchanges, buffer.baseAddress, order.blas)
      }
    }
    try lapackStatus(info, "dgetrs")
    return try solution.requireFiniteResult(of: "solution")
  }

  /// The solution x of A x = b, or of Aᵀ x = b.
  ///
  /// - Throws: as the form for matrices.
  public func solve(_ rightHandSide: [Double], transposed: Bool = false) throws(LinearAlgebraError)
    -> [Double]
  {
    try solve(Matrix(column: rightHandSide), transposed: transposed).elements
  }

  /// The inverse (dgetri); O(n³). To solve, `solve` is faster and more accurate.
  ///
  /// - Throws: `singular` or, after overflow, `resultNotFinite`.
  public func inverse() throws(LinearAlgebraError) -> Matrix {
    try requireRegular()
    guard order > 0 else { return factors }
    var inverse = factors
    let info = inverse.withUnsafeMutableElements { buffer in
      LAPACKE_dgetri(LAPACK_COL_MAJOR, order.blas, buffer.baseAddress, order.blas, exchanges)
    }
    try lapackStatus(info, "dgetri")
    return try inverse.requireFiniteResult(of: "inverse")
  }

  /// Sign and logarithm of the determinant; no overflow for any order. The determinant of 0 x 0 is 1.
  public var determinant: LogDeterminant {
    var determinant = LogDeterminant(diagonal: factors.diagonal)
    for (row, exchange) in exchanges.enumerated() where Int(exchange) != row + 1 { determinant.sign.negate() }
    return determinant
  }

  /// Estimate of 1 / (‖A‖₁ ‖A⁻¹‖₁), 0 when singular (dgecon); O(n²).
  ///
  /// - Throws: `outOfMemory`, or `resultNotFinite` when ‖A‖₁ overflows.
  public func reciprocalCondition() throws(LinearAlgebraError) -> Double {
    guard zeroPivot == nil else { return 0 }
    guard order > 0 else { return 1 }
    guard norm.isFinite else { throw .resultNotFinite(operation: "norm") }
    var estimate = 0.0
    let info = factors.withUnsafeElements { factors in
      LAPACKE_dgecon(
        LAPACK_COL_MAJOR, CChar(option: "1"), order.blas, factors.baseAddress, order.blas, norm, &estimate)
    }
    try lapackStatus(info, "dgecon")
    return estimate
  }

  private func requireRegular() throws(LinearAlgebraError) {
    if let zeroPivot { throw .singular(pivot: zeroPivot) }
  }
}

/// A determinant as sign and logarithm of its magnitude.
public struct LogDeterminant: Equatable, Sendable {
  /// -1, 0 or 1.
  public internal(set) var sign: Int
  /// Natural logarithm of the magnitude; -infinity when the sign is 0.
  public let logarithm: Double

  /// The product of the numbers.
  init(diagonal: [Double]) {
    sign = diagonal.reduce(1) { $1 == 0 ? 0 : $1 < 0 ? -$0 : $0 }
    logarithm = diagonal.reduce(0) { $0 + log($1.magnitude) }
  }
}
