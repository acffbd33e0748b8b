/// Functions of an application and who calls whom, in layers from the first to the last, with the critical path strong.
public struct WorkflowChart: Chart {
  /// A function.
  public struct Node: Sendable, Hashable {
    /// The name shown.
    public var label: String
    /// A second line, such as a median duration.
    public var detail: String
    /// Whether the application would end earlier without it.
    public var isCritical: Bool
    /// The place in the palette; `nil` leaves the box without colour.
    public var style: Int?

    /// A function.
    public init(_ label: String, detail: String = "", isCritical: Bool = false, style: Int? = nil) {
      self.label = label
      self.detail = detail
      self.isCritical = isCritical
      self.style = style
    }
  }

  /// A call from one function to another.
  public struct Edge: Sendable, Hashable {
    /// The place of the caller in ``WorkflowChart/nodes``.
    public var from: Int
    /// The place of the called function.
    public var to: Int
    /// Words at the call, such as a share.
    public var label: String
    /// Whether the call is on the critical path.
    public var isCritical: Bool

    /// A call from one function to another.
    public init(from: Int, to: Int, label: String = "", isCritical: Bool = false) {
      self.from = from
      self.to = to
      self.label = label
      self.isCritical = isCritical
    }
  }

  /// The accessible name; `nil` generates one.
  public var title: String?
  /// The accessible description; `nil` generates one.
  public var description: String?
  /// The functions.
  public var nodes: [Node]
  /// The calls; those from or to a place that is not in ``nodes`` are left out and counted.
  public var edges: [Edge]

  /// A chart of a workflow. At most 150 functions are drawn.
  public init(title: String? = nil, description: String? = nil, nodes: [Node], edges: [Edge]) {
    self.title = title
    self.description = description
    self.nodes = nodes
    self.edges = edges
  }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene { WorkflowFigure(self).scene(canvas) }
}

/// A workflow with its layers.
private struct WorkflowFigure {
  private static let mostNodes = 150

  private let chart: WorkflowChart
  private let nodes: [(label: String, detail: String, node: WorkflowChart.Node)]
  private let edges: [WorkflowChart.Edge]
  private let layers: LayeredGraph
  private let omissions: Omissions

  init(_ chart: WorkflowChart) {
    var omissions = Omissions()
    nodes = chart.nodes.prefix(Self.mostNodes).enumerated().map { index, node in
      (AccessibleText.label(node.label, fallback: "\(index + 1)"), LabelText.cleaned(node.detail), node)
    }
    let count = nodes.count
    edges = chart.edges.filter {
      (0..<count).contains($0.from) && (0..<count).contains($0.to) && $0.from != $0.to
    }
    if chart.nodes.count > count { omissions.note("\(chart.nodes.count - count) functions not shown.") }
    if edges.count < chart.edges.count {
      omissions.note("\(chart.edges.count - edges.count) calls not shown.")
    }
    layers = LayeredGraph(count: count, edges: edges.map { ($0.from, $0.to) })
    if layers.reversed.contains(true) { omissions.note("Calls that close a circle are dashed.") }
    self.chart = chart
    self.omissions = omissions
  }

  func scene(_ canvas: Canvas) -> Scene {
    var drawing = Drawing(canvas.typography)
    let typography = canvas.typography
    let text = typography.text
    let edge = text * 0.6
    let key = Legend(entries: legend(), typography: typography)
    key.draw(in: &drawing, x: text * 0.35, y: text * 0.35, width: canvas.width - text * 0.7)
    let top = text * 0.35 + key.height(width: canvas.width - text * 0.7) + edge
    let lines = nodes.contains { !$0.detail.isEmpty } ? 2.0 : 1
    var place = WorkflowPlacing(
      layers: layers, inner: canvas.width - 2 * edge, text: text, boxHeight: text * (lines * 1.25 + 0.7),
      hasWords: edges.contains { !$0.label.isEmpty })
    if let height = canvas.height { place.stretch(to: height - top - edge) }
    let boxes = layers.cells.map { place.box(of: $0, left: edge, top: top) }
    drawEdges(boxes, place, in: &drawing)
    for index in nodes.indices { drawNode(index, boxes[index], in: &drawing) }
    let height = top + place.height + edge
    if nodes.isEmpty {
      drawing.text(
        "no data", x: canvas.width / 2, middle: top + text, anchor: .middle, paint: .muted)
    }
    return Scene(
      width: canvas.width, height: max(height, top + text * 2 + edge), unit: typography.unit,
      title: AccessibleText.choose(chart.title, or: "Calls between functions"),
      description: AccessibleText.choose(chart.description, or: generatedDescription()), items: drawing.items,
      notes: omissions.notes(logarithmic: false), panels: [])
  }

