import Analysis
import Charts
import Statistics

/// Which parts of a call carry the excess.
struct TailPartSection {
  private let diagnosis: TailDiagnosis
  private let cells: TailCells
  private var unit: DisplayUnit { diagnosis.unit }

  /// Parts with a colour of their own; the others are joined.
  private static let mostParts = 5
  /// Share of a call below which a part is too thin to see.
  private static let thin = 0.01
  /// Slow calls that are drawn.
  private static let mostCalls = 6

  init(_ diagnosis: TailDiagnosis, _ cells: TailCells) {
    self.diagnosis = diagnosis
    self.cells = cells
  }

  func section() -> Section {
    let figures = diagnosis.foremost.filter { $0.segments.count > 1 }.map { Block.figure(calls($0)) }
    return Section(id: "segments", heading: "Parts of a call", blocks: figures + [.table(table())])
  }

  private func table() -> Table {
    Table(
      slug: "tail-segments",
      caption:
        "Mean parts of the typical and of the slow calls, and each part's share of the excess (it adds up over the calls) and of the distance between the percentile where the tail begins and the typical call (Shapley's value), with \(cells.level) intervals.",
      columns: [
        TableColumn("Configuration", .text), TableColumn("Part", .text),
        TableColumn("Typical", unit: unit.rawValue), TableColumn("Slow", unit: unit.rawValue),
        TableColumn("Share of excess", unit: "%", .estimate),
        TableColumn("Share of the percentile", unit: "%", .estimate),
      ],
      rows: diagnosis.groups.flatMap { group in
        group.lastingSegments.map { segment in
          TableRow([
            .text(group.label), .text(segment.segment.rawValue), cells.time(segment.typicalMicroseconds),
            cells.time(segment.slowMicroseconds), cells.share(segment.share),
            cells.share(segment.quantileShare),
          ])
        }
      })
  }

  /// The typical call and the slow ones, part after part.
  private func calls(_ group: GroupTail) -> Figure {
    let parts = DrawnParts(group, most: Self.mostParts, thin: Self.thin)
    func row(_ label: String, _ times: [Double]) -> WaterfallChart.Row {
      var start = 0.0
      var segments: [WaterfallChart.Segment] = []
      for (kind, time) in parts.times(times).enumerated() where time > 0 {
        let duration = time / unit.microseconds
        segments.append(
          WaterfallChart.Segment(kind: kind, start: start, duration: duration, isCritical: true))
        start += duration
      }
      return WaterfallChart.Row(label: label, segments: segments)
    }
    let slow = group.slow.prefix(Self.mostCalls).enumerated().map { place, call in
      row(place == 0 ? "slowest" : "slow \(place + 1)", call.parts)
    }
    let clocks: Sentence =
      group.slow.prefix(Self.mostCalls).contains { parts.isContradicted($0.parts) }
      ? " A part that is left over and below nothing is taken from the longest one beside it, so that bars are as long as calls."
      : ""
    return Figure(
      slug: "tail-\(group.id)-calls",
      caption:
        "The typical call of \(name: group.label) and its slow ones, part after part in the order in which they happen.\(clocks)",
      guide:
        "What is longer in the lower bars than in the upper one is the excess. Parts are durations, set end to end.",
      chart: WaterfallChart(
        timeTitle: diagnosis.metric.title.capitalizedFirst, unit: unit.rawValue, kinds: parts.kinds,
        rows: [row("typical", group.segments.map(\.typicalMicroseconds))] + slow, isOneRequest: false))
  }
}

/// The parts that are drawn: a few by themselves, the others joined.
private struct DrawnParts {
  let kinds: [WaterfallChart.Kind]
  private let own: [Int]
  private let others: [Int]

  init(_ group: GroupTail, most: Int, thin: Double) {
    let slow = group.slow.prefix(6)
    let sizes = group.segments.enumerated().map { place, segment in
      max(segment.typicalMicroseconds, segment.slowMicroseconds, slow.map { $0.parts[place] }.max() ?? 0)
    }
    let whole = max(group.typicalMicroseconds, slow.map(\.microseconds).max() ?? 0)
    let largest = sizes.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
      .filter { sizes[$0] >= thin * whole }
    let own = largest.count <= most + 1 ? largest : Array(largest.prefix(most))
    self.own = own.sorted()
    let kept = Set(own)
    others = sizes.indices.filter { !kept.contains($0) && sizes[$0] > 0 }
    kinds =
      self.own.enumerated().map { WaterfallChart.Kind(group.segments[$1].segment.rawValue, style: $0) }
      + (others.isEmpty ? [] : [WaterfallChart.Kind("other parts", style: nil)])
  }

  func isContradicted(_ parts: [Double]) -> Bool { parts.contains { $0 < -100 } }

  /// Times of the kinds, which add up to the call: what is below nothing is taken from the longest.
  func times(_ parts: [Double]) -> [Double] {
    var times = own.map { parts[$0] }
    if !others.isEmpty { times.append(0) }
    let whole = parts.reduce(0, +)
    if !others.isEmpty { times[times.count - 1] = whole - times.dropLast().reduce(0, +) }
    var missing = times.reduce(0) { $0 - min(0, $1) }
    times = times.map { max(0, $0) }
    while missing > 0, let longest = times.indices.max(by: { times[$0] < times[$1] }), times[longest] > 0 {
      let taken = min(missing, times[longest])
      times[longest] -= taken
      missing -= taken
    }
    return times
  }
}
