public import Analysis
import Charts
public import Measurements
import Statistics

/// Builds the report of a diagnosis of slow calls: what carries their excess, which cause, and what would remain.
public struct TailReport: Sendable {
  let diagnosis: TailDiagnosis
  let campaign: Campaign
  let command: String
  var unit: DisplayUnit { diagnosis.unit }

  /// Configurations whose slow calls are drawn one by one.
  private static let mostGroups = 6

  /// Creates the builder.
  ///
  /// - Parameters:
  ///   - diagnosis: The results.
  ///   - campaign: What was measured, for title and provenance.
  ///   - command: Command line that remakes the report, for the provenance.
  public init(_ diagnosis: TailDiagnosis, _ campaign: Campaign, command: String) {
    self.diagnosis = diagnosis
    self.campaign = campaign
    self.command = command
  }

  /// The document.
  public func document() -> Document {
    let sections = [
      Section(id: "findings", heading: "Why the tail is long", blocks: [.findings(diagnosis.findings)]),
      causes(),
      segments(), whatIf(), gatherings(), omission(), methods(), provenance(),
    ]
    return Document(
      title: campaign.title.isEmpty ? campaign.id : campaign.title,
      subtitle: "Slow calls · by \(name: diagnosis.metric.title)", profile: .engineer, strip: strip(),
      sections: sections.compactMap { $0 }, groups: [], generator: "sebs \(ToolVersion.current)")
  }

  private func strip() -> [StripItem] {
    var items = [
      StripItem(
        value: .count(diagnosis.groups.count, "groups"),
        label: diagnosis.groups.count == 1 ? "configuration" : "configurations",
        isAlarming: false)
    ]
    if !diagnosis.refusals.isEmpty {
      items.append(
        StripItem(
          value: .count(diagnosis.refusals.count, "refusals"), label: "with too few calls", isAlarming: true))
    }
    return items
  }

  // MARK: Causes

  private func causes() -> Section {
    Section(
      id: "causes", heading: "Causes",
      blocks: [causeFigure().map(Block.figure)].compactMap { $0 } + [
        .table(
          Table(
            slug: "tail-causes",
            caption:
              "Causes of which there is evidence, and what no named cause explains: share of the excess of the slow calls with its \(level) interval, calls of that class, calls that bear the evidence, and the chance of such evidence without a cause, corrected for all causes that were looked for.",
            columns: [
              TableColumn("Configuration", .text), TableColumn("Cause", .text), TableColumn("Named", .text),
              TableColumn("Share of excess", unit: "%", .estimate), TableColumn("Slow calls"),
              TableColumn("Bearing"),
              TableColumn("Adds", unit: unit.rawValue), TableColumn("Evidence", .text), TableColumn("p"),
            ], rows: diagnosis.groups.flatMap(rows)))
      ])
  }

