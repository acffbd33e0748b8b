import Analysis
import Foundation
import Testing

@testable import Reports

@Suite struct LaTeXTests {
  /// Where pdflatex is, if it is.
  private static let program = ["/usr/bin/pdflatex", "/usr/local/bin/pdflatex"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// Compiles a paper; the errors that LaTeX reported, and how many pages it wrote.
  private func compile(_ body: String) throws -> (errors: [Substring], log: String) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "sebs-tex-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(body.utf8).write(to: folder.appendingPathComponent("report.tex"))
    try Data(LaTeXWriter.paper(input: "report", bibliography: "report").utf8).write(
      to: folder.appendingPathComponent("paper.tex"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.program))
    process.arguments = ["-interaction=nonstopmode", "-no-shell-escape", "paper.tex"]
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let bytes = try Data(contentsOf: folder.appendingPathComponent("paper.log"))
    let log = String(decoding: bytes, as: UTF8.self)
    return (log.split(separator: "\n").filter { $0.hasPrefix("!") }, log)
  }

  /// Whether the classes and packages are there; says so when they are not.
  private func isAvailable() throws -> Bool {
    guard Self.program != nil else {
      print("Notice: pdflatex is missing, so LaTeX is not compiled here.")
      return false
    }
    let missing = try compile("Nothing.").errors.first { $0.contains("not found") }
    if let missing { print("Notice: LaTeX is not compiled here: \(missing)") }
    return missing == nil
  }

  @Test(arguments: LaTeXWriter.Dialect.allCases)
  func `The report compiles in IEEEtran`(dialect: LaTeXWriter.Dialect) throws {
    guard try isAvailable() else { return }
    for data in [Examples.campaign, Examples.bare] {
      let (errors, log) = try compile(LaTeXWriter(dialect).write(Examples.document(data, .paper)))
      #expect(errors == [])
      #expect(log.contains("Output written on paper.pdf"))
    }
  }

  @Test func `Hostile labels compile in IEEEtran`() throws {
    guard try isAvailable() else { return }
    let labels = HostileLabelTests.labels[..<400]
    var table = HostileLabelTests.table
    for start in stride(from: 0, to: 400, by: 40) {
      table.rows = Array(HostileLabelTests.table.rows[start..<(start + 40)])
      let part = labels[start..<(start + 40)]
      let (errors, _) = try compile(LaTeXWriter().write(HostileLabelTests.document(part, table: table)))
      #expect(errors == [])
    }
  }

  @Test func `Numbers stand in columns that fit them`() throws {
    let text = LaTeXWriter(.siunitx).write(try Examples.document(Examples.campaign, .paper))
    #expect(text.contains("S[table-format=4.0]@{\\ }l") || text.contains("S[table-format=3.1]@{\\ }l"))
    #expect(!text.contains("\u{202F}") && !text.contains("\u{2212}"))
    let plain = LaTeXWriter(.plain).write(try Examples.document(Examples.campaign, .paper))
    #expect(!plain.contains("S[table-format"))
    #expect(plain.contains("\\phantom{"))
  }

  @Test func `Figures have captions, labels and descriptions`() throws {
    let document = try Examples.document(Examples.campaign, .paper)
    let text = LaTeXWriter().write(document)
    for figure in document.figures {
      #expect(text.contains("\\label{fig:\(figure.slug)}"))
      #expect(text.contains("\\ref{fig:\(figure.slug)}"))
    }
    #expect(text.matches(of: /\\Description\{[^}]/).count == document.figures.count)
    for table in document.tables { #expect(text.contains("\\label{tab:\(table.slug)}")) }
  }
}
