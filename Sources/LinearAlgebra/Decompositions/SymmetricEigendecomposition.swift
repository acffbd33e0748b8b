internal import COpenBLAS

/// The eigenvalues and orthonormal eigenvectors of a symmetric matrix, A = V Λ Vᵀ (dsyevd); O(n³).
///
/// The sign of an eigenvector, and the basis within a repeated eigenvalue, are LAPACK's choice.
public struct SymmetricEigendecomposition: Sendable {
  /// Eigenvalues in ascending order.
  public let values: [Double]
  /// Column k is the eigenvector of value k.
  public let vectors: Matrix

  /// Decomposes a symmetric matrix; only its lower triangle is read.
  ///
  /// - Throws: `notSquare`, `notFinite`, `notConverged`, `workspaceTooLarge` or `outOfMemory`.
  public init(_ matrix: Matrix) throws(LinearAlgebraError) {
    (values, vectors) = try Self.decompose(matrix, job: "V")
  }

  /// The eigenvalues alone, ascending; about a third of the work.
  ///
  /// - Throws: as the decomposition.
  public static func values(of matrix: Matrix) throws(LinearAlgebraError) -> [Double] {
    try decompose(matrix, job: "N").values
  }

  private static func decompose(
    _ matrix: Matrix, job: Unicode.Scalar
  ) throws(LinearAlgebraError) -> (values: [Double], vectors: Matrix) {
    try matrix.requireSquare("symmetric eigendecomposition")
    try matrix.requireFinite("matrix")
    try requireWorkspace("dsyevd", for: matrix.shape)
    BLAS.prepare()
    let order = matrix.rows
    var vectors = matrix
    var values = [Double](repeating: 0, count: order)
    guard order > 0 else { return (values, vectors) }
    let info = vectors.withUnsafeMutableElements {
      LAPACKE_dsyevd(
        LAPACK_COL_MAJOR, CChar(option: job), Triangle.lower.option, order.blas, $0.baseAddress, order.blas,
        &values)
    }
    let failures = try lapackStatus(info, "dsyevd")
    guard failures == 0 else { throw .notConverged(routine: "dsyevd", count: failures) }
    guard values.allSatisfy(\.isFinite) else { throw .resultNotFinite(operation: "eigenvalues") }
    return (values, vectors)
  }
}
