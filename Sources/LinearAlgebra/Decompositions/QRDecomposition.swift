internal import COpenBLAS

/// The factors A P = Q R of any matrix by Householder reflections (dgeqp3 or dgeqrf); O(m n²) for n ≤ m.
///
/// Q (m x m, orthogonal) is kept as reflections and applied without being formed.
public struct QRDecomposition: Sendable {
  /// Whether columns are exchanged.
  public enum Pivoting: Sendable {
    /// The column with the largest remainder comes next, which tells the rank.
    case columns
    /// Columns keep their order.
    case none
  }

  /// Column k of R belongs to column `permutation[k]` of A.
  public let permutation: [Int]
  /// R on and above the diagonal, reflections below it.
  private let factors: Matrix
  private let scales: [Double]
  private let pivoting: Pivoting

  /// Factorises a matrix of any shape.
  ///
  /// - Throws: `notFinite`, `outOfMemory` or, after overflow, `resultNotFinite`.
  public init(_ matrix: Matrix, pivoting: Pivoting = .columns) throws(LinearAlgebraError) {
    try matrix.requireFinite("matrix")
    BLAS.prepare()
    var factors = matrix
    let (rows, columns) = (matrix.rows, matrix.columns)
    var scales = [Double](repeating: 0, count: min(rows, columns))
    var places = [Int32](repeating: 0, count: columns)
    if !matrix.isEmpty {
      let info = factors.withUnsafeMutableElements { buffer in
        switch pivoting {
        case .columns:
          LAPACKE_dgeqp3(
            LAPACK_COL_MAJOR, rows.blas, columns.blas, buffer.baseAddress, rows.blas, &places, &scales)
        case .none:
          LAPACKE_dgeqrf(LAPACK_COL_MAJOR, rows.blas, columns.blas, buffer.baseAddress, rows.blas, &scales)
        }
      }
      try lapackStatus(info, pivoting == .columns ? "dgeqp3" : "dgeqrf")
    }
    let isPermuted = pivoting == .columns && !matrix.isEmpty
    permutation = isPermuted ? places.map { Int($0) - 1 } : Array(0..<columns)
    self.factors = try factors.requireFiniteResult(of: "QR decomposition")
    self.scales = scales
    self.pivoting = pivoting
  }

  /// Rows and columns of A.
  public var shape: MatrixShape { factors.shape }

  /// R, min(m, n) x n, upper triangular or trapezoidal.
  public var factorR: Matrix {
    var factor = factors.prefix(rows: scales.count)
    factor.keepTriangle(.upper)
    return factor
  }

  /// Q B or Qᵀ B for B of m rows (dormqr); O(m n) a column of B.
  ///
  /// - Throws: `dimensionMismatch`, `notFinite`, `outOfMemory` or, after overflow, `resultNotFinite`.
  public func applyingQ(to matrix: Matrix, transposed: Bool = false) throws(LinearAlgebraError) -> Matrix {
    guard matrix.rows == shape.rows else {
      throw .dimensionMismatch(operation: "product with Q", left: shape, right: matrix.shape)
    }
    try matrix.requireFinite("matrix")
    guard !matrix.isEmpty, !scales.isEmpty else { return matrix }
    var product = matrix
    let info = product.withUnsafeMutableElements { buffer in
      factors.withUnsafeElements { factors in
        LAPACKE_dormqr(
          LAPACK_COL_MAJOR, CChar(option: "L"), CChar(option: transposed ? "T" : "N"), matrix.rows.blas,
          matrix.columns.blas, scales.count.blas, factors.baseAddress, shape.rows.blas, scales,
          buffer.baseAddress, matrix.rows.blas)
      }
    }
    try lapackStatus(info, "dormqr")
    return try product.requireFiniteResult(of: "product with Q")
  }

  /// The first min(m, n) columns of Q (dorgqr); O(m n²).
  ///
  /// - Throws: `outOfMemory`.
  public func thinQ() throws(LinearAlgebraError) -> Matrix {
    let (rows, rank) = (shape.rows, scales.count)
    var factor = Matrix(
      uncheckedRows: rows, columns: rank, elements: Array(factors.elements.prefix(rows * rank)))
    guard !factor.isEmpty else { return factor }
    let info = factor.withUnsafeMutableElements {
      LAPACKE_dorgqr(LAPACK_COL_MAJOR, rows.blas, rank.blas, rank.blas, $0.baseAddress, rows.blas, scales)
    }
    try lapackStatus(info, "dorgqr")
    return factor
  }

  /// Number of diagonal elements of a pivoted R that exceed `tolerance` times the first one in magnitude.
  ///
  /// Without pivoting the diagonal does not tell the rank, so R is factorised once more, with it.
  ///
  /// - Parameter tolerance: relative; by default the larger side times 2⁻⁵².
  /// - Throws: `invalidTolerance`.
  public func rank(tolerance: Double? = nil) throws(LinearAlgebraError) -> Int {
    let tolerance = try relativeTolerance(tolerance, shape: shape)
    guard pivoting == .columns else {
      return try QRDecomposition(factorR, pivoting: .columns).rank(tolerance: tolerance)
    }
    return numericalRank(ofPivoted: factors.diagonal, tolerance: tolerance)
  }

  /// Estimate of 1 / (‖R‖₁ ‖R⁻¹‖₁) for the leading square of R, 0 when singular (dtrcon); O(n²).
  ///
  /// - Throws: `outOfMemory`.
  public func reciprocalCondition() throws(LinearAlgebraError) -> Double {
    try leadingR.reciprocalConditionOfTriangle(.upper)
  }

  /// The least-squares solution X of A X ≈ B for A of full column rank; O(m n) a right-hand side.
  ///
  /// `leastSquares` scales the columns and watches the precision; this is the plain solve.
  ///
  /// - Parameter tolerance: for the rank, as in `rank(tolerance:)`.
  /// - Throws: `rankDeficient`, `dimensionMismatch`, `notFinite`, `invalidTolerance` or `resultNotFinite`.
  public func solve(_ rightHandSide: Matrix, tolerance: Double? = nil) throws(LinearAlgebraError) -> Matrix {
    let tolerance = try relativeTolerance(tolerance, shape: shape)
    let rank = try rank(tolerance: tolerance)
    guard rank == shape.columns else {
      let order =
        pivoting == .columns ? permutation : try QRDecomposition(factorR, pivoting: .columns).permutation
      throw .rankDeficient(
        rank: rank, columns: shape.columns, tolerance: tolerance,
        dependentColumns: order.dropFirst(rank).sorted())
    }
    let projected = try applyingQ(to: rightHandSide, transposed: true).prefix(rows: shape.columns)
    let permuted = try leadingR.solveTriangular(.upper, projected)
    var solution = permuted
    for column in 0..<solution.columns {
      for (place, row) in permutation.enumerated() { solution[row, column] = permuted[place, column] }
    }
    return solution
  }

  private var leadingR: Matrix {
    let factor = factorR
    let order = factor.rows
    return Matrix(
      uncheckedRows: order, columns: order, elements: Array(factor.elements.prefix(order * order)))
  }
}

/// Number of leading diagonal elements of a pivoted factor that exceed the tolerance times the first.
func numericalRank(ofPivoted diagonal: [Double], tolerance: Double) -> Int {
  let threshold = tolerance * (diagonal.first?.magnitude ?? 0)
  return diagonal.firstIndex { $0.magnitude <= threshold } ?? diagonal.count
}
