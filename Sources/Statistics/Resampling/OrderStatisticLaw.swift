/// The exact law of a sample quantile under resampling with replacement.
///
/// The k-th order statistic of a resample is at most x₍ⱼ₎ when at least k of n draws are, so with probability
/// I_{j/n}(k, n − k + 1): two inverse beta functions give the ends that infinitely many replicates would.
/// Sources: Efron (1979) section 3; Maritz and Jarrett, JASA 73 (1978); Hutson and Ernst, JRSS B 62 (2000).
public struct OrderStatisticLaw: BootstrapLaw {
  /// The sample.
  public let sample: SortedSample
  /// Rank of the quantile in the sample, from 1: n p, rounded up.
  public let rank: Int
  /// Probability of the quantile.
  public let probability: Double

  /// The law of the quantile with the inverse of the empirical distribution function as its definition.
  ///
  /// - Parameters:
  ///   - probability: In (0, 1).
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  public init(of sample: SortedSample, probability: Double) throws(StatisticsError) {
    try require(probability, "probability", above: 0, below: 1)
    self.sample = sample
    self.probability = probability
    let rank = QuantileDefinition.inverseEmpirical.rank(probability, count: sample.count)
    self.rank = min(max(Int(rank), 1), sample.count)
  }

  /// The quantile of the data.
  public var observed: Double { sample.values[rank - 1] }

  /// What was resampled: all values.
  public var resampling: ResamplingRecord { ResamplingRecord(n: sample.count) }

  /// Probability that the quantile of a resample is one of the `j` least values.
  ///
  /// - Complexity: O(√n).
  public func cumulative(rank j: Int) -> Double {
    let (a, b, n) = (Double(rank), Double(sample.count - rank + 1), Double(sample.count))
    let share = Double(j) / n
    return BetaFunction.tails(share, Double(sample.count - j) / n, a: a, b: b).lower
  }

  /// Probability of a quantile of at most `x`.
  public func cumulative(_ x: Double) -> Double { cumulative(rank: sample.rank(notAbove: x)) }

  /// Probability of a quantile below `x`.
  public func cumulative(below x: Double) -> Double { cumulative(rank: sample.rank(below: x)) }

  /// The value of the sample that the law reaches with the probability.
  ///
  /// - Complexity: O(√n).
  public func quantile(_ probability: Double) -> Double { sample.values[place(of: probability)] }

  /// The same as an index, from 0.
  func place(of probability: Double) -> Int {
    let n = sample.count
    let share = Beta.quantile(min(max(probability, 0), 1), a: Double(rank), b: Double(n - rank + 1))
    let place = (Double(n) * share * (1 - roundingOfProbability)).rounded(.up)
    return min(max(Int(place), 1), n) - 1
  }

  /// Acceleration from the leave-one-out quantiles, of which there are two; with ties what it would be if
  /// they were broken.
  public var acceleration: Double? {
    let n = sample.count
    if n < 2 { return 0 }
    let reduced = QuantileDefinition.inverseEmpirical.rank(probability, count: n - 1)
    let share = min(max(reduced, 1), Double(n - 1)) / Double(n)
    // Influence: (share − 1) jump with probability share, share · jump otherwise.
    return (2 * share - 1) / (6 * (Double(n) * share * (1 - share)).squareRoot())
  }

  /// Mean of the law, the estimator of Maritz and Jarrett.
  public var mean: Double { discrete().mean }

  /// Standard deviation of the law, the standard error of Maritz and Jarrett.
  public var standardDeviation: Double { discrete().standardDeviation }

  /// The law as values with probabilities; those that only 1e-16 of it lies beyond are left out.
  ///
  /// - Complexity: O(√n) values.
  public func discrete() -> DiscreteLaw {
    let n = sample.count
    let (first, last) = (place(of: 1e-16), n - 1 - mirroredPlace(of: 1e-16))
    let atoms = (first...max(first, last)).map { index in
      (value: sample.values[index], mass: mass(place: index))
    }
    return DiscreteLaw(
      observed: observed, atoms: atoms, acceleration: acceleration, resampling: resampling)
  }

  /// Number of values above the one that the law exceeds with the probability.
  private func mirroredPlace(of probability: Double) -> Int {
    let n = sample.count
    let share = Beta.quantile(probability, a: Double(n - rank + 1), b: Double(rank))
    return min(Int(Double(n) * share), n - 1)
  }

  /// Probability that the quantile of a resample is the value of an index.
  private func mass(place: Int) -> Double {
    let n = Double(sample.count)
    let (a, b) = (Double(rank), Double(sample.count - rank + 1))
    if sample.count < 200 { return max(0, cumulative(rank: place + 1) - cumulative(rank: place)) }
    // The beta density varies by at most about e over a cell of width 1/n: five Gauss points give 12 digits.
    var sum = 0.0
    for (node, weight) in Self.gaussPoints {
      sum += weight * Beta.density((Double(place) + node) / n, a: a, b: b)
    }
    return sum / n
  }

  /// Nodes in (0, 1) and weights of five-point Gauss-Legendre quadrature.
  private static let gaussPoints: [(Double, Double)] = {
    let inner = (5 - 2 * (10.0 / 7).squareRoot()).squareRoot() / 6
    let outer = (5 + 2 * (10.0 / 7).squareRoot()).squareRoot() / 6
    let innerWeight = (322 + 13 * 70.0.squareRoot()) / 1800
    let outerWeight = (322 - 13 * 70.0.squareRoot()) / 1800
    return [
      (0.5 - outer, outerWeight), (0.5 - inner, innerWeight), (0.5, 64.0 / 225),
      (0.5 + inner, innerWeight), (0.5 + outer, outerWeight),
    ]
  }()
}
