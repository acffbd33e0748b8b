import ArgumentParser
import Foundation
import Statistics

/// `sebs stat power`: how many batches would do?
struct StatPower: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "power", abstract: "Batches needed for an interval so narrow, or for a ratio to be seen.",
    discussion: """
      Sizes are in batches, because calls of a batch are alike. Correlation and spread are those of an earlier sample:
      give its table, or the numbers.

      Examples:
        sebs stat power calls.csv --column latency_ms --cluster batch --half-width 0.05
        sebs stat power --batch-size 5 --correlation 0.2 --log-sd 0.3 --half-width 0.05 --ratio 1.1
      """)

  @Argument(help: "Table with an earlier sample; - for standard input.")
  var file: String?

  @Option(help: "Column of the earlier sample with the numbers.")
  var column: String?

  @Option(help: "Column of the earlier sample whose equal values mark a batch.")
  var cluster: String?

  @Option(help: "Calls of a batch (default: as in the earlier sample, or 1).")
  var batchSize: Int?

  @Option(help: "Intra-batch correlation, from 0 to 1 (default: of the earlier sample, or 0).")
  var correlation: Double?

  @Option(help: "Standard deviation of the logarithms of the values (default: of the earlier sample).")
  var logSd: Double?

  @Option(help: "Half width of the interval of the centre, relative to it.")
  var halfWidth: Double?

  @Option(help: "Ratio of two measurements that is to be seen.")
  var ratio: Double?

  @Option(help: "Probability of seeing it.")
  var power = 0.8

  @Option(help: "Nominal level of the interval.")
  var level = 0.95

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if halfWidth == nil, ratio == nil { throw ValidationError("Ask for --half-width, --ratio, or both.") }
    if file == nil, logSd == nil {
      throw ValidationError("Give an earlier sample (a table and --column), or --log-sd.")
    }
    if file != nil, column == nil { throw ValidationError("--column says where the numbers are.") }
  }

  func run() async throws {
    let plan = try plan()
    let answer = Answer(
      batchSize: plan.batchSize, intraclassCorrelation: plan.intraclassCorrelation,
      logStandardDeviation: plan.logVariance.squareRoot(), designEffect: plan.designEffect,
      batchesForHalfWidth: try halfWidth.map { try plan.batches(relativeHalfWidth: $0, level: level) },
      batchesForRatio: try ratio.map { try plan.batches(ratio: $0, power: power, significance: 1 - level) })
    if json { return try Terminal.outputJSON(answer) }
    let batchSize = plan.batchSize
    Terminal.output(
      "Batches of \(batchSize), correlation \(StatOutput.number(answer.intraclassCorrelation)), SD of logarithms "
        + "\(StatOutput.number(answer.logStandardDeviation)): design effect "
        + "\(StatOutput.number(answer.designEffect))\n")
    if let halfWidth, let batches = answer.batchesForHalfWidth {
      Terminal.output("Half width of \(halfWidth): \(batches) batches, \(batches * batchSize) calls\n")
    }
    if let ratio, let batches = answer.batchesForRatio {
      Terminal.output(
        "Ratio of \(ratio): \(batches) batches in each measurement, \(batches * batchSize) calls\n")
    }
  }

  private func plan() throws -> BatchPlan {
    guard let file, let column else {
      let deviation = logSd ?? 0
      return try BatchPlan(
        batchSize: batchSize ?? 1, intraclassCorrelation: correlation ?? 0, logVariance: deviation * deviation
      )
    }
    let options = try ColumnOptions.parse(
      [file, "--column", column] + (cluster.map { ["--cluster", $0] } ?? []))
    guard let group = try options.groups().first else { throw UsageError("\(file) has no rows.") }
    if let place = group.values.firstIndex(where: { !($0 > 0) }) {
      throw UsageError(
        "Ratios need positive numbers; \(column) holds \(StatOutput.number(group.values[place])).")
    }
    let sample = try ClusteredSample(
      group.values.map { log($0) }, labels: group.clusters ?? Array(group.values.indices))
    let groups = sample.groups
    let isBatched = group.clusters != nil && groups.contains { $0.count > 1 } && groups.count > 1
    let found = isBatched ? try OneWayAnalysisOfVariance(groups).intraclassCorrelation().value : 0
    let deviation = try logSd ?? standardDeviation(sample.sorted.values)
    return try BatchPlan(
      batchSize: batchSize ?? max(1, Int((Double(sample.count) / Double(sample.clusterCount)).rounded())),
      intraclassCorrelation: correlation ?? max(0, found), logVariance: deviation * deviation)
  }

  private struct Answer: Encodable {
    var batchSize: Int
    var intraclassCorrelation: Double
    var logStandardDeviation: Double
    var designEffect: Double
    var batchesForHalfWidth: Int?
    var batchesForRatio: Int?
  }
}