  private func drawNode(_ index: Int, _ box: Scene.Box, in drawing: inout Drawing) {
    let typography = drawing.typography
    let node = nodes[index]
    let paint = node.node.style.map { SeriesStyle(index: $0).paint }
    drawing.add(.box(box), .filled(.background), .band)
    drawing.add(
      .box(box),
      Scene.Style(
        fill: paint ?? .muted, stroke: nil, opacity: paint == nil ? 0.08 : 0.22), .band, series: node.label)
    let width = node.node.isCritical ? typography.dataLine : typography.axisLine
    drawing.add(
      .box(box), .stroked(node.node.isCritical ? .ink : .rule, width), .annotation, series: node.label)
    let shift = node.detail.isEmpty ? 0 : typography.text * 0.62
    let limit = box.width - typography.text * 0.8
    guard limit >= typography.text * 1.6 else { return }
    drawing.text(
      node.label, x: box.midX, middle: box.midY - shift, anchor: .middle, limit: limit,
      isBold: node.node.isCritical, series: node.label)
    drawing.text(
      node.detail, x: box.midX, middle: box.midY + shift, anchor: .middle, limit: limit, paint: .muted,
      series: node.label)
  }

  /// Each call leaves at the end of a box, passes its free places in the layers between and ends in an arrow.
  private func drawEdges(_ boxes: [Scene.Box], _ place: WorkflowPlacing, in drawing: inout Drawing) {
    let typography = drawing.typography
    var taken = boxes
    for (index, edge) in edges.enumerated() {
      let isBack = layers.reversed[index]
      var chain = place.chain(through: layers.routes[index].map { boxes[$0] })
      if isBack { chain.reverse() }
      guard chain.count > 1 else { continue }
      let width = edge.isCritical ? typography.dataLine : typography.axisLine
      let paint = edge.isCritical ? Scene.Paint.ink : .muted
      drawing.add(
        .lines([chain], isClosed: false), .stroked(paint, width, dash: isBack ? [4, 3] : []), .annotation)
      let tip = chain[chain.count - 1]
      let head = typography.text * 0.38
      drawing.add(
        .lines([place.arrow(at: tip, size: head, isBack: isBack)], isClosed: true), .filled(paint),
        .annotation)
      let label = LabelText.cleaned(edge.label)
      let middle = chain[chain.count / 2]
      let before = chain[chain.count / 2 - 1]
      let centre = Scene.Point(x: (middle.x + before.x) / 2, y: (middle.y + before.y) / 2)
      let half = min(TextMetrics.width(label, size: typography.text), place.room) / 2
      let box = Scene.Box(
        minX: centre.x - half, minY: centre.y - typography.lineBox / 2, maxX: centre.x + half,
        maxY: centre.y + typography.lineBox / 2)
      guard !label.isEmpty, half > typography.text * 0.4, taken.allSatisfy({ $0.overlap(with: box) < 0 })
      else { continue }
      taken.append(box)
      drawing.text(
        label, x: centre.x, middle: centre.y, anchor: .middle, limit: place.room, paint: .muted, hasHalo: true
      )
    }
  }

  private func legend() -> [LegendEntry] {
    let isCritical = nodes.contains { $0.node.isCritical } || edges.contains(where: \.isCritical)
    return isCritical ? [LegendEntry(label: "critical path", swatch: .line(.ink, dash: []))] : []
  }

  private func generatedDescription() -> String {
    let critical = nodes.filter { $0.node.isCritical }.map { String($0.label.prefix(80)) }
    return "Graph of \(nodes.count) functions and \(edges.count) calls in \(layers.count) layers. "
      + AccessibleText.list(nodes.map(\.label), noun: "functions")
      + (critical.isEmpty ? "" : " Critical path: \(critical.prefix(12).joined(separator: ", ")).")
  }
}

