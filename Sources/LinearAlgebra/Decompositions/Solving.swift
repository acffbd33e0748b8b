internal import COpenBLAS

extension Matrix {
  /// A matrix of one column, over the same storage; a vector too long for BLAS is refused.
  init(column vector: [Double]) throws(LinearAlgebraError) {
    try self.init(rows: vector.count, columns: 1, columnMajor: vector)
  }

  /// The largest sum of magnitudes of a column, ‖A‖₁ (dlange).
  var maximumColumnSum: Double {
    guard !isEmpty else { return 0 }
    BLAS.prepare()
    return withUnsafeElements {
      LAPACKE_dlange(LAPACK_COL_MAJOR, CChar(option: "1"), rows.blas, columns.blas, $0.baseAddress, rows.blas)
    }
  }

  /// The solution X of T X = B, or of Tᵀ X = B, where T is one triangle of this matrix (dtrtrs).
  ///
  /// Only that triangle is used; O(n²) a right-hand side.
  ///
  /// - Throws: `notSquare`, `dimensionMismatch`, `notFinite`, `singular` when the diagonal holds a 0, or, after
  ///   overflow, `resultNotFinite`.
  public func solveTriangular(
    _ triangle: Triangle, _ rightHandSide: Matrix, transposed: Bool = false
  ) throws(LinearAlgebraError) -> Matrix {
    try requireSquare("triangular solve")
    try requireFinite("matrix")
    try requireSolvable(self, rightHandSide)
    guard rows > 0 else { return rightHandSide }
    BLAS.prepare()
    var solution = rightHandSide
    let info = solution.withUnsafeMutableElements { buffer in
      withUnsafeElements { matrix in
        LAPACKE_dtrtrs(
          LAPACK_COL_MAJOR, triangle.option, CChar(option: transposed ? "T" : "N"), CChar(option: "N"),
          rows.blas, rightHandSide.columns.blas, matrix.baseAddress, rows.blas, buffer.baseAddress, rows.blas)
      }
    }
    let pivot = try lapackStatus(info, "dtrtrs")
    guard pivot == 0 else { throw .singular(pivot: pivot - 1) }
    return try solution.requireFiniteResult(of: "triangular solve")
  }

  /// The solution x of T x = b, or of Tᵀ x = b.
  ///
  /// - Throws: as the form for matrices.
  public func solveTriangular(
    _ triangle: Triangle, _ rightHandSide: [Double], transposed: Bool = false
  ) throws(LinearAlgebraError) -> [Double] {
    try solveTriangular(triangle, Matrix(column: rightHandSide), transposed: transposed).elements
  }

  /// Estimate of 1 / (‖T‖₁ ‖T⁻¹‖₁) for one triangle T of this matrix, 0 when singular (dtrcon); O(n²).
  ///
  /// - Throws: `notSquare`, `notFinite` or `outOfMemory`.
  public func reciprocalConditionOfTriangle(_ triangle: Triangle) throws(LinearAlgebraError) -> Double {
    try requireSquare("condition of a triangular matrix")
    try requireFinite("matrix")
    guard rows > 0 else { return 1 }
    BLAS.prepare()
    var estimate = 0.0
    let info = withUnsafeElements { matrix in
      LAPACKE_dtrcon(
        LAPACK_COL_MAJOR, CChar(option: "1"), triangle.option, CChar(option: "N"), rows.blas,
        matrix.baseAddress, rows.blas, &estimate)
    }
    try lapackStatus(info, "dtrcon")
    return estimate
  }
}

/// Refuses a right-hand side of other height than the matrix, or with NaN or infinities.
func requireSolvable(_ matrix: Matrix, _ rightHandSide: Matrix) throws(LinearAlgebraError) {
  guard rightHandSide.rows == matrix.rows else {
    throw .dimensionMismatch(operation: "solve", left: matrix.shape, right: rightHandSide.shape)
  }
  try rightHandSide.requireFinite("right-hand side")
}

/// Refuses problems whose divide-and-conquer workspace, a few squares of the smaller side, needs 64-bit sizes.
func requireWorkspace(_ routine: String, for shape: MatrixShape) throws(LinearAlgebraError) {
  let side = min(shape.rows, shape.columns)
  guard 8 * side * side + 256 * (shape.rows + shape.columns) <= Int(Int32.max) else {
    throw .workspaceTooLarge(routine: routine, shape: shape)
  }
}
