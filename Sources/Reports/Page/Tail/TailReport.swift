public import Analysis
import Charts
public import Measurements
import Statistics

/// Builds the report of a diagnosis of slow calls: what carries their excess, which cause, and what would remain.
public struct TailReport: Sendable {
  let diagnosis: TailDiagnosis
  let data: DataSet
  let command: String

  /// Creates the builder.
  ///
  /// - Parameters:
  ///   - diagnosis: The results.
  ///   - data: What was diagnosed, for title, provenance and the calls beside the slow ones.
  ///   - command: Command line that remakes the report, for the provenance.
  public init(_ diagnosis: TailDiagnosis, _ data: DataSet, command: String) {
    self.diagnosis = diagnosis
    self.data = data
    self.command = command
  }

  /// The document.
  public func document() -> Document {
    let cells = TailCells(diagnosis)
    let sections = [
      Section(id: "findings", heading: "Why the tail is long", blocks: [.findings(diagnosis.findings)]),
      notices(), TailCauseSection(diagnosis, data, cells).section(),
      TailPartSection(diagnosis, cells).section(),
      TailRemainders(diagnosis, cells).withoutCauses(), TailPlaces(diagnosis).section(),
      TailRemainders(diagnosis, cells).omission(), methods(),
    ]
    let campaign = data.campaign
    var document = Document(
      title: campaign.title.isEmpty ? campaign.id : campaign.title,
      subtitle: "Slow calls · by \(name: diagnosis.metric.title)", profile: .engineer, strip: strip(),
      sections: sections.compactMap { $0 }, groups: [], generator: "sebs \(ToolVersion.current)")
    if let glossary = Glossary.section(for: document) { document.sections.append(glossary) }
    document.sections.append(provenance())
    return document
  }

  /// What whoever measured says of the data, such as that they are simulated.
  private func notices() -> Section? {
    let notices = data.campaign.notices
    if notices.isEmpty { return nil }
    return Section(
      id: "notices", heading: "About the data", blocks: [.remarks(notices.map { "\(name: $0)" })])
  }

  private func strip() -> [StripItem] {
    func item(_ value: Quantity, _ one: String, _ many: String, isAlarming: Bool = false) -> StripItem {
      StripItem(value: value, label: value.value == 1 ? one : many, isAlarming: isAlarming)
    }
    var items = [
      item(.count(diagnosis.calls, "calls"), "call", "calls"),
      item(.count(diagnosis.slowCalls, "slowCalls"), "slow call", "slow calls"),
      item(.count(diagnosis.groups.count, "groups"), "configuration", "configurations"),
    ]
    if diagnosis.incomplete > 0 {
      items.append(
        item(
          .count(diagnosis.incomplete, "incomplete"), "call without all parts", "calls without all parts",
          isAlarming: true))
    }
    if !diagnosis.refusals.isEmpty {
      items.append(
        StripItem(
          value: .count(diagnosis.refusals.count, "refusals"), label: "with too few calls", isAlarming: true))
    }
    return items
  }
}

/// Values of a diagnosis as cells.
struct TailCells: Sendable {
  let unit: DisplayUnit
  let level: Quantity

  init(_ diagnosis: TailDiagnosis) {
    unit = diagnosis.unit
    level = Quantity(
      diagnosis.options.level, text: NumberText.percent(diagnosis.options.level), source: "options.level")
  }

  func time(_ microseconds: Double) -> TableCell {
    let value = microseconds / unit.microseconds
    return .number(value, decimals: NumberText.decimals(of: value, interval: nil))
  }

  func share(_ share: TailShareEstimate) -> TableCell {
    let interval = ConfidenceInterval(
      lower: share.interval.lower.map { 100 * $0 }, upper: share.interval.upper.map { 100 * $0 },
      level: share.interval.level)
    return .estimate(100 * share.value, interval, decimals: 1)
  }

  /// A chance; tiny ones only as smaller than what matters.
  static func chance(_ value: Double) -> TableCell {
    .text(value < 0.0001 ? "<\u{202F}0.0001" : NumberText.fixed(value, decimals: value < 0.01 ? 4 : 2))
  }

  /// The percentiles that are told.
  ///
  /// - Parameter areComputed: Whether a formula made them, so that no interval is due.
  func percentiles(_ quantiles: [TailPercentile], areComputed: Bool = false) -> [TableCell] {
    TailPercentile.reported.map { probability in
      guard let quantile = quantiles.first(where: { $0.probability == probability }) else { return .missing }
      let scale = unit.microseconds
      let value = quantile.value / scale
      guard let interval = quantile.interval else {
        return areComputed ? time(quantile.value) : .refused(callsNeeded: nil)
      }
      let scaled = ConfidenceInterval(
        lower: interval.lower.map { $0 / scale }, upper: interval.upper.map { $0 / scale },
        level: interval.level)
      let decimals = NumberText.decimals(of: value, interval: scaled)
      if scaled.lower == nil, scaled.upper == nil { return .refused(callsNeeded: nil) }
      return scaled.lower == nil || scaled.upper == nil
        ? .bound(scaled, decimals: decimals, callsNeeded: nil) : .estimate(value, scaled, decimals: decimals)
    }
  }
}
