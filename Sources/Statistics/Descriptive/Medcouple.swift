extension SortedSample {
  /// The medcouple, a robust measure of skewness in [−1, 1]; 0 for symmetric data.
  ///
  /// The median of ((xᵢ − m) − (m − xⱼ))/(xᵢ − xⱼ) over values xᵢ ≥ m ≥ xⱼ around the median m; values
  /// equal to the median count by their order. With an even number of pairs it is the mean of the two
  /// middle ones, so that it changes sign exactly when the data are mirrored.
  /// Source: Brys, Hubert and Struyf, "A robust measure of skewness", J. Comput. Graph. Stat. 13 (2004).
  /// - Complexity: O(n log n).
  public func medcouple() -> Double {
    let center = median
    let above = values.drop { $0 < center }.map { $0 - center }
    let below = values.prefix { $0 <= center }.reversed().map { center - $0 }
    let ties = above.prefix { $0 == 0 }.count
    let total = above.count * below.count
    let rank = (total + 1) / 2
    return above.withUnsafeBufferPointer { above in
      below.withUnsafeBufferPointer { below in
        let ratios = DistanceRatios(above: above, below: below, ties: ties)
        let lower = ratios.entry(rank: rank, low: 0, high: .infinity, entries: total)
        if total % 2 == 1 || ratios.count(upTo: lower) > rank { return kernel(ofRatio: lower) }
        return 0.5 * (kernel(ofRatio: lower) + kernel(ofRatio: ratios.least(above: lower)))
      }
    }
  }

  private func kernel(ofRatio ratio: Double) -> Double {
    ratio > 1 ? (1 - 1 / ratio) / (1 + 1 / ratio) : (ratio - 1) / (ratio + 1)
  }
}

/// Ratios of the distances above the median to those below: a monotone function of the medcouple's kernel
/// (r − 1)/(r + 1), and with one rounding only, so that it stays monotone in floating point.
private struct DistanceRatios: StaircaseMatrix {
  /// Distances above the median, ascending.
  let above: UnsafeBufferPointer<Double>
  /// Distances below it, ascending.
  let below: UnsafeBufferPointer<Double>
  /// Values equal to the median, first in both lists.
  let ties: Int
  var rows: Int { below.count }
  var columns: Int { above.count }
  @inline(__always)
  func range(ofRow row: Int) -> Range<Int> { 0..<above.count }
  @inline(__always)
  func value(row: Int, column: Int) -> Double {
    if row < ties, column < ties { return column < row ? 0 : column == row ? 1 : .infinity }
    return above[column] / below[row]
  }
}
