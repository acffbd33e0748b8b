/// Shares of causes as stacked bars of one length, with totals. At most six causes have a colour; smaller ones are joined
/// as "other", and what is not explained stands last, in grey.
public struct CauseBreakdownChart: Chart {
  /// A cause.
  public struct Cause: Sendable, Hashable {
    /// The name shown.
    public var label: String
    /// The place in the palette; `nil` takes the place in the chart.
    public var style: Int?

    /// A cause.
    public init(_ label: String, style: Int? = nil) {
      self.label = label
      self.style = style
    }
  }

  /// One bar.
  public struct Row: Sendable, Hashable {
    /// The name shown.
    public var label: String
    /// The counts, in the order of ``CauseBreakdownChart/causes``.
    public var counts: [Double]
    /// The count without a cause.
    public var unexplained: Double

    /// One bar.
    public init(label: String, counts: [Double], unexplained: Double = 0) {
      self.label = label
      self.counts = counts
      self.unexplained = unexplained
    }
  }

  /// The accessible name; `nil` generates one.
  public var title: String?
  /// The accessible description; `nil` generates one.
  public var description: String?
  /// The title of the axis of shares, in per cent.
  public var shareTitle: String
  /// The causes, in the order of the bars.
  public var causes: [Cause]
  /// The bars from top to bottom.
  public var rows: [Row]
  /// What is counted, after the total of each bar, such as "outliers".
  public var noun: String
  /// What stands for counts without a cause.
  public var unexplainedLabel: String

  /// A chart of causes.
  public init(
    title: String? = nil, description: String? = nil, shareTitle: String, causes: [Cause], rows: [Row],
    noun: String, unexplainedLabel: String = "unexplained"
  ) {
    self.title = title
    self.description = description
    self.shareTitle = shareTitle
    self.causes = causes
    self.rows = rows
    self.noun = noun
    self.unexplainedLabel = unexplainedLabel
  }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene {
    CauseBreakdownFigure(self).scene(canvas)
  }
}

/// A breakdown with at most six named causes.
private struct CauseBreakdownFigure {
  private static let mostCauses = 6

  private struct Part {
    var label: String
    var paint: Scene.Paint
    var textPaint: Scene.Paint
    var counts: [Double]
  }

  private let chart: CauseBreakdownChart
  private let parts: [Part]
  private let names: [String]
  private let totals: [Double]
  private let omissions: Omissions

  init(_ chart: CauseBreakdownChart) {
    var omissions = Omissions()
    var refused = 0
    func usable(_ count: Double) -> Double {
      guard count.isDrawable, count >= 0 else {
        refused += 1
        return 0
      }
      return count
    }
    let counts = chart.rows.map { row in
      chart.causes.indices.map { $0 < row.counts.count ? usable(row.counts[$0]) : 0 }
    }
    let unexplained = chart.rows.map { usable($0.unexplained) }
    let order = chart.causes.indices.sorted { first, second in
      let sums = [first, second].map { cause in counts.reduce(0) { $0 + $1[cause] } }
      return (sums[1], first) < (sums[0], second)
    }
    let kept = Set(order.prefix(Self.mostCauses))
    var parts = chart.causes.indices.filter(kept.contains).enumerated().map { place, cause in
      let index = (chart.causes[cause].style ?? place) % 6
      return Part(
        label: AccessibleText.label(chart.causes[cause].label, fallback: "cause \(cause + 1)"),
        paint: .palette(max(0, index)), textPaint: .onPalette(max(0, index)), counts: counts.map { $0[cause] }
      )
    }
    let others = order.dropFirst(Self.mostCauses)
    if !others.isEmpty {
      let joined = counts.map { row in others.reduce(0) { $0 + row[$1] } }
      parts.append(
        Part(label: "\(others.count) other causes", paint: .muted, textPaint: .background, counts: joined))
    }
    if unexplained.contains(where: { $0 > 0 }) {
      parts.append(
        Part(
          label: LabelText.cleaned(chart.unexplainedLabel), paint: .rule, textPaint: .ink, counts: unexplained
        ))
    }
    totals = chart.rows.indices.map { row in parts.reduce(0) { $0 + $1.counts[row] } }
    if refused > 0 { omissions.note("\(refused) negative or not finite counts not shown.") }
    names = chart.rows.enumerated().map {
      AccessibleText.label($0.element.label, fallback: "\($0.offset + 1)")
    }
    self.chart = chart
    self.parts = parts
    self.omissions = omissions
  }

  func scene(_ canvas: Canvas) -> Scene {
    let text = canvas.typography.text
    let noun = LabelText.cleaned(chart.noun)
    var y = PanelAxis(title: "", content: .categories(names))
    y.details = totals.map { "\(FixedDecimal.label($0, decimals: 0)) \(noun)" }
    let legend = parts.map { LegendEntry(label: $0.label, swatch: .area($0.paint, opacity: 1)) }
    var frame = PlotFrame(
      PanelGrid(
        canvas: canvas,
        x: PanelAxis(title: LabelText.cleaned(chart.shareTitle), content: .values(.linear, 0...100)), y: y,
        legend: legend, plotHeight: Double(max(1, names.count)) * text * 3.2))
    for row in names.indices where totals[row] > 0 { draw(row, in: &frame) }
    if totals.allSatisfy({ $0 == 0 }) { frame.noData() }
    return frame.scene(
      title: AccessibleText.choose(chart.title, or: chart.shareTitle),
      description: AccessibleText.choose(chart.description, or: generatedDescription()),
      notes: omissions.notes(logarithmic: false), hasY: false)
  }

  private func draw(_ row: Int, in frame: inout PlotFrame) {
    let typography = frame.typography
    let top = frame.panel.y.position(Double(row) + 0.2)
    let bottom = frame.panel.y.position(Double(row) + 0.8)
    var start = 0.0
    for part in parts where part.counts[row] > 0 {
      let share = part.counts[row] / totals[row] * 100
      let box = Scene.Box(
        minX: frame.panel.x.position(start), minY: top,
        maxX: max(frame.panel.x.position(start), frame.panel.x.position(min(100, start + share))),
        maxY: bottom)
      frame.drawing.add(
        .box(box),
        Scene.Style(
          fill: part.paint, stroke: .background, strokeWidth: min(typography.axisLine, box.width / 3)),
        .band, series: part.label)
      let label = FixedDecimal.label(share, decimals: 0)
      if TextMetrics.width(label, size: typography.text) * TextMetrics.fallbackReserve + typography.text * 0.4
        <= box.width, box.height >= typography.text
      {
        frame.drawing.text(
          label, x: box.midX, middle: box.midY, anchor: .middle, paint: part.textPaint, series: part.label)
      }
      start += share
    }
  }

  private func generatedDescription() -> String {
    let rows = names.indices.prefix(20).map { row -> String in
      let largest = parts.max { $0.counts[row] < $1.counts[row] }
      guard let largest, totals[row] > 0 else { return "\(names[row].prefix(80)): none" }
      let share = FixedDecimal.label(largest.counts[row] / totals[row] * 100, decimals: 0)
      return "\(names[row].prefix(80)): most \(largest.label.prefix(80)), \(share) %"
    }
    return "Stacked bars of shares in per cent. " + AccessibleText.list(parts.map(\.label), noun: "causes")
      + " " + rows.joined(separator: "; ") + "."
  }
}
