internal import LinearAlgebra

/// Fits a model by (weighted) least squares from starting values, by Levenberg and Marquardt's method with the
/// model's exact derivatives.
///
/// - Parameters:
///   - model: The formula.
///   - predictors: One list an observation.
///   - response: One value an observation.
///   - start: Starting values of the parameters.
///   - weights: Positive, inversely proportional to the variances; all 1 by default.
///   - clusters: A number for each observation, any numbers; makes the covariance robust to dependence within
///     them (CR2, Student's t with Satterthwaite degrees of freedom).
/// - Throws: ``StatisticsError``: unequal lists, values that are not finite, fewer observations than parameters
///   or than are needed for a variance, no convergence, or parameters that the data do not determine.
/// - Complexity: O(n p²) an iteration.
public func nonlinearLeastSquares(
  _ model: NonlinearModel, predictors: [[Double]], response: [Double], start: [Double],
  weights: [Double]? = nil, clusters: [Int]? = nil
) throws -> NonlinearFit {
  try requireModel(parameters: model.parameterCount, start: start)
  let roots = try rootWeights(weights, predictors, response, parameters: model.parameterCount)
  let problem = SumOfSquaresProblem { parameters in
    var residuals = response
    var jacobian = try Matrix(rows: response.count, columns: parameters.count)
    let duals = DualNumber.parameters(parameters)
    jacobian.withUnsafeMutableElements { elements in
      for (row, place) in predictors.enumerated() {
        let fitted = model.formula(duals, place)
        residuals[row] = (response[row] - fitted.value) * roots[row]
        for column in parameters.indices {
          elements[row + column * response.count] = fitted.slopes[column] * roots[row]
        }
      }
    }
    return (residuals, jacobian)
  }
  let minimum = try LevenbergMarquardt().minimize(problem, from: start)
  let covariance = try ParameterCovariance.of(
    parameters: minimum.parameters, residuals: minimum.residuals, jacobian: minimum.jacobian,
    clusters: clusters)
  return NonlinearFit(model: model, minimum: minimum, covariance: covariance)
}

/// Refuses a number of parameters that dual numbers cannot hold, and a start of another length.
func requireModel(parameters: Int, start: [Double]) throws(StatisticsError) {
  if !(1...DualNumber.maximumParameters).contains(parameters) {
    throw .outOfRange(
      parameter: "number of parameters", value: Double(parameters),
      range: "1 ... \(DualNumber.maximumParameters)")
  }
  if start.count != parameters { throw .lengthMismatch(expected: parameters, found: start.count) }
  try requireFinite(start)
}

/// Checks the data of a fit and returns the roots of the weights.
func rootWeights(
  _ weights: [Double]?, _ predictors: [[Double]], _ response: [Double], parameters: Int
) throws(StatisticsError) -> [Double] {
  try requireFinite(response)
  if predictors.count != response.count {
    throw .lengthMismatch(expected: response.count, found: predictors.count)
  }
  let width = predictors[0].count
  for (index, place) in predictors.enumerated() {
    if place.count != width { throw .lengthMismatch(expected: width, found: place.count) }
    if !place.allSatisfy(\.isFinite) { throw .notFinite(index: index) }
  }
  if response.count <= parameters {
    throw .tooFew(what: "observations", found: response.count, needed: parameters + 1)
  }
  guard let weights else { return [Double](repeating: 1, count: response.count) }
  if weights.count != response.count { throw .lengthMismatch(expected: response.count, found: weights.count) }
  for weight in weights { try requirePositive(weight, "weight") }
  return weights.map { $0.squareRoot() }
}
