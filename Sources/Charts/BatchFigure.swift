/// A batch chart with drawable values.
struct BatchFigure {
  private static let dotsOneByOne = 2_000
  private static let dotBudget = 9_000

  private let chart: BatchChart
  private let panels: [BatchChart.Panel]
  private let omissions: Omissions

  init(_ chart: BatchChart) {
    var omissions = Omissions()
    panels = chart.panels.map { panel in
      var panel = panel
      panel.title = panel.title.map(LabelText.cleaned)
      panel.batches = panel.batches.map { batch in
        var batch = batch
        batch.values = batch.values.filter { omissions.accepts($0, on: chart.valueAxis) }
        batch.centre = batch.centre.flatMap { omissions.accepts($0, on: chart.valueAxis) ? $0 : nil }
        return batch
      }
      return panel
    }
    self.chart = chart
    self.omissions = omissions
  }

  func scene(_ canvas: Canvas) -> Scene {
    let text = canvas.typography.text
    let longest = panels.map(\.batches).max { $0.count < $1.count } ?? []
    let names = longest.enumerated().map {
      AccessibleText.label($0.element.label, fallback: String($0.offset + 1))
    }
    var lower = Double.infinity
    var upper = -Double.infinity
    for batch in panels.flatMap(\.batches) {
      for value in batch.values + [batch.centre].compactMap(\.self) + (batch.interval?.ends ?? []) {
        guard chart.valueAxis.accepts(value) else { continue }
        lower = min(lower, value)
        upper = max(upper, value)
      }
    }
    let references = panels.compactMap(\.reference?.value)
    let domain = chart.valueAxis.domain(of: (lower <= upper ? [lower, upper] : []) + references)
    let grid = PanelGrid(
      canvas: canvas, x: PanelAxis(title: LabelText.cleaned(chart.batchTitle), content: .categories(names)),
      y: PanelAxis(
        title: chart.valueAxis.fullTitle, content: .values(chart.valueAxis.kind, domain ?? 1...10)),
      panelTitles: panels.isEmpty ? [nil] : panels.map(\.title), columns: columnCount(canvas),
      legend: legend(),
      plotHeight: panels.count > 1 ? text * 10 : (canvas.width * 0.36).clamped(text * 14, text * 22),
      hasVerticalGrid: false)
    let solution = grid.solve()
    var drawing = solution.drawing
    var isAggregated = false
    for (source, panel) in zip(panels, solution.panels) {
      let painter = BatchPainter(
        panel: panel, style: SeriesStyle(index: source.style ?? 0), key: source.key ?? source.title,
        typography: canvas.typography)
      let calls = source.batches.reduce(0) { $0 + $1.values.count }
      if calls > Self.dotsOneByOne || totalCalls > Self.dotBudget {
        painter.drawAggregated(source.batches, budget: max(200, Self.dotBudget / panels.count), in: &drawing)
        isAggregated = true
      } else {
        painter.drawDots(source.batches, in: &drawing)
      }
      painter.drawCentres(source.batches, reference: source.reference, in: &drawing)
    }
    if lower > upper, let area = solution.panels.first?.area {
      drawing.text("no data", x: area.midX, middle: area.midY, anchor: .middle, paint: .muted, hasHalo: true)
    }
    var omissions = omissions
    if isAggregated {
      omissions.note(
        "Dots that coincide are drawn once: light for 1 call, darker for 2 to 9 and for 10 or more.")
    }
    return Scene(
      width: solution.width, height: solution.height, unit: canvas.typography.unit,
      title: AccessibleText.choose(chart.title, or: "\(chart.valueAxis.title) by batch"),
      description: AccessibleText.choose(chart.description, or: generatedDescription()), items: drawing.items,
      notes: omissions.notes(logarithmic: chart.valueAxis.spacing == .logarithmic),
      panels: solution.panels.map {
        Scene.PanelDescription(title: $0.title, area: $0.area, x: nil, y: $0.y)
      })
  }

  private var totalCalls: Int { panels.reduce(0) { $0 + $1.batches.reduce(0) { $0 + $1.values.count } } }

  private func columnCount(_ canvas: Canvas) -> Int {
    guard panels.count > 1 else { return 1 }
    if let columns = chart.columns { return columns.clamped(1, panels.count) }
    let fitting = Int(canvas.width / (canvas.typography.text * 24)).clamped(1, panels.count <= 4 ? 1 : 3)
    return PanelGrid.columns(for: panels.count, atMost: fitting)
  }

  private func generatedDescription() -> String {
    let batches = panels.reduce(0) { $0 + $1.batches.count }
    let names = panels.compactMap(\.title)
    return "Dot chart of \(totalCalls) calls in \(batches) batches, in order of time. Up: "
      + "\(AccessibleText.describe(chart.valueAxis)). Bars mark each \(LabelText.cleaned(chart.centreLabel)). "
      + (names.isEmpty ? "" : AccessibleText.list(names, noun: "panels"))
  }

