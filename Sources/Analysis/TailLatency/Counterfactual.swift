import Statistics

/// What calls that bear the evidence of a cause would take beyond the typical call without it.
///
/// What a cause is said to carry is what it added to the slow calls, none more than its excess; a slow call is also
/// slow by what it shares with the others, and the slowest are so by chance as well. The time without the cause is
/// predicted from the calls that do not bear it: their mean, moved towards that of the same cluster (the best linear
/// unbiased prediction of random effects; Robinson, Statistical Science 6, 1991), and then towards the call's own time
/// by the part of the spread of the bearing calls that is not the cause's. As the prediction is given the call's own
/// time, that calls were chosen for being slow does not bias it (Dawid, Biometrics 50, 1994, on selection).
struct Counterfactual: Sendable {
  /// Expected time of each call without the cause beyond the typical one, in µs; 0 for calls that do not bear it.
  let expected: [Double]
  /// Factor of what is not known of each call; what its own time tells makes it smaller.
  private let scale: [Double]
  /// Standard deviation of what calls of each cluster share and what is not known, in µs.
  private let shared: [Double]
  /// Quantiles of what calls do not share, with mean 0, in µs.
  private let own: [Double]
  /// Standard error of the mean of the others, in µs.
  private let meanError: Double
  private let cluster: [Int]

  /// Others below which nothing is predicted: calls without the cause are then taken for typical.
  private static let fewest = 20
  /// Equally probable values of a normal law that stand for it.
  private static let normals = [0.1, 0.3, 0.5, 0.7, 0.9].map(Normal.quantile)
  private static let quantiles = 24

  /// - Complexity: O(n log n).
  init(members: [Bool], amounts: [Double], cluster: [Int], clusterCount: Int) {
    self.cluster = cluster
    var expected = [Double](repeating: 0, count: members.count)
    var scale = [Double](repeating: 1, count: members.count)
    let others = members.indices.filter { !members[$0] }
    guard others.count >= Self.fewest else {
      (self.expected, self.scale, shared, own, meanError) =
        (expected, scale, [Double](repeating: 0, count: clusterCount), [0], 0)
      return
    }
    let groups = OneWay(others.map { (cluster[$0], amounts[$0]) }, groups: clusterCount)
    let bearing = members.indices.filter { members[$0] }
    let added = bearing.map { amounts[$0] - groups.prediction[cluster[$0]] }
    let mean = added.reduce(0, +) / Double(max(1, added.count))
    let variance =
      added.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, added.count - 1))
    for (call, added) in zip(bearing, added) {
      let unknown = groups.variance + groups.sharedVariance[cluster[call]]
      let slope = variance > unknown ? unknown / variance : 1
      expected[call] = groups.prediction[cluster[call]] + slope * (added - mean)
      scale[call] = (1 - slope).squareRoot()
    }
    self.expected = expected
    self.scale = scale
    shared = groups.sharedVariance.map { $0.squareRoot() }
    meanError = groups.meanError
    let residuals = others.map { amounts[$0] - groups.means[cluster[$0]] }.sorted()
    own = (0..<Self.quantiles).map { index in
      residuals[min(residuals.count - 1, (2 * index + 1) * residuals.count / (2 * Self.quantiles))]
    }
  }

  /// The mean over what is not known of what the cause added to a call, at most a bound.
  func added(_ call: Int, amount: Double, atMost bound: Double) -> Double {
    let known = amount - expected[call]
    let shared = scale[call] * shared[cluster[call]]
    var sum = 0.0
    for normal in Self.normals {
      for own in own { sum += min(max(0, known - shared * normal - scale[call] * own), bound) }
    }
    return sum / Double(Self.normals.count * own.count)
  }

  /// One draw of what the cause added to each of some calls, at most their bounds; calls of a cluster share a part.
  func draw(
    _ calls: [(call: Int, amount: Double, bound: Double)], using generator: inout Xoshiro256PlusPlus
  ) -> [Double] {
    let error = meanError * generator.normal()
    var drawn: [Int: Double] = [:]
    return calls.map { call, amount, bound in
      let place = cluster[call]
      let normal = drawn[place] ?? generator.normal()
      drawn[place] = normal
      let unknown = shared[place] * normal + own[generator.index(below: own.count)]
      return min(max(0, amount - expected[call] - error - scale[call] * unknown), bound)
    }
  }
}

/// Values of groups as one mean, what groups share, and the rest.
private struct OneWay {
  /// Mean of each group; of all where it has no value.
  let means: [Double]
  /// Predicted level of each group.
  let prediction: [Double]
  /// Variance of the level of each group about its prediction.
  let sharedVariance: [Double]
  /// Variance inside of groups.
  let variance: Double
  /// Standard error of the mean.
  let meanError: Double

  /// Moments of the analysis of variance for groups of unequal sizes (Searle, Casella and McCulloch, Variance
  /// Components, 1992, 3.6).
  init(_ values: [(group: Int, value: Double)], groups: Int) {
    var counts = [Double](repeating: 0, count: groups)
    var sums = counts
    for (group, value) in values {
      counts[group] += 1
      sums[group] += value
    }
    let n = Double(values.count)
    let mean = sums.reduce(0, +) / n
    let means = zip(sums, counts).map { $1 > 0 ? $0 / $1 : mean }
    self.means = means
    let used = Double(counts.count { $0 > 0 })
    let inside = values.reduce(0) { $0 + ($1.value - means[$1.group]) * ($1.value - means[$1.group]) }
    let between = zip(means, counts).reduce(0) { $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) }
    let variance = n > used ? inside / (n - used) : 0
    self.variance = variance
    let size = used > 1 ? (n - counts.reduce(0) { $0 + $1 * $1 } / n) / (used - 1) : 1
    let shared = used > 1 ? max(0, (between / (used - 1) - variance) / max(size, 1)) : 0
    let weights = counts.map { $0 > 0 && shared > 0 ? shared / (shared + variance / $0) : 0 }
    prediction = zip(means, weights).map { mean + $1 * ($0 - mean) }
    sharedVariance = weights.map { shared * (1 - $0) }
    meanError = (shared / max(1, used) + variance / n).squareRoot()
  }
}
