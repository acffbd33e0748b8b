/// Several charts on one figure, each under a title that states what it shows, with letters to cite them by.
///
/// Charts of a row share its height; the widths follow the shares.
public struct FigureBoard: Chart {
  /// One chart of a board.
  public struct Part: Sendable {
    /// What the chart shows, as a sentence.
    public var title: String
    /// The chart.
    public var chart: any Chart
    /// Its share of the width of the row, relative to the others.
    public var share: Double

    /// One chart of a board.
    public init(_ title: String, _ chart: any Chart, share: Double = 1) {
      self.title = title
      self.chart = chart
      self.share = share
    }
  }

  /// The accessible name; `nil` joins the titles of the parts.
  public var title: String?
  /// The rows from top to bottom, each from left to right.
  public var rows: [[Part]]
  /// Whether the parts carry letters; a single part never does.
  public var hasLetters: Bool

  /// Charts in rows.
  public init(title: String? = nil, rows: [[Part]], hasLetters: Bool = true) {
    self.title = title
    self.rows = rows
    self.hasLetters = hasLetters
  }

  /// One chart under a title.
  public init(_ title: String, _ chart: any Chart) {
    self.init(rows: [[Part(title, chart)]])
  }

  /// What the part of an index is cited by: a to z, then numbers.
  public static func letter(_ index: Int) -> String {
    index < 26 ? String(UnicodeScalar(UInt8(97 + index))) : "\(index + 1)"
  }

  /// Lays the chart out; see ``Chart/scene(on:)``.
  public func scene(on canvas: Canvas) -> Scene {
    let parts = rows.joined()
    var board = BoardLayout(canvas: canvas, hasLetters: hasLetters && parts.count > 1)
    for row in rows where !row.isEmpty { board.add(row) }
    let scenes = board.scenes
    let joined = scenes.enumerated().map { index, scene in
      (parts.count > 1 ? "\(FigureBoard.letter(index)): " : "") + scene.description
    }.joined(separator: " ")
    let titles = parts.map { LabelText.cleaned($0.title) }.filter { !$0.isEmpty }
    return Scene(
      width: canvas.width, height: max(board.bottom, 1), unit: canvas.typography.unit,
      title: AccessibleText.choose(
        title, or: titles.isEmpty ? scenes.first?.title ?? "Figure" : titles.joined(separator: "; ")),
      description: AccessibleText.choose(joined, or: "No charts."), items: board.items,
      notes: board.notes, panels: board.panels)
  }
}

/// A board while its rows are placed.
private struct BoardLayout {
  let canvas: Canvas
  let hasLetters: Bool
  var bottom = 0.0
  var items: [Scene.Item] = []
  var notes: [String] = []
  var panels: [Scene.PanelDescription] = []
  var scenes: [Scene] = []
  private var typography: Typography { canvas.typography }

  init(canvas: Canvas, hasLetters: Bool) {
    self.canvas = canvas
    self.hasLetters = hasLetters
  }

  /// Charts too narrow to be read stand below each other instead of side by side.
  mutating func add(_ row: [FigureBoard.Part]) {
    let gap = typography.text * 2
    let shares = row.map { $0.share.isFinite && $0.share > 0 ? $0.share : 1 }
    let room = canvas.width - Double(row.count - 1) * gap
    let widths = shares.map { room * $0 / shares.reduce(0, +) }
    let narrowest = typography.text * 22
    if row.count > 1, (widths.min() ?? 0) < narrowest {
      for part in row { add([part]) }
      return
    }
    let first = scenes.count
    let blocks = row.enumerated().map { index, part in
      TitleBlock(
        letter: hasLetters ? FigureBoard.letter(first + index) : "", title: LabelText.cleaned(part.title),
        width: widths[index], typography: typography)
    }
    let top = bottom + (bottom > 0 ? typography.text * 1.4 : 0)
    let header = blocks.map(\.height).max() ?? 0
    let given = canvas.height.map { $0 - top - header }
    func drawn(_ index: Int, _ height: Double?) -> Scene {
      var own = canvas
      own.width = widths[index]
      own.height = height
      return row[index].chart.scene(on: own)
    }
    var drawn = row.indices.map { drawn($0, row.count == 1 ? given : nil) }
    let height = max(drawn.map(\.height).max() ?? 0, row.count > 1 ? given ?? 0 : 0)
    for index in row.indices where drawn[index].height < height - 0.5 {
      var own = canvas
      own.width = widths[index]
      own.height = height
      let taller = row[index].chart.scene(on: own)
      if taller.height <= height + 0.5 { drawn[index] = taller }
    }
    var left = 0.0
    for index in row.indices {
      items += blocks[index].items(x: left, y: top)
      let scene = drawn[index]
      items += scene.items.map { $0.moved(by: left, top + header) }
      panels += scene.panels.map { $0.moved(by: left, top + header) }
      notes += scene.notes.map { hasLetters ? "\(FigureBoard.letter(first + index)): \($0)" : $0 }
      left += widths[index] + gap
    }
    scenes += drawn
    bottom = top + header + (drawn.map(\.height).max() ?? 0)
  }
}

