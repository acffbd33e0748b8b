/// Percentile curves on an axis that gives each further nine the same length (u = −log10(1 − p)), so that the tail shows.
///
/// A line is dotted beyond the probability that the data support, and its interval band ends there. Lines are labelled at
/// their ends, or in a legend where there are more than eight or the labels do not fit.
public struct PercentileTailChart: Chart {
  /// One percentile.
  public struct Point: Sendable, Hashable {
    /// The probability, in 0 ..< 1.
    public var probability: Double
    /// The quantile, in the unit of the value axis.
    public var value: Double
    /// The lower end of its interval, where there is one.
    public var lower: Double?
    /// The upper end of its interval; `nil` beside a lower end means that the data do not bound it.
    public var upper: Double?

    /// One percentile with its interval.
    public init(probability: Double, value: Double, lower: Double? = nil, upper: Double? = nil) {
      self.probability = probability
      self.value = value
      self.lower = lower
      self.upper = upper
    }
  }

  /// One curve.
  public struct Series: Sendable, Hashable {
    /// The name shown.
    public var label: String
    /// The percentiles; they are sorted by probability.
    public var points: [Point]
    /// The largest probability with enough observations beyond it; `nil` when all have.
    public var supportedUpTo: Double?
    /// The place in the palette; `nil` takes the place in the chart.
    public var style: Int?
    /// The key for linked highlighting; `nil` takes the label.
    public var key: String?

    /// One curve.
    public init(
      label: String, points: [Point], supportedUpTo: Double? = nil, style: Int? = nil, key: String? = nil
    ) {
      self.label = label
      self.points = points
      self.supportedUpTo = supportedUpTo
      self.style = style
      self.key = key
    }
  }

  /// The accessible name; `nil` generates one.
  public var title: String?
  /// The accessible description; `nil` generates one.
  public var description: String?
  /// The vertical axis.
  public var valueAxis: ValueAxis
  /// The curves, in the order of the legend.
  public var series: [Series]
  /// A marked value, such as an objective.
  public var threshold: ReferenceLine?
  /// The title of the horizontal axis.
  public var percentileTitle: String

  /// A chart of percentile curves.
  public init(
    title: String? = nil, description: String? = nil, valueAxis: ValueAxis, series: [Series],
    threshold: ReferenceLine? = nil, percentileTitle: String = "Percentile (%)"
  ) {
    self.title = title
    self.description = description
    self.valueAxis = valueAxis
    self.series = series
    self.threshold = threshold
    self.percentileTitle = percentileTitle
  }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene {
    CurveFigure(self).scene(canvas)
  }
}

extension CurveFigure {
  init(_ chart: PercentileTailChart) {
    var omissions = Omissions()
    curves = chart.series.enumerated().map { index, series in
      var curve = Curve(series.label, key: series.key, style: series.style, index: index)
      let sorted = series.points.enumerated()
        .sorted { ($0.element.probability, $0.offset) < ($1.element.probability, $1.offset) }.map(\.element)
      for point in sorted {
        guard omissions.accepts(probability: point.probability, includingOne: false),
          omissions.accepts(point.value, on: chart.valueAxis)
        else { continue }
        let vertex = Curve.Vertex(x: point.probability, y: point.value)
        let isSupported = series.supportedUpTo.map { point.probability <= $0 } ?? true
        if isSupported {
          curve.solid.append(vertex)
          curve.appendBand(
            at: vertex.x, lower: point.lower, upper: point.upper, accepts: chart.valueAxis.accepts)
        } else {
          curve.dotted.append(vertex)
        }
      }
      return curve
    }
    xAxis = PanelAxis(
      title: LabelText.cleaned(chart.percentileTitle),
      content: .values(.percentileTail, 0...max(0.5, curves.compactMap(\.lastX).max() ?? 0.99)))
    let values = curves.flatMap(\.values) + [chart.threshold?.value].compactMap(\.self)
    yAxis = PanelAxis(chart.valueAxis, over: values)
    if let line = chart.threshold, omissions.accepts(line.value, on: chart.valueAxis) {
      threshold = ReferenceLine(line.value, label: LabelText.cleaned(line.label))
    }
    markers = [0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999]
    let axis = AccessibleText.describe(chart.valueAxis)
    title = AccessibleText.choose(chart.title, or: "\(chart.valueAxis.title) by percentile")
    let bands = curves.contains { !$0.band.isEmpty } ? " Shaded bands are intervals." : ""
    let dots = curves.contains { !$0.dotted.isEmpty } ? " Dotted where too few observations lie beyond." : ""
    let mark = threshold.map { " Marked: \($0.label)." } ?? ""
    description = AccessibleText.choose(
      chart.description,
      or: "Line chart. Across: percentile, each further nine with the same length. Up: \(axis). "
        + AccessibleText.list(curves.map(\.label), noun: "series") + bands + dots + mark)
    notes = omissions.notes(logarithmic: chart.valueAxis.spacing == .logarithmic)
  }
}
