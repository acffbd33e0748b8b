/// Sizes of text, lines and marks, in scene units.
struct Typography: Sendable, Hashable {
  var unit: Scene.Unit
  var text: Double
  var axisLine: Double
  var gridLine: Double
  var dataLine: Double
  var tick: Double
  var minorTick: Double
  var symbol: Double
  /// Whether the title of the vertical axis is turned, as papers expect, rather than level above the axis.
  var turnsVerticalTitle: Bool

  /// Distance from one baseline to the next.
  var line: Double { text * 1.3 }
  /// The height of a line box.
  var lineBox: Double { text * (TextMetrics.ascent + TextMetrics.descent) }
  /// From the middle of a line to its baseline.
  var toBaseline: Double { text * TextMetrics.capHeight / 2 }

  static let screen = Typography(
    unit: .pixel, text: 12, axisLine: 1, gridLine: 1, dataLine: 1.8, tick: 4, minorTick: 2.5, symbol: 3.8,
    turnsVerticalTitle: false)
  static let paper = Typography(
    unit: .point, text: 7, axisLine: 0.6, gridLine: 0.4, dataLine: 1.1, tick: 2.6, minorTick: 1.6,
    symbol: 2.1,
    turnsVerticalTitle: true)
}

/// The room for a figure in scene units.
struct Canvas: Sendable, Hashable {
  var width: Double
  var height: Double?
  var typography: Typography

  init(_ width: FigureWidth, height: Double?) {
    let given: Double
    let smallest: Double
    let factor: Double
    switch width {
    case .pixels(let pixels):
      (given, smallest, factor) = (pixels, 200, 1)
      typography = .screen
    case .millimetres(let millimetres):
      (given, smallest, factor) = (millimetres, 50, 1 / Scene.Unit.point.millimetres)
      typography = .paper
    }
    self.width = (given.isFinite ? given.clamped(smallest, 10_000) : smallest) * factor
    self.height = height.flatMap { $0.isFinite && $0 > 0 ? min($0, 100_000) * factor : nil }
  }
}
