/// What an axis of a panel shows.
struct PanelAxis: Sendable {
  enum Content: Sendable {
    case values(Scale.Kind, ClosedRange<Double>)
    /// Named bands of equal length, from left to right or from top to bottom.
    case categories([String])
  }

  var title: String
  var content: Content
  /// Second lines under the names of categories on a vertical axis.
  var details: [String] = []
  /// The only values that can be ticks, such as configured sizes.
  var sizes: [Double] = []
  /// Whose clock an axis of time shows.
  var zone = ClockZone.utc

  /// An axis over given values; 1 to 10 without any.
  init(_ axis: ValueAxis, over values: some Sequence<Double>) {
    self.init(title: axis.fullTitle, content: .values(axis.kind, axis.domain(of: values) ?? 1...10))
  }

  init(
    title: String, content: Content, details: [String] = [], sizes: [Double] = [], zone: ClockZone = .utc
  ) {
    self.title = title
    self.content = content
    self.details = details
    self.sizes = sizes
    self.zone = zone
  }

  var isCategorical: Bool {
    if case .categories = content { return true }
    return false
  }

  /// Words for the zone in which a symmetric logarithmic axis is linear.
  var linearZone: String? {
    guard case .values(.symmetricLogarithmic(let threshold), _) = content else { return nil }
    return "axis linear within ±\(FixedDecimal.shortest(Scale.usable(threshold)))"
  }
}

/// A panel with its solved place and scales.
struct Panel: Sendable {
  var title: String?
  var area: Scene.Box
  /// For categories, a linear scale on which the i-th band is from i to i + 1.
  var x: Scale
  /// For categories, a linear scale on which the i-th band from above is from i to i + 1.
  var y: Scale
}

/// One or more panels with shared axes: margins follow the measured labels, plot areas are aligned, and only the outer
/// panels carry tick labels.
struct PanelGrid: Sendable {
  var canvas: Canvas
  var x: PanelAxis
  var y: PanelAxis
  var panelTitles: [String?] = [nil]
  var columns = 1
  var legend: [LegendEntry] = []
  /// Room right of each panel, for end labels.
  var rightMargin = 0.0
  /// The height of one plot area where the caller gives no height of the figure.
  var plotHeight: Double
  var hasVerticalGrid = true
  var hasHorizontalGrid = true
  /// Room above the legend, for a key that the caller draws at the upper left corner.
  var keyHeight = 0.0
  /// Room right above the first row of plot areas, for labels that the caller draws.
  var headroom = 0.0

  /// The largest possible number of columns, or a smaller one that leaves fewer empty places in up to three rows.
  static func columns(for count: Int, atMost most: Int) -> Int {
    let most = most.clamped(1, max(1, count))
    let rows = (count + most - 1) / most
    guard rows <= 3, rows * most - count > most / 2 else { return most }
    let candidates = ((most + 2) / 2...most).reversed()
    return candidates.min { (count + $0 - 1) / $0 * $0 < (count + $1 - 1) / $1 * $1 } ?? most
  }

  struct Solution: Sendable {
    var panels: [Panel]
    var width: Double
    var height: Double
    /// Axes, grid, titles and legend; goes below the data.
    var drawing: Drawing
  }

  private var typography: Typography { canvas.typography }
  private var rows: Int { (panelTitles.count + columns - 1) / columns }
  private var edge: Double { typography.text * 0.35 }
  private var gutter: Double { typography.text * 1.4 }
  private var hasPanelTitles: Bool { panelTitles.contains { $0?.isEmpty == false } }

  /// Room of the plot areas: what is left of the figure after margins.
  private struct Margins {
    var left: Double
    var right: Double
    var top: Double
    var bottom: Double
    var aboveRow: Double
    var betweenRows: Double
  }

  func solve() -> Solution {
    var margins = startMargins()
    let height = figureHeight(margins)
    let area = (height - margins.top - margins.bottom - between(margins)) / Double(rows)
    let yTicks = verticalTicks(height: area)
    margins.left = leftMargin(yTicks)
    var xTicks = horizontalTicks(width: panelWidth(margins))
    for _ in 0..<3 {
      let overhang = overhang(xTicks, width: panelWidth(margins))
      guard overhang.right > margins.right + 0.01 || overhang.left > margins.left + 0.01 else { break }
      margins.right = max(margins.right, overhang.right)
      margins.left = max(margins.left, overhang.left)
      xTicks = horizontalTicks(width: panelWidth(margins))
    }
    let panels = place(margins, width: panelWidth(margins), height: area)
    var drawing = Drawing(typography)
    drawLegendAndTitles(in: &drawing, panels: panels, margins: margins, height: height, xTicks, yTicks)
    for (index, panel) in panels.enumerated() {
      let isLowest = index + columns >= panels.count
      let isFirst = index % columns == 0
      let painter = AxisPainter(typography: typography, area: panel.area)
      drawLinearZones(of: panel, in: &drawing)
      painter.drawHorizontal(
        xTicks, axis: x, scale: panel.x, in: &drawing, hasLabels: isLowest, hasGrid: hasVerticalGrid)
      painter.drawVertical(
        yTicks, axis: y, scale: panel.y, in: &drawing, hasLabels: isFirst,
        hasGrid: hasHorizontalGrid && !y.isCategorical)
    }
    return Solution(panels: panels, width: canvas.width, height: height, drawing: drawing)
  }

