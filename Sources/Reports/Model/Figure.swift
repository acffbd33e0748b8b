public import Analysis
public import Charts

/// A chart with what a reader needs to read it.
public struct Figure: Sendable {
  /// Anchor and file name, unique in the document.
  public var slug: String
  /// What the figure says, when one of the findings is about it.
  public var headline: Sentence?
  /// What the figure shows, how it was computed and from how many calls.
  public var caption: Sentence
  /// How to read this kind of chart.
  public var guide: Sentence
  /// The chart.
  public var chart: any Chart
  /// The numbers behind the marks, for read-outs and files.
  public var readings: Readings

  /// Creates a figure.
  public init(
    slug: String, headline: Sentence? = nil, caption: Sentence, guide: Sentence, chart: any Chart,
    readings: Readings = Readings()
  ) {
    self.slug = slug
    self.headline = headline
    self.caption = caption
    self.guide = guide
    self.chart = chart
    self.readings = readings
  }
}

extension Figure {
  /// Headline and caption in one, where there is no other place for the headline.
  var fullCaption: Sentence { headline.map { $0 + caption } ?? caption }
}

/// The numbers that a figure shows, mark by mark.
public struct Readings: Hashable, Sendable {
  /// What the value is, with its unit, such as `client time (ms)`.
  public var title: String
  /// Unit of the values.
  public var unit: String
  /// The series.
  public var series: [Series]
  /// The cells of a map of colours, in place of series.
  public var cells: Cells?

  /// A value for each pair of a column and a row.
  public struct Cells: Hashable, Sendable {
    /// Names of the columns; untrusted text.
    public var columns: [String]
    /// Names of the rows; untrusted text.
    public var rows: [String]
    /// One array for each column; `nil` where nothing was measured.
    public var values: [[Double?]]
    /// Decimals that are shown.
    public var decimals: Int
  }

  /// The marks of one series.
  public struct Series: Hashable, Sendable {
    /// Key of its marks in the chart.
    public var key: String
    /// The name shown; untrusted text.
    public var label: String
    /// Panel of the chart in which the marks stand.
    public var panel: Int
    /// The marks.
    public var points: [Point]
  }

  /// One mark.
  public struct Point: Hashable, Sendable {
    /// Place along the horizontal axis; on an axis of categories a share of its length from the left, or `nil` for
    /// the middle of what is drawn of the series.
    public var x: Double?
    /// Place along the vertical axis, or as `x` from the top.
    public var y: Double?
    /// What stands at this place, such as `p99`; untrusted text.
    public var name: String
    /// The value with its interval.
    public var value: TableCell
  }

  /// Whether there is nothing to read.
  public var isEmpty: Bool { series.isEmpty && cells == nil }

  /// Creates readings.
  public init(title: String = "", unit: String = "", series: [Series] = [], cells: Cells? = nil) {
    self.title = title
    self.unit = unit
    self.series = series
    self.cells = cells
  }
}
