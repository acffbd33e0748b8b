import Analysis
import Archive
import ArgumentParser
import Experiments
import Measurements
import Platforms
import Reports
import Workloads

/// `sebs quickstart`: from nothing to a page in three minutes.
struct Quickstart: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures a benchmark on this machine and writes a report.",
    discussion: """
      Runs 311.compression, cold and warm, with four memory sizes on the embedded platform: no account, no Docker,
      no network. Interrupting keeps what was measured.

      Example:
        sebs quickstart --time-budget 60
      """)

  @Option(help: "Seconds of measuring at most.")
  var timeBudget = 150.0

  @Option(help: "Page to write.")
  var output = "reports/quickstart.html"

  @Option(help: "Seed of the order and the inputs.")
  var seed: UInt64 = 42

  @OptionGroup var store: StoreOptions

  @Flag(help: "Print the results as JSON as well.")
  var json = false

  /// The choice of the quickstart: sizes whose CPU shares differ widely, and small batches, many of them.
  private var plan: PerformanceCostPlan {
    PerformanceCostPlan(
      workload: "311.compression", inputSize: .test, memorySizesMB: [128, 256, 512, 1024],
      patterns: [.cold, .warm],
      concurrency: 2,
      stopping: StoppingRules(
        maximumInvocationsPerConfiguration: 120, minimumBatches: 10, timeBudgetSeconds: timeBudget),
      seed: seed, timeoutMilliseconds: 30_000)
  }

  func run() async throws {
    let archive = try store.open()
    Terminal.say("Measuring 311.compression on this machine for at most \(ProgressLine.clock(timeBudget)).")
    let measuring = Measuring(platform: try LocalPlatform(), store: archive, storePath: store.store)
    let campaign = Measuring.campaign(
      prefix: "quickstart", title: "Compression on this machine: memory size, cost and cold starts",
      seed: seed)
    let planJSON = try plan.json
    let outcome = try await measuring.run { context in
      try await PerformanceCostExperiment(planJSON: planJSON, context: context).start(campaign)
    }
    if outcome.runs.allSatisfy({ $0.keptCalls == 0 }) {
      // Nothing to analyse: the failures, or the interruption, are the result.
      return try Run.announce(outcome, json: false)
    }
    let request = AnalysisRequest()
    let dataSet = try archive.load(campaign: outcome.campaignID)
    let (prices, options) = try request.resolved(for: dataSet)
    let analysed = try AnalysedData(dataSet, prices: prices, options: options)
    let command = ReportFiles.command([outcome.campaignID] + request.words, output: output)
    let form = try ReportForm(path: output)
    let report = StudyReport(analysed, profile: form.profile, command: command)
    try ReportFiles(report.document(), analysed.study).write(form, to: output)
    if json {
      try Terminal.outputJSON(analysed.study)
    } else {
      ReportFiles.announce(analysed.study, path: output)
    }
    if outcome.isInterrupted { throw ExitCode(ExitStatus.interrupted.rawValue) }
  }
}
