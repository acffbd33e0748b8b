/// Interval for a mean from few clusters: the test that turns the signs of whole clusters, inverted.
///
/// For a supposed mean, residual totals of clusters are multiplied by random signs; the means for which the
/// observed t is not among the most extreme of the turned ones make the interval.
/// Sources: Cameron, Gelbach and Miller, "Bootstrap-based improvements for inference with clustered errors",
/// Review of Economics and Statistics 90 (2008); Webb, "Reworking wild bootstrap-based inference for
/// clustered errors" (2014); MacKinnon and Webb (2018).
public struct WildClusterBootstrap: Hashable, Sendable {
  /// The law of the multipliers.
  public enum Multipliers: String, Codable, CaseIterable, Hashable, Sendable {
    /// ±1; all 2^G combinations for up to 12 clusters.
    case rademacher
    /// ±√½, ±1, ±√(3/2): for fewer than about 10 clusters, where signs give too few different values.
    case webb
  }

  /// Number of replicates where not all combinations are taken.
  public var replicates: Int
  /// Seed of the draws.
  public var seed: UInt64
  /// The law of the multipliers; `nil` for Webb's below 10 clusters and signs from there on.
  public var multipliers: Multipliers?

  private static let mostEnumerated = 12
  private static let mostMultipliers = 2e7

  /// Creates a bootstrap.
  public init(replicates: Int = 9999, seed: UInt64, multipliers: Multipliers? = nil) {
    self.replicates = replicates
    self.seed = seed
    self.multipliers = multipliers
  }

  /// The mean of a clustered sample with its interval.
  ///
  /// - Parameter level: Nominal coverage, in (0, 1).
  /// - Returns: An end is `nil` where no multiplier could reject at the level.
  /// - Throws: ``StatisticsError``: fewer than two clusters or replicates, or a level out of range.
  /// - Complexity: Some 100 times replicates · clusters.
  public func meanInterval(
    of sample: ClusteredSample, level: Double = 0.95
  ) throws(StatisticsError) -> BootstrapEstimate {
    try require(level, "level", above: 0, below: 1)
    if replicates < 2 { throw .tooFew(what: "replicates", found: replicates, needed: 2) }
    let test = WildTest(try ClusterTotals(sample), try draws(clusters: sample.clusterCount))
    let lower = test.end(side: -1, tail: 1 - level)
    let upper = test.end(side: 1, tail: 1 - level)
    var warnings: [BootstrapWarning] = []
    if sample.clusterCount < ClusteredSample.fewClusters {
      warnings.append(.fewClusters(found: sample.clusterCount))
    }
    if lower == nil { warnings.append(.lowerUnbounded) }
    if upper == nil { warnings.append(.upperUnbounded) }
    let isEnumerated = test.multipliers.isEnumerated
    return BootstrapEstimate(
      value: test.totals.mean, interval: ConfidenceInterval(lower: lower, upper: upper, level: level),
      method: .wildClusterT, standardError: test.error,
      resampling: ResamplingRecord(
        n: sample.count, clusters: sample.clusterCount, replicates: isEnumerated ? nil : replicates,
        seed: isEnumerated ? nil : seed), warnings: warnings)
  }

  /// Probability of a t as extreme as observed if the mean were as supposed.
  ///
  /// - Parameter supposed: Finite.
  /// - Throws: ``StatisticsError``.
  public func pValue(
    ofMean supposed: Double, in sample: ClusteredSample
  ) throws(StatisticsError) -> Double {
    try requireFinite(supposed, "supposed mean")
    if replicates < 2 { throw .tooFew(what: "replicates", found: replicates, needed: 2) }
    return WildTest(try ClusterTotals(sample), try draws(clusters: sample.clusterCount)).pValue(supposed)
  }

  private func draws(clusters: Int) throws(StatisticsError) -> MultiplierDraws {
    let law = multipliers ?? (clusters < 10 ? .webb : .rademacher)
    if law == .rademacher, clusters <= Self.mostEnumerated {
      return MultiplierDraws(allSignsOf: clusters)
    }
    let size = Double(replicates) * Double(clusters)
    if size > Self.mostMultipliers {
      throw .outOfRange(
        parameter: "replicates times clusters", value: size,
        range: "[0, 2e7]: with so many clusters take the interval from cluster totals")
    }
    return MultiplierDraws(law, clusters: clusters, replicates: replicates, seed: seed)
  }
}

