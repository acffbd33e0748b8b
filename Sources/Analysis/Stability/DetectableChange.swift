import Statistics

/// The smallest change that the search would have found in four of five cases.
public struct DetectableChange: Codable, Hashable, Sendable {
  /// Periods since the change.
  public var periods: Int
  /// Level after over level before, minus 1.
  public var size: Double

  /// Share of changes of this size that are found.
  public static let power = 0.8

  /// Derives the size from the noise and the price of a change: the gain of a step of size δ, that lasts L of n periods,
  /// over its absence is δ² L (n − L)/n in units of the long-run variance, and its root is normal with deviation 1.
  /// It must also surely exceed the margin.
  ///
  /// - Returns: `nil` when the series is shorter than twice `periods`.
  init?(lasting periods: Int, search: SeriesHistory.Search, margin: Double, level: Double) {
    let (n, length) = (Double(search.periods), Double(periods))
    guard search.periods >= 2 * periods else { return nil }
    let error = (search.noise.longRunVariance * (1 / length + 1 / (n - length))).squareRoot()
    let surplus = Normal.quantile(Self.power)
    let needed = max(
      (search.penalty.squareRoot() + surplus) * error, margin + (Normal.quantile(level) + surplus) * error)
    self.periods = periods
    size = exponential(needed) - 1
  }
}
