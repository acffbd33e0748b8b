import Analysis
import Charts
import Foundation
import Reports

/// What a path asks a report to be written as.
enum ReportForm {
  case page
  case latex
  case markdown
  case json
  case folder

  /// The form by the ending of a path.
  ///
  /// - Throws: ``UsageError`` for an ending that no writer has.
  init(path: String) throws {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if path.hasSuffix("/") || (exists && isFolder.boolValue) {
      self = .folder
      return
    }
    switch URL(fileURLWithPath: path).pathExtension.lowercased() {
    case "html", "htm": self = .page
    case "tex": self = .latex
    case "md", "markdown": self = .markdown
    case "json": self = .json
    case let ending:
      throw UsageError(
        "--output \(path): \(ending.isEmpty ? "no ending" : "." + ending) is not known. Use .html, .tex, .md, .json, or a folder with a slash at its end."
      )
    }
  }

  /// Whom the form serves unless the command says otherwise.
  var profile: Profile {
    switch self {
    case .page, .json, .folder: .engineer
    case .latex: .paper
    case .markdown: .ci
    }
  }
}

/// Writes a document in its forms and tells about it; shared by `report` and `quickstart`.
struct ReportFiles {
  private let document: Document
  private let study: Study
  /// How LaTeX aligns numbers.
  var dialect = LaTeXWriter.Dialect.siunitx
  /// Width of figures that are files.
  var figureWidth = FigureWidth.millimetres(139)

  init(_ document: Document, _ study: Study) {
    self.document = document
    self.study = study
  }

  func write(_ form: ReportForm, to path: String) throws {
    switch form {
    case .page: try InputFiles.write(HTMLWriter().write(document), to: path)
    case .latex:
      try InputFiles.write(LaTeXWriter(dialect).write(document), to: path)
      try InputFiles.write(
        bibliography, to: URL(fileURLWithPath: path).deletingPathExtension().path + ".bib")
    case .markdown: try InputFiles.write(MarkdownWriter().write(document), to: path)
    case .json: try InputFiles.write(try JSONWriter().write(document, of: study), to: path)
    case .folder: try writeAll(to: path.hasSuffix("/") ? String(path.dropLast()) : path)
    }
  }

  private func writeAll(to folder: String) throws {
    try write(.page, to: "\(folder)/report.html")
    try write(.latex, to: "\(folder)/report.tex")
    try write(.json, to: "\(folder)/report.json")
    try InputFiles.write(
      MarkdownWriter(figureFolder: "figures", mostCharacters: .max).write(document), to: "\(folder)/report.md"
    )
    try InputFiles.write(
      LaTeXWriter.paper(input: "report", bibliography: "report"), to: "\(folder)/paper.tex")
    for (name, csv) in CSVWriter().write(document) {
      try InputFiles.write(csv, to: "\(folder)/tables/\(name).csv")
    }
    try writeFigures(to: "\(folder)/figures")
    let fonts = try FigureFonts.find()
    // As wide as the column that the LaTeX gives them, so that their letters keep their size.
    for (name, scene) in FigureFiles.scenes(document, width: .ieeeColumn) {
      try InputFiles.write(bytes: PDF.document(scene, fonts: fonts), to: "\(folder)/figures/\(name).pdf")
    }
  }

  /// Writes every figure as a file of its own, laid out for the width.
  func writeFigures(to folder: String) throws {
    for (name, svg) in FigureFiles.svg(document, width: figureWidth) {
      try InputFiles.write(svg, to: "\(folder)/\(name).svg")
    }
  }

  private var bibliography: String {
    Reference.bibliography(
      document.blocks.flatMap { block -> [Reference] in
        if case .references(let references) = block { references } else { [] }
      })
  }

  /// The weightiest findings, and where the report is.
  static func announce(_ study: Study, path: String) {
    for finding in study.findings.prefix(3) { tell(finding) }
    Terminal.output("\nReport: \(path)\n")
  }

  /// A finding for people.
  static func tell(_ finding: Finding) {
    Terminal.output("\(finding.standing.word): \(finding.sentence.text)\n")
    if let consequence = finding.consequence { Terminal.output("  \(consequence.text)\n") }
  }

  /// The command that makes a report of `words`.
  static func command(verb: String = "report", _ words: [String], output: String) -> String {
    (["sebs", verb] + words + ["--output", output]).map(shellQuoted).joined(separator: " ")
  }

  private static func shellQuoted(_ word: String) -> String {
    let plain = word.unicodeScalars.allSatisfy {
      $0.isASCII
        && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_./=@:,+".unicodeScalars.contains($0))
    }
    return plain && !word.isEmpty ? word : "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
