/// Fewer vertices for curves that only rise or only fall, without visible change.
enum CurveReduction {
  /// The most vertices that all curves of a figure may have together; keeps a figure near 60 kB.
  static let budget = 6_000

  /// The tolerance below which a corner cannot be seen: finer on paper, which is looked at from near and enlarged.
  static func tolerance(_ unit: Scene.Unit) -> Double { unit == .point ? 0.1 : 0.4 }

  /// Curves within a tolerance of the given ones. The tolerance starts at the given one and doubles until all curves together
  /// are within the budget; the first and the last point of each curve stay.
  static func reduced(
    _ curves: [[Scene.Point]], isStepped: Bool, tolerance start: Double = 0.4,
    budget: Int = CurveReduction.budget
  ) -> [[Scene.Point]] {
    var tolerance = start
    while true {
      let result = curves.map { curve in
        let near = thinned(curve, tolerance: tolerance * 0.75)
        return straightened(isStepped ? stepped(near) : near, tolerance: tolerance)
      }
      if tolerance > 50 || result.reduce(0, { $0 + $1.count }) <= budget { return result }
      tolerance *= 2
    }
  }

  /// Drops points that are close to a kept one. On a monotone curve, points between two kept ones lie in the rectangle that
  /// these span, so no error exceeds the tolerance. Grows with the number of points.
  private static func thinned(_ curve: [Scene.Point], tolerance: Double) -> [Scene.Point] {
    guard let first = curve.first, let last = curve.last, curve.count > 2 else { return curve }
    var kept = [first]
    var anchor = first
    for (point, next) in zip(curve.dropFirst(), curve.dropFirst(2)) {
      let movesOn = (next.x - anchor.x).magnitude > tolerance || (next.y - anchor.y).magnitude > tolerance
      if movesOn {
        kept.append(point)
        anchor = point
      }
    }
    kept.append(last)
    return kept
  }

  /// The corners of a step curve: level from each point to the next, then up.
  private static func stepped(_ points: [Scene.Point]) -> [Scene.Point] {
    var corners: [Scene.Point] = []
    for point in points {
      if let last = corners.last { corners.append(Scene.Point(x: point.x, y: last.y)) }
      corners.append(point)
    }
    return corners
  }

  /// Ramer, Douglas and Peucker's algorithm: keeps the farthest point of every stretch that a straight line would miss by
  /// more than the tolerance.
  private static func straightened(_ curve: [Scene.Point], tolerance: Double) -> [Scene.Point] {
    guard curve.count > 2 else { return curve }
    var isKept = [Bool](repeating: false, count: curve.count)
    isKept[0] = true
    isKept[curve.count - 1] = true
    var stretches = [0..<curve.count - 1]
    while let stretch = stretches.popLast() {
      let start = curve[stretch.lowerBound]
      let end = curve[stretch.upperBound]
      var farthest = (index: 0, distance: tolerance)
      for index in stretch.dropFirst() {
        let distance = distance(curve[index], start, end)
        if distance > farthest.distance { farthest = (index, distance) }
      }
      guard farthest.index > 0 else { continue }
      isKept[farthest.index] = true
      stretches.append(stretch.lowerBound..<farthest.index)
      stretches.append(farthest.index..<stretch.upperBound)
    }
    return zip(curve, isKept).filter(\.1).map(\.0)
  }

  private static func distance(_ point: Scene.Point, _ start: Scene.Point, _ end: Scene.Point) -> Double {
    let dx = end.x - start.x
    let dy = end.y - start.y
    let length = dx * dx + dy * dy
    guard length > 0 else {
      return ((point.x - start.x) * (point.x - start.x) + (point.y - start.y) * (point.y - start.y))
        .squareRoot()
    }
    return ((point.x - start.x) * dy - (point.y - start.y) * dx).magnitude / length.squareRoot()
  }
}