  // MARK: Margins

  private func startMargins() -> Margins {
    let aboveRow = hasPanelTitles ? typography.text * 1.6 : 0
    let legendHeight = Legend(entries: legendWithZones, typography: typography).height(width: legendWidth)
    let verticalTitle = typography.turnsVerticalTitle || y.title.isEmpty ? 0 : typography.text * 1.7
    let horizontalTitle = x.title.isEmpty ? 0 : typography.text * 1.6
    return Margins(
      left: typography.text * 3, right: max(rightMargin, edge),
      top: edge + keyHeight + legendHeight + verticalTitle + typography.lineBox / 2 + headroom,
      bottom: edge + typography.tick + typography.text * (hasSecondLine ? 2.7 : 1.4) + horizontalTitle,
      aboveRow: aboveRow, betweenRows: gutter)
  }

  private var hasSecondLine: Bool {
    if case .values(.time, _) = x.content { return true }
    return false
  }

  /// The legend, which also says where an axis is linear.
  private var legendWithZones: [LegendEntry] {
    legend
      + [x, y].compactMap { axis in
        axis.linearZone.map { LegendEntry(label: $0, swatch: .area(.muted, opacity: 0.12)) }
      }
  }

  private var legendWidth: Double { canvas.width - 2 * edge }

  private func between(_ margins: Margins) -> Double {
    Double(rows) * margins.aboveRow + Double(rows - 1) * margins.betweenRows
  }

  private func figureHeight(_ margins: Margins) -> Double {
    let fixed = margins.top + margins.bottom + between(margins)
    var smallest = fixed + Double(rows) * typography.text * 6
    if case .categories(let names) = y.content {
      let line = typography.lineBox * (y.details.isEmpty ? 1.1 : 2.3)
      smallest = max(smallest, fixed + Double(rows) * min(plotHeight, Double(names.count) * line))
    }
    return max(canvas.height ?? (fixed + Double(rows) * plotHeight), smallest)
  }

  private func panelWidth(_ margins: Margins) -> Double {
    let count = Double(columns)
    let room = canvas.width - margins.left - count * margins.right - (count - 1) * gutter
    return max(room / count, typography.text * 4)
  }

  private func leftMargin(_ ticks: Ticks) -> Double {
    let room = Ticks.Room(fontSize: typography.text, isHorizontal: true)
    let widest = ticks.labels.map { room.extent(of: $0) }.max() ?? 0
    let title = typography.turnsVerticalTitle && !y.title.isEmpty ? typography.text * 1.6 : 0
    let details = y.details.map { TextMetrics.width($0, size: typography.text) }.max() ?? 0
    let labels = max(widest, min(details, categoryLimit))
    return edge + title + labels + typography.tick + typography.text * 0.35
  }

  private func overhang(_ ticks: Ticks, width: Double) -> (left: Double, right: Double) {
    let room = Ticks.Room(fontSize: typography.text, isHorizontal: true)
    let scale = horizontalScale(from: 0, to: width)
    var left = 0.0
    var right = 0.0
    for (value, label) in zip(ticks.values, ticks.labels) {
      let half =
        max(room.extent(of: label), TextMetrics.width(label.second ?? "", size: typography.text)) / 2
      left = max(left, half - scale.position(value) + edge)
      right = max(right, scale.position(value) + half - width + edge)
    }
    return (left, right)
  }

  // MARK: Scales and ticks

  private func horizontalScale(from start: Double, to end: Double) -> Scale {
    switch x.content {
    case .values(let kind, let domain): Scale(kind, domain: domain, from: start, to: end)
    case .categories(let names): Scale(.linear, domain: 0...Double(max(1, names.count)), from: start, to: end)
    }
  }

  private func verticalScale(from start: Double, to end: Double) -> Scale {
    switch y.content {
    case .values(let kind, let domain): Scale(kind, domain: domain, from: start, to: end)
    case .categories(let names): Scale(.linear, domain: 0...Double(max(1, names.count)), from: end, to: start)
    }
  }

  private func verticalTicks(height: Double) -> Ticks {
    let room = Ticks.Room(fontSize: typography.text, isHorizontal: false)
    let scale = verticalScale(from: height, to: 0)
    guard case .categories(let names) = y.content else { return Ticks.of(scale, room: room) }
    var ticks = Ticks(
      values: names.indices.map { Double($0) + 0.5 },
      labels: names.map {
        Ticks.Label(text: TextMetrics.elided($0, size: typography.text, limit: categoryLimit))
      })
    while ticks.values.count > 1, !ticks.fit(scale, room: room) { ticks = ticks.everySecond() }
    return ticks
  }

