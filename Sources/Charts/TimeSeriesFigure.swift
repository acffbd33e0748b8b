/// A time series with drawable points in order of time.
struct TimeSeriesFigure {
  private let chart: TimeSeriesChart
  private let points: [TimeSeriesChart.Point]
  private let regimes: [TimeSeriesChart.Regime]
  private let changes: [TimeSeriesChart.Moment]
  private let events: [TimeSeriesChart.Moment]
  private let domain: ClosedRange<Double>?
  private let omissions: Omissions

  init(_ chart: TimeSeriesChart) {
    var omissions = Omissions()
    let kind = chart.horizontal.kind
    points = chart.points.filter {
      omissions.accepts($0.value, on: chart.valueAxis) && Scale.accepts($0.time, kind: kind)
    }.sorted { ($0.time, $0.value) < ($1.time, $1.value) }
    regimes = chart.regimes.filter {
      chart.valueAxis.accepts($0.level) && Scale.accepts($0.start, kind: kind)
        && Scale.accepts($0.end, kind: kind) && $0.start <= $0.end
    }
    changes = chart.changePoints.filter { Scale.accepts($0.time, kind: kind) }
    events = chart.events.filter { Scale.accepts($0.time, kind: kind) }
    var times = regimes.flatMap { [$0.start, $0.end] }
    if let first = points.first, let last = points.last { times += [first.time, last.time] }
    if times.isEmpty { times = (changes + events).map(\.time) }
    domain = times.min().flatMap { lower in times.max().map { lower...$0 } }
    let misfits = chart.points.filter { !Scale.accepts($0.time, kind: kind) }.count
    if misfits > 0 { omissions.note("\(misfits) \(misfits == 1 ? "time" : "times") not shown.") }
    self.chart = chart
    self.omissions = omissions
  }

  func scene(_ canvas: Canvas) -> Scene {
    let text = canvas.typography.text
    var values = points.map(\.value) + regimes.map(\.level)
    for interval in regimes.compactMap(\.interval) { values += [interval.lowerBound, interval.upperBound] }
    var grid = PanelGrid(
      canvas: canvas, x: chart.horizontal.axis(over: domain),
      y: PanelAxis(chart.valueAxis, over: values),
      legend: [], plotHeight: (canvas.width * 0.34).clamped(text * 14, text * 22), hasVerticalGrid: false)
    let first = PlotFrame(grid)
    let isDense = Double(points.count) > first.area.width * 2
    grid.legend = legend(isDense: isDense)
    let topLabels = TopLabels(typography: canvas.typography)
    let right = canvas.width - text * 0.35
    grid.headroom = topLabels.height(words(in: first.panel), from: text * 0.35, to: right)
    var frame = PlotFrame(grid)
    drawMoments(in: &frame)
    if isDense { drawRibbon(in: &frame) } else { drawLine(in: &frame) }
    drawRegimes(in: &frame)
    drawOutliers(in: &frame)
    topLabels.draw(words(in: frame.panel), in: &frame.drawing, area: frame.area, from: text * 0.35, to: right)
    if points.isEmpty && regimes.isEmpty { frame.noData() }
    return frame.scene(
      title: AccessibleText.choose(chart.title, or: "\(chart.valueAxis.title) over time"),
      description: AccessibleText.choose(chart.description, or: generatedDescription()),
      notes: omissions.notes(logarithmic: chart.valueAxis.spacing == .logarithmic))
  }

  /// Change-points first, so that they stand right over their lines.
  private func words(in panel: Panel) -> [TopLabels.Label] {
    func label(_ text: String, at time: Double, _ paint: Scene.Paint) -> TopLabels.Label? {
      let text = LabelText.cleaned(text)
      guard !text.isEmpty, panel.x.domain.contains(time) else { return nil }
      return TopLabels.Label(text: text, x: panel.x.position(time), paint: paint)
    }
    return changes.compactMap { label($0.label, at: $0.time, .muted) }
      + events.compactMap { label($0.label, at: $0.time, .muted) }
      + regimes.compactMap { label($0.label, at: $0.start / 2 + $0.end / 2, .ink) }
  }

  // MARK: Data

  private func drawMoments(in frame: inout PlotFrame) {
    for moment in changes + events {
      guard let interval = moment.interval, interval.upperBound >= frame.panel.x.domain.lowerBound,
        interval.lowerBound <= frame.panel.x.domain.upperBound
      else { continue }
      let ends = [interval.lowerBound, interval.upperBound].map {
        frame.clampedPlace($0, frame.panel.y.domain.lowerBound).x
      }
      let box = Scene.Box(minX: ends[0], minY: frame.area.minY, maxX: ends[1], maxY: frame.area.maxY)
      frame.drawing.add(.box(box), .filled(.muted, opacity: 0.16), .band)
    }
    for change in changes { frame.uprightLine(at: change.time, dash: [4, 2.5]) }
    for event in events {
      frame.uprightLine(at: event.time, paint: .palette(2), dash: [1, 2])
      guard frame.panel.x.domain.contains(event.time) else { continue }
      frame.drawing.symbol(
        .triangleDown, at: Scene.Point(x: frame.panel.x.position(event.time), y: frame.area.minY),
        paint: .palette(2), role: .annotation)
    }
  }

  private var gap: Double {
    if let gap = chart.gap, gap > 0 { return gap }
    let distances = zip(points, points.dropFirst()).map { $1.time - $0.time }.sorted()
    return distances.isEmpty ? .infinity : distances[distances.count / 2] * 2.5
  }

