/// An interval chart during layout.
struct IntervalFigure {
  private let chart: IntervalChart
  private let canvas: Canvas
  private let groups: [(title: String?, rows: [Row])]
  private let columnTitles: [String]
  private var table: IntervalTable
  private let omissions: Omissions

  private struct Row {
    var source: IntervalChart.Row
    var label: String
    var key: String
    var cells: [String]
    var estimate: Double?
  }

  private var typography: Typography { canvas.typography }
  private var edge: Double { typography.text * 0.35 }

  init(_ chart: IntervalChart, _ canvas: Canvas) {
    self.chart = chart
    self.canvas = canvas
    var omissions = Omissions()
    let columnTitles = chart.columns.map { LabelText.cleaned($0.title) }
    let groups: [(title: String?, rows: [Row])] = chart.groups.map { group in
      let rows = group.rows.map { row in
        let label = AccessibleText.label(row.label, fallback: "(no name)")
        let estimate = row.estimate.flatMap { omissions.accepts($0, on: chart.axis) ? $0 : nil }
        let cells = chart.columns.indices.map { $0 < row.cells.count ? LabelText.cleaned(row.cells[$0]) : "" }
        return Row(
          source: row, label: label, key: LabelText.cleaned(row.key ?? label), cells: cells,
          estimate: estimate)
      }
      return (group.title.map(LabelText.cleaned).flatMap { $0.isEmpty ? nil : $0 }, rows)
    }
    self.columnTitles = columnTitles
    self.groups = groups
    self.omissions = omissions
    let rows = groups.flatMap(\.rows)
    let cells = chart.columns.enumerated().map { index, column in
      (
        texts: [(columnTitles[index], isBold: true)]
          + rows.map { ($0.cells[index], isBold: $0.source.isSummary) },
        alignment: column.alignment
      )
    }
    table = IntervalTable(
      width: canvas.width, typography: canvas.typography,
      labels: [(LabelText.cleaned(chart.labelTitle), isBold: true)]
        + rows.map { ($0.label, isBold: $0.source.isSummary) }, cells: cells)
  }

  /// The rows are set further apart where a given height leaves room.
  func scene() -> Scene {
    let natural = drawn()
    guard let height = canvas.height, height > natural.height else { return natural }
    var spread = self
    spread.table.rowHeight +=
      (height - natural.height) / Double(max(1, groups.reduce(0) { $0 + $1.rows.count }))
    return spread.drawn()
  }

  private func drawn() -> Scene {
    let text = typography.text
    var drawing = Drawing(typography)
    let key = Legend(entries: legend(), typography: typography)
    key.draw(in: &drawing, x: edge, y: edge, width: canvas.width - 2 * edge)
    var y = edge + key.height(width: canvas.width - 2 * edge)
    y = drawHeader(in: &drawing, from: y)
    let top = y + text * 0.3
    let lines = lineHeights(from: top)
    let bottom = lines.end + text * 0.4
    let scale = plotScale()
    let strips = strips(lines, top: top, bottom: bottom)
    let height = drawAxis(in: &drawing, scale: scale, top: top, bottom: bottom, strips)
    for strip in strips { drawMarked(in: &drawing, scale: scale, strip) }
    drawRows(in: &drawing, scale: scale, lines)
    if groups.allSatisfy(\.rows.isEmpty) {
      drawing.text(
        "no data", x: (scale.start + scale.end) / 2, middle: (top + bottom) / 2, anchor: .middle,
        paint: .muted)
    }
    let area = Scene.Box(minX: scale.start, minY: top, maxX: scale.end, maxY: bottom)
    return Scene(
      width: canvas.width, height: height, unit: typography.unit,
      title: AccessibleText.choose(chart.title, or: "\(chart.axis.title), estimates with intervals"),
      description: AccessibleText.choose(chart.description, or: generatedDescription()), items: drawing.items,
      notes: omissions.notes(logarithmic: chart.axis.spacing == .logarithmic),
      panels: [Scene.PanelDescription(title: nil, area: area, x: scale, y: nil)])
  }

  // MARK: Vertical layout

  private struct Lines {
    var headings: [(title: String, middle: Double)] = []
    var rows: [(row: Row, top: Double)] = []
    var end: Double
  }

  private var headingHeight: Double { typography.text * 1.9 }

