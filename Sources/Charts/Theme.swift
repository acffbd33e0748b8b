/// How a stand-alone figure looks: its colours, and the sizes that its place of publication asks for.
public struct Theme: Sendable, Hashable {
  /// Text and axis lines.
  public var ink: String
  /// Secondary text.
  public var muted: String
  /// Separators.
  public var rule: String
  /// Grid lines.
  public var grid: String
  /// The paper; `nil` leaves it transparent.
  public var background: String?
  /// Six colours for the series.
  public var palette: [String]
  /// The sizes of text and lines on paper.
  public var sizes: Sizes
  /// The usual width in one column.
  public var columnWidth: FigureWidth
  /// The usual width over the whole page.
  public var pageWidth: FigureWidth

  /// Sizes of text and lines, in points.
  public struct Sizes: Sendable, Hashable {
    /// The font size.
    public var text = 7.0
    /// The thickness of axes and ticks.
    public var axisLine = 0.6
    /// The thickness of grid lines.
    public var gridLine = 0.4
    /// The thickness of curves.
    public var dataLine = 1.1
    /// Whether grid lines are drawn behind the data.
    public var hasGrid = true

    /// Sizes of text and lines, in points. Text below 5 pt is raised to it.
    public init(
      text: Double = 7, axisLine: Double = 0.6, gridLine: Double = 0.4, dataLine: Double = 1.1,
      hasGrid: Bool = true
    ) {
      self.text = text.isFinite ? text.clamped(5, 48) : 7
      self.axisLine = axisLine.isFinite ? axisLine.clamped(0.1, 8) : 0.6
      self.gridLine = gridLine.isFinite ? gridLine.clamped(0.1, 8) : 0.4
      self.dataLine = dataLine.isFinite ? dataLine.clamped(0.1, 8) : 1.1
      self.hasGrid = hasGrid
    }
  }

  /// A theme from resolved colours, each `#RRGGBB`. Fewer than six palette colours are used in turn.
  public init(
    ink: String, muted: String, rule: String, grid: String, background: String?, palette: [String],
    sizes: Sizes = Sizes(), columnWidth: FigureWidth = .ieeeColumn, pageWidth: FigureWidth = .ieeePage
  ) {
    self.ink = ink
    self.muted = muted
    self.rule = rule
    self.grid = grid
    self.background = background
    self.palette = palette
    self.sizes = sizes
    self.columnWidth = columnWidth
    self.pageWidth = pageWidth
  }

  /// Dark ink on white.
  public static let light = Theme(
    ink: "#1B1F24", muted: "#57606A", rule: "#8C959F", grid: "#E4E7EB", background: "#FFFFFF",
    palette: ["#286DCF", "#B6862B", "#993375", "#1A6D4C", "#C32705", "#009EC2"])

  /// Light ink on a dark page.
  public static let dark = Theme(
    ink: "#E6EAEE", muted: "#A5AEB8", rule: "#3A434D", grid: "#2A3138", background: "#14181D",
    palette: ["#91A3DF", "#F8D160", "#C87B9A", "#39A365", "#FB560F", "#98E9F8"])

  /// Black and greys on white, for print without colour; series are told apart by shape and dash.
  public static let grey = Theme(
    ink: "#000000", muted: "#4A4A4A", rule: "#8A8A8A", grid: "#E4E4E4", background: "#FFFFFF",
    palette: ["#222222", "#777777", "#444444", "#999999", "#333333", "#888888"])

  func colour(of paint: Scene.Paint) -> String {
    switch paint {
    case .ink: ink
    case .muted: muted
    case .rule: rule
    case .grid: grid
    case .background: background ?? "#FFFFFF"
    case .palette(let index):
      palette.isEmpty ? ink : palette[((index % palette.count) + palette.count) % palette.count]
    case .onPalette(let index): RGB.readable(on: colour(of: .palette(index)))
    case .ramp(let step): step.colour
    case .onRamp(let step): RGB.readable(on: step.colour)
    }
  }
}
