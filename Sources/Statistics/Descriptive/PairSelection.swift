/// A matrix of numbers that rise along each row and fall (or stay) from row to row, never stored.
///
/// All pairwise differences and sums of a sorted sample have this form.
protocol StaircaseMatrix {
  /// Number of rows.
  var rows: Int { get }
  /// Number of columns.
  var columns: Int { get }
  /// Columns of a row that count.
  func range(ofRow row: Int) -> Range<Int>
  /// Not decreasing in the column and not increasing in the row.
  func value(row: Int, column: Int) -> Double
}

extension StaircaseMatrix {
  /// For a threshold, how many entries are at most that.
  ///
  /// - Complexity: O(rows + columns): the boundary is a staircase.
  @inline(__always)
  func count(upTo threshold: Double) -> Int {
    var total = 0
    var end = 0
    for row in 0..<rows {
      while end < columns, value(row: row, column: end) <= threshold { end += 1 }
      let range = range(ofRow: row)
      total += max(0, min(end, range.upperBound) - range.lowerBound)
    }
    return total
  }

  /// Entries above `low` and at most `high`.
  @inline(__always)
  func entries(above low: Double, upTo high: Double, capacity: Int) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(capacity)
    var start = 0
    var end = 0
    for row in 0..<rows {
      while start < columns, value(row: row, column: start) <= low { start += 1 }
      while end < columns, value(row: row, column: end) <= high { end += 1 }
      let range = range(ofRow: row)
      let first = max(start, range.lowerBound)
      let last = min(end, range.upperBound)
      if first < last { for column in first..<last { result.append(value(row: row, column: column)) } }
    }
    return result
  }

  /// The least entry above a threshold, infinite when there is none.
  @inline(__always)
  func least(above threshold: Double) -> Double {
    var least = Double.infinity
    var end = 0
    for row in 0..<rows {
      while end < columns, value(row: row, column: end) <= threshold { end += 1 }
      let range = range(ofRow: row)
      let column = max(end, range.lowerBound)
      if column < range.upperBound { least = min(least, value(row: row, column: column)) }
    }
    return least
  }

  /// The entry of a rank, from 1, and how many entries are at most that.
  ///
  /// A bracket of values shrinks by counting, at a place interpolated between the counts at its ends or,
  /// where that stalls, at the middle of the representable numbers; once no more entries than a few times
  /// the rows remain they are listed. The answer is exact, without random choices.
  /// The counting is that of Johnson and Mizoguchi, SIAM J. Comput. 7 (1978).
  /// - Parameters:
  ///   - rank: From 1.
  ///   - start: The least entry.
  ///   - end: The greatest entry.
  ///   - total: Number of entries.
  /// - Complexity: O((rows + columns) log(entries)) for ordinary data; never more than 256 countings.
  @inline(__always)
  func entry(rank: Int, low start: Double, high end: Double, entries total: Int) -> Double {
    var low = start.nextDown.orderedKey
    var high = end.orderedKey
    var countLow = 0
    var countHigh = total
    var round = 0
    var margin = 0.05
    let listable = 4 * rows + 64
    while countHigh - countLow > listable {
      if high - low <= 1 { return Double(orderedKey: high) + 0 }
      let middle = low + (high - low) / 2
      var probe = middle
      if round % 4 != 3, round > 0 {
        // Aim a little past the rank, first on one side and then on the other, so that both ends move.
        let wanted = Double(rank - countLow) / Double(countHigh - countLow)
        let aimed = round % 2 == 0 ? wanted + margin : wanted - margin
        let (a, b) = (Double(orderedKey: low), Double(orderedKey: high))
        let place = a + (b - a) * min(max(aimed, margin / 8), 1 - margin / 8)
        if place > a, place < b { probe = place.orderedKey }
        margin = max(margin * 0.7, 1e-4)
      }
      let count = count(upTo: Double(orderedKey: probe))
      if count >= rank { (high, countHigh) = (probe, count) } else { (low, countLow) = (probe, count) }
      round += 1
    }
    if high - low <= 1 { return Double(orderedKey: high) + 0 }
    var rest = entries(
      above: Double(orderedKey: low), upTo: Double(orderedKey: high), capacity: countHigh - countLow)
    return Selection.value(&rest, rank: rank - countLow - 1)
  }

  /// The median of all entries: the middle one, or the mean of the two middle ones.
  @inline(__always)
  func median(
    low: Double, high: Double, entries total: Int, mean: (Double, Double) -> Double
  ) -> Double {
    let rank = (total + 1) / 2
    let lower = entry(rank: rank, low: low, high: high, entries: total)
    if total % 2 == 1 || count(upTo: lower) > rank { return lower }
    return mean(lower, least(above: lower))
  }
}

/// Differences xⱼ − xᵢ, i < j, of ascending values.
struct PairwiseDifferences: StaircaseMatrix {
  let values: UnsafeBufferPointer<Double>
  var rows: Int { values.count }
  var columns: Int { values.count }
  @inline(__always)
  func range(ofRow row: Int) -> Range<Int> { (row + 1)..<values.count }
  @inline(__always)
  func value(row: Int, column: Int) -> Double { values[column] - values[row] }
}

/// Means (xᵢ + xⱼ)/2, j ≤ i, of ascending values; the rows run from the largest value down.
struct PairwiseMeans: StaircaseMatrix {
  let values: UnsafeBufferPointer<Double>
  var rows: Int { values.count }
  var columns: Int { values.count }
  @inline(__always)
  func range(ofRow row: Int) -> Range<Int> { 0..<(values.count - row) }
  // Halves first: the sum of two large values could overflow.
  @inline(__always)
  func value(row: Int, column: Int) -> Double {
    0.5 * values[values.count - 1 - row] + 0.5 * values[column]
  }
}
