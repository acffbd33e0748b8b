/// Differences of quantiles between two samples, with pointwise and simultaneous bands: what changed for which calls.
///
/// A point has colour only where its simultaneous interval excludes zero, or leaves the margin where one is given. The line
/// is dotted where too few observations lie beyond.
public struct ShiftFunctionChart: Chart {
  /// The difference of one quantile.
  public struct Point: Sendable, Hashable {
    /// The probability of the quantile, in 0 ... 1.
    public var probability: Double
    /// The difference, in the unit of the axis.
    public var difference: Double
    /// The interval for this quantile alone.
    public var pointwise: IntervalBounds?
    /// The interval that holds for all quantiles together.
    public var simultaneous: IntervalBounds?
    /// Whether enough observations lie beyond, in both samples.
    public var isSupported: Bool

    /// The difference of one quantile.
    public init(
      probability: Double, difference: Double, pointwise: IntervalBounds? = nil,
      simultaneous: IntervalBounds? = nil, isSupported: Bool = true
    ) {
      self.probability = probability
      self.difference = difference
      self.pointwise = pointwise
      self.simultaneous = simultaneous
      self.isSupported = isSupported
    }
  }

  /// Words beside a point, such as an estimate with its interval.
  public struct Callout: Sendable, Hashable {
    /// The probability of the point.
    public var probability: Double
    /// The words.
    public var text: String

    /// Words beside the point of a probability.
    public init(at probability: Double, _ text: String) {
      self.probability = probability
      self.text = text
    }
  }

  /// The accessible name; `nil` generates one.
  public var title: String?
  /// The accessible description; `nil` generates one.
  public var description: String?
  /// The axis of the differences.
  public var axis: ValueAxis
  /// The quantiles.
  public var points: [Point]
  /// Differences of at most this magnitude do not matter; zero without a margin.
  public var margin: Double
  /// Words for differences below and above zero, such as "faster" and "slower".
  public var directions: (below: String, above: String)
  /// Whether a difference below zero is the better one.
  public var lowerIsBetter: Bool
  /// Words beside points.
  public var callouts: [Callout]
  /// What the narrow band is.
  public var pointwiseLabel: String
  /// What the wide band is.
  public var simultaneousLabel: String
  /// The title of the horizontal axis, which is in per cent.
  public var quantileTitle: String

  /// A chart of quantile differences.
  public init(
    title: String? = nil, description: String? = nil, axis: ValueAxis, points: [Point], margin: Double = 0,
    directions: (below: String, above: String) = ("faster", "slower"), lowerIsBetter: Bool = true,
    callouts: [Callout] = [], pointwiseLabel: String = "pointwise interval",
    simultaneousLabel: String = "simultaneous band", quantileTitle: String = "Quantile (%)"
  ) {
    self.title = title
    self.description = description
    self.axis = axis
    self.points = points
    self.margin = margin
    self.directions = directions
    self.lowerIsBetter = lowerIsBetter
    self.callouts = callouts
    self.pointwiseLabel = pointwiseLabel
    self.simultaneousLabel = simultaneousLabel
    self.quantileTitle = quantileTitle
  }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene {
    ShiftFunctionFigure(self).scene(canvas)
  }
}

/// A shift function with drawable points in order.
private struct ShiftFunctionFigure {
  private enum Decision { case below, above, open }

  private let chart: ShiftFunctionChart
  private let points: [ShiftFunctionChart.Point]
  private let margin: Double
  private let omissions: Omissions

  init(_ chart: ShiftFunctionChart) {
    var omissions = Omissions()
    points = chart.points.filter {
      omissions.accepts(probability: $0.probability, includingOne: true)
        && omissions.accepts($0.difference, on: chart.axis)
    }.sorted { ($0.probability, $0.difference) < ($1.probability, $1.difference) }
    margin = chart.margin.isDrawable ? max(0, chart.margin) : 0
    self.chart = chart
    self.omissions = omissions
  }

