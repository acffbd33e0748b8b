/// Curves over shared axes: the common ground of the percentile chart and of the distribution functions.
struct CurveFigure: Sendable {
  var title: String
  var description: String
  var curves: [Curve]
  var xAxis: PanelAxis
  var yAxis: PanelAxis
  var isStepped = false
  var threshold: ReferenceLine?
  /// Probabilities at which curves carry symbols when they have no direct labels, in the unit of their axis.
  var markers: [Double] = []
  var notes: [String]

  /// One panel with all curves.
  func scene(_ canvas: Canvas) -> Scene {
    var grid = PanelGrid(canvas: canvas, x: xAxis, y: yAxis, plotHeight: Self.plotHeight(canvas))
    if !isStepped, let direct = directlyLabelled(&grid, canvas) { return direct }
    if isStepped, let direct = labelledAlongCurves(grid, canvas) { return direct }
    return withLegend(grid, canvas)
  }

  private func withLegend(_ grid: PanelGrid, _ canvas: Canvas) -> Scene {
    var grid = grid
    grid.rightMargin = 0
    grid.legend = legend()
    let solution = grid.solve()
    let panel = solution.panels[0]
    var drawing = solution.drawing
    drawThreshold(in: &drawing, panel: panel)
    let drawn = DrawnCurves(curves, in: panel, isStepped: isStepped, typography: canvas.typography)
    drawn.draw(in: &drawing)
    if curves.count > 1 { drawMarkers(on: drawn, panel: panel, in: &drawing) }
    return finished(drawing, solution)
  }

  private func directlyLabelled(_ grid: inout PanelGrid, _ canvas: Canvas) -> Scene? {
    let labels = EndLabels(typography: canvas.typography)
    let shown = curves.indices.filter { curves[$0].lastX != nil }
    let names = shown.map { curves[$0].label } + [threshold?.label].compactMap(\.self)
    guard
      let margin = labels.margin(
        names, figureWidth: canvas.width, plotHeight: canvas.height.map { $0 * 0.6 } ?? grid.plotHeight)
    else { return nil }
    grid.rightMargin = margin
    let solution = grid.solve()
    let panel = solution.panels[0]
    var drawing = solution.drawing
    drawThreshold(in: &drawing, panel: panel)
    let drawn = DrawnCurves(curves, in: panel, isStepped: isStepped, typography: canvas.typography)
    drawn.draw(in: &drawing)
    var ends = shown.compactMap { index in
      drawn.end(of: index).map {
        EndLabels.Label(
          text: curves[index].label, anchor: $0, style: curves[index].style, series: curves[index].key)
      }
    }
    if let threshold {
      let anchor = Scene.Point(x: panel.area.maxX, y: panel.y.position(threshold.value))
      ends.append(EndLabels.Label(text: threshold.label, anchor: anchor))
    }
    labels.draw(ends, in: &drawing, area: panel.area)
    return finished(drawing, solution)
  }

  /// Labels beside the curves where they are apart, `nil` unless every curve gets one.
  private func labelledAlongCurves(_ grid: PanelGrid, _ canvas: Canvas) -> Scene? {
    guard curves.count <= 8 else { return nil }
    let solution = grid.solve()
    let panel = solution.panels[0]
    let drawn = DrawnCurves(curves, in: panel, isStepped: isStepped, typography: canvas.typography)
    var drawing = solution.drawing
    drawn.draw(in: &drawing)
    var labels = CurveLabels(area: panel.area, typography: canvas.typography, curves: drawn.solid)
    for (index, curve) in curves.enumerated() where !curve.solid.isEmpty {
      guard let place = labels.place(curve.label, beside: index) else { return nil }
      drawing.text(
        curve.label, x: place.text.x, middle: place.text.y, anchor: place.anchor, hasHalo: true,
        series: curve.key)
      drawing.symbol(
        curve.style.symbol, at: place.mark, paint: curve.style.paint, series: curve.key)
    }
    return finished(drawing, solution)
  }

  func finished(_ drawing: Drawing, _ solution: PanelGrid.Solution) -> Scene {
    var drawing = drawing
    if curves.allSatisfy({ $0.solid.isEmpty && $0.dotted.isEmpty }) {
      let area = solution.panels[0].area
      drawing.text("no data", x: area.midX, middle: area.midY, anchor: .middle, paint: .muted, hasHalo: true)
    }
    return Scene(
      width: solution.width, height: solution.height, unit: drawing.typography.unit, title: title,
      description: description, items: drawing.items, notes: notes,
      panels: solution.panels.map {
        Scene.PanelDescription(title: $0.title, area: $0.area, x: $0.x, y: $0.y)
      })
  }

  func legend() -> [LegendEntry] {
    var entries =
      curves.count > 1
      ? curves.map { LegendEntry(label: $0.label, swatch: .lineWithSymbol($0.style), series: $0.key) } : []
    if let threshold {
      entries.append(LegendEntry(label: threshold.label, swatch: .line(.ink, dash: [3, 2])))
    }
    return entries
  }

  func drawMarkers(on drawn: DrawnCurves, panel: Panel, in drawing: inout Drawing) {
    let scale = isStepped ? panel.y : panel.x
    let places = markers.filter { scale.domain.contains($0) }.map { scale.position($0) }
    drawn.drawMarkers(at: places, isAcross: !isStepped, in: &drawing)
  }

  func drawThreshold(in drawing: inout Drawing, panel: Panel) {
    guard let threshold else { return }
    let y = panel.y.position(threshold.value)
    drawing.segment(
      Scene.Point(x: panel.area.minX, y: y), Scene.Point(x: panel.area.maxX, y: y),
      .stroked(.ink, drawing.typography.axisLine, dash: [3, 2]), .annotation)
  }

  static func plotHeight(_ canvas: Canvas) -> Double {
    let text = canvas.typography.text
    return (canvas.width * 0.42).clamped(text * 16, text * 26)
  }
}
