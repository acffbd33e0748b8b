/// Values by two ordered units, such as hour of the day by day, as coloured cells. Cells without a value are hatched.
public struct HeatMap: Chart {
  /// A stretch of columns with a name, such as a weekend.
  public struct Span: Sendable, Hashable {
    /// The columns.
    public var columns: Range<Int>
    /// The name.
    public var label: String

    /// A stretch of columns with a name.
    public init(columns: Range<Int>, label: String) {
      self.columns = columns
      self.label = label
    }
  }

  /// The first cell of a new regime, in the order of time down the columns.
  public struct Boundary: Sendable, Hashable {
    /// The column.
    public var column: Int
    /// The row.
    public var row: Int

    /// The first cell of a new regime.
    public init(column: Int, row: Int) {
      self.column = column
      self.row = row
    }
  }

  /// The accessible name; `nil` generates one.
  public var title: String?
  /// The accessible description; `nil` generates one.
  public var description: String?
  /// What the colours mean.
  public var valueAxis: ValueAxis
  /// The title of the columns.
  public var columnTitle: String
  /// The title of the rows.
  public var rowTitle: String
  /// The names of the columns.
  public var columns: [String]
  /// The names of the rows.
  public var rows: [String]
  /// The values, one array for each column, `nil` where there is none.
  public var values: [[Double?]]
  /// How values become colours.
  public var colours: ColourScale
  /// Named stretches of columns.
  public var spans: [Span]
  /// Where regimes begin.
  public var boundaries: [Boundary]
  /// Whether the values are written into cells that have room for all of them.
  public var showsValues: Bool

  /// A chart of cells.
  public init(
    title: String? = nil, description: String? = nil, valueAxis: ValueAxis, columnTitle: String,
    rowTitle: String, columns: [String], rows: [String], values: [[Double?]],
    colours: ColourScale = ColourScale(), spans: [Span] = [], boundaries: [Boundary] = [],
    showsValues: Bool = false
  ) {
    self.title = title
    self.description = description
    self.valueAxis = valueAxis
    self.columnTitle = columnTitle
    self.rowTitle = rowTitle
    self.columns = columns
    self.rows = rows
    self.values = values
    self.colours = colours
    self.spans = spans
    self.boundaries = boundaries
    self.showsValues = showsValues
  }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene {
    HeatMapFigure(self).scene(canvas)
  }
}

/// A heat map with drawable values.
private struct HeatMapFigure {
  private let chart: HeatMap
  private let columns: [String]
  private let rows: [String]
  /// By column and row, `nil` where there is no drawable value.
  private let values: [[Double?]]
  private let domain: ClosedRange<Double>
  private let omissions: Omissions

  init(_ chart: HeatMap) {
    var omissions = Omissions()
    let axis = ValueAxis("")
    let columnCount = min(max(chart.columns.count, chart.values.count), 2_000)
    let rowCount = min(max(chart.rows.count, chart.values.map(\.count).max() ?? 0), 400)
    func name(_ names: [String], _ index: Int) -> String {
      index < names.count ? AccessibleText.label(names[index], fallback: "\(index + 1)") : "\(index + 1)"
    }
    columns = (0..<columnCount).map { name(chart.columns, $0) }
    rows = (0..<rowCount).map { name(chart.rows, $0) }
    values = (0..<columnCount).map { column in
      (0..<rowCount).map { row -> Double? in
        guard column < chart.values.count, row < chart.values[column].count,
          let value = chart.values[column][row]
        else { return nil }
        return omissions.accepts(value, on: axis) ? value : nil
      }
    }
    domain = chart.colours.domain(of: values.joined().compactMap(\.self))
    self.chart = chart
    self.omissions = omissions
  }

