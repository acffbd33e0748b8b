/// How many batches of correlated values an experiment needs.
///
/// The unit of replication is the batch: more values in a batch help less and less, down to the variance between
/// batches. All sizes are for the mean of logarithms, so that effects are ratios.
/// Source: Donner and Klar, Design and Analysis of Cluster Randomization Trials (2000), chapter 5, with t in place
/// of normal quantiles.
public struct BatchPlan: Codable, Hashable, Sendable {
  /// Values in a batch.
  public var batchSize: Int
  /// Share of the variance that the values of a batch have in common, in [0, 1].
  public var intraclassCorrelation: Double
  /// Variance of the logarithms of single values.
  public var logVariance: Double

  /// Describes batches.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  public init(batchSize: Int, intraclassCorrelation: Double, logVariance: Double) throws(StatisticsError) {
    if batchSize < 1 { throw .outOfRange(parameter: "batch size", value: Double(batchSize), range: "[1, ∞)") }
    if !(intraclassCorrelation >= 0 && intraclassCorrelation <= 1) {
      throw .outOfRange(parameter: "intraclass correlation", value: intraclassCorrelation, range: "[0, 1]")
    }
    try requirePositive(logVariance, "variance of the logarithms")
    self.batchSize = batchSize
    self.intraclassCorrelation = intraclassCorrelation
    self.logVariance = logVariance
  }

  /// Variance of a mean of a batch over that of as many independent values.
  public var designEffect: Double { 1 + Double(batchSize - 1) * intraclassCorrelation }

  /// Variance of the mean logarithm of one batch.
  public var batchMeanVariance: Double { logVariance * designEffect / Double(batchSize) }

  /// Half width, relative, of the interval of a geometric mean, on its upper side: 0.05 means the interval
  /// reaches 5 % up.
  ///
  /// - Parameter batches: At least 2.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  public func relativeHalfWidth(batches: Int, level: Double = 0.95) throws(StatisticsError) -> Double {
    try halfWidth(batches: batches, groups: 1, level: level)
  }

  /// Half width, relative, of the interval of a ratio of two geometric means, with as many batches each.
  ///
  /// - Parameter batches: Of each variant, at least 2.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  public func relativeHalfWidthOfRatio(batches: Int, level: Double = 0.95) throws(StatisticsError) -> Double {
    try halfWidth(batches: batches, groups: 2, level: level)
  }

  /// Batches for the interval of a geometric mean to be no wider, on average, than asked for.
  ///
  /// - Parameter relativeHalfWidth: Such as 0.05.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``, also when more than 10⁹ would be needed.
  public func batches(relativeHalfWidth wanted: Double, level: Double = 0.95) throws(StatisticsError) -> Int {
    try requirePositive(wanted, "relative half width")
    return try Self.least { batches throws(StatisticsError) in
      try halfWidth(batches: batches, groups: 1, level: level) <= wanted
    }
  }

  /// Batches of each of two variants for the interval of their ratio to be no wider, on average, than asked for.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``, also when more than 10⁹ would be needed.
  public func batches(
    relativeHalfWidthOfRatio wanted: Double, level: Double = 0.95
  ) throws(StatisticsError) -> Int {
    try requirePositive(wanted, "relative half width")
    return try Self.least { batches throws(StatisticsError) in
      try halfWidth(batches: batches, groups: 2, level: level) <= wanted
    }
  }

  /// Probability that the t-test of the batch means of two variants sees a true ratio, in its direction.
  ///
  /// - Parameters:
  ///   - ratio: Of the geometric means; positive.
  ///   - batches: Of each variant, at least 2.
  ///   - significance: Error rate of the two-sided test.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  public func power(ratio: Double, batches: Int, significance: Double = 0.05) throws(StatisticsError)
    -> Double
  {
    try requirePositive(ratio, "ratio")
    return try ClassicalPower.twoSampleT(
      effect: abs(logarithm(ratio)) / batchMeanVariance.squareRoot(), n: Double(batches), m: Double(batches),
      significance: significance)
  }

  /// Batches of each variant for a true ratio to be seen with a probability.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``, also when more than 10⁹ would be needed.
  public func batches(
    ratio: Double, power wanted: Double = 0.8, significance: Double = 0.05
  ) throws(StatisticsError) -> Int {
    try require(wanted, "power", above: significance, below: 1)
    return try Self.least { batches throws(StatisticsError) in
      try power(ratio: ratio, batches: batches, significance: significance) >= wanted
    }
  }

  /// Probability that two variants of a true ratio of 1 are shown to be equivalent, by two one-sided t-tests of
  /// their batch means.
  ///
  /// - Parameters:
  ///   - margin: Relative change that does not matter.
  ///   - batches: Of each variant, at least 2.
  ///   - significance: Error rate of a claim of equivalence, below ½.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  /// - Complexity: 2,000 evaluations of the normal and chi-squared laws.
  public func equivalencePower(
    margin: Double, batches: Int, significance: Double = 0.05
  ) throws(StatisticsError) -> Double {
    try requirePositive(margin, "margin")
    try require(significance, "significance", above: 0, below: 0.5)
    try Self.requireBatches(batches)
    let degrees = Double(2 * (batches - 1))
    let critical = StudentT.quantile(1 - significance, degreesOfFreedom: degrees)
    let deviation = (2 * batchMeanVariance / Double(batches)).squareRoot()
    let room = logarithm(onePlus: margin) / deviation
    // Given the estimated deviation s (in units of the true one), equivalence is |Z| ≤ room − critical · s. Equal
    // shares of the law of s, taken at their middles.
    let law = try ChiSquared(degreesOfFreedom: degrees)
    let steps = 2000
    var sum = 0.0
    for step in 0..<steps {
      let share = (Double(step) + 0.5) / Double(steps)
      let scale = (law.quantile(lower: share, upper: 1 - share) / degrees).squareRoot()
      let reach = room - critical * scale
      if reach > 0 { sum += 1 - 2 * Normal.cumulative(-reach) }
    }
    return sum / Double(steps)
  }

  private func halfWidth(batches: Int, groups: Int, level: Double) throws(StatisticsError) -> Double {
    try require(level, "level", above: 0, below: 1)
    try Self.requireBatches(batches)
    let degrees = Double(groups * (batches - 1))
    let deviation = (Double(groups) * batchMeanVariance / Double(batches)).squareRoot()
    return exponentialMinusOne(StudentT.quantile(0.5 + level / 2, degreesOfFreedom: degrees) * deviation)
  }

  private static func requireBatches(_ batches: Int) throws(StatisticsError) {
    if batches < 2 { throw .outOfRange(parameter: "batches", value: Double(batches), range: "[2, ∞)") }
  }

  /// The least number, from 2, from which on a condition holds.
  private static func least(_ holds: (Int) throws(StatisticsError) -> Bool) throws(StatisticsError) -> Int {
    if try holds(2) { return 2 }
    var (low, high) = (2, 4)
    while try !holds(high) {
      (low, high) = (high, 2 * high)
      if high > 1 << 30 {
        throw .outOfRange(parameter: "batches needed", value: Double(high), range: "[2, 1e9]: ask for less")
      }
    }
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if try holds(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
