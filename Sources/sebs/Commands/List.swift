import ArgumentParser
import Experiments
import Platforms
import Pricing
import Workloads

/// `sebs list`: what there is to choose from.
struct List: AsyncParsableCommand {
  enum Subject: String, CaseIterable, ExpressibleByArgument {
    case platforms, workloads, experiments, prices
  }

  static let configuration = CommandConfiguration(
    abstract: "Lists platforms, workloads, experiments or prices.",
    discussion: """
      Example:
        sebs list workloads --json
      """)

  @Argument(help: "platforms, workloads, experiments or prices.")
  var subject: Subject

  @Flag(help: "Print the list as JSON.")
  var json = false

  func run() async throws {
    if subject == .prices { return try PriceList(books: PriceBook.all).print(asJSON: json) }
    let entries = entries()
    if json { return try Terminal.outputJSON(entries) }
    Terminal.output(Terminal.table([["NAME", "WHAT"]] + entries.map { [$0.name, $0.description] }))
  }

  private func entries() -> [Entry] {
    switch subject {
    case .platforms: PlatformChoice.allCases.map { Entry(name: $0.rawValue, description: $0.summary) }
    case .workloads:
      WorkloadCatalogue.standard.workloads.map { workload in
        let needs = workload.needsPackageIndex ? "needs a package index once" : "needs the interpreter alone"
        return Entry(
          name: workload.id,
          description: "\(workload.title) (\(workload.language), \(needs)): \(workload.summary)")
      }
    case .experiments:
      ExperimentCatalogue.standard.experiments.map { Entry(name: $0.name, description: $0.summary) }
    case .prices: []
    }
  }

  private struct Entry: Encodable {
    var name: String
    var description: String
  }
}
