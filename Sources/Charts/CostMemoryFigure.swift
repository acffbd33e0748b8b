/// A chart of cost against memory with drawable values.
struct CostMemoryFigure {
  private static let fewestSizesForFit = 4
  private static let dotBudget = 6_000

  private struct Configuration {
    var label: String
    var key: String
    var style: SeriesStyle
    var sizes: [CostMemoryChart.Size]
    var fit: [CostMemoryChart.FitPoint]
    var optimum: CostMemoryChart.Optimum?
  }

  private let chart: CostMemoryChart
  private let configurations: [Configuration]
  private let omissions: Omissions

  init(_ chart: CostMemoryChart) {
    var omissions = Omissions()
    let memoryAxis = ValueAxis("", spacing: .logarithmic)
    configurations = chart.series.enumerated().map { index, series in
      let label = AccessibleText.label(series.label, fallback: "series \(index + 1)")
      let sizes = series.sizes.filter { omissions.accepts($0.memory, on: memoryAxis) }
        .sorted { $0.memory < $1.memory }
        .map { size in
          var size = size
          size.values = size.values.filter { omissions.accepts($0, on: chart.valueAxis) }
          size.centre = size.centre.flatMap { omissions.accepts($0, on: chart.valueAxis) ? $0 : nil }
          return size
        }
      let isModelled = Set(sizes.map(\.memory)).count >= Self.fewestSizesForFit
      let fit = series.fit.filter {
        isModelled && memoryAxis.accepts($0.memory) && chart.valueAxis.accepts($0.mean)
      }.sorted { $0.memory < $1.memory }
      if !isModelled, !series.fit.isEmpty {
        omissions.note("\(label): fewer than \(Self.fewestSizesForFit) sizes, points joined without a model.")
      }
      return Configuration(
        label: label, key: LabelText.cleaned(series.key ?? label),
        style: SeriesStyle(index: series.style ?? index), sizes: sizes, fit: fit,
        optimum: isModelled ? series.optimum : nil)
    }
    self.chart = chart
    self.omissions = omissions
  }

  /// Optima that find no room beside their marks are told in the legend.
  func scene(_ canvas: Canvas) -> Scene {
    let (scene, missing) = drawn(canvas, namesOptimaInLegend: false)
    return missing == 0 ? scene : drawn(canvas, namesOptimaInLegend: true).scene
  }

  private func drawn(_ canvas: Canvas, namesOptimaInLegend: Bool) -> (scene: Scene, missing: Int) {
    let text = canvas.typography.text
    let memories = configurations.flatMap { $0.sizes.map(\.memory) + $0.fit.map(\.memory) }
    let domain = ValueAxis("", spacing: .logarithmic).domain(of: memories) ?? 128...2_048
    var frame = PlotFrame(
      PanelGrid(
        canvas: canvas,
        x: PanelAxis(
          title: LabelText.cleaned(chart.memoryTitle), content: .values(.logarithmic, domain),
          sizes: configurations.flatMap(\.sizes).map(\.memory)),
        y: PanelAxis(chart.valueAxis, over: heights()),
        legend: legend(withOptima: namesOptimaInLegend),
        plotHeight: (canvas.width * 0.5).clamped(text * 18, text * 28)))
    for configuration in configurations { drawBands(of: configuration, in: &frame) }
    var isThinned = false
    for (index, configuration) in configurations.enumerated() {
      isThinned = drawPoints(of: configuration, index, in: &frame) || isThinned
    }
    for configuration in configurations { drawLines(of: configuration, in: &frame) }
    let missing = drawOptima(in: &frame, hasCallouts: !namesOptimaInLegend)
    var omissions = omissions
    if isThinned { omissions.note("Evenly spaced ranks of the runs are drawn.") }
    if memories.isEmpty { frame.noData() }
    let scene = frame.scene(
      title: AccessibleText.choose(chart.title, or: "\(chart.valueAxis.title) against memory"),
      description: AccessibleText.choose(chart.description, or: generatedDescription()),
      notes: omissions.notes(logarithmic: chart.valueAxis.spacing == .logarithmic))
    return (scene, missing)
  }

  private func heights() -> [Double] {
    var heights: [Double] = []
    for configuration in configurations {
      for size in configuration.sizes {
        heights += size.values
        heights += [size.centre].compactMap(\.self)
        heights += size.interval?.ends ?? []
      }
      for point in configuration.fit {
        heights.append(point.mean)
        heights += ends(point.confidence) + ends(point.prediction)
      }
    }
    return heights
  }

