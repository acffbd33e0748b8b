public import Analysis
import Measurements
import Statistics

/// Builds the report of a study: which sections it has and in which order.
public struct StudyReport: Sendable {
  let data: AnalysedData
  let study: Study
  let command: String

  /// Creates the builder.
  ///
  /// - Parameters:
  ///   - data: The analysed data.
  ///   - command: Command line that remakes the report, for the provenance.
  public init(_ data: AnalysedData, command: String) {
    self.data = data
    self.study = data.study
    self.command = command
  }

  /// The document.
  public func document() -> Document {
    var sections = [findings(), LatencySection(self).section()]
    if !study.costs.isEmpty { sections.append(CostSection(self).section()) }
    if let batches = BatchSection(self).section() { sections.append(batches) }
    sections += [QualitySection(self).section(), methods(), limits(), provenance()]
    return Document(
      title: study.campaign.title.isEmpty ? study.campaign.id : study.campaign.title, subtitle: subtitle(),
      strip: strip(), sections: sections,
      generator: "sebs \(study.campaign.toolVersion ?? ToolVersion.current)")
  }

  private func subtitle() -> String {
    let configurations = data.groups.map(\.configuration)
    let platforms = Set(configurations.compactMap(\.platform)).sorted()
    let benchmarks = Set(configurations.compactMap(\.benchmark)).sorted()
    var parts: [String] = []
    if !benchmarks.isEmpty { parts.append(benchmarks.joined(separator: ", ")) }
    if !platforms.isEmpty { parts.append("on " + platforms.joined(separator: ", ")) }
    if let date = study.campaign.createdUnixNanoseconds.flatMap(CalendarDate.init(unixNanoseconds:)) {
      parts.append("measured \(date)")
    }
    return (parts + ["by \(study.metric.title)"]).joined(separator: " · ")
  }

  private func strip() -> [StripItem] {
    let quality = study.quality
    let discarded = quality.discarded.values.reduce(0, +)
    var items = [
      StripItem(value: NumberText.grouped(quality.attempted), label: "calls made", isAlarming: false),
      StripItem(value: NumberText.grouped(quality.succeeded), label: "kept", isAlarming: false),
      StripItem(value: NumberText.grouped(quality.failed), label: "failed", isAlarming: quality.failed > 0),
    ]
    if discarded > 0 {
      items.append(StripItem(value: NumberText.grouped(discarded), label: "discarded", isAlarming: false))
    }
    if !quality.notices.isEmpty {
      items.append(
        StripItem(
          value: NumberText.grouped(quality.notices.count),
          label: quality.notices.count == 1 ? "notice" : "notices",
          isAlarming: true))
    }
    return items
  }

  private func findings() -> Section {
    Section(id: "findings", heading: "Findings", blocks: [.findings(study.findings)])
  }

  private func provenance() -> Section {
    let campaign = study.campaign
    var facts: [(name: String, value: String)] = [
      ("Campaign", campaign.id), ("Experiment", campaign.experiment),
      ("Tool", "sebs \(ToolVersion.current)"), ("Analysis seed", String(study.options.seed)),
    ]
    if let seed = campaign.seed { facts.append(("Measurement seed", String(seed))) }
    if !campaign.command.isEmpty { facts.append(("Measured by", campaign.command.joined(separator: " "))) }
    if let ending = campaign.ending { facts.append(("Measuring ended", ending)) }
    for source in campaign.sources {
      facts.append(("Input", "\(source.name) (\(source.format)), SHA-256 \(source.sha256)"))
    }
    for (name, value) in campaign.environment.sorted(by: { $0.key < $1.key }) { facts.append((name, value)) }
    return Section(
      id: "provenance", heading: "Provenance",
      blocks: [.facts(facts), .prose("This command remakes the page, byte for byte:"), .code(command)])
  }

  private func methods() -> Section {
    Section(
      id: "methods", heading: "Methods",
      blocks: MethodsText(study, data.groups).paragraphs().map { .sentences($0) })
  }

  private func limits() -> Section {
    Section(
      id: "limits", heading: "What this does not show",
      blocks: [.remarks(MethodsText(study, data.groups).limits())])
  }
}

/// The version of this program.
public enum ToolVersion {
  /// Semantic version.
  public static let current = "0.1.0"
}

extension Study {
  /// What the intervals of this study are called in captions.
  var intervalText: String {
    let level = NumberText.percent(options.level)
    let respects = performances.contains { $0.batches != nil }
    return respects
      ? "\(level) intervals that respect batches" : "\(level) intervals, calls taken as independent"
  }
}
