/// Comparisons of a thing with itself: how often the method raises a false alarm. Estimates with intervals in ascending
/// order; alarms in colour and shape.
public struct AAChart: Chart {
  /// One comparison of a thing with itself.
  public struct Comparison: Sendable, Hashable {
    /// The estimated difference, which truly is zero.
    public var estimate: Double
    /// Its interval.
    public var interval: IntervalBounds
    /// Whether the method called it a difference.
    public var isAlarm: Bool

    /// One comparison of a thing with itself.
    public init(estimate: Double, interval: IntervalBounds, isAlarm: Bool) {
      self.estimate = estimate
      self.interval = interval
      self.isAlarm = isAlarm
    }
  }

  /// The accessible name; `nil` generates one.
  public var title: String?
  /// The accessible description; `nil` generates one.
  public var description: String?
  /// The axis of the differences.
  public var axis: ValueAxis
  /// The comparisons; they are sorted by their estimates.
  public var comparisons: [Comparison]
  /// The rate of alarms that the method promises, in 0 ... 1.
  public var nominalRate: Double
  /// The interval of the observed rate.
  public var rateInterval: ClosedRange<Double>?
  /// The differences that do not matter.
  public var equivalence: IntervalChart.Region?

  /// A chart of comparisons of a thing with itself.
  public init(
    title: String? = nil, description: String? = nil, axis: ValueAxis, comparisons: [Comparison],
    nominalRate: Double = 0.05, rateInterval: ClosedRange<Double>? = nil,
    equivalence: IntervalChart.Region? = nil
  ) {
    self.title = title
    self.description = description
    self.axis = axis
    self.comparisons = comparisons
    self.nominalRate = nominalRate
    self.rateInterval = rateInterval
    self.equivalence = equivalence
  }

  private func percent(_ share: Double) -> String { FixedDecimal.shortest(share * 100, digits: 2) }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene {
    let text = canvas.typography.text
    var omissions = Omissions()
    let shown = comparisons.filter { omissions.accepts($0.estimate, on: axis) }.sorted {
      ($0.estimate, $0.interval.upper ?? .infinity) < ($1.estimate, $1.interval.upper ?? .infinity)
    }
    let alarms = shown.filter(\.isAlarm).count
    let interval = rateInterval.map { " [\(percent($0.lowerBound)), \(percent($0.upperBound))]" } ?? ""
    let rate = shown.isEmpty ? 0 : Double(alarms) / Double(shown.count)
    let summary =
      "\(alarms) of \(shown.count) alarms: \(percent(rate)) %\(interval), promised \(percent(nominalRate)) %"
    var legend = [
      LegendEntry(label: summary, swatch: .symbol(.diamond, .palette(4), isHollow: false)),
      LegendEntry(label: "no alarm", swatch: .symbol(.circle, .muted, isHollow: false)),
    ]
    var values = [0.0] + shown.map(\.estimate) + shown.flatMap(\.interval.ends)
    if let region = equivalence {
      values += [region.bounds.lowerBound, region.bounds.upperBound]
      legend.append(
        LegendEntry(label: LabelText.cleaned(region.label), swatch: .area(.palette(1), opacity: 0.2)))
    }
    let last = Double(max(1, shown.count))
    var frame = PlotFrame(
      PanelGrid(
        canvas: canvas,
        x: PanelAxis(
          title: "Comparison, in order of the difference", content: .values(.linear, 0...(last + 1))),
        y: PanelAxis(title: axis.fullTitle, content: .values(axis.kind, axis.domain(of: values) ?? -1...1)),
        legend: legend.filter { !$0.label.isEmpty },
        plotHeight: (canvas.width * 0.34).clamped(text * 13, text * 20), hasVerticalGrid: false))
    if let region = equivalence, region.bounds.lowerBound.isFinite, region.bounds.upperBound.isFinite {
      frame.band(
        [
          (0, region.bounds.lowerBound, region.bounds.upperBound),
          (last + 1, region.bounds.lowerBound, region.bounds.upperBound),
        ], paint: .palette(1), opacity: 0.14)
    }
    frame.levelLine(at: 0)
    draw(shown, in: &frame)
    if shown.isEmpty { frame.noData() }
    return frame.scene(
      title: AccessibleText.choose(title, or: "\(axis.title): comparisons of a thing with itself"),
      description: AccessibleText.choose(
        description, or: "A/A plot. \(summary). Up: \(AccessibleText.describe(axis))."),
      notes: omissions.notes(logarithmic: axis.spacing == .logarithmic), hasX: false)
  }

  /// Intervals of all comparisons without an alarm are one path, those with an alarm another.
  private func draw(_ shown: [Comparison], in frame: inout PlotFrame) {
    let step = frame.area.width / Double(shown.count + 1)
    let thickness = (step * 0.5).clamped(0.25, frame.typography.dataLine * 0.8)
    for isAlarm in [false, true] {
      let paint: Scene.Paint = isAlarm ? .palette(4) : .muted
      let chosen = shown.enumerated().filter { $0.element.isAlarm == isAlarm }
      guard !chosen.isEmpty else { continue }
      let style = Scene.Style.stroked(paint, thickness, opacity: isAlarm ? 1 : 0.55)
      var bars: [[Scene.Point]] = []
      for (rank, comparison) in chosen {
        let x = Double(rank + 1)
        if let lower = comparison.interval.lower, let upper = comparison.interval.upper, lower <= upper {
          bars.append([lower, upper].map { frame.clampedPlace(x, $0) })
        } else {
          frame.drawing.whisker(
            comparison.interval, around: comparison.estimate, along: frame.panel.y,
            at: frame.place(x, comparison.estimate).x, isHorizontal: false, style: style)
        }
      }
      if !bars.isEmpty { frame.drawing.add(.lines(bars, isClosed: false), style, .data) }
      let places = chosen.map { frame.place(Double($0.offset + 1), $0.element.estimate) }
      if isAlarm, places.count <= 1_000 {
        for place in places { frame.drawing.symbol(.diamond, at: place, paint: paint, scale: 0.85) }
      } else {
        let radius = min(frame.typography.symbol * 0.55, max(step * 0.6, frame.typography.symbol * 0.25))
        frame.drawing.add(.dots(places, radius: radius), .filled(paint), .data)
      }
    }
  }
}
