extension PooledSamples {
  /// Brunner and Munzel's test that neither sample tends to larger values, P(x < y) + ½ P(x = y) = ½; variances
  /// and shapes may differ.
  ///
  /// The statistic is that of the reference, positive when the second sample tends to larger values; it is
  /// judged by Student's t. With completely separated samples its variance is 0: the p-value is then that
  /// of the exact rank-sum test where it can be counted, and a warning says so.
  /// Source: Brunner and Munzel, Biometrical J. 42 (2000).
  /// - Parameter alternative: `less` when the first sample tends to smaller values.
  /// - Throws: ``StatisticsError/tooFew(what:found:needed:)`` for a sample of fewer than two values.
  /// - Complexity: O(n + m).
  public func brunnerMunzel(_ alternative: Alternative = .twoSided) throws(StatisticsError) -> TestResult {
    let placements = try Placements(self)
    if areAllEqual {
      return TestResult(
        statistic: 0, pValue: 1, law: .exact, hasTies: true, sizes: sizes, warnings: [.allEqual])
    }
    guard placements.variance > 0 else {
      var result = try mannWhitney(alternative)
      result.warnings = [.completeSeparation]
      result.statistic = placements.superiority > 0.5 ? .greatestFiniteMagnitude : -.greatestFiniteMagnitude
      return result
    }
    let t = (placements.superiority - 0.5) / placements.variance.squareRoot()
    let degrees = placements.degreesOfFreedom
    func logAbove(_ t: Double) -> Double {
      t > 0
        ? LogTail.studentT(above: t, degreesOfFreedom: degrees)
        : logarithm(StudentT.cumulative(-t, degreesOfFreedom: degrees))
    }
    // The first sample is smaller when t is large.
    let logPValue = LogTail.pValue(alternative, logLower: logAbove(t), logUpper: logAbove(-t))
    return TestResult(
      statistic: t, pValue: exponential(logPValue), logPValue: logPValue, law: .studentT, hasTies: hasTies,
      sizes: sizes, degreesOfFreedom: [degrees], warnings: smallGroupWarnings(sizes, below: 10))
  }
}

/// Share of the other sample below each value, with the variance of their mean.
struct Placements {
  /// P(x < y) + ½ P(x = y) in the samples.
  let superiority: Double
  /// Estimated variance of that.
  let variance: Double
  /// Degrees of freedom after Satterthwaite.
  let degreesOfFreedom: Double

  init(_ pooled: PooledSamples) throws(StatisticsError) {
    try pooled.x.requireCount(atLeast: 2)
    try pooled.y.requireCount(atLeast: 2)
    let (x, y) = (pooled.x.values, pooled.y.values)
    let (n, m) = (Double(x.count), Double(y.count))
    superiority = 1 - Double(pooled.doubledWins) / 2 / n / m
    let a = Self.meanSquare(of: x, among: y) / m / m / n
    let b = Self.meanSquare(of: y, among: x) / n / n / m
    variance = a + b
    degreesOfFreedom =
      variance > 0 ? 1 / (Self.square(a / (a + b)) / (n - 1) + Self.square(b / (a + b)) / (m - 1)) : .infinity
  }

  private static func square(_ value: Double) -> Double { value * value }

  /// Variance of the number of values of the other sample below each value, ties counted half.
  private static func meanSquare(of values: [Double], among others: [Double]) -> Double {
    var (below, upTo) = (0, 0)
    var counts: [Double] = []
    counts.reserveCapacity(values.count)
    for value in values {
      while below < others.count, others[below] < value { below += 1 }
      while upTo < others.count, others[upTo] <= value { upTo += 1 }
      counts.append(Double(below + upTo) / 2)
    }
    let center = counts.reduce(0, +) / Double(counts.count)
    return counts.reduce(0) { $0 + square($1 - center) } / Double(counts.count - 1)
  }
}
