/// Which departures from the null hypothesis count as evidence.
public enum Alternative: String, Codable, CaseIterable, Hashable, Sendable {
  /// In either direction.
  case twoSided = "two_sided"
  /// The first sample tends to smaller values.
  case less
  /// The first sample tends to larger values.
  case greater
}

/// Under which law of the statistic a p-value was computed.
public enum NullLaw: String, Codable, Hashable, Sendable {
  /// All arrangements of the pooled values, counted; ties as they are.
  case exact
  /// The normal law.
  case normal
  /// Student's t law.
  case studentT = "student_t"
  /// The chi-squared law.
  case chiSquared = "chi_squared"
  /// Fisher's F law.
  case fisherF = "fisher_f"
  /// The limit law of the statistic itself.
  case asymptotic
  /// Random rearrangements.
  case permutation
}

/// Which law to use for a rank statistic.
public enum NullLawChoice: Hashable, Sendable {
  /// Exact counting where it is cheap, otherwise the limit law.
  case automatic
  /// Exact counting, or an error when the samples are too large.
  case exact
  /// The limit law.
  case asymptotic
}

/// What a reader of a test must know.
public enum TestWarning: Codable, Hashable, Sendable {
  /// All pooled values are equal: there is no evidence of any kind.
  case allEqual
  /// Every value of one sample lies above every value of the other.
  case completeSeparation
  /// A limit law was used for a group of so few values.
  case smallGroup(size: Int)
  /// No arrangement of samples this small could give a p-value below this one.
  case smallestPossiblePValue(Double)
  /// Pairs without a difference were left out.
  case zeroDifferences(count: Int)
  /// Sampling of permutations ended early, because the answer was clear, after so many.
  case stoppedEarly(replicates: Int)
}

/// The outcome of a test.
public struct TestResult: Codable, Hashable, Sendable {
  /// The test statistic; each test documents its own.
  public var statistic: Double
  /// Probability, under the null hypothesis, of a statistic at least as extreme; 0 only when below 1e-308.
  public var pValue: Double
  /// Natural logarithm of the p-value, also when that is too small for a number.
  public var logPValue: Double
  /// The law of the statistic.
  public var law: NullLaw
  /// Whether values were tied, which the law then takes into account.
  public var hasTies: Bool
  /// Number of values in each sample.
  public var sizes: [Int]
  /// Degrees of freedom of the law, where it has any.
  public var degreesOfFreedom: [Double]
  /// What a reader must know.
  public var warnings: [TestWarning]

  /// Creates a result.
  ///
  /// - Parameter logPValue: Taken from the p-value unless given.
  public init(
    statistic: Double, pValue: Double, logPValue: Double? = nil, law: NullLaw, hasTies: Bool = false,
    sizes: [Int], degreesOfFreedom: [Double] = [], warnings: [TestWarning] = []
  ) {
    self.statistic = statistic
    self.pValue = min(1, pValue)
    self.logPValue = min(0, logPValue ?? logarithm(pValue))
    self.law = law
    self.hasTies = hasTies
    self.sizes = sizes
    self.degreesOfFreedom = degreesOfFreedom
    self.warnings = warnings
  }
}
