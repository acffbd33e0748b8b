internal import LinearAlgebra

/// How sure fitted parameters are.
struct ParameterCovariance {
  let matrix: Matrix
  /// Degrees of freedom of Student's t for single parameters.
  let degreesOfFreedom: Double
  /// Mean square of the weighted residuals over the degrees of freedom that are left.
  let residualVariance: Double
  let clusterCount: Int?

  /// σ² (JᵀJ)⁻¹, or with clusters the sandwich of cluster totals, CR1: times G/(G − 1) · (n − 1)/(n − p), with
  /// G − 1 degrees of freedom.
  ///
  /// Source: Seber and Wild, Nonlinear Regression (1989) 2.1; Cameron and Miller, "A practitioner's guide to
  /// cluster-robust inference", J. Human Resources 50 (2015).
  /// - Parameters:
  ///   - residuals: Times root weights.
  ///   - jacobian: Derivatives of the fitted values, rows times root weights.
  ///   - clusters: A number for each observation, any numbers.
  ///   - residualSum: Sum of squares, when more observations than rows stand behind it.
  ///   - observations: Number of observations, by default the rows.
  static func of(
    residuals: [Double], jacobian: Matrix, clusters: [Int]?, residualSum: Double? = nil,
    observations: Int? = nil
  ) throws -> ParameterCovariance {
    let parameters = jacobian.columns
    let n = observations ?? residuals.count
    if n <= parameters {
      throw StatisticsError.tooFew(what: "observations", found: n, needed: parameters + 1)
    }
    let bread = try inverseNormalMatrix(jacobian, residuals)
    let sum = residualSum ?? residuals.reduce(0) { $0 + $1 * $1 }
    let variance = sum / Double(n - parameters)
    guard let clusters else {
      return ParameterCovariance(
        matrix: scaled(bread, by: variance), degreesOfFreedom: Double(n - parameters),
        residualVariance: variance, clusterCount: nil)
    }
    let totals = try clusterTotals(residuals, jacobian, clusters)
    let count = totals.columns
    if count < 2 { throw StatisticsError.tooFew(what: "clusters", found: count, needed: 2) }
    let factor = Double(count) / Double(count - 1) * Double(n - 1) / Double(n - parameters)
    return ParameterCovariance(
      matrix: scaled(try bread.multiplied(by: totals).gram(of: .rows), by: factor),
      degreesOfFreedom: Double(count - 1), residualVariance: variance, clusterCount: count)
  }

  private static func inverseNormalMatrix(_ jacobian: Matrix, _ residuals: [Double]) throws -> Matrix {
    do {
      return try leastSquares(jacobian, residuals).unscaledCovariance()
    } catch LinearAlgebraError.rankDeficient, LinearAlgebraError.resultNotFinite {
      throw StatisticsError.notIdentified(
        what: "all parameters of the model",
        remedy: "measure at more different places, or use a model with fewer parameters")
    }
  }

  private static func scaled(_ matrix: Matrix, by factor: Double) -> Matrix {
    var result = matrix
    result.withUnsafeMutableElements { for index in $0.indices { $0[index] *= factor } }
    return result
  }

  /// Jᵀr of each cluster, one column a cluster.
  private static func clusterTotals(
    _ residuals: [Double], _ jacobian: Matrix, _ clusters: [Int]
  ) throws -> Matrix {
    if clusters.count != residuals.count {
      throw StatisticsError.lengthMismatch(expected: residuals.count, found: clusters.count)
    }
    let ordered = Set(clusters).sorted()
    let place = Dictionary(uniqueKeysWithValues: zip(ordered, ordered.indices))
    var totals = try Matrix(rows: jacobian.columns, columns: ordered.count)
    for (row, cluster) in clusters.enumerated() {
      guard let column = place[cluster] else { continue }
      for parameter in 0..<jacobian.columns {
        totals[parameter, column] += jacobian[row, parameter] * residuals[row]
      }
    }
    return totals
  }
}
