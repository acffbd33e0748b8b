import ArgumentParser
import Statistics

/// `sebs stat power`: how many batches would do?
struct StatPower: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "power", abstract: "Batches needed for an interval so narrow, or for a ratio to be seen.",
    discussion: """
      Sizes are in batches, because calls of a batch are alike; correlation and spread are those of an earlier sample.

      Example: sebs stat power --batch-size 5 --correlation 0.2 --log-sd 0.3 --half-width 0.05 --ratio 1.1
      """)

  @Option(help: "Calls of a batch.")
  var batchSize = 1

  @Option(help: "Intra-batch correlation, from 0 to 1.")
  var correlation = 0.0

  @Option(help: "Standard deviation of the logarithms of the values.")
  var logSd: Double

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
  }

  func run() async throws {
    let plan = try BatchPlan(
      batchSize: batchSize, intraclassCorrelation: correlation, logVariance: logSd * logSd)
    let answer = Answer(
      designEffect: plan.designEffect,
      batchesForHalfWidth: try halfWidth.map { try plan.batches(relativeHalfWidth: $0, level: level) },
      batchesForRatio: try ratio.map { try plan.batches(ratio: $0, power: power, significance: 1 - level) })
    if json { return try Terminal.outputJSON(answer) }
    Terminal.output("Design effect: \(StatOutput.number(answer.designEffect))\n")
    if let halfWidth, let batches = answer.batchesForHalfWidth {
      Terminal.output("Half width of \(halfWidth): \(batches) batches, \(batches * batchSize) calls\n")
    }
    if let ratio, let batches = answer.batchesForRatio {
      Terminal.output(
        "Ratio of \(ratio): \(batches) batches in each measurement, \(batches * batchSize) calls\n")
    }
  }

  private struct Answer: Encodable {
    var designEffect: Double
    var batchesForHalfWidth: Int?
    var batchesForRatio: Int?
  }
}