  private func legend() -> [LegendEntry] {
    let batches = panels.flatMap(\.batches)
    let styles = Set(panels.map { $0.style ?? 0 })
    let paint = styles.count == 1 ? SeriesStyle(index: styles.first ?? 0).paint : .muted
    func entry(_ label: String, _ swatch: LegendEntry.Swatch, if isShown: Bool) -> LegendEntry? {
      let label = LabelText.cleaned(label)
      return isShown && !label.isEmpty ? LegendEntry(label: label, swatch: swatch) : nil
    }
    var entries = [
      entry(chart.callLabel, .dot(paint), if: batches.contains { !$0.values.isEmpty }),
      entry(chart.centreLabel, .line(.ink, dash: []), if: batches.contains { $0.centre != nil }),
      entry(chart.intervalLabel, .area(.ink, opacity: 0.25), if: batches.contains { $0.interval != nil }),
    ].compactMap(\.self)
    var seen: Set<String> = []
    for label in panels.compactMap(\.reference?.label).map(LabelText.cleaned)
    where seen.insert(label).inserted {
      if let entry = entry(label, .line(.muted, dash: [3, 2]), if: true) { entries.append(entry) }
    }
    return entries
  }
}

/// Draws the batches of one panel.
private struct BatchPainter {
  let panel: Panel
  let style: SeriesStyle
  let key: String?
  let typography: Typography
  private let inset = 0.1

  private func x(batch: Int, share: Double) -> Double {
    panel.x.position(Double(batch) + inset + share * (1 - 2 * inset))
  }

  private func places(_ batches: [BatchChart.Batch]) -> [Scene.Point] {
    var points: [Scene.Point] = []
    for (index, batch) in batches.enumerated() {
      let count = Double(batch.values.count)
      for (order, value) in batch.values.enumerated() {
        points.append(
          Scene.Point(x: x(batch: index, share: (Double(order) + 0.5) / count), y: panel.y.position(value)))
      }
    }
    return points
  }

  func drawDots(_ batches: [BatchChart.Batch], in drawing: inout Drawing) {
    let points = places(batches)
    guard !points.isEmpty else { return }
    let radius = typography.symbol * (points.count > 400 ? 0.36 : 0.48)
    drawing.add(.dots(points, radius: radius), .filled(style.paint, opacity: 0.45), .data, series: key)
  }

  /// One dot for each occupied cell of a grid that is coarsened until the dots are few enough.
  func drawAggregated(_ batches: [BatchChart.Batch], budget: Int, in drawing: inout Drawing) {
    let points = places(batches)
    var cell = typography.symbol * 0.55
    var counts = Self.counts(points, cell: cell)
    while counts.count > budget, cell < panel.area.height {
      cell *= 1.3
      counts = Self.counts(points, cell: cell)
    }
    let ordered = counts.sorted { ($0.key.column, $0.key.row) < ($1.key.column, $1.key.row) }
    let radius = cell * 0.72
    for (range, opacity) in [(1...1, 0.35), (2...9, 0.6), (10...Int.max, 1)] {
      let dots = ordered.filter { range.contains($0.value) }.map { cellIndex, _ in
        Scene.Point(
          x: ((Double(cellIndex.column) + 0.5) * cell).clamped(panel.area.minX, panel.area.maxX),
          y: ((Double(cellIndex.row) + 0.5) * cell).clamped(panel.area.minY, panel.area.maxY))
      }
      guard !dots.isEmpty else { continue }
      drawing.add(.dots(dots, radius: radius), .filled(style.paint, opacity: opacity), .data, series: key)
    }
  }

  private struct Cell: Hashable {
    var column: Int
    var row: Int
  }

  private static func counts(_ points: [Scene.Point], cell: Double) -> [Cell: Int] {
    var counts: [Cell: Int] = [:]
    for point in points {
      counts[
        Cell(column: Int((point.x / cell).rounded(.down)), row: Int((point.y / cell).rounded(.down))),
        default: 0] += 1
    }
    return counts
  }

  func drawCentres(_ batches: [BatchChart.Batch], reference: ReferenceLine?, in drawing: inout Drawing) {
    if let value = reference?.value, panel.y.domain.contains(value) {
      let y = panel.y.position(value)
      drawing.segment(
        Scene.Point(x: panel.area.minX, y: y), Scene.Point(x: panel.area.maxX, y: y),
        .stroked(.muted, typography.axisLine, dash: [3, 2]), .annotation)
    }
    let bars = batches.enumerated().compactMap { index, batch -> [Scene.Point]? in
      guard let centre = batch.centre else { return nil }
      let y = panel.y.position(centre)
      return [
        Scene.Point(x: x(batch: index, share: 0), y: y), Scene.Point(x: x(batch: index, share: 1), y: y),
      ]
    }
    if !bars.isEmpty {
      drawing.add(
        .lines(bars, isClosed: false), .stroked(.background, typography.dataLine * 2.6, opacity: 0.75),
        .annotation)
    }
    for (index, batch) in batches.enumerated() {
      if let interval = batch.interval { drawInterval(interval, batch: index, in: &drawing) }
    }
    guard !bars.isEmpty else { return }
    drawing.add(.lines(bars, isClosed: false), .stroked(.ink, typography.dataLine), .data, series: key)
  }

  private func drawInterval(_ interval: IntervalBounds, batch: Int, in drawing: inout Drawing) {
    let domain = panel.y.domain
    let lower = (interval.lower ?? domain.lowerBound).clamped(domain.lowerBound, domain.upperBound)
    let upper = (interval.upper ?? domain.upperBound).clamped(domain.lowerBound, domain.upperBound)
    let box = Scene.Box(
      minX: x(batch: batch, share: 0), minY: panel.y.position(upper), maxX: x(batch: batch, share: 1),
      maxY: panel.y.position(lower))
    drawing.add(.box(box), .filled(.ink, opacity: 0.25), .band, series: key)
  }
}
