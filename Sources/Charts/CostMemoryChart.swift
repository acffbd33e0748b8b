/// Cost or time against memory, on an axis whose ticks are the configured sizes: raw points, and a fitted curve with its
/// confidence and prediction bands and its optimum.
///
/// The chart fits nothing. With fewer than four sizes the fit is not drawn and the centres are joined instead; parts of
/// the fit outside the measured sizes are dashed.
public struct CostMemoryChart: Chart {
  /// The runs of one memory size.
  public struct Size: Sendable, Hashable {
    /// The memory, in the unit of the axis.
    public var memory: Double
    /// One value for each run.
    public var values: [Double]
    /// The centre of the runs.
    public var centre: Double?
    /// The interval of the centre.
    public var interval: IntervalBounds?

    /// The runs of one memory size.
    public init(memory: Double, values: [Double], centre: Double? = nil, interval: IntervalBounds? = nil) {
      self.memory = memory
      self.values = values
      self.centre = centre
      self.interval = interval
    }
  }

  /// A point of the fitted curve.
  public struct FitPoint: Sendable, Hashable {
    /// The memory.
    public var memory: Double
    /// The fitted mean.
    public var mean: Double
    /// The interval of the mean.
    public var confidence: ClosedRange<Double>?
    /// The interval of a single run.
    public var prediction: ClosedRange<Double>?

    /// A point of the fitted curve.
    public init(
      memory: Double, mean: Double, confidence: ClosedRange<Double>? = nil,
      prediction: ClosedRange<Double>? = nil
    ) {
      self.memory = memory
      self.mean = mean
      self.confidence = confidence
      self.prediction = prediction
    }
  }

  /// The best place of the fitted curve.
  public struct Optimum: Sendable, Hashable {
    /// The best memory.
    public var memory: Double
    /// Its interval.
    public var interval: IntervalBounds
    /// What it is, such as "cheapest 453 MB [445, 471]".
    public var label: String

    /// The best place of the fitted curve.
    public init(memory: Double, interval: IntervalBounds, label: String) {
      self.memory = memory
      self.interval = interval
      self.label = label
    }
  }

  /// The sizes of one configuration.
  public struct Series: Sendable, Hashable {
    /// The name shown.
    public var label: String
    /// The measured sizes.
    public var sizes: [Size]
    /// The fitted curve.
    public var fit: [FitPoint]
    /// The best place of the fitted curve.
    public var optimum: Optimum?
    /// The place in the palette; `nil` takes the place in the chart.
    public var style: Int?
    /// The key for linked highlighting; `nil` takes the label.
    public var key: String?

    /// The sizes of one configuration.
    public init(
      label: String, sizes: [Size], fit: [FitPoint] = [], optimum: Optimum? = nil, style: Int? = nil,
      key: String? = nil
    ) {
      self.label = label
      self.sizes = sizes
      self.fit = fit
      self.optimum = optimum
      self.style = style
      self.key = key
    }
  }

  /// The accessible name; `nil` generates one.
  public var title: String?
  /// The accessible description; `nil` generates one.
  public var description: String?
  /// The title of the memory axis, with its unit.
  public var memoryTitle: String
  /// The vertical axis.
  public var valueAxis: ValueAxis
  /// The configurations.
  public var series: [Series]
  /// What the dark band is.
  public var confidenceLabel: String
  /// What the pale band is.
  public var predictionLabel: String

  /// A chart of cost or time against memory.
  public init(
    title: String? = nil, description: String? = nil, memoryTitle: String = "Memory (MB)",
    valueAxis: ValueAxis, series: [Series], confidenceLabel: String = "interval of the mean",
    predictionLabel: String = "interval of single runs"
  ) {
    self.title = title
    self.description = description
    self.memoryTitle = memoryTitle
    self.valueAxis = valueAxis
    self.series = series
    self.confidenceLabel = confidenceLabel
    self.predictionLabel = predictionLabel
  }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene {
    CostMemoryFigure(self).scene(canvas)
  }
}
