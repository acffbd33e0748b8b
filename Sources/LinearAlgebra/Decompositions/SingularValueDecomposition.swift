internal import COpenBLAS

/// The thin singular value decomposition A = U Σ Vᵀ of any matrix, k = min(m, n) (dgesdd); O(m n k).
///
/// The signs of pairs of singular vectors are LAPACK's choice.
public struct SingularValueDecomposition: Sendable {
  /// Singular values in descending order, k of them.
  public let values: [Double]
  /// U, m x k, orthonormal columns.
  public let left: Matrix
  /// Vᵀ, k x n, orthonormal rows.
  public let rightTransposed: Matrix

  /// Decomposes a matrix of any shape.
  ///
  /// - Throws: `notFinite`, `notConverged`, `workspaceTooLarge`, `outOfMemory` or `resultNotFinite`.
  public init(_ matrix: Matrix) throws(LinearAlgebraError) {
    let count = min(matrix.rows, matrix.columns)
    var left = try Matrix(rows: matrix.rows, columns: count)
    var right = try Matrix(rows: count, columns: matrix.columns)
    values = try Self.decompose(matrix, job: "S", left: &left, right: &right)
    self.left = left
    rightTransposed = right
  }

  /// The singular values alone, descending.
  ///
  /// - Throws: as the decomposition.
  public static func values(of matrix: Matrix) throws(LinearAlgebraError) -> [Double] {
    var left = try Matrix(rows: 1, columns: 1)
    var right = left
    return try decompose(matrix, job: "N", left: &left, right: &right)
  }

  /// Number of singular values that exceed `tolerance` times the largest.
  ///
  /// - Parameter tolerance: relative; by default the larger side times 2⁻⁵².
  /// - Throws: `invalidTolerance`.
  public func rank(tolerance: Double? = nil) throws(LinearAlgebraError) -> Int {
    let shape = MatrixShape(rows: left.rows, columns: rightTransposed.columns)
    return numericalRank(ofPivoted: values, tolerance: try relativeTolerance(tolerance, shape: shape))
  }

  /// Smallest over largest singular value, 1 / κ₂; 0 for a matrix of zeros and 1 for an empty one.
  public var reciprocalCondition: Double {
    guard let largest = values.first, let smallest = values.last else { return 1 }
    return largest == 0 ? 0 : smallest / largest
  }

  private static func decompose(
    _ matrix: Matrix, job: Unicode.Scalar, left: inout Matrix, right: inout Matrix
  ) throws(LinearAlgebraError) -> [Double] {
    try matrix.requireFinite("matrix")
    try requireWorkspace("dgesdd", for: matrix.shape)
    BLAS.prepare()
    var work = matrix
    var values = [Double](repeating: 0, count: min(matrix.rows, matrix.columns))
    guard !matrix.isEmpty else { return values }
    let (leftRows, rightRows) = (left.rows, right.rows)
    let info = work.withUnsafeMutableElements { work in
      left.withUnsafeMutableElements { left in
        right.withUnsafeMutableElements { right in
          LAPACKE_dgesdd(
            LAPACK_COL_MAJOR, CChar(option: job), matrix.rows.blas, matrix.columns.blas, work.baseAddress,
            matrix.rows.blas, &values, left.baseAddress, leftRows.blas, right.baseAddress, rightRows.blas)
        }
      }
    }
    let failures = try lapackStatus(info, "dgesdd")
    guard failures == 0 else { throw .notConverged(routine: "dgesdd", count: failures) }
    guard values.allSatisfy(\.isFinite) else { throw .resultNotFinite(operation: "singular values") }
    return values
  }
}