/// Places for the cells of a layered graph: layers side by side where all find room, else below each other.
private struct WorkflowPlacing {
  private let layers: LayeredGraph
  private let isAcross: Bool
  private let boxWidth: Double
  private let boxHeight: Double
  /// From one layer to the next, and from one cell of a layer to the next.
  private var layerStep: Double
  /// How far a call runs straight before it turns.
  private let stub: Double
  private var cellStep: Double
  private let inner: Double

  init(layers: LayeredGraph, inner: Double, text: Double, boxHeight: Double, hasWords: Bool) {
    self.layers = layers
    stub = text * 0.9
    self.boxHeight = boxHeight
    self.inner = inner
    let count = Double(max(1, layers.count))
    let widest = Double(max(1, layers.widest))
    isAcross = inner / count >= text * 7.5 || layers.count <= layers.widest
    if isAcross {
      layerStep = inner / (count - 0.32)
      boxWidth = layers.count == 1 ? min(inner, text * 16) : layerStep * 0.68
      cellStep = boxHeight * 1.45
    } else {
      layerStep = boxHeight + text * (hasWords ? 4 : 2.4)
      cellStep = inner / widest
      boxWidth = min(cellStep * 0.86, text * 16)
    }
  }

  /// The room between two layers for words.
  var room: Double { isAcross ? layerStep - boxWidth : boxWidth }

  var height: Double {
    isAcross
      ? Double(max(1, layers.widest) - 1) * cellStep + boxHeight
      : Double(max(1, layers.count) - 1) * layerStep + boxHeight
  }

  mutating func stretch(to height: Double) {
    guard height > self.height else { return }
    if isAcross, layers.widest > 1 {
      cellStep = (height - boxHeight) / Double(layers.widest - 1)
    } else if !isAcross, layers.count > 1 {
      layerStep = (height - boxHeight) / Double(layers.count - 1)
    }
  }

  func box(of cell: LayeredGraph.Cell, left: Double, top: Double) -> Scene.Box {
    let x: Double
    let y: Double
    if isAcross {
      x = left + Double(cell.layer) * layerStep + boxWidth / 2
      y = top + boxHeight / 2 + cell.position * cellStep
    } else {
      x = left + inner / 2 + (cell.position - Double(layers.widest - 1) / 2) * cellStep
      y = top + boxHeight / 2 + Double(cell.layer) * layerStep
    }
    return Scene.Box(
      minX: x - boxWidth / 2, minY: y - boxHeight / 2, maxX: x + boxWidth / 2, maxY: y + boxHeight / 2)
  }

  /// From the end of the first box through the middles of those between to the start of the last.
  func chain(through boxes: [Scene.Box]) -> [Scene.Point] {
    guard let first = boxes.first, let last = boxes.last, boxes.count > 1 else { return [] }
    func point(_ box: Scene.Box, atEnd: Bool) -> Scene.Point {
      isAcross
        ? Scene.Point(x: atEnd ? box.maxX : box.minX, y: box.midY)
        : Scene.Point(x: box.midX, y: atEnd ? box.maxY : box.minY)
    }
    func ahead(_ point: Scene.Point, _ distance: Double) -> Scene.Point {
      isAcross
        ? Scene.Point(x: point.x + distance, y: point.y) : Scene.Point(x: point.x, y: point.y + distance)
    }
    let start = point(first, atEnd: true)
    let end = point(last, atEnd: false)
    var chain = [start, ahead(start, stub * 0.6)]
    for box in boxes.dropFirst().dropLast() { chain += [point(box, atEnd: false), point(box, atEnd: true)] }
    return chain + [ahead(end, -stub), end]
  }

  func arrow(at tip: Scene.Point, size: Double, isBack: Bool) -> [Scene.Point] {
    let sign = isBack ? 1.0 : -1
    return isAcross
      ? [
        tip, Scene.Point(x: tip.x + sign * size * 1.6, y: tip.y - size * 0.8),
        Scene.Point(x: tip.x + sign * size * 1.6, y: tip.y + size * 0.8),
      ]
      : [
        tip, Scene.Point(x: tip.x - size * 0.8, y: tip.y + sign * size * 1.6),
        Scene.Point(x: tip.x + size * 0.8, y: tip.y + sign * size * 1.6),
      ]
  }
}
