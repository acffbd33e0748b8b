import Statistics

/// A group of values that lie apart from all others above a gap too wide for any smooth tail.
struct DistinctMode: Sendable {
  /// The chance of so wide a gap where there is none, over all places where one could be.
  var pValue: Double
  /// A value inside the gap.
  var boundary: Double
  /// Number of values above it.
  var count: Int

  /// Looks for a gap in the upper half of values on a scale of logarithms.
  ///
  /// In a smooth tail the spacings between neighbours, times their rank from above, are exponential with about one
  /// mean, or a mean that falls towards the end: exactly so for a Pareto law, and lighter for a lognormal one
  /// (Rényi, Acta Math. Acad. Sci. Hungar. 4, 1953). The sum of a few spacings is judged against the mean of those
  /// just below by Fisher's law. Ties are spread over the resolution of the clock first.
  /// - Parameters:
  ///   - values: Finite.
  ///   - fewest: Values that make a mode.
  ///   - largestShare: Largest share of the values that may lie above the gap.
  /// - Returns: The gap of the least chance, with multiplicity; `nil` when there are too few values.
  /// - Complexity: O(n log n).
  static func find(_ values: [Double], fewest: Int, largestShare: Double = 0.5) -> DistinctMode? {
    let descending = Array(spread(values.sorted()).reversed())
    let n = descending.count
    let last = min(Int(largestShare * Double(n)), n - 3)
    if last < fewest { return nil }
    // Spacings by rank from above: the one at index i lies below the i + 1 largest values.
    let spacings = (0..<(n - 1)).map { Double($0 + 1) * (descending[$0] - descending[$0 + 1]) }
    var sums = [0.0]
    for spacing in spacings { sums.append(sums[sums.count - 1] + spacing) }
    var best: (pValue: Double, strength: Double, rank: Int)?
    var tests = 0
    for rank in fewest...last {
      // One, two or four spacings: a few strays inside a gap do not close it.
      for width in [1, 2, 4] where rank + width <= n - 2 && width <= max(1, rank / 3) {
        tests += 1
        let below = rank - 1 + width
        let used = min(n - 1 - below, max(30, rank))
        let inside = (sums[below] - sums[rank - 1]) / Double(width)
        let outside = (sums[below + used] - sums[below]) / Double(used)
        if !(inside > 0) { continue }
        let ratio = outside > 0 ? inside / outside : .infinity
        let pValue = Self.chance(ratio, width, used)
        if best.map({ (pValue, -ratio) < ($0.pValue, $0.strength) }) ?? true { best = (pValue, -ratio, rank) }
      }
    }
    guard let best else { return nil }
    let boundary = (descending[best.rank - 1] + descending[best.rank]) / 2
    return DistinctMode(pValue: min(1, Double(tests) * best.pValue), boundary: boundary, count: best.rank)
  }

  /// The chance that the ratio of a mean of `width` exponentials to one of `used` is so large.
  private static func chance(_ ratio: Double, _ width: Int, _ used: Int) -> Double {
    (try? FisherF(numerator: 2 * Double(width), denominator: 2 * Double(used)))?.survival(ratio) ?? 1
  }

  /// Spreads equal values over the resolution, so that the ticks of a coarse clock are no gaps.
  private static func spread(_ ascending: [Double]) -> [Double] {
    var steps: [Double] = []
    for (low, high) in zip(ascending, ascending.dropFirst()) where high > low { steps.append(high - low) }
    if ascending.isEmpty || 2 * steps.count > ascending.count { return ascending }
    steps.sort()
    let step = steps.isEmpty ? 0 : steps[steps.count / 2]
    var result = ascending
    var first = 0
    while first < ascending.count {
      var end = first
      while end < ascending.count, ascending[end] == ascending[first] { end += 1 }
      let ties = Double(end - first)
      for index in first..<end { result[index] += step * ((Double(index - first) + 0.5) / ties - 0.5) }
      first = end
    }
    return result
  }
}
