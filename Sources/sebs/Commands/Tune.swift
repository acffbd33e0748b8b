import Analysis
import ArgumentParser
import Measurements

/// `sebs tune`: which memory sizes could be best, and how sure that is.
struct Tune: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says which memory sizes could be best, how sure that is, and what to measure next.",
    discussion: """
      The set of sizes that could be best holds the truly best of the measured sizes with the probability of --level,
      whatever the batches; probabilities come from a bootstrap of whole batches. Without demands the cheapest size
      is sought.

      Examples:
        sebs tune sweep.json --prices aws-lambda@2023-11-15
        sebs tune sweep.json --objective balanced --limit 'p95<=800ms'
        sebs tune sweep.json --objective time --budget 20 --json
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
    if let coldShare, !(coldShare >= 0 && coldShare <= 1) {
      throw ValidationError("--cold-share takes a share from 0 to 1.")
    }
  }

  func run() async throws {
    let dataSet = try data.load(store: store)
    let (prices, options) = try analysis.request.resolved(for: dataSet)
    let analysed = try AnalysedData(dataSet, prices: prices, options: options)
    let goal = try TuningGoal(
      costWeight: objective?.costWeight, timeQuantile: try quantile(),
      limit: limit.flatMap(LatencyLimit.init(parsing:)), budgetPerMillion: budget)
    let tuning = try analysed.tuning(TuningOptions(goal: goal, coldShare: coldShare), prices: prices)
    if json { return try Terminal.outputJSON(tuning) }
    for series in tuning.series where series.isMain { Terminal.output(TuneText(series).text + "\n") }
    for refusal in tuning.refusals {
      Terminal.say("\(refusal.label) (\(refusal.calls.rawValue) calls): \(refusal.reason)")
    }
  }

  private func quantile() throws -> Double? {
    if time == "mean" { return nil }
    guard time.hasPrefix("p"), let percent = Double(time.dropFirst()), percent > 0, percent < 100 else {
      throw ValidationError("--time takes mean or a percentile such as p50, not \(time).")
    }
    return percent / 100
  }
}
