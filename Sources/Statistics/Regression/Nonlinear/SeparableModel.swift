internal import LinearAlgebra

/// A sum of terms with linear coefficients, y = Σ βₖ φₖ(x; α): only the shape parameters α need starting values.
public struct SeparableModel: Sendable {
  /// Number of shape parameters.
  public let shapeCount: Int
  /// Number of terms, so of linear coefficients.
  public let termCount: Int
  /// Values of all terms: shape parameters and the predictors of one observation in.
  public let terms: @Sendable (_ shape: [DualNumber], _ predictors: [Double]) -> [DualNumber]

  /// A model by its terms.
  public init(
    shapeCount: Int, termCount: Int, terms: @escaping @Sendable ([DualNumber], [Double]) -> [DualNumber]
  ) {
    self.shapeCount = shapeCount
    self.termCount = termCount
    self.terms = terms
  }

  /// The same as a model of all its parameters: linear coefficients first, then shape parameters.
  public var joined: NonlinearModel {
    NonlinearModel(parameterCount: termCount + shapeCount) { parameters, predictors in
      let values = terms(Array(parameters[termCount...]), predictors)
      return zip(parameters, values).reduce(DualNumber(0)) { $0 + $1.0 * $1.1 }
    }
  }
}

/// Fits a separable model: Levenberg and Marquardt's method in the shape parameters alone, the linear
/// coefficients always at their least-squares values, and at the end in all parameters together.
///
/// Source: Golub and Pereyra, SIAM J. Numerical Analysis 10 (1973), with the Jacobian of Kaufman, BIT 15 (1975).
/// - Parameters:
///   - shapeStart: Starting values of the shape parameters.
///   - weights: As for ``nonlinearLeastSquares(_:predictors:response:start:weights:clusters:)``.
///   - clusters: As there.
/// - Returns: The fit of ``SeparableModel/joined``.
/// - Throws: ``StatisticsError``, as there.
public func variableProjection(
  _ model: SeparableModel, predictors: [[Double]], response: [Double], shapeStart: [Double],
  weights: [Double]? = nil, clusters: [Int]? = nil
) throws -> NonlinearFit {
  let joined = model.joined
  try requireModel(parameters: model.shapeCount, start: shapeStart)
  let roots = try rootWeights(weights, predictors, response, parameters: joined.parameterCount)
  let weighted = zip(response, roots).map(*)
  /// Terms, one column each, and for every shape parameter their derivatives, rows times root weights.
  func evaluate(_ shape: [Double]) throws -> (terms: Matrix, slopes: [Matrix])? {
    let duals = DualNumber.parameters(shape)
    var terms = try Matrix(rows: response.count, columns: model.termCount)
    var slopes = [Matrix](repeating: terms, count: model.shapeCount)
    for (row, place) in predictors.enumerated() {
      for (column, value) in model.terms(duals, place).prefix(model.termCount).enumerated() {
        terms[row, column] = value.value * roots[row]
        for index in shape.indices { slopes[index][row, column] = value.slopes[index] * roots[row] }
      }
    }
    let isFinite = ([terms] + slopes).allSatisfy { $0.elements.allSatisfy(\.isFinite) }
    return isFinite ? (terms, slopes) : nil
  }
  func linearFit(_ terms: Matrix) throws -> LeastSquaresSolution {
    try leastSquares(terms, weighted, precision: .double, whenDeficient: .minimumNorm)
  }
  let problem = SumOfSquaresProblem { shape in
    guard let (terms, slopes) = try evaluate(shape) else { return nil }
    let fit = try linearFit(terms)
    // Kaufman: the part of (∂Φ/∂α) β at right angles to the terms.
    let columns = try slopes.map { slope in
      try linearResiduals(of: slope.multiplied(by: fit.coefficients), on: terms)
    }
    return (fit.residuals, try Matrix(columns: columns))
  }
  let shape = try LevenbergMarquardt().minimize(problem, from: shapeStart).parameters
  guard let (terms, _) = try evaluate(shape) else {
    throw StatisticsError.notConverged(method: "variable projection", remedy: "give other starting values")
  }
  return try nonlinearLeastSquares(
    joined, predictors: predictors, response: response, start: linearFit(terms).coefficients + shape,
    weights: weights, clusters: clusters)
}

private func linearResiduals(of response: [Double], on terms: Matrix) throws -> [Double] {
  try leastSquares(terms, response, precision: .double, whenDeficient: .minimumNorm).residuals
}
