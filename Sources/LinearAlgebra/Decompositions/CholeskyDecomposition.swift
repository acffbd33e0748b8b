internal import COpenBLAS

/// The factor L of a symmetric positive definite matrix A = L Lᵀ (dpotrf); O(n³ / 3).
public struct CholeskyDecomposition: Sendable {
  /// L, lower triangular with a positive diagonal.
  public let factor: Matrix
  private let norm: Double

  /// Factorises a symmetric matrix; only its lower triangle is read.
  ///
  /// - Throws: `notSquare`, `notFinite` or `notPositiveDefinite`.
  public init(_ matrix: Matrix) throws(LinearAlgebraError) {
    try matrix.requireSquare("Cholesky decomposition")
    try matrix.requireFinite("matrix")
    BLAS.prepare()
    let order = matrix.rows
    var factor = matrix
    factor.mirror(.lower)
    norm = factor.maximumColumnSum
    factor.keepTriangle(.lower)
    var info: Int32 = 0
    if order > 0 {
      info = factor.withUnsafeMutableElements {
        LAPACKE_dpotrf(LAPACK_COL_MAJOR, Triangle.lower.option, order.blas, $0.baseAddress, order.blas)
      }
    }
    let minor = try lapackStatus(info, "dpotrf")
    guard minor == 0 else { throw .notPositiveDefinite(leadingMinor: minor) }
    self.factor = try factor.requireFiniteResult(of: "Cholesky decomposition")
  }

  /// Number of rows and of columns.
  public var order: Int { factor.rows }

  /// The solution X of A X = B (dpotrs); O(n²) a right-hand side.
  ///
  /// - Throws: `dimensionMismatch`, `notFinite` or, after overflow, `resultNotFinite`.
  public func solve(_ rightHandSide: Matrix) throws(LinearAlgebraError) -> Matrix {
    try requireSolvable(factor, rightHandSide)
    guard !rightHandSide.isEmpty else { return rightHandSide }
    var solution = rightHandSide
    let info = solution.withUnsafeMutableElements { buffer in
      factor.withUnsafeElements { factor in
        LAPACKE_dpotrs(
          LAPACK_COL_MAJOR, Triangle.lower.option, order.blas, rightHandSide.columns.blas, factor.baseAddress,
          order.blas, buffer.baseAddress, order.blas)
      }
    }
    try lapackStatus(info, "dpotrs")
    return try solution.requireFiniteResult(of: "solution")
  }

  /// The solution x of A x = b.
  ///
  /// - Throws: as the form for matrices.
  public func solve(_ rightHandSide: [Double]) throws(LinearAlgebraError) -> [Double] {
    try solve(Matrix(column: rightHandSide)).elements
  }

  /// The inverse, symmetric to the bit (dpotri); O(n³).
  ///
  /// - Throws: `resultNotFinite` after overflow.
  public func inverse() throws(LinearAlgebraError) -> Matrix {
    guard order > 0 else { return factor }
    var inverse = factor
    let info = inverse.withUnsafeMutableElements {
      LAPACKE_dpotri(LAPACK_COL_MAJOR, Triangle.lower.option, order.blas, $0.baseAddress, order.blas)
    }
    let pivot = try lapackStatus(info, "dpotri")
    guard pivot == 0 else { throw .singular(pivot: pivot - 1) }
    inverse.mirror(.lower)
    return try inverse.requireFiniteResult(of: "inverse")
  }

  /// Natural logarithm of the determinant, which is positive.
  public var logarithmOfDeterminant: Double { 2 * LogDeterminant(diagonal: factor.diagonal).logarithm }

  /// Estimate of 1 / (‖A‖₁ ‖A⁻¹‖₁) (dpocon); O(n²).
  ///
  /// - Throws: `outOfMemory`, or `resultNotFinite` when ‖A‖₁ overflows.
  public func reciprocalCondition() throws(LinearAlgebraError) -> Double {
    guard order > 0 else { return 1 }
    guard norm.isFinite else { throw .resultNotFinite(operation: "norm") }
    var estimate = 0.0
    let info = factor.withUnsafeElements {
      LAPACKE_dpocon(
        LAPACK_COL_MAJOR, Triangle.lower.option, order.blas, $0.baseAddress, order.blas, norm, &estimate)
    }
    try lapackStatus(info, "dpocon")
    return estimate
  }
}
