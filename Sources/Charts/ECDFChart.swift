/// Empirical distribution functions: the share of observations at or below each value, as steps without smoothing.
public struct ECDFChart: Chart {
  /// One step: from this value on, the function has this probability.
  public struct Step: Sendable, Hashable {
    /// The value, in the unit of the value axis.
    public var value: Double
    /// The share of observations at or below the value, in 0 ... 1.
    public var probability: Double
    /// The lower end of the band.
    public var lower: Double?
    /// The upper end of the band.
    public var upper: Double?

    /// One step of the function.
    public init(value: Double, probability: Double, lower: Double? = nil, upper: Double? = nil) {
      self.value = value
      self.probability = probability
      self.lower = lower
      self.upper = upper
    }
  }

  /// One distribution.
  public struct Series: Sendable, Hashable {
    /// The name shown.
    public var label: String
    /// The steps; they are sorted by value.
    public var steps: [Step]
    /// The place in the palette; `nil` takes the place in the chart.
    public var style: Int?
    /// The key for linked highlighting; `nil` takes the label.
    public var key: String?

    /// One distribution from its steps.
    public init(label: String, steps: [Step], style: Int? = nil, key: String? = nil) {
      self.label = label
      self.steps = steps
      self.style = style
      self.key = key
    }

    /// One distribution from a sample in ascending order: the k-th of n values has the probability k/n.
    ///
    /// - Parameters:
    ///   - label: the name shown.
    ///   - sortedValues: the sample in ascending order.
    ///   - bandHalfWidth: half the height of a band of constant width around the function, such as the one of the
    ///     Dvoretzky–Kiefer–Wolfowitz inequality.
    ///   - style: the place in the palette.
    ///   - key: the key for linked highlighting.
    public init(
      label: String, sortedValues: [Double], bandHalfWidth: Double? = nil, style: Int? = nil,
      key: String? = nil
    ) {
      let count = Double(sortedValues.count)
      steps = sortedValues.enumerated().map { index, value in
        let probability = Double(index + 1) / count
        return Step(
          value: value, probability: probability, lower: bandHalfWidth.map { max(0, probability - $0) },
          upper: bandHalfWidth.map { min(1, probability + $0) })
      }
      self.label = label
      self.style = style
      self.key = key
    }
  }

  /// The accessible name; `nil` generates one.
  public var title: String?
  /// The accessible description; `nil` generates one.
  public var description: String?
  /// The horizontal axis.
  public var valueAxis: ValueAxis
  /// The distributions, in the order of the legend.
  public var series: [Series]
  /// The title of the vertical axis, which is in per cent.
  public var probabilityTitle: String

  /// A chart of distribution functions.
  public init(
    title: String? = nil, description: String? = nil, valueAxis: ValueAxis, series: [Series],
    probabilityTitle: String = "Share of calls (%)"
  ) {
    self.title = title
    self.description = description
    self.valueAxis = valueAxis
    self.series = series
    self.probabilityTitle = probabilityTitle
  }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene {
    CurveFigure(self).scene(canvas)
  }
}

extension CurveFigure {
  init(_ chart: ECDFChart) {
    var omissions = Omissions()
    curves = chart.series.enumerated().map { index, series in
      var curve = Curve(series.label, key: series.key, style: series.style, index: index)
      let sorted = series.steps.enumerated()
        .sorted { ($0.element.value, $0.offset) < ($1.element.value, $1.offset) }.map(\.element)
      for step in sorted {
        guard omissions.accepts(step.value, on: chart.valueAxis),
          omissions.accepts(probability: step.probability, includingOne: true)
        else { continue }
        if curve.solid.isEmpty { curve.solid.append(Curve.Vertex(x: step.value, y: 0)) }
        curve.solid.append(Curve.Vertex(x: step.value, y: step.probability * 100))
        curve.appendBand(
          at: step.value, lower: step.lower.map { $0.clamped(0, 1) * 100 },
          upper: step.upper.map { $0.clamped(0, 1) * 100 },
          accepts: \.isDrawable)
      }
      return curve
    }
    isStepped = true
    markers = [25, 50, 75]
    let values = curves.flatMap { [$0.solid.first?.x, $0.solid.last?.x].compactMap(\.self) }
    xAxis = PanelAxis(chart.valueAxis, over: values)
    yAxis = PanelAxis(title: LabelText.cleaned(chart.probabilityTitle), content: .values(.linear, 0...100))
    let axis = AccessibleText.describe(chart.valueAxis)
    title = AccessibleText.choose(chart.title, or: "Distribution of \(chart.valueAxis.title)")
    let bands = curves.contains { !$0.band.isEmpty } ? " Shaded bands are confidence bands." : ""
    description = AccessibleText.choose(
      chart.description,
      or: "Empirical distribution functions as steps. Across: \(axis). Up: share at or below, per cent. "
        + AccessibleText.list(curves.map(\.label), noun: "series") + bands)
    notes = omissions.notes(logarithmic: chart.valueAxis.spacing == .logarithmic)
  }
}
