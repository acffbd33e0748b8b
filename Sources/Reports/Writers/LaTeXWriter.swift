import Analysis
import Charts
import Statistics

/// Writes a document as a file to `\input` into a paper: prose, booktabs tables and figures.
public struct LaTeXWriter: Sendable {
  /// How numbers in tables are aligned.
  public enum Dialect: String, CaseIterable, Sendable {
    /// On the decimal point, by the package siunitx.
    case siunitx
    /// To the right, padded with phantom digits, without any package but booktabs.
    case plain
  }

  /// How numbers are aligned.
  public var dialect: Dialect
  /// Folder of the figures, as the paper sees it.
  public var figureFolder: String

  /// Creates a writer.
  public init(_ dialect: Dialect = .siunitx, figureFolder: String = "figures") {
    self.dialect = dialect
    self.figureFolder = figureFolder
  }

  /// The file.
  public func write(_ document: Document) -> String {
    var lines = [
      "% \(comment(document.generator)): \(comment(document.title))",
      "% \\input this file. It needs \\usepackage[T1]{fontenc}, textcomp, graphicx, booktabs\(dialect == .siunitx ? " and siunitx" : "").",
      "% Figures are looked for as PDF: sebs report writes them when its output is a folder.",
      "\\providecommand{\\Description}[1]{}", "",
      "\\section{\(LaTeX.escaped(document.title))}", "", prose(document.subtitle) + ".", "",
    ]
    for section in document.sections {
      lines += ["\\subsection{\(LaTeX.escaped(section.heading))}", "\\label{sec:\(section.id)}", ""]
      lines += section.blocks.flatMap { block($0) + [""] }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A paper that holds nothing but the report, to be compiled at once.
  public static func paper(input: String, bibliography: String) -> String {
    """
    \\documentclass[conference]{IEEEtran}
    \\usepackage[T1]{fontenc}
    \\usepackage{textcomp,graphicx,booktabs,siunitx}
    \\begin{document}
    \\input{\(input)}
    \\nocite{*}
    \\bibliographystyle{IEEEtran}
    \\bibliography{\(bibliography)}
    \\end{document}

    """
  }

  // MARK: Blocks

  private func block(_ block: Block) -> [String] {
    switch block {
    case .sentences(let sentences): [sentences.map(prose).joined(separator: " ")]
    case .findings(let findings):
      list(
        "enumerate",
        findings.map { finding in
          let more = finding.consequence.map { " \(prose($0))" } ?? ""
          return "\\textbf{\(finding.standing.word).} \(prose(finding.sentence))\(more)"
        })
    case .figure(let figure): self.figure(figure)
    case .table(let table): LaTeXTable(table, dialect).lines()
    case .facts(let facts):
      list("itemize", facts.map { "\\emph{\(prose($0.name))}: \(prose($0.value))" })
    case .remarks(let remarks): list("itemize", remarks.map(prose))
    case .code(let code):
      ["\\begin{quote}\\raggedright\\ttfamily\\small", LaTeX.escaped(code), "\\end{quote}"]
    case .scoreCard(let checks):
      list(
        "enumerate",
        checks.map {
          "\\textbf{\(LaTeX.escaped($0.outcome.rawValue))}: \(LaTeX.escaped($0.rule.demand)) \(prose($0.evidence))"
        })
    case .references(let references):
      list(
        "itemize",
        references.map { "\(LaTeX.escaped($0.text)) Used for: \(LaTeX.escaped($0.use)).~\\cite{\($0.key)}" })
    }
  }

  private func list(_ name: String, _ items: [String]) -> [String] {
    if items.isEmpty { return [] }
    return ["\\begin{\(name)}"] + items.map { "  \\item \($0)" } + [
      "\\end{\(name)}"
    ]
  }

  private func figure(_ figure: Figure) -> [String] {
    let scene = figure.chart.scene(width: .ieeeColumn, height: nil)
    let file = "\(figureFolder)/\(figure.slug).pdf"
    let mention = figure.headline.map { prose($0) + " " } ?? ""
    return [
      "\(mention)See Fig.~\\ref{fig:\(figure.slug)}.", "", "\\begin{figure}", "  \\centering",
      "  \\IfFileExists{\(file)}{\\includegraphics[width=\\columnwidth]{\(file)}}{\\fbox{\\texttt{\(LaTeX.escaped(file))}}}",
      "  \\caption{\(prose(figure.caption))}", "  \\label{fig:\(figure.slug)}",
      "  \\Description{\(LaTeX.escaped(String(scene.description.prefix(1_900))))}", "\\end{figure}",
    ]
  }

  private func prose(_ sentence: Sentence) -> String { LaTeX.escaped(sentence.text) }

  /// A comment must not end before its line does.
  private func comment(_ text: String) -> String {
    String(LaTeX.escaped(text).prefix(200))
  }
}

/// A table in one of the dialects.
private struct LaTeXTable {
  private let table: Table
  private let dialect: LaTeXWriter.Dialect

  init(_ table: Table, _ dialect: LaTeXWriter.Dialect) {
    self.table = table
    self.dialect = dialect
  }

  /// Rows beyond which a table no longer fits on a page.
  private static let mostRows = 40

  func lines() -> [String] {
    let shown = table.rows.prefix(Self.mostRows)
    let left = table.rows.count - shown.count
    let isWide = table.columns.reduce(0) { $0 + ($1.kind == .estimate ? 2 : 1) } > 5
    let environment = isWide ? "table*" : "table"
    var lines = [
      "\\begin{\(environment)}", "  \\centering", "  \\caption{\(LaTeX.escaped(table.caption.text))}",
      "  \\label{tab:\(table.slug)}", "  \\footnotesize", "  \\setlength{\\tabcolsep}{4pt}",
      "  \\begin{tabular}{@{}\(columns())@{}}", "    \\toprule", "    \(header()) \\\\", "    \\midrule",
    ]
    lines += shown.map { "    \(row($0)) \\\\" }
    lines += ["    \\bottomrule", "  \\end{tabular}"]
    if left > 0 { lines.append("  \\par\\smallskip \(left) more rows are in the CSV file of this table.") }
    return lines + ["\\end{\(environment)}"]
  }

  private func columns() -> String {
    table.columns.enumerated().map { index, column in
      let numbers = column.kind == .text ? "l" : number(index)
      return column.kind == .estimate ? numbers + "@{\\ }l" : numbers
    }.joined(separator: " ")
  }

  /// The digits before and after the point that the column needs.
  private func digits(_ column: Int) -> (whole: Int, decimals: Int, isNegative: Bool) {
    let cells = table.rows.prefix(Self.mostRows).map { $0.cells[column] }.filter(Self.isNumber)
    let whole = cells.map { cell in
      var digits = 1
      var rest = (cell.number ?? 0).magnitude
      while rest >= 9.9999 { (rest, digits) = (rest / 10, digits + 1) }
      return digits
    }
    return (
      whole.max() ?? 1, cells.map(\.decimals).max() ?? 0, cells.contains { ($0.number ?? 0) < 0 }
    )
  }

  private func number(_ column: Int) -> String {
    guard dialect == .siunitx else { return "r" }
    let (whole, decimals, isNegative) = digits(column)
    return "S[table-format=\(isNegative ? "-" : "")\(whole).\(decimals)]"
  }

  private static func isNumber(_ cell: TableCell) -> Bool {
    switch cell {
    case .count, .number, .estimate: cell.number?.isFinite == true
    case .text, .bound, .refused, .missing: false
    }
  }

  private func header() -> String {
    table.columns.map { column in
      let text = LaTeX.escaped(column.heading)
      switch column.kind {
      case .text: return text
      case .number: return "{\(text)}"
      case .estimate: return "\\multicolumn{2}{c}{\(text)}"
      }
    }.joined(separator: " & ")
  }

  private func row(_ row: TableRow) -> String {
    zip(row.cells, table.columns).enumerated().map { index, pair in
      let (cell, column) = pair
      if column.kind == .text { return LaTeX.escaped(shortened(cell.text)) }
      let value = Self.isNumber(cell) ? numeral(cell, index) : "{\(LaTeX.escaped(cell.text))}"
      guard column.kind == .estimate else { return value }
      return "\(value) & \(LaTeX.escaped(cell.note ?? ""))"
    }.joined(separator: " & ")
  }

  /// A column must fit on the page; whole names are in the CSV file.
  private func shortened(_ text: String) -> String {
    text.count <= 48 ? text : "\(text.prefix(30))…\(text.suffix(16))"
  }

  private func numeral(_ cell: TableCell, _ column: Int) -> String {
    if dialect == .siunitx {
      // siunitx groups digits itself and reads plain numbers only.
      return String(cell.text.filter { $0 != "\u{202F}" }.map { $0 == "\u{2212}" ? "-" : $0 })
    }
    let (_, decimals, _) = digits(column)
    let missing = decimals - cell.decimals
    guard missing > 0 else { return LaTeX.escaped(cell.text) }
    let phantom = (cell.decimals == 0 ? "." : "") + String(repeating: "0", count: missing)
    return LaTeX.escaped(cell.text) + "\\phantom{\(phantom)}"
  }
}
