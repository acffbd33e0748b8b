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
