/// Charts for a terminal: Unicode text with braille dots, the same scales and ticks as the figures.
public enum TextChart {
  /// The size and the look of a text chart.
  public struct Options: Sendable, Hashable {
    /// The number of columns; at least 40.
    public var columns: Int
    /// The number of rows of the plot; at least 6.
    public var rows: Int
    /// Whether series are coloured with terminal escapes.
    public var usesColour: Bool

    /// The size and the look of a text chart.
    public init(columns: Int = 80, rows: Int = 16, usesColour: Bool = false) {
      self.columns = columns.clamped(40, 400)
      self.rows = rows.clamped(6, 200)
      self.usesColour = usesColour
    }
  }

  /// Percentile curves; a letter at the end of each line names its series.
  public static func render(_ chart: PercentileTailChart, _ options: Options = Options()) -> String {
    render(CurveFigure(chart), options)
  }

  /// Distribution functions; a letter in the middle of each curve names its series.
  public static func render(_ chart: ECDFChart, _ options: Options = Options()) -> String {
    render(CurveFigure(chart), options)
  }

  private static func render(_ figure: CurveFigure, _ options: Options) -> String {
    guard case .values(let xKind, let xDomain) = figure.xAxis.content,
      case .values(let yKind, let yDomain) = figure.yAxis.content
    else { return "" }
    let yScale = Scale(yKind, domain: yDomain, from: Double(options.rows) - 0.5, to: 0.5)
    let yTicks = Ticks.of(yScale, room: Ticks.Room(fontSize: 1, isHorizontal: false))
    let yLabels = yTicks.labels.map { $0.text + exponent($0) }
    let left = (yLabels.map(TextWidth.of).max() ?? 0) + 2
    let width = options.columns - left - 2
    var dots = BrailleGrid(columns: width, rows: options.rows)
    let x = Scale(xKind, domain: xDomain, from: 0.5, to: Double(width) - 0.5)
    var marks: [(row: Int, column: Int, series: Int)] = []
    for (index, curve) in figure.curves.enumerated() {
      let vertices = curve.solid + curve.dotted
      var last: Scene.Point?
      for vertex in vertices {
        let place = Scene.Point(x: x.position(vertex.x), y: yScale.position(vertex.y))
        if let last {
          let bend = Scene.Point(x: place.x, y: last.y)
          for (from, to) in figure.isStepped ? [(last, bend), (bend, place)] : [(last, place)] {
            dots.draw(from: from, to: to, series: index)
          }
        } else {
          dots.draw(from: place, to: place, series: index)
        }
        last = place
      }
      let share = Double(index + 1) / Double(figure.curves.count + 1)
      let anchor =
        figure.isStepped ? vertices.dropFirst(Int(Double(vertices.count) * share)).first : vertices.last
      if let anchor {
        var mark = (row: Int(yScale.position(anchor.y)), column: Int(x.position(anchor.x)), series: index)
        while mark.column > 0, marks.contains(where: { $0.row == mark.row && $0.column == mark.column }) {
          mark.column -= 1
        }
        marks.append(mark)
      }
    }
    if let threshold = figure.threshold, yScale.domain.contains(threshold.value) {
      dots.level(row: Int(yScale.position(threshold.value)))
    }
    var lines = [LabelText.cleaned(figure.yAxis.title)]
    let positions = yTicks.values.map { Int(yScale.position($0)) }
    for row in 0..<options.rows {
      let label = positions.firstIndex(of: row).map { yLabels[$0] } ?? ""
      let axis = label.isEmpty ? "│" : "┤"
      let letters = marks.filter { $0.row == row }.map { ($0.column, $0.series) }
      lines.append(TextWidth.padded(label, to: left - 1) + axis + dots.line(row, marks: letters, options))
    }
    lines += axisLines(x, left: left, width: width, title: figure.xAxis.title)
    for (index, curve) in figure.curves.enumerated() {
      lines.append(paint("\(letter(index)) ", index, options) + curve.label)
    }
    if let threshold = figure.threshold { lines.append("┄ " + threshold.label) }
    return (lines + figure.notes).joined(separator: "\n") + "\n"
  }

