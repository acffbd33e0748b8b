public import Measurements
import Statistics

/// A comparison with the calls it was made from, for figures that show whole distributions.
public struct ComparedData: Sendable {
  /// The results.
  public let comparison: DataSetComparison
  /// The calls before and after, in the order of `comparison.rows`.
  public let pairs: [(before: CallGroup, after: CallGroup)]

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
    let rows = try pairs.map { old, new in
      let first = try old.quantile(probability, level: each).estimate
      let second = try new.quantile(probability, level: each).estimate
      let ratio = second.ratio(to: first)
      return DataSetComparison.Row(
        label: label(old), before: first, after: second, ratio: ratio,
        verdict: ratio?.verdict(margin: margin) ?? .inconclusive)
    }
    self.pairs = pairs.map { (before: $0.0, after: $0.1) }
    comparison = DataSetComparison(
      before: before.campaign.id, after: after.campaign.id, metric: metric, probability: probability,
      familyLevel: level, margin: margin, rows: rows, unmatched: unmatched)
  }

  private struct Key: Hashable {
    var configuration: Configuration
    var start: Start?
  }
}

extension DataSetComparison {
  /// Compares two data sets; see ``ComparedData``.
  ///
  /// - Throws: ``ComparisonError`` when nothing can be compared.
  public init(
    _ before: DataSet, _ after: DataSet, ignoring: Set<String> = [], probability: Double = 0.5,
    level: Double = 0.95, margin: Double = 0.05, metric: Metric? = nil
  ) throws {
    self = try ComparedData(
      before, after, ignoring: ignoring, probability: probability, level: level, margin: margin,
      metric: metric
    ).comparison
  }

  /// The number at a path that a sentence names, or `nil` when no result has this path.
  func value(at path: String) -> Double? {
    let parts = path.split(separator: ".").map(String.init)
    switch parts.first {
    case "level": return familyLevel
    case "margin": return margin
    case "probability": return probability
    case "pairs": return Double(rows.count)
    case "unmatched": return Double(unmatched.count)
    case "verdicts" where parts.count == 2: return Double(rows.count { $0.verdict.rawValue == parts[1] })
    case "rows" where parts.count == 3:
      guard let index = Int(parts[1]), rows.indices.contains(index) else { return nil }
      switch parts[2] {
      case "change": return rows[index].ratio.map { 100 * ($0.value - 1) }
      case "before": return rows[index].before.value
      case "after": return rows[index].after.value
      default: return nil
      }
    default: return nil
    }
  }

  /// The change of a row as a bound number, `+3.1 % [−0.8, +7.2]`; `nil` where an interval is open.
  public func change(_ index: Int) -> Quantity? {
    rows[index].ratio.map {
      Wording(unit: .milliseconds, level: familyLevel).change($0, "rows.\(index).change")
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
