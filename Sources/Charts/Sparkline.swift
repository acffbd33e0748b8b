/// A line without axes for a table cell; the cell must carry the numbers as text, since readers skip the picture.
public struct Sparkline: Sendable, Hashable {
  /// The values in order; ones that are not finite leave gaps.
  public var values: [Double]
  /// A shaded range, such as an interval.
  public var band: ClosedRange<Double>?
  /// The values at the lower and upper edge, to share a scale between cells; `nil` takes those of the values.
  public var range: ClosedRange<Double>?

  /// A line for a table cell.
  public init(values: [Double], band: ClosedRange<Double>? = nil, range: ClosedRange<Double>? = nil) {
    self.values = values
    self.band = band
    self.range = range
  }

  /// The picture, 96 × 20 px, hidden from assistive technology.
  public func svg() -> String {
    var drawing = Drawing(.screen)
    let drawable = values.filter(\.isDrawable)
    let own = (drawable.min() ?? 0)...(drawable.max() ?? 1)
    let y = Scale(.linear, domain: range ?? own, from: CellPicture.height - 3, to: 3)
    let step = (CellPicture.width - 6) / Double(max(1, values.count - 1))
    func place(_ index: Int) -> Scene.Point {
      Scene.Point(
        x: 3 + Double(index) * step, y: y.position(values[index]).clamped(1, CellPicture.height - 1))
    }
    if let band, band.lowerBound.isDrawable, band.upperBound.isDrawable {
      let box = Scene.Box(
        minX: 0, minY: y.position(band.upperBound).clamped(0, CellPicture.height), maxX: CellPicture.width,
        maxY: y.position(band.lowerBound).clamped(0, CellPicture.height))
      drawing.add(.box(box), .filled(.muted, opacity: 0.18), .band)
    }
    var chains: [[Scene.Point]] = [[]]
    for index in values.indices {
      if values[index].isDrawable {
        chains[chains.count - 1].append(place(index))
      } else {
        chains.append([])
      }
    }
    let lines = chains.filter { $0.count > 1 }.map { CellPicture.extremes($0) }
    if !lines.isEmpty { drawing.add(.lines(lines, isClosed: false), .stroked(.muted, 1.2), .data) }
    if let last = values.indices.last(where: { values[$0].isDrawable }) {
      drawing.add(.dots([place(last)], radius: 2), .filled(.ink), .data)
    }
    return CellPicture.svg(drawing)
  }
}

/// A histogram without axes for a table cell.
public struct MiniHistogram: Sendable, Hashable {
  /// The counts of bins of equal width.
  public var counts: [Int]
  /// The index of a bin to set off, such as the one that holds the median.
  public var marker: Int?

  /// A histogram for a table cell.
  public init(counts: [Int], marker: Int? = nil) {
    self.counts = counts
    self.marker = marker
  }

  /// The picture, 96 × 20 px, hidden from assistive technology. More bins than 48 are joined.
  public func svg() -> String {
    var drawing = Drawing(.screen)
    let group = max(1, (counts.count + 47) / 48)
    let starts = Array(stride(from: 0, to: counts.count, by: group))
    let joined = starts.map { start in
      counts[start..<min(start + group, counts.count)].reduce(0.0) { $0 + Double(max(0, $1)) }
    }
    let largest = max(1, joined.max() ?? 1)
    let width = CellPicture.width / Double(max(1, joined.count))
    let base = CellPicture.height - 1
    for (index, count) in joined.enumerated() where count > 0 {
      let isMarked = marker.map { $0 / group == index } ?? false
      let box = Scene.Box(
        minX: Double(index) * width + 0.25, minY: base - max(0.8, count / largest * (base - 1)),
        maxX: Double(index + 1) * width - 0.25, maxY: base)
      drawing.add(.box(box), .filled(isMarked ? .ink : .muted, opacity: isMarked ? 1 : 0.7), .data)
    }
    drawing.segment(
      Scene.Point(x: 0, y: base), Scene.Point(x: CellPicture.width, y: base), .stroked(.rule, 1), .axis)
    return CellPicture.svg(drawing)
  }
}

/// What pictures in table cells share.
private enum CellPicture {
  static let width = 96.0
  static let height = 20.0

  static func svg(_ drawing: Drawing) -> String {
    let size =
      "width=\"\(Int(width))\" height=\"\(Int(height))\" viewBox=\"0 0 \(Int(width)) \(Int(height))\""
    var text = "<svg class=\"chart sparkline\" aria-hidden=\"true\" focusable=\"false\" \(size)>\n"
    SVGWriter(colours: .classes).write(drawing.items, to: &text)
    return text + "</svg>"
  }

  /// At most two points for each pixel column: its lowest and its highest, in order.
  static func extremes(_ chain: [Scene.Point]) -> [Scene.Point] {
    guard chain.count > 192 else { return chain }
    var result: [Scene.Point] = []
    var column: [Scene.Point] = []
    func flush() {
      guard let low = column.min(by: { $0.y < $1.y }), let high = column.max(by: { $0.y < $1.y }) else {
        return
      }
      result += low == high ? [low] : low.x <= high.x ? [low, high] : [high, low]
      column = []
    }
    for point in chain {
      if let first = column.first, Int(first.x) != Int(point.x) { flush() }
      column.append(point)
    }
    flush()
    return result
  }
}
