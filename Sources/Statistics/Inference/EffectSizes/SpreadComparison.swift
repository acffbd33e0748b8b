/// Distribution-free bounds for the Shamos spread, the median distance of two independent values.
///
/// The values are paired at random, so that the distances of the pairs are independent, and the sign test is
/// inverted on them; randomisation between neighbouring ranks makes the coverage equal to the level.
/// Source: Akinshin, Pragmastat (2025); Lehmann, Nonparametrics (1975) 4.2, for the sign test.
/// - Parameters:
///   - values: In the order of measurement.
///   - level: Coverage, in (0, 1).
///   - generator: Pairs the values.
/// - Throws: ``StatisticsError`` for values that are not finite or all equal, or
///   ``StatisticsError/tooFew(what:found:needed:)`` for so few pairs that no interval has this level.
/// - Complexity: O(n log n).
public func shamosSpreadInterval(
  _ values: [Double], level: Double = 0.95, using generator: inout Xoshiro256PlusPlus
) throws(StatisticsError) -> EffectEstimate {
  let uniform = generator.uniform()
  var order = Array(values.indices)
  generator.shuffle(&order)
  return try shamosSpreadInterval(values, level: level, order: order, uniform: uniform)
}

/// Bounds from a given pairing and a given uniform number.
func shamosSpreadInterval(
  _ values: [Double], level: Double, order: [Int], uniform: Double
) throws(StatisticsError) -> EffectEstimate {
  try require(level, "level", above: 0, below: 1)
  let sorted = try SortedSample(values)
  let spread = try sorted.shamosSpread()
  if spread == 0 { throw .allEqual(method: "the spread") }
  let pairs = values.count / 2
  let rank = try signTestRank(pairs: pairs, level: level, uniform: uniform)
  let distances = SortedSample(
    ascending: (0..<pairs).map { abs(values[order[2 * $0]] - values[order[2 * $0 + 1]]) }.sorted())
  let inner = min(rank, (pairs + 1) / 2)
  return EffectEstimate(
    value: spread,
    interval: ConfidenceInterval(
      lower: distances.values[inner - 1], upper: distances.values[pairs - inner], level: level),
    achievedLevel: level, method: .disjointPairs, sizes: [values.count])
}

/// Rank, from 1, of the lower end of the randomised sign-test interval of a median.
private func signTestRank(pairs: Int, level: Double, uniform: Double) throws(StatisticsError) -> Int {
  let tail = (1 - level) / 2
  let law = try Binomial(trials: pairs, probability: 0.5)
  // Rounding of the level must not refuse the least tail that can be reached.
  if law.mass(0) > tail * (1 + 1e-9) {
    let needed = Int((-logarithm(tail) / logarithm(2)).rounded(.up))
    throw .tooFew(what: "pairs of values", found: pairs, needed: needed)
  }
  var rank = 0
  var reached = law.mass(0)
  while rank < pairs, reached + law.mass(rank + 1) <= tail {
    rank += 1
    reached += law.mass(rank)
  }
  let share = (tail - reached) / law.mass(rank + 1)
  return rank + 1 + (uniform < share ? 1 : 0)
}

extension PooledSamples {
  /// The average of the Shamos spreads of both samples, weighted by their sizes.
  ///
  /// - Throws: ``StatisticsError/tooFew(what:found:needed:)`` for a sample of fewer than two values.
  /// - Complexity: O(n log n).
  public func averageSpread() throws(StatisticsError) -> Double {
    let (n, m) = (Double(x.count), Double(y.count))
    return (n * (try x.shamosSpread()) + m * (try y.shamosSpread())) / (n + m)
  }

  /// The shift in units of the average spread: an effect size that outliers cannot dominate.
  ///
  /// Source: Akinshin, Pragmastat (2025).
  /// - Throws: ``StatisticsError/tooFew(what:found:needed:)`` for a sample of fewer than two values,
  ///   ``StatisticsError/allEqual(method:)`` when more than half of the distances inside of a sample are 0.
  /// - Complexity: O((n + m) log(n m)).
  public func disparity() throws(StatisticsError) -> Double {
    let a = try x.shamosSpread()
    let b = try y.shamosSpread()
    if a == 0 || b == 0 { throw .allEqual(method: "the disparity") }
    return try hodgesLehmannShift().value / averageSpread()
  }
}