  private func lineHeights(from top: Double) -> Lines {
    var lines = Lines(end: top)
    for group in groups {
      if let title = group.title {
        if lines.end > top { lines.end += typography.text * 0.5 }
        lines.headings.append((title, lines.end + headingHeight * 0.6))
        lines.end += headingHeight
      }
      for row in group.rows {
        if row.source.isSummary { lines.end += typography.text * 0.5 }
        lines.rows.append((row, lines.end))
        lines.end += table.rowHeight
      }
    }
    lines.end = max(lines.end, top + typography.text * 3)
    return lines
  }

  /// Where grid, shaded range and marked value are drawn: everywhere, or only behind the intervals where texts stand
  /// between them.
  private func strips(_ lines: Lines, top: Double, bottom: Double) -> [ClosedRange<Double>] {
    guard table.isStacked, !lines.rows.isEmpty else { return [top...bottom] }
    return lines.rows.map { row in
      let middle = markMiddle(top: row.top)
      return (middle - typography.text * 0.75)...(middle + typography.text * 0.75)
    }
  }

  private func markMiddle(top: Double) -> Double {
    table.isStacked ? top + table.rowHeight - typography.text * 0.9 : top + table.rowHeight / 2
  }

  // MARK: Texts

  /// Headings over a rule; returns where the rule is.
  private func drawHeader(in drawing: inout Drawing, from y: Double) -> Double {
    let title = LabelText.cleaned(chart.labelTitle)
    guard !title.isEmpty || columnTitles.contains(where: { !$0.isEmpty }) else { return y }
    let line = typography.text * 1.7
    var middle = y + line / 2
    drawing.text(title, x: table.labelX, middle: middle, limit: table.labelWidth, isBold: true)
    if table.hasCellLine && !title.isEmpty { middle += line }
    for (title, place) in zip(columnTitles, table.columns) {
      drawing.text(
        title, x: place.anchorX, middle: middle, anchor: place.anchor, limit: place.width + 0.01, isBold: true
      )
    }
    let bottom = middle + line / 2
    drawing.segment(
      Scene.Point(x: edge, y: bottom), Scene.Point(x: canvas.width - edge, y: bottom),
      .stroked(.rule, typography.axisLine), .axis)
    return bottom
  }

  private func drawTexts(of row: Row, in drawing: inout Drawing, top: Double) {
    let isBold = row.source.isSummary
    let line = typography.text * 1.35
    let middle = table.isStacked ? top + line * 0.6 : top + table.rowHeight / 2
    drawing.text(
      row.label, x: table.labelX, middle: middle, limit: table.labelWidth, isBold: isBold, series: row.key)
    for (cell, place) in zip(row.cells, table.columns) {
      drawing.text(
        cell, x: place.anchorX, middle: table.hasCellLine ? middle + line : middle, anchor: place.anchor,
        limit: place.width + 0.01, isBold: isBold, series: row.key)
    }
  }

  // MARK: Plot

  private func domain() -> ClosedRange<Double> {
    if let limits = chart.limits, chart.axis.accepts(limits.lowerBound), chart.axis.accepts(limits.upperBound)
    {
      return limits
    }
    var values: [Double] = [chart.reference?.value].compactMap(\.self)
    if let region = chart.equivalence { values += [region.bounds.lowerBound, region.bounds.upperBound] }
    for row in groups.flatMap(\.rows) {
      values +=
        [row.estimate].compactMap(\.self) + (row.source.interval?.ends ?? [])
        + (row.source.secondInterval?.ends ?? [])
        + (row.source.partner.map { [$0.estimate] + ($0.interval?.ends ?? []) } ?? [])
    }
    return chart.axis.domain(of: values) ?? 1...10
  }

  /// The scale over the plot, drawn in where a tick label would reach past the edge of the figure.
  private func plotScale() -> Scale {
    let room = Ticks.Room(fontSize: typography.text, isHorizontal: true)
    let domain = domain()
    var scale = Scale(chart.axis.kind, domain: domain, from: table.plot.lowerBound, to: table.plot.upperBound)
    for _ in 0..<3 {
      let ticks = Ticks.of(scale, room: room)
      let spans = zip(ticks.values, ticks.labels).map { (scale.position($0), room.extent(of: $1) / 2) }
      let left = spans.map { edge - ($0.0 - $0.1) }.max() ?? 0
      let right = spans.map { $0.0 + $0.1 - (canvas.width - edge) }.max() ?? 0
      guard left > 0.01 || right > 0.01 else { break }
      scale = Scale(
        chart.axis.kind, domain: domain, from: scale.start + max(0, left), to: scale.end - max(0, right))
    }
    return scale
  }

