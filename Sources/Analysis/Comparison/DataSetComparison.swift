public import Statistics

/// Two measurements of the same configurations, before and after, with a verdict for each.
public struct DataSetComparison: Codable, Hashable, Sendable {
  /// Campaign that the changes are relative to.
  public var before: String
  /// Campaign that is judged.
  public var after: String
  /// Metric that is compared.
  public var metric: Metric
  /// Probability of the quantile that is compared.
  public var probability: Double
  /// Level at which all verdicts together hold; the intervals are wider by their number (Bonferroni).
  public var familyLevel: Double
  /// Relative change that does not matter.
  public var margin: Double
  /// One row for each configuration that both have.
  public var rows: [Row]
  /// Groups that only one of the two has, by label.
  public var unmatched: [String]

  /// A configuration in both.
  public struct Row: Codable, Hashable, Sendable {
    /// What was held fixed; untrusted text.
    public var label: String
    /// The quantile before, in µs.
    public var before: Estimate
    /// The quantile after, in µs.
    public var after: Estimate
    /// After over before; `nil` when an interval is open where it matters.
    public var ratio: RatioEstimate?
    /// What that says.
    public var verdict: Verdict
  }

  /// The worst of all verdicts that the data decide: worse, then inconclusive, better, equivalent.
  public var verdict: Verdict {
    let order: [Verdict] = [.worse, .inconclusive, .better, .equivalent]
    return order.first { verdict in rows.contains { $0.verdict == verdict } } ?? .inconclusive
  }
}

/// Why two data sets cannot be compared.
public enum ComparisonError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One of them holds no successful call with a duration.
  case nothingMeasured
  /// No configuration is in both.
  case nothingInCommon(unmatched: [String])
  /// Several groups of one data set fit the same group of the other.
  case ambiguous(label: String)

  /// The whole message.
  public var description: String {
    switch self {
    case .nothingMeasured:
      "One of the two data sets holds no successful call with a duration."
    case .nothingInCommon(let unmatched):
      "The two data sets have no configuration in common (\(unmatched.prefix(6).joined(separator: "; "))). If they "
        + "differ in a factor on purpose, name it with --ignore, such as --ignore runtime_version."
    case .ambiguous(let label):
      "Several groups are alike but for ignored factors (\(label)). Ignore fewer factors, or select with --where."
    }
  }
}
