/// Means of two samples compared without equal variances.
public struct MeanComparison: Codable, Hashable, Sendable {
  /// Difference of the means, first less second.
  public var difference: Double
  /// Standard error of the difference.
  public var standardError: Double
  /// Degrees of freedom after Welch and Satterthwaite.
  public var degreesOfFreedom: Double
  /// Interval of the difference.
  public var interval: ConfidenceInterval
  /// Test of no difference; the statistic is t.
  public var test: TestResult

  /// ln P of a t at least as far above (`greater`) or below (`less`) a hypothetical difference.
  func logPValue(against hypothesis: Double, _ alternative: Alternative) -> Double {
    let t = (difference - hypothesis) / standardError
    func above(_ t: Double) -> Double {
      t > 0
        ? LogTail.studentT(above: t, degreesOfFreedom: degreesOfFreedom)
        : logarithm(StudentT.cumulative(-t, degreesOfFreedom: degreesOfFreedom))
    }
    return LogTail.pValue(alternative, logLower: above(-t), logUpper: above(t))
  }
}

/// Welch's test of equal means, with the interval of their difference.
///
/// Source: Welch, Biometrika 34 (1947).
/// - Parameters:
///   - x: At least two finite values.
///   - y: At least two finite values.
///   - alternative: `less` when the first mean is smaller.
///   - level: Of the two-sided interval.
/// - Throws: ``StatisticsError`` for too few values, values that are not finite, or no variance at all.
/// - Complexity: O(n + m).
public func welchTest(
  _ x: [Double], _ y: [Double], _ alternative: Alternative = .twoSided, level: Double = 0.95
) throws(StatisticsError) -> MeanComparison {
  try require(level, "level", above: 0, below: 1)
  let (n, m) = (Double(x.count), Double(y.count))
  let difference = try mean(x) - mean(y)
  let a = try variance(x) / n
  let b = try variance(y) / m
  let squared = a + b
  if squared == 0 { throw .allEqual(method: "Welch's test") }
  try requireFinite(difference, "difference of the means")
  try requirePositive(squared, "squared standard error")
  // Shares keep the squares from overflowing.
  let (shareA, shareB) = (a / squared, b / squared)
  let degrees = 1 / (shareA * shareA / (n - 1) + shareB * shareB / (m - 1))
  let error = squared.squareRoot()
  let half = error * StudentT.quantile(0.5 + level / 2, degreesOfFreedom: degrees)
  var comparison = MeanComparison(
    difference: difference, standardError: error, degreesOfFreedom: degrees,
    interval: ConfidenceInterval(lower: difference - half, upper: difference + half, level: level),
    test: TestResult(
      statistic: difference / error, pValue: 1, law: .studentT, sizes: [x.count, y.count],
      degreesOfFreedom: [degrees]))
  comparison.test.logPValue = comparison.logPValue(against: 0, alternative)
  comparison.test.pValue = exponential(comparison.test.logPValue)
  return comparison
}
