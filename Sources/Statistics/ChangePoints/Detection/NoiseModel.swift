/// What remains of a series without its changes: its variance and how each value depends on the one before.
public struct NoiseModel: Codable, Hashable, Sendable {
  /// Variance about the fitted segments, on the scale of the search.
  public var variance: Double
  /// Upper bound of the correlation with the value before: the estimate and two standard errors, within [0, 0.98].
  public var correlation: Double
  /// Variance of a mean of n values times n: variance · (1 + correlation)/(1 − correlation), or
  /// ``localVariance`` when that is more.
  public var longRunVariance: Double
  /// Variance of values √n apart, from the median of their differences, which a few changes cannot move.
  public var localVariance: Double
  /// How the level moves by itself within the fitted segments; `nil` for too few groups.
  public var wander: Wander?

  /// Estimates from distances to fitted segments.
  ///
  /// Fitting makes neighbours look less alike, by about 1/n for each mean, slope and date; that is undone. The upper
  /// bound stands in for the correlation, because dependence that is missed makes false alarms, while some that
  /// is not there only costs power.
  init(
    residuals: [Double], weights: [Double], segments: [Range<Int>], slopes: Int, localVariance: Double
  ) {
    let n = Double(residuals.count)
    var (products, squares, weighted, pairs) = (0.0, 0.0, 0.0, 0)
    for segment in segments {
      for index in segment {
        squares += residuals[index] * residuals[index]
        weighted += weights[index] * residuals[index] * residuals[index]
        if index > segment.lowerBound { products += residuals[index] * residuals[index - 1] }
      }
      pairs += segment.count - 1
    }
    let means = Double(segments.count)
    let extra = Double(slopes + segments.count - 1)
    let raw = squares > 0 ? products / squares * n / Double(max(pairs, 1)) : 0
    let estimate = min(max(raw + (means + extra) / n, 0), 1)
    let correlation = estimate + 2 * ((1 - estimate * estimate) / n).squareRoot()
    self.correlation = min(correlation, 0.98)
    variance = weighted / max(n - means - extra, 1)
    self.localVariance = localVariance
    wander = nil
    longRunVariance = max(localVariance, variance * (1 + self.correlation) / (1 - self.correlation))
  }

  /// Half the squared median difference of values √n apart, as a variance of normal values; never less than a
  /// millionth of the variance of all, and never 0.
  static func localVariance(_ values: [Double]) -> Double {
    if values.count < 2 { return .leastNormalMagnitude }
    let step = max(1, min(values.count - 1, Int(Double(values.count).squareRoot().rounded())))
    let distances = zip(values, values.dropFirst(step)).map { abs($0 - $1) }
    let median = SortedSample(ascending: distances.sorted()).median
    let scale = 1.4826 * median
    let mean = values.reduce(0) { $0 + $1 / Double(values.count) }
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / Double(values.count) }
    return max(0.5 * scale * scale, 1e-6 * variance, .leastNormalMagnitude)
  }
}