  func scene(_ canvas: Canvas) -> Scene {
    let text = canvas.typography.text
    let present = values.joined().compactMap(\.self)
    let key = ColourKey(
      title: chart.valueAxis.fullTitle, scale: chart.colours, domain: domain,
      isCutBelow: present.contains { $0 < domain.lowerBound },
      isCutAbove: present.contains { $0 > domain.upperBound },
      missingLabel: values.joined().contains { $0 == nil } ? "no value" : nil, typography: canvas.typography)
    let rowHeight = (text * 22 / Double(max(1, rows.count))).clamped(text * 0.75, text * 2)
    var grid = PanelGrid(
      canvas: canvas,
      x: PanelAxis(title: LabelText.cleaned(chart.columnTitle), content: .categories(columns)),
      y: PanelAxis(title: LabelText.cleaned(chart.rowTitle), content: .categories(rows)),
      plotHeight: max(text * 5, Double(rows.count) * rowHeight), hasVerticalGrid: false)
    grid.keyHeight = key.height
    if isCoarse { grid.rightMargin = rowHeight }
    let spans = chart.spans.filter {
      !$0.columns.isEmpty && $0.columns.lowerBound >= 0 && $0.columns.upperBound <= columns.count
    }
    let topLabels = TopLabels(typography: canvas.typography)
    let right = canvas.width - text * 0.35
    grid.headroom = topLabels.height(words(spans, in: PlotFrame(grid).panel), from: text * 0.35, to: right)
    var frame = PlotFrame(grid)
    key.draw(in: &frame.drawing, x: text * 0.35, y: text * 0.35, width: canvas.width - text * 0.7)
    drawCells(in: &frame)
    if chart.showsValues { drawValues(in: &frame) }
    for boundary in chart.boundaries { draw(boundary, in: &frame) }
    for span in spans {
      let ends = [span.columns.lowerBound, span.columns.upperBound].map { frame.panel.x.position(Double($0)) }
      let y = frame.area.minY - text * 0.25
      frame.drawing.segment(
        Scene.Point(x: ends[0] + 0.5, y: y), Scene.Point(x: ends[1] - 0.5, y: y),
        .stroked(.ink, canvas.typography.axisLine), .annotation)
    }
    topLabels.draw(
      words(spans, in: frame.panel), in: &frame.drawing, area: frame.area, from: text * 0.35, to: right)
    if present.isEmpty { frame.noData() }
    return frame.scene(
      title: AccessibleText.choose(
        chart.title, or: "\(chart.valueAxis.title) by \(chart.columnTitle) and \(chart.rowTitle)"),
      description: AccessibleText.choose(chart.description, or: generatedDescription(present)),
      notes: omissions.notes(logarithmic: false), hasX: false, hasY: false)
  }

  /// A name is left out over spans that are much narrower than it.
  private func words(_ spans: [HeatMap.Span], in panel: Panel) -> [TopLabels.Label] {
    let text = panel.area.width / Double(max(1, columns.count))
    return spans.enumerated().compactMap { index, span in
      let label = LabelText.cleaned(span.label)
      let isRepeated = index > 0 && LabelText.cleaned(spans[index - 1].label) == label
      if isRepeated, Double(span.columns.count) * text < 12 { return nil }
      return label.isEmpty
        ? nil
        : TopLabels.Label(
          text: label,
          x: panel.x.position(Double(span.columns.lowerBound + span.columns.upperBound) / 2), paint: .muted)
    }
  }

  /// Whether there are so many cells that colours are joined to keep the figure small.
  private var isCoarse: Bool { columns.count * rows.count > 4_000 }

