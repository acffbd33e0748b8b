/// A prediction that all candidates share in, with an interval that knows of their disagreement.
public struct AveragedPrediction: Codable, Hashable, Sendable {
  /// Mean of the candidates' curves by Akaike weight.
  public var value: Double
  /// Standard error within and between candidates.
  public var standardError: Double
  /// Covers the curve.
  public var confidence: ConfidenceInterval
  /// Covers one further unit.
  public var prediction: ConfidenceInterval
}

extension ScalingSelection {
  /// The model-averaged curve at a size.
  ///
  /// The standard error is Σ wᵢ √(varᵢ + (fᵢ − f̄)²), so that curves that disagree widen it; Student's t has
  /// the fewest degrees of freedom of the candidates that carry weight.
  /// Source: Buckland, Burnham and Augustin, Biometrics 53 (1997).
  /// - Parameters:
  ///   - size: Positive; need not have been measured.
  ///   - weight: Of the unit that the prediction interval is for.
  ///   - level: Nominal coverage.
  /// - Throws: ``StatisticsError``.
  /// - Complexity: O(candidates).
  public func average(
    at size: Double, weight: Double = 1, level: Double = 0.95
  ) throws(StatisticsError) -> AveragedPrediction {
    try requirePositive(size, "size")
    try requirePositive(weight, "weight")
    var parts: [(share: Double, curve: CurvePrediction, fit: ScalingFit)] = []
    for candidate in candidates {
      // A weight too small for a double's digits changes nothing.
      guard candidate.weight > 1e-12, let fit = candidate.fit else { continue }
      parts.append((candidate.weight, try fit.prediction(at: size, weight: weight, level: level), fit))
    }
    if parts.isEmpty { throw .tooFew(what: "candidates with a fit", found: 0, needed: 1) }
    let value = parts.reduce(0) { $0 + $1.share * $1.curve.value }
    var (error, spread) = (0.0, 0.0)
    for part in parts {
      let distance = part.curve.value - value
      let variance = part.curve.standardError * part.curve.standardError + distance * distance
      error += part.share * variance.squareRoot()
      let unit = part.fit.residualDeviation * part.fit.residualDeviation / weight
      spread += part.share * (variance + unit).squareRoot()
    }
    let freedom = parts.filter { $0.share > 0.01 }.map(\.curve.degreesOfFreedom).min() ?? 1
    let factor = StudentT.quantile(0.5 + level / 2, degreesOfFreedom: freedom)
    return AveragedPrediction(
      value: value, standardError: error,
      confidence: ConfidenceInterval(
        lower: value - factor * error, upper: value + factor * error, level: level),
      prediction: ConfidenceInterval(
        lower: value - factor * spread, upper: value + factor * spread, level: level))
  }
}
