/// A value that can be laid out as a figure.
public protocol Chart: Sendable {
  /// Lays the chart out for a width. The layout is solved for that width, never scaled, and nothing is clipped: where the
  /// given height leaves no room, the figure becomes taller.
  ///
  /// Values that the axes cannot show are left out and counted in ``Scene/notes``.
  func scene(on canvas: Canvas) -> Scene
}

extension Chart {
  /// Lays the chart out for a width.
  ///
  /// - Parameters:
  ///   - width: the width of the figure.
  ///   - height: the height in the unit of the width, or `nil` for a height that suits the content.
  ///   - theme: the sizes of text and lines; the same theme gives the colours when the scene is written.
  public func scene(width: FigureWidth, height: Double? = nil, theme: Theme = .light) -> Scene {
    scene(on: Canvas(width, height: height, theme: theme))
  }
}

/// The width of a figure. Widths below 200 px or 50 mm, or that are not finite, are raised to these.
public enum FigureWidth: Sendable, Hashable {
  /// For the screen, in CSS pixels: 12 px text.
  case pixels(Double)
  /// For paper: 7 pt text.
  case millimetres(Double)

  /// One column of an IEEE paper.
  public static let ieeeColumn = FigureWidth.millimetres(88.9)
  /// Both columns of an IEEE paper.
  public static let ieeePage = FigureWidth.millimetres(182)
  /// One column of an ACM conference paper.
  public static let acmColumn = FigureWidth.millimetres(84.7)
  /// The text width of an LNCS paper.
  public static let lncsPage = FigureWidth.millimetres(122)
}

/// What an axis of values measures and how it is spaced.
public struct ValueAxis: Sendable, Hashable {
  /// The spacing of an axis.
  public enum Spacing: Sendable, Hashable {
    case linear
    /// Values must be positive; others are counted in ``Scene/notes``.
    case logarithmic
    /// Linear up to a magnitude, logarithmic beyond it, for values of either sign; the linear zone is shaded.
    case symmetricLogarithmic(linearWithin: Double)
  }

  /// What is measured, without the unit.
  public var title: String
  /// The unit of the values, if they have one.
  public var unit: String?
  /// The spacing.
  public var spacing: Spacing
  /// Whether a linear axis reaches down to zero.
  public var includesZero: Bool
  /// Values that the axis must contain beside the data.
  public var including: [Double]

  /// An axis.
  ///
  /// - Parameters:
  ///   - title: what is measured, without the unit.
  ///   - unit: the unit, shown in parentheses.
  ///   - spacing: linear or logarithmic; a decision of the study, not of the data.
  ///   - includesZero: whether a linear axis reaches down to zero.
  ///   - including: values that the axis must contain beside the data.
  public init(
    _ title: String, unit: String? = nil, spacing: Spacing = .linear, includesZero: Bool = false,
    including: [Double] = []
  ) {
    self.title = title
    self.unit = unit
    self.spacing = spacing
    self.includesZero = includesZero
    self.including = including
  }

  var kind: Scale.Kind {
    switch spacing {
    case .linear: .linear
    case .logarithmic: .logarithmic
    case .symmetricLogarithmic(let threshold): .symmetricLogarithmic(linearWithin: Scale.usable(threshold))
    }
  }

  var fullTitle: String {
    let name = LabelText.cleaned(title)
    guard let unit = unit.map(LabelText.cleaned), !unit.isEmpty else { return name }
    return name.isEmpty ? unit : "\(name) (\(unit))"
  }

  func accepts(_ value: Double) -> Bool { Scale.accepts(value, kind: kind) }

  /// The padded domain of the accepted values, `nil` without any.
  func domain(of values: some Sequence<Double>) -> ClosedRange<Double>? {
    var lower = Double.infinity
    var upper = -Double.infinity
    for value in values where accepts(value) {
      lower = min(lower, value)
      upper = max(upper, value)
    }
    for value in including where accepts(value) {
      lower = min(lower, value)
      upper = max(upper, value)
    }
    guard lower <= upper else { return nil }
    let startsAtZero = spacing == .linear && lower >= 0 && (includesZero || lower < (upper - lower) * 0.04)
    if startsAtZero {
      guard upper > 0 else { return 0...1 }
      return Scale.padded(0...upper, kind: kind, below: 0)
    }
    if includesZero && spacing == .linear && upper < 0 {
      return Scale.padded(lower...0, kind: kind, above: 0)
    }
    return Scale.padded(lower...upper, kind: kind)
  }
}

/// A value marked across a chart, such as an objective.
public struct ReferenceLine: Sendable, Hashable {
  /// Where the line is, in the unit of the axis.
  public var value: Double
  /// What it means.
  public var label: String

  /// A marked value.
  public init(_ value: Double, label: String) {
    self.value = value
    self.label = label
  }
}

/// The ends of an interval; an end that is `nil` is not bounded by the data and is drawn as an arrow.
public struct IntervalBounds: Sendable, Hashable {
  /// The lower end, `nil` when unbounded.
  public var lower: Double?
  /// The upper end, `nil` when unbounded.
  public var upper: Double?

  /// An interval.
  public init(lower: Double?, upper: Double?) {
    self.lower = lower
    self.upper = upper
  }

  /// The finite ends.
  var ends: [Double] { [lower, upper].compactMap(\.self) }
}