  /// Cells of one colour share a path; neighbours of one colour in a row are one rectangle.
  private func drawCells(in frame: inout PlotFrame) {
    let cellWidth = frame.area.width / Double(max(1, columns.count))
    let cellHeight = frame.area.height / Double(max(1, rows.count))
    let coarseness = isCoarse ? 4 : 1
    let gap = min(cellWidth, cellHeight) > 6 && coarseness == 1 ? 0.5 : -0.1
    var boxes: [Int: [Scene.Box]] = [:]
    var missing: [Scene.Box] = []
    func box(_ row: Int, _ span: Range<Int>) -> Scene.Box {
      Scene.Box(
        minX: frame.area.minX + Double(span.lowerBound) * cellWidth + gap / 2,
        minY: frame.area.minY + Double(row) * cellHeight + gap / 2,
        maxX: frame.area.minX + Double(span.upperBound) * cellWidth - gap / 2,
        maxY: frame.area.minY + Double(row + 1) * cellHeight - gap / 2)
    }
    for row in rows.indices {
      let steps = columns.indices.map { column -> Int? in
        values[column][row].map {
          let share = ($0 - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
          let index = chart.colours.ramp.step(at: share).index
          return coarseness == 1 ? index : index / coarseness * coarseness + coarseness / 2
        }
      }
      var start = 0
      for column in columns.indices
      where column + 1 == columns.count || steps[column + 1] != steps[column] || gap > 0 {
        let box = box(row, start..<column + 1)
        if let step = steps[column] { boxes[step, default: []].append(box) } else { missing.append(box) }
        start = column + 1
      }
    }
    for (step, boxes) in boxes.sorted(by: { $0.key < $1.key }) {
      let paint = Scene.Paint.ramp(ColourRamp.Step(ramp: chart.colours.ramp, index: step))
      if coarseness > 1 {
        // A thick line takes half the bytes of a rectangle.
        let lines = boxes.map { [Scene.Point(x: $0.minX, y: $0.midY), Scene.Point(x: $0.maxX, y: $0.midY)] }
        frame.drawing.add(.lines(lines, isClosed: false), .stroked(paint, cellHeight + 0.1), .data)
      } else {
        frame.drawing.add(
          .lines(boxes.map(\.corners), isClosed: true), .filled(paint), chart.showsValues ? .band : .data)
      }
    }
    guard missing.count <= 1_500 else { return }
    frame.drawing.hatch(missing)
  }

  /// The values in their cells, in one format, or none where one of them finds no room.
  private func drawValues(in frame: inout PlotFrame) {
    let typography = frame.typography
    let present = values.joined().compactMap(\.self)
    let step = present.map(\.magnitude).max().map {
      Mathematics.powerOfTen(Int(Mathematics.log10(max($0, 1e-280)).rounded(.down)) - 2)
    }
    let decimals = step.map { FixedDecimal.decimals(for: [$0], step: $0) } ?? 0
    let labels = values.map { $0.map { $0.map { FixedDecimal.label($0, decimals: min(decimals, 4)) } } }
    let widest = labels.joined().compactMap(\.self).map { TextMetrics.width($0, size: typography.text) }.max()
    let cell = Scene.Box(
      minX: 0, minY: 0, maxX: frame.area.width / Double(max(1, columns.count)),
      maxY: frame.area.height / Double(max(1, rows.count)))
    guard let widest, widest * TextMetrics.fallbackReserve + typography.text * 0.4 <= cell.width,
      cell.height >= typography.text * 1.1, present.count <= 1_000
    else { return }
    for column in columns.indices {
      for row in rows.indices {
        guard let label = labels[column][row], let value = values[column][row] else { continue }
        let share = (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
        frame.drawing.text(
          label, x: frame.panel.x.position(Double(column) + 0.5),
          middle: frame.panel.y.position(Double(row) + 0.5),
          anchor: .middle, paint: .onRamp(chart.colours.ramp.step(at: share)), role: .label)
      }
    }
  }

  /// A line around the cells before a boundary, aligned to the cells.
  private func draw(_ boundary: HeatMap.Boundary, in frame: inout PlotFrame) {
    guard columns.indices.contains(boundary.column), rows.indices.contains(boundary.row) else { return }
    let left = frame.panel.x.position(Double(boundary.column))
    let right = frame.panel.x.position(Double(boundary.column + 1))
    let y = frame.panel.y.position(Double(boundary.row))
    let chain =
      boundary.row == 0
      ? [Scene.Point(x: left, y: frame.area.minY), Scene.Point(x: left, y: frame.area.maxY)]
      : [
        Scene.Point(x: right, y: frame.area.minY), Scene.Point(x: right, y: y), Scene.Point(x: left, y: y),
        Scene.Point(x: left, y: frame.area.maxY),
      ]
    let width = frame.typography.dataLine
    frame.drawing.add(
      .lines([chain], isClosed: false), .stroked(.background, width * 2.2, opacity: 0.9), .annotation)
    frame.drawing.add(.lines([chain], isClosed: false), .stroked(.ink, width), .annotation)
  }

  private func generatedDescription(_ present: [Double]) -> String {
    let missing = columns.count * rows.count - present.count
    let range = present.min().flatMap { low in
      present.max().map { "Values from \(FixedDecimal.shortest(low)) to \(FixedDecimal.shortest($0)). " }
    }
    return
      "Heat map of \(chart.valueAxis.fullTitle): \(columns.count) columns (\(LabelText.cleaned(chart.columnTitle))) by "
      + "\(rows.count) rows (\(LabelText.cleaned(chart.rowTitle))). \(range ?? "")"
      + (missing > 0 ? "\(missing) cells without a value are hatched. " : "")
      + (chart.boundaries.isEmpty ? "" : "Lines mark \(chart.boundaries.count) changes of level.")
  }
}

extension Scene.Box {
  fileprivate var corners: [Scene.Point] {
    [
      Scene.Point(x: minX, y: minY), Scene.Point(x: maxX, y: minY), Scene.Point(x: maxX, y: maxY),
      Scene.Point(x: minX, y: maxY),
    ]
  }
}