  private func ends(_ range: ClosedRange<Double>?) -> [Double] {
    range.map { [$0.lowerBound, $0.upperBound] } ?? []
  }

  private func drawBands(of configuration: Configuration, in frame: inout PlotFrame) {
    for (range, opacity) in [(\CostMemoryChart.FitPoint.prediction, 0.13), (\.confidence, 0.32)] {
      let vertices = configuration.fit.compactMap { point -> (x: Double, lower: Double, upper: Double)? in
        point[keyPath: range].map { (point.memory, $0.lowerBound, $0.upperBound) }
      }
      frame.band(vertices, paint: configuration.style.paint, opacity: opacity, series: configuration.key)
    }
  }

  private func drawPoints(of configuration: Configuration, _ index: Int, in frame: inout PlotFrame) -> Bool {
    let text = frame.typography.text
    let count = configuration.sizes.reduce(0) { $0 + $1.values.count }
    let every = max(1, count / (Self.dotBudget / max(1, configurations.count)))
    let offset = (Double(index) - Double(configurations.count - 1) / 2) * text * 0.7
    var dots: [Scene.Point] = []
    for size in configuration.sizes {
      let sorted = size.values.sorted()
      for (order, rank) in sorted.indices.filter({ $0 % every == 0 || $0 == sorted.count - 1 }).enumerated() {
        let place = frame.place(size.memory, sorted[rank])
        let jitter = (QuasiRandom.share(order) - 0.5) * text * 0.9
        dots.append(
          Scene.Point(x: (place.x + offset + jitter).clamped(frame.area.minX, frame.area.maxX), y: place.y))
      }
    }
    guard !dots.isEmpty else { return false }
    let isAlone = configurations.count == 1
    frame.drawing.add(
      .dots(dots, radius: frame.typography.symbol * (dots.count > 100 ? 0.28 : 0.45)),
      .filled(isAlone ? .ink : configuration.style.paint, opacity: isAlone ? 0.45 : 0.55), .data,
      series: configuration.key)
    return every > 1
  }

  private func drawLines(of configuration: Configuration, in frame: inout PlotFrame) {
    let paint = configuration.style.paint
    let typography = frame.typography
    let measured = configuration.sizes.map(\.memory)
    guard let first = measured.first, let last = measured.last else { return }
    func draw(_ points: [CostMemoryChart.FitPoint], isMeasured: Bool) {
      guard points.count > 1 else { return }
      frame.drawing.add(
        .lines([points.map { frame.clampedPlace($0.memory, $0.mean) }], isClosed: false),
        .stroked(paint, typography.dataLine, dash: isMeasured ? [] : [3, 2]), .data,
        series: configuration.key)
    }
    let fit = configuration.fit
    let inside = fit.indices.filter { fit[$0].memory >= first && fit[$0].memory <= last }
    if let start = inside.first, let end = inside.last {
      draw(Array(fit[0...start]), isMeasured: false)
      draw(Array(fit[start...end]), isMeasured: true)
      draw(Array(fit[end...]), isMeasured: false)
    }
    let centres = configuration.sizes.compactMap { size in size.centre.map { (size, $0) } }
    if fit.isEmpty, centres.count > 1 {
      frame.drawing.add(
        .lines([centres.map { frame.place($0.0.memory, $0.1) }], isClosed: false),
        .stroked(paint, typography.dataLine * 0.8), .data, series: configuration.key)
    }
    for (size, centre) in centres {
      let place = frame.place(size.memory, centre)
      if let interval = size.interval {
        frame.drawing.whisker(
          interval, around: centre, along: frame.panel.y, at: place.x, isHorizontal: false,
          style: .stroked(paint, typography.dataLine), series: configuration.key)
      }
      frame.drawing.symbol(
        configuration.style.fillableSymbol, at: place, paint: paint, scale: 0.95, series: configuration.key)
    }
  }

