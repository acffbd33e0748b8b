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

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene {
    CurveFigure(self).scene(canvas)
  }
}

extension CurveFigure {
  init(_ chart: ConvergenceChart) {
    var omissions = Omissions()
    curves = chart.series.enumerated().map { index, series in
      var curve = Curve(series.label, key: series.key, style: series.style, index: index)
      curve.solid = series.points.filter {
        omissions.accepts($0.time, on: chart.callAxis) && omissions.accepts($0.value, on: chart.widthAxis)
      }.map { Curve.Vertex(x: $0.time, y: $0.value) }.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
      return curve
    }
    xAxis = PanelAxis(chart.callAxis, over: curves.flatMap { $0.solid.map(\.x) })
    let values = curves.flatMap(\.values) + [chart.target?.value].compactMap(\.self)
    yAxis = PanelAxis(chart.widthAxis, over: values)
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
