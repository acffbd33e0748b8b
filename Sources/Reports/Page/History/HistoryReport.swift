public import Analysis
import Charts
import Measurements
import Statistics

/// Builds the report of a history: what changed, when, by how much, together with what, and how sure all that is.
public struct HistoryReport: Sendable {
  let history: AnalysedHistory
  let stability: Stability
  let command: String

  /// Figures of single configurations that a page can hold.
  static let mostFigures = 10
  /// Changes that the first table can hold.
  static let mostRows = 24
  /// Rows of single configurations that a table can hold; the CSV and the JSON have all.
  static let mostMembers = 100
  /// Of the figures, those of configurations that never changed.
  static let mostSilent = 2

  /// Creates the builder.
  ///
  /// - Parameters:
  ///   - history: The history with its calls.
  ///   - command: Command line that remakes the report, for the provenance.
  public init(_ history: AnalysedHistory, command: String) {
    self.history = history
    stability = history.stability
    self.command = command
  }

  /// The document.
  public func document() -> Document {
    let campaign = stability.campaign
    let sections = [
      Section(id: "findings", heading: "Findings", blocks: [.findings(stability.findings)]),
      changes(), overview(), levels(), verdict(), patterns(), power(), record(), methods(), limits(),
      provenance(),
    ]
    var document = Document(
      title: campaign.title.isEmpty ? campaign.id : campaign.title,
      subtitle:
        "\(name: stability.first) to \(name: stability.last) · by \(name: stability.options.period.rawValue) · \(name: stability.metric.title)",
      profile: .engineer, strip: strip(), sections: sections, groups: [],
      generator: "sebs \(ToolVersion.current)")
    if let glossary = Glossary.section(for: document) {
      document.sections.insert(glossary, at: document.sections.count - 1)
    }
    return document
  }

  private func strip() -> [StripItem] {
    func item(_ count: Int, _ source: String, _ label: String, isAlarming: Bool = false) -> StripItem {
      StripItem(value: .count(count, source), label: label, isAlarming: isAlarming)
    }
    return [
      item(stability.series.count, "series", "configurations"), item(stability.calls, "calls", "calls"),
      item(stability.failed, "failed", "failed", isAlarming: stability.failed > 0),
      item(stability.changes.count, "changes", "changes"),
      item(stability.silent.count, "silent", "never changed"),
    ]
  }

}
