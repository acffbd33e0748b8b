/// A distribution chart with drawable values.
struct DistributionFigure {
  /// Below this number of values, a shape would show the smoothing rather than the data.
  static let fewestForShape = 30
  private static let dotsPerDistribution = 2_000
  private static let dotsPerFigure = 8_000

  private var dotBudget: Int {
    (Self.dotsPerFigure / max(1, distributions.count)).clamped(20, Self.dotsPerDistribution)
  }

  private let chart: DistributionChart
  private let categories: [DistributionChart.Category]
  private let omissions: Omissions

  init(_ chart: DistributionChart) {
    var omissions = Omissions()
    categories = chart.categories.map { category in
      var category = category
      category.distributions = category.distributions.map { distribution in
        var distribution = distribution
        distribution.values =
          distribution.values.filter { omissions.accepts($0, on: chart.valueAxis) }.sorted()
        distribution.density = distribution.density.filter {
          chart.valueAxis.accepts($0.value) && $0.density.isDrawable && $0.density >= 0
        }
        distribution.letterValues = distribution.letterValues.filter {
          chart.valueAxis.accepts($0.lower) && chart.valueAxis.accepts($0.upper) && $0.lower <= $0.upper
        }
        distribution.bins = distribution.bins.filter {
          chart.valueAxis.accepts($0.lower) && chart.valueAxis.accepts($0.upper) && $0.lower < $0.upper
            && $0.height.isDrawable && $0.height >= 0
        }
        if let quartiles = distribution.quartiles,
          ![quartiles.lower, quartiles.median, quartiles.upper].allSatisfy(chart.valueAxis.accepts)
        {
          distribution.quartiles = nil
        }
        return distribution
      }
      return category
    }
    self.chart = chart
    self.omissions = omissions
  }

  /// What a distribution is drawn as, given what it has.
  static func form(of distribution: DistributionChart.Distribution, wanted: DistributionChart.Form)
    -> DistributionChart.Form
  {
    guard distribution.values.count >= fewestForShape || distribution.values.isEmpty else { return .strip }
    switch wanted {
    case .halfEye, .violin, .ridge: return distribution.density.count > 1 ? wanted : .strip
    case .box: return distribution.quartiles == nil ? .strip : .box
    case .letterValues: return distribution.letterValues.isEmpty ? .strip : .letterValues
    case .histogram: return distribution.bins.isEmpty ? .strip : .histogram
    case .strip: return .strip
    }
  }

  func scene(_ canvas: Canvas) -> Scene {
    let text = canvas.typography.text
    let isUp = chart.orientation == .up && chart.form != .ridge
    let names = categories.enumerated().map {
      AccessibleText.label($0.element.label, fallback: "\($0.offset + 1)")
    }
    let values = PanelAxis(chart.valueAxis, over: extremes())
    let bands = PanelAxis(title: LabelText.cleaned(chart.categoryTitle), content: .categories(names))
    let isRidge = chart.form == .ridge
    let bandHeight =
      isRidge ? text * 2.6 : text * (chart.series.count > 1 ? 2.2 * Double(chart.series.count) : 3.4)
    var grid = PanelGrid(
      canvas: canvas, x: isUp ? bands : values, y: isUp ? values : bands, legend: legend(),
      plotHeight: isUp
        ? (canvas.width * 0.5).clamped(text * 20, text * 28)
        : Double(max(1, categories.count)) * bandHeight, hasVerticalGrid: !isUp)
    if hasRoomForMedians { grid.rightMargin = text * 2.2 }
    if isRidge { grid.headroom = text * DistributionPainter.ridgeRoom }
    if !isUp, canvas.typography.turnsVerticalTitle == false, names.isEmpty { grid.y.title = "" }
    var frame = PlotFrame(grid)
    let painter = DistributionPainter(
      valueScale: isUp ? frame.panel.y : frame.panel.x, bandScale: isUp ? frame.panel.x : frame.panel.y,
      isUp: isUp, typography: canvas.typography, slots: max(1, chart.series.count),
      largestDensity: largestDensity(), dotBudget: dotBudget)
    var omissions = omissions
    var strips = 0
    var isThinned = false
    for (index, category) in categories.enumerated() {
      for distribution in category.distributions {
        let form = Self.form(of: distribution, wanted: chart.form)
        if form == .strip, chart.form != .strip, !distribution.values.isEmpty { strips += 1 }
        isThinned = isThinned || distribution.values.count > dotBudget
        painter.draw(
          distribution, as: form, band: index, style: style(distribution.series),
          key: key(distribution.series), in: &frame.drawing)
      }
    }
    if chart.showsMedians { drawMedians(painter, in: &frame) }
    if extremes().isEmpty { frame.noData() }
    if strips > 0 {
      omissions.note("\(strips) \(strips == 1 ? "distribution" : "distributions") drawn value by value.")
    }
    if isThinned, chart.form != .histogram {
      omissions.note("Of more than \(dotBudget) values, evenly spaced ranks and both ends are drawn.")
    }
    return frame.scene(
      title: AccessibleText.choose(chart.title, or: "Distributions of \(chart.valueAxis.title)"),
      description: AccessibleText.choose(chart.description, or: generatedDescription()),
      notes: omissions.notes(logarithmic: chart.valueAxis.spacing == .logarithmic), hasX: !isUp, hasY: isUp)
  }

