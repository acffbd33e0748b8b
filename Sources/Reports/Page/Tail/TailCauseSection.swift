import Analysis
import Charts
import Measurements
import Statistics

/// Which causes there is evidence of: their shares, slow calls over time by class, and the evidence itself.
struct TailCauseSection {
  private let diagnosis: TailDiagnosis
  private let data: DataSet
  private let cells: TailCells
  /// Named causes, by share of all excess: the same colour in every figure.
  private let named: [TailCause]

  /// The first colour is that of the shades of all other calls.
  private static func style(_ place: Int) -> Int { place % 5 + 1 }
  /// Bars of the figure of shares.
  private static let mostRows = 24
  /// Slowest over typical call from which the axis is logarithmic.
  private static let wide = 8.0

  init(_ diagnosis: TailDiagnosis, _ data: DataSet, _ cells: TailCells) {
    self.diagnosis = diagnosis
    self.data = data
    self.cells = cells
    named = diagnosis.causes.filter(\.isNamed).map(\.cause)
  }

  func section() -> Section {
    let figures = diagnosis.foremost.compactMap { overTime($0).map(Block.figure) }
    let table = table().map(Block.table)
    return Section(
      id: "causes", heading: "Causes",
      blocks: [shares().map(Block.figure)].compactMap { $0 } + figures
        + (table.map { [$0] } ?? [
          .sentences(["There is no evidence of any of the causes that were looked for."])
        ])
    )
  }

  /// Shares of causes by configuration.
  private func shares() -> Figure? {
    if named.isEmpty { return nil }
    let rows = diagnosis.groups.prefix(Self.mostRows).map { group in
      let shares = named.map { cause in
        max(0, group.named.first { $0.cause == cause }?.share.value ?? 0) * Double(group.tailCalls)
      }
      return CauseBreakdownChart.Row(
        label: group.label, counts: shares,
        unexplained: max(0, Double(group.tailCalls) - shares.reduce(0, +)))
    }
    return Figure(
      slug: "tail-cause-shares",
      caption: "Share of the excess of the slow calls that each named cause carries.",
      guide:
        "Each bar is the whole excess of the slow calls over the typical call; grey is what no named cause explains.",
      chart: CauseBreakdownChart(
        shareTitle: "Share of the excess (%)",
        causes: named.enumerated().map { CauseBreakdownChart.Cause($1.rawValue, style: Self.style($0)) },
        rows: rows,
        noun: "slow calls"))
  }

  /// The calls of a configuration in their order, the slow ones by class.
  private func overTime(_ group: GroupTail) -> Figure? {
    let calls = group.calls(in: data, metric: diagnosis.metric)
    guard let longest = group.slow.first?.microseconds, !calls.isEmpty else { return nil }
    let isTimed = calls.allSatisfy { $0.sentUnixNanoseconds != nil }
    let scale = diagnosis.unit.microseconds
    func point(_ position: Int) -> OutlierChart.Point {
      let instant = isTimed ? calls[position].sentUnixNanoseconds : nil
      return OutlierChart.Point(
        time: instant.map { Double($0) / 1e9 } ?? Double(position + 1),
        value: calls[position].microseconds / scale)
    }
    let slow = Set(group.slow.map(\.position))
    let classes = (named + [.unexplained]).enumerated().compactMap { style, cause -> OutlierChart.Cause? in
      let mine = group.slow.filter { (named.contains($0.cause) ? $0.cause : .unexplained) == cause }
      if mine.isEmpty { return nil }
      return OutlierChart.Cause(
        cause.rawValue, points: mine.map { point($0.position) },
        style: Self.style(style))
    }
    let isWide = longest > Self.wide * group.typicalMicroseconds
    let title = diagnosis.metric.title
    return Figure(
      slug: "tail-\(group.id)-times",
      caption:
        "Calls of \(name: group.label) \(isTimed ? "by when they were sent" : "in their order"): the slow ones by class, all others as shades.",
      guide:
        "Slow calls of one batch stand above each other; a cause that comes and goes shows as a stretch of one colour. Darker shades hold more calls.",
      chart: OutlierChart(
        horizontal: isTimed
          ? .calendar(title: "Sent (UTC)") : .elapsed(title: "Number of the call", unit: nil),
        valueAxis: ValueAxis(
          title.prefix(1).uppercased() + title.dropFirst(), unit: diagnosis.unit.rawValue,
          spacing: isWide ? .logarithmic : .linear),
        normal: calls.indices.filter { !slow.contains($0) }.map(point), causes: classes,
        normalLabel: "other calls"))
  }

  // MARK: Evidence

  private func table() -> Table? {
    if diagnosis.causes.allSatisfy({ $0.cause == .unexplained }) { return nil }
    return Table(
      slug: "tail-causes",
      caption:
        "Causes of which there is evidence, and what no named cause explains: share of the excess of the slow calls with its \(cells.level) interval, slow calls of that class and what it adds to one, all calls that bear the evidence, and the chance p of such evidence without a cause, corrected for all causes that were looked for.",
      columns: [
        TableColumn("Configuration", .text), TableColumn("Cause", .text), TableColumn("Named", .text),
        TableColumn("Share of excess", unit: "%", .estimate), TableColumn("Slow calls"),
        TableColumn("Adds", unit: diagnosis.unit.rawValue), TableColumn("Calls that bear it"),
        TableColumn("Evidence", .text), TableColumn("p", .text),
      ], rows: diagnosis.groups.flatMap(rows))
  }

  private func rows(_ group: GroupTail) -> [TableRow] {
    group.causes.map { cause in
      let isRest = cause.cause == .unexplained
      let kinds = cause.evidence.map(\.kind.rawValue).uniqued()
      return TableRow([
        .text(group.label), .text(cause.cause.rawValue),
        .text(isRest ? "–" : cause.isNamed ? "yes" : "no"), cells.share(cause.share), .count(cause.calls),
        cause.addedMicroseconds.map(cells.time) ?? .missing, isRest ? .missing : .count(cause.bearing),
        kinds.isEmpty ? .missing : .text(kinds.joined(separator: ", ")),
        cause.pValue.map(TailCells.chance) ?? .missing,
      ])
    }
  }
}