  /// Estimates with intervals, one row each: `├──●──┤`, arrows where an end is open, and the columns of text.
  public static func render(_ chart: IntervalChart, _ options: Options = Options()) -> String {
    let rows = chart.groups.flatMap(\.rows)
    let labels = rows.map {
      TextWidth.shortened(AccessibleText.label($0.label, fallback: "(no name)"), to: options.columns / 3)
    }
    let labelWidth = labels.map(TextWidth.of).max() ?? 0
    let cells = rows.map { row in
      chart.columns.indices.map { $0 < row.cells.count ? LabelText.cleaned(row.cells[$0]) : "" }
    }
    let cellWidths = chart.columns.indices.map { column in
      max(
        TextWidth.of(LabelText.cleaned(chart.columns[column].title)),
        cells.map { TextWidth.of($0[column]) }.max() ?? 0)
    }
    let hasCells = options.columns - labelWidth - cellWidths.reduce(0) { $0 + $1 + 2 } >= 24
    let cellRoom = hasCells ? cellWidths.reduce(0) { $0 + $1 + 2 } : 0
    let width = max(16, options.columns - labelWidth - 3 - cellRoom)
    var values = [chart.reference?.value].compactMap(\.self)
    for row in rows {
      values += [row.estimate].compactMap(\.self)
      values += row.interval?.ends ?? []
    }
    let scale = Scale(
      chart.axis.kind, domain: chart.limits ?? chart.axis.domain(of: values) ?? 0...1, from: 0.5,
      to: Double(width) - 0.5)
    var lines: [String] = []
    if hasCells, !chart.columns.isEmpty {
      lines.append(
        String(repeating: " ", count: labelWidth + 3 + width)
          + zip(chart.columns, cellWidths).map {
            "  " + TextWidth.aligned(LabelText.cleaned($0.title), to: $1, $0.alignment)
          }.joined())
    }
    for index in rows.indices {
      var line = TextWidth.padded(labels[index], to: labelWidth, isLeading: true) + " │ "
      line += interval(rows[index], chart, scale, width: width)
      if hasCells {
        for (column, cellWidth) in cellWidths.enumerated() {
          line +=
            "  " + TextWidth.aligned(cells[index][column], to: cellWidth, chart.columns[column].alignment)
        }
      }
      lines.append(line)
    }
    lines += axisLines(scale, left: labelWidth + 3, width: width, title: chart.axis.fullTitle)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func interval(_ row: IntervalChart.Row, _ chart: IntervalChart, _ scale: Scale, width: Int)
    -> String
  {
    var line = [Character](repeating: " ", count: width)
    func column(_ value: Double) -> Int { Int(scale.position(value)).clamped(0, width - 1) }
    if let reference = chart.reference?.value, scale.domain.contains(reference) {
      line[column(reference)] = "┊"
    }
    guard let estimate = row.estimate, chart.axis.accepts(estimate) else {
      return TextWidth.padded(
        TextWidth.shortened(AccessibleText.label(row.refusal ?? "", fallback: "no estimate"), to: width),
        to: width,
        isLeading: true)
    }
    if let interval = row.interval {
      let lower = interval.lower.flatMap { $0.isNaN || $0 < scale.domain.lowerBound ? nil : $0 }
      let upper = interval.upper.flatMap { $0.isNaN || $0 > scale.domain.upperBound ? nil : $0 }
      let start = column(
        (lower ?? scale.domain.lowerBound).clamped(scale.domain.lowerBound, scale.domain.upperBound))
      let end = column(
        (upper ?? scale.domain.upperBound).clamped(scale.domain.lowerBound, scale.domain.upperBound))
      for place in min(start, end)...max(start, end) { line[place] = "─" }
      line[start] = lower == nil ? "◀" : "├"
      line[end] = upper == nil ? "▶" : "┤"
    }
    if scale.domain.contains(estimate) {
      let marks: [IntervalChart.Verdict: Character] = [
        .better: "▼", .worse: "▲", .inconclusive: "○", .equivalent: "=",
      ]
      line[column(estimate)] = row.isSummary ? "◆" : marks[row.verdict] ?? "●"
    }
    return String(line)
  }

  // MARK: Parts

  private static func axisLines(_ scale: Scale, left: Int, width: Int, title: String) -> [String] {
    // A digit of the figure face is 0.556 em wide; here it is one column.
    let ticks = Ticks.of(scale, room: Ticks.Room(fontSize: 1.8, isHorizontal: true))
    var line = [Character](repeating: "─", count: width)
    var labels = ""
    for (value, label) in zip(ticks.values, ticks.labels) {
      let column = Int(scale.position(value)).clamped(0, width - 1)
      line[column] = "┬"
      let text = label.text + exponent(label)
      let start = left + column - TextWidth.of(text) / 2
      let gap = start - TextWidth.of(labels)
      guard gap > 0 || labels.isEmpty else { continue }
      labels += String(repeating: " ", count: max(0, gap)) + text
    }
    let multiplier = ticks.multiplier == 0 ? "" : ", labels ×10^\(ticks.multiplier)"
    let indent = String(repeating: " ", count: left)
    return [
      String(repeating: " ", count: max(0, left - 1)) + "└" + String(line), labels,
      indent + LabelText.cleaned(title) + multiplier,
    ]
  }

  private static func exponent(_ label: Ticks.Label) -> String { label.exponent.map { "^" + $0 } ?? "" }

  static func letter(_ index: Int) -> Character {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    return letters[index % letters.count]
  }

  static func paint(_ text: String, _ series: Int, _ options: Options) -> String {
    guard options.usesColour else { return text }
    return "\u{1B}[3\([4, 3, 5, 2, 1, 6][series % 6])m\(text)\u{1B}[0m"
  }
}

/// Dots of two by four in each character.
private struct BrailleGrid {
  private let columns: Int
  private let rows: Int
  private var bits: [UInt8]
  private var owners: [Int?]
  private var dashed: Int?

