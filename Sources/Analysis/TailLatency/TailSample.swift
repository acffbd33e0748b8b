import Statistics

/// The calls of a group beyond a quantile, and how far each call lies beyond the typical one, in µs.
struct TailSample: Sendable {
  let calls: SegmentedCalls
  /// Times of the typical call of each configuration, by part.
  let typical: [[Double]]
  /// How far each part of each call lies beyond the typical one, by part.
  let deviations: [[Double]]
  /// How far each call lies beyond the typical one.
  let excess: [Double]
  /// The slow calls, slowest first.
  let tail: [Int]
  let isTail: [Bool]
  /// Excess of all slow calls together.
  let tailExcess: Double

  /// - Throws: ``TailError/tooFewCalls(most:needed:)``.
  /// - Complexity: O(n log n + n · parts).
  init(_ calls: SegmentedCalls, slowest: Double) throws(TailError) {
    guard calls.count >= TailOptions.fewestCalls else {
      throw .tooFewCalls(most: calls.count, needed: TailOptions.fewestCalls)
    }
    self.calls = calls
    let totals = calls.totals
    let typical = (0..<calls.configurationCount).map { Self.typicalCall(of: $0, calls, totals) }
    self.typical = typical
    deviations = calls.segments.indices.map { segment in
      (0..<calls.count).map { calls.times[segment][$0] - typical[calls.configuration[$0]][segment] }
    }
    let deviations = deviations
    let excess = (0..<calls.count).map { call in deviations.reduce(0) { $0 + $1[call] } }
    self.excess = excess
    let wanted = max(TailOptions.fewestTailCalls, Int((slowest * Double(calls.count)).rounded(.up)))
    let order = (0..<calls.count).sorted { (excess[$1], $0) < (excess[$0], $1) }
    tail = Array(order.prefix(wanted))
    var isTail = [Bool](repeating: false, count: calls.count)
    for call in tail { isTail[call] = true }
    self.isTail = isTail
    tailExcess = tail.reduce(0) { $0 + excess[$1] }
  }

  /// Mean parts of the calls in the middle fifth, which add up to their mean total, unlike medians of parts.
  private static func typicalCall(of configuration: Int, _ calls: SegmentedCalls, _ totals: [Double])
    -> [Double]
  {
    let order = (0..<calls.count).filter { calls.configuration[$0] == configuration }
      .sorted { (totals[$0], $0) < (totals[$1], $1) }
    let first = 2 * order.count / 5
    let middle = order[first..<max(first + 1, 3 * order.count / 5)]
    return calls.times.map { part in middle.reduce(0) { $0 + part[$1] } / Double(middle.count) }
  }

  /// The typical time of a configuration.
  func typicalTotal(_ configuration: Int) -> Double { typical[configuration].reduce(0, +) }

  /// The typical time over all calls.
  var meanTypical: Double {
    calls.configuration.reduce(0) { $0 + typicalTotal($1) } / Double(calls.count)
  }

  /// How far the sum of some parts lies beyond the typical sum, by call; `nil` when none is known.
  func deviation(of wanted: [CallSegment]) -> [Double]? {
    let indices = calls.segments.indices.filter { wanted.contains(calls.segments[$0]) }
    if indices.isEmpty { return nil }
    return (0..<calls.count).map { call in indices.reduce(0) { $0 + deviations[$1][call] } }
  }
}
