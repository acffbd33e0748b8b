public import Measurements
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

  /// Compares two data sets.
  ///
  /// - Parameters:
  ///   - ignoring: Names of factors that may differ between the two, such as `runtime_version`.
  ///   - probability: Quantile to compare, in (0, 1).
  /// - Throws: ``ComparisonError`` when nothing can be compared.
  public init(
    _ before: DataSet, _ after: DataSet, ignoring: Set<String> = [], probability: Double = 0.5,
    level: Double = 0.95,
    margin: Double = 0.05, metric: Metric? = nil
  ) throws {
    guard let metric = metric ?? Metric.preferred(for: before), Metric.preferred(for: after) != nil else {
      throw ComparisonError.nothingMeasured
    }
    let old = try Grouping.groups(of: before, metric: metric)
    let new = try Grouping.groups(of: after, metric: metric)
    let names = FactorNames((old + new).map { ($0.configuration.without(ignoring), $0.start) })
    func key(_ group: CallGroup) -> Key {
      Key(configuration: group.configuration.without(ignoring), start: group.start)
    }
    func label(_ group: CallGroup) -> String {
      names.label(group.configuration.without(ignoring), group.start)
    }
    var pairs: [(CallGroup, CallGroup)] = []
    var unmatched: [String] = []
    for group in old {
      let partners = new.filter { key($0) == key(group) }
      if partners.count > 1 || old.filter({ key($0) == key(group) }).count > 1 {
        throw ComparisonError.ambiguous(label: label(group))
      }
      if let partner = partners.first {
        pairs.append((group, partner))
      } else {
        unmatched.append(label(group))
      }
    }
    unmatched += new.filter { group in !old.contains { key($0) == key(group) } }.map(label)
    if pairs.isEmpty { throw ComparisonError.nothingInCommon(unmatched: unmatched) }
    // Each interval is that of a family of comparisons, so that all verdicts hold together.
    let each = 1 - (1 - level) / Double(pairs.count)
    rows = try pairs.map { old, new in
      let first = try old.quantile(probability, level: each).estimate
      let second = try new.quantile(probability, level: each).estimate
      let ratio = second.ratio(to: first)
      return Row(
        label: label(old), before: first, after: second, ratio: ratio,
        verdict: ratio?.verdict(margin: margin) ?? .inconclusive)
    }
    self.before = before.campaign.id
    self.after = after.campaign.id
    self.metric = metric
    self.probability = probability
    self.familyLevel = level
    self.margin = margin
    self.unmatched = unmatched
  }

  private struct Key: Hashable {
    var configuration: Configuration
    var start: Start?
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

extension Configuration {
  /// The configuration without what names a deployment rather than a configuration, and without some factors.
  fileprivate func without(_ names: Set<String>) -> Configuration {
    var copy = self
    for field in Self.fields
    where names.contains(field.name) || ["function", "isolation"].contains(field.name) {
      switch field.access {
      case .integer(let path, _): copy[keyPath: path] = nil
      case .real(let path, _): copy[keyPath: path] = nil
      case .text(let path): copy[keyPath: path] = nil
      case .choice(let path, _): copy[keyPath: path] = nil
      }
    }
    return copy
  }
}
