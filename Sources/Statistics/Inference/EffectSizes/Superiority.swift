extension PooledSamples {
  /// The probability that a value of the first sample lies below one of the second, P(x < y) + ½ P(x = y), with an
  /// interval that stays in [0, 1]; for latencies: how often the first is the faster one.
  ///
  /// Student's t on the logit scale with the variance of Brunner and Munzel, for any two distributions. When all
  /// pairs agree that variance is 0, and the score interval of Newcombe (method 5) is used instead.
  /// Sources: Brunner and Munzel, Biometrical J. 42 (2000); Newcombe, Statist. Med. 25 (2006).
  /// - Parameter level: Nominal coverage, in (0, 1).
  /// - Throws: ``StatisticsError`` for a sample of fewer than two values or a level out of range.
  /// - Complexity: O(n + m).
  public func superiority(level: Double = 0.95) throws(StatisticsError) -> EffectEstimate {
    try require(level, "level", above: 0, below: 1)
    let placements = try Placements(self)
    let p = placements.superiority
    if placements.variance > 0, p > 0, p < 1 {
      let half =
        StudentT.quantile(0.5 + level / 2, degreesOfFreedom: placements.degreesOfFreedom)
        * placements.variance.squareRoot() / (p * (1 - p))
      let odds = p / (1 - p)
      let (low, high) = (odds * exponential(-half), odds * exponential(half))
      return EffectEstimate(
        value: p,
        interval: ConfidenceInterval(
          lower: low / (1 + low), upper: high == .infinity ? 1 : high / (1 + high), level: level),
        method: .placements, sizes: sizes)
    }
    let score = Normal.quantile(0.5 + level / 2)
    return EffectEstimate(
      value: p,
      interval: ConfidenceInterval(
        lower: 1 - scoreEnd(1 - p, score: score), upper: scoreEnd(p, score: score), level: level),
      method: .score, sizes: sizes)
  }

  /// Cliff's δ = P(x > y) − P(x < y), in [−1, 1], with its interval.
  ///
  /// Source: Cliff, Psychol. Bull. 114 (1993), from ``superiority(level:)``.
  /// - Throws: As ``superiority(level:)``.
  /// - Complexity: O(n + m).
  public func cliffsDelta(level: Double = 0.95) throws(StatisticsError) -> EffectEstimate {
    var estimate = try superiority(level: level)
    estimate.value = 1 - 2 * estimate.value
    let interval = estimate.interval
    estimate.interval.lower = interval.upper.map { 1 - 2 * $0 }
    estimate.interval.upper = interval.lower.map { 1 - 2 * $0 }
    return estimate
  }

  /// The larger θ with (θ − p)² = z² V(θ), V the variance under two exponential laws.
  private func scoreEnd(_ p: Double, score: Double) -> Double {
    let pseudo = Double(x.count + y.count) / 2 - 1
    func excess(_ theta: Double) -> Double {
      let variance =
        theta * (1 - theta) * (1 + pseudo * (1 - theta) / (2 - theta) + pseudo * theta / (1 + theta))
        / Double(x.count) / Double(y.count)
      return (theta - p) * (theta - p) - score * score * variance
    }
    var (low, high) = (p, 1.0)
    if p == 1 { return 1 }
    for _ in 0..<200 {
      let middle = 0.5 * (low + high)
      if excess(middle) < 0 || middle == p { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }
}
