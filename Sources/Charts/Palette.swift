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
