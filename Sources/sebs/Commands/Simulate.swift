import ArgumentParser
import Foundation
import Interchange
import Measurements
import Reports
import Simulation

/// `sebs simulate`: calls of a simulated function whose cause of slowness is known.
struct Simulate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes simulated calls whose cause of slowness is known, to try a diagnosis on.",
    discussion: """
      The function, its load, what calls share and what is recorded are drawn from the seed; equal command lines
      write equal bytes. The truth stands in the campaign's notices, and the scenario in its plan.

      Examples:
        sebs simulate --list
        sebs simulate --cause "client-side connection" --share 1% --calls 5000 --seed 7 -o data.jsonl
        sebs simulate --cause none --seed 3 -o quiet.jsonl
        sebs simulate --cause storage --print-scenario > scenario.json
        sebs simulate --scenario scenario.json -o data.jsonl
      """)

  @Option(help: "What makes calls slow: a name of --list, or none.")
  var cause: CauseChoice?

  @Option(help: "Share of the calls that it hits, such as 1% or 0.01 (default: drawn).")
  var share: ShareOfCalls?

  @Option(help: "Number of calls, 20 to 1000000 (default: drawn, 300 to 20000).")
  var calls: Int?

  @Option(help: "Seed (default: 1, or that of the scenario).")
  var seed: UInt64?

  @Option(help: "Scenario to simulate, as --print-scenario writes it.")
  var scenario: String?

  @Option(name: .shortAndLong, help: "File to write, sebs/1 JSON Lines (default: standard output).")
  var output: String?

  @Flag(help: "Print the scenario as JSON instead of simulating it.")
  var printScenario = false

  @Flag(help: "List the causes and end.")
  var list = false

  func validate() throws {
    if list { return }
    if scenario != nil {
      if cause != nil || share != nil || calls != nil {
        throw ValidationError(
          "--scenario says the cause, the share and the calls: edit the file, or leave --cause, --share and --calls out."
        )
      }
    } else if cause == nil {
      throw ValidationError(
        "Say --cause with a name of `sebs simulate --list` or none, or name a --scenario.")
    }
    if let calls, !(20...1_000_000).contains(calls) {
      throw ValidationError("--calls must lie between 20 and 1000000, such as 5000.")
    }
    if share != nil, cause?.planted == nil, scenario == nil {
      throw ValidationError("--share needs a --cause other than none.")
    }
  }

  func run() async throws {
    if list {
      let rows = PlantedCause.allCases.map { [$0.rawValue, $0.meaning] }
      return Terminal.output(Terminal.table([["cause", "what it does"]] + rows))
    }
    let scenario = try chosenScenario()
    if printScenario {
      try scenario.validate()
      return Terminal.output(scenario.json + "\n")
    }
    var data = try SimulatedData(scenario).dataSet
    data.campaign.toolVersion = ToolVersion.current
    data.campaign.command = words
    let bytes = try JSONLinesWriter.encode(data)
    if let output {
      try InputFiles.write(bytes: bytes, to: output)
    } else {
      Terminal.output(String(decoding: bytes, as: UTF8.self))
    }
    if let truth = data.campaign.notices.last { Terminal.say(truth) }
  }

  private func chosenScenario() throws -> LatencyScenario {
    guard let file = scenario else {
      return try ScenarioPrior(cause: cause?.planted, calls: calls, share: share?.value).draw(seed: seed ?? 1)
    }
    var scenario: LatencyScenario
    do {
      scenario = try JSONDecoder().decode(LatencyScenario.self, from: Data(InputFiles.bytes(of: file)))
    } catch let error as DecodingError {
      throw InterchangeError(
        file: InputFiles.name(of: file), expected: "a scenario", found: error.place,
        remedy: "`sebs simulate --cause none --print-scenario` writes one to start from.")
    }
    if let seed { scenario.seed = seed }
    return scenario
  }

  /// The command line without where the data went.
  private var words: [String] {
    var words = ["sebs", "simulate"]
    if let cause { words += ["--cause", cause.planted?.rawValue ?? "none"] }
    if let share { words += ["--share", "\(share.value)"] }
    if let calls { words += ["--calls", "\(calls)"] }
    if let seed { words += ["--seed", "\(seed)"] }
    if let scenario { words += ["--scenario", InputFiles.name(of: scenario)] }
    return words
  }
}

/// A cause, or none.
struct CauseChoice: ExpressibleByArgument {
  var planted: PlantedCause?

  init?(argument: String) {
    planted = PlantedCause(rawValue: argument)
    if planted == nil, argument != "none" { return nil }
  }

  static let allValueStrings = PlantedCause.allCases.map(\.rawValue) + ["none"]
}

/// A share such as `1%` or `0.01`, above 0 and at most one half.
struct ShareOfCalls: ExpressibleByArgument {
  var value: Double

  init?(argument: String) {
    let isPercent = argument.last == "%"
    guard let number = Double(isPercent ? argument.dropLast() : argument[...]) else { return nil }
    value = isPercent ? number / 100 : number
    if !(value > 0 && value <= 0.5) { return nil }
  }
}

extension DecodingError {
  /// What is wrong, and where.
  fileprivate var place: String {
    func text(_ context: Context, _ what: String) -> String {
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      return path.isEmpty ? what : "\(what) at \(path)"
    }
    switch self {
    case .typeMismatch(_, let context): return text(context, "another type of value")
    case .valueNotFound(_, let context): return text(context, "no value")
    case .keyNotFound(let key, let context): return text(context, "no '\(key.stringValue)'")
    case .dataCorrupted(let context): return text(context, "text that is not valid JSON, or an unknown word")
    @unknown default: return "something else"
    }
  }
}
