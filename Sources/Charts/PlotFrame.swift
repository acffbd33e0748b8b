/// A chart of one panel while it is drawn.
struct PlotFrame {
  let canvas: Canvas
  let solution: PanelGrid.Solution
  let panel: Panel
  var drawing: Drawing

  init(_ grid: PanelGrid) {
    canvas = grid.canvas
    solution = grid.solve()
    panel = solution.panels[0]
    drawing = solution.drawing
  }

  var area: Scene.Box { panel.area }
  var typography: Typography { canvas.typography }

  func place(_ x: Double, _ y: Double) -> Scene.Point {
    Scene.Point(x: panel.x.position(x), y: panel.y.position(y))
  }

  /// Says in the middle of the plot that there is nothing to show.
  mutating func noData() {
    drawing.text("no data", x: area.midX, middle: area.midY, anchor: .middle, paint: .muted, hasHalo: true)
  }

  func scene(
    title: String, description: String, notes: [String], hasX: Bool = true, hasY: Bool = true
  ) -> Scene {
    Scene(
      width: solution.width, height: solution.height, unit: typography.unit, title: title,
      description: description, items: drawing.items, notes: notes,
      panels: solution.panels.map {
        Scene.PanelDescription(
          title: $0.title, area: $0.area, x: hasX ? $0.x : nil, y: hasY ? $0.y : nil)
      })
  }

  /// A filled band between two curves, cut at the plot.
  mutating func band(
    _ vertices: [(x: Double, lower: Double, upper: Double)], paint: Scene.Paint, opacity: Double,
    series: String? = nil
  ) {
    guard vertices.count > 1 else { return }
    let lower = vertices.map { clampedPlace($0.x, $0.lower) }
    let upper = vertices.map { clampedPlace($0.x, $0.upper) }
    drawing.add(
      .lines([upper + lower.reversed()], isClosed: true), .filled(paint, opacity: opacity), .band,
      series: series)
  }

  /// The place of a value, drawn in to the edge of the plot; infinite values go to the edges.
  func clampedPlace(_ x: Double, _ y: Double) -> Scene.Point {
    let domain = panel.y.domain
    return Scene.Point(
      x: panel.x.position(x.clamped(panel.x.domain.lowerBound, panel.x.domain.upperBound)),
      y: panel.y.position(y.clamped(domain.lowerBound, domain.upperBound)))
  }

  /// A level line across the plot.
  mutating func levelLine(at value: Double, paint: Scene.Paint = .ink, dash: [Double] = []) {
    guard panel.y.domain.contains(value) else { return }
    let y = panel.y.position(value)
    drawing.segment(
      Scene.Point(x: area.minX, y: y), Scene.Point(x: area.maxX, y: y),
      .stroked(paint, typography.axisLine, dash: dash), .annotation)
  }

  /// An upright line through the plot.
  mutating func uprightLine(at value: Double, paint: Scene.Paint = .ink, dash: [Double] = []) {
    guard panel.x.domain.contains(value) else { return }
    let x = panel.x.position(value)
    drawing.segment(
      Scene.Point(x: x, y: area.minY), Scene.Point(x: x, y: area.maxY),
      .stroked(paint, typography.axisLine, dash: dash), .annotation)
  }
}

/// Labels in rows above a plot, each near the place that it belongs to, without overlap.
struct TopLabels: Sendable {
  struct Label: Sendable {
    var text: String
    /// The middle that the label would like to have.
    var x: Double
    var paint = Scene.Paint.ink
    var series: String?
  }

  var typography: Typography
  private var rowHeight: Double { typography.text * 1.35 }

  /// The height that labels need over a plot, for their wanted places; 0 without labels.
  func height(_ labels: [Label], from left: Double, to right: Double) -> Double {
    let rows = placed(labels, from: left, to: right).map(\.row).max()
    return rows.map { Double($0 + 1) * rowHeight + typography.text * 0.3 } ?? 0
  }

  func draw(
    _ labels: [Label], in drawing: inout Drawing, area: Scene.Box, from left: Double, to right: Double
  ) {
    for (label, place) in zip(labels, placed(labels, from: left, to: right)) {
      let middle = area.minY - typography.text * 0.3 - (Double(place.row) + 0.5) * rowHeight
      drawing.text(
        label.text, x: place.middle, middle: middle, anchor: .middle, limit: right - left,
        paint: label.paint, role: .annotation, series: label.series)
    }
  }

  /// The lowest row in which each label is free of the ones before it.
  private func placed(_ labels: [Label], from left: Double, to right: Double) -> [(middle: Double, row: Int)]
  {
    var taken: [[ClosedRange<Double>]] = []
    return labels.map { label in
      let half = min(TextMetrics.width(label.text, size: typography.text) * 1.05, right - left) / 2
      let middle = label.x.clamped(left + half, max(left + half, right - half))
      let span = (middle - half - typography.text * 0.4)...(middle + half + typography.text * 0.4)
      let row = taken.firstIndex { $0.allSatisfy { !$0.overlaps(span) } } ?? taken.count
      if row == taken.count { taken.append([]) }
      taken[row].append(span)
      return (middle, row)
    }
  }
}

/// A label in words beside a place of a plot.
struct Callout: Sendable {
  var text: String
  var point: Scene.Point
  var paint = Scene.Paint.ink
  var series: String?
}

extension PlotFrame {
  /// Places callouts on free ground near their points, with leaders where they stand apart; returns how many found no
  /// room. `marks` and `lines` is ink that no callout may cover.
  mutating func draw(
    _ callouts: [Callout], marks: [Scene.Point], lines: [[Scene.Point]], rings: [Double] = [1, 2.6, 4.4]
  ) -> Int {
    guard !callouts.isEmpty else { return 0 }
    var labels = PointLabels(area: area, typography: typography, rings: rings)
    for mark in marks where mark.x.isFinite && mark.y.isFinite { labels.take(mark: mark) }
    for line in lines { labels.take(chain: line) }
    var missing = 0
    for callout in callouts {
      let text = TextMetrics.elided(callout.text, size: typography.text, limit: area.width * 0.6)
      guard let place = labels.place(text, at: callout.point) else {
        missing += 1
        continue
      }
      if let end = place.leaderEnd {
        drawing.segment(callout.point, end, .stroked(.muted, typography.axisLine * 0.8), .annotation)
      }
      drawing.text(
        text, x: place.position.x, middle: place.position.y, hasHalo: true, series: callout.series)
    }
    return missing
  }
}

/// Shares of 0 ..< 1 that fill the interval evenly for every count: the van der Corput sequence in base 2.
enum QuasiRandom {
  static func share(_ index: Int) -> Double {
    var result = 0.0
    var part = 0.5
    var rest = index &+ 1
    while rest > 0 {
      if rest & 1 == 1 { result += part }
      part /= 2
      rest >>= 1
    }
    return result
  }
}