/// Multipliers of all replicates, one row of clusters each.
private struct MultiplierDraws {
  let values: [Double]
  let count: Int
  let isEnumerated: Bool

  init(allSignsOf clusters: Int) {
    count = 1 << clusters
    isEnumerated = true
    values = (0..<count).flatMap { row in (0..<clusters).map { row >> $0 & 1 == 0 ? 1.0 : -1 } }
  }

  init(_ law: WildClusterBootstrap.Multipliers, clusters: Int, replicates: Int, seed: UInt64) {
    let points: [Double] =
      law == .rademacher ? [-1, 1] : [0.5, 1, 1.5].flatMap { [-$0.squareRoot(), $0.squareRoot()] }
    var generator = Xoshiro256PlusPlus(seed: seed)
    count = replicates
    isEnumerated = false
    values = (0..<(replicates * clusters)).map { _ in points[generator.index(below: points.count)] }
  }
}

/// The test of a supposed mean.
private struct WildTest {
  let totals: ClusterTotals
  let multipliers: MultiplierDraws
  let error: Double

  init(_ totals: ClusterTotals, _ multipliers: MultiplierDraws) {
    self.totals = totals
    self.multipliers = multipliers
    error = totals.standardError(.cr1)
  }

  func pValue(_ supposed: Double) -> Double {
    let difference = totals.mean - supposed
    if difference == 0 { return 1 }
    let count = multipliers.count
    if error == 0 { return multipliers.isEnumerated ? 2 / Double(count) : 1 / Double(count + 1) }
    let correction = (totals.clusterCount / (totals.clusterCount - 1)).squareRoot()
    // All signs equal give the observed t again; the slack is for its rounding.
    let observed = abs(difference) / error * (1 - 1e-9)
    let extreme = (0..<count).filter { row in
      let turned = turned(by: row, difference)
      // |t| of the turned totals against the observed one, without a division that could be by zero.
      return abs(turned.sum) >= observed * turned.spread * correction
    }
    return multipliers.isEnumerated
      ? Double(extreme.count) / Double(count) : Double(extreme.count + 1) / Double(count + 1)
  }

  /// The sum of the turned totals of residuals from the supposed mean, and the root of the sum of squares of
  /// what the turned mean leaves of them.
  private func turned(by row: Int, _ difference: Double) -> (sum: Double, spread: Double) {
    let start = row * totals.sizes.count
    var sum = 0.0
    var weight = 0.0
    for (index, size) in totals.sizes.enumerated() {
      let multiplier = multipliers.values[start + index]
      sum += multiplier * totals.residuals[index]
      weight += multiplier * size
    }
    // What the residuals and what the supposed difference contribute are kept apart: the second vanishes when
    // all multipliers are equal.
    let (share, meanMultiplier) = (sum / totals.n, weight / totals.n)
    var squares = 0.0
    for (index, size) in totals.sizes.enumerated() {
      let multiplier = multipliers.values[start + index]
      let own = multiplier * totals.residuals[index] - share * size
      let rest = own + difference * size * (multiplier - meanMultiplier)
      squares += rest * rest
    }
    return (sum + difference * weight, squares.squareRoot())
  }

  /// The farthest mean that is not rejected; `nil` when none is rejected far away.
  func end(side: Double, tail: Double) -> Double? {
    if error == 0 { return totals.mean }
    var inside = 0.0
    var outside = 1.0
    while pValue(totals.mean + side * outside * error) > tail {
      inside = outside
      outside *= 2
      if outside > 1e6 { return nil }
    }
    while outside - inside > 1e-9 * outside {
      let middle = 0.5 * (inside + outside)
      if pValue(totals.mean + side * middle * error) > tail { inside = middle } else { outside = middle }
    }
    return totals.mean + side * outside * error
  }
}
