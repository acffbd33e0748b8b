/// An outlier chart with drawable points.
struct OutlierFigure {
  private static let symbolsPerFigure = 800
  private static let shades = 6
  /// More cells would make the figure large without showing more.
  private static let mostCells = 2_500

  private let chart: OutlierChart
  private let normal: [OutlierChart.Point]
  private let causes: [OutlierChart.Cause]
  private let density: [DistributionChart.DensityPoint]
  private let domain: ClosedRange<Double>?
  private let omissions: Omissions

  init(_ chart: OutlierChart) {
    var omissions = Omissions()
    let kind = chart.horizontal.kind
    func usable(_ points: [OutlierChart.Point]) -> [OutlierChart.Point] {
      points.filter { omissions.accepts($0.value, on: chart.valueAxis) && Scale.accepts($0.time, kind: kind) }
    }
    normal = usable(chart.normal)
    causes = chart.causes.enumerated().map { index, cause in
      var cause = cause
      cause.label = AccessibleText.label(cause.label, fallback: "cause \(index + 1)")
      cause.points = usable(cause.points)
      return cause
    }
    density = chart.density.filter {
      chart.valueAxis.accepts($0.value) && $0.density.isDrawable && $0.density >= 0
    }.sorted { ($0.value, $0.density) < ($1.value, $1.density) }
    var times: (Double, Double)?
    for point in normal + causes.flatMap(\.points) {
      times = (min(times?.0 ?? point.time, point.time), max(times?.1 ?? point.time, point.time))
    }
    domain = times.map { $0.0...$0.1 }
    self.chart = chart
    self.omissions = omissions
  }

  /// Outliers beyond this number in a cause are thinned evenly.
  private var symbolsPerCause: Int { max(20, Self.symbolsPerFigure / max(1, causes.count)) }

  private var total: Int { normal.count + causes.reduce(0) { $0 + $1.points.count } }

  func scene(_ canvas: Canvas) -> Scene {
    let text = canvas.typography.text
    var values = normal.map(\.value) + causes.flatMap { $0.points.map(\.value) }
    if let threshold = chart.threshold { values.append(threshold.value) }
    var grid = PanelGrid(
      canvas: canvas,
      x: chart.horizontal.axis(
        over: domain.map { Scale.padded($0, kind: chart.horizontal.kind, below: 0.01, above: 0.01) }),
      y: PanelAxis(chart.valueAxis, over: values),
      legend: legend(), plotHeight: (canvas.width * 0.44).clamped(text * 18, text * 26),
      hasVerticalGrid: false)
    if density.count > 1 { grid.rightMargin = min(text * 6, canvas.width * 0.12) }
    let topLabels = TopLabels(typography: canvas.typography)
    let right = canvas.width - text * 0.35
    grid.headroom = topLabels.height(words(in: PlotFrame(grid).panel), from: text * 0.35, to: right)
    var frame = PlotFrame(grid)
    drawWindows(in: &frame)
    drawCells(in: &frame)
    drawDensity(in: &frame, width: grid.rightMargin)
    if let threshold = chart.threshold { frame.levelLine(at: threshold.value, paint: .ink, dash: [4, 3]) }
    var omissions = omissions
    if drawOutliers(in: &frame) {
      omissions.note(
        "Of causes with more than \(symbolsPerCause) outliers, evenly spaced ones are drawn.")
    }
    topLabels.draw(words(in: frame.panel), in: &frame.drawing, area: frame.area, from: text * 0.35, to: right)
    if total == 0 { frame.noData() }
    return frame.scene(
      title: AccessibleText.choose(chart.title, or: "\(chart.valueAxis.title): outliers by cause"),
      description: AccessibleText.choose(chart.description, or: generatedDescription()),
      notes: omissions.notes(logarithmic: chart.valueAxis.spacing == .logarithmic))
  }

  private func words(in panel: Panel) -> [TopLabels.Label] {
    chart.windows.compactMap { window in
      let label = LabelText.cleaned(window.label)
      let middle = window.range.lowerBound / 2 + window.range.upperBound / 2
      guard !label.isEmpty, panel.x.domain.contains(middle) else { return nil }
      return TopLabels.Label(text: label, x: panel.x.position(middle))
    }
  }

