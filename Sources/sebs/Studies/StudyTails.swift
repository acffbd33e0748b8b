public import ArgumentParser
import Foundation
public import Studies

/// `sebs study tails`: how often the diagnosis of slow calls names the planted cause.
struct StudyTails: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tails",
    abstract:
      "How often the cause that was planted in simulated calls is named, and nothing where there is none.",
    discussion: """
      Scenarios of `sebs simulate`, eleven causes in turn and as many without a cause. `sebs simulate --cause PLANTED
      --seed SCENARIO` makes the calls of a row again. The held-out scenarios were not looked at while the diagnosis
      was made. Takes some CPU minutes in a release build.

      Example: sebs study tails --output reports/tail-simulation.csv
      """)

  @Option(help: "Scenarios with a cause, and as many without.")
  var scenarios = 200

  @Option(help: "Set of scenarios: held-out or development.")
  var seeds = TailsStudy.Seeds.heldOut

  @Option(help: "File to write (default: standard output).")
  var output: String?

  @Flag(help: "Print JSON instead of CSV, with the true shares and all candidates.")
  var json = false

  func validate() throws {
    if !(1...100_000).contains(scenarios) {
      throw ValidationError("--scenarios must lie between 1 and 100000, such as 200.")
    }
  }

  func run() async throws {
    let rows = try await TailsStudy.run(
      TailsStudy.Options(withCause: scenarios, without: scenarios, seeds: seeds))
    let summary = TailsStudy.Summary(rows)
    if json {
      try Terminal.outputJSON(rows)
    } else {
      let csv = TailsStudy.csv(rows)
      if let output { try InputFiles.write(csv, to: output) } else { Terminal.output(csv) }
    }
    let cells = summary.confusion.map { [$0.planted, $0.named, "\($0.scenarios)"] }
    Terminal.say(
      Terminal.table([["planted", "named", "scenarios"]] + cells, numeric: [2]) + "\n" + summary.text)
  }
}

extension TailsStudy.Seeds: ExpressibleByArgument {}
