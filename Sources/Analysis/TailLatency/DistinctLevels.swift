import Statistics

/// The largest of a few levels, when they lie apart from all others.
struct DistinctLevels: Sendable {
  /// The chance of this where all levels come from one normal law, over all numbers of levels that could be apart.
  var pValue: Double
  /// A value between the largest levels and the others.
  var boundary: Double

  /// Judges the smallest of the largest levels by the mean and the spread of all below it, by Student's law of a
  /// deleted residual (Cook and Weisberg, Residuals and Influence in Regression, 1982, 2.2.1), for one level up to a
  /// third of them.
  ///
  /// - Parameter levels: Finite, such as logarithms of medians of batches, which are about normal.
  /// - Returns: `nil` for fewer than four levels, or when those below are all equal.
  /// - Complexity: O(n log n).
  static func find(_ levels: [Double]) -> DistinctLevels? {
    let ascending = levels.sorted()
    let n = ascending.count
    guard n >= 4 else { return nil }
    var best: DistinctLevels?
    for count in 1...max(1, n / 3) {
      let others = ascending.prefix(n - count)
      let m = Double(others.count)
      let mean = others.reduce(0, +) / m
      let squares = others.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      guard squares > 0, let law = try? StudentT(degreesOfFreedom: m - 1) else { continue }
      let level = ascending[n - count]
      let score = (level - mean) / (squares / (m - 1) * (1 + 1 / m)).squareRoot()
      let pValue = min(1, law.survival(score) * Double(n * max(1, n / 3)))
      // Among equals the larger number is apart: those that are kept below would widen the spread.
      if pValue <= best?.pValue ?? 1 {
        best = DistinctLevels(pValue: pValue, boundary: (level + ascending[n - count - 1]) / 2)
      }
    }
    return best
  }
}
