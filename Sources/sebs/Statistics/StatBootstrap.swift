import ArgumentParser
import Statistics

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
      For independent values the law of infinitely many replicates is computed without drawing any, and so it is for
      blocks of time with --series, of automatic length unless --block says otherwise. With a cluster column whole
      clusters are drawn; for the mean of few clusters take --interval wild-cluster or cluster-t. For quantiles
      `sebs stat quantile` covers better; this is what others report.

      Examples:
        sebs stat bootstrap calls.csv --column latency_ms --statistic mean --interval bca
        sebs stat bootstrap calls.csv --column latency_ms --cluster batch --interval wild-cluster
      """)

  @OptionGroup var columns: ColumnOptions

  @Option(help: "mean, median, p90, p95 or p99.")
  var statistic = Statistic.mean

  enum Interval: String, CaseIterable, ExpressibleByArgument {
    case normal, basic, percentile, bca
    case wildCluster = "wild-cluster"
    case clusterT = "cluster-t"

    var ofLaw: BootstrapIntervalKind? { BootstrapIntervalKind(rawValue: rawValue) }
  }

  @Option(
    help: "normal, basic, percentile, bca, wild-cluster or cluster-t (default: bca; of clusters percentile).")
  var interval: Interval?

  @Option(help: "Length of the blocks of time (default: chosen from the autocorrelation).")
  var block: Double?

  @Option(help: "Replicates, where clusters are drawn.")
  var replicates = 1999

  func validate() throws {
    if replicates < 100 {
      throw ValidationError("--replicates must be at least 100 for ends to mean anything.")
    }
    if columns.series, columns.cluster != nil {
      throw ValidationError("Draw clusters (--cluster) or blocks of time (--series), not both.")
    }
    if block != nil, !columns.series { throw ValidationError("--block needs --series.") }
    let isOfClusterMean = interval == .wildCluster || interval == .clusterT
    if isOfClusterMean, columns.cluster == nil || statistic != .mean {
      throw ValidationError("wild-cluster and cluster-t are for the mean and need --cluster.")
    }
    if columns.cluster != nil || columns.series, interval == .bca {
      throw ValidationError("bca needs independent values; ask for --interval percentile.")
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
    let law: any BootstrapLaw
    switch (statistic.probability, columns.series) {
    case (let probability?, true):
      law = try BlockQuantileLaw(
        ofQuantile: probability, of: group.values, kind: .circular, blockLength: block)
    case (nil, true): law = try BlockMeanLaw(of: group.values, kind: .circular, blockLength: block)
    case (let probability?, false):
      law = try OrderStatisticLaw(of: try SortedSample(group.values), probability: probability)
    case (nil, false): law = try MeanLaw(of: group.values)
    }
    return try law.interval(
      interval?.ofLaw ?? (columns.series ? .percentile : .bca), level: columns.level)
  }

  private func clustered(_ group: ColumnOptions.Group) throws -> BootstrapEstimate {
    let sample = try group.sample
    switch interval {
    case .wildCluster:
      return try WildClusterBootstrap(replicates: replicates, seed: columns.seed)
        .meanInterval(of: sample, level: columns.level)
    case .clusterT: return try sample.meanInterval(correction: .cr2, level: columns.level)
    case nil, .normal, .basic, .percentile, .bca: break
    }
    let bootstrap = ClusterBootstrap(replicates: replicates, seed: columns.seed)
    let drawn =
      try statistic.probability.map { try bootstrap.quantileReplicates(of: sample, at: [$0])[0] }
      ?? bootstrap.meanReplicates(of: sample)
    let observed = try statistic.probability.map { try sample.sorted.quantile($0) } ?? mean(group.values)
    let law = try BootstrapReplicates(
      observed: observed, values: drawn,
      resampling: ResamplingRecord(
        n: sample.count, clusters: sample.clusterCount, replicates: replicates, seed: columns.seed))
    return try law.interval(interval?.ofLaw ?? .percentile, level: columns.level)
  }

  private struct Result: Encodable {
    var group: String?
    var estimate: BootstrapEstimate
  }
}
