extension SortedSample {
  /// The Harrell-Davis quantile: a mean of all order statistics, weighted by the beta law of the rank.
  ///
  /// Smoother than an interpolated quantile where the data are; not for a quantile in a gap between two
  /// modes, which it fills with values that never occur.
  /// Source: Harrell and Davis, "A new distribution-free quantile estimator", Biometrika 69 (1982).
  /// - Parameter probability: In (0, 1).
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  /// - Complexity: O(√n) values carry weight in large samples, each with one incomplete beta function.
  public func harrellDavisQuantile(_ probability: Double) throws(StatisticsError) -> Double {
    try require(probability, "probability", above: 0, below: 1)
    let n = Double(count)
    let law = try Beta(a: (n + 1) * probability, b: (n + 1) * (1 - probability))
    // Outside of these ranks less than 1e-17 of the weight remains on either side.
    let first = max(0, Int(law.quantile(lower: 1e-17, upper: 1) * n))
    let last = min(count - 1, Int(law.quantile(lower: 1, upper: 1e-17) * n))
    var terms: [Double] = []
    var below = law.cumulative(Double(first) / n)
    var weights: [Double] = []
    for index in first...last {
      let upTo = index + 1 == count ? 1 : law.cumulative(Double(index + 1) / n)
      weights.append(upTo - below)
      terms.append((upTo - below) * values[index])
      below = upTo
    }
    return compensatedSum(terms) / compensatedSum(weights)
  }
}
