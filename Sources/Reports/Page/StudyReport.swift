public import Analysis
import Measurements
import Statistics

/// Builds the report of a study: which sections it has and in which order.
public struct StudyReport: Sendable {
  let data: AnalysedData
  let profile: Profile
  let command: String
  let filters: [String]

  var study: Study { data.study }
  var groups: [CallGroup] { data.groups }

  /// Creates the builder.
  ///
  /// - Parameters:
  ///   - data: The analysed data.
  ///   - profile: For whom the report is.
  ///   - command: Command line that remakes the report, for the provenance.
  ///   - filters: Conditions by which runs were left out, such as `memory_mb=512`.
  public init(
    _ data: AnalysedData, profile: Profile = .engineer, command: String, filters: [String] = []
  ) {
    self.data = data
    self.profile = profile
    self.command = command
    self.filters = filters
  }

  /// The document.
  public func document() -> Document {
    var document = Document(
      title: study.campaign.title.isEmpty ? study.campaign.id : study.campaign.title, subtitle: subtitle(),
      profile: profile, strip: strip(), sections: [], groups: factors(),
      generator: "sebs \(study.campaign.toolVersion ?? ToolVersion.current)")
    let references = Reference.used(by: study, profile: profile)
    document.sections = profile.outline.compactMap { part in
      switch part {
      case .findings: findings()
      case .latency: LatencySection(self).section()
      case .spread: SpreadSection(self).section()
      case .coldStarts: ColdStartSection(self).section()
      case .cost: TuneSection(self).section() ?? CostSection(self).section()
      case .bill: BillSection(self).section()
      case .batches: BatchSection(self).section()
      case .precision: PrecisionSection(self).section()
      case .quality: QualitySection(self).section()
      case .methods: methods()
      case .limits: limits()
      case .references: Section(id: "references", heading: "References", blocks: [.references(references)])
      case .provenance: provenance()
      // These look at the rest of the document and are filled in below.
      case .scoreCard, .glossary:
        Section(id: part == .glossary ? "glossary" : "rules", heading: "", blocks: [])
      }
    }
    // The score card is itself text in which terms are explained.
    document.replace("rules", with: ScoreCard(self, document).section())
    document.replace("glossary", with: Glossary.section(for: document))
    return document
  }

  private func subtitle() -> Sentence {
    let configurations = data.groups.map(\.configuration)
    let platforms = Set(configurations.compactMap(\.platform)).sorted()
    let benchmarks = Set(configurations.compactMap(\.benchmark)).sorted()
    var parts: [Sentence] = []
    if !benchmarks.isEmpty { parts.append("\(name: benchmarks.joined(separator: ", "))") }
    if !platforms.isEmpty { parts.append("on \(name: platforms.joined(separator: ", "))") }
    if let date = study.campaign.createdUnixNanoseconds.flatMap(CalendarDate.init(unixNanoseconds:)) {
      parts.append("measured \(name: "\(date)")")
    }
    return parts.reduce("") { $0.text.isEmpty ? $1 : "\($0) · \($1)" as Sentence }.following(
      " · by \(name: study.metric.title)", unlessEmpty: "By \(name: study.metric.title)")
  }

  private func strip() -> [StripItem] {
    let quality = study.quality
    let discarded = quality.discarded.values.reduce(0, +)
    func item(_ count: Int, _ source: String, _ label: String, isAlarming: Bool = false) -> StripItem {
      StripItem(value: .count(count, "quality.\(source)"), label: label, isAlarming: isAlarming)
    }
    var items = [
      item(quality.attempted, "attempted", "calls made"), item(quality.succeeded, "succeeded", "kept"),
      item(quality.failed, "failed", "failed", isAlarming: quality.failed > 0),
    ]
    if discarded > 0 { items.append(item(discarded, "discardedTotal", "discarded")) }
    let notices = quality.notices.count
    if notices > 0 {
      items.append(item(notices, "notices", notices == 1 ? "notice" : "notices", isAlarming: true))
    }
    return items
  }

  /// The factors by which a reader may want to see a part of the groups.
  private func factors() -> [GroupFactors] {
    let fields = Configuration.fields.filter { field in
      let values = Set(groups.map { field.text(of: $0.configuration) })
      return values.count > 1 && values.count <= 24 && Self.filterable.contains(field.name)
    }
    let startsVary = Set(groups.map(\.start)).count > 1
    return groups.map { group in
      var values: [String: String] = [:]
      for field in fields { values[field.name] = field.text(of: group.configuration) ?? "–" }
      if startsVary { values["start"] = group.start?.rawValue ?? "unknown" }
      return GroupFactors(key: group.id, values: values)
    }
  }

  private static let filterable: Set<String> = [
    "platform", "region", "benchmark", "function", "language", "runtime", "architecture", "memory_mb",
    "package", "trigger", "input_size", "concurrency",
  ]

  private func findings() -> Section {
    Section(
      id: "findings", heading: profile == .decision ? "What to choose" : "Findings",
      blocks: [.findings(Array(study.findings.prefix(profile.mostFindings)))])
  }

  private func provenance() -> Section {
    let campaign = study.campaign
    var facts = [
      Fact("Campaign", "\(name: campaign.id)"), Fact("Experiment", "\(name: campaign.experiment)"),
      Fact("Tool", "\(name: "sebs \(ToolVersion.current)")"),
      Fact("Analysis seed", "\(name: "\(study.options.seed)")"),
    ]
    if let seed = campaign.seed { facts.append(Fact("Measurement seed", "\(name: "\(seed)")")) }
    if !campaign.command.isEmpty {
      facts.append(Fact("Measured by", "\(name: campaign.command.joined(separator: " "))"))
    }
    if let ending = campaign.ending { facts.append(Fact("Measuring ended", "\(name: ending)")) }
    for source in campaign.sources {
      facts.append(Fact("Input", "\(name: "\(source.name) (\(source.format)), SHA-256 \(source.sha256)")"))
    }
    if let prices = study.prices {
      facts.append(Fact("Prices", "\(name: "\(prices.book) at \(prices.date)")"))
    }
    for (name, value) in campaign.environment.sorted(by: { $0.key < $1.key }) {
      facts.append(Fact("\(name: name)", "\(name: value)"))
    }
    return Section(
      id: "provenance", heading: "How to reproduce this report",
      blocks: [
        .sentences(["With the inputs below, this command writes the same bytes again:"]), .code(command),
        .facts(facts),
      ])
  }

  private func methods() -> Section {
    Section(
      id: "methods", heading: "Methods",
      blocks: MethodsText(study, groups, profile).paragraphs().map { .sentences($0) })
  }

  private func limits() -> Section {
    Section(
      id: "limits", heading: "Threats to validity",
      blocks: [.remarks(MethodsText(study, groups, profile).limits())])
  }
}

/// The version of this program.
public enum ToolVersion {
  /// Semantic version.
  public static let current = "0.1.0"
}

extension Document {
  fileprivate mutating func replace(_ id: String, with section: Section?) {
    guard let index = sections.firstIndex(where: { $0.id == id }) else { return }
    if let section { sections[index] = section } else { sections.remove(at: index) }
  }
}

extension Sentence {
  fileprivate func following(_ more: Sentence, unlessEmpty alone: Sentence) -> Sentence {
    parts.isEmpty ? alone : "\(self)\(more)"
  }
}

extension Array where Element: Hashable {
  /// The elements without repetitions, in order of first appearance.
  func uniqued() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}

extension String {
  /// The text with a capital first letter.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