/// Bounds for the average spread: those of both samples, each at half of the error rate.
///
/// - Throws: As ``shamosSpreadInterval(_:level:using:)``.
/// - Complexity: O(n log n).
public func averageSpreadInterval(
  _ x: [Double], _ y: [Double], level: Double = 0.95, using generator: inout Xoshiro256PlusPlus
) throws(StatisticsError) -> EffectEstimate {
  let half = 0.5 + 0.5 * level
  let a = try shamosSpreadInterval(x, level: half, using: &generator)
  let b = try shamosSpreadInterval(y, level: half, using: &generator)
  return weightedSpread(a, b, level: level)
}

func weightedSpread(_ a: EffectEstimate, _ b: EffectEstimate, level: Double) -> EffectEstimate {
  let share = Double(a.sizes[0]) / Double(a.sizes[0] + b.sizes[0])
  func mix(_ first: Double, _ second: Double) -> Double { share * first + (1 - share) * second }
  func mix(_ first: Double?, _ second: Double?) -> Double? {
    guard let first, let second else { return nil }
    return mix(first, second)
  }
  return EffectEstimate(
    value: mix(a.value, b.value),
    interval: ConfidenceInterval(
      lower: mix(a.interval.lower, b.interval.lower), upper: mix(a.interval.upper, b.interval.upper),
      level: level), method: .bonferroni, sizes: a.sizes + b.sizes)
}

/// Bounds for the disparity: those of the shift and of the average spread, which share the error rate.
///
/// Each bound gets the least error rate that its sample sizes allow and half of what is left.
/// - Throws: As ``shamosSpreadInterval(_:level:using:)``, and
///   ``StatisticsError/outOfRange(parameter:value:range:)`` for a level that samples this small cannot reach.
/// - Complexity: O((n + m) log(n m)).
public func disparityInterval(
  _ x: [Double], _ y: [Double], level: Double = 0.95, coverage: DiscreteCoverage = .atLeast,
  using generator: inout Xoshiro256PlusPlus
) throws(StatisticsError) -> EffectEstimate {
  let pooled = try PooledSamples(x, y)
  let value = try pooled.disparity()
  let shares = try DisparityLevels(x.count, y.count, level: level)
  let shift = try pooled.hodgesLehmannShift(level: shares.shift, coverage: coverage)
  let spread = try averageSpreadInterval(x, y, level: shares.spread, using: &generator)
  return disparityInterval(value: value, shift: shift, spread: spread, level: level)
}

func disparityInterval(
  value: Double, shift: EffectEstimate, spread: EffectEstimate, level: Double
) -> EffectEstimate {
  let result: ConfidenceInterval
  if let low = shift.interval.lower, let high = shift.interval.upper,
    let narrow = spread.interval.lower, let wide = spread.interval.upper, wide > 0
  {
    // A spread that may be 0 leaves the end away from 0 open.
    let lower = low >= 0 ? low / wide : narrow > 0 ? low / narrow : nil
    let upper = high <= 0 ? high / wide : narrow > 0 ? high / narrow : nil
    result = ConfidenceInterval(lower: lower, upper: upper, level: level)
  } else {
    result = ConfidenceInterval(lower: nil, upper: nil, level: level)
  }
  return EffectEstimate(value: value, interval: result, method: .bonferroni, sizes: shift.sizes)
}

/// How shift and spread share the error rate of a disparity.
struct DisparityLevels {
  let shift: Double
  let spread: Double

  init(_ n: Int, _ m: Int, level: Double) throws(StatisticsError) {
    try require(level, "level", above: 0, below: 1)
    // 2 / C(n + m, n), and twice 2^(1 − pairs).
    let arrangements =
      logGamma(Double(n + m + 1)) - logGamma(Double(n + 1)) - logGamma(Double(m + 1))
    let leastShift = 2 * exponential(-arrangements)
    let leastSpread = 4 * power(2, -Double(min(n / 2, m / 2)))
    let rest = 1 - level - leastShift - leastSpread
    if rest < -1e-12 {
      throw .outOfRange(parameter: "level", value: level, range: "(0, \(1 - leastShift - leastSpread)]")
    }
    shift = 1 - (leastShift + max(0, rest) / 2)
    spread = 1 - (leastSpread + max(0, rest) / 2)
  }
}
