/// Where time goes, by call stacks: each frame is as wide as its share, callees stand below their callers. Frames are
/// darker the larger the share that is their own.
public struct FlameChart: Chart {
  /// A call stack with its time.
  public struct Stack: Sendable, Hashable {
    /// The frames from the outermost to the innermost.
    public var frames: [String]
    /// The time or the count of samples in the innermost frame itself.
    public var value: Double

    /// A call stack with its time.
    public init(_ frames: [String], value: Double) {
      self.frames = frames
      self.value = value
    }
  }

  /// The accessible name; `nil` generates one.
  public var title: String?
  /// The accessible description; `nil` generates one.
  public var description: String?
  /// What the widths are, with its unit.
  public var axis: ValueAxis
  /// The stacks; equal ones are added up.
  public var stacks: [Stack]
  /// The place in the palette.
  public var style: Int

  /// A chart of call stacks.
  public init(
    title: String? = nil, description: String? = nil, axis: ValueAxis, stacks: [Stack], style: Int = 0
  ) {
    self.title = title
    self.description = description
    self.axis = axis
    self.stacks = stacks
    self.style = style
  }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene { FlameFigure(self).scene(canvas) }
}

/// A tree of frames with their sums.
private struct FlameFigure {
  private static let deepest = 60
  private static let shades = 5

  private struct Frame {
    var label: String
    var depth: Int
    var own = 0.0
    var total = 0.0
    var start = 0.0
    var children: [Int] = []
    var childOfName: [String: Int] = [:]
  }

  private let chart: FlameChart
  private var frames: [Frame] = [Frame(label: "all", depth: 0)]
  private var depth = 0
  private var omissions = Omissions()

  init(_ chart: FlameChart) {
    self.chart = chart
    var cut = 0
    for stack in chart.stacks {
      guard omissions.accepts(stack.value, on: ValueAxis("")), stack.value > 0 else { continue }
      if stack.frames.count > Self.deepest { cut += 1 }
      add(stack)
    }
    if cut > 0 { omissions.note("\(cut) stacks shown to a depth of \(Self.deepest).") }
    place()
  }

  private mutating func add(_ stack: FlameChart.Stack) {
    var index = 0
    frames[0].total += stack.value
    for name in stack.frames.prefix(Self.deepest) {
      if let known = frames[index].childOfName[name] {
        index = known
      } else {
        let label = AccessibleText.label(name, fallback: "(no name)")
        frames.append(Frame(label: label, depth: frames[index].depth + 1))
        frames[index].childOfName[name] = frames.count - 1
        frames[index].children.append(frames.count - 1)
        index = frames.count - 1
      }
      frames[index].total += stack.value
    }
    frames[index].own += stack.value
    depth = max(depth, frames[index].depth)
  }

  /// Children side by side from the start of their caller, the largest first.
  private mutating func place() {
    var waiting = [0]
    while let index = waiting.popLast() {
      var start = frames[index].start
      let children = frames[index].children.sorted {
        (frames[$1].total, frames[$0].label, $0) < (frames[$0].total, frames[$1].label, $1)
      }
      for child in children {
        frames[child].start = start
        start += frames[child].total
        waiting.append(child)
      }
    }
  }

  func scene(_ canvas: Canvas) -> Scene {
    let text = canvas.typography.text
    let total = frames[0].total
    let rowHeight = text * 1.55
    var grid = PanelGrid(
      canvas: canvas,
      x: PanelAxis(title: chart.axis.fullTitle, content: .values(.linear, 0...max(total, 1e-280))),
      y: PanelAxis(title: "", content: .categories([])), legend: legend(total),
      plotHeight: Double(max(3, depth + 1)) * rowHeight)
    grid.hasHorizontalGrid = false
    var frame = PlotFrame(grid)
    var omissions = omissions
    let smaller = draw(in: &frame)
    if smaller > 0 {
      omissions.note("\(smaller) \(smaller == 1 ? "frame" : "frames") too narrow to be seen not shown.")
    }
    if total <= 0 { frame.noData() }
    return frame.scene(
      title: AccessibleText.choose(chart.title, or: "\(chart.axis.title) by call stack"),
      description: AccessibleText.choose(chart.description, or: generatedDescription(total)),
      notes: omissions.notes(logarithmic: false), hasY: false)
  }

  private func draw(in frame: inout PlotFrame) -> Int {
    let typography = frame.typography
    let height = frame.area.height / Double(max(3, depth + 1))
    var smaller = 0
    let least = leastWidth(frame.area.width)
    for item in frames where item.total > 0 {
      let left = frame.panel.x.position(item.start)
      let right = min(frame.panel.x.position(item.start + item.total), frame.area.maxX)
      guard right - left >= least else {
        smaller += 1
        continue
      }
      let top = frame.area.minY + Double(item.depth) * height
      let box = Scene.Box(minX: left, minY: top, maxX: right, maxY: top + height)
      let isRoot = item.depth == 0
      let share = (item.own / item.total * Double(Self.shades)).rounded() / Double(Self.shades)
      frame.drawing.add(
        .box(box),
        Scene.Style(
          fill: isRoot ? .muted : SeriesStyle(index: chart.style).paint, stroke: .background,
          strokeWidth: min(typography.axisLine, box.width / 3), opacity: isRoot ? 0.16 : 0.14 + 0.34 * share),
        .band, series: item.label)
      let limit = box.width - typography.text * 0.6
      let whole = TextMetrics.width(item.label, size: typography.text)
      guard whole <= limit || limit > typography.text * 4, height >= typography.text * 1.05 else { continue }
      frame.drawing.text(
        item.label, x: left + typography.text * 0.3, middle: box.midY, limit: limit, series: item.label)
    }
    return smaller
  }

  /// Half a unit, or more where that would leave more than 600 frames.
  private func leastWidth(_ width: Double) -> Double {
    let totals = frames.map(\.total).sorted(by: >)
    guard totals.count > 600, totals[0] > 0 else { return 0.5 }
    return max(0.5, totals[600] / totals[0] * width * 1.0001)
  }

  private func legend(_ total: Double) -> [LegendEntry] {
    guard total > 0 else { return [] }
    let paint = SeriesStyle(index: chart.style).paint
    return [
      LegendEntry(label: "spends its time in callees", swatch: .area(paint, opacity: 0.14)),
      LegendEntry(label: "spends its time itself", swatch: .area(paint, opacity: 0.48)),
    ]
  }

  private func generatedDescription(_ total: Double) -> String {
    var own: [String: Double] = [:]
    for item in frames { own[item.label, default: 0] += item.own }
    let largest = own.filter { $0.value > 0 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(6)
    let words = largest.map {
      "\($0.key.prefix(80)) \(FixedDecimal.shortest($0.value / max(total, 1e-280) * 100, digits: 2)) %"
    }
    return "Flame graph of \(chart.stacks.count) stacks, callers above. Across: \(chart.axis.fullTitle). "
      + (words.isEmpty ? "" : "Most own time: \(words.joined(separator: "; ")).")
  }
}
