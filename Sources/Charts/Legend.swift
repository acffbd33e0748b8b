/// One line of the key.
struct LegendEntry: Sendable {
  /// The sample drawn before the label.
  enum Swatch: Sendable {
    case line(Scene.Paint, dash: [Double])
    case symbol(Symbol, Scene.Paint, isHollow: Bool)
    case lineWithSymbol(SeriesStyle)
    case area(Scene.Paint, opacity: Double)
    case dot(Scene.Paint)
    case interval(Scene.Paint, opacity: Double)
    case quartiles
    case hatch
    /// A line in a band of its colour.
    case level(Scene.Paint)
    case upright(Scene.Paint, dash: [Double])
  }

  var label: String
  var swatch: Swatch
  var series: String?
}

/// The key of a figure, in rows above the plot.
struct Legend: Sendable {
  var entries: [LegendEntry]
  var typography: Typography

  private var swatchWidth: Double { typography.text * 1.7 }
  private var swatchGap: Double { typography.text * 0.45 }
  private var entryGap: Double { typography.text * 1.4 }
  private var rowHeight: Double { typography.text * 1.5 }

  /// The height for a width, with the distance to what follows; 0 without entries.
  func height(width: Double) -> Double {
    entries.isEmpty ? 0 : Double(rows(width: width).count) * rowHeight + typography.text * 0.5
  }

  func draw(in drawing: inout Drawing, x: Double, y: Double, width: Double) {
    for (index, row) in rows(width: width).enumerated() {
      let middle = y + (Double(index) + 0.5) * rowHeight
      for (entry, offset) in row {
        let left = x + offset
        draw(entry, in: &drawing, left: left, middle: middle)
        drawing.text(
          entry.label, x: left + swatchWidth + swatchGap, middle: middle,
          limit: width - swatchWidth - swatchGap,
          role: .legend, series: entry.series)
      }
    }
  }

  private func rows(width: Double) -> [[(LegendEntry, Double)]] {
    var rows: [[(LegendEntry, Double)]] = []
    var cursor = Double.infinity
    for entry in entries {
      let reserved = TextMetrics.width(entry.label, size: typography.text) * TextMetrics.fallbackReserve
      let text = min(reserved, width - swatchWidth - swatchGap)
      let extent = swatchWidth + swatchGap + text
      if cursor + extent > width {
        rows.append([])
        cursor = 0
      }
      rows[rows.count - 1].append((entry, cursor))
      cursor += extent + entryGap
    }
    return rows
  }

  private func draw(_ entry: LegendEntry, in drawing: inout Drawing, left: Double, middle: Double) {
    let start = Scene.Point(x: left, y: middle)
    let end = Scene.Point(x: left + swatchWidth, y: middle)
    let centre = Scene.Point(x: left + swatchWidth / 2, y: middle)
    switch entry.swatch {
    case .line(let paint, let dash):
      drawing.segment(
        start, end, .stroked(paint, typography.dataLine, dash: dash), .legend, series: entry.series)
    case .symbol(let symbol, let paint, let isHollow):
      drawing.symbol(
        symbol, at: centre, paint: paint, isHollow: isHollow, role: .legend, series: entry.series)
    case .lineWithSymbol(let style):
      drawing.segment(start, end, .stroked(style.paint, typography.dataLine), .legend, series: entry.series)
      drawing.symbol(style.symbol, at: centre, paint: style.paint, role: .legend, series: entry.series)
    case .area(let paint, let opacity):
      let half = typography.text * 0.4
      let box = Scene.Box(minX: start.x, minY: middle - half, maxX: end.x, maxY: middle + half)
      drawing.add(.box(box), .filled(paint, opacity: opacity), .legend)
    case .dot(let paint):
      let spread = [-0.35, 0, 0.35].map { Scene.Point(x: centre.x + $0 * swatchWidth, y: middle) }
      drawing.add(.dots(spread, radius: typography.symbol * 0.4), .filled(paint, opacity: 0.6), .legend)
    case .quartiles:
      drawing.segment(start, end, .stroked(.ink, typography.dataLine * 1.9), .legend)
      drawing.symbol(.circle, at: centre, paint: .ink, isHollow: true, scale: 0.85, role: .legend)
    case .level(let paint):
      let half = typography.text * 0.28
      drawing.add(
        .box(Scene.Box(minX: start.x, minY: middle - half, maxX: end.x, maxY: middle + half)),
        .filled(paint, opacity: 0.35), .legend)
      drawing.segment(start, end, .stroked(paint, typography.dataLine * 0.85), .legend)
    case .hatch:
      let half = typography.text * 0.4
      drawing.hatch(
        Scene.Box(minX: start.x, minY: middle - half, maxX: end.x, maxY: middle + half), role: .legend)
    case .upright(let paint, let dash):
      let half = typography.text * 0.5
      drawing.segment(
        Scene.Point(x: centre.x, y: middle - half), Scene.Point(x: centre.x, y: middle + half),
        .stroked(paint, typography.dataLine * 0.8, dash: dash), .legend)
    case .interval(let paint, let opacity):
      drawing.segment(start, end, .stroked(paint, typography.dataLine, opacity: opacity), .legend)
    }
  }
}
