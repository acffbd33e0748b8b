/// The binomial distribution: successes in independent trials.
///
/// Source of the mass: Loader, "Fast and accurate computation of binomial probabilities" (2000).
public struct Binomial: DiscreteDistribution {
  /// Number of trials.
  public let trials: Int
  /// Probability of success in one trial.
  public let probability: Double

  /// Creates a binomial law.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` unless 0 ≤ trials ≤ 2⁵³ and the
  ///   probability lies in [0, 1].
  public init(trials: Int, probability: Double) throws(StatisticsError) {
    try requireCount(trials, "trials")
    try requireProbability(probability)
    self.init(uncheckedTrials: trials, probability: probability)
  }

  init(uncheckedTrials trials: Int, probability: Double) {
    self.trials = trials
    self.probability = probability
  }

  /// From 0 to the number of trials.
  public var support: ClosedRange<Int> { 0...trials }

  /// Mean.
  public var mean: Double { Double(trials) * probability }

  /// Standard deviation.
  public var standardDeviation: Double { (mean * (1 - probability)).squareRoot() }

  /// Probability of at most `k` successes.
  public func cumulative(_ k: Int) -> Double { tails(k).lower }

  /// Probability of more than `k` successes.
  public func survival(_ k: Int) -> Double { tails(k).upper }

  private func tails(_ k: Int) -> (lower: Double, upper: Double) {
    if k < 0 { return (0, 1) }
    if k >= trials { return (1, 0) }
    let n = Double(trials)
    return BetaFunction.tails(1 - probability, probability, a: n - Double(k), b: Double(k) + 1)
  }

  /// Natural logarithm of the probability of `k` successes.
  public func logMass(_ k: Int) -> Double {
    if k < 0 || k > trials { return -.infinity }
    if probability == 0 { return k == 0 ? 0 : -.infinity }
    if probability == 1 { return k == trials ? 0 : -.infinity }
    let n = Double(trials)
    let x = Double(k)
    if k == 0 { return n * logarithm(onePlus: -probability) }
    if k == trials { return n * logarithm(probability) }
    let rest = n - x
    let difference = n * probability - x
    let exponent =
      stirlingError(n) - stirlingError(x) - stirlingError(rest)
      - deviance(x, mean: n * probability, difference: difference)
      - deviance(rest, mean: n * (1 - probability), difference: -difference)
    return exponent + 0.5 * logarithm(n / (x * rest)) - logRootTwoPi
  }
}

/// Largest count that a double holds exactly with its neighbours.
let largestCount = 1 << 53

/// Checks a count of trials, items or draws.
func requireCount(_ count: Int, _ parameter: String) throws(StatisticsError) {
  if count < 0 || count > largestCount {
    throw .outOfRange(parameter: parameter, value: Double(count), range: "[0, 2^53]")
  }
}
