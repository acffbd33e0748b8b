public import LinearAlgebra

/// How much each observation decides a linear model.
///
/// Source: Belsley, Kuh and Welsch, Regression Diagnostics (1980); Cook, Technometrics 19 (1977).
public struct ObservationInfluence: Sendable {
  /// How much an observation pulls its own fitted value, in [0, 1]; the sum is the number of terms.
  public let leverages: [Double]
  /// Residuals over their standard deviation; `nil` where the leverage is 1 or the fit is exact.
  public let standardizedResiduals: [Double?]
  /// The same with σ estimated without the observation: Student's t with one degree of freedom less than the model
  /// under normal noise; `nil` also where nothing is left to estimate σ from.
  public let studentizedResiduals: [Double?]
  /// Cook's distances: the squared shift of all fitted values without the observation, over p σ².
  public let cooksDistances: [Double?]
  /// One row an observation, one column a term: the coefficients less those without the observation; 0 where the
  /// leverage is 1.
  public let coefficientShifts: Matrix
}

extension LinearModel {
  /// The influence of each observation; O(n p²).
  ///
  /// - Throws: ``StatisticsError`` after overflow.
  public func influence() throws(StatisticsError) -> ObservationInfluence {
    let basis = try OrthonormalBasis(weightedRows)
    let leverages = basis.leverages
    let residuals = solution.residuals
    let variance = residualSumOfSquares / Double(degreesOfFreedom)
    let freedom = Double(degreesOfFreedom)
    let order = Double(design.terms.count)
    let standardized = zip(residuals, leverages).map { residual, leverage -> Double? in
      variance > 0 && leverage < 1 - 1e-12 ? residual / (variance * (1 - leverage)).squareRoot() : nil
    }
    let studentized = standardized.map { value -> Double? in
      guard let value, freedom - value * value > 1e-12 * freedom else { return nil }
      return value * ((freedom - 1) / (freedom - value * value)).squareRoot()
    }
    let cooks = zip(standardized, leverages).map { value, leverage in
      value.map { $0 * $0 * leverage / (1 - leverage) / order }
    }
    return ObservationInfluence(
      leverages: leverages, standardizedResiduals: standardized, studentizedResiduals: studentized,
      cooksDistances: cooks, coefficientShifts: try coefficientShifts(basis, leverages))
  }

  /// (XᵀX)⁻¹ x e / (1 − h) of each observation.
  func coefficientShifts(_ basis: OrthonormalBasis, _ leverages: [Double]) throws(StatisticsError) -> Matrix {
    let factors = zip(solution.residuals, leverages).map { $1 < 1 - 1e-12 ? $0 / (1 - $1) : 0 }
    return try solving("Influence") { () throws(LinearAlgebraError) in
      try basis.rows.scalingRows(by: factors).multiplied(by: basis.inverseFactor, transposing: .right)
    }
  }
}
