import ArgumentParser
import Experiments
import Foundation
import Measurements
import Workloads

/// `sebs run`: measures by an experiment.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures a function by a standard experiment and keeps the calls in the store.",
    discussion: """
      Examples:
        sebs run perf-cost --benchmark 311.compression --memory 256,512,1024 --pattern cold,warm
        sebs run perf-cost --platform http --url https://example.org/f --pattern burst --max-calls 500
        sebs run --resume perf-cost-20260131-120000
      """)

  @Argument(help: "Experiment; `sebs list experiments` shows them.")
  var experiment = "perf-cost"

  @OptionGroup var platform: PlatformOptions

  @Option(help: "Benchmark; `sebs list workloads` shows them.")
  var benchmark = "311.compression"

  @Option(help: "Size of the input: test, small or large.")
  var inputSize = "test"

  @Option(help: "Memory sizes in MB, separated by commas (default: what the platform gives).")
  var memory: String?

  @Option(
    help: "Patterns, separated by commas: cold, warm, burst, sequential (default: cold,warm; burst for http)."
  )
  var pattern: String?

  @Option(help: "Calls in flight at once; they form a batch.")
  var concurrency = 5

  @Option(help: "Calls to keep of each configuration at most.")
  var maxCalls = 200

  @Option(help: "Seconds for the whole campaign.")
  var timeBudget: Double?

  @Option(
    help: "Stop a configuration when the half width of the median's interval is this share of the median.")
  var precision: Double?

  @Option(help: "Seconds of pause after each batch.")
  var pause = 0.0

  @Option(help: "Seconds that a call may take.")
  var timeout = 60.0

  @Option(help: "Seed of the order and the inputs.")
  var seed: UInt64 = 42

  @Option(help: "Title of the campaign.")
  var title: String?

  @Option(help: "Campaign to continue; its plan is in the store.")
  var resume: String?

  @OptionGroup var store: StoreOptions

  @Flag(help: "Print what was measured as JSON.")
  var json = false

  func run() async throws {
    let archive = try store.open()
    let plan = try makePlan()
    let measuring = Measuring(platform: try platform.make(), store: archive, storePath: store.store)
    let outcome: ExperimentOutcome
    if let resume {
      outcome = try await measuring.run { context in
        try await ExperimentCatalogue.standard.resume(campaign: resume, context: context)
      }
    } else {
      let type = try ExperimentCatalogue.standard.experiment(named: experiment)
      let campaign = Measuring.campaign(
        prefix: experiment, title: title ?? defaultTitle, seed: seed)
      let planJSON = try plan.json
      outcome = try await measuring.run { context in
        try await type.init(planJSON: planJSON, context: context).start(campaign)
      }
    }
    try Self.announce(outcome, json: json)
  }

  private var defaultTitle: String {
    platform.url.flatMap { URLComponents(string: $0)?.host }
      ?? "\(benchmark) on \(platform.platform.rawValue)"
  }

  private func makePlan() throws -> PerformanceCostPlan {
    let memories = try memory.map(Self.numbers) ?? []
    let standard: [InvocationPattern] = platform.platform == .http ? [.burst] : [.cold, .warm]
    return PerformanceCostPlan(
      workload: benchmark, inputSize: try Self.inputSize(inputSize),
      payload: platform.payload ?? (platform.platform == .http ? "{}" : nil),
      memorySizesMB: memories, patterns: try pattern.map(Self.patterns) ?? standard, concurrency: concurrency,
      stopping: StoppingRules(
        maximumInvocationsPerConfiguration: maxCalls, timeBudgetSeconds: timeBudget,
        targetRelativeHalfWidth: precision),
      seed: seed, timeoutMilliseconds: try Self.milliseconds(timeout, "--timeout"),
      pauseBetweenBatchesMilliseconds: try Self.milliseconds(pause, "--pause"))
  }

  static func inputSize(_ text: String) throws -> InputSize {
    guard let size = InputSize(rawValue: text) else {
      throw UsageError(
        "--input-size must be one of: \(InputSize.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return size
  }

  static func numbers(_ text: String) throws -> [Int] {
    try text.split(separator: ",").map { part in
      guard let number = Int(part.trimmingCharacters(in: .whitespaces)) else {
        throw UsageError("--memory takes whole numbers of MB separated by commas, such as 128,512.")
      }
      return number
    }
  }

  static func patterns(_ text: String) throws -> [InvocationPattern] {
    try text.split(separator: ",").map { part in
      guard let pattern = InvocationPattern(rawValue: part.trimmingCharacters(in: .whitespaces)) else {
        throw UsageError(
          "--pattern takes \(InvocationPattern.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      return pattern
    }
  }

  static func milliseconds(_ seconds: Double, _ option: String) throws -> Int {
    guard seconds >= 0, seconds <= 86_400 else { throw UsageError("\(option) takes seconds up to a day.") }
    return Int((1000 * seconds).rounded())
  }

  static func announce(_ outcome: ExperimentOutcome, json: Bool) throws {
    if json {
      try Terminal.outputJSON(
        Summary(
          campaign: outcome.campaignID, isInterrupted: outcome.isInterrupted,
          runs: outcome.runs.map {
            Summary.Run(
              id: $0.id, ending: $0.ending.rawValue, batches: $0.batches, kept: $0.keptCalls,
              failed: $0.failedCalls,
              discarded: $0.discardedCalls)
          }))
    } else {
      Terminal.output(
        Terminal.table(
          [["RUN", "BATCHES", "KEPT", "FAILED", "DISCARDED", "ENDED BECAUSE"]]
            + outcome.runs.map { run in
              [
                run.id, "\(run.batches)", "\(run.keptCalls)", "\(run.failedCalls)",
                "\(run.discardedCalls.values.reduce(0, +))", run.ending.explanation,
              ]
            }, numeric: [1, 2, 3, 4]))
      Terminal.output("Report on it with: sebs report \(outcome.campaignID)\n")
    }
    if outcome.isInterrupted { throw ExitCode(ExitStatus.interrupted.rawValue) }
    if outcome.runs.allSatisfy({ $0.keptCalls == 0 }) { throw ExitCode(ExitStatus.platformFailed.rawValue) }
  }

  private struct Summary: Encodable {
    struct Run: Encodable {
      var id: String
      var ending: String
      var batches: Int
      var kept: Int
      var failed: Int
      var discarded: [String: Int]
    }
    var campaign: String
    var isInterrupted: Bool
    var runs: [Run]
  }
}
