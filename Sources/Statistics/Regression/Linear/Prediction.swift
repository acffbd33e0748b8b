public import LinearAlgebra

/// The value of a model at a row of a design, with its two bands.
public struct Prediction: Codable, Hashable, Sendable {
  /// Expected response.
  public var value: Double
  /// Where the expected response may lie.
  public var confidence: ConfidenceInterval
  /// Where one further observation may lie, normal noise of the model's σ taken for granted.
  public var prediction: ConfidenceInterval

  /// Creates a prediction.
  public init(value: Double, confidence: ConfidenceInterval, prediction: ConfidenceInterval) {
    self.value = value
    self.confidence = confidence
    self.prediction = prediction
  }
}

extension LinearModel {
  /// Values of the model at the rows of a matrix, with pointwise confidence and prediction bands.
  ///
  /// - Parameters:
  ///   - rows: One row a prediction, one column a term.
  ///   - inference: Where the covariance of the coefficients comes from; by default ``CovarianceEstimator/classical``.
  ///   - level: Nominal coverage of each band at each row, in (0, 1).
  ///   - weights: Weight of each further observation; by default 1.
  /// - Throws: ``StatisticsError``.
  /// - Complexity: O(rows · p²).
  public func predictions(
    at rows: Matrix, inference: CoefficientInference? = nil, level: Double = 0.95, weights: [Double]? = nil
  ) throws(StatisticsError) -> [Prediction] {
    guard rows.columns == coefficients.count else {
      throw .lengthMismatch(expected: coefficients.count, found: rows.columns)
    }
    if let weights, weights.count != rows.rows {
      throw .lengthMismatch(expected: rows.rows, found: weights.count)
    }
    for weight in weights ?? [] { try requirePositive(weight, "weight") }
    let source: CoefficientInference
    if let inference { source = inference } else { source = try self.inference() }
    let noise = residualSumOfSquares / Double(degreesOfFreedom)
    var predictions: [Prediction] = []
    predictions.reserveCapacity(rows.rows)
    for row in 0..<rows.rows {
      let contrast = (0..<rows.columns).map { rows[row, $0] }
      let estimate = try source.estimate(of: contrast, level: level)
      let spread = (estimate.standardError * estimate.standardError + noise / (weights?[row] ?? 1))
        .squareRoot()
      let factor = StudentT.quantile(0.5 + level / 2, degreesOfFreedom: estimate.degreesOfFreedom)
      predictions.append(
        Prediction(
          value: estimate.value, confidence: estimate.interval,
          prediction: ConfidenceInterval(
            lower: estimate.value - spread * factor, upper: estimate.value + spread * factor, level: level)))
    }
    return predictions
  }
}
