/// Which parts of an area already carry ink, in square cells.
struct Occupancy {
  private let area: Scene.Box
  private let cell: Double
  private let columns: Int
  private let rows: Int
  private var isTaken: [Bool]

  init(area: Scene.Box, cell: Double) {
    self.area = area
    self.cell = cell
    columns = max(1, Int((area.width / cell).rounded(.up)))
    rows = max(1, Int((area.height / cell).rounded(.up)))
    isTaken = Array(repeating: false, count: columns * rows)
  }

  mutating func take(_ box: Scene.Box) {
    guard let (xs, ys) = cells(of: box) else { return }
    for row in ys { for column in xs { isTaken[row * columns + column] = true } }
  }

  mutating func take(chain: [Scene.Point], margin: Double) {
    for (start, end) in zip(chain, chain.dropFirst()) {
      let length = max((end.x - start.x).magnitude, (end.y - start.y).magnitude)
      let steps = max(1, Int((length / cell).rounded(.up)))
      for step in 0...steps {
        let share = Double(step) / Double(steps)
        let point = Scene.Point(
          x: start.x + share * (end.x - start.x), y: start.y + share * (end.y - start.y))
        take(Scene.Box(around: [point], margin: margin))
      }
    }
  }

  /// Whether the box lies inside the area on free cells only.
  func isFree(_ box: Scene.Box) -> Bool {
    guard area.contains(box), let (xs, ys) = cells(of: box) else { return false }
    return ys.allSatisfy { row in xs.allSatisfy { !isTaken[row * columns + $0] } }
  }

  private func cells(of box: Scene.Box) -> (ClosedRange<Int>, ClosedRange<Int>)? {
    guard box.isFinite, box.overlap(with: area) >= 0 else { return nil }
    func index(_ value: Double, _ count: Int) -> Int { Int((value / cell).clamped(0, Double(count - 1))) }
    let xs = index(box.minX - area.minX, columns)...index(box.maxX - area.minX, columns)
    let ys = index(box.minY - area.minY, rows)...index(box.maxY - area.minY, rows)
    return (xs, ys)
  }
}

/// Finds room for one label beside each rising curve, on free ground.
struct CurveLabels {
  struct Place {
    var text: Scene.Point
    var anchor: Scene.TextLine.Anchor
    /// Where the curve carries its symbol.
    var mark: Scene.Point
  }

  private let typography: Typography
  private let curves: [[Scene.Point]]
  private let area: Scene.Box
  private var occupancy: Occupancy

  init(area: Scene.Box, typography: Typography, curves: [[Scene.Point]]) {
    self.typography = typography
    self.curves = curves
    self.area = area
    occupancy = Occupancy(area: area, cell: typography.text / 12)
    for curve in curves { occupancy.take(chain: curve, margin: typography.dataLine) }
  }

  /// The first free place: right of the curve in its upper half, else left of it, trying heights in a fixed order.
  mutating func place(_ label: String, beside index: Int) -> Place? {
    let width = TextMetrics.width(label, size: typography.text)
    let gap = typography.symbol * 2 + typography.text * 0.25
    for share in [0.5, 0.6, 0.4, 0.7, 0.3, 0.75, 0.25, 0.8, 0.2, 0.85, 0.15, 0.9, 0.1] {
      let y = area.maxY - area.height * share
      guard let mark = Self.point(on: curves[index], atHeight: y) else { continue }
      for anchor in [Scene.TextLine.Anchor.start, .end] {
        let left = anchor == .start ? mark.x + gap : mark.x - gap - width
        let box = Scene.Box(
          minX: left, minY: y - typography.lineBox / 2, maxX: left + width, maxY: y + typography.lineBox / 2)
        guard occupancy.isFree(box) else { continue }
        occupancy.take(box.grown(by: typography.text * 0.15))
        return Place(
          text: Scene.Point(x: anchor == .start ? left : left + width, y: y), anchor: anchor, mark: mark)
      }
    }
    return nil
  }

  private static func point(on curve: [Scene.Point], atHeight y: Double) -> Scene.Point? {
    for (start, end) in zip(curve, curve.dropFirst()) where start.y >= y && y >= end.y && start.y > end.y {
      let share = (start.y - y) / (start.y - end.y)
      return Scene.Point(x: start.x + share * (end.x - start.x), y: y)
    }
    return nil
  }
}
