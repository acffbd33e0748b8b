/// Quantiles of a sample against those of a reference distribution, with the envelope in which they would lie.
public struct QQChart: Chart {
  /// A quantile.
  public struct Point: Sendable, Hashable {
    /// The quantile of the reference distribution.
    public var reference: Double
    /// The quantile of the sample.
    public var sample: Double
    /// Where the sample quantile would lie, if the reference distribution held.
    public var envelope: ClosedRange<Double>?

    /// A quantile.
    public init(reference: Double, sample: Double, envelope: ClosedRange<Double>? = nil) {
      self.reference = reference
      self.sample = sample
      self.envelope = envelope
    }
  }

  /// The accessible name; `nil` generates one.
  public var title: String?
  /// The accessible description; `nil` generates one.
  public var description: String?
  /// The axis of the reference quantiles.
  public var referenceAxis: ValueAxis
  /// The axis of the sample quantiles.
  public var sampleAxis: ValueAxis
  /// The quantiles.
  public var points: [Point]
  /// The expected line, as its intercept and its slope.
  public var line: (intercept: Double, slope: Double)
  /// What the envelope is, such as "95% pointwise envelope".
  public var envelopeLabel: String
  /// The place in the palette.
  public var style: Int

  /// A chart of quantiles against quantiles.
  public init(
    title: String? = nil, description: String? = nil, referenceAxis: ValueAxis, sampleAxis: ValueAxis,
    points: [Point], line: (intercept: Double, slope: Double) = (0, 1),
    envelopeLabel: String = "pointwise envelope", style: Int = 0
  ) {
    self.title = title
    self.description = description
    self.referenceAxis = referenceAxis
    self.sampleAxis = sampleAxis
    self.points = points
    self.line = line
    self.envelopeLabel = envelopeLabel
    self.style = style
  }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene {
    let text = canvas.typography.text
    var omissions = Omissions()
    let points = self.points.filter {
      omissions.accepts($0.reference, on: referenceAxis) && omissions.accepts($0.sample, on: sampleAxis)
    }.sorted { ($0.reference, $0.sample) < ($1.reference, $1.sample) }
    var legend = [LegendEntry(label: "expected", swatch: .line(.ink, dash: []))]
    if points.contains(where: { $0.envelope != nil }) {
      legend.append(
        LegendEntry(label: LabelText.cleaned(envelopeLabel), swatch: .area(.muted, opacity: 0.28)))
    }
    var frame = PlotFrame(
      PanelGrid(
        canvas: canvas, x: PanelAxis(referenceAxis, over: points.map(\.reference)),
        y: PanelAxis(sampleAxis, over: points.map(\.sample)),
        legend: legend.filter { !$0.label.isEmpty },
        plotHeight: (canvas.width * 0.42).clamped(text * 14, text * 24)))
    let envelope = points.compactMap { point -> (x: Double, lower: Double, upper: Double)? in
      point.envelope.map { (point.reference, $0.lowerBound, $0.upperBound) }
    }
    let every = max(1, envelope.count / 300)
    let shown = envelope.indices.filter { $0 % every == 0 || $0 == envelope.count - 1 }
    frame.band(shown.map { envelope[$0] }, paint: .muted, opacity: 0.28)
    drawLine(in: &frame)
    draw(points, in: &frame)
    if points.isEmpty { frame.noData() }
    return frame.scene(
      title: AccessibleText.choose(
        title, or: "Quantiles of \(sampleAxis.title) against \(referenceAxis.title)"),
      description: AccessibleText.choose(
        description,
        or: "Quantile plot of \(points.count) values. Across: \(AccessibleText.describe(referenceAxis)). Up: "
          + "\(AccessibleText.describe(sampleAxis)). \(outside(points)) of \(points.count) lie outside the envelope."
      ),
      notes: omissions.notes(logarithmic: sampleAxis.spacing == .logarithmic))
  }

  private func outside(_ points: [Point]) -> Int {
    points.filter { point in point.envelope.map { !$0.contains(point.sample) } ?? false }.count
  }

  private func drawLine(in frame: inout PlotFrame) {
    guard line.intercept.isDrawable, line.slope.isDrawable else { return }
    let domain = frame.panel.x.domain
    let chain = (0...100).compactMap { index -> Scene.Point? in
      let x = domain.lowerBound + (domain.upperBound - domain.lowerBound) * Double(index) / 100
      let y = line.intercept + line.slope * x
      return frame.panel.y.domain.contains(y) ? frame.place(x, y) : nil
    }
    guard let first = chain.first, let last = chain.last, chain.count > 1 else { return }
    let isStraight = frame.panel.x.kind == frame.panel.y.kind && frame.panel.x.kind == .linear
    frame.drawing.add(
      .lines([isStraight ? [first, last] : chain], isClosed: false),
      .stroked(.ink, frame.typography.axisLine), .annotation)
  }

  /// Points that would coincide are drawn once.
  private func draw(_ points: [Point], in frame: inout PlotFrame) {
    var seen: Set<Scene.Point> = []
    var dots: [Scene.Point] = []
    for point in points {
      let place = frame.place(point.reference, point.sample)
      let cell = frame.typography.symbol * 0.35
      let rounded = Scene.Point(x: (place.x / cell).rounded(), y: (place.y / cell).rounded())
      if seen.insert(rounded).inserted { dots.append(place) }
    }
    guard !dots.isEmpty else { return }
    frame.drawing.add(
      .dots(dots, radius: frame.typography.symbol * 0.5), .filled(SeriesStyle(index: style).paint), .data)
  }
}
