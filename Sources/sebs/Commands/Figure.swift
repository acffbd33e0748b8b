import ArgumentParser
import Charts
import Figures
import Foundation
import Interchange

/// `sebs figure`: one figure from the columns of a table.
struct FigureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "figure",
    abstract: "Draws a figure from the columns of a table, as SVG, PDF or PNG in the width of a venue.",
    discussion: """
      --list names the charts, what each needs and an example of each; with --chart, that one alone. A column is assigned to what it is for with --column ROLE=NAME;
      without that, the column of the same name is taken. The title over the figure follows from the data unless
      --title gives another. Several --chart make one figure with letters; 2:ROLE=NAME is meant for the second.

      Example:
        sebs figure --chart tail --data calls.csv --column value=latency_ms --column group=platform \\
          --width 84.7mm --theme acm --output tail.pdf
      """)

  @Flag(help: "List the charts with their columns and examples, all or those of --chart.")
  var list = false

  @Option(help: "Chart to draw; --list names them. Repeat it for several charts beside each other.")
  var chart: [String] = []

  @Option(
    help:
      "Table to read: CSV with a header or JSON Lines; - for standard input. One for all charts, or one each."
  )
  var data: [String] = []

  @Option(
    help: ArgumentHelp("Column for a role; 2:ROLE=NAME for the second chart.", valueName: "role=name"))
  var column: [String] = []

  @Option(help: "Keep only rows with this value of a column; 2:NAME=VALUE for the second chart.")
  var `where`: [String] = []

  @Option(help: "Title of an axis, such as \"value=Latency (ms)\".")
  var label: [String] = []

  @Option(help: "Spacing of an axis, such as value=log or value=linear.")
  var scale: [String] = []

  @Option(help: "Title over the figure; 2:WORDS for the second chart. An empty one leaves it out.")
  var title: [String] = []

  @Option(help: "Width, such as 84.7mm, 600px, column or page (default: the column of the theme).")
  var width = "column"

  @Option(help: "Height in the unit of the width (default: what suits).")
  var height: Double?

  @Option(help: "Theme: light, dark, grey, acm, ieee, lncs, nature or slides.")
  var theme = "light"

  @Option(
    help: ArgumentHelp(
      "Charts beside each other, such as 2 or 1.5:1 for their widths; those left over follow below. Rows of "
        + "their own forms with / between them, such as 1/2 for one over two."))
  var beside: String?

  @Option(help: "Nominal level of intervals.")
  var level = 0.95

  @Option(help: "Seed of resampling.")
  var seed: UInt64 = 1

  @Option(help: "Relative change that does not matter, where the chart knows one.")
  var margin: Double?

  @Option(help: "Value to mark, such as \"250=objective\".")
  var mark: [String] = []

  @Option(
    help:
      "Moment of a change of level, such as 2024-06-10T02:00Z, or none (default: found in the data).")
  var change: [String] = []

  @Option(help: "Time zone of time axes, such as Europe/Berlin (default: UTC).")
  var zone: String?

  @Option(help: "Number of values after which a pattern repeats, such as 24.")
  var season: Int?

  @Option(
    help:
      "TrueType file to embed into a PDF, such as LiberationSans-Regular.ttf; its bold face must stand beside it."
  )
  var font: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "File to write, ending in .svg, .pdf or .png (default: SVG to standard output). PNG has 300 dots per inch "
        + "and needs rsvg-convert."))
  var output: String?

  @Flag(help: "Print the caption to standard output beside writing the file.")
  var caption = false

  func validate() throws {
    if list { return }
    if chart.isEmpty || data.isEmpty {
      throw ValidationError("--chart and --data are needed; --list names the charts.")
    }
    if data.count != 1 && data.count != chart.count {
      throw ValidationError("Give one --data for all charts, or one for each of the \(chart.count).")
    }
    if !(level > 0 && level < 1) { throw ValidationError("--level must lie between 0 and 1, such as 0.95.") }
    if let output, !["svg", "pdf", "png"].contains(where: { output.hasSuffix("." + $0) }) {
      throw ValidationError("--output must end in .svg, .pdf or .png.")
    }
    if let beside, Self.rowShares(beside) == nil {
      throw ValidationError("--beside takes a number, widths such as 1.5:1, or rows of these such as 1/2.")
    }
  }

  func run() throws {
    if list { return Terminal.output(try listing()) }
    guard let theme = Theme.named.first(where: { $0.name == self.theme })?.theme else {
      throw UsageError("--theme must be one of \(Theme.named.map(\.name).joined(separator: ", ")).")
    }
    let options = try figureOptions()
    let figures = try chart.indices.map { index in
      try FigureKind.named(chart[index]).figure(of: try table(index), options)
    }
    let parts = figures.enumerated().map { index, figure in
      FigureBoard.Part(title(of: index) ?? figure.title, figure.chart)
    }
    let board = FigureBoard(rows: rows(parts))
    let scene = board.scene(width: try figureWidth(theme), height: height, theme: theme)
    if let output, output.hasSuffix(".pdf") {
      try InputFiles.write(
        bytes: PDF.document(scene, theme: theme, fonts: try FigureFonts.find(named: font)), to: output)
    } else {
      let text = SVG.portable(scene, theme: theme)
      switch output {
      case nil: Terminal.output(text)
      case let output? where output.hasSuffix(".png"): try Rasteriser.write(text, to: output)
      case let output?: try InputFiles.write(text, to: output)
      }
    }
    let words = (captions(figures) + scene.notes).filter { !$0.isEmpty }.joined(separator: " ")
    if caption { Terminal.output(words + "\n") } else if output != nil { Terminal.say(words) }
  }

  // MARK: Options

  private func figureOptions() throws -> FigureOptions {
    var options = FigureOptions()
    options.level = level
    options.seed = seed
    options.margin = margin
    options.season = season
    for pair in try label.map({ try Self.pair($0, "--label") }) { options.labels[pair.0] = pair.1 }
    for pair in try scale.map({ try Self.pair($0, "--scale") }) {
      guard ["log", "linear"].contains(pair.1) else {
        throw UsageError("--scale takes ROLE=log or ROLE=linear.")
      }
      options.isLogarithmic[pair.0] = pair.1 == "log"
    }
    options.marks = try mark.map {
      let pair = try Self.pair($0, "--mark")
      guard let value = Moment.seconds(of: pair.0) else {
        throw UsageError("--mark takes VALUE=WORDS, such as 250=objective.")
      }
      return ReferenceLine(value, label: pair.1)
    }
    if !change.isEmpty { options.changes = change == ["none"] ? [] : try change.map(Self.moment) }
    if let zone {
      guard let known = ClockZone(identifier: zone) else {
        throw UsageError(
          "\(zone) is not a known zone. Known are: \(ClockZone.identifiers.joined(separator: ", ")).")
      }
      options.zone = known
    }
    return options
  }

  private static func moment(_ text: String) throws -> Double {
    guard let moment = Moment.seconds(of: text) else {
      throw UsageError("--change takes a time such as 2024-06-10T02:00Z, or none.")
    }
    return moment
  }

  private static func pair(_ text: String, _ option: String) throws -> (String, String) {
    guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
      throw UsageError("\(option) takes NAME=VALUE; \(text) has no =.")
    }
    return (String(text[..<sign]), String(text[text.index(after: sign)...]))
  }

  /// The entries of an option that belong to a chart: those without a number, and those with its own.
  private func entries(_ texts: [String], of index: Int, _ option: String) throws -> [(String, String)] {
    try texts.compactMap { text in
      let head = text.prefix { $0.isNumber }
      guard !head.isEmpty, text.dropFirst(head.count).first == ":" else { return try Self.pair(text, option) }
      return Int(head) == index + 1 ? try Self.pair(String(text.dropFirst(head.count + 1)), option) : nil
    }
  }

  private func table(_ index: Int) throws -> FigureTable {
    let path = data.count == 1 ? data[0] : data[index]
    var table = try ColumnTable(InputFiles.bytes(of: path), file: InputFiles.shown(path))
    for filter in try entries(`where`, of: index, "--where") {
      table = try table.rows(where: filter.0, is: filter.1)
    }
    return try FigureTable(
      table, columns: Dictionary(try entries(column, of: index, "--column")) { _, last in last })
  }

  private func title(of index: Int) -> String? {
    let mark = "\(index + 1):"
    if let own = title.last(where: { $0.hasPrefix(mark) }) { return String(own.dropFirst(mark.count)) }
    return chart.count == 1 ? title.last : nil
  }

  private func figureWidth(_ theme: Theme) throws -> FigureWidth {
    switch width {
    case "column": return theme.columnWidth
    case "page": return theme.pageWidth
    default:
      if width.hasSuffix("mm"), let value = Double(width.dropLast(2)), value > 0 {
        return .millimetres(value)
      }
      if width.hasSuffix("px"), let value = Double(width.dropLast(2)), value > 0 { return .pixels(value) }
      throw UsageError("--width takes a length such as 84.7mm or 600px, or column or page.")
    }
  }

  /// The widths of the charts of each row; `nil` for words that are none.
  private static func rowShares(_ text: String) -> [[Double]]? {
    let rows = text.split(separator: "/", omittingEmptySubsequences: false).map { row -> [Double]? in
      let shares = row.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
      guard shares.allSatisfy({ $0.map { $0 > 0 && $0 <= 100 } ?? false }) else { return nil }
      if shares.count == 1, let count = shares[0] {
        return count == count.rounded() && count <= 8 ? Array(repeating: 1, count: Int(count)) : nil
      }
      return shares.compactMap(\.self)
    }
    return rows.contains { $0 == nil } ? nil : rows.compactMap(\.self)
  }

  /// The charts in rows; the last form of a row serves all further ones.
  private func rows(_ parts: [FigureBoard.Part]) -> [[FigureBoard.Part]] {
    let forms = beside.flatMap(Self.rowShares) ?? [[1]]
    var rows: [[FigureBoard.Part]] = []
    var rest = parts[...]
    while !rest.isEmpty {
      let shares = forms[min(rows.count, forms.count - 1)]
      rows.append(
        zip(rest, shares).map { part, share in FigureBoard.Part(part.title, part.chart, share: share) })
      rest = rest.dropFirst(shares.count)
    }
    return rows
  }

  /// The captions, with the letters of the parts where there are several.
  private func captions(_ figures: [Figure]) -> [String] {
    figures.enumerated().map { index, figure in
      figures.count == 1 || figure.caption.isEmpty
        ? figure.caption : "(\(FigureBoard.letter(index))) \(figure.caption)"
    }
  }

  private func listing() throws -> String {
    let kinds = chart.isEmpty ? FigureKind.all : try chart.map(FigureKind.named)
    return kinds.map { kind in
      "\(kind.name): \(kind.summary)\n"
        + kind.roles.map { role in
          let padding = String(repeating: " ", count: max(1, 12 - role.name.count))
          return "  \(role.name)\(padding)\(role.meaning)\(role.isRequired ? "" : " (optional)")\n"
        }.joined() + "  Example: sebs figure \(kind.example.arguments) --output \(kind.name).svg\n"
    }.joined(separator: "\n")
      + (chart.isEmpty ? "\nThe tables of the examples are in fixtures/gallery.\n" : "")
  }
}
