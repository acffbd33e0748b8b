/// Whether one group's tail is heavier than another's.
public struct TailComparison: Codable, Hashable, Sendable {
  /// Shape of the second less the shape of the first: above 0 when the second has the heavier tail.
  public var shapeDifference: Double
  /// Interval of the difference.
  public var interval: ConfidenceInterval
  /// Test of equal shapes; statistic is twice the loss of log-likelihood, or the difference itself by bootstrap.
  public var test: TestResult

  /// Compares the shapes of two independent tails, each above its own threshold.
  ///
  /// Without clusters the interval joins both profile likelihood intervals (Zou and Donner, Statistics in Medicine
  /// 27, 2008) and the test is the likelihood ratio; with clusters both come from draws of whole clusters.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` for a level; of replicates.
  /// - Complexity: O(1) by likelihood, O(replicates · k) by bootstrap.
  public init(
    _ first: TailModel, _ second: TailModel, level: Double = 0.95,
    bootstrap: ClusterBootstrap = ClusterBootstrap(seed: 1)
  ) throws(StatisticsError) {
    try require(level, "level", above: 0, below: 1)
    let difference = second.fit.shape - first.fit.shape
    shapeDifference = difference
    let sizes = [first.fit.exceedances, second.fit.exceedances]
    var other = bootstrap
    other.seed &+= 0x9e37_79b9_7f4a_7c15
    let drawn = (try first.shapeReplicates(bootstrap), try second.shapeReplicates(other))
    if drawn.0 != nil || drawn.1 != nil {
      // Draws of one group and the likelihood of the other have no common law.
      guard let a = drawn.0, let b = drawn.1 else {
        throw .notIdentified(
          what: "a common way to draw both groups", remedy: "give clusters for both groups or for neither")
      }
      let differences = zip(a, b).map { $1 - $0 }
      interval = ClusterBootstrap.percentileInterval(differences, level: level)
      let above = Double(differences.filter { $0 >= 0 }.count + 1)
      let below = Double(differences.filter { $0 <= 0 }.count + 1)
      test = TestResult(
        statistic: difference, pValue: min(1, 2 * min(above, below) / Double(differences.count + 2)),
        law: .asymptotic, sizes: sizes)
      return
    }
    let (a, b) = (try first.shapeInterval(level: level), try second.shapeInterval(level: level))
    func joined(_ sign: Double, _ own: Double?, _ others: Double?) -> Double? {
      guard let own, let others else { return nil }
      let x = own - second.fit.shape
      let y = others - first.fit.shape
      return difference + sign * (x * x + y * y).squareRoot()
    }
    interval = ConfidenceInterval(
      lower: joined(-1, b.lower, a.upper), upper: joined(1, b.upper, a.lower), level: level)
    let apart = first.logLikelihood(shape: first.fit.shape) + second.logLikelihood(shape: second.fit.shape)
    let (low, high) = (min(first.fit.shape, second.fit.shape), max(first.fit.shape, second.fit.shape))
    let together = LineSearch.maximum(from: low, to: max(high, low + 1e-9), points: 8) {
      first.logLikelihood(shape: $0) + second.logLikelihood(shape: $0)
    }.value
    let statistic = max(0, 2 * (apart - together))
    test = TestResult(
      statistic: statistic, pValue: 2 * Normal.cumulative(-statistic.squareRoot()), law: .chiSquared,
      sizes: sizes, degreesOfFreedom: [1])
  }
}
