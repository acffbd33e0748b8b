/// Intervals for quantiles that need no density and no resampling.
///
/// The rank of the true quantile in a sample is binomial, so order statistics bound it exactly; linear
/// interpolation between neighbouring ranks removes most of the conservatism of whole ranks.
/// Sources: Nyblom, "Note on interpolated order statistics" (1992); Woodruff (1952) and Korn and
/// Graubard (1998) for clustered data, through an effective sample size.
enum RankBounds {
  /// Real-valued ranks, on the scale of `n` independent values, between which the quantile lies.
  ///
  /// - Returns: An end is `nil` when `n` values cannot bound the quantile on that side.
  static func ranks(probability: Double, n: Double, level: Double) -> (lower: Double?, upper: Double?) {
    let tail = (1 - level) / 2
    // The upper bound is the lower one of the mirrored sample; so both end at a whole number of values, also
    // when `n` is not whole.
    let mirrored = lowerRank(below: tail, probability: 1 - probability, n: n)
    return (lowerRank(below: tail, probability: probability, n: n), mirrored.map { n + 1 - $0 })
  }

  /// The rank r at which P(quantile ≤ X₍r₎), interpolated, equals `tail`.
  ///
  /// Nyblom's interpolation of π(r) = P(Bin(n, p) ≤ r − 1) between the whole ranks around the tail.
  private static func lowerRank(below tail: Double, probability p: Double, n: Double) -> Double? {
    func reached(_ r: Double) -> Double { Beta.cumulative(1 - p, a: n - r + 1, b: r) }
    let last = n.rounded(.down)
    guard last >= 1, reached(1) <= tail else { return nil }
    var low = 1.0
    var high = last
    while high - low > 1 {
      let middle = ((low + high) / 2).rounded(.down)
      if reached(middle) <= tail { low = middle } else { high = middle }
    }
    let below = reached(low)
    let above = reached(high)
    if tail <= below || above <= tail { return above <= tail ? high : low }
    let odds = low * (1 - p) * (above - tail) / ((n - low) * p * (tail - below))
    return low + 1 / (1 + odds)
  }

  /// Independent values needed before both ends exist.
  static func sizeNeeded(probability p: Double, level: Double) -> Int {
    let tail = (1 - level) / 2
    let upper = logarithm(tail) / logarithm(p)
    let lower = logarithm(tail) / logarithm(onePlus: -p)
    return Int(max(upper, lower).rounded(.up))
  }
}

extension SortedSample {
  /// A quantile with the interpolated order-statistic interval of independent values.
  ///
  /// An end that the sample cannot bound is `nil` and a warning says how many values would do.
  ///
  /// - Parameters:
  ///   - probability: In (0, 1).
  ///   - level: Nominal coverage, in (0, 1).
  ///   - definition: Of the point estimate.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  /// - Complexity: O(log n) evaluations of the incomplete beta function.
  public func quantileInterval(
    _ probability: Double, level: Double = 0.95, definition: QuantileDefinition = .linear
  ) throws(StatisticsError) -> Estimate {
    try require(probability, "probability", above: 0, below: 1)
    try require(level, "level", above: 0, below: 1)
    let (interval, warnings) = bounds(probability, level: level, effectiveN: Double(count))
    return Estimate(
      value: try quantile(probability, definition: definition), interval: interval,
      method: .orderStatistic, n: count, effectiveN: Double(count), warnings: warnings)
  }

  /// Order-statistic bounds as if the sample held `effectiveN` independent values.
  func bounds(
    _ probability: Double, level: Double, effectiveN: Double
  ) -> (ConfidenceInterval, [EstimateWarning]) {
    let ranks = RankBounds.ranks(probability: probability, n: effectiveN, level: level)
    let stretch = Double(count + 1) / (effectiveN + 1)
    let interval = ConfidenceInterval(
      lower: ranks.lower.map { value(atRank: $0 * stretch) },
      upper: ranks.upper.map { value(atRank: $0 * stretch) }, level: level)
    let needed = RankBounds.sizeNeeded(probability: probability, level: level)
    var warnings: [EstimateWarning] = []
    if ranks.lower == nil { warnings.append(.lowerUnbounded(needed: needed)) }
    if ranks.upper == nil { warnings.append(.upperUnbounded(needed: needed)) }
    return (interval, warnings)
  }
}

