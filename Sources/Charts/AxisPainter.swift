/// Draws the axes of one panel: grid behind the data, lines and ticks outward.
struct AxisPainter {
  var typography: Typography
  var area: Scene.Box
  /// The heights over which vertical grid lines run; `nil` for the whole area.
  var strips: [ClosedRange<Double>]?

  func drawHorizontal(
    _ ticks: Ticks, axis: PanelAxis, scale: Scale, in drawing: inout Drawing, hasLabels: Bool, hasGrid: Bool
  ) {
    let positions = ticks.values.map { scale.position($0) }
    if hasGrid && typography.hasGrid {
      let strips = strips ?? [area.minY...area.maxY]
      drawing.segments(
        positions.flatMap { x in strips.map { (point(x, $0.lowerBound), point(x, $0.upperBound)) } },
        gridStyle, .grid)
    }
    var marks = positions
    if case .categories(let names) = axis.content {
      marks =
        names.count > 1 && names.count <= 100 ? (0...names.count).map { scale.position(Double($0)) } : []
    }
    let minor = ticks.minor.map { scale.position($0) }
    drawing.segments(
      [(point(area.minX, area.maxY), point(area.maxX, area.maxY))]
        + marks.map { (point($0, area.maxY), point($0, area.maxY + typography.tick)) }
        + minor.map { (point($0, area.maxY), point($0, area.maxY + typography.minorTick)) },
      lineStyle, .axis)
    guard hasLabels else { return }
    let middle = area.maxY + typography.tick + typography.text * 0.8
    for (position, label) in zip(positions, ticks.labels) {
      drawing.text(
        label.text, x: position, middle: middle, anchor: .middle, paint: .muted, exponent: label.exponent,
        role: .axis)
      guard let second = label.second else { continue }
      drawing.text(
        second, x: position, middle: middle + typography.text * 1.25, anchor: .middle, paint: .muted,
        role: .axis)
    }
  }

  func drawVertical(
    _ ticks: Ticks, axis: PanelAxis, scale: Scale, in drawing: inout Drawing, hasLabels: Bool, hasGrid: Bool
  ) {
    let positions = ticks.values.map { scale.position($0) }
    if hasGrid && typography.hasGrid {
      drawing.segments(positions.map { (point(area.minX, $0), point(area.maxX, $0)) }, gridStyle, .grid)
    }
    if axis.isCategorical {
      if hasLabels { drawCategories(ticks, axis: axis, scale: scale, in: &drawing) }
      return
    }
    let minor = ticks.minor.map { scale.position($0) }
    drawing.segments(
      [(point(area.minX, area.minY), point(area.minX, area.maxY))]
        + positions.map { (point(area.minX - typography.tick, $0), point(area.minX, $0)) }
        + minor.map { (point(area.minX - typography.minorTick, $0), point(area.minX, $0)) },
      lineStyle, .axis)
    guard hasLabels else { return }
    for (position, label) in zip(positions, ticks.labels) {
      drawing.text(
        label.text, x: area.minX - typography.tick - typography.text * 0.35, middle: position, anchor: .end,
        paint: .muted, exponent: label.exponent, role: .axis)
    }
  }

  private func drawCategories(
    _ ticks: Ticks, axis: PanelAxis, scale: Scale, in drawing: inout Drawing
  ) {
    let right = area.minX - typography.tick - typography.text * 0.35
    for (value, label) in zip(ticks.values, ticks.labels) {
      let middle = scale.position(value)
      let index = Int(value)
      let detail = index < axis.details.count ? axis.details[index] : ""
      let shift = detail.isEmpty ? 0 : typography.line / 2
      drawing.text(label.text, x: right, middle: middle - shift, anchor: .end, role: .axis)
      drawing.text(
        detail, x: right, middle: middle + shift, anchor: .end, limit: right - typography.text * 0.35,
        paint: .muted, role: .axis)
    }
  }

  private var gridStyle: Scene.Style { .stroked(.grid, typography.gridLine) }
  private var lineStyle: Scene.Style { .stroked(.rule, typography.axisLine) }
  private func point(_ x: Double, _ y: Double) -> Scene.Point { Scene.Point(x: x, y: y) }
}
