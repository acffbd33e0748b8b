import Statistics

/// What users of other tools get for the statistics of a sample.
struct CoveragePeers {
  /// Values taken as independent: percentile bootstrap, or Student's t for the mean.
  let independent: [CoveragePeer]
  /// Percentiles of a bootstrap that draws whole clusters or blocks of time; `nil` for independent values.
  let dependent: [CoveragePeer]?

  /// Values above which drawing blocks of time takes longer than all else together.
  static let longestSeries = 1000

  init(
    _ values: [Double], _ structure: SampleStructure, _ statistics: [CoverageStatistic], replicates: Int,
    using generator: inout Xoshiro256PlusPlus
  ) throws(StatisticsError) {
    let sorted = try SortedSample(values)
    var independent: [CoveragePeer] = []
    for statistic in statistics {
      if let probability = statistic.probability {
        independent.append(
          try .percentiles(of: sorted, probability, replicates: replicates, using: &generator))
      } else {
        independent.append(try .studentT(of: values))
      }
    }
    self.independent = independent
    switch structure {
    case .independent: dependent = nil
    case .clustered(let labels), .clusteredSeries(let labels):
      dependent = try Self.clusters(
        ClusteredSample(values, labels: labels), statistics, replicates, seed: generator.next())
    case .series:
      dependent = values.count > Self.longestSeries ? nil : try Self.blocks(values, statistics)
    }
  }

  private static func clusters(
    _ sample: ClusteredSample, _ statistics: [CoverageStatistic], _ replicates: Int, seed: UInt64
  ) throws(StatisticsError) -> [CoveragePeer] {
    let bootstrap = ClusterBootstrap(replicates: replicates, seed: seed)
    let probabilities = statistics.compactMap(\.probability)
    var quantiles = try bootstrap.quantileReplicates(of: sample, at: probabilities)[...]
    var peers: [CoveragePeer] = []
    for statistic in statistics {
      let draws =
        statistic.probability == nil ? bootstrap.meanReplicates(of: sample) : quantiles.popFirst() ?? []
      peers.append(.replicates(draws.sorted()))
    }
    return peers
  }

  private static func blocks(
    _ values: [Double], _ statistics: [CoverageStatistic]
  ) throws(StatisticsError) -> [CoveragePeer] {
    var peers: [CoveragePeer] = []
    for statistic in statistics {
      if let probability = statistic.probability {
        peers.append(.law(try BlockQuantileLaw(ofQuantile: probability, of: values, kind: .circular)))
      } else {
        peers.append(.law(try BlockMeanLaw(of: values, kind: .circular)))
      }
    }
    return peers
  }
}

/// The interval that users of other tools get.
enum CoveragePeer {
  /// Sorted replicates of a bootstrap, whose percentiles are the ends.
  case replicates([Double])
  /// Mean, standard error and degrees of freedom.
  case normalTheory(center: Double, error: Double, freedom: Double)
  /// The law under resampling, whose percentiles are the ends.
  case law(any BootstrapLaw)

  /// Percentile bootstrap of the linear quantile, in law: rank j of a resample is the value at ⌈nU⌉ with U a
  /// beta variable of shapes j and n − j + 1, and the next rank follows from one more.
  static func percentiles(
    of sample: SortedSample, _ probability: Double, replicates: Int,
    using generator: inout Xoshiro256PlusPlus
  ) throws(StatisticsError) -> CoveragePeer {
    let n = sample.count
    let position = Double(n - 1) * probability
    let below = Int(position)
    let share = position - Double(below)
    let ranks = try Beta(a: Double(below + 1), b: Double(n - below))
    var results: [Double] = []
    results.reserveCapacity(replicates)
    for _ in 0..<replicates {
      let u = ranks.sample(using: &generator)
      let low = sample.values[min(n - 1, Int(u * Double(n)))]
      if below + 1 >= n {
        results.append(low)
        continue
      }
      // The least of the n − j uniform numbers above u.
      let step = 1 - elementaryPower(1 - generator.uniform(), 1 / Double(n - below - 1))
      let high = sample.values[min(n - 1, Int((u + (1 - u) * step) * Double(n)))]
      results.append(low + share * (high - low))
    }
    results.sort()
    return .replicates(results)
  }

  static func studentT(of values: [Double]) throws(StatisticsError) -> CoveragePeer {
    let n = Double(values.count)
    return .normalTheory(
      center: try mean(values), error: try standardDeviation(values) / n.squareRoot(), freedom: n - 1)
  }

  func interval(level: Double) -> ConfidenceInterval {
    let tail = (1 - level) / 2
    switch self {
    case .replicates(let sorted):
      func end(_ probability: Double) -> Double {
        let position = Double(sorted.count - 1) * probability
        let below = Int(position)
        let above = min(sorted.count - 1, below + 1)
        return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
      }
      return ConfidenceInterval(lower: end(tail), upper: end(1 - tail), level: level)
    case .law(let law):
      return ConfidenceInterval(lower: law.quantile(tail), upper: law.quantile(1 - tail), level: level)
    case .normalTheory(let center, let error, let freedom):
      let half = error * StudentT.quantile(1 - tail, degreesOfFreedom: freedom)
      return ConfidenceInterval(lower: center - half, upper: center + half, level: level)
    }
  }
}
