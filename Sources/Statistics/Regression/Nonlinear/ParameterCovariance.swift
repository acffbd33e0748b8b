internal import LinearAlgebra

/// How sure fitted parameters are.
struct ParameterCovariance {
  /// The parameters with their covariance, and degrees of freedom for each combination of them.
  let inference: CoefficientInference
  /// Mean square of the weighted residuals over the degrees of freedom that are left.
  let residualVariance: Double
  let clusterCount: Int?

  /// σ² (JᵀJ)⁻¹, or with clusters Bell and McCaffrey's CR2 on the derivatives in place of a design, with Satterthwaite
  /// degrees of freedom.
  ///
  /// Source: Seber and Wild, Nonlinear Regression (1989) 2.1; Bell and McCaffrey, Survey Methodology 28 (2002);
  /// Pustejovsky and Tipton, J. Business and Economic Statistics 36 (2018).
  /// - Parameters:
  ///   - residuals: Times root weights.
  ///   - jacobian: Derivatives of the fitted values, rows times root weights.
  ///   - clusters: A number for each observation, any numbers.
  static func of(
    parameters: [Double], residuals: [Double], jacobian: Matrix, clusters: [Int]?
  ) throws -> ParameterCovariance {
    let n = residuals.count
    if n <= parameters.count {
      throw StatisticsError.tooFew(what: "observations", found: n, needed: parameters.count + 1)
    }
    let freedom = Double(n - parameters.count)
    let variance = residuals.reduce(0) { $0 + $1 * $1 } / freedom
    // Also where clusters are given: it refuses parameters that the data do not determine.
    var matrix = try inverseNormalMatrix(jacobian, residuals)
    var contrasts = ContrastFreedom.fixed(freedom)
    var clusterCount: Int?
    if let clusters {
      let scores = try ClusterScores(rows: jacobian, residuals: residuals, clusters, .cr2)
      matrix = try scores.covariance()
      contrasts = .satterthwaite(scores)
      clusterCount = scores.count
    } else {
      matrix.withUnsafeMutableElements { for index in $0.indices { $0[index] *= variance } }
    }
    let inference = try CoefficientInference(
      terms: parameters.indices.map { "b\($0 + 1)" }, coefficients: parameters, covariance: matrix,
      method: clusters == nil ? .classical : .cr2, count: n, freedom: contrasts)
    return ParameterCovariance(
      inference: inference, residualVariance: variance, clusterCount: clusterCount)
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
}
