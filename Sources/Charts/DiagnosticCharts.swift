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

  /// Lays the chart out; see ``Chart/scene(width:height:)``.
  public func scene(width: FigureWidth, height: Double?) -> Scene {
    let canvas = Canvas(width, height: height)
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
    func axis(_ axis: ValueAxis, _ values: [Double]) -> PanelAxis {
      PanelAxis(title: axis.fullTitle, content: .values(axis.kind, axis.domain(of: values) ?? 1...10))
    }
    var frame = PlotFrame(
      PanelGrid(
        canvas: canvas, x: axis(referenceAxis, points.map(\.reference)),
        y: axis(sampleAxis, points.map(\.sample)),
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

/// Autocorrelations by lag with the band in which independent values would lie.
public struct AutocorrelationChart: Chart {
  /// The accessible name; `nil` generates one.
  public var title: String?
  /// The accessible description; `nil` generates one.
  public var description: String?
  /// The title of the lags, such as "Lag (h)".
  public var lagTitle: String
  /// The title of the correlations.
  public var correlationTitle: String
  /// The lags with their correlations.
  public var correlations: [(lag: Double, value: Double)]
  /// Half the height of the band of independence.
  public var bound: Double?
  /// What the band is.
  public var boundLabel: String
  /// Words for the key, such as "n = 168, effective n ≈ 46".
  public var sizeLabel: String
  /// The place in the palette.
  public var style: Int

  /// A chart of autocorrelations.
  public init(
    title: String? = nil, description: String? = nil, lagTitle: String = "Lag",
    correlationTitle: String = "Autocorrelation", correlations: [(lag: Double, value: Double)],
    bound: Double? = nil, boundLabel: String = "95% of independent values", sizeLabel: String = "",
    style: Int = 0
  ) {
    self.title = title
    self.description = description
    self.lagTitle = lagTitle
    self.correlationTitle = correlationTitle
    self.correlations = correlations
    self.bound = bound
    self.boundLabel = boundLabel
    self.sizeLabel = sizeLabel
    self.style = style
  }

  /// Lays the chart out; see ``Chart/scene(width:height:)``.
  public func scene(width: FigureWidth, height: Double?) -> Scene {
    let canvas = Canvas(width, height: height)
    let text = canvas.typography.text
    var omissions = Omissions()
    let axis = ValueAxis("")
    let shown = correlations.filter {
      omissions.accepts($0.lag, on: axis) && omissions.accepts($0.value, on: axis)
        && $0.value.magnitude <= 1.001
    }
    let bound = self.bound.flatMap { $0 > 0 && $0.isDrawable ? min($0, 1) : nil }
    var legend: [LegendEntry] = []
    if bound != nil { legend.append(LegendEntry(label: boundLabel, swatch: .area(.muted, opacity: 0.2))) }
    let size = LabelText.cleaned(sizeLabel)
    if !size.isEmpty {
      legend.append(LegendEntry(label: size, swatch: .upright(SeriesStyle(index: style).paint, dash: [])))
    }
    let lowest = min(-(bound ?? 0.1) * 1.3, shown.map(\.value).min() ?? 0)
    let highest = shown.map(\.value).max() ?? 1
    let lags = shown.map(\.lag)
    let step = zip(lags, lags.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }.min() ?? 1
    let domain = ((lags.min() ?? 0) - step * 0.7)...((lags.max() ?? 1) + step * 0.7)
    var frame = PlotFrame(
      PanelGrid(
        canvas: canvas, x: PanelAxis(title: LabelText.cleaned(lagTitle), content: .values(.linear, domain)),
        y: PanelAxis(
          title: LabelText.cleaned(correlationTitle),
          content: .values(.linear, lowest...max(highest * 1.05, 0.3))),
        legend: legend, plotHeight: (canvas.width * 0.3).clamped(text * 11, text * 18), hasVerticalGrid: false
      ))
    if let bound {
      frame.band(
        [(domain.lowerBound, -bound, bound), (domain.upperBound, -bound, bound)], paint: .muted, opacity: 0.2)
    }
    frame.levelLine(at: 0)
    let stems = shown.map { [frame.place($0.lag, 0), frame.place($0.lag, $0.value)] }
    if !stems.isEmpty {
      let thickness = (frame.area.width / Double(stems.count) * 0.4).clamped(
        0.5, canvas.typography.dataLine * 2)
      frame.drawing.add(
        .lines(stems, isClosed: false), .stroked(SeriesStyle(index: style).paint, thickness), .data)
    } else {
      frame.noData()
    }
    let beyond = bound.map { bound in shown.filter { $0.value.magnitude > bound }.count }
    return frame.scene(
      title: AccessibleText.choose(title, or: "\(correlationTitle) by \(lagTitle)"),
      description: AccessibleText.choose(
        description,
        or:
          "Autocorrelations at \(shown.count) lags. \(beyond.map { "\($0) lie outside the band of independence. " } ?? "")\(size)"
      ),
      notes: omissions.notes(logarithmic: false))
  }
}

/// The width of an interval against the number of calls, with the width at which measuring may stop.
public struct ConvergenceChart: Chart {
  /// How one estimate became more precise.
  public struct Series: Sendable, Hashable {
    /// The name shown.
    public var label: String
    /// Numbers of calls with the relative half-width of the interval.
    public var points: [OutlierChart.Point]
    /// The place in the palette; `nil` takes the place in the chart.
    public var style: Int?
    /// The key for linked highlighting; `nil` takes the label.
    public var key: String?

    /// How one estimate became more precise.
    ///
    /// - Parameters:
    ///   - label: the name shown.
    ///   - widths: numbers of calls with the width of the interval at that time.
    ///   - style: the place in the palette.
    ///   - key: the key for linked highlighting.
    public init(
      label: String, widths: [(calls: Double, width: Double)], style: Int? = nil, key: String? = nil
    ) {
      self.label = label
      points = widths.map { OutlierChart.Point(time: $0.calls, value: $0.width) }
      self.style = style
      self.key = key
    }
  }

  /// The accessible name; `nil` generates one.
  public var title: String?
  /// The accessible description; `nil` generates one.
  public var description: String?
  /// The axis of the number of calls.
  public var callAxis: ValueAxis
  /// The axis of the width.
  public var widthAxis: ValueAxis
  /// The estimates.
  public var series: [Series]
  /// The width at which measuring may stop.
  public var target: ReferenceLine?

  /// A chart of convergence.
  public init(
    title: String? = nil, description: String? = nil,
    callAxis: ValueAxis = ValueAxis("Calls", spacing: .logarithmic), widthAxis: ValueAxis, series: [Series],
    target: ReferenceLine? = nil
  ) {
    self.title = title
    self.description = description
    self.callAxis = callAxis
    self.widthAxis = widthAxis
    self.series = series
    self.target = target
  }

  /// Lays the chart out; see ``Chart/scene(width:height:)``.
  public func scene(width: FigureWidth, height: Double?) -> Scene {
    CurveFigure(self).scene(Canvas(width, height: height))
  }
}

extension CurveFigure {
  init(_ chart: ConvergenceChart) {
    var omissions = Omissions()
    curves = chart.series.enumerated().map { index, series in
      let label = AccessibleText.label(series.label, fallback: "series \(index + 1)")
      var curve = Curve(
        label: label, key: LabelText.cleaned(series.key ?? label),
        style: SeriesStyle(index: series.style ?? index))
      curve.solid = series.points.filter {
        omissions.accepts($0.time, on: chart.callAxis) && omissions.accepts($0.value, on: chart.widthAxis)
      }.map { Curve.Vertex(x: $0.time, y: $0.value) }.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
      return curve
    }
    xAxis = PanelAxis(
      title: chart.callAxis.fullTitle,
      content: .values(
        chart.callAxis.kind, chart.callAxis.domain(of: curves.flatMap { $0.solid.map(\.x) }) ?? 1...10))
    let values = curves.flatMap(\.values) + [chart.target?.value].compactMap(\.self)
    yAxis = PanelAxis(
      title: chart.widthAxis.fullTitle,
      content: .values(chart.widthAxis.kind, chart.widthAxis.domain(of: values) ?? 1...10))
    if let target = chart.target, omissions.accepts(target.value, on: chart.widthAxis) {
      threshold = ReferenceLine(target.value, label: LabelText.cleaned(target.label))
    }
    title = AccessibleText.choose(chart.title, or: "\(chart.widthAxis.title) by number of calls")
    description = AccessibleText.choose(
      chart.description,
      or: "Convergence. Across: \(AccessibleText.describe(chart.callAxis)). Up: "
        + "\(AccessibleText.describe(chart.widthAxis)). "
        + AccessibleText.list(curves.map(\.label), noun: "series"))
    notes = omissions.notes(
      logarithmic: chart.callAxis.spacing == .logarithmic || chart.widthAxis.spacing == .logarithmic)
  }
}
