/// The segments of one request by function: the critical path strong and joined, what runs beside it pale, waiting as
/// dashed lines.
public struct WaterfallChart: Chart {
  /// What segments of one colour are.
  public struct Kind: Sendable, Hashable {
    /// The name shown.
    public var label: String
    /// The place in the palette; `nil` takes a grey.
    public var style: Int?
    /// Whether the colour is lightened, for the second of two related kinds.
    public var isLight: Bool

    /// What segments of one colour are.
    public init(_ label: String, style: Int?, isLight: Bool = false) {
      self.label = label
      self.style = style
      self.isLight = isLight
    }
  }

  /// A stretch of time in a row.
  public struct Segment: Sendable, Hashable {
    /// The place of its kind in ``WaterfallChart/kinds``.
    public var kind: Int
    /// When it begins, in the unit of the axis.
    public var start: Double
    /// How long it lasts.
    public var duration: Double
    /// Whether the request would end earlier without it.
    public var isCritical: Bool

    /// A stretch of time in a row.
    public init(kind: Int, start: Double, duration: Double, isCritical: Bool) {
      self.kind = kind
      self.start = start
      self.duration = duration
      self.isCritical = isCritical
    }
  }

  /// A function.
  public struct Row: Sendable, Hashable {
    /// The name shown.
    public var label: String
    /// Its segments.
    public var segments: [Segment]
    /// The row of its caller, to check the clocks.
    public var caller: Int?

    /// A function.
    public init(label: String, segments: [Segment], caller: Int? = nil) {
      self.label = label
      self.segments = segments
      self.caller = caller
    }
  }

  /// The accessible name; `nil` generates one.
  public var title: String?
  /// The accessible description; `nil` generates one.
  public var description: String?
  /// What the horizontal axis shows, without the unit.
  public var timeTitle: String
  /// The unit of all times.
  public var unit: String?
  /// What segments are.
  public var kinds: [Kind]
  /// The functions from top to bottom.
  public var rows: [Row]
  /// Whether the rows are functions of one request, joined by its critical path; otherwise each is a call by itself.
  public var isOneRequest: Bool
  /// Marked moments, such as the end and what it would be without cold starts.
  public var marks: [ReferenceLine]

  /// A chart of one request, or of several calls.
  public init(
    title: String? = nil, description: String? = nil, timeTitle: String = "Time since request",
    unit: String? = "ms", kinds: [Kind], rows: [Row], isOneRequest: Bool = true, marks: [ReferenceLine] = []
  ) {
    self.title = title
    self.description = description
    self.timeTitle = timeTitle
    self.unit = unit
    self.kinds = kinds
    self.rows = rows
    self.isOneRequest = isOneRequest
    self.marks = marks
  }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene {
    WaterfallFigure(self).scene(canvas)
  }
}

/// A waterfall with drawable segments.
private struct WaterfallFigure {
  private static let paleness = 0.32

  private let chart: WaterfallChart
  private let rows: [(label: String, segments: [WaterfallChart.Segment])]
  private let axis: ValueAxis
  private let omissions: Omissions

  init(_ chart: WaterfallChart) {
    var omissions = Omissions()
    let axis = ValueAxis(chart.timeTitle, unit: chart.unit, includesZero: true)
    rows = chart.rows.enumerated().map { index, row in
      let segments = row.segments.filter {
        omissions.accepts($0.start, on: axis) && omissions.accepts($0.duration, on: axis) && $0.duration >= 0
      }.sorted { ($0.start, $0.duration) < ($1.start, $1.duration) }
      return (AccessibleText.label(row.label, fallback: "\(index + 1)"), segments)
    }
    let starts = rows.map { $0.segments.first?.start }
    let early = chart.rows.enumerated().filter { index, row in
      guard let caller = row.caller, starts.indices.contains(caller), let own = starts[index],
        let before = starts[caller]
      else { return false }
      return own < before
    }.count
    if early > 0 {
      omissions.note(
        "\(early) \(early == 1 ? "function begins" : "functions begin") before the caller: the clocks differ."
      )
    }
    self.chart = chart
    self.axis = axis
    self.omissions = omissions
  }

