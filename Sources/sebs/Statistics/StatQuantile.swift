import ArgumentParser
import Statistics

/// `sebs stat quantile`: quantiles with intervals that respect clusters, or a refusal.
struct StatQuantile: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantile",
    abstract: "Quantiles with intervals, one-sided where the values cannot bound them.",
    discussion:
      "Example: sebs stat quantile calls.csv --column latency_ms --cluster batch --probability 0.5,0.99")

  @OptionGroup var columns: ColumnOptions

  @Option(help: "Probabilities between 0 and 1, separated by commas.")
  var probability = "0.5,0.9,0.95,0.99"

  @Option(help: "Definition of the point estimate, Hyndman and Fan's types 1 to 9.")
  var type = 7

  func run() async throws {
    let probabilities = try Self.probabilities(probability)
    guard let definition = QuantileDefinition(rawValue: type) else {
      throw UsageError("--type must be 1 to 9.")
    }
    let results = try columns.groups().flatMap { group in
      let sample = try StructuredSample(group.values, group.structure(isSeries: columns.series))
      return try probabilities.map { probability in
        let answer = try sample.quantileInterval(
          probability, level: columns.level, definition: definition)
        return Result(
          group: group.name, probability: probability, estimate: answer.estimate, reason: answer.reason,
          missing: answer.missing)
      }
    }
    if columns.json { return try Terminal.outputJSON(results) }
    Terminal.output(
      Terminal.table(
        [["GROUP", "PROBABILITY", "ESTIMATE", "INTERVAL", "N", "EFFECTIVE N", "REMARK"]]
          + results.map { result in
            let estimate = result.estimate
            return [
              result.group ?? "all", StatOutput.number(result.probability), StatOutput.number(estimate.value),
              StatOutput.interval(estimate.interval), "\(estimate.n)", StatOutput.number(estimate.effectiveN),
              remark(result),
            ]
          }, numeric: [1, 2, 4, 5]))
    Terminal.say(StatOutput.scope)
  }

  /// Probabilities separated by commas.
  static func probabilities(_ text: String) throws -> [Double] {
    try text.split(separator: ",").map { part in
      guard let value = Double(part), value > 0, value < 1 else {
        throw UsageError("--probability takes numbers between 0 and 1, such as 0.5,0.99.")
      }
      return value
    }
  }

  private func remark(_ result: Result) -> String {
    var parts = result.estimate.warnings.filter {
      switch $0 {
      case .upperUnbounded, .lowerUnbounded: result.missing == nil
      default: true
      }
    }.map(StatOutput.warning)
    if let missing = result.missing {
      let batches = missing.batches.map { " (\($0) clusters)" } ?? ""
      parts.append("about \(missing.calls) more values\(batches) would bound it")
    }
    return parts.joined(separator: "; ")
  }

  private struct Result: Encodable {
    var group: String?
    var probability: Double
    var estimate: Estimate
    var reason: MethodReason
    var missing: MissingData?
  }
}