  /// The room for the names of categories on a vertical axis.
  private var categoryLimit: Double { canvas.width * 0.3 }

  private func horizontalTicks(width: Double) -> Ticks {
    let room = Ticks.Room(fontSize: typography.text, isHorizontal: true)
    let scale = horizontalScale(from: 0, to: width)
    guard case .categories(let names) = x.content else {
      return x.sizes.isEmpty
        ? Ticks.of(scale, room: room, zone: x.zone) : Ticks.memorySizes(x.sizes, scale: scale, room: room)
    }
    let limit = max(width / Double(max(1, names.count)) - room.gap, typography.text * 5)
    var ticks = Ticks(
      values: names.indices.map { Double($0) + 0.5 },
      labels: names.map { Ticks.Label(text: TextMetrics.elided($0, size: typography.text, limit: limit)) })
    while ticks.values.count > 1, !ticks.fit(scale, room: room) { ticks = ticks.everySecond() }
    return ticks
  }

  // MARK: Placing and drawing

  private func place(_ margins: Margins, width: Double, height: Double) -> [Panel] {
    panelTitles.enumerated().map { index, title in
      let left = margins.left + Double(index % columns) * (width + margins.right + gutter)
      let row = Double(index / columns)
      let top = margins.top + margins.aboveRow + row * (height + margins.aboveRow + margins.betweenRows)
      let area = Scene.Box(minX: left, minY: top, maxX: left + width, maxY: top + height)
      return Panel(
        title: title, area: area, x: horizontalScale(from: area.minX, to: area.maxX),
        y: verticalScale(from: area.maxY, to: area.minY))
    }
  }

  private func drawLegendAndTitles(
    in drawing: inout Drawing, panels: [Panel], margins: Margins, height: Double, _ xTicks: Ticks,
    _ yTicks: Ticks
  ) {
    let key = Legend(entries: legendWithZones, typography: typography)
    key.draw(in: &drawing, x: edge, y: edge + keyHeight, width: legendWidth)
    let first = panels[0].area
    let last = panels.reduce(first) { $0.maxY >= $1.area.maxY ? $0 : $1.area }
    if !y.title.isEmpty {
      if typography.turnsVerticalTitle {
        drawing.text(
          title(y, yTicks), x: edge + typography.text * 0.5, middle: (first.minY + last.maxY) / 2,
          anchor: .middle,
          limit: min(last.maxY - first.minY + margins.bottom, height - 2 * edge), exponent: exponent(yTicks),
          isVertical: true)
      } else {
        drawing.text(
          title(y, yTicks), x: edge,
          middle: edge + keyHeight + key.height(width: legendWidth) + typography.text * 0.7,
          limit: canvas.width - 2 * edge - typography.text * 2, exponent: exponent(yTicks))
      }
    }
    if !x.title.isEmpty {
      let right = panels.map(\.area.maxX).max() ?? first.maxX
      drawing.text(
        title(x, xTicks), x: (first.minX + right) / 2, middle: height - edge - typography.text * 0.5,
        anchor: .middle,
        limit: min(
          canvas.width - 2 * edge,
          2 * min((first.minX + right) / 2, canvas.width - (first.minX + right) / 2) - 2 * edge)
          - typography.text * 2, exponent: exponent(xTicks))
    }
    for panel in panels {
      guard let title = panel.title, !title.isEmpty else { continue }
      drawing.text(
        title, x: panel.area.minX, middle: panel.area.minY - typography.text * 0.85, limit: panel.area.width,
        isBold: true)
    }
  }

  private func title(_ axis: PanelAxis, _ ticks: Ticks) -> String {
    ticks.multiplier == 0 ? axis.title : axis.title + ", labels ×10"
  }

  /// Shades where a symmetric logarithmic axis is linear.
  private func drawLinearZones(of panel: Panel, in drawing: inout Drawing) {
    for (axis, scale, isAcross) in [(x, panel.x, true), (y, panel.y, false)] {
      guard case .values(.symmetricLogarithmic(let threshold), _) = axis.content,
        scale.domain.lowerBound < threshold, scale.domain.upperBound > -threshold
      else { continue }
      let ends = [-threshold, threshold].map {
        scale.position($0.clamped(scale.domain.lowerBound, scale.domain.upperBound))
      }
      var box = panel.area
      if isAcross {
        (box.minX, box.maxX) = (ends[0], ends[1])
      } else {
        (box.minY, box.maxY) = (ends[1], ends[0])
      }
      drawing.add(.box(box), .filled(.muted, opacity: 0.06), .grid)
    }
  }

  private func exponent(_ ticks: Ticks) -> String? {
    ticks.multiplier == 0 ? nil : FixedDecimal.label(Double(ticks.multiplier), decimals: 0)
  }
}
