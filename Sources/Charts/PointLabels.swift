/// Places labels beside points, clear of all ink and of each other.
struct PointLabels {
  struct Place {
    /// The start of the text and its middle height.
    var position: Scene.Point
    /// Where a leader must begin, for labels that stand apart from their point.
    var leaderEnd: Scene.Point?
  }

  private let typography: Typography
  private let area: Scene.Box
  private var occupancy: Occupancy

  init(area: Scene.Box, typography: Typography) {
    self.typography = typography
    self.area = area
    occupancy = Occupancy(area: area, cell: typography.text / 6)
  }

  mutating func take(chain: [Scene.Point], margin: Double = 0) {
    occupancy.take(chain: chain, margin: margin)
  }
  mutating func take(mark point: Scene.Point) {
    occupancy.take(Scene.Box(around: [point], margin: typography.symbol * 1.3))
  }

  /// The first free one of eight places around the point and of eight more on each of two wider rings; `nil` when all are
  /// taken.
  mutating func place(_ label: String, at point: Scene.Point) -> Place? {
    let width = TextMetrics.width(label, size: typography.text)
    let height = typography.text * 0.95
    let directions: [(Double, Double)] = [
      (1, 0), (1, -1), (1, 1), (0, -1), (0, 1), (-1, 0), (-1, -1), (-1, 1),
    ]
    for (ring, distance) in [1.0, 2.6, 4.4].enumerated() {
      for (across, down) in directions {
        let gap = typography.symbol * 1.45 * distance
        let reach = across == 0 || down == 0 ? gap : gap * 0.75
        let middleX = point.x + across * (reach + width / 2)
        let middleY = point.y + down * (reach + height / 2)
        let box = Scene.Box(
          minX: middleX - width / 2, minY: middleY - height / 2, maxX: middleX + width / 2,
          maxY: middleY + height / 2)
        guard occupancy.isFree(box) else { continue }
        occupancy.take(box.grown(by: typography.text * 0.15))
        let near = Scene.Point(
          x: point.x.clamped(box.minX, box.maxX), y: point.y.clamped(box.minY, box.maxY))
        return Place(position: Scene.Point(x: box.minX, y: middleY), leaderEnd: ring == 0 ? nil : near)
      }
    }
    return nil
  }
}
