/// Collects the items of a scene in the order in which they are drawn.
struct Drawing {
  var items: [Scene.Item] = []
  let typography: Typography

  init(_ typography: Typography) { self.typography = typography }

  mutating func add(_ shape: Scene.Shape, _ style: Scene.Style, _ role: Scene.Role, series: String? = nil) {
    items.append(Scene.Item(shape, style, role: role, series: series))
  }

  mutating func segment(
    _ start: Scene.Point, _ end: Scene.Point, _ style: Scene.Style, _ role: Scene.Role, series: String? = nil
  ) {
    add(.lines([[start, end]], isClosed: false), style, role, series: series)
  }

  /// Several separate segments in one style.
  mutating func segments(_ pairs: [(Scene.Point, Scene.Point)], _ style: Scene.Style, _ role: Scene.Role) {
    guard !pairs.isEmpty else { return }
    add(.lines(pairs.map { [$0.0, $0.1] }, isClosed: false), style, role)
  }

  /// One line of text, shortened to `limit`; `x` and `y` are the anchor and the middle of the capitals.
  mutating func text(
    _ string: String, x: Double, middle y: Double, anchor: Scene.TextLine.Anchor = .start,
    limit: Double = .infinity, paint: Scene.Paint = .ink, isBold: Bool = false, exponent: String? = nil,
    isVertical: Bool = false, hasHalo: Bool = false, role: Scene.Role = .label, series: String? = nil
  ) {
    let size = typography.text
    let drawn = TextMetrics.elided(string, size: size, bold: isBold, limit: limit)
    guard !drawn.isEmpty else { return }
    let baseline =
      isVertical
      ? Scene.Point(x: x + typography.toBaseline, y: y) : Scene.Point(x: x, y: y + typography.toBaseline)
    let line = Scene.TextLine(
      string: drawn, exponent: exponent, fullString: drawn == string ? nil : string, position: baseline,
      size: size,
      isBold: isBold, anchor: anchor, isVertical: isVertical)
    add(.text(line), Scene.Style(fill: paint, hasHalo: hasHalo), role, series: series)
  }

  /// A symbol of a series, filled, or hollow on the background.
  mutating func symbol(
    _ symbol: Symbol, at point: Scene.Point, paint: Scene.Paint, isHollow: Bool = false, scale: Double = 1,
    role: Scene.Role = .data, series: String? = nil
  ) {
    let radius = typography.symbol * scale
    let isHollow = isHollow || symbol == .ring
    let style =
      isHollow
      ? Scene.Style(fill: .background, stroke: paint, strokeWidth: typography.dataLine * 0.9)
      : Scene.Style(fill: paint, stroke: .background, strokeWidth: typography.axisLine)
    let drawnRadius = isHollow ? radius - typography.dataLine * 0.3 : radius
    add(.symbol(symbol, at: point, radius: drawnRadius), style, role, series: series)
  }

  /// A whisker from one end of an interval to the other. An end outside the range becomes an arrow at its edge; an end
  /// that the data do not bound becomes a short arrow beyond the estimate, so that it claims no length.
  mutating func whisker(
    _ interval: IntervalBounds, around estimate: Double?, along scale: Scale, at position: Double,
    isHorizontal: Bool, style: Scene.Style,
    cap: Double = 0, role: Scene.Role = .data, series: String? = nil
  ) {
    let domain = scale.domain
    let lower = interval.lower.flatMap { $0.isNaN ? nil : $0 }
    let upper = interval.upper.flatMap { $0.isNaN ? nil : $0 }
    let isOpenBelow = lower.map { $0 < domain.lowerBound } ?? true
    let isOpenAbove = upper.map { $0 > domain.upperBound } ?? true
    func inside(_ value: Double) -> Double {
      scale.position(value.clamped(domain.lowerBound, domain.upperBound))
    }
    let edges = (min(scale.start, scale.end), max(scale.start, scale.end))
    let stub = typography.symbol * 4 * (scale.end >= scale.start ? 1 : -1)
    /// Where an unbounded end is drawn: a stub beyond the estimate, or beyond the other end.
    func open(_ other: Double?, _ stub: Double) -> Double? {
      (estimate ?? other).map { (inside($0) + stub).clamped(edges.0, edges.1) }
    }
    let start = lower.map(inside) ?? open(upper, -stub) ?? scale.start
    let end = upper.map(inside) ?? open(lower, stub) ?? scale.end
    func place(_ along: Double, _ across: Double) -> Scene.Point {
      isHorizontal ? Scene.Point(x: along, y: position + across) : Scene.Point(x: position + across, y: along)
    }
    var chains = [[place(start, 0), place(end, 0)]]
    let direction = end >= start ? 1.0 : -1.0
    let head = typography.symbol * 0.9
    for (tip, isOpen, sign) in [(start, isOpenBelow, direction), (end, isOpenAbove, -direction)] {
      if isOpen {
        chains.append([place(tip + sign * head, -head), place(tip, 0), place(tip + sign * head, head)])
      } else if cap > 0 {
        chains.append([place(tip, -cap), place(tip, cap)])
      }
    }
    add(.lines(chains, isClosed: false), style, role, series: series)
  }
}
