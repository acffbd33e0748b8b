public import LinearAlgebra

/// The minimum covariance determinant estimate: location and covariance that up to half of the rows cannot spoil.
public struct RobustCovariance: Equatable, Sendable {
  /// The rows, ascending, whose covariance has the least determinant found.
  public var subset: [Int]
  /// Logarithm of that determinant, without corrections.
  public var logDeterminant: Double
  /// Mean of the subset.
  public var rawLocation: [Double]
  /// Covariance of the subset with both corrections.
  public var rawCovariance: Matrix
  /// Mean of the rows kept by reweighting.
  public var location: [Double]
  /// Covariance of those rows with both corrections.
  public var covariance: Matrix
  /// Whether a row was kept: its raw squared distance is at most the 97.5 % quantile of χ² with d degrees of freedom.
  public var isKept: [Bool]
  /// Squared Mahalanobis distances of the rows by the reweighted estimate.
  public var squaredDistances: [Double]
  /// Factors of the reweighted covariance: for large samples, and for small ones.
  public var corrections: (consistency: Double, smallSample: Double) { (consistency, smallSample) }
  var consistency: Double
  var smallSample: Double

  /// Number of columns.
  public var dimension: Int { location.count }
}

/// A hyperplane that holds at least as many rows as the subset needs: its covariance is singular, and rows off the
/// hyperplane are outliers whatever their distance.
public struct ExactFit: Hashable, Sendable {
  /// Coefficients a of a · x = offset, in the units of the columns; the largest in magnitude is 1.
  public var normal: [Double]
  /// Right-hand side of the equation.
  public var offset: Double
  /// Rows on the hyperplane, ascending.
  public var rowsOn: [Int]
  /// Rows off it, ascending.
  public var rowsOff: [Int]
}

/// What the search for the innermost rows found.
public enum RobustFit: Equatable, Sendable {
  /// An estimate.
  case regular(RobustCovariance)
  /// Rows in a hyperplane, so that no covariance exists: leave a column out, or study the two kinds apart.
  case exactFit(ExactFit)
}
