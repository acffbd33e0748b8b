extension Scene {
  /// A place in a scene; y grows downwards.
  public struct Point: Sendable, Hashable {
    /// The distance from the left edge.
    public var x: Double
    /// The distance from the upper edge.
    public var y: Double

    /// A place in scene units.
    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// An upright rectangle; y grows downwards.
  public struct Box: Sendable, Hashable {
    /// The left edge.
    public var minX: Double
    /// The upper edge.
    public var minY: Double
    /// The right edge.
    public var maxX: Double
    /// The lower edge.
    public var maxY: Double

    /// A rectangle from its four edges.
    public init(minX: Double, minY: Double, maxX: Double, maxY: Double) {
      self.minX = minX
      self.minY = minY
      self.maxX = maxX
      self.maxY = maxY
    }

    /// The extent from left to right.
    public var width: Double { maxX - minX }
    /// The extent from top to bottom.
    public var height: Double { maxY - minY }
    var midX: Double { (minX + maxX) / 2 }
    var midY: Double { (minY + maxY) / 2 }
    var isFinite: Bool { minX.isFinite && minY.isFinite && maxX.isFinite && maxY.isFinite }

    init(around points: some Sequence<Point>, margin: Double = 0) {
      var box = Box(minX: .infinity, minY: .infinity, maxX: -.infinity, maxY: -.infinity)
      for point in points {
        box.minX = min(box.minX, point.x)
        box.maxX = max(box.maxX, point.x)
        box.minY = min(box.minY, point.y)
        box.maxY = max(box.maxY, point.y)
      }
      if box.minX > box.maxX { box = Box(minX: 0, minY: 0, maxX: 0, maxY: 0) }
      self = box.grown(by: margin)
    }

    func grown(by margin: Double) -> Box {
      Box(minX: minX - margin, minY: minY - margin, maxX: maxX + margin, maxY: maxY + margin)
    }

    func contains(_ other: Box, tolerance: Double = 0) -> Bool {
      other.minX >= minX - tolerance && other.maxX <= maxX + tolerance && other.minY >= minY - tolerance
        && other.maxY <= maxY + tolerance
    }

    /// How far two rectangles reach into each other, along the shallower direction; negative when they are apart.
    func overlap(with other: Box) -> Double {
      min(min(maxX, other.maxX) - max(minX, other.minX), min(maxY, other.maxY) - max(minY, other.minY))
    }

    /// Whether a segment passes through the rectangle (Liang and Barsky's clipping).
    func meets(segmentFrom start: Point, to end: Point) -> Bool {
      var entry = 0.0
      var exit = 1.0
      let distances = [
        (-(end.x - start.x), start.x - minX), (end.x - start.x, maxX - start.x),
        (-(end.y - start.y), start.y - minY), (end.y - start.y, maxY - start.y),
      ]
      for (direction, distance) in distances {
        if direction == 0 {
          if distance < 0 { return false }
        } else if direction < 0 {
          entry = max(entry, distance / direction)
        } else {
          exit = min(exit, distance / direction)
        }
      }
      return entry <= exit
    }
  }
}