extension ClusteredSample {
  /// Clusters below which a stated level is not to be trusted.
  public static let fewClusters = 5

  /// A quantile with an interval that respects clusters.
  ///
  /// The variance of the share of values up to the quantile, taken between clusters, gives a design
  /// effect; the order-statistic interval is then that of n / design effect independent values, reduced
  /// further for the few degrees of freedom of a variance from few clusters. Because few exceedances
  /// judge dependence poorly, the design effect is at least the one that the dependence of all ranks
  /// implies at this quantile under a Gaussian copula.
  ///
  /// - Parameters:
  ///   - probability: In (0, 1).
  ///   - level: Nominal coverage, in (0, 1).
  ///   - definition: Of the point estimate.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  /// - Complexity: O(n).
  public func quantileInterval(
    _ probability: Double, level: Double = 0.95, definition: QuantileDefinition = .linear
  ) throws(StatisticsError) -> Estimate {
    try require(probability, "probability", above: 0, below: 1)
    try require(level, "level", above: 0, below: 1)
    let value = try sorted.quantile(probability, definition: definition)
    if clusterCount < 2 {
      var single = try sorted.quantileInterval(probability, level: level, definition: definition)
      single.clusters = clusterCount
      single.warnings.append(.singleCluster)
      return single
    }
    let largestSize = sizes.max() ?? 1
    let effect =
      largestSize == 1
      ? 1
      : max(1, exceedanceDesignEffect(upTo: value), impliedDesignEffect(at: probability))
    var effectiveN = Double(count) / effect
    if largestSize > 1 {
      let ratio =
        Normal.quantile(0.5 + level / 2)
        / StudentT.quantile(0.5 + level / 2, degreesOfFreedom: Double(clusterCount - 1))
      effectiveN *= ratio * ratio
    }
    let (interval, boundWarnings) = sorted.bounds(probability, level: level, effectiveN: effectiveN)
    var warnings = boundWarnings
    if clusterCount < Self.fewClusters { warnings.append(.fewClusters(found: clusterCount)) }
    return Estimate(
      value: value, interval: interval, method: .clusteredOrderStatistic, n: count, clusters: clusterCount,
      designEffect: effect, effectiveN: effectiveN, warnings: warnings)
  }

  /// Design effect of the share of values up to a quantile, implied by the correlation of ranks.
  ///
  /// Two values with normal correlation r both lie below the quantile h with a probability that exceeds
  /// p² by ∫ exp(−h²/(1 + sin t)) dt / 2π over t from 0 to arcsin r (Drezner and Wesolowsky 1990).
  func impliedDesignEffect(at probability: Double) -> Double {
    guard let dependence = rankDependence(), dependence.intraclassCorrelation > 0 else { return 1 }
    let correlation = min(1, 2 * sine(Double.pi * dependence.intraclassCorrelation / 6))
    let h = Normal.quantile(probability)
    let end = arcSine(correlation)
    let steps = 64
    var integral = 0.0
    for step in 0...steps {
      let t = end * Double(step) / Double(steps)
      let weight = step == 0 || step == steps ? 1.0 : step.isMultiple(of: 2) ? 2 : 4
      integral += weight * exponential(-h * h / (1 + sine(t)))
    }
    integral *= end / Double(3 * steps)
    let implied = integral / (2 * Double.pi) / (probability * (1 - probability))
    let squares = sizes.reduce(0.0) { $0 + Double($1) * Double($1) }
    return 1 + (squares / Double(count) - 1) * implied
  }

  /// Variance of the share of values up to `threshold`, between clusters, over its binomial variance.
  func exceedanceDesignEffect(upTo threshold: Double) -> Double {
    var sums = [Double](repeating: 0, count: clusterCount)
    for (value, cluster) in zip(sorted.values, clusterOfSorted) where value <= threshold {
      sums[cluster] += 1
    }
    let n = Double(count)
    let share = sums.reduce(0, +) / n
    guard share > 0, share < 1 else { return 1 }
    let g = Double(clusterCount)
    var squares = 0.0
    for (sum, size) in zip(sums, sizes) {
      let residual = sum - Double(size) * share
      squares += residual * residual
    }
    return squares * g / (g - 1) / (n * share * (1 - share))
  }
}
