import Statistics

extension SizeContest {
  /// Batches of each size with which the choice could be expected to be settled, when the truth is as estimated:
  /// every other size is then struck off or shown to be within the margin.
  ///
  /// Standard errors shrink with the root of the number of batches. A limit that a size keeps or breaks by nothing
  /// cannot be settled.
  /// - Parameters:
  ///   - batches: Batches of each size so far.
  ///   - remaining: The sizes that could be best.
  ///   - margin: Relative difference that does not matter.
  ///   - level: Of the set.
  /// - Returns: `nil` when nothing is open, or when no number below a million would do.
  func batchesNeeded(_ batches: Int, remaining: [Int], margin: Double, level: Double) -> Int? {
    guard let best = apparentBest else { return nil }
    let tolerance = logarithm(1 + margin)
    var factor = 1.0
    for size in remaining where size != best {
      let critical = min(criticalEvidence(size, level: level), 4)
      let difference = scores[size].estimate - scores[best].estimate
      let error = spread(size, best)
      // Either the difference or its distance from the margin has to be seen, whichever is larger.
      var seen = error > 0 ? max(abs(difference), tolerance - abs(difference)) / error : .infinity
      for demand in demands[size] where demand.spread > 0 {
        seen = demand.estimate > 0 ? max(seen, demand.estimate / demand.spread) : seen
      }
      if seen > 0 { factor = max(factor, (critical / seen) * (critical / seen)) } else { return nil }
    }
    for demand in demands[best] where demand.spread > 0 && demand.estimate < 0 {
      let critical = min(criticalEvidence(best, level: level), 4)
      let ratio = critical * demand.spread / -demand.estimate
      factor = max(factor, ratio * ratio)
    }
    let needed = (factor * Double(batches)).rounded(.up)
    return factor > 1 && needed < 1e6 ? Int(needed) : nil
  }
}
