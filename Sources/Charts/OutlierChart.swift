/// Single values with their outliers by cause: normal values binned into cells, outliers as symbols, the threshold as a line.
public struct OutlierChart: Chart {
  /// A cause of outliers.
  public struct Cause: Sendable, Hashable {
    /// The name shown.
    public var label: String
    /// The outliers as places on the two axes.
    public var points: [Point]
    /// More about it for the key, such as a median.
    public var detail: String
    /// The place in the palette; `nil` takes the place in the chart.
    public var style: Int?

    /// A cause of outliers.
    public init(_ label: String, points: [Point], detail: String = "", style: Int? = nil) {
      self.label = label
      self.points = points
      self.detail = detail
      self.style = style
    }
  }

  /// A value with its place on the horizontal axis.
  public struct Point: Sendable, Hashable {
    /// When, on the horizontal axis.
    public var time: Double
    /// The value.
    public var value: Double

    /// A value with its place on the horizontal axis.
    public init(time: Double, value: Double) {
      self.time = time
      self.value = value
    }
  }

  /// A marked stretch of time.
  public struct Window: Sendable, Hashable {
    /// The stretch.
    public var range: ClosedRange<Double>
    /// What happened.
    public var label: String

    /// A marked stretch of time.
    public init(_ range: ClosedRange<Double>, label: String) {
      self.range = range
      self.label = label
    }
  }

  /// The accessible name; `nil` generates one.
  public var title: String?
  /// The accessible description; `nil` generates one.
  public var description: String?
  /// The horizontal axis.
  public var horizontal: TimeSeriesChart.Horizontal
  /// The vertical axis.
  public var valueAxis: ValueAxis
  /// The values that are no outliers.
  public var normal: [Point]
  /// The outliers by cause.
  public var causes: [Cause]
  /// The threshold with its rule.
  public var threshold: ReferenceLine?
  /// Marked stretches of time.
  public var windows: [Window]
  /// The density of all values per unit of the drawn axis, shown at the right edge.
  public var density: [DistributionChart.DensityPoint]
  /// What normal values are called in the legend.
  public var normalLabel: String

  /// A chart of outliers.
  public init(
    title: String? = nil, description: String? = nil, horizontal: TimeSeriesChart.Horizontal,
    valueAxis: ValueAxis, normal: [Point], causes: [Cause], threshold: ReferenceLine? = nil,
    windows: [Window] = [], density: [DistributionChart.DensityPoint] = [], normalLabel: String = "normal"
  ) {
    self.title = title
    self.description = description
    self.horizontal = horizontal
    self.valueAxis = valueAxis
    self.normal = normal
    self.causes = causes
    self.threshold = threshold
    self.windows = windows
    self.density = density
    self.normalLabel = normalLabel
  }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene {
    OutlierFigure(self).scene(canvas)
  }
}
