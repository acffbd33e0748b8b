import ArgumentParser
import Foundation
import Studies

/// `sebs study tcpd`: change points against human annotators.
struct StudyTCPD: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tcpd",
    abstract:
      "Scores the default change detection on the Turing Change Point Dataset, beside published scores.",
    discussion: """
      Example: sebs study tcpd fixtures/tcpd --output reports/tcpd.csv
      """)

  @Argument(help: "Folder with annotations.json, published_default_scores.json and datasets/.")
  var folder: String

  @Option(help: "File to write (default: standard output).")
  var output: String?

  @Flag(help: "Print JSON instead of CSV.")
  var json = false

  func run() throws {
    let rows = try TCPDStudy.run(folder: URL(fileURLWithPath: folder))
    if json { return try Terminal.outputJSON(rows) }
    let csv = TCPDStudy.csv(rows)
    if let output { try InputFiles.write(csv, to: output) } else { Terminal.output(csv) }
  }
}