  func scene(_ canvas: Canvas) -> Scene {
    let text = canvas.typography.text
    var times = rows.flatMap { $0.segments.flatMap { [$0.start, $0.start + $0.duration] } }
    times += chart.marks.map(\.value)
    var grid = PanelGrid(
      canvas: canvas,
      x: PanelAxis(title: axis.fullTitle, content: .values(.linear, axis.domain(of: times) ?? 0...1)),
      y: PanelAxis(title: "", content: .categories(rows.map(\.label))), legend: legend(),
      plotHeight: Double(max(1, rows.count)) * text * 2.1)
    let topLabels = TopLabels(typography: canvas.typography)
    let right = canvas.width - text * 0.35
    grid.headroom = topLabels.height(words(in: PlotFrame(grid).panel), from: text * 0.35, to: right)
    var frame = PlotFrame(grid)
    for mark in chart.marks { frame.uprightLine(at: mark.value, dash: [4, 3]) }
    for (index, row) in rows.enumerated() { draw(row.segments, row: index, in: &frame) }
    drawPath(in: &frame)
    topLabels.draw(words(in: frame.panel), in: &frame.drawing, area: frame.area, from: text * 0.35, to: right)
    if rows.allSatisfy(\.segments.isEmpty) { frame.noData() }
    return frame.scene(
      title: AccessibleText.choose(chart.title, or: "\(chart.timeTitle) by function"),
      description: AccessibleText.choose(chart.description, or: generatedDescription()),
      notes: omissions.notes(logarithmic: false), hasY: false)
  }

  private func words(in panel: Panel) -> [TopLabels.Label] {
    chart.marks.compactMap { mark in
      let label = LabelText.cleaned(mark.label)
      guard !label.isEmpty, panel.x.domain.contains(mark.value) else { return nil }
      return TopLabels.Label(text: label, x: panel.x.position(mark.value))
    }
  }

  private func look(_ kind: Int) -> (paint: Scene.Paint, textPaint: Scene.Paint, opacity: Double) {
    guard chart.kinds.indices.contains(kind), let style = chart.kinds[kind].style else {
      return (.muted, .background, chart.kinds.indices.contains(kind) && chart.kinds[kind].isLight ? 0.5 : 1)
    }
    let index = max(0, style) % 6
    return chart.kinds[kind].isLight ? (.palette(index), .ink, 0.58) : (.palette(index), .onPalette(index), 1)
  }

  private func draw(_ segments: [WaterfallChart.Segment], row: Int, in frame: inout PlotFrame) {
    let typography = frame.typography
    let middle = frame.panel.y.position(Double(row) + 0.5)
    let half = (frame.panel.y.position(Double(row) + 0.8) - middle)
    for (segment, next) in zip(segments, segments.dropFirst())
    where next.start > segment.start + segment.duration {
      frame.drawing.segment(
        Scene.Point(x: frame.panel.x.position(segment.start + segment.duration), y: middle),
        Scene.Point(x: frame.panel.x.position(next.start), y: middle),
        .stroked(.muted, typography.axisLine, dash: [2, 2]), .annotation)
    }
    var labelled = -Double.infinity
    for segment in segments {
      let look = look(segment.kind)
      let start = frame.panel.x.position(segment.start)
      let end = frame.panel.x.position(segment.start + segment.duration)
      let box = Scene.Box(minX: start, minY: middle - half, maxX: max(end, start + 0.5), maxY: middle + half)
      frame.drawing.add(.box(box), .filled(.background), .band)
      frame.drawing.add(
        .box(box),
        Scene.Style(
          fill: look.paint, stroke: .background, strokeWidth: min(typography.axisLine, box.width / 4),
          opacity: segment.isCritical ? look.opacity : look.opacity * Self.paleness), .band)
      let label = FixedDecimal.shortest(segment.duration, digits: 3)
      let room = TextMetrics.width(label, size: typography.text) * TextMetrics.fallbackReserve
      guard box.height >= typography.text * 0.95, box.midX - room / 2 >= labelled else { continue }
      if room + typography.text * 0.3 <= box.width {
        labelled = box.midX + room / 2
        frame.drawing.text(
          label, x: box.midX, middle: middle, anchor: .middle,
          paint: segment.isCritical && look.opacity == 1 ? look.textPaint : .ink)
      } else if segments.count == 1 {
        drawBeside(label, box, row: row, room: room, in: &frame)
      }
    }
  }