  init(columns: Int, rows: Int) {
    self.columns = max(1, columns)
    self.rows = rows
    bits = Array(repeating: 0, count: self.columns * rows)
    owners = Array(repeating: nil, count: self.columns * rows)
  }

  mutating func level(row: Int) { dashed = row }

  /// A straight line between two places in units of characters.
  mutating func draw(from start: Scene.Point, to end: Scene.Point, series: Int) {
    guard start.x.isFinite, start.y.isFinite, end.x.isFinite, end.y.isFinite else { return }
    let length = max((end.x - start.x).magnitude * 2, (end.y - start.y).magnitude * 4)
    let steps = Int(length.rounded(.up)).clamped(1, 4_000)
    for step in 0...steps {
      let share = Double(step) / Double(steps)
      let x = Int(((start.x + share * (end.x - start.x)) * 2).clamped(0, Double(columns * 2 - 1)))
      let y = Int(((start.y + share * (end.y - start.y)) * 4).clamped(0, Double(rows * 4 - 1)))
      let place = y / 4 * columns + x / 2
      let masks: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
      bits[place] |= masks[x % 2][y % 4]
      owners[place] = owners[place] ?? series
    }
  }

  func line(_ row: Int, marks: [(column: Int, series: Int)], _ options: TextChart.Options) -> String {
    var text = ""
    for column in 0..<columns {
      let place = row * columns + column
      if let mark = marks.last(where: { $0.column.clamped(0, columns - 1) == column }) {
        text += TextChart.paint(String(TextChart.letter(mark.series)), mark.series, options)
      } else if bits[place] != 0, let scalar = Unicode.Scalar(0x2800 + UInt32(bits[place])) {
        text += TextChart.paint(String(Character(scalar)), owners[place] ?? 0, options)
      } else {
        text += dashed == row ? "┄" : " "
      }
    }
    while text.last == " " { text.removeLast() }
    return text
  }
}

/// Widths in terminal columns.
private enum TextWidth {
  static func of(_ text: String) -> Int { text.reduce(0) { $0 + of($1) } }

  private static func of(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      return 2
    default:
      return scalar.properties.isEmojiPresentation
        ? 2 : scalar.properties.generalCategory == .nonspacingMark ? 0 : 1
    }
  }

  static func padded(_ text: String, to width: Int, isLeading: Bool = false) -> String {
    let gap = String(repeating: " ", count: max(0, width - of(text)))
    return isLeading ? text + gap : gap + text
  }

  static func aligned(_ text: String, to width: Int, _ alignment: IntervalChart.Column.Alignment) -> String {
    padded(text, to: width, isLeading: alignment == .leading)
  }

  static func shortened(_ text: String, to width: Int) -> String {
    guard of(text) > width else { return text }
    var result = ""
    for character in text {
      guard of(result) + of(character) < width else { break }
      result.append(character)
    }
    return result + "…"
  }
}
