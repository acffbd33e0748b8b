import ArgumentParser
import Foundation
import Studies

/// `sebs study changes`: how often change detection sees what is not there.
struct StudyChanges: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "changes",
    abstract: "How often the default change detection sees a change in series without one.",
    discussion: """
      Normal series of 25 to 800 values, each depending on the one before or not. Takes some CPU minutes in a release
      build with 1000 series a cell.

      With --wander: the search for lasting levels, as sebs history makes it, in series of 50 to 1350 values whose
      level wanders, by persistence and size of the wander, on all processors.

      Examples:
        sebs study changes --output reports/change-false-alarms.csv
        sebs study changes --wander --series 200
      """)

  @Option(help: "Series a cell.")
  var series = 1000

  @Option(help: "Seed.")
  var seed: UInt64 = 1

  @Option(help: "File to write (default: standard output).")
  var output: String?

  @Flag(help: "Series whose level wanders, and the search for lasting levels.")
  var wander = false

  @Flag(help: "Print JSON instead of CSV.")
  var json = false

  func run() async throws {
    if wander {
      let rows = try await WanderAlarmStudy.run(series: series, seed: seed)
      if json { return try Terminal.outputJSON(rows) }
      return try write(WanderAlarmStudy.csv(rows))
    }
    let rows = try FalseAlarmStudy.run(series: series, seed: seed)
    if json { return try Terminal.outputJSON(rows) }
    try write(FalseAlarmStudy.csv(rows))
  }

  private func write(_ csv: String) throws {
    if let output { try InputFiles.write(csv, to: output) } else { Terminal.output(csv) }
  }
}
