/// Shares of events against a waiting time, such as evicted instances against idle time: observed shares with intervals, a
/// fitted curve or steps with a band, and the time at which half of the events have happened.
public struct SurvivalChart: Chart {
  /// An observed share.
  public struct Observation: Sendable, Hashable {
    /// The waiting time.
    public var time: Double
    /// The share of trials with the event, in 0 ... 1.
    public var share: Double
    /// Its interval, such as Wilson's.
    public var interval: ClosedRange<Double>?

    /// An observed share.
    public init(time: Double, share: Double, interval: ClosedRange<Double>? = nil) {
      self.time = time
      self.share = share
      self.interval = interval
    }
  }

  /// A point of a curve.
  public struct CurvePoint: Sendable, Hashable {
    /// The waiting time.
    public var time: Double
    /// The share.
    public var share: Double
    /// The band.
    public var band: ClosedRange<Double>?

    /// A point of a curve.
    public init(time: Double, share: Double, band: ClosedRange<Double>? = nil) {
      self.time = time
      self.share = share
      self.band = band
    }
  }

  /// The time at which half of the events have happened.
  public struct HalfTime: Sendable, Hashable {
    /// The time.
    public var time: Double
    /// Its interval.
    public var interval: IntervalBounds
    /// The words for the legend, such as "half after 9.0 min [8.7, 9.2]".
    public var label: String

    /// The time at which half of the events have happened.
    public init(time: Double, interval: IntervalBounds, label: String) {
      self.time = time
      self.interval = interval
      self.label = label
    }
  }

  /// One configuration.
  public struct Series: Sendable, Hashable {
    /// The name shown.
    public var label: String
    /// The observed shares.
    public var observations: [Observation]
    /// The curve.
    public var curve: [CurvePoint]
    /// Whether the curve is a step function, as Kaplan and Meier's is.
    public var isStepped: Bool
    /// Waiting times that were cut off before the event, as ticks on the curve.
    public var censored: [Double]
    /// The half time.
    public var halfTime: HalfTime?
    /// The place in the palette; `nil` takes the place in the chart.
    public var style: Int?
    /// The key for linked highlighting; `nil` takes the label.
    public var key: String?

    /// One configuration.
    public init(
      label: String, observations: [Observation] = [], curve: [CurvePoint] = [], isStepped: Bool = false,
      censored: [Double] = [], halfTime: HalfTime? = nil, style: Int? = nil, key: String? = nil
    ) {
      self.label = label
      self.observations = observations
      self.curve = curve
      self.isStepped = isStepped
      self.censored = censored
      self.halfTime = halfTime
      self.style = style
      self.key = key
    }
  }

  /// The accessible name; `nil` generates one.
  public var title: String?
  /// The accessible description; `nil` generates one.
  public var description: String?
  /// The horizontal axis.
  public var timeAxis: ValueAxis
  /// The title of the vertical axis, which is in per cent.
  public var shareTitle: String
  /// The configurations.
  public var series: [Series]
  /// What the bars of observations are, for the legend.
  public var intervalLabel: String?
  /// What the band of a curve is, for the legend.
  public var bandLabel: String?

  /// A chart of shares against a waiting time.
  public init(
    title: String? = nil, description: String? = nil, timeAxis: ValueAxis, shareTitle: String,
    series: [Series], intervalLabel: String? = nil, bandLabel: String? = nil
  ) {
    self.title = title
    self.description = description
    self.timeAxis = timeAxis
    self.shareTitle = shareTitle
    self.series = series
    self.intervalLabel = intervalLabel
    self.bandLabel = bandLabel
  }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene {
    SurvivalFigure(self).scene(canvas)
  }
}

/// A survival chart with drawable points.
private struct SurvivalFigure {
  private static let mostSteps = 1_500

  private let chart: SurvivalChart
  private let series: [SurvivalChart.Series]
  private let omissions: Omissions

  init(_ chart: SurvivalChart) {
    var omissions = Omissions()
    series = chart.series.enumerated().map { index, series in
      var series = series
      series.label = AccessibleText.label(series.label, fallback: "series \(index + 1)")
      series.key = LabelText.cleaned(series.key ?? series.label)
      series.observations = series.observations.filter {
        omissions.accepts($0.time, on: chart.timeAxis)
          && omissions.accepts(probability: $0.share, includingOne: true)
      }
      series.curve = series.curve.filter {
        omissions.accepts($0.time, on: chart.timeAxis)
          && omissions.accepts(probability: $0.share, includingOne: true)
      }.sorted { ($0.time, $0.share) < ($1.time, $1.share) }
      let every = (series.curve.count + Self.mostSteps - 1) / Self.mostSteps
      if every > 1 {
        let last = series.curve.count - 1
        series.curve = series.curve.indices.filter { $0 % every == 0 || $0 == last }.map { series.curve[$0] }
        omissions.note("\(series.label): one in \(every) steps of the curve is drawn.")
      }
      return series
    }
    self.chart = chart
    self.omissions = omissions
  }

  func scene(_ canvas: Canvas) -> Scene {
    let text = canvas.typography.text
    let times = series.flatMap { $0.observations.map(\.time) + $0.curve.map(\.time) }
    var frame = PlotFrame(
      PanelGrid(
        canvas: canvas,
        x: PanelAxis(chart.timeAxis, over: times),
        y: PanelAxis(title: LabelText.cleaned(chart.shareTitle), content: .values(.linear, -2...102)),
        legend: legend(), plotHeight: (canvas.width * 0.46).clamped(text * 18, text * 28)))
    frame.levelLine(at: 50, paint: .muted, dash: [3, 2])
    for (index, series) in series.enumerated() { drawCurve(series, index, in: &frame) }
    for (index, series) in series.enumerated() { drawObservations(series, index, in: &frame) }
    drawHalfTimes(in: &frame)
    if times.isEmpty { frame.noData() }
    return frame.scene(
      title: AccessibleText.choose(chart.title, or: "\(chart.shareTitle) against \(chart.timeAxis.title)"),
      description: AccessibleText.choose(chart.description, or: generatedDescription()),
      notes: omissions.notes(logarithmic: chart.timeAxis.spacing == .logarithmic))
  }

