/// How heavy the upper tail of positive values is: P(X > x) falls like x^(−index).
///
/// Below 2 there is no variance and below 1 no mean, so intervals for the mean do not hold.
public struct TailIndex: Codable, Hashable, Sendable {
  /// Hill's estimate from the `count` largest values.
  public var value: Double
  /// Interval of Hill's estimate as if the tail were an exact power.
  public var interval: ConfidenceInterval
  /// Reciprocal index by the moment estimator, which is 0 for tails lighter than any power and may be negative.
  public var momentShape: Double
  /// Number of largest values used.
  public var count: Int

  /// Whether a tail without variance is proved at the level of the interval.
  public var excludesVariance: Bool { (interval.upper ?? .infinity) < 2 }

  /// Estimates the tail index.
  ///
  /// Sources: Hill, Annals of Statistics 3 (1975), whose sum of log spacings is a gamma variable for an exact
  /// power; Dekkers, Einmahl and de Haan, Annals of Statistics 17 (1989), for the moment estimator.
  /// - Parameters:
  ///   - sample: Of which the upper half must be positive.
  ///   - count: Largest values to use; `nil` for n^(2/3), at most n/2.
  ///   - level: Of the interval, in (0, 1).
  /// - Returns: `nil` when the values used are not positive or all equal.
  /// - Throws: ``StatisticsError``: fewer than 10 values, or a parameter out of range.
  /// - Complexity: O(count).
  public init?(_ sample: SortedSample, count: Int? = nil, level: Double = 0.95) throws(StatisticsError) {
    try require(level, "level", above: 0, below: 1)
    let n = sample.count
    if n < 10 { throw .tooFew(what: "values", found: n, needed: 10) }
    let k = count ?? min(n / 2, Int(power(Double(n), 2.0 / 3)))
    if k < 2 || k >= n {
      throw .outOfRange(parameter: "largest values", value: Double(k), range: "[2, \(n))")
    }
    let threshold = sample.values[n - k - 1]
    guard threshold > 0 else { return nil }
    var first = 0.0
    var second = 0.0
    for value in sample.values[(n - k)...] {
      let excess = logarithm(value) - logarithm(threshold)
      first += excess
      second += excess * excess
    }
    first /= Double(k)
    second /= Double(k)
    guard first > 0, second > 0 else { return nil }
    value = 1 / first
    let tail = (1 - level) / 2
    let shape = Double(k)
    interval = ConfidenceInterval(
      lower: value * IncompleteGamma.inverseLower(shape: shape, tail) / shape,
      upper: value * IncompleteGamma.inverseUpper(shape: shape, tail) / shape, level: level)
    let spread = 1 - first * first / second
    momentShape = spread > 0 ? first + 1 - 0.5 / spread : first
    self.count = k
  }
}
