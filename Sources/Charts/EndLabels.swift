/// Labels at the right ends of lines, joined to them by leaders: text in ink, leader in the colour of the line.
struct EndLabels: Sendable {
  struct Label: Sendable {
    var text: String
    var anchor: Scene.Point
    var style: SeriesStyle?
    var series: String?
  }

  var typography: Typography
  private var leader: Double { typography.text * 1.3 }
  private var gap: Double { typography.text * 0.35 }
  private var spacing: Double { typography.lineBox * 1.02 }

  /// The margin that labels need, or `nil` where a legend serves better: more than eight, wider than a third of the
  /// figure, or higher than 85 % of the plot.
  func margin(_ labels: [String], figureWidth: Double, plotHeight: Double) -> Double? {
    guard labels.count <= 8, Double(labels.count) * spacing <= plotHeight * 0.85 else { return nil }
    let widest = labels.map { TextMetrics.width($0, size: typography.text) }.max() ?? 0
    guard widest + leader <= figureWidth * 0.3 else { return nil }
    return leader + gap + widest * TextMetrics.fallbackReserve
  }

  func draw(_ labels: [Label], in drawing: inout Drawing, area: Scene.Box) {
    let top = max(area.minY - typography.lineBox / 2, typography.lineBox * 0.55)
    let positions = LabelSpacing.spread(
      labels.map(\.anchor.y), spacing: spacing, in: top...max(top, area.maxY))
    for (label, y) in zip(labels, positions) {
      let paint = label.style?.paint ?? .muted
      let bend = Scene.Point(x: area.maxX + leader * 0.15, y: label.anchor.y)
      let end = Scene.Point(x: area.maxX + leader, y: y)
      let chain = label.anchor.x < bend.x ? [label.anchor, bend, end] : [bend, end]
      drawing.add(
        .lines([chain], isClosed: false), .stroked(paint, typography.axisLine), .annotation,
        series: label.series)
      if let style = label.style {
        drawing.symbol(
          style.symbol, at: label.anchor, paint: paint, scale: 0.8, role: .annotation, series: label.series)
      }
      drawing.text(label.text, x: end.x + gap, middle: y, series: label.series)
    }
  }
}
