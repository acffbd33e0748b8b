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
  private var marks: Occupancy
  private var lines: Occupancy

  private let rings: [Double]

  /// - Parameter rings: the distances from the point, relative to the closest.
  init(area: Scene.Box, typography: Typography, rings: [Double] = [1, 2.6, 4.4]) {
    self.rings = rings
    self.typography = typography
    self.area = area
    marks = Occupancy(area: area, cell: typography.text / 12)
    lines = marks
  }

  /// A line that a label may cross when there is no better place.
  mutating func avoid(chain: [Scene.Point]) { lines.take(chain: chain, margin: 0) }

  /// A line that no label may cross.
  mutating func take(chain: [Scene.Point]) { marks.take(chain: chain, margin: 0.5) }

  mutating func take(mark point: Scene.Point) {
    marks.take(Scene.Box(around: [point], margin: typography.symbol * 1.05))
  }

  /// The first free one of eight places around the point and of six more on each wider ring, on each ring first
  /// clear of all lines; `nil` when all are taken.
  mutating func place(_ label: String, at point: Scene.Point) -> Place? {
    let width = TextMetrics.width(label, size: typography.text)
    let height = typography.text * 0.95
    let directions: [(Double, Double)] = [
      (1, 0), (1, -1), (1, 1), (0, -1), (0, 1), (-1, 0), (-1, -1), (-1, 1),
    ]
    for (ring, crossesLines) in rings.indices.flatMap({ [($0, false), ($0, true)] }) {
      let distance = rings[ring]
      // A level leader would look like an interval.
      for (across, down) in directions where ring == 0 || down != 0 {
        let gap = typography.symbol * 1.6 * distance
        let reach = across == 0 || down == 0 ? gap : gap * 0.8
        let middleX = point.x + across * (reach + width / 2)
        let middleY = point.y + down * (reach + height / 2)
        let box = Scene.Box(
          minX: middleX - width / 2, minY: middleY - height / 2, maxX: middleX + width / 2,
          maxY: middleY + height / 2)
        guard marks.isFree(box), crossesLines || lines.isFree(box) else { continue }
        marks.take(box.grown(by: typography.text * 0.15))
        let near = Scene.Point(
          x: point.x.clamped(box.minX, box.maxX), y: point.y.clamped(box.minY, box.maxY))
        return Place(position: Scene.Point(x: box.minX, y: middleY), leaderEnd: ring == 0 ? nil : near)
      }
    }
    return nil
  }
}
