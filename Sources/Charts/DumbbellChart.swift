/// Pairs of estimates in rows, such as warm and cold starts, joined by a bar, with intervals and aligned columns of text.
public struct DumbbellChart: Chart {
  /// One end of a pair.
  public struct Estimate: Sendable, Hashable {
    /// The estimate.
    public var value: Double
    /// Its interval; an end that is `nil` is drawn as an arrow.
    public var interval: IntervalBounds?

    /// One end of a pair.
    public init(_ value: Double, interval: IntervalBounds? = nil) {
      self.value = value
      self.interval = interval
    }
  }

  /// One pair.
  public struct Row: Sendable, Hashable {
    /// The name shown.
    public var label: String
    /// The estimate of the first state, `nil` where it was refused.
    public var first: Estimate?
    /// The estimate of the second state, `nil` where it was refused.
    public var second: Estimate?
    /// The texts of the columns, in their order.
    public var cells: [String]
    /// The key for linked highlighting; `nil` takes the label.
    public var key: String?

    /// One pair.
    public init(label: String, first: Estimate?, second: Estimate?, cells: [String] = [], key: String? = nil)
    {
      self.label = label
      self.first = first
      self.second = second
      self.cells = cells
      self.key = key
    }
  }

  /// What a state is called and how it looks.
  public struct State: Sendable, Hashable {
    /// The name, for the legend.
    public var label: String
    /// The place in the palette.
    public var style: Int

    /// What a state is called and how it looks.
    public init(_ label: String, style: Int) {
      self.label = label
      self.style = style
    }
  }

  /// The accessible name; `nil` generates one.
  public var title: String?
  /// The accessible description; `nil` generates one.
  public var description: String?
  /// The horizontal axis.
  public var axis: ValueAxis
  /// The pairs from top to bottom.
  public var rows: [Row]
  /// The first state of every pair.
  public var first: State
  /// The second state of every pair.
  public var second: State
  /// The heading of the row labels.
  public var labelTitle: String
  /// The columns of text.
  public var columns: [IntervalChart.Column]
  /// A marked value.
  public var reference: ReferenceLine?

  /// A chart of pairs.
  public init(
    title: String? = nil, description: String? = nil, axis: ValueAxis, rows: [Row],
    first: State = State("warm", style: 0), second: State = State("cold", style: 4), labelTitle: String = "",
    columns: [IntervalChart.Column] = [], reference: ReferenceLine? = nil
  ) {
    self.title = title
    self.description = description
    self.axis = axis
    self.rows = rows
    self.first = first
    self.second = second
    self.labelTitle = labelTitle
    self.columns = columns
    self.reference = reference
  }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene {
    let axis = self.axis
    let drawn = rows.map { row -> IntervalChart.Row in
      func usable(_ estimate: Estimate?) -> Estimate? {
        estimate.flatMap { axis.accepts($0.value) ? $0 : nil }
      }
      let first = usable(row.first)
      let second = usable(row.second)
      let main = first ?? second
      var result = IntervalChart.Row(
        label: row.label, estimate: main?.value, interval: main?.interval, cells: row.cells,
        refusal: "no estimate", style: first == nil ? self.second.style : self.first.style, key: row.key)
      if first != nil, let second {
        result.partner = IntervalChart.Partner(
          estimate: second.value, interval: second.interval, style: self.second.style)
      }
      return result
    }
    var chart = IntervalChart(
      title: title ?? "\(axis.title): \(first.label) and \(second.label)",
      description: description ?? generatedDescription(), axis: axis, groups: [.init(rows: drawn)],
      labelTitle: labelTitle, columns: columns, reference: reference)
    chart.states = [first, second]
    return chart.scene(on: canvas)
  }

  private func generatedDescription() -> String {
    "Dumbbell chart. Across: \(AccessibleText.describe(axis)). Each row joins the estimates of "
      + "\(LabelText.cleaned(first.label)) and \(LabelText.cleaned(second.label)), with intervals. "
      + AccessibleText.list(rows.map { LabelText.cleaned($0.label) }, noun: "rows")
  }
}

extension IntervalChart {
  /// A second estimate in a row, joined to the first.
  struct Partner: Sendable, Hashable {
    var estimate: Double
    var interval: IntervalBounds?
    var style: Int
  }
}

extension Drawing {
  /// The bar between two estimates and the second of them.
  mutating func partner(
    _ partner: IntervalChart.Partner, of estimate: Double, along scale: Scale, at y: Double, series: String
  ) {
    let ends = [estimate, partner.estimate].map {
      scale.position($0.clamped(scale.domain.lowerBound, scale.domain.upperBound))
    }
    segment(
      Scene.Point(x: ends[0], y: y), Scene.Point(x: ends[1], y: y),
      .stroked(.rule, typography.dataLine * 2, opacity: 0.45), .band, series: series)
    let style = SeriesStyle(index: partner.style)
    if let interval = partner.interval {
      whisker(
        interval, around: partner.estimate, along: scale, at: y, isHorizontal: true,
        style: .stroked(style.paint, typography.dataLine),
        series: series)
    }
    guard scale.domain.contains(partner.estimate) else { return }
    symbol(
      style.fillableSymbol, at: Scene.Point(x: ends[1], y: y), paint: style.paint, scale: 1.05, series: series
    )
  }
}
