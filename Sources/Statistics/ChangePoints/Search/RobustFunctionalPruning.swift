/// The exact segmentation for the biweight loss min((y − level)², limit²) plus `penalty` a change: a single
/// wild value costs limit² and no more, so it never makes a segment of its own.
///
/// Source: Fearnhead and Rigaill, J. Am. Stat. Assoc. 114 (2019), who recommend a limit of three standard
/// deviations of the noise and the penalty of least squares.
/// - Parameters:
///   - series: Finite values.
///   - penalty: For each change, in squared units of the series; at least 0.
///   - limit: Distance from which on a value counts as an outlier; above 0.
/// - Throws: ``StatisticsError``: empty, not finite or a parameter out of range.
/// - Complexity: O(n log n) on average; O(n) memory.
public func robustFunctionalPruning(
  _ series: [Double], penalty: Double, limit: Double
) throws(StatisticsError) -> Segmentation {
  try requirePenalty(penalty)
  try require(limit, "limit", above: 0, below: 1e150)
  let (values, variance) = try CentredSeries.make(series)
  if variance == 0 { return Segmentation(changes: [], cost: 0) }
  let n = values.count
  var lastStart = [Int](repeating: 0, count: n + 1)
  var cost = 0.0
  let (low, high) = (values.min() ?? 0, values.max() ?? 0)
  // Constant pieces of the loss never beat the values themselves, so their range holds a best level.
  var pieces = [BiweightPiece(upper: high, start: 0)]
  var next: [BiweightPiece] = []
  for end in 1...n {
    let y = values[end - 1]
    next.removeAll(keepingCapacity: true)
    var from = low
    for piece in pieces {
      // Cut at the two levels where the loss of the new value changes its form.
      for (cut, isNear) in [(y - limit, false), (y + limit, true), (Double.infinity, false)] {
        let upper = min(piece.upper, cut)
        if upper > from {
          var part = piece
          part.upper = upper
          part.add(y, limit: limit, isNear: isNear)
          next.append(part)
          from = upper
        }
        if cut >= piece.upper { break }
      }
    }
    var least = (cost: Double.infinity, start: 0)
    from = low
    for piece in next {
      let value = piece.least(from: from)
      if value < least.cost { least = (value, piece.start) }
      from = piece.upper
    }
    lastStart[end] = least.start
    cost = least.cost
    if end < n {
      admit(end, bar: least.cost + penalty, pieces: next, lowest: low, into: &pieces)
    }
  }
  let changes = Segmentation.changes(lastStarts: lastStart, count: n)
  return Segmentation(changes: changes, cost: cost - penalty * Double(changes.count))
}

/// A parabola a·x² + b·x + c over an interval of levels x.
private struct BiweightPiece {
  var upper: Double
  var start: Int
  var a = 0.0
  var b = 0.0
  var c = 0.0

  mutating func add(_ y: Double, limit: Double, isNear: Bool) {
    if isNear {
      a += 1
      b -= 2 * y
      c += y * y
    } else {
      c += limit * limit
    }
  }

  func least(from lower: Double) -> Double {
    if a == 0 { return c }
    let level = min(max(-b / (2 * a), lower), upper)
    return (a * level + b) * level + c
  }
}

/// Gives the levels at which every piece costs more than `bar` to a new segment that starts at `end`.
private func admit(
  _ end: Int, bar: Double, pieces: [BiweightPiece], lowest: Double, into result: inout [BiweightPiece]
) {
  result.removeAll(keepingCapacity: true)
  func append(_ upper: Double, _ piece: BiweightPiece?) {
    var part = piece ?? BiweightPiece(upper: upper, start: end, c: bar)
    part.upper = upper
    if let last = result.last, last.start == part.start, last.a == part.a, last.b == part.b, last.c == part.c
    {
      result[result.count - 1].upper = upper
    } else {
      result.append(part)
    }
  }
  var low = lowest
  for piece in pieces {
    let high = piece.upper
    var (left, right) = (high, high)
    if piece.a == 0 {
      if piece.c < bar { left = low }
    } else {
      let center = -piece.b / (2 * piece.a)
      let room = bar - (piece.c + 0.5 * piece.b * center)
      if room > 0 {
        let reach = (room / piece.a).squareRoot()
        left = min(max(low, center - reach), high)
        right = max(min(high, center + reach), low)
      }
    }
    if left < right {
      if left > low { append(left, nil) }
      append(right, piece)
      if right < high { append(high, nil) }
    } else {
      append(high, nil)
    }
    low = high
  }
}
