/// The exact segmentation of least cost plus `penalty` a change, for any cost of a segment.
///
/// Source: Killick, Fearnhead and Eckley, J. Am. Stat. Assoc. 107 (2012). A start that a later one beats is
/// dropped only when that later one is far enough away to start a segment itself, so that a minimum length
/// costs no exactness.
/// - Parameters:
///   - cost: Of segments.
///   - penalty: For each change; at least 0.
///   - minimumLength: Least number of values in a segment; at least that of the cost.
/// - Throws: ``StatisticsError``: fewer values than the minimum length, or a parameter out of range.
/// - Complexity: O(n) evaluations when changes come regularly, O(n²) at most; O(n) memory.
public func prunedExactSegmentation<Cost: SegmentCost>(
  _ cost: Cost, penalty: Double, minimumLength: Int = 1
) throws(StatisticsError) -> Segmentation {
  try requirePenalty(penalty)
  let shortest = max(minimumLength, cost.minimumLength)
  let n = cost.count
  if minimumLength < 1 {
    throw .outOfRange(parameter: "minimum length", value: Double(minimumLength), range: "[1, ∞)")
  }
  if n < shortest { throw .tooFew(what: "values", found: n, needed: shortest) }
  var best = [Double](repeating: .infinity, count: n + 1)
  var lastStart = [Int](repeating: 0, count: n + 1)
  best[0] = -penalty
  /// Starts in play; `leaves` is the end from which on a start cannot win any more.
  var starts: [(start: Int, leaves: Int)] = [(0, .max)]
  var values: [Double] = []
  for end in shortest...n {
    let newest = end - shortest
    if newest >= shortest { starts.append((newest, .max)) }
    values.removeAll(keepingCapacity: true)
    var least = Double.infinity
    var winner = 0
    for (start, _) in starts {
      let value = best[start] + cost(start, end)
      values.append(value)
      if value < least { (least, winner) = (value, start) }
    }
    best[end] = least + penalty
    lastStart[end] = winner
    let bar = best[end] + cost.excess
    var kept = 0
    for index in starts.indices {
      var entry = starts[index]
      // Rounding must not drop a start that ties.
      if values[index] > bar + 1e-12 * abs(bar), entry.leaves == .max { entry.leaves = end + shortest }
      if entry.leaves > end + 1 {
        starts[kept] = entry
        kept += 1
      }
    }
    starts.removeLast(starts.count - kept)
  }
  let changes = Segmentation.changes(lastStarts: lastStart, count: n)
  return Segmentation(changes: changes, cost: best[n] - penalty * Double(changes.count))
}
