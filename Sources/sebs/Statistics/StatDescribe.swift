import ArgumentParser
import Statistics

/// `sebs stat describe`: what a column holds.
struct StatDescribe: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe", abstract: "Counts, location, spread, shape and dependence of a column.",
    discussion: "Example: sebs stat describe calls.csv --column latency_ms --by region --cluster batch")

  @OptionGroup var columns: ColumnOptions

  func run() async throws {
    let results = try columns.groups().map(describe)
    if columns.json { return try Terminal.outputJSON(results) }
    Terminal.output(
      Terminal.table(
        [
          [
            "GROUP", "N", "MISSING", "MEAN", "INTERVAL", "SD", "MIN", "P50", "P95", "P99", "MAX", "MAD",
            "SKEW",
            "CLUSTERS", "ICC", "EFFECTIVE N",
          ]
        ]
          + results.map { result in
            [
              result.group ?? "all", "\(result.n)", "\(result.missing)", StatOutput.number(result.mean),
              StatOutput.interval(result.meanEstimate?.interval),
              StatOutput.number(result.standardDeviation), StatOutput.number(result.minimum),
              StatOutput.number(result.median), StatOutput.number(result.p95), StatOutput.number(result.p99),
              StatOutput.number(result.maximum), StatOutput.number(result.medianAbsoluteDeviation),
              StatOutput.number(result.skewness), result.clusters.map(String.init) ?? "–",
              StatOutput.number(result.dependence?.intraclassCorrelation),
              StatOutput.number(result.dependence?.effectiveN ?? Double(result.n)),
            ]
          }, numeric: Set(1...15)))
    Terminal.say(StatOutput.scope)
  }

  private func describe(_ group: ColumnOptions.Group) throws -> Description {
    let sample = try group.sample
    let sorted = sample.sorted
    return Description(
      group: group.name, n: sample.count, missing: group.missing, mean: try mean(group.values),
      meanEstimate: try? meanInterval(
        group.values, level: columns.level, structure: group.structure(isSeries: columns.series)),
      standardDeviation: sample.count > 1 ? try standardDeviation(group.values) : nil,
      minimum: try sorted.quantile(0), median: try sorted.quantile(0.5), p95: try sorted.quantile(0.95),
      p99: try sorted.quantile(0.99), maximum: try sorted.quantile(1),
      medianAbsoluteDeviation: sorted.medianAbsoluteDeviation(), skewness: try? skewness(group.values),
      clusters: group.clusters == nil ? nil : sample.clusterCount, dependence: sample.rankDependence())
  }

  /// The JSON of one group.
  private struct Description: Encodable {
    var group: String?
    var n: Int
    var missing: Int
    var mean: Double
    /// The mean with its interval; missing with fewer than two values or clusters.
    var meanEstimate: Estimate?
    var standardDeviation: Double?
    var minimum: Double
    var median: Double
    var p95: Double
    var p99: Double
    var maximum: Double
    var medianAbsoluteDeviation: Double
    var skewness: Double?
    var clusters: Int?
    var dependence: ClusterDependence?
  }
}