  /// Each optimum as an interval on the floor of the plot, joined to the curve.
  private func drawOptima(in frame: inout PlotFrame, hasCallouts: Bool) -> Int {
    let typography = frame.typography
    var callouts: [Callout] = []
    var marks: [Scene.Point] = []
    var lines: [[Scene.Point]] = configurations.map { $0.fit.map { frame.clampedPlace($0.memory, $0.mean) } }
    for (index, configuration) in configurations.enumerated() {
      marks += configuration.sizes.flatMap { size in size.values.map { frame.place(size.memory, $0) } }
      guard let optimum = configuration.optimum, frame.panel.x.domain.contains(optimum.memory) else {
        continue
      }
      let y = frame.area.maxY - typography.text * (0.8 + 1.2 * Double(index))
      guard y > frame.area.minY + typography.text else { continue }
      let x = frame.panel.x.position(optimum.memory)
      let paint = configurations.count == 1 ? Scene.Paint.ink : configuration.style.paint
      let onCurve = configuration.fit.min {
        ($0.memory - optimum.memory).magnitude < ($1.memory - optimum.memory).magnitude
      }
      if let onCurve {
        let stem = [
          Scene.Point(x: x, y: frame.clampedPlace(onCurve.memory, onCurve.mean).y), Scene.Point(x: x, y: y),
        ]
        frame.drawing.add(
          .lines([stem], isClosed: false), .stroked(paint, typography.axisLine, dash: [3, 2]), .annotation,
          series: configuration.key)
        lines.append(stem)
      }
      frame.drawing.whisker(
        optimum.interval, around: optimum.memory, along: frame.panel.x, at: y, isHorizontal: true,
        style: .stroked(paint, typography.dataLine), cap: typography.symbol * 0.8, role: .annotation,
        series: configuration.key)
      frame.drawing.symbol(
        .circle, at: Scene.Point(x: x, y: y), paint: paint, scale: 0.9, role: .annotation,
        series: configuration.key)
      marks.append(Scene.Point(x: x, y: y))
      let domain = frame.panel.x.domain
      lines.append(
        optimum.interval.ends.map {
          Scene.Point(x: frame.panel.x.position($0.clamped(domain.lowerBound, domain.upperBound)), y: y)
        })
      callouts.append(
        Callout(
          text: LabelText.cleaned(optimum.label), point: Scene.Point(x: x, y: y), series: configuration.key))
    }
    return hasCallouts ? frame.draw(callouts, marks: marks, lines: lines) : 0
  }

  // MARK: Words

  private func legend(withOptima: Bool) -> [LegendEntry] {
    var entries: [LegendEntry] = []
    let isAlone = configurations.count == 1
    let paint = isAlone ? configurations[0].style.paint : .muted
    for configuration in configurations {
      let runs = configuration.sizes.reduce(0) { $0 + $1.values.count }
      let count = runs > 0 ? ", n = \(FixedDecimal.label(Double(runs), decimals: 0))" : ""
      entries.append(
        LegendEntry(
          label: configuration.label + count, swatch: isAlone ? .dot(.ink) : .dot(configuration.style.paint),
          series: configuration.key))
    }
    let fit = configurations.flatMap(\.fit)
    if fit.contains(where: { $0.confidence != nil }) {
      entries.append(
        LegendEntry(label: LabelText.cleaned(chart.confidenceLabel), swatch: .area(paint, opacity: 0.42)))
    }
    if fit.contains(where: { $0.prediction != nil }) {
      entries.append(
        LegendEntry(label: LabelText.cleaned(chart.predictionLabel), swatch: .area(paint, opacity: 0.15)))
    }
    let goesBeyond = configurations.contains { configuration in
      guard let first = configuration.sizes.first?.memory, let last = configuration.sizes.last?.memory else {
        return false
      }
      return configuration.fit.contains { $0.memory < first * 0.999 || $0.memory > last * 1.001 }
    }
    if goesBeyond {
      entries.append(LegendEntry(label: "beyond the measured sizes", swatch: .line(paint, dash: [3, 2])))
    }
    if withOptima {
      entries += configurations.compactMap { configuration in
        configuration.optimum.map {
          LegendEntry(
            label: LabelText.cleaned($0.label),
            swatch: .symbol(.circle, isAlone ? .ink : configuration.style.paint, isHollow: false),
            series: configuration.key)
        }
      }
    }
    return entries.filter { !$0.label.isEmpty }
  }

  private func generatedDescription() -> String {
    let optima = configurations.compactMap(\.optimum).map { LabelText.cleaned($0.label) }
    return "Scatter chart. Across: \(LabelText.cleaned(chart.memoryTitle)), logarithmic axis. Up: "
      + "\(AccessibleText.describe(chart.valueAxis)). Runs as dots, fitted curves with bands. "
      + AccessibleText.list(configurations.map(\.label), noun: "series")
      + (optima.isEmpty ? "" : " Optimum: \(optima.joined(separator: "; ")).")
  }
}
