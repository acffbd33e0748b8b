import Analysis
import ArgumentParser
import Measurements
import Reports

/// `sebs tune`: which memory sizes could be best, and how sure that is.
struct Tune: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says which memory sizes could be best, how sure that is, and what to measure next.",
    discussion: """
      The set of sizes that could be best holds the truly best of the measured sizes with the probability of --level,
      whatever the batches; probabilities come from a bootstrap of whole batches. Without demands the cheapest size
      is sought; with a budget alone, the fastest. A weight w makes cost^w * time^(1-w) small; balanced is 0.5.

      Examples:
        sebs tune sweep.json --prices aws-lambda@2023-11-15
        sebs tune sweep.json --objective balanced --limit 'p95<=800ms'
        sebs tune sweep.json --objective time --budget 20 --json
        sebs tune campaign --cold-share 0.05 --margin 0.1 -o report.html
        sebs tune sweep.json --curves flat,inverse,exponential --where runtime=rust

      Exit codes: 1 when no measured size keeps limit and budget, 5 when the data cannot tell which size is best; the
      last line says how much would do.
      """)

  /// What is best.
  enum Objective: ExpressibleByArgument {
    case cost, time, balanced
    case weight(Double)

    init?(argument: String) {
      switch argument {
      case "cost": self = .cost
      case "time": self = .time
      case "balanced": self = .balanced
      default:
        guard let weight = Double(argument), (0...1).contains(weight) else { return nil }
        self = .weight(weight)
      }
    }

    var word: String {
      switch self {
      case .cost: "cost"
      case .time: "time"
      case .balanced: "balanced"
      case .weight(let weight): "\(weight)"
      }
    }

    var costWeight: Double {
      switch self {
      case .cost: 1
      case .time: 0
      case .balanced: 0.5
      case .weight(let weight): weight
      }
    }
  }

  @OptionGroup var data: DataArguments
  @OptionGroup var analysis: AnalysisOptions
  @OptionGroup var store: StoreOptions

  @Option(
    help:
      "cost, time, balanced, or the weight of cost from 0 to 1 (default: cost; time when there is a budget).")
  var objective: Objective?

  @Option(help: "What stands for the time: mean, or a percentile such as p50 or p95.")
  var time = "p50"

  @Option(help: "A limit that the time must keep, such as 'p95<=800ms'.")
  var limit: String?

  @Option(help: "US dollars that a million calls may cost.")
  var budget: Double?

  @Option(help: "Share of cold calls at which cold and warm ones are mixed, such as 0.02 (default: apart).")
  var coldShare: Double?

  @Option(
    help:
      "Curves of time against memory to choose from, separated by commas: \(TuningOptions.curveNames.joined(separator: ", ")) (default: all)."
  )
  var curves: String?

  @Option(name: [.customShort("o"), .long], help: "Report to write: .html, .tex, .md, .json or FOLDER/.")
  var output: String?

  @Option(
    help: "For whom the report is: paper, engineer, decision or ci (default: decision, but ci for .md).")
  var profile: Profile?

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    _ = try quantile()
    if let limit, LatencyLimit(parsing: limit) == nil {
      throw ValidationError("--limit takes a percentile and a time, such as 'p95<=800ms', not \(limit).")
    }
    if let budget, !(budget > 0 && budget.isFinite) {
      throw ValidationError("--budget takes US dollars above 0.")
    }
    if let coldShare, !(coldShare > 0 && coldShare < 1) {
      throw ValidationError("--cold-share takes a share between 0 and 1, such as 0.05.")
    }
    if let unknown = curveNames.first(where: { !TuningOptions.curveNames.contains($0) }) {
      throw ValidationError(
        "--curves knows \(TuningOptions.curveNames.joined(separator: ", ")), not \(unknown).")
    }
  }

  func run() async throws {
    let dataSet = try data.load(store: store)
    let (prices, options) = try analysis.request.resolved(for: dataSet)
    let goal = try TuningGoal(
      costWeight: objective?.costWeight, timeQuantile: try quantile(),
      limit: limit.flatMap(LatencyLimit.init(parsing:)), budgetPerMillion: budget)
    let analysed = try AnalysedData(dataSet, prices: prices, options: options).tuned(
      TuningOptions(goal: goal, coldShare: coldShare, curves: curveNames), prices: prices)
    guard let tuning = analysed.study.tuning else { return }
    if let output { try write(analysed, to: output) }
    if json { try Terminal.outputJSON(tuning) } else { tell(tuning, unit: analysed.study.unit) }
    try leave(tuning)
  }

  private var curveNames: [String] { (curves ?? "").split(separator: ",").map(String.init) }

  private func tell(_ tuning: Tuning, unit: DisplayUnit) {
    let main = tuning.series.filter(\.isMain)
    // Of a series that is judged by other calls, the JSON and the report tell the rest.
    for refusal in tuning.refusals where !main.contains(where: { $0.label == refusal.label }) {
      Terminal.say("Not compared: \(refusal)")
    }
    Terminal.output(main.map { TuneText($0, unit: unit).text }.joined(separator: "\n"))
  }

  /// Tells by the exit code whether the question was answered.
  private func leave(_ tuning: Tuning) throws {
    let main = tuning.series.filter(\.isMain)
    let answers = main.map(\.choice.answer)
    let isRefused = tuning.refusals.contains { refusal in !main.contains { $0.label == refusal.label } }
    if answers.contains(.undecided) || isRefused { throw ExitCode(ExitStatus.notEnoughData.rawValue) }
    if answers.contains(.none) { throw ExitCode(ExitStatus.verdictSaysNo.rawValue) }
  }

  private func write(_ analysed: AnalysedData, to path: String) throws {
    let form = try ReportForm(path: path)
    let usual: Profile = form.profile == .ci ? .ci : .decision
    let report = StudyReport(
      analysed, profile: profile ?? usual,
      command: ReportFiles.command(verb: "tune", words, output: path), filters: data.filters)
    try ReportFiles(report.document(), analysed.study).write(form, to: path)
  }

  /// The options that differ from the defaults, for the command that remakes the report.
  private var words: [String] {
    var words = data.inputs
    for filter in data.filters { words += ["--where", filter] }
    if let title = data.title { words += ["--title", title] }
    words += analysis.request.words
    if let objective { words += ["--objective", objective.word] }
    if time != "p50" { words += ["--time", time] }
    if let limit { words += ["--limit", limit] }
    if let budget { words += ["--budget", "\(budget)"] }
    if let coldShare { words += ["--cold-share", "\(coldShare)"] }
    if let curves { words += ["--curves", curves] }
    if let profile { words += ["--profile", profile.rawValue] }
    return words
  }

  private func quantile() throws -> Double? {
    if time == "mean" { return nil }
    guard time.hasPrefix("p"), let percent = Double(time.dropFirst()), percent > 0, percent < 100 else {
      throw ValidationError("--time takes mean or a percentile such as p50, not \(time).")
    }
    return percent / 100
  }
}