  private func drawWindows(in frame: inout PlotFrame) {
    for window in chart.windows {
      let domain = frame.panel.x.domain
      guard window.range.overlaps(domain) else { continue }
      let ends = [window.range.lowerBound, window.range.upperBound].map {
        frame.panel.x.position($0.clamped(domain.lowerBound, domain.upperBound))
      }
      let box = Scene.Box(minX: ends[0], minY: frame.area.minY, maxX: ends[1], maxY: frame.area.maxY)
      frame.drawing.add(.box(box), .filled(.palette(1), opacity: 0.15), .band)
    }
  }

  /// Normal values in hexagons, darker for more on a logarithmic scale of counts.
  private func drawCells(in frame: inout PlotFrame) {
    guard !normal.isEmpty else { return }
    let radius = max(frame.typography.text * 0.26, frame.area.width / 220)
    var hexagons = HexagonGrid(radius: radius)
    let places = normal.map { frame.place($0.time, $0.value) }
    for place in places { hexagons.add(place) }
    while hexagons.counts.count > Self.mostCells {
      hexagons = HexagonGrid(radius: hexagons.radius * 1.25)
      for place in places { hexagons.add(place) }
    }
    let largest = Double(hexagons.counts.values.max() ?? 1)
    var chains: [Int: [[Scene.Point]]] = [:]
    for (cell, count) in hexagons.counts.sorted(by: { $0.key < $1.key }) {
      let share = largest > 1 ? Mathematics.log10(Double(count)) / Mathematics.log10(largest) : 0.5
      let shade = min(Self.shades - 1, Int(share * Double(Self.shades)))
      chains[shade, default: []].append(hexagons.outline(of: cell, inside: frame.area))
    }
    for (shade, outlines) in chains.sorted(by: { $0.key < $1.key }) {
      let opacity = 0.16 + 0.72 * Double(shade) / Double(Self.shades - 1)
      frame.drawing.add(
        .lines(outlines, isClosed: true), .filled(.palette(0), opacity: opacity), .band,
        series: LabelText.cleaned(chart.normalLabel))
    }
  }

  private func drawDensity(in frame: inout PlotFrame, width: Double) {
    let largest = density.map(\.density).max() ?? 0
    guard density.count > 1, largest > 0 else { return }
    let base = frame.area.maxX + frame.typography.text * 0.5
    let reach = width - frame.typography.text * 0.9
    let domain = frame.panel.y.domain
    let edge = density.filter { domain.contains($0.value) }.map {
      Scene.Point(
        x: base + reach * ($0.density / largest).squareRoot(), y: frame.panel.y.position($0.value))
    }
    guard let first = edge.first, let last = edge.last else { return }
    let outline = CurveReduction.reduced(
      [edge], isStepped: false, tolerance: frame.typography.text / 120, budget: 300)[0]
    let closing = [Scene.Point(x: base, y: last.y), Scene.Point(x: base, y: first.y)]
    frame.drawing.add(.lines([outline + closing], isClosed: true), .filled(.palette(0), opacity: 0.5), .band)
  }

  private func look(_ index: Int) -> SeriesStyle {
    // The first colour belongs to the normal values.
    SeriesStyle(index: causes[index].style ?? [4, 1, 5, 2, 3][index % 5] + 6 * (index / 5))
  }

  private func drawOutliers(in frame: inout PlotFrame) -> Bool {
    var isThinned = false
    let count = causes.reduce(0) { $0 + $1.points.count }
    let scale = count > 300 ? 0.7 : 0.85
    for (index, cause) in causes.enumerated() {
      let every = max(1, (cause.points.count + symbolsPerCause - 1) / symbolsPerCause)
      isThinned = isThinned || every > 1
      let style = look(index)
      let places = cause.points.enumerated().filter { $0.offset % every == 0 }.map {
        frame.place($0.element.time, $0.element.value)
      }
      draw(places, style: style, radius: frame.typography.symbol * scale, series: cause.label, in: &frame)
    }
    return isThinned
  }

  /// Hollow symbols; all of one cause share a path, so that hundreds stay small.
  private func draw(
    _ places: [Scene.Point], style: SeriesStyle, radius: Double, series: String, in frame: inout PlotFrame
  ) {
    guard !places.isEmpty else { return }
    let symbol = style.fillableSymbol
    let width = frame.typography.dataLine * 0.75
    if symbol.isRound {
      frame.drawing.add(
        .dots(places, radius: radius + width / 2), .filled(style.paint), .data, series: series)
      frame.drawing.add(
        .dots(places, radius: radius - width / 2), .filled(.background), .data, series: series)
    } else {
      frame.drawing.add(
        .lines(places.map { symbol.outline(at: $0, radius: radius) }, isClosed: true),
        Scene.Style(fill: .background, stroke: style.paint, strokeWidth: width, opacity: 0.92), .data,
        series: series)
    }
  }

