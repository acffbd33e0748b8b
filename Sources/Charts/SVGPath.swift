/// Writes path data with relative commands in whole hundredths, so that rounding never accumulates.
struct SVGPath: ~Copyable {
  private(set) var data = ""
  private var x = 0
  private var y = 0

  mutating func chain(_ points: [Scene.Point], isClosed: Bool) {
    guard let first = points.first else { return }
    move(to: first)
    var last: Character = "m"
    for point in points.dropFirst() { line(to: point, &last) }
    if isClosed { data += "z" }
    if isClosed {
      x = FixedDecimal.scaledToHundredths(first.x)
      y = FixedDecimal.scaledToHundredths(first.y)
    }
  }

  /// A segment of no length, which a round line cap turns into a disc.
  mutating func dot(at point: Scene.Point) {
    move(to: point)
    data += "h0"
  }

  private mutating func move(to point: Scene.Point) {
    let (dx, dy) = advance(to: point)
    data += data.isEmpty ? "M" : "m"
    append(dx)
    append(dy, isFirst: false)
  }

  private mutating func line(to point: Scene.Point, _ last: inout Character) {
    let (dx, dy) = advance(to: point)
    let command: Character = dy == 0 ? "h" : dx == 0 ? "v" : "l"
    if dx == 0 && dy == 0 { return }
    let continues = command == last
    if !continues { data.append(command) }
    last = command
    switch command {
    case "h": append(dx, isFirst: !continues)
    case "v": append(dy, isFirst: !continues)
    default:
      append(dx, isFirst: !continues)
      append(dy, isFirst: false)
    }
  }

  private mutating func advance(to point: Scene.Point) -> (Int, Int) {
    let newX = FixedDecimal.scaledToHundredths(point.x)
    let newY = FixedDecimal.scaledToHundredths(point.y)
    defer { (x, y) = (newX, newY) }
    return (newX - x, newY - y)
  }

  private mutating func append(_ value: Int, isFirst: Bool = true) {
    if !isFirst && value >= 0 { data += " " }
    data += FixedDecimal.hundredths(value)
  }
}
