import ArgumentParser
import Foundation
import Studies

/// `sebs study changes`: how often change detection sees what is not there.
struct StudyChanges: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "changes",
    abstract: "How often the default change detection sees a change in series without one.",
    discussion: """
      Normal series of 25 to 800 values, each depending on the one before or not. Takes some CPU minutes in a release
      build with 1000 series a cell.

      Example: sebs study changes --output reports/change-false-alarms.csv
      """)

  @Option(help: "Series a cell.")
  var series = 1000

  @Option(help: "Seed.")
  var seed: UInt64 = 1

  @Option(help: "File to write (default: standard output).")
  var output: String?

  @Flag(help: "Print JSON instead of CSV.")
  var json = false

  func run() throws {
    let rows = try FalseAlarmStudy.run(series: series, seed: seed)
    if json { return try Terminal.outputJSON(rows) }
    let csv = FalseAlarmStudy.csv(rows)
    if let output { try InputFiles.write(csv, to: output) } else { Terminal.output(csv) }
  }
}