  // MARK: Words

  private func count(_ count: Int) -> String {
    let share = total == 0 ? 0 : Double(count) / Double(total) * 100
    let decimals = share >= 10 ? 0 : 1
    return
      "\(FixedDecimal.label(Double(count), decimals: 0)) (\(FixedDecimal.label(share, decimals: decimals)) %)"
  }

  private func legend() -> [LegendEntry] {
    var entries = causes.indices.map { index in
      let detail = LabelText.cleaned(causes[index].detail)
      return LegendEntry(
        label: "\(causes[index].label): \(count(causes[index].points.count))"
          + (detail.isEmpty ? "" : ", \(detail)"),
        swatch: .symbol(look(index).fillableSymbol, look(index).paint, isHollow: true),
        series: causes[index].label)
    }
    if !normal.isEmpty {
      entries.append(
        LegendEntry(
          label: "\(LabelText.cleaned(chart.normalLabel)): \(count(normal.count)), darker for more",
          swatch: .area(.palette(0), opacity: 0.7), series: LabelText.cleaned(chart.normalLabel)))
    }
    if let threshold = chart.threshold, !LabelText.cleaned(threshold.label).isEmpty {
      entries.append(
        LegendEntry(label: LabelText.cleaned(threshold.label), swatch: .line(.ink, dash: [4, 3])))
    }
    return entries
  }

  private func generatedDescription() -> String {
    let listed = causes.prefix(12).map { "\($0.label.prefix(80)) \(count($0.points.count))" }
    let threshold = chart.threshold.map { " Line: \(LabelText.cleaned($0.label))." } ?? ""
    return "Scatter chart of \(total) values. Across: \(chart.horizontal.fullTitle). Up: "
      + "\(AccessibleText.describe(chart.valueAxis)). Normal values are binned. Outliers: "
      + (listed.isEmpty ? "none" : listed.joined(separator: "; ")) + ".\(threshold)"
  }
}

/// Counts points in regular hexagons with a corner at the top.
struct HexagonGrid {
  struct Cell: Hashable, Comparable {
    var row: Int
    var column: Int

    static func < (first: Cell, second: Cell) -> Bool {
      (first.row, first.column) < (second.row, second.column)
    }
  }

  let radius: Double
  private(set) var counts: [Cell: Int] = [:]
  private var width: Double { radius * 1.7320508075688772 }

  init(radius: Double) { self.radius = radius }

  /// The nearest of the two candidate centres in neighbouring rows.
  mutating func add(_ point: Scene.Point) {
    let row = (point.y / (radius * 1.5)).rounded(.down)
    let candidates = [row, row + 1].map { row -> (Cell, Double) in
      let shift = row.truncatingRemainder(dividingBy: 2) == 0 ? 0 : 0.5
      let cell = Cell(row: Int(row), column: Int((point.x / width - shift).rounded()))
      let centre = centre(of: cell)
      let dx = centre.x - point.x
      let dy = centre.y - point.y
      return (cell, dx * dx + dy * dy)
    }
    counts[candidates[0].1 <= candidates[1].1 ? candidates[0].0 : candidates[1].0, default: 0] += 1
  }

  private func centre(of cell: Cell) -> Scene.Point {
    Scene.Point(
      x: (Double(cell.column) + (cell.row % 2 == 0 ? 0 : 0.5)) * width, y: Double(cell.row) * radius * 1.5)
  }

  /// The corners, drawn in to an area.
  func outline(of cell: Cell, inside area: Scene.Box) -> [Scene.Point] {
    let centre = centre(of: cell)
    let corners: [(Double, Double)] = [
      (0, -1), (0.866, -0.5), (0.866, 0.5), (0, 1), (-0.866, 0.5), (-0.866, -0.5),
    ]
    return corners.map {
      Scene.Point(
        x: (centre.x + $0.0 * radius * 0.96).clamped(area.minX, area.maxX),
        y: (centre.y + $0.1 * radius * 0.96).clamped(area.minY, area.maxY))
    }
  }
}
