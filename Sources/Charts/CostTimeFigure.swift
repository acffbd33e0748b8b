/// The chart with cleaned text and drawable points.
struct CostTimeFigure {
  struct Configuration {
    var label: String
    var key: String
    var style: SeriesStyle
    var points: [CostTimeChart.Point]
  }

  let chart: CostTimeChart
  let configurations: [Configuration]
  let omissions: Omissions
  private var points: [CostTimeChart.Point] { configurations.flatMap(\.points) }

  init(_ chart: CostTimeChart) {
    var omissions = Omissions()
    configurations = chart.series.enumerated().map { index, series in
      let label = AccessibleText.label(series.label, fallback: "series \(index + 1)")
      let points = series.points.filter {
        omissions.accepts($0.time, on: chart.timeAxis) && omissions.accepts($0.cost, on: chart.costAxis)
      }
      return Configuration(
        label: label, key: LabelText.cleaned(series.key ?? label),
        style: SeriesStyle(index: series.style ?? index),
        points: points)
    }
    self.chart = chart
    self.omissions = omissions
  }

  func scene(_ canvas: Canvas) -> Scene {
    let text = canvas.typography.text
    let grid = PanelGrid(
      canvas: canvas,
      x: PanelAxis(
        chart.timeAxis,
        over: points.flatMap {
          $0.regions.flatMap { $0.corners.map(\.time) } + [$0.time] + ($0.timeInterval?.ends ?? [])
        }),
      y: PanelAxis(
        chart.costAxis,
        over: points.flatMap {
          $0.regions.flatMap { $0.corners.map(\.cost) } + [$0.cost] + ($0.costInterval?.ends ?? [])
        }),
      legend: legend(),
      plotHeight: (canvas.width * 0.5).clamped(text * 18, text * 30))
    let solution = grid.solve()
    var drawing = solution.drawing
    let panel = solution.panels[0]
    var labels = PointLabels(area: panel.area, typography: canvas.typography)
    for configuration in configurations { drawRegions(of: configuration, in: &drawing, panel: panel) }
    drawFront(in: &drawing, panel: panel, labels: &labels)
    for configuration in configurations {
      drawLines(of: configuration, in: &drawing, panel: panel, labels: &labels)
    }
    let (placed, missing) = placeLabels(panel: panel, typography: canvas.typography, labels: &labels)
    for label in placed {
      guard let end = label.place.leaderEnd else { continue }
      drawing.segment(label.centre, end, .stroked(.rule, canvas.typography.gridLine), .annotation)
    }
    for configuration in configurations { drawPoints(of: configuration, in: &drawing, panel: panel) }
    for label in placed {
      drawing.text(
        label.text, x: label.place.position.x, middle: label.place.position.y, hasHalo: true,
        series: label.series)
    }
    var omissions = omissions
    if missing > 0 {
      omissions.note("\(missing) point \(missing == 1 ? "label" : "labels") left out for want of room.")
    }
    if points.isEmpty {
      drawing.text(
        "no data", x: panel.area.midX, middle: panel.area.midY, anchor: .middle, paint: .muted, hasHalo: true)
    }
    let isLogarithmic = chart.timeAxis.spacing == .logarithmic || chart.costAxis.spacing == .logarithmic
    return Scene(
      width: solution.width, height: solution.height, unit: canvas.typography.unit,
      title: AccessibleText.choose(
        chart.title, or: "\(chart.costAxis.title) against \(chart.timeAxis.title)"),
      description: AccessibleText.choose(chart.description, or: generatedDescription()), items: drawing.items,
      notes: omissions.notes(logarithmic: isLogarithmic),
      panels: [Scene.PanelDescription(title: nil, area: panel.area, x: panel.x, y: panel.y)])
  }

  private func generatedDescription() -> String {
    let dominated = points.filter(\.isDominated).count
    return "Scatter chart. Across: \(AccessibleText.describe(chart.timeAxis)). Up: "
      + "\(AccessibleText.describe(chart.costAxis)). One point for each memory size"
      + (chart.joinsSizes ? ", joined in order of size" : "") + "; bars are intervals. "
      + AccessibleText.list(configurations.map(\.label), noun: "series")
      + (dominated > 0 ? " \(dominated) of \(points.count) points are hollow: \(chart.dominatedLabel)." : "")
  }

  private func legend() -> [LegendEntry] {
    var entries: [LegendEntry] = []
    if configurations.count > 1 {
      entries = configurations.map {
        LegendEntry(
          label: $0.label, swatch: .symbol($0.style.fillableSymbol, $0.style.paint, isHollow: false),
          series: $0.key)
      }
    }
    if points.contains(where: \.isDominated) {
      let label = "hollow: " + LabelText.cleaned(chart.dominatedLabel)
      entries.append(LegendEntry(label: label, swatch: .symbol(.circle, .muted, isHollow: true)))
    }
    if chart.showsFront {
      entries.append(
        LegendEntry(label: LabelText.cleaned(chart.frontLabel), swatch: .line(.ink, dash: [4, 2])))
    }
    let alone = configurations.count == 1 ? configurations[0].style.paint : Scene.Paint.muted
    let regions = points.map(\.regions.count).max() ?? 0
    for (index, label) in chart.regionLabels.prefix(regions).enumerated() {
      entries.append(
        LegendEntry(
          label: LabelText.cleaned(label), swatch: .area(alone, opacity: Self.opacity(ofRegion: index))))
    }
    if points.contains(where: { $0.frontProbability != nil }) {
      entries.append(LegendEntry(label: "%: chance to be on the front", swatch: .dot(.ink)))
    }
    return entries.filter { !$0.label.isEmpty }
  }