/// A letter and a title of up to three lines.
private struct TitleBlock {
  let letter: String
  let lines: [String]
  let fullTitle: String
  let typography: Typography
  private var indent: Double { letter.isEmpty ? 0 : typography.text * 1.5 }
  private var edge: Double { typography.text * 0.35 }

  init(letter: String, title: String, width: Double, typography: Typography) {
    self.letter = letter
    self.typography = typography
    fullTitle = title
    let indent = letter.isEmpty ? 0 : typography.text * 1.5
    lines = TextMetrics.wrapped(
      title, size: typography.text, bold: true, limit: width - indent - typography.text * 0.7, most: 3)
  }

  var height: Double {
    lines.isEmpty && letter.isEmpty
      ? 0 : Double(max(1, lines.count)) * typography.line + typography.text * 0.7
  }

  func items(x: Double, y: Double) -> [Scene.Item] {
    func line(_ text: String, _ x: Double, _ index: Int) -> Scene.Item {
      let line = Scene.TextLine(
        string: text, fullString: text.contains("…") ? fullTitle : nil,
        position: Scene.Point(
          x: x + edge, y: y + edge + typography.toBaseline + (Double(index) + 0.5) * typography.line),
        size: typography.text, isBold: true)
      return Scene.Item(.text(line), .filled(.ink), role: .label)
    }
    return (letter.isEmpty ? [] : [line(letter, x, 0)])
      + lines.enumerated().map { line($0.element, x + indent, $0.offset) }
  }
}

extension Scene.Item {
  fileprivate func moved(by dx: Double, _ dy: Double) -> Scene.Item {
    func moved(_ point: Scene.Point) -> Scene.Point { Scene.Point(x: point.x + dx, y: point.y + dy) }
    let shape: Scene.Shape
    switch self.shape {
    case .lines(let chains, let isClosed): shape = .lines(chains.map { $0.map(moved) }, isClosed: isClosed)
    case .box(let box): shape = .box(box.moved(by: dx, dy))
    case .dots(let points, let radius): shape = .dots(points.map(moved), radius: radius)
    case .symbol(let symbol, let point, let radius): shape = .symbol(symbol, at: moved(point), radius: radius)
    case .text(var line):
      line.position = moved(line.position)
      shape = .text(line)
    }
    return Scene.Item(shape, style, role: role, series: series)
  }
}

extension Scene.Box {
  fileprivate func moved(by dx: Double, _ dy: Double) -> Scene.Box {
    Scene.Box(minX: minX + dx, minY: minY + dy, maxX: maxX + dx, maxY: maxY + dy)
  }
}

extension Scene.PanelDescription {
  fileprivate func moved(by dx: Double, _ dy: Double) -> Scene.PanelDescription {
    Scene.PanelDescription(
      title: title, area: area.moved(by: dx, dy), x: x?.moved(by: dx), y: y?.moved(by: dy))
  }
}

extension Scale {
  fileprivate func moved(by distance: Double) -> Scale {
    Scale(kind, domain: domain, from: start + distance, to: end + distance)
  }
}
