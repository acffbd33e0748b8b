/// How sure a change and its date are, from the costs of all dates between its neighbours.
struct DateConfidence {
  /// First and last date that the data do not exclude.
  let earliest: Int
  let latest: Int
  /// Chance of so large a gain when there is no change.
  let pValue: Double

  /// - Parameters:
  ///   - cost: In units of the noise.
  ///   - low: Start of the segment before.
  ///   - high: End of the segment after.
  init(_ cost: FlatOrTrendCost, change: Int, low: Int, high: Int, minimumLength: Int, level: Double) {
    let range = min(low + minimumLength, change)...max(high - minimumLength, change)
    var least = Double.infinity
    let costs = range.map { index in
      let value = cost(low, index) + cost(index, high)
      least = min(least, value)
      return value
    }
    // The likelihood ratio of the true date exceeds c with a chance of 1 − (1 − exp(−c/2))², the law of the
    // largest height of a two-sided random walk with drift (Hansen, Econometrica 68, 2000, theorem 1).
    let bound = least - 2 * logarithm(1 - level.squareRoot())
    let inside = zip(range, costs).filter { $1 <= bound }.map(\.0)
    earliest = min(inside.first ?? change, change)
    latest = max(inside.last ?? change, change)
    pValue = Self.pValue(
      gain: cost(low, high) - least, dimensions: cost.dimensions,
      edge: Double(minimumLength) / Double(high - low))
  }

  /// Chance that the largest gain over all dates from a share `edge` to 1 − `edge` exceeds a value.
  ///
  /// Source: Csörgő and Horváth, Limit Theorems in Change-Point Analysis (1997), formula 1.3.26.
  static func pValue(gain: Double, dimensions: Int, edge: Double) -> Double {
    let d = Double(dimensions)
    if !(gain > d) { return 1 }
    let edge = min(max(edge, 1e-9), 0.5)
    let width = 2 * logarithm((1 - edge) / edge)
    let logDensity = 0.5 * d * logarithm(0.5 * gain) - 0.5 * gain - logGamma(0.5 * d)
    return min(1, exponential(logDensity) * ((1 - d / gain) * width + 4 / gain))
  }
}
