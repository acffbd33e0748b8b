import ArgumentParser
import Foundation
import Studies

/// `sebs study tune`: how often the set of sizes that could be best holds the best one.
struct StudyTune: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "How often the sizes that `sebs tune` calls possibly best hold the truly best one.",
    discussion: """
      Simulated functions with a known best size: five shapes of time against memory, 5 to 30 batches of ten calls, four
      goals. Takes some CPU minutes in a release build.

      Example: sebs study tune --samples 120 --output reports/tune-simulation.csv
      """)

  @Option(help: "Simulated measurements a cell.")
  var samples = 1000

  @Option(help: "Seed.")
  var seed: UInt64 = 1

  @Option(help: "File to write (default: standard output).")
  var output: String?

  @Flag(help: "Print JSON instead of CSV.")
  var json = false

  func run() async throws {
    let rows = try await TuneStudy.run(TuneStudy.Options(samples: samples, seed: seed))
    if json { return try Terminal.outputJSON(rows) }
    let csv = TuneStudy.csv(rows)
    if let output { try InputFiles.write(csv, to: output) } else { Terminal.output(csv) }
  }
}
