/// Cost against time: one point for each memory size of each configuration, joined in the order of sizes, with intervals
/// in both directions. Dominated points are hollow.
public struct CostTimeChart: Chart {
  /// One memory size.
  public struct Point: Sendable, Hashable {
    /// The size as shown, such as "512 MB".
    public var label: String
    /// The time, in the unit of the time axis.
    public var time: Double
    /// The interval of the time.
    public var timeInterval: IntervalBounds?
    /// The cost, in the unit of the cost axis.
    public var cost: Double
    /// The interval of the cost.
    public var costInterval: IntervalBounds?
    /// Whether another point is both faster and cheaper.
    public var isDominated: Bool
    /// Regions around the point, each drawn over the one before, such as where single runs lie and where the mean may be.
    public var regions: [Region] = []
    /// The probability that no other point is both faster and cheaper; written into the label unless it is certain.
    public var frontProbability: Double?

    /// A region as its corners on the two axes.
    public struct Region: Sendable, Hashable {
      /// The corners in order.
      public var corners: [Corner]

      /// A region as its corners on the two axes.
      public init(corners: [Corner]) { self.corners = corners }
    }

    /// A place on the two axes.
    public struct Corner: Sendable, Hashable {
      /// In the unit of the time axis.
      public var time: Double
      /// In the unit of the cost axis.
      public var cost: Double

      /// A place on the two axes.
      public init(time: Double, cost: Double) {
        self.time = time
        self.cost = cost
      }
    }

    /// One memory size.
    public init(
      label: String, time: Double, timeInterval: IntervalBounds? = nil, cost: Double,
      costInterval: IntervalBounds? = nil, isDominated: Bool = false, regions: [Region] = [],
      frontProbability: Double? = nil
    ) {
      self.label = label
      self.time = time
      self.timeInterval = timeInterval
      self.cost = cost
      self.costInterval = costInterval
      self.isDominated = isDominated
      self.regions = regions
      self.frontProbability = frontProbability
    }
  }

  /// The sizes of one configuration.
  public struct Series: Sendable, Hashable {
    /// The name shown.
    public var label: String
    /// The points, in the order of sizes.
    public var points: [Point]
    /// The place in the palette; `nil` takes the place in the chart.
    public var style: Int?
    /// The key for linked highlighting; `nil` takes the label.
    public var key: String?

    /// The sizes of one configuration.
    public init(label: String, points: [Point], style: Int? = nil, key: String? = nil) {
      self.label = label
      self.points = points
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
  /// The vertical axis.
  public var costAxis: ValueAxis
  /// The configurations.
  public var series: [Series]
  /// Whether the steps through the points that are not dominated are drawn.
  public var showsFront: Bool
  /// What hollow points are called in the legend.
  public var dominatedLabel: String
  /// What the front is called in the legend.
  public var frontLabel: String
  /// What the regions are, in their order, for the legend.
  public var regionLabels: [String]
  /// Whether a line joins the sizes of a configuration; without it many configurations stay apart.
  public var joinsSizes = true

  /// A chart of cost against time.
  public init(
    title: String? = nil, description: String? = nil, timeAxis: ValueAxis, costAxis: ValueAxis,
    series: [Series],
    showsFront: Bool = false, dominatedLabel: String = "dominated", frontLabel: String = "not dominated",
    regionLabels: [String] = []
  ) {
    self.title = title
    self.description = description
    self.timeAxis = timeAxis
    self.costAxis = costAxis
    self.series = series
    self.showsFront = showsFront
    self.dominatedLabel = dominatedLabel
    self.frontLabel = frontLabel
    self.regionLabels = regionLabels
  }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene {
    CostTimeFigure(self).scene(canvas)
  }
}
