/// A grid of small panels with shared axes, for more curves than one panel can show.
public struct SmallMultiples: Chart {
  private var figures: [CurveFigure]
  private var titles: [String]
  /// Whether each panel shows one curve of a common set, with the others in grey behind.
  private var isSplit: Bool
  private var columns: Int?
  private var title: String?
  private var description: String?

  /// One panel for each curve of a chart; up to twelve curves are also shown in grey behind the others.
  ///
  /// - Parameters:
  ///   - chart: the chart with all curves.
  ///   - columns: the number of columns; `nil` chooses by the width.
  public init(splitting chart: PercentileTailChart, columns: Int? = nil) {
    self.init(splitting: CurveFigure(chart), columns: columns)
  }

  /// One panel for each distribution of a chart; up to twelve are also shown in grey behind the others.
  public init(splitting chart: ECDFChart, columns: Int? = nil) {
    self.init(splitting: CurveFigure(chart), columns: columns)
  }

  /// A panel for each chart, on the union of their domains, with one legend. The axis titles are those of the first.
  public init(
    title: String? = nil, description: String? = nil, panels: [(title: String, chart: PercentileTailChart)],
    columns: Int? = nil
  ) {
    self.init(title, description, panels.map { ($0.title, CurveFigure($0.chart)) }, columns)
  }

  /// A panel for each chart, on the union of their domains, with one legend. The axis titles are those of the first.
  public init(
    title: String? = nil, description: String? = nil, panels: [(title: String, chart: ECDFChart)],
    columns: Int? = nil
  ) {
    self.init(title, description, panels.map { ($0.title, CurveFigure($0.chart)) }, columns)
  }

  private init(splitting figure: CurveFigure, columns: Int?) {
    figures = [figure]
    titles = figure.curves.map(\.label)
    isSplit = true
    self.columns = columns
  }

  private init(_ title: String?, _ description: String?, _ panels: [(String, CurveFigure)], _ columns: Int?) {
    figures = panels.map(\.1)
    titles = panels.map { LabelText.cleaned($0.0) }
    isSplit = false
    self.title = title
    self.description = description
    self.columns = columns
  }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene {
    guard var common = figures.first, !titles.isEmpty else {
      return CurveFigure(PercentileTailChart(valueAxis: ValueAxis(""), series: [])).scene(canvas)
    }
    for figure in figures.dropFirst() { common.join(figure) }
    let grid = PanelGrid(
      canvas: canvas, x: common.xAxis, y: common.yAxis, panelTitles: titles, columns: columnCount(canvas),
      legend: isSplit ? thresholdEntry(common) : common.legend(),
      plotHeight: (canvas.width / Double(columnCount(canvas)) * 0.45)
        .clamped(canvas.typography.text * 9.5, canvas.typography.text * 15))
    let solution = grid.solve()
    var drawing = solution.drawing
    for (index, panel) in solution.panels.enumerated() {
      var shared = isSplit ? common : figures[index]
      shared.threshold = shared.threshold ?? common.threshold
      shared.drawThreshold(in: &drawing, panel: panel)
      if isSplit {
        drawSplit(shared, index, panel, in: &drawing)
      } else {
        let budget = max(40, CurveReduction.budget / titles.count)
        let drawn = DrawnCurves(
          shared.curves, in: panel, isStepped: shared.isStepped, typography: canvas.typography, budget: budget
        )
        drawn.draw(in: &drawing)
        if common.curves.count > 1 { shared.drawMarkers(on: drawn, panel: panel, in: &drawing) }
      }
    }
    if let title { common.title = AccessibleText.choose(title, or: common.title) }
    common.description = AccessibleText.choose(
      description, or: "\(titles.count) panels. " + common.description)
    return common.finished(drawing, solution)
  }

  private func drawSplit(_ figure: CurveFigure, _ index: Int, _ panel: Panel, in drawing: inout Drawing) {
    let panels = figure.curves.count
    if panels <= 12 {
      let context = DrawnCurves(
        figure.curves, in: panel, isStepped: figure.isStepped, typography: drawing.typography,
        budget: max(40, CurveReduction.budget / 2 / panels))
      context.drawContext(in: &drawing, except: index)
    }
    let drawn = DrawnCurves(
      [figure.curves[index]], in: panel, isStepped: figure.isStepped, typography: drawing.typography,
      budget: max(40, CurveReduction.budget / 2 / panels))
    drawn.draw(in: &drawing)
  }

  private func thresholdEntry(_ figure: CurveFigure) -> [LegendEntry] {
    figure.threshold.map { [LegendEntry(label: $0.label, swatch: .line(.ink, dash: [3, 2]))] } ?? []
  }

  private func columnCount(_ canvas: Canvas) -> Int {
    if let columns { return columns.clamped(1, titles.count) }
    let fitting = Int(canvas.width / (canvas.typography.text * 15)).clamped(1, titles.count <= 4 ? 2 : 4)
    return PanelGrid.columns(for: titles.count, atMost: fitting)
  }
}

extension CurveFigure {
  /// Widens the domains to those of another figure and takes its curves and notes. Curves of one name and style in
  /// several panels are one entry of the legend, which carries the keys of them all.
  fileprivate mutating func join(_ other: CurveFigure) {
    xAxis.content = xAxis.content.union(other.xAxis.content)
    yAxis.content = yAxis.content.union(other.yAxis.content)
    for curve in other.curves {
      if let same = curves.firstIndex(where: { $0.label == curve.label && $0.style == curve.style }) {
        let known = curves[same].key.split(separator: " ")
        let new = curve.key.split(separator: " ").filter { !known.contains($0) }
        curves[same].key = (known + new).joined(separator: " ")
      } else {
        curves.append(curve)
      }
    }
    notes += other.notes.filter { !notes.contains($0) }
    threshold = threshold ?? other.threshold
  }
}

extension PanelAxis.Content {
  fileprivate func union(_ other: PanelAxis.Content) -> PanelAxis.Content {
    guard case .values(let kind, let first) = self, case .values(kind, let second) = other else {
      return self
    }
    return .values(
      kind, min(first.lowerBound, second.lowerBound)...max(first.upperBound, second.upperBound))
  }
}
