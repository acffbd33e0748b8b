/// A rule that marks values of a sample as outliers.
public enum OutlierRule: Hashable, Sendable {
  /// Farther from the median than `multiple` times the median absolute deviation of that side, scaled to the standard
  /// deviation of normal data.
  ///
  /// Source: Rosenmai, "Using the median absolute deviation to find outliers" (2013).
  case doubleMedianAbsoluteDeviation(multiple: Double = 3)
  /// Beyond the fences of a box plot, which the medcouple moves for skewed data; `multiple` of the distance of the
  /// hinges.
  ///
  /// Source: Hubert and Vandervieren, "An adjusted boxplot for skewed distributions", Comput. Stat. Data Anal. 52
  /// (2008), section 3.
  case adjustedFences(multiple: Double = 1.5)
  /// Generalised extreme Studentised deviates: up to `atMost` outliers, with probability `level` of any false one.
  ///
  /// Source: Rosner, "Percentage points for a generalized ESD many-outlier procedure", Technometrics 25 (1983).
  case generalizedStudentizedDeviate(level: Double = 0.05, atMost: Int)
}

/// The law under which the share of false outliers of a rule is stated.
public enum OutlierLaw: String, Codable, Hashable, Sendable {
  /// Independent normal values.
  case normal
  /// Two halves of normal laws of different spread, joined at the median.
  case splitNormal = "split_normal"
}

/// The values that a rule marks.
public struct MarkedOutliers: Hashable, Sendable {
  /// The rule.
  public var rule: OutlierRule
  /// Values below this are marked.
  public var lower: Double
  /// Values above this are marked.
  public var upper: Double
  /// The law of values without outliers.
  public var law: OutlierLaw
  /// Share of the values of a large sample from that law that the rule would mark.
  ///
  /// For ``OutlierRule/generalizedStudentizedDeviate(level:atMost:)``, which bounds the probability of any, it is that
  /// probability over the number of values.
  public var expectedFalseShare: Double
  /// Positions of the marked values in the sample, ascending.
  public var indices: [Int]
}

extension OutlierRule {
  /// The outliers among values.
  ///
  /// - Throws: ``StatisticsError`` for fewer than 3 values, values that are not finite, parameters out of range, and
  ///   when ties leave the rule without a scale (`allEqual`, `unsolvable`).
  /// - Complexity: O(n log n); for the Studentised deviates O(n) for each possible outlier besides.
  public func outliers(in values: [Double]) throws(StatisticsError) -> MarkedOutliers {
    let sample = try SortedSample(values)
    if values.count < 3 { throw .tooFew(what: "values", found: values.count, needed: 3) }
    if sample.values.first == sample.values.last { throw .allEqual(method: "An outlier rule") }
    let fences: (lower: Double, upper: Double)
    let law: OutlierLaw
    let share: Double
    switch self {
    case .doubleMedianAbsoluteDeviation(let multiple):
      try requirePositive(multiple, "multiple of the median absolute deviation")
      fences = try sample.doubleDeviationFences(multiple)
      (law, share) = (.splitNormal, 2 * Normal.cumulative(-multiple))
    case .adjustedFences(let multiple):
      try requirePositive(multiple, "multiple of the distance of the hinges")
      fences = try sample.adjustedFences(multiple)
      (law, share) = (.normal, 2 * Normal.cumulative(-Normal.quantile(0.75) * (1 + 2 * multiple)))
    case .generalizedStudentizedDeviate(let level, let most):
      fences = try sample.studentizedFences(level: level, atMost: most)
      (law, share) = (.normal, level / Double(values.count))
    }
    guard fences.lower.isFinite, fences.upper.isFinite else {
      throw .unsolvable(method: "An outlier rule", reason: "the values span more than doubles can hold")
    }
    return MarkedOutliers(
      rule: self, lower: fences.lower, upper: fences.upper, law: law, expectedFalseShare: share,
      indices: values.indices.filter { values[$0] < fences.lower || values[$0] > fences.upper })
  }
}

extension SortedSample {
  fileprivate func doubleDeviationFences(
    _ multiple: Double
  ) throws(StatisticsError) -> (lower: Double, upper: Double) {
    let deviation = doubleMedianAbsoluteDeviation(factor: 1 / Normal.quantile(0.75))
    guard deviation.lower > 0, deviation.upper > 0 else {
      throw .unsolvable(
        method: "The double median absolute deviation",
        reason:
          "most values of one side equal the median; look at the values that differ from it by themselves")
    }
    return (median - multiple * deviation.lower, median + multiple * deviation.upper)
  }

  fileprivate func adjustedFences(
    _ multiple: Double
  ) throws(StatisticsError) -> (lower: Double, upper: Double) {
    // Tukey's hinges, the medians of the halves.
    let depth = Double((count + 1) / 2 + 1) / 2
    let low = value(atRank: depth)
    let high = value(atRank: Double(count + 1) - depth)
    guard high > low else {
      throw .unsolvable(
        method: "The adjusted box plot",
        reason: "half of the values are equal; look at the values that differ from them by themselves")
    }
    let skew = medcouple()
    let (below, above) = skew >= 0 ? (-4.0, 3.0) : (-3.0, 4.0)
    return (
      low - multiple * exponential(below * skew) * (high - low),
      high + multiple * exponential(above * skew) * (high - low)
    )
  }
}
