extension Estimate {
  /// Ratio of this estimate to another one from independent data, with an interval.
  ///
  /// The distances from each estimate to its own ends, on the log scale, are recombined (MOVER), so the
  /// ratio inherits the coverage and the asymmetry of the two intervals.
  /// Source: Donner and Zou, "Closed-form confidence intervals for functions of the normal mean and
  /// standard deviation", Statistical Methods in Medical Research 21 (2012).
  ///
  /// - Returns: An interval with a `nil` end where an end of either estimate is unbounded or not positive;
  ///   `nil` when an estimate itself is not positive or has no interval.
  public func ratio(to other: Estimate) -> RatioEstimate? {
    guard value > 0, other.value > 0, let a = interval, let b = other.interval else { return nil }
    let center = logarithm(value / other.value)
    func distance(_ end: Double?, _ middle: Double) -> Double? {
      guard let end, end > 0 else { return nil }
      return abs(logarithm(end / middle))
    }
    func combined(_ first: Double?, _ second: Double?) -> Double? {
      guard let first, let second else { return nil }
      return (first * first + second * second).squareRoot()
    }
    let down = combined(distance(a.lower, value), distance(b.upper, other.value))
    let up = combined(distance(a.upper, value), distance(b.lower, other.value))
    return RatioEstimate(
      value: value / other.value,
      interval: ConfidenceInterval(
        lower: down.map { exponential(center - $0) }, upper: up.map { exponential(center + $0) },
        level: min(a.level, b.level)))
  }
}

/// A ratio with its interval.
public struct RatioEstimate: Codable, Hashable, Sendable {
  /// The ratio.
  public var value: Double
  /// Its interval.
  public var interval: ConfidenceInterval

  /// What the interval says about a ratio of 1 inside a margin fixed beforehand.
  ///
  /// - Parameters:
  ///   - margin: Relative change that does not matter, such as 0.05.
  ///   - lowerIsBetter: Whether a smaller numerator is an improvement.
  public func verdict(margin: Double, lowerIsBetter: Bool = true) -> Verdict {
    let low = interval.lower ?? 0
    let high = interval.upper ?? .infinity
    if low >= 1 / (1 + margin), high <= 1 + margin { return .equivalent }
    if high < 1 { return lowerIsBetter ? .better : .worse }
    if low > 1 { return lowerIsBetter ? .worse : .better }
    return .inconclusive
  }
}

/// What a comparison says.
public enum Verdict: String, Codable, CaseIterable, Hashable, Sendable {
  /// Better, beyond doubt at the stated level.
  case better
  /// Worse, beyond doubt at the stated level.
  case worse
  /// No difference that matters: the whole interval lies inside the margin.
  case equivalent
  /// The data do not decide.
  case inconclusive
}
