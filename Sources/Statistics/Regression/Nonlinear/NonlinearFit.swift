public import LinearAlgebra

/// A curve with parameters that were fitted to data.
public struct NonlinearFit: Sendable {
  /// The model that was fitted.
  public let model: NonlinearModel
  /// The parameters at the minimum.
  public let parameters: [Double]
  /// The parameters with their covariance and degrees of freedom: by CR2 with Satterthwaite's where clusters were given,
  /// classical otherwise; the curve is taken as straight between what the data allow.
  public let inference: CoefficientInference
  /// Observed less fitted, times root weights.
  public let residuals: [Double]
  /// Sum of the squared (weighted) residuals.
  public let residualSumOfSquares: Double
  /// Root of the residual variance: of one observation of weight 1.
  public let residualDeviation: Double
  /// Number of clusters, when given.
  public let clusters: Int?
  /// Evaluations of the Jacobian.
  public let iterations: Int
  /// How far from the minimum the fit ended: 0 is at it, 10⁻³ cannot be told from it by the data.
  ///
  /// Source: Bates and Watts, Technometrics 23 (1981).
  public let relativeOffset: Double

  init(
    model: NonlinearModel, minimum: LevenbergMarquardt.Minimum, covariance: ParameterCovariance
  ) {
    self.model = model
    parameters = minimum.parameters
    inference = covariance.inference
    residuals = minimum.residuals
    residualSumOfSquares = minimum.residuals.reduce(0) { $0 + $1 * $1 }
    residualDeviation = covariance.residualVariance.squareRoot()
    clusters = covariance.clusterCount
    iterations = minimum.iterations
    relativeOffset = minimum.relativeOffset
  }

  /// Covariance of the parameters.
  public var covariance: Matrix { inference.covariance }

  /// Standard errors of the parameters.
  public var standardErrors: [Double] { inference.standardErrors }

  /// Intervals of the parameters by Student's t.
  ///
  /// - Throws: ``StatisticsError``: a level outside of (0, 1), or clusters that leave nothing to estimate from.
  public func parameterIntervals(level: Double = 0.95) throws(StatisticsError) -> [ConfidenceInterval] {
    try inference.estimates(level: level).map(\.interval)
  }

  /// The curve at a place, with its bands by the delta method.
  ///
  /// - Parameters:
  ///   - predictors: Of one observation.
  ///   - weight: Of the observation that the prediction interval is for.
  ///   - level: Nominal coverage at this place.
  /// - Throws: ``StatisticsError``.
  public func prediction(
    at predictors: [Double], weight: Double = 1, level: Double = 0.95
  ) throws(StatisticsError) -> CurvePrediction {
    let result = model.formula(DualNumber.parameters(parameters), predictors)
    let gradient = parameters.indices.map { result.slopes[$0] }
    return try CurvePrediction(
      value: result.value, gradient: gradient, inference,
      observationVariance: residualDeviation * residualDeviation / weight, level: level)
  }
}

/// The value of a fitted curve at one place.
public struct CurvePrediction: Codable, Hashable, Sendable {
  /// The curve.
  public var value: Double
  /// Standard error of the curve.
  public var standardError: Double
  /// Degrees of freedom of Student's t.
  public var degreesOfFreedom: Double
  /// Covers the curve.
  public var confidence: ConfidenceInterval
  /// Covers one further observation.
  public var prediction: ConfidenceInterval

  /// By the delta method: variance gᵀ V g for the curve, plus that of an observation for the prediction.
  init(
    value: Double, gradient: [Double], _ inference: CoefficientInference, observationVariance: Double,
    level: Double
  ) throws(StatisticsError) {
    try requireFinite(value, "the curve at this place")
    let slope = try inference.estimate(of: gradient, level: level)
    let error = slope.standardError
    let factor = StudentT.quantile(0.5 + level / 2, degreesOfFreedom: slope.degreesOfFreedom)
    let spread = (error * error + observationVariance).squareRoot()
    self.value = value
    standardError = error
    degreesOfFreedom = slope.degreesOfFreedom
    confidence = ConfidenceInterval(
      lower: value - factor * error, upper: value + factor * error, level: level)
    prediction = ConfidenceInterval(
      lower: value - factor * spread, upper: value + factor * spread, level: level)
  }
}