  private func style(_ index: Int) -> SeriesStyle { SeriesStyle(index: series[index].style ?? index) }

  private func drawCurve(_ series: SurvivalChart.Series, _ index: Int, in frame: inout PlotFrame) {
    let paint = style(index).paint
    var vertices: [(x: Double, lower: Double, upper: Double)] = []
    var chain: [Scene.Point] = []
    for point in series.curve {
      if let band = point.band {
        if series.isStepped, let last = vertices.last {
          vertices.append((point.time, last.lower, last.upper))
        }
        vertices.append((point.time, band.lowerBound * 100, band.upperBound * 100))
      }
      let place = frame.place(point.time, point.share * 100)
      if series.isStepped, let last = chain.last { chain.append(Scene.Point(x: place.x, y: last.y)) }
      chain.append(place)
    }
    frame.band(vertices, paint: paint, opacity: 0.2, series: series.key)
    guard chain.count > 1 else { return }
    if chain.count > 1_000 { chain = CurveReduction.reduced([chain], isStepped: false, budget: 1_000)[0] }
    frame.drawing.add(
      .lines([chain], isClosed: false), .stroked(paint, frame.typography.dataLine), .data, series: series.key)
    let ticks = series.censored.filter { frame.panel.x.domain.contains($0) }.prefix(500).compactMap { time in
      series.curve.last { $0.time <= time }.map { frame.place(time, $0.share * 100) }
    }
    let half = frame.typography.symbol
    let marks = ticks.map { [Scene.Point(x: $0.x, y: $0.y - half), Scene.Point(x: $0.x, y: $0.y + half)] }
    if !marks.isEmpty {
      frame.drawing.add(
        .lines(marks, isClosed: false), .stroked(paint, frame.typography.axisLine), .data, series: series.key)
    }
  }

  /// Series stand a little beside each other, so that bars at one time do not hide each other.
  private func place(_ observation: SurvivalChart.Observation, _ index: Int, in frame: PlotFrame)
    -> Scene.Point
  {
    let count = series.count.clamped(1, 6)
    let place = frame.place(observation.time, observation.share * 100)
    let shift = (Double(index % 6) - Double(count - 1) / 2) * frame.typography.text * 0.25
    return Scene.Point(x: (place.x + shift).clamped(frame.area.minX, frame.area.maxX), y: place.y)
  }

  private func drawObservations(_ series: SurvivalChart.Series, _ index: Int, in frame: inout PlotFrame) {
    let look = style(index)
    for observation in series.observations.prefix(2_000) {
      let place = place(observation, index, in: frame)
      if let interval = observation.interval {
        frame.drawing.whisker(
          IntervalBounds(lower: interval.lowerBound * 100, upper: interval.upperBound * 100),
          around: nil, along: frame.panel.y, at: place.x, isHorizontal: false,
          style: .stroked(look.paint, frame.typography.axisLine), series: series.key)
      }
      frame.drawing.symbol(look.fillableSymbol, at: place, paint: look.paint, scale: 0.75, series: series.key)
    }
  }

  private func drawHalfTimes(in frame: inout PlotFrame) {
    for (index, series) in series.enumerated() {
      guard let half = series.halfTime, frame.panel.x.domain.contains(half.time) else { continue }
      let place = frame.place(half.time, 50)
      frame.drawing.whisker(
        half.interval, around: half.time, along: frame.panel.x, at: place.y, isHorizontal: true,
        style: .stroked(.ink, frame.typography.dataLine), cap: frame.typography.symbol * 1.2,
        role: .annotation,
        series: series.key)
      frame.drawing.symbol(
        style(index).fillableSymbol, at: place, paint: .ink, scale: 0.8, role: .annotation, series: series.key
      )
    }
  }

  private func legend() -> [LegendEntry] {
    var entries = series.indices.map { index in
      let half = LabelText.cleaned(series[index].halfTime?.label ?? "")
      return LegendEntry(
        label: series[index].label + (half.isEmpty ? "" : ": " + half),
        swatch: series[index].curve.isEmpty
          ? .symbol(style(index).fillableSymbol, style(index).paint, isHollow: false)
          : .lineWithSymbol(style(index)), series: series[index].key)
    }
    if let label = chart.intervalLabel.map(LabelText.cleaned), !label.isEmpty {
      entries.append(LegendEntry(label: label, swatch: .upright(.muted, dash: [])))
    }
    if let label = chart.bandLabel.map(LabelText.cleaned), !label.isEmpty {
      entries.append(LegendEntry(label: label, swatch: .area(.muted, opacity: 0.25)))
    }
    return entries
  }

  private func generatedDescription() -> String {
    let halves = series.compactMap { series in
      series.halfTime.map { "\(series.label.prefix(80)) \(LabelText.cleaned($0.label))" }
    }
    return "Shares of events. Across: \(AccessibleText.describe(chart.timeAxis)). Up: "
      + "\(LabelText.cleaned(chart.shareTitle)). " + AccessibleText.list(series.map(\.label), noun: "series")
      + (halves.isEmpty ? "" : " Half of the events: \(halves.prefix(10).joined(separator: "; ")).")
  }
}
