import ArgumentParser
import Statistics

/// `sebs stat compare`: by how much do two groups differ?
struct StatCompare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Sizes of the difference between two groups, with intervals.",
    discussion: """
      Ratio and difference of every quantile asked for (the shift function), respecting clusters when a cluster
      column is named; without one also the Hodges-Lehmann shift and ratio and Cliff's delta.

      Example: sebs stat compare calls.csv --column latency_ms --by version --cluster batch --json
      """)

  @OptionGroup var columns: ColumnOptions

  @Option(help: "Quantiles to compare, separated by commas.")
  var probability = "0.1,0.25,0.5,0.75,0.9,0.95,0.99"

  @Option(help: "Relative change that does not matter.")
  var margin = 0.05

  func run() async throws {
    let groups = try columns.groups()
    guard columns.by != nil, groups.count == 2 else {
      throw UsageError("--by must name a column with exactly two groups; there are \(groups.count).")
    }
    let probabilities = try StatQuantile.probabilities(probability)
    let answer = try answer(groups[0], groups[1], probabilities)
    if columns.json { return try Terminal.outputJSON(answer) }
    Terminal.output("\(answer.first) against \(answer.second)\n")
    Terminal.output(
      Terminal.table(
        [["QUANTILE", answer.first, answer.second, "RATIO", "INTERVAL", "ALL TOGETHER", "VERDICT"]]
          + zip(answer.shift.pointwise, answer.shift.simultaneous).map { point, wide in
            [
              StatOutput.number(point.probability), StatOutput.number(point.first.value),
              StatOutput.number(point.second.value), StatOutput.number(point.ratio?.value),
              StatOutput.interval(point.ratio?.interval), StatOutput.interval(wide.ratio?.interval),
              wide.ratio?.verdict(margin: margin).rawValue ?? "–",
            ]
          }, numeric: [0, 1, 2, 3]))
    for (name, effect) in [
      ("Hodges-Lehmann shift", answer.shiftEstimate), ("Hodges-Lehmann ratio", answer.ratioEstimate),
      ("Cliff's delta", answer.cliffsDelta),
    ] {
      if let effect {
        Terminal.output(
          "\(name): \(StatOutput.number(effect.value)) \(StatOutput.interval(effect.interval))\n")
      }
    }
  }

  private func answer(
    _ first: ColumnOptions.Group, _ second: ColumnOptions.Group, _ probabilities: [Double]
  ) throws -> Answer {
    var answer = Answer(
      first: first.name ?? "", second: second.name ?? "",
      shift: try first.sample.shiftFunction(
        against: try second.sample, at: probabilities, level: columns.level))
    if columns.cluster == nil {
      let pooled = try PooledSamples(first.values, second.values)
      answer.shiftEstimate = try pooled.hodgesLehmannShift(level: columns.level)
      answer.ratioEstimate = try? pooled.hodgesLehmannRatio(level: columns.level)
      answer.cliffsDelta = try pooled.cliffsDelta(level: columns.level)
    }
    return answer
  }

  private struct Answer: Encodable {
    var first: String
    var second: String
    var shift: ShiftFunction
    var shiftEstimate: EffectEstimate?
    var ratioEstimate: EffectEstimate?
    var cliffsDelta: EffectEstimate?
  }
}
