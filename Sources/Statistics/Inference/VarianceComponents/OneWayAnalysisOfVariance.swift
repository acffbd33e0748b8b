/// The analysis of variance of one factor.
public struct OneWayAnalysisOfVariance: Codable, Hashable, Sendable {
  /// Σ n (group mean − mean)².
  public var betweenSumOfSquares: Double
  /// Σ (value − group mean)².
  public var withinSumOfSquares: Double
  /// Number of groups less 1.
  public var betweenDegreesOfFreedom: Int
  /// Number of values less the number of groups.
  public var withinDegreesOfFreedom: Int
  /// Number of values in each group.
  public var sizes: [Int]
  /// Test of equal group means; the statistic is F.
  public var test: TestResult
  /// Mean of each group less the first value of all.
  let offsets: [Double]

  /// Analyses groups of values.
  ///
  /// Differences to one of the values are summed with compensation, so that leading digits that all values share
  /// cost nothing.
  /// - Throws: ``StatisticsError`` for fewer than two groups, an empty group, values that are not finite, no
  ///   group of two values, or values that do not vary inside of any group.
  /// - Complexity: O(n).
  public init(_ groups: [[Double]]) throws(StatisticsError) {
    if groups.count < 2 { throw .tooFew(what: "groups", found: groups.count, needed: 2) }
    for group in groups { try requireFinite(group) }
    let origin = groups[0][0]
    let count = groups.reduce(0) { $0 + $1.count }
    if count == groups.count { throw .tooFew(what: "values", found: count, needed: groups.count + 1) }
    let offsets = groups.map { group in compensatedSum(group.map { $0 - origin }) / Double(group.count) }
    sizes = groups.map(\.count)
    let center = compensatedSum(zip(offsets, sizes).map { $0 * Double($1) }) / Double(count)
    self.offsets = offsets
    betweenSumOfSquares = compensatedSum(
      zip(offsets, sizes).map { ($0 - center) * ($0 - center) * Double($1) })
    withinSumOfSquares = compensatedSum(
      zip(groups, offsets).map { group, offset in
        let deviations = group.map { $0 - origin - offset }
        let drift = compensatedSum(deviations)
        return compensatedSum(deviations.map { $0 * $0 }) - drift * drift / Double(group.count)
      })
    betweenDegreesOfFreedom = groups.count - 1
    withinDegreesOfFreedom = count - groups.count
    if withinSumOfSquares <= 0 { throw .allEqual(method: "the analysis of variance inside of the groups") }
    let (a, b) = (Double(groups.count - 1), Double(count - groups.count))
    let statistic = betweenSumOfSquares / a / (withinSumOfSquares / b)
    try requireFinite(statistic, "F")
    let logPValue = LogTail.fisherF(above: statistic, numerator: a, denominator: b)
    test = TestResult(
      statistic: statistic, pValue: exponential(logPValue), logPValue: logPValue, law: .fisherF, sizes: sizes,
      degreesOfFreedom: [a, b])
  }

  /// Mean square between groups.
  public var betweenMeanSquare: Double { betweenSumOfSquares / Double(betweenDegreesOfFreedom) }
  /// Mean square inside of groups.
  public var withinMeanSquare: Double { withinSumOfSquares / Double(withinDegreesOfFreedom) }
  /// Share of the sum of squares that lies between groups.
  public var rSquared: Double { betweenSumOfSquares / (betweenSumOfSquares + withinSumOfSquares) }
  /// Standard deviation inside of groups.
  public var residualStandardDeviation: Double { withinMeanSquare.squareRoot() }
}

/// The share of the variance that lies between groups, with what it costs.
public struct IntraclassCorrelation: Codable, Hashable, Sendable {
  /// Estimate from the mean squares; may be negative.
  public var value: Double
  /// Interval that is exact for normal data, also with unequal group sizes; ends are held to [0, 1].
  public var interval: ConfidenceInterval
  /// Variance of the mean of all values over that of as many independent ones, at least 1.
  public var designEffect: Double
  /// Number of values over the design effect.
  public var effectiveN: Double
}

extension OneWayAnalysisOfVariance {
  /// The intraclass correlation of the groups.
  ///
  /// The interval inverts the F law of the weighted mean square between groups, which is free of nuisance
  /// parameters for any group sizes.
  /// Source: Wald, Ann. Math. Statist. 11 (1940); Searle, Casella and McCulloch, Variance Components (1992) 3.6.
  /// - Parameter level: Nominal coverage, in (0, 1).
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  /// - Complexity: O(groups).
  public func intraclassCorrelation(level: Double = 0.95) throws(StatisticsError) -> IntraclassCorrelation {
    try require(level, "level", above: 0, below: 1)
    let total = Double(sizes.reduce(0, +))
    let squares = sizes.reduce(0.0) { $0 + Double($1) * Double($1) }
    let meanSize = (total - squares / total) / Double(betweenDegreesOfFreedom)
    let between = betweenMeanSquare
    let within = withinMeanSquare
    let value = (between - within) / (between + (meanSize - 1) * within)
    let law = try FisherF(
      numerator: Double(betweenDegreesOfFreedom), denominator: Double(withinDegreesOfFreedom))
    let tail = (1 - level) / 2
    func correlation(_ ratio: Double) -> Double { ratio == .infinity ? 1 : ratio / (1 + ratio) }
    let effect = max(1, 1 + (squares / total - 1) * value)
    return IntraclassCorrelation(
      value: value,
      interval: ConfidenceInterval(
        lower: correlation(varianceRatio(where: law.quantile(lower: 1 - tail, upper: tail))),
        upper: correlation(varianceRatio(where: law.quantile(lower: tail, upper: 1 - tail))), level: level),
      designEffect: effect, effectiveN: total / effect)
  }

  /// The ratio of the variance between groups to that inside, at least 0, at which the weighted F has a value.
  private func varianceRatio(where wanted: Double) -> Double {
    func weightedF(_ ratio: Double) -> Double {
      let weights = sizes.map { Double($0) / (1 + ratio * Double($0)) }
      let total = weights.reduce(0, +)
      var center = 0.0
      for (weight, offset) in zip(weights, offsets) { center += weight / total * offset }
      var sum = 0.0
      for (weight, offset) in zip(weights, offsets) { sum += weight * (offset - center) * (offset - center) }
      return sum / Double(betweenDegreesOfFreedom) / withinMeanSquare
    }
    if weightedF(0) <= wanted { return 0 }
    // F falls with the ratio, at last like its inverse.
    var high = 1.0
    while weightedF(high) > wanted {
      high *= 4
      if high > 1e300 { return .infinity }
    }
    var low = 0.0
    for _ in 0..<200 where high - low > 1e-15 * high {
      let middle = 0.5 * (low + high)
      if weightedF(middle) > wanted { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }
}