  /// Grid, axis line, labels and title below the rows; returns the height of the figure.
  private func drawAxis(
    in drawing: inout Drawing, scale: Scale, top: Double, bottom: Double, _ strips: [ClosedRange<Double>]
  ) -> Double {
    let text = typography.text
    let area = Scene.Box(minX: scale.start, minY: top, maxX: scale.end, maxY: bottom)
    let ticks = Ticks.of(scale, room: Ticks.Room(fontSize: text, isHorizontal: true))
    let axis = PanelAxis(title: chart.axis.fullTitle, content: .values(scale.kind, scale.domain))
    AxisPainter(typography: typography, area: area, strips: strips)
      .drawHorizontal(ticks, axis: axis, scale: scale, in: &drawing, hasLabels: true, hasGrid: true)
    let titleMiddle = bottom + typography.tick + text * 2.2
    let centre = (scale.start + scale.end) / 2
    let limit = canvas.width - 2 * edge - text * 2
    let words = axis.title + (axis.linearZone.map { ", " + $0 } ?? "")
    let title = ticks.multiplier == 0 ? words : words + ", labels ×10"
    let half = min(TextMetrics.width(title, size: text), limit) / 2 + (ticks.multiplier == 0 ? 0 : text * 2)
    drawing.text(
      title, x: centre.clamped(edge + half, max(edge + half, canvas.width - edge - half)),
      middle: titleMiddle,
      anchor: .middle, limit: limit,
      exponent: ticks.multiplier == 0 ? nil : FixedDecimal.label(Double(ticks.multiplier), decimals: 0))
    return titleMiddle + text * 0.5 + edge
  }

  private func drawMarked(in drawing: inout Drawing, scale: Scale, _ strip: ClosedRange<Double>) {
    if let region = chart.equivalence, chart.axis.accepts(region.bounds.lowerBound) {
      let left = scale.position(region.bounds.lowerBound).clamped(scale.start, scale.end)
      let right = scale.position(region.bounds.upperBound).clamped(scale.start, scale.end)
      drawing.add(
        .box(Scene.Box(minX: left, minY: strip.lowerBound, maxX: right, maxY: strip.upperBound)),
        .filled(.muted, opacity: 0.14), .band)
    }
    if let value = chart.reference?.value, scale.domain.contains(value) {
      let x = scale.position(value)
      drawing.segment(
        Scene.Point(x: x, y: strip.lowerBound), Scene.Point(x: x, y: strip.upperBound),
        .stroked(.ink, typography.axisLine), .annotation)
    }
  }

  private func drawRows(in drawing: inout Drawing, scale: Scale, _ lines: Lines) {
    for heading in lines.headings {
      if heading.middle > lines.headings[0].middle {
        let y = heading.middle - headingHeight * 0.6
        drawing.segment(
          Scene.Point(x: edge, y: y), Scene.Point(x: canvas.width - edge, y: y),
          .stroked(.grid, typography.axisLine), .grid)
      }
      drawing.text(
        heading.title, x: table.labelX, middle: heading.middle, limit: canvas.width - 2 * edge, isBold: true,
        hasHalo: true)
    }
    for (row, top) in lines.rows {
      if row.source.isSummary {
        drawing.segment(
          Scene.Point(x: edge, y: top - typography.text * 0.2),
          Scene.Point(x: canvas.width - edge, y: top - typography.text * 0.2),
          .stroked(.rule, typography.axisLine * 0.8), .axis)
      }
      drawMark(of: row, in: &drawing, scale: scale, top: top)
      drawTexts(of: row, in: &drawing, top: top)
    }
  }

