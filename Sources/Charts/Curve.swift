/// A curve in data coordinates, ready to be drawn on any pair of scales.
struct Curve: Sendable {
  struct Vertex: Sendable, Hashable {
    var x: Double
    var y: Double
  }

  struct BandVertex: Sendable, Hashable {
    var x: Double
    var lower: Double
    /// Infinite where the data do not bound it.
    var upper: Double
  }

  var label: String
  var key: String
  var style: SeriesStyle
  var solid: [Vertex] = []
  /// What follows the solid part with too little support.
  var dotted: [Vertex] = []
  var band: [BandVertex] = []

  /// A curve without vertices, named after its series.
  init(_ label: String, key: String?, style: Int?, index: Int) {
    self.label = AccessibleText.label(label, fallback: "series \(index + 1)")
    self.key = LabelText.cleaned(key ?? self.label)
    self.style = SeriesStyle(index: style ?? index)
  }

  var lastX: Double? { dotted.last?.x ?? solid.last?.x }

  /// All heights that the axis must contain.
  var values: [Double] {
    solid.map(\.y) + dotted.map(\.y) + band.map(\.lower) + band.map(\.upper).filter(\.isFinite)
  }

  mutating func appendBand(at x: Double, lower: Double?, upper: Double?, accepts: (Double) -> Bool) {
    guard let lower, accepts(lower) else { return }
    guard let upper else { return band.append(BandVertex(x: x, lower: lower, upper: .infinity)) }
    guard accepts(upper), upper >= lower else { return }
    band.append(BandVertex(x: x, lower: lower, upper: upper))
  }
}

/// Curves laid out on one pair of scales and reduced to what can be seen.
struct DrawnCurves {
  private(set) var solid: [[Scene.Point]]
  private(set) var dotted: [[Scene.Point]]
  private var lower: [[Scene.Point]]
  private var upper: [[Scene.Point]]
  private let curves: [Curve]
  private let typography: Typography

  init(
    _ curves: [Curve], in panel: Panel, isStepped: Bool, typography: Typography,
    budget: Int = CurveReduction.budget
  ) {
    self.curves = curves
    self.typography = typography
    func places(_ vertices: [Curve.Vertex]) -> [Scene.Point] {
      vertices.map { Scene.Point(x: panel.x.position($0.x), y: panel.y.position($0.y)) }
    }
    let chains =
      curves.map { places($0.solid) } + curves.map { places(($0.solid.last.map { [$0] } ?? []) + $0.dotted) }
    let bands =
      curves.map { places($0.band.map { Curve.Vertex(x: $0.x, y: $0.lower) }) }
      + curves.map { curve in
        curve.band.map { vertex in
          let y = vertex.upper.isFinite ? panel.y.position(vertex.upper) : panel.area.minY
          return Scene.Point(x: panel.x.position(vertex.x), y: y)
        }
      }
    let reduced = CurveReduction.reduced(
      chains + bands, isStepped: isStepped, tolerance: CurveReduction.tolerance(typography.unit),
      budget: budget)
    let count = curves.count
    solid = Array(reduced[0..<count])
    dotted = Array(reduced[count..<2 * count])
    lower = Array(reduced[2 * count..<3 * count])
    upper = Array(reduced[3 * count..<4 * count])
  }

  /// The place where a curve ends, `nil` without points.
  func end(of index: Int) -> Scene.Point? { dotted[index].last ?? solid[index].last }

  /// Bands first, then lines, so that no band hides a line.
  func draw(in drawing: inout Drawing) {
    let opacity = (0.17 * 4 / Double(max(4, curves.count))).clamped(0.06, 0.17)
    for (index, curve) in curves.enumerated() where lower[index].count > 1 {
      drawing.add(
        .lines([upper[index] + lower[index].reversed()], isClosed: true),
        .filled(curve.style.paint, opacity: opacity),
        .band, series: curve.key)
    }
    for (index, curve) in curves.enumerated() {
      let paint = curve.style.paint
      if solid[index].count > 1 {
        drawing.add(
          .lines([solid[index]], isClosed: false), .stroked(paint, typography.dataLine), .data,
          series: curve.key)
      } else if let point = solid[index].first ?? dotted[index].first {
        drawing.symbol(curve.style.symbol, at: point, paint: paint, series: curve.key)
      }
      if dotted[index].count > 1 {
        drawing.add(
          .lines([dotted[index]], isClosed: false),
          .stroked(paint, typography.dataLine * 0.85, dash: [1, 1.8]), .data,
          series: curve.key)
      }
    }
  }

  /// All curves but one in a quiet tone, to compare against.
  func drawContext(in drawing: inout Drawing, except index: Int) {
    let others = curves.indices.filter { $0 != index }
    let chains = (others.map { solid[$0] } + others.map { dotted[$0] }).filter { $0.count > 1 }
    guard !chains.isEmpty else { return }
    drawing.add(
      .lines(chains, isClosed: false), .stroked(.rule, typography.dataLine * 0.6, opacity: 0.45), .grid)
  }

  /// A symbol of the series where its curve passes given places, so that curves differ without colour.
  ///
  /// - Parameters:
  ///   - places: distances from the left edge, or from the upper edge when `isAcross` is false.
  ///   - isAcross: whether places are counted from the left.
  func drawMarkers(at places: [Double], isAcross: Bool, in drawing: inout Drawing) {
    for index in curves.indices {
      let chain = solid[index] + dotted[index].dropFirst()
      for place in places {
        guard let point = Self.crossing(of: chain, at: place, isAcross: isAcross) else { continue }
        drawing.symbol(
          curves[index].style.symbol, at: point, paint: curves[index].style.paint, scale: 0.8,
          series: curves[index].key)
      }
    }
  }

  private static func crossing(of chain: [Scene.Point], at place: Double, isAcross: Bool) -> Scene.Point? {
    for (start, end) in zip(chain, chain.dropFirst()) {
      let from = isAcross ? start.x : start.y
      let to = isAcross ? end.x : end.y
      guard from != to, min(from, to) <= place, place <= max(from, to) else { continue }
      let share = (place - from) / (to - from)
      return Scene.Point(x: start.x + share * (end.x - start.x), y: start.y + share * (end.y - start.y))
    }
    return nil
  }
}
