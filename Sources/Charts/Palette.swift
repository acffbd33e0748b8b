/// The shape of a data point.
public enum Symbol: String, Sendable, Hashable, CaseIterable {
  case circle
  case square
  case triangleUp
  case diamond
  case triangleDown
  case ring
  case triangleLeft

  /// The corners of the shape, of about equal area for one radius; the circle is given by the corners of its box.
  func outline(at centre: Scene.Point, radius: Double) -> [Scene.Point] {
    let corners: [(Double, Double)]
    switch self {
    case .circle, .ring: corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    case .square: corners = [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]
    case .triangleUp: corners = [(0, -1.25), (1.15, 0.85), (-1.15, 0.85)]
    case .diamond: corners = [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)]
    case .triangleDown: corners = [(0, 1.25), (1.15, -0.85), (-1.15, -0.85)]
    case .triangleLeft: corners = [(-1.25, 0), (0.85, -1.15), (0.85, 1.15)]
    }
    return corners.map { Scene.Point(x: centre.x + $0.0 * radius, y: centre.y + $0.1 * radius) }
  }

  var isRound: Bool { self == .circle || self == .ring }
}

/// How one series looks: a colour, and a shape and a dash that tell it apart without colour.
struct SeriesStyle: Sendable, Hashable {
  var paint: Scene.Paint
  var symbol: Symbol
  /// In multiples of the line width.
  var dash: [Double]

  private static let symbols: [Symbol] = [.circle, .square, .triangleUp, .diamond, .triangleDown, .ring]
  private static let dashes: [[Double]] = [[], [6, 2], [2, 2], [8, 2, 2, 2], [1, 2], [10, 3]]

  /// The first six indices have their own colours; later ones pair the colours with other shapes, 36 looks in all.
  init(index: Int) {
    let index = index < 0 ? 0 : index % 36
    let second = (index + index / 6) % 6
    paint = .palette(index % 6)
    symbol = Self.symbols[second]
    dash = Self.dashes[second]
  }

  /// The shape where a hollow one has a meaning of its own.
  var fillableSymbol: Symbol { symbol == .ring ? .triangleLeft : symbol }
}

/// Colours for a stand-alone figure.
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

  /// A theme from resolved colours, each `#RRGGBB`. Fewer than six palette colours are used in turn.
  public init(
    ink: String, muted: String, rule: String, grid: String, background: String?, palette: [String]
  ) {
    self.ink = ink
    self.muted = muted
    self.rule = rule
    self.grid = grid
    self.background = background
    self.palette = palette
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
    }
  }
}
