/// Estimates with intervals in rows, after the manner of a forest plot, with aligned columns of text.
///
/// Where the width leaves too little room beside the columns, each row takes two lines: text above, interval below.
public struct IntervalChart: Chart {
  /// What was concluded about a row. It sets colour and shape; the word belongs into a cell.
  public enum Verdict: String, Sendable, Hashable {
    case none
    case better
    case worse
    case equivalent
    case inconclusive
  }

  /// One estimate.
  public struct Row: Sendable, Hashable {
    /// The name shown.
    public var label: String
    /// The estimate; `nil` when it was refused.
    public var estimate: Double?
    /// Its interval; an end that is `nil` is drawn as an arrow.
    public var interval: IntervalBounds?
    /// A second interval, drawn as a pale bar behind, such as the one that ignores dependence.
    public var secondInterval: IntervalBounds?
    /// The texts of the columns, in their order.
    public var cells: [String]
    /// Why there is no estimate, shown in its place.
    public var refusal: String?
    /// What was concluded.
    public var verdict: Verdict
    /// Whether the row sums up others: set apart, bold, drawn as a diamond.
    public var isSummary: Bool
    /// The place in the palette of the entity that the row is about; a verdict other than `none` takes precedence.
    public var style: Int?
    /// The key for linked highlighting; `nil` takes the label.
    public var key: String?
    /// A second estimate in the same row.
    var partner: Partner?

    /// One estimate.
    public init(
      label: String, estimate: Double?, interval: IntervalBounds? = nil,
      secondInterval: IntervalBounds? = nil,
      cells: [String] = [], refusal: String? = nil, verdict: Verdict = .none, isSummary: Bool = false,
      style: Int? = nil, key: String? = nil
    ) {
      self.label = label
      self.estimate = estimate
      self.interval = interval
      self.secondInterval = secondInterval
      self.cells = cells
      self.refusal = refusal
      self.verdict = verdict
      self.isSummary = isSummary
      self.style = style
      self.key = key
    }
  }

  /// Rows under a common heading.
  public struct Group: Sendable, Hashable {
    /// The heading, if any.
    public var title: String?
    /// The rows from top to bottom.
    public var rows: [Row]

    /// Rows under a common heading.
    public init(title: String? = nil, rows: [Row]) {
      self.title = title
      self.rows = rows
    }
  }

  /// A column of text right of the intervals.
  public struct Column: Sendable, Hashable {
    /// Which side of the column texts stand at.
    public enum Alignment: Sendable, Hashable {
      case leading
      case trailing
    }

    /// The heading.
    public var title: String
    /// Numbers stand at the trailing side, words at the leading one.
    public var alignment: Alignment

    /// A column of text.
    public init(_ title: String, alignment: Alignment = .trailing) {
      self.title = title
      self.alignment = alignment
    }
  }

  /// A shaded range of values, such as the region of practical equivalence.
  public struct Region: Sendable, Hashable {
    /// The range.
    public var bounds: ClosedRange<Double>
    /// What it means, for the legend.
    public var label: String

    /// A shaded range.
    public init(_ bounds: ClosedRange<Double>, label: String) {
      self.bounds = bounds
      self.label = label
    }
  }

  /// The accessible name; `nil` generates one.
  public var title: String?
  /// The accessible description; `nil` generates one.
  public var description: String?
  /// The horizontal axis.
  public var axis: ValueAxis
  /// The rows in groups.
  public var groups: [Group]
  /// The heading of the row labels.
  public var labelTitle: String
  /// The columns of text.
  public var columns: [Column]
  /// A marked value, such as no difference. An empty label keeps it out of the legend.
  public var reference: ReferenceLine?
  /// The shaded range.
  public var equivalence: Region?
  /// What the intervals are, for the legend.
  public var intervalLabel: String?
  /// What the second intervals are, for the legend.
  public var secondIntervalLabel: String?
  /// The ends of the axis; intervals that reach further become arrows. `nil` shows all intervals whole.
  public var limits: ClosedRange<Double>?
  /// The two states whose estimates share rows, for the legend.
  var states: [DumbbellChart.State] = []

  /// A chart of intervals.
  public init(
    title: String? = nil, description: String? = nil, axis: ValueAxis, groups: [Group],
    labelTitle: String = "",
    columns: [Column] = [], reference: ReferenceLine? = nil, equivalence: Region? = nil,
    intervalLabel: String? = nil, secondIntervalLabel: String? = nil, limits: ClosedRange<Double>? = nil
  ) {
    self.title = title
    self.description = description
    self.axis = axis
    self.groups = groups
    self.labelTitle = labelTitle
    self.columns = columns
    self.reference = reference
    self.equivalence = equivalence
    self.intervalLabel = intervalLabel
    self.secondIntervalLabel = secondIntervalLabel
    self.limits = limits
  }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene {
    IntervalFigure(self, canvas).scene()
  }
}
