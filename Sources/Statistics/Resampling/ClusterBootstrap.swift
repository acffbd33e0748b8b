/// Bootstrap that draws whole clusters with replacement, so that dependence inside them survives.
///
/// Source: Davison and Hinkley, Bootstrap Methods and their Application (1997) 3.8; percentile ends.
public struct ClusterBootstrap: Sendable {
  /// Number of replicates.
  public var replicates: Int
  /// Seed of the draws.
  public var seed: UInt64

  /// Creates a bootstrap.
  ///
  /// - Parameters:
  ///   - replicates: At least 100 for percentile ends to mean anything.
  ///   - seed: Equal seeds give equal results.
  public init(replicates: Int = 2000, seed: UInt64) {
    self.replicates = replicates
    self.seed = seed
  }

  /// Replicates of several quantiles of one sample, in one pass over the sorted values each.
  ///
  /// - Parameter probabilities: Each in (0, 1).
  /// - Returns: For each probability its replicates, in the order drawn.
  /// - Complexity: O(replicates · n); memory O(n + replicates · probabilities).
  public func quantileReplicates(
    of sample: ClusteredSample, at probabilities: [Double]
  ) throws(StatisticsError) -> [[Double]] {
    for probability in probabilities { try require(probability, "probability", above: 0, below: 1) }
    let ascending = probabilities.indices.sorted { probabilities[$0] < probabilities[$1] }
    var result = probabilities.map { _ in [Double](repeating: 0, count: replicates) }
    var generator = Xoshiro256PlusPlus(seed: seed)
    var weights = [Int](repeating: 0, count: sample.clusterCount)
    for replicate in 0..<replicates {
      let total = draw(&weights, sizes: sample.sizes, using: &generator)
      var position = 0
      var cumulative = 0
      for index in ascending {
        // Smallest value whose cumulative weight reaches the share: the inverse of the resampled
        // distribution function.
        let wanted = max(1, Int((probabilities[index] * Double(total) - 1e-9).rounded(.up)))
        while cumulative < wanted {
          cumulative += weights[sample.clusterOfSorted[position]]
          position += 1
        }
        result[index][replicate] = sample.sorted.values[position - 1]
      }
    }
    return result
  }

  /// Replicates of the mean.
  ///
  /// - Complexity: O(n + replicates · clusters).
  public func meanReplicates(of sample: ClusteredSample) -> [Double] {
    let sums = sample.groups.map(compensatedSum)
    var generator = Xoshiro256PlusPlus(seed: seed)
    var weights = [Int](repeating: 0, count: sample.clusterCount)
    return (0..<replicates).map { _ in
      let total = draw(&weights, sizes: sample.sizes, using: &generator)
      var sum = 0.0
      for (weight, part) in zip(weights, sums) { sum += Double(weight) * part }
      return sum / Double(total)
    }
  }

  /// Percentile interval of replicates, R's rule (B + 1)p on the sorted replicates.
  public static func percentileInterval(_ replicates: [Double], level: Double) -> ConfidenceInterval {
    let sorted = SortedSample(ascending: replicates.sorted())
    let tail = (1 - level) / 2
    let scale = Double(replicates.count + 1)
    return ConfidenceInterval(
      lower: sorted.value(atRank: tail * scale), upper: sorted.value(atRank: (1 - tail) * scale), level: level
    )
  }

  /// Draws as many clusters as there are; returns the number of values drawn.
  private func draw(
    _ weights: inout [Int], sizes: [Int], using generator: inout Xoshiro256PlusPlus
  ) -> Int {
    for index in weights.indices { weights[index] = 0 }
    var total = 0
    for _ in sizes {
      let chosen = generator.index(below: sizes.count)
      weights[chosen] += 1
      total += sizes[chosen]
    }
    return total
  }
}

extension ClusteredSample {
  /// The mean with an interval from Student's t on the cluster totals (ratio estimator).
  ///
  /// - Throws: ``StatisticsError/tooFew(what:found:needed:)`` with fewer than two clusters.
  /// - Complexity: O(n).
  public func meanInterval(level: Double = 0.95) throws(StatisticsError) -> Estimate {
    try require(level, "level", above: 0, below: 1)
    if clusterCount < 2 { throw .tooFew(what: "clusters", found: clusterCount, needed: 2) }
    let groups = groups
    let n = Double(count)
    let g = Double(clusterCount)
    let center = compensatedSum(sorted.values) / n
    let residuals = groups.map { group in compensatedSum(group) - Double(group.count) * center }
    let error = (compensatedSum(residuals.map { $0 * $0 }) * g / (g - 1)).squareRoot() / n
    let plain = count > 1 ? (try variance(sorted.values) / n).squareRoot() : 0
    let effect = plain > 0 ? max(1, (error / plain) * (error / plain)) : 1
    let half = error * StudentT.quantile(0.5 + level / 2, degreesOfFreedom: g - 1)
    return Estimate(
      value: center, interval: ConfidenceInterval(lower: center - half, upper: center + half, level: level),
      method: .clusterT, n: count, clusters: clusterCount, designEffect: effect, effectiveN: n / effect,
      warnings: clusterCount < Self.fewClusters ? [.fewClusters(found: clusterCount)] : [])
  }
}
