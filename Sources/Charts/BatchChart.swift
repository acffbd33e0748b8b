/// Values in the order of batches: a dot for each call, a bar for each batch centre, so that differences between batches
/// show at a glance.
///
/// Beyond 2000 calls in a panel, dots that would coincide are drawn once, darker where they stand for more calls; no
/// extreme value is lost.
public struct BatchChart: Chart {
  /// The calls of one batch.
  public struct Batch: Sendable, Hashable {
    /// The name on the axis.
    public var label: String
    /// The values in the order of the calls.
    public var values: [Double]
    /// The centre of the batch, such as its median.
    public var centre: Double?
    /// The interval of the centre.
    public var interval: IntervalBounds?

    /// The calls of one batch.
    public init(label: String, values: [Double], centre: Double? = nil, interval: IntervalBounds? = nil) {
      self.label = label
      self.values = values
      self.centre = centre
      self.interval = interval
    }
  }

  /// The batches of one configuration.
  public struct Panel: Sendable, Hashable {
    /// The name of the configuration.
    public var title: String?
    /// The batches in order of time.
    public var batches: [Batch]
    /// A value marked across the panel, such as the median of all batches.
    public var reference: ReferenceLine?
    /// The place in the palette; `nil` takes the first colour.
    public var style: Int?
    /// The key of the marks; `nil` takes the title.
    public var key: String?

    /// The batches of one configuration.
    public init(
      title: String? = nil, batches: [Batch], reference: ReferenceLine? = nil, style: Int? = nil,
      key: String? = nil
    ) {
      self.title = title
      self.batches = batches
      self.reference = reference
      self.style = style
      self.key = key
    }
  }

  /// The accessible name; `nil` generates one.
  public var title: String?
  /// The accessible description; `nil` generates one.
  public var description: String?
  /// The vertical axis, shared by all panels.
  public var valueAxis: ValueAxis
  /// One panel for each configuration.
  public var panels: [Panel]
  /// The title of the horizontal axis.
  public var batchTitle: String
  /// What a dot is, for the legend.
  public var callLabel: String
  /// What a bar is, for the legend.
  public var centreLabel: String
  /// What the pale box around a bar is, for the legend.
  public var intervalLabel: String
  /// The number of columns; `nil` chooses by the width.
  public var columns: Int?

  /// A chart of batches.
  public init(
    title: String? = nil, description: String? = nil, valueAxis: ValueAxis, panels: [Panel],
    batchTitle: String = "Batch", callLabel: String = "one call", centreLabel: String = "batch median",
    intervalLabel: String = "its interval", columns: Int? = nil
  ) {
    self.title = title
    self.description = description
    self.valueAxis = valueAxis
    self.panels = panels
    self.batchTitle = batchTitle
    self.callLabel = callLabel
    self.centreLabel = centreLabel
    self.intervalLabel = intervalLabel
    self.columns = columns
  }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene {
    BatchFigure(self).scene(canvas)
  }
}
