import ArgumentParser
import Foundation
import Studies

/// `sebs study outliers`: the score for rows of any shape against labels.
struct StudyOutliers: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outliers",
    abstract: "Scores labelled sets for outliers, beside other libraries at their defaults.",
    discussion: """
      The sets of ADBench as tables are read from a folder; the last column, label, is 1 for outliers.

      Example: sebs study outliers adbench --peers fixtures/adbench/peers.csv --output reports/outliers-adbench.csv
      """)

  @Argument(help: "Folder with one CSV file a set.")
  var folder: String

  @Option(help: "Table set, method, auc of the peers, as scripts/peers-adbench.py prints it.")
  var peers: String?

  @Option(help: "File to write (default: standard output).")
  var output: String?

  @Flag(help: "Print JSON instead of CSV.")
  var json = false

  func run() throws {
    let rows = try OutliersStudy.run(
      folder: URL(fileURLWithPath: folder), peers: peers.map { URL(fileURLWithPath: $0) })
    if json { return try Terminal.outputJSON(rows) }
    let csv = OutliersStudy.csv(rows)
    if let output { try InputFiles.write(csv, to: output) } else { Terminal.output(csv) }
  }
}
