/// In which arithmetic a least-squares problem is solved.
public enum LeastSquaresPrecision: Sendable {
  /// In double; again in double-double when the estimated condition says that too few digits may be left.
  ///
  /// Too few are fewer than 13 in any coefficient where m p² is at most a million, so that the second solve takes
  /// some milliseconds, and fewer than 10 of the largest scaled coefficient beyond that.
  case automatic
  /// 53 bits: LAPACK's Householder reflections.
  case double
  /// 106 bits: Householder reflections in double-double.
  case doubleDouble

  /// Up to this m p² double-double is cheap enough to be used for the sake of a digit.
  static let cheapWork = 1_000_000
}

/// What to do when the columns are linearly dependent.
public enum RankDeficiencyPolicy: Sendable {
  /// Throw `rankDeficient`.
  case refuse
  /// Return, of all minimisers, the one with the smallest Euclidean norm; always in double.
  case minimumNorm
}

/// A solved least-squares problem.
public struct LeastSquaresSolution: Sendable {
  /// One coefficient a column of the design.
  public let coefficients: [Double]
  /// Response minus fitted values.
  public let residuals: [Double]
  /// The sum of the squared residuals.
  public let residualSumOfSquares: Double
  /// Numerical rank of the design.
  public let rank: Int
  /// The arithmetic that was used in the end, `double` or `doubleDouble`.
  public let precision: LeastSquaresPrecision
  /// Estimate of 1 / (‖R‖₁ ‖R⁻¹‖₁) after scaling the columns to equal norms; 0 when the rank is deficient.
  public let reciprocalCondition: Double
  /// The factor, or why there is none.
  let factor: Result<NormalFactor, LinearAlgebraError>

  /// Observations minus rank.
  public var degreesOfFreedom: Int { residuals.count - rank }

  /// (AᵀA)⁻¹, from the triangular factor and in its arithmetic; O(p³). Times the residual variance it is the
  /// covariance of the coefficients.
  ///
  /// - Throws: `rankDeficient` for a minimum-norm solution, or `resultNotFinite`.
  public func unscaledCovariance() throws(LinearAlgebraError) -> Matrix {
    try factor.get().inverseOfNormalMatrix()
  }
}

/// The coefficients x that minimise ‖A x − y‖₂ over the columns of a design A.
///
/// Columns are scaled to equal norms (by powers of two, so exactly) before anything is decided. Rows are reduced
/// block by block to a triangular factor, which is then factorised with column pivoting (dgeqrf, dgeqp3, dtrcon);
/// never by normal equations. O(m p²) time; memory for a block besides the input. Double-double takes about
/// twenty times the time and a copy of the design.
///
/// - Parameters:
///   - design: m observations by p columns.
///   - response: m values.
///   - precision: see `LeastSquaresPrecision`.
///   - rankTolerance: a pivot below this fraction of the first counts as 0; by default the larger side times the
///     spacing of the design's numbers, 2⁻⁵² or 2⁻¹⁰⁴.
///   - deficiency: what to do when the rank is less than p, as it is whenever m is.
/// - Throws: `dimensionMismatch`, `notFinite`, `rankDeficient`, `invalidTolerance`, `resultNotFinite`,
///   `outOfMemory`, or `invalidSize` for more than 46,339 columns.
public func leastSquares(
  _ design: DesignMatrix, _ response: [Double], precision: LeastSquaresPrecision = .automatic,
  rankTolerance: Double? = nil, whenDeficient deficiency: RankDeficiencyPolicy = .refuse
) throws(LinearAlgebraError) -> LeastSquaresSolution {
  let right = MatrixShape(rows: response.count, columns: 1)
  guard design.shape.rows == response.count else {
    throw .dimensionMismatch(operation: "least squares", left: design.shape, right: right)
  }
  let tolerance = try relativeTolerance(rankTolerance, shape: design.shape)
  let usualTolerance = try relativeTolerance(nil, shape: design.shape)
  let exactTolerance = try relativeTolerance(rankTolerance, shape: design.shape, spacing: design.spacing)
  let scaling = try ColumnScaling(design, response)
  if precision != .doubleDouble {
    let reduction = try RowReduction(design.leading, response, scaling, tolerance: tolerance)
    let isRegular = reduction.rank == design.shape.columns
    // A tolerance below what double resolves leaves the rank to double-double.
    let isEnough = isRegular ? reduction.isAccurate : exactTolerance >= usualTolerance
    if precision == .double || isEnough {
      guard isRegular || deficiency == .minimumNorm else { throw reduction.rankDeficiency }
      return try reduction.solution(design.leading, response)
    }
  }
  let exact = try DoubleDoubleReduction(design, response, scaling, tolerance: exactTolerance)
  guard let solution = try exact.solution(design, response) else {
    guard deficiency == .minimumNorm else { throw exact.rankDeficiency }
    return try RowReduction(design.leading, response, scaling, tolerance: tolerance)
      .solution(design.leading, response)
  }
  return solution
}

/// The coefficients x that minimise ‖A x − y‖₂, for a design of doubles.
///
/// - Throws: as the form for `DesignMatrix`.
public func leastSquares(
  _ design: Matrix, _ response: [Double], precision: LeastSquaresPrecision = .automatic,
  rankTolerance: Double? = nil, whenDeficient deficiency: RankDeficiencyPolicy = .refuse
) throws(LinearAlgebraError) -> LeastSquaresSolution {
  try leastSquares(
    DesignMatrix(design), response, precision: precision, rankTolerance: rankTolerance,
    whenDeficient: deficiency)
}
