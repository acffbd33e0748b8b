/// Autocorrelations by lag with the band in which independent values would lie.
public struct AutocorrelationChart: Chart {
  /// The accessible name; `nil` generates one.
  public var title: String?
  /// The accessible description; `nil` generates one.
  public var description: String?
  /// The title of the lags, such as "Lag (h)".
  public var lagTitle: String
  /// The title of the correlations.
  public var correlationTitle: String
  /// The lags with their correlations.
  public var correlations: [(lag: Double, value: Double)]
  /// Half the height of the band of independence.
  public var bound: Double?
  /// What the band is.
  public var boundLabel: String
  /// Words for the key, such as "n = 168, effective n ≈ 46".
  public var sizeLabel: String
  /// The place in the palette.
  public var style: Int

  /// A chart of autocorrelations.
  public init(
    title: String? = nil, description: String? = nil, lagTitle: String = "Lag",
    correlationTitle: String = "Autocorrelation", correlations: [(lag: Double, value: Double)],
    bound: Double? = nil, boundLabel: String = "95% of independent values", sizeLabel: String = "",
    style: Int = 0
  ) {
    self.title = title
    self.description = description
    self.lagTitle = lagTitle
    self.correlationTitle = correlationTitle
    self.correlations = correlations
    self.bound = bound
    self.boundLabel = boundLabel
    self.sizeLabel = sizeLabel
    self.style = style
  }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene {
    let text = canvas.typography.text
    var omissions = Omissions()
    let axis = ValueAxis("")
    let shown = correlations.filter {
      omissions.accepts($0.lag, on: axis) && omissions.accepts($0.value, on: axis)
        && $0.value.magnitude <= 1.001
    }
    let bound = self.bound.flatMap { $0 > 0 && $0.isDrawable ? min($0, 1) : nil }
    var legend: [LegendEntry] = []
    if bound != nil { legend.append(LegendEntry(label: boundLabel, swatch: .area(.muted, opacity: 0.2))) }
    let size = LabelText.cleaned(sizeLabel)
    if !size.isEmpty {
      legend.append(LegendEntry(label: size, swatch: .upright(SeriesStyle(index: style).paint, dash: [])))
    }
    let lowest = min(-(bound ?? 0.1) * 1.3, shown.map(\.value).min() ?? 0)
    let highest = shown.map(\.value).max() ?? 1
    let lags = shown.map(\.lag)
    let step = zip(lags, lags.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }.min() ?? 1
    let domain = ((lags.min() ?? 0) - step * 0.7)...((lags.max() ?? 1) + step * 0.7)
    var frame = PlotFrame(
      PanelGrid(
        canvas: canvas, x: PanelAxis(title: LabelText.cleaned(lagTitle), content: .values(.linear, domain)),
        y: PanelAxis(
          title: LabelText.cleaned(correlationTitle),
          content: .values(.linear, lowest...max(highest * 1.05, 0.3))),
        legend: legend, plotHeight: (canvas.width * 0.3).clamped(text * 11, text * 18), hasVerticalGrid: false
      ))
    if let bound {
      frame.band(
        [(domain.lowerBound, -bound, bound), (domain.upperBound, -bound, bound)], paint: .muted, opacity: 0.2)
    }
    frame.levelLine(at: 0)
    let stems = tallest(shown, frame).map { [frame.place($0.lag, 0), frame.place($0.lag, $0.value)] }
    if !stems.isEmpty {
      let thickness = (frame.area.width / Double(stems.count) * 0.4).clamped(
        0.5, canvas.typography.dataLine * 2)
      frame.drawing.add(
        .lines(stems, isClosed: false), .stroked(SeriesStyle(index: style).paint, thickness), .data)
    } else {
      frame.noData()
    }
    let beyond = bound.map { bound in shown.filter { $0.value.magnitude > bound }.count }
    return frame.scene(
      title: AccessibleText.choose(title, or: "\(correlationTitle) by \(lagTitle)"),
      description: AccessibleText.choose(
        description,
        or:
          "Autocorrelations at \(shown.count) lags. \(beyond.map { "\($0) lie outside the band of independence. " } ?? "")\(size)"
      ),
      notes: omissions.notes(logarithmic: false))
  }

  /// The largest correlation of each stretch of lags too narrow to be told apart.
  private func tallest(_ shown: [(lag: Double, value: Double)], _ frame: PlotFrame) -> [(
    lag: Double, value: Double
  )] {
    guard shown.count > 800 else { return shown }
    var kept: [Int: (lag: Double, value: Double)] = [:]
    for item in shown {
      let column = Int((frame.place(item.lag, 0).x / frame.area.width * 800).rounded(.down))
      if kept[column].map({ $0.value.magnitude < item.value.magnitude }) ?? true { kept[column] = item }
    }
    return kept.sorted { $0.key < $1.key }.map(\.value)
  }
}