  private func decision(_ point: ShiftFunctionChart.Point) -> Decision {
    if let upper = point.simultaneous?.upper, upper < -margin { return .below }
    if let lower = point.simultaneous?.lower, lower > margin { return .above }
    return .open
  }

  private func look(_ decision: Decision) -> (paint: Scene.Paint, symbol: Symbol) {
    switch (decision, chart.lowerIsBetter) {
    case (.below, true), (.above, false): (.palette(5), .circle)
    case (.below, false), (.above, true): (.palette(4), .diamond)
    case (.open, _): (.ink, .circle)
    }
  }

  func scene(_ canvas: Canvas) -> Scene {
    let text = canvas.typography.text
    var values = [-margin, 0, margin]
    for point in points {
      values.append(point.difference)
      values += (point.pointwise?.ends ?? []) + (point.simultaneous?.ends ?? [])
    }
    var frame = PlotFrame(
      PanelGrid(
        canvas: canvas,
        x: PanelAxis(title: LabelText.cleaned(chart.quantileTitle), content: .values(.linear, 0...100)),
        y: PanelAxis(
          title: chart.axis.fullTitle,
          content: .values(chart.axis.kind, chart.axis.domain(of: values) ?? -1...1)),
        legend: legend(), plotHeight: (canvas.width * 0.46).clamped(text * 18, text * 26)))
    drawBands(in: &frame)
    drawLine(in: &frame)
    var omissions = omissions
    let missing = drawCallouts(in: &frame)
    if missing > 0 {
      omissions.note("\(missing) \(missing == 1 ? "label" : "labels") left out for want of room.")
    }
    if points.isEmpty { frame.noData() }
    return frame.scene(
      title: AccessibleText.choose(chart.title, or: "\(chart.axis.title) by quantile"),
      description: AccessibleText.choose(chart.description, or: generatedDescription()),
      notes: omissions.notes(logarithmic: chart.axis.spacing == .logarithmic))
  }

  private func drawBands(in frame: inout PlotFrame) {
    if margin > 0 {
      let top = frame.clampedPlace(0, margin).y
      let bottom = frame.clampedPlace(0, -margin).y
      let box = Scene.Box(minX: frame.area.minX, minY: top, maxX: frame.area.maxX, maxY: bottom)
      frame.drawing.add(.box(box), .filled(.palette(1), opacity: 0.14), .band)
    }
    for (interval, opacity) in [(\ShiftFunctionChart.Point.simultaneous, 0.13), (\.pointwise, 0.24)] {
      let vertices = points.compactMap { point -> (x: Double, lower: Double, upper: Double)? in
        guard let bounds = point[keyPath: interval] else { return nil }
        let lower = bounds.lower ?? -.infinity
        let upper = bounds.upper ?? .infinity
        guard !lower.isNaN, !upper.isNaN, lower <= upper else { return nil }
        return (point.probability * 100, lower, upper)
      }
      frame.band(vertices, paint: .muted, opacity: opacity)
    }
    frame.levelLine(at: 0)
  }

  private func drawLine(in frame: inout PlotFrame) {
    let typography = frame.typography
    for (start, end) in zip(points, points.dropFirst()) {
      let isSupported = start.isSupported && end.isSupported
      frame.drawing.segment(
        frame.place(start.probability * 100, start.difference),
        frame.place(end.probability * 100, end.difference),
        .stroked(.ink, typography.dataLine * 0.6, dash: isSupported ? [] : [1.2, 2.2]),
        isSupported ? .data : .annotation)
    }
    let step = points.count < 2 ? .infinity : frame.area.width / Double(points.count)
    let scale = step < typography.symbol * 1.6 ? 0.6 : 0.85
    for point in points {
      let decision = decision(point)
      let look = look(decision)
      frame.drawing.symbol(
        look.symbol, at: frame.place(point.probability * 100, point.difference), paint: look.paint,
        isHollow: decision == .open, scale: decision == .open ? scale * 0.9 : scale)
    }
  }

