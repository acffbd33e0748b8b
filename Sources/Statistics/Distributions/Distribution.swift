/// A law on the real numbers with a density.
///
/// A law is made by an initialiser that checks its parameters, so every function below can rely on them.
public protocol ContinuousDistribution: Hashable, Sendable {
  /// Least and greatest possible value; may be infinite.
  var support: ClosedRange<Double> { get }

  /// Probability of a value of at most `x`; NaN only for NaN.
  func cumulative(_ x: Double) -> Double

  /// Probability of a value above `x`, without cancellation; NaN only for NaN.
  func survival(_ x: Double) -> Double

  /// Natural logarithm of the density at `x`; −∞ outside of the support, NaN only for NaN.
  func logDensity(_ x: Double) -> Double

  /// The value with the two tail probabilities, which add to 1 and lie in (0, 1).
  ///
  /// Both are given because the smaller one carries the digits; call ``quantile(_:)`` or
  /// ``quantile(survival:)`` instead.
  func quantile(lower: Double, upper: Double) -> Double

  /// Draws a value.
  func sample(using generator: inout Xoshiro256PlusPlus) -> Double
}

extension ContinuousDistribution {
  /// Density at `x`.
  public func density(_ x: Double) -> Double { exponential(logDensity(x)) }

  /// The value that the law stays at or below with a probability.
  ///
  /// - Parameter probability: In [0, 1]; 0 and 1 give the ends of the support.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  public func quantile(_ probability: Double) throws(StatisticsError) -> Double {
    try requireProbability(probability)
    if probability == 0 { return support.lowerBound }
    if probability == 1 { return support.upperBound }
    return quantile(lower: probability, upper: 1 - probability)
  }

  /// The value that the law exceeds with a probability; keeps the digits of tiny tails.
  ///
  /// - Parameter probability: In [0, 1]; 0 and 1 give the ends of the support.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  public func quantile(survival probability: Double) throws(StatisticsError) -> Double {
    try requireProbability(probability)
    if probability == 0 { return support.upperBound }
    if probability == 1 { return support.lowerBound }
    return quantile(lower: 1 - probability, upper: probability)
  }

  /// Inversion of the distribution function; for laws without a faster way.
  public func sample(using generator: inout Xoshiro256PlusPlus) -> Double {
    let probability = generator.openUniform()
    return quantile(lower: probability, upper: 1 - probability)
  }
}

/// A law on the whole numbers.
public protocol DiscreteDistribution: Hashable, Sendable {
  /// Least and greatest possible value; `Int.max` stands for no upper end.
  var support: ClosedRange<Int> { get }

  /// Mean.
  var mean: Double { get }

  /// Standard deviation.
  var standardDeviation: Double { get }

  /// Probability of a value of at most `k`.
  func cumulative(_ k: Int) -> Double

  /// Probability of a value above `k`, without cancellation.
  func survival(_ k: Int) -> Double

  /// Natural logarithm of the probability of `k`; −∞ outside of the support.
  func logMass(_ k: Int) -> Double
}

extension DiscreteDistribution {
  /// Probability of `k`.
  public func mass(_ k: Int) -> Double { exponential(logMass(k)) }

  /// The least k with P(X ≤ k) ≥ `probability`.
  ///
  /// A probability that is reached but for 64 units of rounding counts as reached, so that
  /// `quantile(cumulative(k))` is k.
  ///
  /// - Parameter probability: In [0, 1]; 0 and 1 give the ends of the support.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  /// - Complexity: O(log of the distance to the start) evaluations of the distribution function.
  public func quantile(_ probability: Double) throws(StatisticsError) -> Int {
    try requireProbability(probability)
    if probability == 0 { return support.lowerBound }
    if probability == 1 { return support.upperBound }
    let wanted = probability * (1 - 64 * .ulpOfOne)
    let score = probability < 0.5 ? NormalScore.tail(probability) : -NormalScore.tail(1 - probability)
    return least(near: mean + score * standardDeviation) { cumulative($0) >= wanted }
  }

  /// The least k with P(X > k) ≤ `probability`; keeps the digits of tiny tails.
  ///
  /// - Parameter probability: In [0, 1]; 0 and 1 give the ends of the support.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  /// - Complexity: O(log of the distance to the start) evaluations of the distribution function.
  public func quantile(survival probability: Double) throws(StatisticsError) -> Int {
    try requireProbability(probability)
    if probability == 0 { return support.upperBound }
    if probability == 1 { return support.lowerBound }
    let wanted = probability * (1 + 64 * .ulpOfOne)
    let score = probability < 0.5 ? -NormalScore.tail(probability) : NormalScore.tail(1 - probability)
    return least(near: mean + score * standardDeviation) { survival($0) <= wanted }
  }

  /// The least k of the support at which a condition that stays true holds.
  private func least(near guess: Double, where holds: (Int) -> Bool) -> Int {
    let start = Int(min(max(guess, -9e18), 9e18))
    var high = min(max(start, support.lowerBound), support.upperBound)
    var step = max(1, Int(standardDeviation / 8))
    if holds(high) {
      // Walk down until it fails, or the support ends.
      while high > support.lowerBound {
        let low = max(support.lowerBound, high - min(step, high - support.lowerBound))
        if !holds(low) { return bisect(failing: low, holding: high, holds) }
        high = low
        step *= 2
      }
      return high
    }
    var low = high
    while low < support.upperBound {
      high = low + min(step, support.upperBound - low)
      if holds(high) { return bisect(failing: low, holding: high, holds) }
      low = high
      step = step > Int.max / 2 ? step : step * 2
    }
    return support.upperBound
  }

  private func bisect(failing: Int, holding: Int, _ holds: (Int) -> Bool) -> Int {
    var low = failing
    var high = holding
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if holds(middle) { high = middle } else { low = middle }
    }
    return high
  }
}

func requireProbability(_ probability: Double) throws(StatisticsError) {
  if !(probability >= 0 && probability <= 1) {
    throw .outOfRange(parameter: "probability", value: probability, range: "[0, 1]")
  }
}

/// Checks that a parameter is a positive, finite number.
func requirePositive(_ value: Double, _ parameter: String) throws(StatisticsError) {
  if !(value > 0 && value.isFinite) {
    throw .outOfRange(parameter: parameter, value: value, range: "(0, ∞)")
  }
}

/// Checks that a parameter is a finite number.
func requireFinite(_ value: Double, _ parameter: String) throws(StatisticsError) {
  if !value.isFinite { throw .outOfRange(parameter: parameter, value: value, range: "(−∞, ∞)") }
}
