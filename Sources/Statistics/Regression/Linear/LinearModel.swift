public import LinearAlgebra

/// A linear model fitted by least squares: y = X β + noise.
///
/// Householder QR of scaled columns with pivoting, and in double-double where the condition asks for it; never
/// normal equations. With weights the rows are multiplied by their roots, so that an observation of weight w
/// counts as one whose noise has variance σ²/w.
public struct LinearModel: Sendable {
  /// The columns and their names.
  public let design: LinearDesign
  /// The values to be explained.
  public let response: [Double]
  /// Weight of each observation; `nil` when all count the same.
  public let weights: [Double]?
  /// Response minus fitted value, in units of the response.
  public let residuals: [Double]
  /// The sum of the squared deviations of the response, from its (weighted) mean where the model has a constant,
  /// otherwise from 0.
  public let totalSumOfSquares: Double
  /// Whether a column of the design is constant.
  public let hasConstant: Bool
  /// The solution for rows times the roots of their weights.
  let solution: LeastSquaresSolution
  /// Rows times the roots of their weights.
  let weightedRows: Matrix

  /// Fits a model.
  ///
  /// - Parameters:
  ///   - design: n observations of p terms.
  ///   - response: n values.
  ///   - weights: n positive numbers, to which the precisions of the observations are proportional.
  /// - Throws: ``StatisticsError``: lengths that differ, numbers that are not finite, weights that are not
  ///   positive, no more observations than terms, or terms that depend on each other linearly.
  /// - Complexity: O(n p²).
  public init(
    _ design: LinearDesign, _ response: [Double], weights: [Double]? = nil
  ) throws(StatisticsError) {
    let n = design.count
    guard response.count == n else { throw .lengthMismatch(expected: n, found: response.count) }
    if design.terms.isEmpty { throw .tooFew(what: "terms", found: 0, needed: 1) }
    guard n > design.terms.count else {
      throw .tooFew(
        what: "observations for \(design.terms.count) terms", found: n, needed: design.terms.count + 1)
    }
    var columns = design.columns
    var target = response
    if let weights {
      try Self.check(weights, count: n)
      try requireFinite(response)
      let roots = weights.map { $0.squareRoot() }
      columns = DesignMatrix(design.matrix.scalingRows(by: roots))
      target = zip(response, roots).map { $0 * $1 }
      solution = try Self.solve(columns, target, design.terms)
      residuals = zip(solution.residuals, roots).map { $0 / $1 }
    } else {
      solution = try Self.solve(columns, target, design.terms)
      residuals = solution.residuals
    }
    weightedRows = columns.leading
    self.design = design
    self.response = response
    self.weights = weights
    hasConstant = design.constantColumn != nil
    totalSumOfSquares = Self.squaredDeviations(response, weights, aboutMean: hasConstant)
  }

  private static func check(_ weights: [Double], count: Int) throws(StatisticsError) {
    guard weights.count == count else { throw .lengthMismatch(expected: count, found: weights.count) }
    for weight in weights where !(weight > 0 && weight.isFinite) {
      throw .outOfRange(
        parameter: "weight", value: weight, range: "(0, ∞): leave the row out instead of weight 0")
    }
  }

  private static func solve(
    _ columns: DesignMatrix, _ target: [Double], _ terms: [String]
  ) throws(StatisticsError) -> LeastSquaresSolution {
    try solving("Least squares", terms: terms) { () throws(LinearAlgebraError) in
      try leastSquares(columns, target)
    }
  }

  private static func squaredDeviations(
    _ values: [Double], _ weights: [Double]?, aboutMean isCentred: Bool
  ) -> Double {
    guard let weights else {
      let center = isCentred ? compensatedSum(values) / Double(values.count) : 0
      var drift = 0.0
      var sum = 0.0
      for value in values {
        let deviation = value - center
        drift += deviation
        sum.addProduct(deviation, deviation)
      }
      return isCentred ? sum - drift * drift / Double(values.count) : sum
    }
    let total = compensatedSum(weights)
    let center = isCentred ? compensatedSum(zip(values, weights).map { $0 * $1 }) / total : 0
    let deviations = values.map { $0 - center }
    let drift = isCentred ? compensatedSum(zip(deviations, weights).map { $0 * $1 }) : 0
    return compensatedSum(zip(deviations, weights).map { $0 * $0 * $1 }) - drift * drift / total
  }
}

extension LinearModel {
  /// One coefficient a term.
  public var coefficients: [Double] { solution.coefficients }

  /// Response less the residual.
  public var fittedValues: [Double] { zip(response, residuals).map { $0 - $1 } }

  /// Number of observations.
  public var count: Int { response.count }

  /// Observations less terms.
  public var degreesOfFreedom: Int { count - design.terms.count }

  /// The sum of the squared residuals, each times its weight.
  public var residualSumOfSquares: Double { solution.residualSumOfSquares }

  /// σ: root of the residual sum of squares over the degrees of freedom.
  public var residualStandardDeviation: Double {
    (residualSumOfSquares / Double(degreesOfFreedom)).squareRoot()
  }

  /// In which arithmetic the model was solved in the end.
  public var precision: LeastSquaresPrecision { solution.precision }

  /// Estimate of the reciprocal condition of the design with columns scaled to equal norms.
  public var reciprocalCondition: Double { solution.reciprocalCondition }

  /// Values of the model for the rows of a matrix with the terms of the design as columns; O(rows · p).
  ///
  /// - Throws: ``StatisticsError`` when the columns do not fit.
  public func values(at rows: Matrix) throws(StatisticsError) -> [Double] {
    guard rows.columns == coefficients.count else {
      throw .lengthMismatch(expected: coefficients.count, found: rows.columns)
    }
    return try solving("Prediction") { () throws(LinearAlgebraError) in
      try rows.multiplied(by: coefficients)
    }
  }
}

extension Matrix {
  /// Each row times a number of its own.
  func scalingRows(by factors: [Double]) -> Matrix {
    var scaled = self
    let rows = rows
    scaled.withUnsafeMutableElements { elements in
      factors.withUnsafeBufferPointer { factors in
        for start in stride(from: 0, to: elements.count, by: max(1, rows)) {
          for row in 0..<rows { elements[start + row] *= factors[row] }
        }
      }
    }
    return scaled
  }
}
