/// Values over time with their regimes: levels with intervals, change-points with the uncertainty of their dates, and
/// events. Gaps in the data are gaps in the line; outliers are hollow.
///
/// Where more than two points fall on a pixel, a ribbon from the smallest to the largest value and the line of medians
/// stand for them.
public struct TimeSeriesChart: Chart {
  /// The horizontal axis.
  public enum Horizontal: Sendable, Hashable {
    /// Seconds since the start of 1970. Labels show the clock of the zone, which is added to the title; without a zone
    /// they are in UTC, which the title should say.
    case calendar(title: String, zone: ClockZone? = nil)
    /// A time since some start, in the unit of the axis.
    case elapsed(title: String, unit: String?)
  }

  /// One value.
  public struct Point: Sendable, Hashable {
    /// When, on the horizontal axis.
    public var time: Double
    /// The value, in the unit of the value axis.
    public var value: Double
    /// Whether the value was set aside as an outlier.
    public var isOutlier: Bool

    /// One value.
    public init(time: Double, value: Double, isOutlier: Bool = false) {
      self.time = time
      self.value = value
      self.isOutlier = isOutlier
    }
  }

  /// A stretch of time with one level.
  public struct Regime: Sendable, Hashable {
    /// When it begins.
    public var start: Double
    /// When it ends.
    public var end: Double
    /// Its level.
    public var level: Double
    /// The interval of the level.
    public var interval: ClosedRange<Double>?
    /// The words over it, such as the level with its interval.
    public var label: String

    /// A stretch of time with one level.
    public init(
      start: Double, end: Double, level: Double, interval: ClosedRange<Double>? = nil, label: String = ""
    ) {
      self.start = start
      self.end = end
      self.level = level
      self.interval = interval
      self.label = label
    }
  }

  /// A marked moment: a change of level that was found in the data, or an event that is known from elsewhere.
  public struct Moment: Sendable, Hashable {
    /// When.
    public var time: Double
    /// The earliest and the latest time that it may have been.
    public var interval: ClosedRange<Double>?
    /// The words over it.
    public var label: String

    /// A marked moment.
    public init(time: Double, interval: ClosedRange<Double>? = nil, label: String) {
      self.time = time
      self.interval = interval
      self.label = label
    }
  }

  /// The accessible name; `nil` generates one.
  public var title: String?
  /// The accessible description; `nil` generates one.
  public var description: String?
  /// The horizontal axis.
  public var horizontal: Horizontal
  /// The vertical axis.
  public var valueAxis: ValueAxis
  /// The values; they are sorted by time.
  public var points: [Point]
  /// Points further apart than this are not joined; `nil` takes 2.5 times the median distance.
  public var gap: Double?
  /// The regimes.
  public var regimes: [Regime]
  /// Changes of level found in the data.
  public var changePoints: [Moment]
  /// Events known from elsewhere, such as deployments.
  public var events: [Moment]
  /// What the levels are, for the legend.
  public var levelLabel: String
  /// What outliers are called in the legend.
  public var outlierLabel: String

  /// A chart of values over time.
  public init(
    title: String? = nil, description: String? = nil, horizontal: Horizontal = .calendar(title: "Time (UTC)"),
    valueAxis: ValueAxis, points: [Point], gap: Double? = nil, regimes: [Regime] = [],
    changePoints: [Moment] = [], events: [Moment] = [], levelLabel: String = "level of the regime, interval",
    outlierLabel: String = "outlier"
  ) {
    self.title = title
    self.description = description
    self.horizontal = horizontal
    self.valueAxis = valueAxis
    self.points = points
    self.gap = gap
    self.regimes = regimes
    self.changePoints = changePoints
    self.events = events
    self.levelLabel = levelLabel
    self.outlierLabel = outlierLabel
  }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene {
    TimeSeriesFigure(self).scene(canvas)
  }
}

extension TimeSeriesChart.Horizontal {
  var kind: Scale.Kind {
    switch self {
    case .calendar: .time
    case .elapsed: .linear
    }
  }

  var fullTitle: String { title(over: nil) }

  private func title(over domain: ClosedRange<Double>?) -> String {
    switch self {
    case .calendar(let title, let zone):
      LabelText.cleaned(title) + (zone.map { " (\($0.title(over: domain)))" } ?? "")
    case .elapsed(let title, let unit): ValueAxis(title, unit: unit).fullTitle
    }
  }

  func axis(over domain: ClosedRange<Double>?) -> PanelAxis {
    var axis = PanelAxis(title: title(over: domain), content: .values(kind, domain ?? 0...1))
    if case .calendar(_, let zone?) = self { axis.zone = zone }
    return axis
  }
}
