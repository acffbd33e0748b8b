public import ArgumentParser
public import Statistics

/// `sebs stat bootstrap`: bootstrap intervals, exact where the law is known.
struct StatBootstrap: AsyncParsableCommand {
  enum Statistic: String, CaseIterable, ExpressibleByArgument {
    case mean, median, p90, p95, p99

    var probability: Double? {
      switch self {
      case .mean: nil
      case .median: 0.5
      case .p90: 0.9
      case .p95: 0.95
      case .p99: 0.99
      }
    }
  }

  static let configuration = CommandConfiguration(
    commandName: "bootstrap", abstract: "Bootstrap intervals of a mean or a quantile.",
    discussion: """
      For independent values the law of infinitely many replicates is computed without drawing any. With a cluster
      column whole clusters are drawn. For quantiles `sebs stat quantile` covers better; this is what others report.

      Example: sebs stat bootstrap calls.csv --column latency_ms --statistic mean --interval bca
      """)

  @OptionGroup var columns: ColumnOptions

  @Option(help: "mean, median, p90, p95 or p99.")
  var statistic = Statistic.mean

  @Option(help: "normal, basic, percentile or bca; with clusters percentile alone.")
  var interval = BootstrapIntervalKind.bca

  @Option(help: "Replicates, where clusters are drawn.")
  var replicates = 1999

  func validate() throws {
    if replicates < 100 {
      throw ValidationError("--replicates must be at least 100 for ends to mean anything.")
    }
  }

  func run() async throws {
    let results = try columns.groups().map { Result(group: $0.name, estimate: try estimate($0)) }
    if columns.json { return try Terminal.outputJSON(results) }
    Terminal.output(
      Terminal.table(
        [["GROUP", "ESTIMATE", "INTERVAL", "METHOD", "N", "REPLICATES"]]
          + results.map { result in
            let estimate = result.estimate
            return [
              result.group ?? "all", StatOutput.number(estimate.value),
              StatOutput.interval(estimate.interval),
              estimate.method.rawValue, "\(estimate.resampling.n)",
              estimate.resampling.replicates.map(String.init) ?? "infinitely many",
            ]
          }, numeric: [1, 4, 5]))
  }

  private func estimate(_ group: ColumnOptions.Group) throws -> BootstrapEstimate {
    guard group.clusters == nil else { return try clustered(group) }
    if let probability = statistic.probability {
      return try OrderStatisticLaw(of: try SortedSample(group.values), probability: probability)
        .interval(interval, level: columns.level)
    }
    return try MeanLaw(of: group.values).interval(interval, level: columns.level)
  }

  private func clustered(_ group: ColumnOptions.Group) throws -> BootstrapEstimate {
    let sample = try group.sample
    let bootstrap = ClusterBootstrap(replicates: replicates, seed: columns.seed)
    let drawn =
      try statistic.probability.map { try bootstrap.quantileReplicates(of: sample, at: [$0])[0] }
      ?? bootstrap.meanReplicates(of: sample)
    let observed = try statistic.probability.map { try sample.sorted.quantile($0) } ?? mean(group.values)
    let law = try BootstrapReplicates(
      observed: observed, values: drawn,
      resampling: ResamplingRecord(
        n: sample.count, clusters: sample.clusterCount, replicates: replicates, seed: columns.seed))
    return try law.interval(.percentile, level: columns.level)
  }

  private struct Result: Encodable {
    var group: String?
    var estimate: BootstrapEstimate
  }
}

extension BootstrapIntervalKind: ExpressibleByArgument {}
