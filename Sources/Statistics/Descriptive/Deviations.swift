extension SortedSample {
  /// The median: the middle value, or the mean of the two middle ones.
  public var median: Double { value(atRank: Double(count + 1) / 2) }

  /// The median of the distances to the median, times `factor`.
  ///
  /// - Parameter factor: 1.4826 makes it estimate the standard deviation of normal data (R's default); 1
  ///   leaves it as it is.
  /// - Complexity: O(log n).
  public func medianAbsoluteDeviation(factor: Double = 1) -> Double {
    factor * medianDistance(to: median, among: 0..<count)
  }

  /// The median distance to the median for each side by itself, times `factor`; values equal to the
  /// median belong to both.
  ///
  /// Source: Rosenmai, "Using the median absolute deviation to find outliers" (2013).
  /// - Complexity: O(log n).
  public func doubleMedianAbsoluteDeviation(factor: Double = 1) -> (lower: Double, upper: Double) {
    let center = median
    let firstAbove = firstIndex(below: count) { values[$0] > center }
    let firstNotBelow = firstIndex(below: count) { values[$0] >= center }
    return (
      factor * medianDistance(to: center, among: 0..<firstAbove),
      factor * medianDistance(to: center, among: firstNotBelow..<count)
    )
  }

  /// Median of the distances of some neighbouring positions to a centre.
  private func medianDistance(to center: Double, among range: Range<Int>) -> Double {
    let half = (range.count + 1) / 2
    let lower = distance(rank: half, to: center, among: range)
    if range.count % 2 == 1 { return lower }
    return 0.5 * lower + 0.5 * distance(rank: half + 1, to: center, among: range)
  }

  /// The distance of a rank, from 1: the nearest `rank` values are a window of the sorted ones.
  private func distance(rank: Int, to center: Double, among range: Range<Int>) -> Double {
    let start =
      range.lowerBound
      + firstIndex(below: range.count - rank) { offset in
        let index = range.lowerBound + offset
        return center - values[index] <= values[index + rank] - center
      }
    return max(center - values[start], values[start + rank - 1] - center)
  }

  /// The first number of 0 ..< `end` from which on a condition holds, or `end`.
  private func firstIndex(below end: Int, where holds: (Int) -> Bool) -> Int {
    var low = 0
    var high = end
    while low < high {
      let middle = low + (high - low) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The τ scale of Yohai and Zamar: efficient and hard to break, scaled to the standard deviation of normal
  /// data; with the constants 4.5 and 3 of Maronna and Zamar.
  ///
  /// Sources: Yohai and Zamar, J. Am. Stat. Assoc. 83 (1988); Maronna and Zamar, Technometrics 44 (2002).
  /// - Returns: 0 when more than half of the values are equal.
  /// - Complexity: O(n).
  public func tauScale() -> Double {
    let center = median
    let start = medianAbsoluteDeviation()
    if start == 0 { return 0 }
    var weights = 0.0
    var moved = 0.0
    for value in values {
      let z = (value - center) / (4.5 * start)
      let root = max(0, 1 - z * z)
      weights += root * root
      moved += root * root * (value - center)
    }
    let location = center + moved / weights
    let losses = values.map { value in
      let z = (value - location) / start
      return min(z * z, 9)
    }
    // E min(z², c²) of a normal law with unit median absolute deviation.
    let b = 3 * Normal.quantile(0.75)
    let density = exponential(-0.5 * b * b - logRootTwoPi)
    let expected = 2 * ((1 - b * b) * Normal.cumulative(b) - b * density + b * b) - 1
    return start * (compensatedSum(losses) / (Double(count) * expected)).squareRoot()
  }
}