  private func drawCallouts(in frame: inout PlotFrame) -> Int {
    let places = points.map { frame.place($0.probability * 100, $0.difference) }
    let callouts = chart.callouts.compactMap { callout -> Callout? in
      let nearest = points.indices.min {
        (points[$0].probability - callout.probability).magnitude
          < (points[$1].probability - callout.probability).magnitude
      }
      guard let nearest, callout.probability.isFinite else { return nil }
      return Callout(text: LabelText.cleaned(callout.text), point: places[nearest])
    }
    let zero = frame.clampedPlace(0, 0).y
    let level = [Scene.Point(x: frame.area.minX, y: zero), Scene.Point(x: frame.area.maxX, y: zero)]
    // Clear of the bands where there is room, else over them.
    var clear = frame
    let marks = places + bandPlaces(in: frame)
    if clear.draw(callouts, marks: marks, lines: [places, level], rings: [1, 2.6, 4.4, 6.6]) == 0 {
      frame = clear
      return 0
    }
    return frame.draw(callouts, marks: places, lines: [places, level])
  }

  /// Places all over the simultaneous band.
  private func bandPlaces(in frame: PlotFrame) -> [Scene.Point] {
    points.flatMap { point -> [Scene.Point] in
      guard let bounds = point.simultaneous else { return [] }
      let x = point.probability * 100
      let ends = [bounds.upper ?? .infinity, bounds.lower ?? -.infinity].map { frame.clampedPlace(x, $0) }
      return stride(from: ends[0].y, through: max(ends[0].y, ends[1].y), by: frame.typography.symbol)
        .map { Scene.Point(x: ends[0].x, y: $0) }
    }
  }

  // MARK: Words

  private func legend() -> [LegendEntry] {
    var entries: [LegendEntry] = []
    let decisions = points.map(decision)
    let margin = self.margin > 0 ? " beyond the margin" : ""
    let unit = chart.axis.unit.map { " " + LabelText.cleaned($0) } ?? ""
    for (decision, word) in [(Decision.below, chart.directions.below), (.above, chart.directions.above)]
    where decisions.contains(decision) {
      let look = look(decision)
      entries.append(
        LegendEntry(
          label: LabelText.cleaned(word) + margin, swatch: .symbol(look.symbol, look.paint, isHollow: false)))
    }
    if decisions.contains(.open) {
      entries.append(LegendEntry(label: "not decided", swatch: .symbol(.circle, .ink, isHollow: true)))
    }
    if points.contains(where: { $0.pointwise != nil }) {
      entries.append(
        LegendEntry(label: LabelText.cleaned(chart.pointwiseLabel), swatch: .area(.muted, opacity: 0.37)))
    }
    if points.contains(where: { $0.simultaneous != nil }) {
      entries.append(
        LegendEntry(label: LabelText.cleaned(chart.simultaneousLabel), swatch: .area(.muted, opacity: 0.13)))
    }
    if self.margin > 0 {
      entries.append(
        LegendEntry(
          label: "margin ±\(FixedDecimal.shortest(self.margin))\(unit)",
          swatch: .area(.palette(1), opacity: 0.2)))
    }
    if points.contains(where: { !$0.isSupported }) {
      entries.append(LegendEntry(label: "too few beyond", swatch: .line(.ink, dash: [1.2, 2.2])))
    }
    return entries.filter { !$0.label.isEmpty }
  }

  private func generatedDescription() -> String {
    let below = points.filter { decision($0) == .below }
    let above = points.filter { decision($0) == .above }
    func range(_ decided: [ShiftFunctionChart.Point], _ word: String) -> String {
      guard let first = decided.first, let last = decided.last else { return "" }
      let from = FixedDecimal.shortest(first.probability * 100)
      let to = FixedDecimal.shortest(last.probability * 100)
      return
        " \(decided.count) of \(points.count) quantiles, from p\(from) to p\(to), are \(LabelText.cleaned(word))."
    }
    return "Shift function. Across: quantile in per cent. Up: \(AccessibleText.describe(chart.axis)). "
      + "Points with their pointwise and simultaneous bands." + range(below, chart.directions.below)
      + range(above, chart.directions.above)
  }
}
