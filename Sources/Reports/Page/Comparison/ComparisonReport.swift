public import Analysis
import Charts
import Measurements
import Statistics

/// Builds the report of a comparison: what became better or worse, by how much, for which calls, and how sure that is.
public struct ComparisonReport: Sendable {
  let data: ComparedData
  let command: String
  let names: (before: String, after: String)
  let unit: DisplayUnit

  var comparison: DataSetComparison { data.comparison }

  /// Findings that are told one by one.
  private static let mostFindings = 5

  /// Creates the builder.
  ///
  /// - Parameters:
  ///   - data: The comparison with its calls.
  ///   - names: What the two data sets are called; untrusted text.
  ///   - command: Command line that remakes the report, for the provenance.
  public init(_ data: ComparedData, names: (before: String, after: String), command: String) {
    self.data = data
    self.names = names
    self.command = command
    let middles = data.comparison.rows.map(\.before.value).sorted()
    let middle = middles.isEmpty ? 0 : middles[middles.count / 2]
    unit = middle >= 1e7 ? .seconds : middle >= 1e3 ? .milliseconds : .microseconds
  }

  /// The document.
  public func document() -> Document {
    var document = Document(
      title: "\(names.after) against \(names.before)",
      subtitle: "\(name: quantileName) of \(name: comparison.metric.title)", profile: .engineer,
      strip: strip(),
      sections: [
        Section(id: "findings", heading: "Findings", blocks: [.findings(findings())]),
        ComparisonFigures(self).section(), methods(), provenance(),
      ], groups: [], generator: "sebs \(ToolVersion.current)")
    if let glossary = Glossary.section(for: document) {
      document.sections.insert(glossary, at: document.sections.count - 1)
    }
    return document
  }

  /// `median`, or `p95`.
  var quantileName: String {
    comparison.probability == 0.5 ? "Median" : NumberText.quantileName(comparison.probability)
  }

  var levelText: Quantity {
    Quantity(comparison.familyLevel, text: NumberText.percent(comparison.familyLevel), source: "level")
  }

  var marginText: Quantity {
    Quantity(comparison.margin, text: NumberText.percent(comparison.margin), source: "margin")
  }

  /// Rows by verdict, the worst first, and by size within it.
  var ranked: [Int] {
    let order: [Verdict] = [.worse, .better, .inconclusive, .equivalent]
    func size(_ index: Int) -> Double { comparison.rows[index].ratio.map { abs($0.value - 1) } ?? 0 }
    func place(_ index: Int) -> Int { order.firstIndex(of: comparison.rows[index].verdict) ?? order.count }
    return comparison.rows.indices.sorted {
      (place($0), size($1), $0) < (place($1), size($0), $1)
    }
  }

  private func strip() -> [StripItem] {
    func item(_ verdict: Verdict) -> StripItem {
      let count = comparison.rows.count { $0.verdict == verdict }
      return StripItem(
        value: .count(count, "verdicts.\(verdict.rawValue)"),
        label: Standing.verdict(verdict).word.lowercased(), isAlarming: verdict == .worse && count > 0)
    }
    return [
      StripItem(value: .count(comparison.rows.count, "pairs"), label: "configurations", isAlarming: false)
    ]
      + [Verdict.worse, .better, .equivalent, .inconclusive].map(item)
  }

  private func findings() -> [Finding] {
    var findings = ranked.prefix(Self.mostFindings).map { index -> Finding in
      let row = comparison.rows[index]
      guard let change = comparison.change(index) else {
        return Finding(
          id: "row-\(index)", standing: .refusal,
          sentence: "The calls of \(name: row.label) do not bound its change.", section: "changes", weight: 0)
      }
      let quantile = quantileName == "Median" ? "median" : quantileName
      let sentence: Sentence =
        switch row.verdict {
        case .worse:
          "\(name: row.label): the \(name: quantile) rose by \(change)\(beyondMargin(row))."
        case .better:
          "\(name: row.label): the \(name: quantile) fell, a change of \(change)\(beyondMargin(row))."
        case .equivalent:
          "\(name: row.label): the \(name: quantile) is the same within the margin of \(marginText), with a change of \(change)."
        case .inconclusive:
          "\(name: row.label): the data do not decide; the change of the \(name: quantile) is \(change)."
        }
      return Finding(
        id: "row-\(index)", standing: .verdict(row.verdict), sentence: sentence, section: "changes",
        weight: Double(comparison.rows.count - index))
    }
    if comparison.rows.count > 1 { findings.insert(summary(), at: 0) }
    if !comparison.unmatched.isEmpty {
      findings.append(
        Finding(
          id: "unmatched", standing: .caution,
          sentence:
            "\(Quantity.count(comparison.unmatched.count, "unmatched")) groups are only in one of the two and are not compared: \(name: comparison.unmatched.prefix(6).joined(separator: "; ")).",
          weight: 0))
    }
    return findings
  }

  /// How many configurations have which verdict.
  private func summary() -> Finding {
    func count(_ verdict: Verdict) -> Quantity {
      .count(comparison.rows.count { $0.verdict == verdict }, "verdicts.\(verdict.rawValue)")
    }
    return Finding(
      id: "all", standing: .fact,
      sentence:
        "Of \(Quantity.count(comparison.rows.count, "pairs")) configurations, \(count(.worse)) became worse and \(count(.better)) better; \(count(.equivalent)) are the same within the margin of \(marginText), and the data do not decide on \(count(.inconclusive)).",
      section: "changes", weight: Double(comparison.rows.count + 1))
  }

  /// Whether a change that is sure is also sure to matter.
  private func beyondMargin(_ row: DataSetComparison.Row) -> Sentence {
    guard let interval = row.ratio?.interval else { return "" }
    let isBeyond =
      interval.lower.map { $0 > 1 + comparison.margin } == true
      || interval.upper.map { $0 < 1 / (1 + comparison.margin) } == true
    return isBeyond
      ? ", surely more than the margin of \(marginText)"
      : ", which may be less than the margin of \(marginText)"
  }

  private func methods() -> Section {
    Section(
      id: "methods", heading: "Methods",
      blocks: [
        .sentences([
          "Configurations that are the same in both data sets are compared by the \(name: quantileName == "Median" ? "median" : quantileName) of \(name: comparison.metric.title): \(name: comparison.metric.meaning).",
          "Intervals come from order statistics and respect batches where they were recorded; ratios recombine the two intervals on the log scale (Donner and Zou).",
          "A change is equivalent when its whole interval lies within the margin of \(marginText) that was fixed beforehand, otherwise worse or better when its whole interval lies on one side of no change, and undecided when it does not. Worse or better by more than the margin is said where the whole interval lies beyond it.",
          "All verdicts hold together at \(levelText) (Bonferroni).",
        ]),
        .remarks([
          "The two data sets were not measured side by side unless their dates say so; what changed between them besides the configuration is part of the difference.",
          "Calls of one batch are alike; where batches were not recorded, intervals may be too narrow.",
        ]),
      ])
  }

  private func provenance() -> Section {
    Section(
      id: "provenance", heading: "How to reproduce this report",
      blocks: [
        .sentences(["With the inputs below, this command writes the same bytes again:"]), .code(command),
        .facts([
          Fact("Before", "\(name: "\(names.before) (\(comparison.before))")"),
          Fact("After", "\(name: "\(names.after) (\(comparison.after))")"),
          Fact("Tool", "\(name: "sebs \(ToolVersion.current)")"),
        ]),
      ])
  }
}
