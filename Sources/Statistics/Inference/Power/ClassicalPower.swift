/// Power of the classical tests and the sizes that reach it.
///
/// Sizes are the real numbers at which the power is met; round up. Source: Cohen, Statistical Power Analysis for
/// the Behavioral Sciences (1988), with exact noncentral laws.
public enum ClassicalPower {
  /// Power of a t-test of two samples.
  ///
  /// - Parameters:
  ///   - effect: Difference of the means over the common standard deviation.
  ///   - n: Values in the first sample, at least 2.
  ///   - m: Values in the second sample, at least 2.
  ///   - significance: Error rate of the test.
  ///   - alternative: The one-sided forms expect an effect of their own sign.
  ///   - countsWrongDirection: Whether rejections in the wrong direction count, which a two-sided test also
  ///     makes; R's `strict`.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  public static func twoSampleT(
    effect: Double, n: Double, m: Double, significance: Double = 0.05, alternative: Alternative = .twoSided,
    countsWrongDirection: Bool = false
  ) throws(StatisticsError) -> Double {
    try requireSize(n, 2)
    try requireSize(m, 2)
    return try power(
      noncentrality: effect * (n * m / (n + m)).squareRoot(), degreesOfFreedom: n + m - 2,
      significance: significance, alternative: alternative, countsWrongDirection: countsWrongDirection)
  }

  /// Values in each of two equal samples for a t-test to reach a power.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``, also for an effect of 0.
  public static func twoSampleTSize(
    effect: Double, power: Double, significance: Double = 0.05, alternative: Alternative = .twoSided
  ) throws(StatisticsError) -> Double {
    try size(from: 2, power: power, significance: significance) { n throws(StatisticsError) in
      try twoSampleT(effect: effect, n: n, m: n, significance: significance, alternative: alternative)
    }
  }

  /// Values in each of two samples for the normal test of two proportions to reach a power.
  ///
  /// Source: Fleiss, Statistical Methods for Rates and Proportions (1981), without continuity correction.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` unless the proportions are in (0, 1) and
  ///   differ.
  public static func proportionSize(
    _ p: Double, _ q: Double, power: Double, significance: Double = 0.05
  ) throws(StatisticsError) -> Double {
    try require(p, "first proportion", above: 0, below: 1)
    try require(q, "second proportion", above: 0, below: 1)
    try require(power, "power", above: significance, below: 1)
    try require(significance, "significance", above: 0, below: 1)
    try requirePositive(abs(p - q), "difference of the proportions")
    let pooled = ((p + q) * (1 - (p + q) / 2)).squareRoot()
    let separate = (p * (1 - p) + q * (1 - q)).squareRoot()
    let root =
      (-Normal.quantile(significance / 2) * pooled + Normal.quantile(power) * separate) / abs(p - q)
    return root * root
  }

  /// Power of the F test of a one-way analysis of variance.
  ///
  /// - Parameters:
  ///   - groups: At least 2.
  ///   - between: Variance of the group means (with groups − 1).
  ///   - within: Variance inside of groups.
  ///   - n: Values in each group, more than 1.
  ///   - significance: Error rate of the test.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  public static func oneWay(
    groups: Int, between: Double, within: Double, n: Double, significance: Double = 0.05
  ) throws(StatisticsError) -> Double {
    if groups < 2 { throw .outOfRange(parameter: "groups", value: Double(groups), range: "[2, ∞)") }
    try requireSize(n, 1.000_001)
    try requirePositive(within, "variance within")
    let a = Double(groups - 1)
    return try linearModel(
      numerator: a, denominator: (n - 1) * Double(groups), noncentrality: a * n * between / within,
      significance: significance)
  }

  /// Values in each group for a one-way analysis of variance to reach a power.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``, also when nothing lies between groups.
  public static func oneWaySize(
    groups: Int, between: Double, within: Double, power: Double, significance: Double = 0.05
  ) throws(StatisticsError) -> Double {
    try size(from: 2, power: power, significance: significance) { n throws(StatisticsError) in
      try oneWay(groups: groups, between: between, within: within, n: n, significance: significance)
    }
  }

  /// Power of an F test with given degrees of freedom.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  public static func linearModel(
    numerator: Double, denominator: Double, noncentrality: Double, significance: Double = 0.05
  ) throws(StatisticsError) -> Double {
    try require(significance, "significance", above: 0, below: 1)
    if !(noncentrality >= 0 && noncentrality < 1e7) {
      throw .outOfRange(parameter: "noncentrality", value: noncentrality, range: "[0, 1e7)")
    }
    let critical = try FisherF(numerator: numerator, denominator: denominator).quantile(
      survival: significance)
    return NoncentralTail.fisherF(above: critical, numerator, denominator, noncentrality: noncentrality)
  }

  /// Values for the two-sided test of a correlation of 0 to reach a power, by Fisher's z with its bias.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` unless the correlation is in (−1, 1) and not
  ///   0.
  public static func correlationSize(
    _ correlation: Double, power: Double, significance: Double = 0.05
  ) throws(StatisticsError) -> Double {
    try require(abs(correlation), "absolute correlation", above: 0, below: 1)
    return try size(from: 4, power: power, significance: significance) { n throws(StatisticsError) in
      let t = StudentT.quantile(1 - significance / 2, degreesOfFreedom: n - 2)
      let critical = hyperbolicArcTangent(t / (t * t + n - 2).squareRoot())
      let z = hyperbolicArcTangent(abs(correlation)) + abs(correlation) / (2 * (n - 1))
      let root = (n - 3).squareRoot()
      return Normal.cumulative((z - critical) * root) + Normal.cumulative((-z - critical) * root)
    }
  }

  /// Power of a t-test with a given noncentrality.
  static func power(
    noncentrality: Double, degreesOfFreedom: Double, significance: Double, alternative: Alternative,
    countsWrongDirection: Bool
  ) throws(StatisticsError) -> Double {
    try require(significance, "significance", above: 0, below: 1)
    let law = try StudentT(degreesOfFreedom: degreesOfFreedom)
    let shift =
      alternative == .twoSided ? abs(noncentrality) : alternative == .less ? -noncentrality : noncentrality
    // Beyond this the power is 0 or 1 to all digits.
    if !(abs(shift) < 1e3) {
      if shift.isNaN { throw .outOfRange(parameter: "effect", value: noncentrality, range: "(−∞, ∞)") }
      return shift > 0 ? 1 : 0
    }
    let critical = try law.quantile(survival: alternative == .twoSided ? significance / 2 : significance)
    func above(_ shift: Double) -> Double {
      NoncentralTail.studentT(above: critical, degreesOfFreedom: degreesOfFreedom, noncentrality: shift)
    }
    return above(shift) + (countsWrongDirection && alternative == .twoSided ? above(-shift) : 0)
  }

  private static func requireSize(_ n: Double, _ least: Double) throws(StatisticsError) {
    if !(n >= least && n <= 1e15) {
      throw .outOfRange(parameter: "sample size", value: n, range: "[\(least), 1e15]")
    }
  }

  /// The size at which a rising power is reached.
  private static func size(
    from least: Double, power wanted: Double, significance: Double,
    _ power: (Double) throws(StatisticsError) -> Double
  ) throws(StatisticsError) -> Double {
    try require(significance, "significance", above: 0, below: 1)
    try require(wanted, "power", above: significance, below: 1)
    var low = least
    if try power(low) >= wanted { return low }
    var high = 2 * least
    while try power(high) < wanted {
      (low, high) = (high, high * 2)
      if high > 1e12 {
        throw .outOfRange(
          parameter: "sample size needed", value: high, range: "[2, 1e12]: the effect is too small")
      }
    }
    while high - low > 1e-13 * high {
      let middle = 0.5 * (low + high)
      if middle <= low || middle >= high { break }
      if try power(middle) < wanted { low = middle } else { high = middle }
    }
    return high
  }
}