  private func runs() -> [ArraySlice<TimeSeriesChart.Point>] {
    let gap = gap
    var runs: [ArraySlice<TimeSeriesChart.Point>] = []
    var start = 0
    for index in points.indices.dropFirst() where points[index].time - points[index - 1].time > gap {
      runs.append(points[start..<index])
      start = index
    }
    if !points.isEmpty { runs.append(points[start...]) }
    return runs
  }

  private func drawLine(in frame: inout PlotFrame) {
    let chains = runs().map { run in run.map { frame.place($0.time, $0.value) } }
    let lines = chains.filter { $0.count > 1 }
    if !lines.isEmpty {
      frame.drawing.add(
        .lines(lines, isClosed: false), .stroked(.muted, frame.typography.dataLine * 0.55, opacity: 0.8),
        .data)
    }
    let single = chains.filter { $0.count == 1 }.flatMap(\.self)
    if !single.isEmpty {
      frame.drawing.add(.dots(single, radius: frame.typography.symbol * 0.45), .filled(.muted), .data)
    }
  }

  /// For each column of the plot its smallest, middle and largest value.
  private func drawRibbon(in frame: inout PlotFrame) {
    let columns = Double(min(Int(frame.area.width), 1_200))
    let width = frame.area.width / columns
    for run in runs() {
      var lower: [Scene.Point] = []
      var upper: [Scene.Point] = []
      var middle: [Scene.Point] = []
      var heights: [Double] = []
      var column = 0.0
      func flush() {
        guard !heights.isEmpty else { return }
        heights.sort()
        let x = frame.area.minX + (column + 0.5) * width
        lower.append(Scene.Point(x: x, y: heights[heights.count - 1]))
        upper.append(Scene.Point(x: x, y: heights[0]))
        middle.append(Scene.Point(x: x, y: heights[heights.count / 2]))
        heights = []
      }
      for point in run {
        let place = frame.place(point.time, point.value)
        let next = ((place.x - frame.area.minX) / width).rounded(.down).clamped(0, columns - 1)
        if next != column { flush() }
        column = next
        heights.append(place.y)
      }
      flush()
      frame.drawing.add(
        .lines([upper + lower.reversed()], isClosed: true),
        Scene.Style(fill: .muted, stroke: .muted, strokeWidth: frame.typography.gridLine * 0.6, opacity: 0.4),
        .band)
      guard middle.count > 1 else { continue }
      frame.drawing.add(
        .lines([middle], isClosed: false), .stroked(.muted, frame.typography.dataLine * 0.55), .data)
    }
  }

  private func drawRegimes(in frame: inout PlotFrame) {
    for regime in regimes {
      let start = frame.clampedPlace(regime.start, regime.level)
      let end = frame.clampedPlace(regime.end, regime.level)
      if let interval = regime.interval, !interval.lowerBound.isNaN, !interval.upperBound.isNaN {
        frame.band(
          [
            (regime.start, interval.lowerBound, interval.upperBound),
            (regime.end, interval.lowerBound, interval.upperBound),
          ], paint: .palette(0), opacity: 0.35)
      }
      frame.drawing.segment(start, end, .stroked(.palette(0), frame.typography.dataLine * 0.85), .data)
    }
  }

  private func drawOutliers(in frame: inout PlotFrame) {
    let outliers = points.filter(\.isOutlier)
    for point in outliers.prefix(1_000) {
      frame.drawing.symbol(
        .circle, at: frame.place(point.time, point.value), paint: .palette(4), isHollow: true, scale: 0.85)
    }
  }

  // MARK: Words

  private func legend(isDense: Bool) -> [LegendEntry] {
    var entries: [LegendEntry] = []
    if !regimes.isEmpty {
      entries.append(LegendEntry(label: LabelText.cleaned(chart.levelLabel), swatch: .level(.palette(0))))
    }
    if isDense {
      entries.append(
        LegendEntry(label: "smallest to largest value, median", swatch: .level(.muted)))
    }
    if points.contains(where: \.isOutlier) {
      let count = points.filter(\.isOutlier).count
      entries.append(
        LegendEntry(
          label: "\(LabelText.cleaned(chart.outlierLabel)) (\(count))",
          swatch: .symbol(.circle, .palette(4), isHollow: true)))
    }
    if !changes.isEmpty {
      let uncertain = changes.contains { $0.interval != nil } ? ", shaded: where it may be" : ""
      entries.append(LegendEntry(label: "change\(uncertain)", swatch: .upright(.ink, dash: [4, 2.5])))
    }
    if !events.isEmpty {
      entries.append(
        LegendEntry(label: "event", swatch: .symbol(.triangleDown, .palette(2), isHollow: false)))
    }
    return entries.filter { !$0.label.isEmpty }
  }

  private func generatedDescription() -> String {
    let gaps = max(0, runs().count - 1)
    let levels = regimes.map { LabelText.cleaned($0.label) }.filter { !$0.isEmpty }.prefix(8)
    let moments = (changes + events).map { LabelText.cleaned($0.label) }.filter { !$0.isEmpty }.prefix(8)
    return "Time series of \(points.count) values. Across: \(chart.horizontal.fullTitle). Up: "
      + "\(AccessibleText.describe(chart.valueAxis)). "
      + (gaps > 0 ? "\(gaps) \(gaps == 1 ? "gap" : "gaps"). " : "")
      + (levels.isEmpty ? "" : "Levels: \(levels.joined(separator: "; ")). ")
      + (moments.isEmpty ? "" : "Marked: \(moments.joined(separator: "; ")).")
  }
}
