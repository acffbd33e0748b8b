/// Order statistics without a sort.
enum Selection {
  /// Moves the value of a rank to its place, smaller ones before and larger ones after it.
  ///
  /// Source: Floyd and Rivest, "Algorithm 489: SELECT", Communications of the ACM 18 (1975).
  /// - Parameters:
  ///   - values: Without NaN; reordered.
  ///   - rank: From 0.
  /// - Complexity: O(n) expected, about n + min(rank, n − rank) comparisons.
  static func place(_ values: UnsafeMutableBufferPointer<Double>, rank: Int) {
    place(values, rank, 0, values.count - 1)
  }

  private static func place(
    _ values: UnsafeMutableBufferPointer<Double>, _ rank: Int, _ first: Int, _ last: Int
  ) {
    var left = first
    var right = last
    while right > left {
      if right - left > 600 {
        // A sample around the rank gives a pivot pair that nearly bounds it.
        let n = Double(right - left + 1)
        let position = Double(rank - left + 1)
        let z = logarithm(n)
        let size = 0.5 * exponential(2 * z / 3)
        let spread = 0.5 * (z * size * (n - size) / n).squareRoot() * (position < n / 2 ? -1 : 1)
        let newLeft = max(left, Int(Double(rank) - position * size / n + spread))
        let newRight = min(right, Int(Double(rank) + (n - position) * size / n + spread))
        place(values, rank, newLeft, newRight)
      }
      let pivot = values[rank]
      var i = left
      var j = right
      values.swapAt(left, rank)
      if values[right] > pivot { values.swapAt(right, left) }
      while i < j {
        values.swapAt(i, j)
        i += 1
        j -= 1
        while values[i] < pivot { i += 1 }
        while values[j] > pivot { j -= 1 }
      }
      if values[left] == pivot {
        values.swapAt(left, j)
      } else {
        j += 1
        values.swapAt(j, right)
      }
      if j <= rank { left = j + 1 }
      if rank <= j { right = j - 1 }
    }
  }

  /// The value of a rank, from 0; reorders.
  static func value(_ values: inout [Double], rank: Int) -> Double {
    values.withUnsafeMutableBufferPointer { place($0, rank: rank) }
    return values[rank]
  }

  /// Values of a rank, from 0, and of the next; reorders.
  static func pair(_ values: inout [Double], rank: Int) -> (Double, Double) {
    let low = value(&values, rank: rank)
    if rank + 1 >= values.count { return (low, low) }
    var high = values[rank + 1]
    for index in (rank + 2)..<max(rank + 2, values.count) where values[index] < high { high = values[index] }
    return (low, high)
  }
}

/// A sample quantile by selection, without sorting the sample.
///
/// - Parameters:
///   - probability: In [0, 1].
///   - values: Finite.
///   - definition: Hyndman-Fan type; 7 unless another is asked for.
/// - Throws: ``StatisticsError`` for an empty sample, a value that is not finite, or a probability out of
///   range.
/// - Complexity: O(n) expected; for several quantiles of one sample sort once with ``SortedSample``.
public func quantile(
  _ probability: Double, of values: [Double], definition: QuantileDefinition = .linear
) throws(StatisticsError) -> Double {
  try requireFinite(values)
  try requireProbability(probability)
  let position = min(max(definition.rank(probability, count: values.count), 1), Double(values.count))
  let below = Int(position)
  let share = position - Double(below)
  var scratch = values
  if share == 0 { return Selection.value(&scratch, rank: below - 1) }
  let (low, high) = Selection.pair(&scratch, rank: below - 1)
  return low + share * (high - low)
}
