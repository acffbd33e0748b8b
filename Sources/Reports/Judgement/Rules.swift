public import Analysis

/// The rules of good practice by which a report is checked.
///
/// Source: Hoefler and Belli, "Scientific benchmarking of parallel computing systems: twelve ways to tell the masses
/// when reporting performance results", SC (2015).
public enum Rule: String, CaseIterable, Codable, Hashable, Sendable {
  /// Say what a speedup is relative to, and the absolute performance of that.
  case baseCase = "base-case"
  /// Say why a part of benchmarks or calls was left out.
  case completeness
  /// Take arithmetic means of costs alone.
  case meansOfCosts = "means-of-costs"
  /// Do not average ratios.
  case ratios
  /// Give intervals for what varies.
  case intervals
  /// Do not take normality for granted.
  case normality
  /// Compare in a statistically sound way.
  case comparisons
  /// Look beyond the centre where the tail matters.
  case percentiles
  /// Document all factors and their levels.
  case factors
  /// Document how time was taken and calls were synchronised.
  case timing
  /// Show a bound of what is attainable.
  case bounds
  /// Plot what is needed, and lines only where between the points there is something.
  case plots

  /// The number of the rule in its source.
  public var number: Int { (Self.allCases.firstIndex(of: self) ?? 0) + 1 }

  /// What the rule asks for.
  public var demand: String {
    switch self {
    case .baseCase: "Say what a change is relative to, with absolute values."
    case .completeness: "Say why calls or configurations were left out."
    case .meansOfCosts: "Take arithmetic means of costs alone."
    case .ratios: "Do not average ratios."
    case .intervals: "Give intervals for what varies."
    case .normality: "Do not take normality for granted."
    case .comparisons: "Compare in a statistically sound way."
    case .percentiles: "Report percentiles where the centre is not enough."
    case .factors: "Document all factors and their levels."
    case .timing: "Document how calls were timed and sent."
    case .bounds: "Show a bound of what is attainable."
    case .plots: "Plot what is needed to interpret the result."
    }
  }
}

/// How a report keeps a rule.
public struct RuleCheck: Hashable, Sendable {
  /// What came out.
  public enum Outcome: String, Codable, Hashable, Sendable {
    /// The rule is kept.
    case pass
    /// It is not.
    case fail
    /// It does not apply to this report.
    case notApplicable = "not applicable"
  }

  /// The rule.
  public var rule: Rule
  /// What came out.
  public var outcome: Outcome
  /// Where to see it.
  public var evidence: Sentence
}