  private func drawMark(of row: Row, in drawing: inout Drawing, scale: Scale, top: Double) {
    let y = markMiddle(top: top)
    var look = Look(row.source.verdict, style: row.source.style.map(SeriesStyle.init(index:)))
    guard let estimate = row.estimate else {
      let refusal = AccessibleText.label(row.source.refusal ?? "", fallback: "no estimate")
      drawing.text(
        refusal, x: (scale.start + scale.end) / 2, middle: y, anchor: .middle, limit: scale.end - scale.start,
        paint: .muted, hasHalo: true, series: row.key)
      return
    }
    let width = typography.dataLine
    if let second = row.source.secondInterval {
      drawing.whisker(
        second, around: estimate, along: scale, at: y, isHorizontal: true,
        style: .stroked(look.paint, width * 3.6, opacity: 0.28),
        role: .band, series: row.key)
    }
    if row.source.isSummary,
      drawDiamond(of: row, estimate: estimate, look: look, in: &drawing, scale: scale, y: y)
    {
      return
    }
    if let partner = row.source.partner {
      drawing.partner(partner, of: estimate, along: scale, at: y, series: row.key)
    }
    if let interval = row.source.interval {
      drawing.whisker(
        interval, around: estimate, along: scale, at: y, isHorizontal: true,
        style: .stroked(look.paint, width),
        series: row.key)
    }
    guard scale.domain.contains(estimate) else { return }
    if row.source.isSummary { look.symbol = .diamond }
    drawing.symbol(
      look.symbol, at: Scene.Point(x: scale.position(estimate), y: y), paint: look.paint,
      isHollow: look.isHollow,
      series: row.key)
  }

  /// A diamond from end to end of the interval; `false` where it is not bounded or too short to be seen as one.
  private func drawDiamond(
    of row: Row, estimate: Double, look: Look, in drawing: inout Drawing, scale: Scale, y: Double
  ) -> Bool {
    guard let lower = row.source.interval?.lower, let upper = row.source.interval?.upper,
      scale.domain.contains(lower), scale.domain.contains(upper), lower <= estimate, estimate <= upper,
      scale.position(upper) - scale.position(lower) >= typography.symbol * 2
    else { return false }
    let half = typography.text * 0.42
    let corners = [
      Scene.Point(x: scale.position(lower), y: y), Scene.Point(x: scale.position(estimate), y: y - half),
      Scene.Point(x: scale.position(upper), y: y), Scene.Point(x: scale.position(estimate), y: y + half),
    ]
    drawing.add(.lines([corners], isClosed: true), .filled(look.paint), .data, series: row.key)
    return true
  }

  private struct Look {
    var paint = Scene.Paint.ink
    var symbol = Symbol.square
    var isHollow = false

    init(_ verdict: IntervalChart.Verdict, style: SeriesStyle?) {
      switch verdict {
      case .none:
        if let style { (paint, symbol) = (style.paint, style.fillableSymbol) }
      case .equivalent: break
      case .better: (paint, symbol) = (.palette(5), .circle)
      case .worse: (paint, symbol) = (.palette(4), .diamond)
      case .inconclusive: (paint, isHollow) = (.muted, true)
      }
    }
  }

  // MARK: Words

  private func legend() -> [LegendEntry] {
    func entry(_ label: String?, _ swatch: LegendEntry.Swatch) -> LegendEntry? {
      guard let label = label.map(LabelText.cleaned), !label.isEmpty else { return nil }
      return LegendEntry(label: label, swatch: swatch)
    }
    let states = chart.states.map { state in
      let style = SeriesStyle(index: state.style)
      return entry(state.label, .symbol(style.fillableSymbol, style.paint, isHollow: false))
    }
    return
      (states + [
        entry(chart.intervalLabel, .interval(.ink, opacity: 1)),
        entry(chart.secondIntervalLabel, .area(.ink, opacity: 0.28)),
        entry(chart.equivalence?.label, .area(.muted, opacity: 0.14)),
        entry(chart.reference?.label, .line(.ink, dash: [])),
      ]).compactMap(\.self)
  }

  private func generatedDescription() -> String {
    let rows = groups.flatMap(\.rows)
    let refused = rows.filter { $0.estimate == nil }.count
    let marked = chart.reference.flatMap { $0.label.isEmpty ? nil : " The line marks \($0.label)." } ?? ""
    return
      "Interval chart. Across: \(AccessibleText.describe(chart.axis)). One row for each estimate with its interval. "
      + AccessibleText.list(rows.map(\.label), noun: "rows")
      + (refused > 0 ? " \(refused) without an estimate." : "")
      + marked
  }
}
