import Archive
import ArgumentParser
import Foundation
import Interchange
import Measurements

/// `sebs import`: puts data of this or another tool into the store.
struct Import: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads files of any known format into the store.",
    discussion: """
      The format is found by content: sebs JSON Lines and CSV, results of the original suite (experiments.json,
      cold_results_256.json), lambda-perf days and tables, memory sweeps, traces of AWS X-Ray (batch-get-traces) and
      tables of cold starts made of them, results of FaaSdom and of serverless-performance-modeling.

      Examples:
        sebs import warm_results_256.json warm_results_512.json
        sebs import days/2024-*.json --title "Cold starts 2024"
      """)

  @Argument(help: "Files to read; all of one format become one campaign.")
  var files: [String]

  @Option(help: "Title of the campaign.")
  var title: String?

  @OptionGroup var store: StoreOptions

  @Flag(help: "Print what was imported as JSON.")
  var json = false

  func run() async throws {
    var result = try InputFiles.read(files)
    if let title { result.dataSet.campaign.title = title }
    let data = result.dataSet
    let archive = try store.open()
    // Importing the same files again replaces what is there, so that nothing is counted twice.
    if try archive.campaigns().contains(where: { $0.campaign.id == data.campaign.id }) {
      try archive.delete(campaign: data.campaign.id)
    }
    try archive.add(data)
    for warning in result.warnings { Terminal.say("Note: \(warning)") }
    if json {
      return try Terminal.outputJSON(
        Imported(campaign: data.campaign.id, runs: data.runs.count, invocations: data.invocationCount))
    }
    Terminal.output(
      "Imported \(data.invocationCount) calls in \(data.runs.count) runs as \(data.campaign.id)\n"
        + "Report on them with: sebs report \(data.campaign.id)\n")
  }

  private struct Imported: Encodable {
    var campaign: String
    var runs: Int
    var invocations: Int
  }
}