  private func rows(_ group: GroupTail) -> [TableRow] {
    group.causes.map { cause in
      TableRow([
        .text(group.label), .text(cause.cause.rawValue),
        .text(cause.cause == .unexplained ? "–" : cause.isNamed ? "yes" : "no"), share(cause.share),
        .count(cause.calls), .count(cause.bearing), cause.addedMicroseconds.map(time) ?? .missing,
        .text(
          cause.evidence.map(\.kind.rawValue).reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
          }
          .joined(separator: ", ")),
        cause.pValue.map { .number($0, decimals: $0 < 0.001 ? 6 : 3) } ?? .missing,
      ])
    }
  }

  /// Shares of causes by configuration.
  private func causeFigure() -> Figure? {
    let named = diagnosis.causes.filter(\.isNamed).map(\.cause)
    if named.isEmpty { return nil }
    let rows = diagnosis.groups.prefix(24).map { group in
      let shares = named.map { cause in
        max(0, group.named.first { $0.cause == cause }?.share.value ?? 0) * Double(group.tailCalls)
      }
      return CauseBreakdownChart.Row(
        label: group.label, counts: shares,
        unexplained: max(0, Double(group.tailCalls) - shares.reduce(0, +)))
    }
    return Figure(
      slug: "tail-cause-shares",
      caption: "Share of the excess of the slow calls that each named cause carries, by configuration.",
      guide:
        "Each bar is the whole excess of the slow calls over the typical call; grey is what no named cause explains.",
      chart: CauseBreakdownChart(
        shareTitle: "Share of the excess", causes: named.map { CauseBreakdownChart.Cause($0.rawValue) },
        rows: rows,
        noun: "slow calls"))
  }

  // MARK: Parts

  private func segments() -> Section {
    let figures = diagnosis.groups.prefix(Self.mostGroups).map { Block.figure(waterfall($0)) }
    return Section(
      id: "segments", heading: "Parts of a call",
      blocks: figures + [
        .table(
          Table(
            slug: "tail-segments",
            caption:
              "Mean parts of the typical and of the slow calls, and each part's share of the excess (it adds up over the calls) and of the distance between the percentile where the tail begins and the typical call (Shapley's value), with \(level) intervals.",
            columns: [
              TableColumn("Configuration", .text), TableColumn("Part", .text),
              TableColumn("Typical", unit: unit.rawValue), TableColumn("Slow", unit: unit.rawValue),
              TableColumn("Share of excess", unit: "%", .estimate),
              TableColumn("Share of the percentile", unit: "%", .estimate),
            ],
            rows: diagnosis.groups.flatMap { group in
              group.segments.map { segment in
                TableRow([
                  .text(group.label), .text(segment.segment.rawValue), time(segment.typicalMicroseconds),
                  time(segment.slowMicroseconds), share(segment.share), share(segment.quantileShare),
                ])
              }
            }))
      ])
  }

  /// The typical call and the slowest ones, part after part.
  private func waterfall(_ group: GroupTail) -> Figure {
    let kinds = group.segments.enumerated().map { WaterfallChart.Kind($1.segment.rawValue, style: $0 % 8) }
    func row(_ label: String, _ parts: [Double]) -> WaterfallChart.Row {
      var start = 0.0
      var segments: [WaterfallChart.Segment] = []
      for (kind, part) in parts.enumerated() where part > 0 {
        segments.append(
          WaterfallChart.Segment(
            kind: kind, start: start / unit.microseconds, duration: part / unit.microseconds, isCritical: true
          ))
        start += part
      }
      return WaterfallChart.Row(label: label, segments: segments)
    }
    let slow = group.slow.prefix(6).enumerated().map { place, call in
      row(place == 0 ? "slowest" : "slow \(place + 1)", call.parts)
    }
    return Figure(
      slug: "tail-\(group.id)-calls",
      caption:
        "The typical call of \(name: group.label) and its slow ones, part after part in the order in which they happen; parts below nothing are left out.",
      guide:
        "What is longer in the lower bars than in the upper one is the excess. Parts are durations, set end to end.",
      chart: WaterfallChart(
        timeTitle: diagnosis.metric.title.prefix(1).uppercased() + diagnosis.metric.title.dropFirst(),
        unit: unit.rawValue, kinds: kinds,
        rows: [row("typical", group.segments.map(\.typicalMicroseconds))] + slow))
  }

  // MARK: What remains

  private func whatIf() -> Section? {
    let rows = diagnosis.groups.flatMap { group in
      [TableRow([.text(group.label), .text("as measured")] + cells(group.quantiles))]
        + group.named.map {
          TableRow([.text(group.label), .text("without \($0.cause.rawValue)")] + cells($0.without))
        }
    }
    return Section(
      id: "what-if", heading: "What would remain",
      blocks: [
        .table(percentileTable("tail-what-if", "Percentiles as measured and without each named cause", rows))
      ])
  }

  private func omission() -> Section? {
    let rows = diagnosis.groups.flatMap { group -> [TableRow] in
      let state = group.omission.state.rawValue
      return [TableRow([.text(group.label), .text("from sending")] + cells(group.omission.uncorrected))]
        + (group.omission.corrected.isEmpty
          ? []
          : [
            TableRow(
              [.text(group.label), .text("from when due (\(state))")] + cells(group.omission.corrected))
          ])
    }
    guard diagnosis.groups.contains(where: { !$0.omission.corrected.isEmpty }) else { return nil }
    return Section(
      id: "omission", heading: "Calls that were not sent in time",
      blocks: [
        .table(
          percentileTable(
            "tail-omission", "Percentiles from when calls were sent, and from when they were due", rows))
      ])
  }

  private func percentileTable(_ slug: String, _ caption: String, _ rows: [TableRow]) -> Table {
    Table(
      slug: slug, caption: "\(name: caption), with \(level) intervals that respect batches.",
      columns: [TableColumn("Configuration", .text), TableColumn("Calls", .text)]
        + TailPercentile.reported.map {
          TableColumn(NumberText.quantileName($0), unit: unit.rawValue, .estimate)
        }, rows: rows)
  }

  private func gatherings() -> Section? {
    let rows = diagnosis.groups.flatMap { group in
      group.concentrations.map { place in
        TableRow([
          .text(group.label), .text(place.factor.rawValue), .text(place.level), .count(place.tailCalls),
          .count(place.calls), .number(100 * place.share, decimals: 1),
          .number(100 * place.expectedShare, decimals: 1), .number(place.pValue, decimals: 3),
        ])
      }
    }
    let rules = diagnosis.groups.flatMap { group in
      (group.factors?.rules ?? []).map { rule in
        TableRow([
          .text(group.label), .text(rule.words), .count(rule.slowCalls), .count(rule.calls),
          .number(rule.lift, decimals: 1), .number(rule.pValue, decimals: 4),
        ])
      }
    }
    if rows.isEmpty && rules.isEmpty { return nil }
    var blocks: [Block] = []
    if !rows.isEmpty {
      blocks.append(
        .table(
          Table(
            slug: "tail-places",
            caption:
              "Where slow calls gather beyond their part, and the chance of it, batches kept whole and corrected for the factors that were looked at.",
            columns: [
              TableColumn("Configuration", .text), TableColumn("By", .text), TableColumn("In", .text),
              TableColumn("Slow calls"), TableColumn("Calls"), TableColumn("Of the slow", unit: "%"),
              TableColumn("Of all", unit: "%"), TableColumn("p"),
            ], rows: rows)))
    }
    if !rules.isEmpty {
      blocks.append(
        .table(
          Table(
            slug: "tail-rules",
            caption: "Rules that hold slow calls, borne out by batches in which they were not found.",
            columns: [
              TableColumn("Configuration", .text), TableColumn("Rule", .text), TableColumn("Slow calls"),
              TableColumn("Calls"), TableColumn("Lift"), TableColumn("p"),
            ], rows: rules)))
    }
    return Section(id: "places", heading: "Where slow calls gather", blocks: blocks)
  }

  // MARK: Cells

  private var level: Quantity {
    Quantity(
      diagnosis.options.level, text: NumberText.percent(diagnosis.options.level), source: "options.level")
  }

  private func time(_ microseconds: Double) -> TableCell {
    let value = microseconds / unit.microseconds
    return .number(value, decimals: NumberText.decimals(of: value, interval: nil))
  }

  private func share(_ share: TailShareEstimate) -> TableCell {
    let interval = ConfidenceInterval(
      lower: share.interval.lower.map { 100 * $0 }, upper: share.interval.upper.map { 100 * $0 },
      level: share.interval.level)
    return .estimate(100 * share.value, interval, decimals: 1)
  }

  private func cells(_ quantiles: [TailPercentile]) -> [TableCell] {
    TailPercentile.reported.map { probability in
      guard let quantile = quantiles.first(where: { $0.probability == probability }) else { return .missing }
      let scale = unit.microseconds
      let value = quantile.value / scale
      guard let interval = quantile.interval else {
        return diagnosis.groups.isEmpty ? .missing : .refused(callsNeeded: nil)
      }
      let scaled = ConfidenceInterval(
        lower: interval.lower.map { $0 / scale }, upper: interval.upper.map { $0 / scale },
        level: interval.level)
      let decimals = NumberText.decimals(of: value, interval: scaled)
      return scaled.lower == nil || scaled.upper == nil
        ? .bound(scaled, decimals: decimals, callsNeeded: nil) : .estimate(value, scaled, decimals: decimals)
    }
  }
}
