import ArgumentParser
import Reports

/// The command line of the toolkit.
@main
struct Sebs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sebs",
    abstract: "Measures serverless functions, works out what the numbers mean, and prints reports.",
    discussion: """
      First steps:
        sebs quickstart                       measure this machine, write reports/quickstart.html
        sebs report measurements.jsonl        report on files of this or another tool
        sebs run perf-cost --platform http --url https://example.org/f --pattern burst

      Exit codes: 0 success, 1 the verdict asked for says no, 2 wrong usage, 3 input unreadable, 4 platform or
      store failed, 5 not enough data, 130 interrupted.
      """,
    version: ToolVersion.current,
    subcommands: [
      Quickstart.self, Run.self, Import.self, Report.self, Show.self, Export.self, Validate.self, Store.self,
      List.self, Compare.self, Tune.self, BillCommand.self, Explain.self, History.self, WatchCommand.self,
      FigureCommand.self, Stat.self, Simulate.self, StudyCommand.self, Doctor.self,
    ])

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      ExitStatus.leave(with: error)
    }
  }
}