  private func drawMedians(_ painter: DistributionPainter, in frame: inout PlotFrame) {
    var area = frame.area
    if hasRoomForMedians { area.maxX += frame.typography.text * 2.2 }
    var free = Occupancy(area: area, cell: frame.typography.text / 8)
    let placed = categories.enumerated().flatMap { index, category in
      category.distributions.map { (index, $0, Self.form(of: $0, wanted: chart.form)) }
    }
    for (index, distribution, form) in placed {
      painter.cover(
        distribution, as: form, band: index, style: style(distribution.series), key: key(distribution.series),
        in: &free)
    }
    for (index, distribution, form) in placed {
      painter.drawMedian(
        of: distribution, as: form, band: index, style: style(distribution.series),
        key: key(distribution.series), free: &free, in: &frame.drawing)
    }
  }

  /// The last of shapes back to back looks to the edge of the plot.
  private var hasRoomForMedians: Bool {
    chart.showsMedians && chart.form == .halfEye && chart.orientation == .up && chart.series.count == 2
  }

  // MARK: Data

  private var distributions: [DistributionChart.Distribution] { categories.flatMap(\.distributions) }

  private func extremes() -> [Double] {
    var result: [Double] = []
    for distribution in distributions {
      result += [distribution.values.first, distribution.values.last].compactMap(\.self)
      result += distribution.density.map(\.value) + distribution.bins.flatMap { [$0.lower, $0.upper] }
      result += distribution.letterValues.flatMap { [$0.lower, $0.upper] }
      if let quartiles = distribution.quartiles { result += [quartiles.lower, quartiles.upper] }
      if let whiskers = distribution.whiskers {
        result += [whiskers.lowerBound, whiskers.upperBound].filter(chart.valueAxis.accepts)
      }
    }
    return result
  }

  /// The density that fills a band; `nil` where every shape has its own.
  private func largestDensity() -> Double? {
    guard chart.scaling == .equalArea else { return nil }
    return distributions.flatMap(\.density).map(\.density).max()
  }

  private func style(_ index: Int) -> SeriesStyle {
    SeriesStyle(index: chart.series.indices.contains(index) ? chart.series[index].style ?? index : index)
  }

  private func key(_ index: Int) -> String {
    guard chart.series.indices.contains(index) else { return "series \(index + 1)" }
    let series = chart.series[index]
    return AccessibleText.label(series.key ?? series.label, fallback: "series \(index + 1)")
  }

  // MARK: Words

  private func legend() -> [LegendEntry] {
    var entries: [LegendEntry] = []
    for (index, series) in chart.series.enumerated() {
      let label = LabelText.cleaned(series.label)
      guard !label.isEmpty else { continue }
      let counts = Set(distributions.filter { $0.series == index }.map(\.values.count)).sorted()
      let count =
        switch (counts.first, counts.last) {
        case (let low?, let high?) where low == high: ", n = \(FixedDecimal.label(Double(low), decimals: 0))"
        case (let low?, let high?):
          ", n = \(FixedDecimal.label(Double(low), decimals: 0)) to \(FixedDecimal.label(Double(high), decimals: 0))"
        default: ""
        }
      entries.append(
        LegendEntry(
          label: label + count, swatch: .area(style(index).paint, opacity: 0.45), series: key(index)))
    }
    let forms = Set(distributions.map { Self.form(of: $0, wanted: chart.form) })
    if !forms.isDisjoint(with: [.halfEye, .violin]), distributions.contains(where: { $0.quartiles != nil }) {
      entries.append(LegendEntry(label: "quartiles and median", swatch: .quartiles))
    }
    if forms.contains(.letterValues) {
      let shares = Set(distributions.flatMap(\.letterValues).map(\.share)).sorted()
      let names = shares.map { FixedDecimal.shortest($0 * 100, digits: 3) }
      let listed = names.count > 4 ? [names[0], names[1], "…", names[names.count - 1]] : names
      entries.append(
        LegendEntry(
          label: "boxes hold \(listed.joined(separator: ", ")) %", swatch: .area(.muted, opacity: 0.5)))
    }
    return entries
  }

  private func generatedDescription() -> String {
    let count = distributions.reduce(0) { $0 + $1.values.count }
    let forms: [DistributionChart.Form: String] = [
      .halfEye: "Half-eye plots: density on one side, raw values on the other",
      .violin: "Violin plots of densities", .box: "Box plots with whiskers",
      .letterValues: "Letter-value plots",
      .strip: "Strips of raw values", .histogram: "Histograms",
      .ridge: "Ridgeline of overlapping densities with medians",
    ]
    let widths =
      [.halfEye, .violin, .ridge].contains(chart.form)
      ? (chart.scaling == .equalWidth ? " Shapes have equal widths." : " Shapes have equal areas.") : ""
    return "\(forms[chart.form] ?? "Distributions") of \(count) values. "
      + "Values: \(AccessibleText.describe(chart.valueAxis)).\(widths) "
      + AccessibleText.list(categories.map { LabelText.cleaned($0.label) }, noun: "categories")
      + (chart.series.count > 1
        ? " " + AccessibleText.list(chart.series.map { LabelText.cleaned($0.label) }, noun: "series") : "")
  }
}