  private func place(_ point: CostTimeChart.Point, _ panel: Panel) -> Scene.Point {
    Scene.Point(x: panel.x.position(point.time), y: panel.y.position(point.cost))
  }

  private func drawRegions(of configuration: Configuration, in drawing: inout Drawing, panel: Panel) {
    for point in configuration.points {
      for (index, region) in point.regions.enumerated() {
        let corners = region.corners.filter {
          chart.timeAxis.accepts($0.time) && chart.costAxis.accepts($0.cost)
        }
        guard corners.count > 2 else { continue }
        drawing.add(
          .lines(
            [corners.map { Scene.Point(x: panel.x.position($0.time), y: panel.y.position($0.cost)) }],
            isClosed: true), .filled(configuration.style.paint, opacity: Self.opacity(ofRegion: index)),
          .band,
          series: configuration.key)
      }
    }
  }

  private static func opacity(ofRegion index: Int) -> Double { index == 0 ? 0.16 : 0.4 }

  /// The label with the probability of being on the front, where the data leave it open.
  private func words(_ point: CostTimeChart.Point) -> String {
    let label = LabelText.cleaned(point.label)
    guard let probability = point.frontProbability, probability >= 0.005, probability <= 0.995 else {
      return label
    }
    let percent = FixedDecimal.label((probability * 100).rounded().clamped(1, 99), decimals: 0)
    return label.isEmpty ? "\(percent) %" : "\(label), \(percent) %"
  }

  /// Down from the upper edge to the fastest point, then in steps to the cheapest, then to the right edge.
  private func drawFront(in drawing: inout Drawing, panel: Panel, labels: inout PointLabels) {
    let front = points.filter { !$0.isDominated }.map { place($0, panel) }.sorted {
      ($0.x, $0.y) < ($1.x, $1.y)
    }
    guard chart.showsFront, let first = front.first else { return }
    var chain = [Scene.Point(x: first.x, y: panel.area.minY)]
    for point in front {
      let height = chain.count > 1 ? chain[chain.count - 1].y : panel.area.minY
      guard point.y >= height else { continue }
      chain += [Scene.Point(x: point.x, y: height), point]
    }
    chain.append(Scene.Point(x: panel.area.maxX, y: chain[chain.count - 1].y))
    drawing.add(
      .lines([chain], isClosed: false), .stroked(.ink, drawing.typography.axisLine, dash: [4, 2]), .annotation
    )
    labels.avoid(chain: chain)
  }

  private func drawLines(
    of configuration: Configuration, in drawing: inout Drawing, panel: Panel, labels: inout PointLabels
  ) {
    let paint = configuration.style.paint
    let places = configuration.points.map { place($0, panel) }
    if places.count > 1, chart.joinsSizes {
      drawing.add(
        .lines([places], isClosed: false), .stroked(paint, drawing.typography.axisLine, opacity: 0.55),
        .annotation,
        series: configuration.key)
      labels.avoid(chain: places)
    }
    let style = Scene.Style.stroked(paint, drawing.typography.dataLine * 0.75)
    for (point, place) in zip(configuration.points, places) {
      if let interval = point.timeInterval {
        drawing.whisker(
          interval, around: point.time, along: panel.x, at: place.y, isHorizontal: true, style: style,
          series: configuration.key)
      }
      if let interval = point.costInterval {
        drawing.whisker(
          interval, around: point.cost, along: panel.y, at: place.x, isHorizontal: false, style: style,
          series: configuration.key)
      }
      labels.take(mark: place)
    }
    for item in drawing.items.suffix(2 * places.count) where item.role == .data {
      if case .lines(let chains, _) = item.shape { for chain in chains { labels.take(chain: chain) } }
    }
  }

  private func drawPoints(of configuration: Configuration, in drawing: inout Drawing, panel: Panel) {
    for point in configuration.points {
      drawing.symbol(
        configuration.style.fillableSymbol, at: place(point, panel), paint: configuration.style.paint,
        isHollow: point.isDominated, scale: 1.1, series: configuration.key)
    }
  }

  private struct PlacedLabel {
    var text: String
    var centre: Scene.Point
    var place: PointLabels.Place
    var series: String
  }

  /// Finds places, first for points that are not dominated; also returns how many labels found no room.
  private func placeLabels(
    panel: Panel, typography: Typography, labels: inout PointLabels
  ) -> (placed: [PlacedLabel], missing: Int) {
    let all = configurations.flatMap { configuration in configuration.points.map { (configuration, $0) } }
    let ordered = all.filter { !$0.1.isDominated } + all.filter { $0.1.isDominated }
    var placed: [PlacedLabel] = []
    var missing = 0
    for (configuration, point) in ordered {
      let text = TextMetrics.elided(
        words(point), size: typography.text, limit: panel.area.width * 0.4)
      guard !text.isEmpty else { continue }
      let centre = place(point, panel)
      if let place = labels.place(text, at: centre) {
        placed.append(PlacedLabel(text: text, centre: centre, place: place, series: configuration.key))
      } else {
        missing += 1
      }
    }
    return (placed, missing)
  }
}
