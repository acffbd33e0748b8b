/// Fewer vertices for curves that only rise or only fall, without visible change.
enum CurveReduction {
  /// The most vertices that all curves of a figure may have together; keeps a figure near 60 kB.
  static let budget = 6_000

  /// Points of monotone curves no closer than a tolerance that starts at half a unit and doubles until all curves together
  /// are within ``budget``. The first and the last point of each curve stay. Grows with the number of points.
  static func reduced(_ curves: [[Scene.Point]], budget: Int = CurveReduction.budget) -> [[Scene.Point]] {
    var tolerance = 0.5
    var result = curves.map { thinned($0, tolerance: tolerance) }
    while result.reduce(0, { $0 + $1.count }) > budget, tolerance < 64 {
      tolerance *= 2
      result = curves.map { thinned($0, tolerance: tolerance) }
    }
    return result
  }

  /// On a monotone curve, points between two kept ones lie in the rectangle that these span, so no error exceeds the
  /// tolerance.
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
  static func stepped(_ points: [Scene.Point]) -> [Scene.Point] {
    var corners: [Scene.Point] = []
    for point in points {
      if let last = corners.last { corners.append(Scene.Point(x: point.x, y: last.y)) }
      corners.append(point)
    }
    return corners
  }
}
