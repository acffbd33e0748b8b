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
  /// Whether grid lines are drawn behind the data.
  var hasGrid = true

  /// Distance from one baseline to the next.
  var line: Double { text * 1.3 }
  /// The height of a line box.
  var lineBox: Double { text * (TextMetrics.ascent + TextMetrics.descent) }
  /// From the middle of a line to its baseline.
  var toBaseline: Double { text * TextMetrics.capHeight / 2 }

  static let screen = Typography(
    unit: .pixel, text: 12, axisLine: 1, gridLine: 1, dataLine: 1.8, tick: 4, minorTick: 2.5, symbol: 3.8,
    turnsVerticalTitle: false)

  /// For paper, in points: ticks and symbols follow the text.
  static func paper(_ sizes: Theme.Sizes) -> Typography {
    Typography(
      unit: .point, text: sizes.text, axisLine: sizes.axisLine, gridLine: sizes.gridLine,
      dataLine: sizes.dataLine, tick: sizes.text * 2.6 / 7, minorTick: sizes.text * 1.6 / 7,
      symbol: sizes.text * 0.3, turnsVerticalTitle: true, hasGrid: sizes.hasGrid)
  }
}