  /// The number of a bar that is too short to hold it, right of it or else left of it where the row is free.
  private func drawBeside(
    _ label: String, _ box: Scene.Box, row: Int, room: Double, in frame: inout PlotFrame
  ) {
    let gap = frame.typography.text * 0.35
    let crossing =
      chart.marks.map(\.value)
      + steps.filter { min($0.from, $0.to) < row && row < max($0.from, $0.to) || $0.waits && $0.from == row }
      .map(\.time)
    let lines = crossing.map { frame.panel.x.position($0) }
    func isFree(_ left: Double, _ right: Double) -> Bool {
      left >= frame.area.minX && right <= frame.area.maxX && !lines.contains { (left...right).contains($0) }
    }
    let middle = (box.minY + box.maxY) / 2
    if isFree(box.maxX + gap / 2, box.maxX + gap + room) {
      frame.drawing.text(label, x: box.maxX + gap, middle: middle, hasHalo: true)
    } else if isFree(box.minX - gap - room, box.minX - gap / 2) {
      frame.drawing.text(label, x: box.minX - gap, middle: middle, anchor: .end, hasHalo: true)
    }
  }

  /// A step of the critical path from one row to another.
  private struct Step {
    var from: Int
    var to: Int
    var end: Double
    var time: Double
    var waits: Bool { time > end }
  }

  /// Critical segments of neighbouring times in different rows.
  private var steps: [Step] {
    if !chart.isOneRequest { return [] }
    let critical = rows.enumerated().flatMap { index, row in
      row.segments.filter(\.isCritical).map { (row: index, segment: $0) }
    }.sorted { ($0.segment.start, $0.row) < ($1.segment.start, $1.row) }
    return zip(critical, critical.dropFirst()).filter { $0.row != $1.row }.map { first, second in
      Step(
        from: first.row, to: second.row, end: first.segment.start + first.segment.duration,
        time: second.segment.start)
    }
  }

  private func drawPath(in frame: inout PlotFrame) {
    for step in steps {
      let isDown = step.to > step.from
      let x = frame.panel.x.position(step.time)
      let from = frame.panel.y.position(Double(step.from) + (isDown ? 0.8 : 0.2))
      let to = frame.panel.y.position(Double(step.to) + (isDown ? 0.2 : 0.8))
      frame.drawing.segment(
        Scene.Point(x: x, y: from), Scene.Point(x: x, y: to), .stroked(.ink, frame.typography.axisLine),
        .annotation)
      guard step.waits else { continue }
      let level = frame.panel.y.position(Double(step.from) + 0.5)
      frame.drawing.segment(
        Scene.Point(x: frame.panel.x.position(step.end), y: level), Scene.Point(x: x, y: level),
        .stroked(.ink, frame.typography.axisLine, dash: [2, 2]), .annotation)
    }
  }

  private func legend() -> [LegendEntry] {
    let segments = rows.flatMap(\.segments)
    let used = Set(segments.map(\.kind))
    var entries = chart.kinds.indices.filter(used.contains).compactMap { kind -> LegendEntry? in
      let label = LabelText.cleaned(chart.kinds[kind].label)
      return label.isEmpty
        ? nil : LegendEntry(label: label, swatch: .area(look(kind).paint, opacity: look(kind).opacity))
    }
    if chart.isOneRequest, segments.contains(where: \.isCritical) {
      entries.append(LegendEntry(label: "critical path", swatch: .upright(.ink, dash: [])))
    }
    if segments.contains(where: { !$0.isCritical }) {
      let paint = segments.first { !$0.isCritical }.map { look($0.kind).paint } ?? .muted
      entries.append(
        LegendEntry(label: "pale: beside the critical path", swatch: .area(paint, opacity: Self.paleness)))
    }
    return entries
  }

  private func generatedDescription() -> String {
    let end = rows.flatMap(\.segments).map { $0.start + $0.duration }.max() ?? 0
    let sums = chart.kinds.indices.compactMap { kind -> String? in
      let sum = rows.flatMap(\.segments).filter { $0.kind == kind && $0.isCritical }.reduce(0) {
        $0 + $1.duration
      }
      return sum > 0 ? "\(LabelText.cleaned(chart.kinds[kind].label)) \(FixedDecimal.shortest(sum))" : nil
    }
    if !chart.isOneRequest {
      return "Parts of calls, \(axis.fullTitle), the end at \(FixedDecimal.shortest(end)). "
        + AccessibleText.list(rows.map(\.label), noun: "calls")
    }
    return "Waterfall of one request, \(axis.fullTitle), end at \(FixedDecimal.shortest(end)). "
      + AccessibleText.list(rows.map(\.label), noun: "functions")
      + (sums.isEmpty ? "" : " On the critical path: \(sums.prefix(10).joined(separator: "; ")).")
  }
}
