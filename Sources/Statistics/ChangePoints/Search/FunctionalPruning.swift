/// The exact segmentation of least squares plus `penalty` a change, by functional pruning.
///
/// For every value that the level of the last segment could have, the best start of that segment is kept; a
/// start that is best for no level is dropped. The cost of a start as a function of the level is a parabola
/// made of running sums, so a step only moves the ends of the pieces.
/// Sources: Rigaill, Journal de la SFdS 156 (2015); Maidstone, Hocking, Rigaill and Fearnhead, Statistics and
/// Computing 27 (2017).
/// - Parameters:
///   - series: Finite values.
///   - penalty: For each change, in squared units of the series; at least 0.
/// - Throws: ``StatisticsError``: empty, not finite or a penalty below 0.
/// - Complexity: O(n log n) on average, O(n²) at most; O(n) memory.
public func functionalPruning(_ series: [Double], penalty: Double) throws(StatisticsError) -> Segmentation {
  try requirePenalty(penalty)
  let (values, variance) = try CentredSeries.make(series)
  if variance == 0 { return Segmentation(changes: [], cost: 0) }
  let n = values.count
  // Running sums of values and squares, the best cost before each index, and starts of last segments.
  var first = [Double](repeating: 0, count: n + 1)
  var second = first
  var best = first
  var lastStart = [Int32](repeating: 0, count: n + 1)
  var pieces = LevelPieces(from: values.min() ?? 0, to: values.max() ?? 0)
  best[0] = -penalty
  for end in 1...n {
    let y = values[end - 1]
    first[end] = first[end - 1] + y
    second[end] = second[end - 1] + y * y
    let (least, start) = pieces.least(end, first, second, best, penalty)
    best[end] = least
    lastStart[end] = start
    if end < n { pieces.admit(end, bar: least + penalty, first, second, best, penalty) }
  }
  let changes = Segmentation.changes(lastStarts: lastStart.map(Int.init), count: n)
  return Segmentation(changes: changes, cost: best[n] - penalty * Double(changes.count))
}

/// Intervals of the level, each with the start of the last segment that is best there.
private struct LevelPieces {
  /// Upper ends, ascending; a piece begins where the one before ends.
  var upper: [Double]
  var start: [Int32]
  let lowest: Double
  private var nextUpper: [Double] = []
  private var nextStart: [Int32] = []

  init(from lowest: Double, to highest: Double) {
    self.lowest = lowest
    upper = [highest]
    start = [0]
  }

  /// The least cost over all levels of the values before `end`, and the start that reaches it.
  func least(
    _ end: Int, _ first: [Double], _ second: [Double], _ best: [Double], _ penalty: Double
  ) -> (cost: Double, start: Int32) {
    var result = (cost: Double.infinity, start: Int32(0))
    var low = lowest
    for index in upper.indices {
      let from = Int(start[index])
      let count = Double(end - from)
      let sum = first[end] - first[from]
      let mean = sum / count
      let level = min(max(mean, low), upper[index])
      let away = level - mean
      let cost = best[from] + penalty + (second[end] - second[from]) - sum * mean + count * away * away
      if cost < result.cost { result = (cost, start[index]) }
      low = upper[index]
    }
    return result
  }

  /// Gives the levels at which every start costs more than `bar` to a new segment that starts at `end`.
  mutating func admit(
    _ end: Int, bar: Double, _ first: [Double], _ second: [Double], _ best: [Double], _ penalty: Double
  ) {
    nextUpper.removeAll(keepingCapacity: true)
    nextStart.removeAll(keepingCapacity: true)
    var low = lowest
    for index in upper.indices {
      let high = upper[index]
      let from = Int(start[index])
      let count = Double(end - from)
      let sum = first[end] - first[from]
      let mean = sum / count
      let bottom = best[from] + penalty + (second[end] - second[from]) - sum * mean
      let room = bar - bottom
      if room > 0 {
        let reach = (room / count).squareRoot()
        let (left, right) = (max(low, mean - reach), min(high, mean + reach))
        if left < right {
          if left > low { append(left, Int32(end)) }
          append(right, start[index])
          if right < high { append(high, Int32(end)) }
          low = high
          continue
        }
      }
      append(high, Int32(end))
      low = high
    }
    swap(&upper, &nextUpper)
    swap(&start, &nextStart)
  }

  @inline(__always)
  private mutating func append(_ high: Double, _ from: Int32) {
    if nextStart.last == from {
      nextUpper[nextUpper.count - 1] = high
    } else {
      nextUpper.append(high)
      nextStart.append(from)
    }
  }
}
