import Statistics

/// A service that was not yet in its steady state when the first batch came.
extension EvidenceSearch {
  /// First batches that a transient may take.
  private static let mostBatches = 4

  /// The first batch of a run, or of each, above the level of all later ones, in whatever the client does not do itself.
  func firstBatch() -> TailCandidate? {
    let platform = calls.segments.filter { !CallSegment.clientSide.contains($0) && $0 != .lateness }
    guard calls.hasBatches, let times = calls.sum(platform), let amounts = sample.deviation(of: platform)
    else {
      return nil
    }
    let logs = logarithms(times)
    let levels = members.map { Self.median($0.map { logs[$0] }) }
    var position = [Int](repeating: 0, count: levels.count)
    for cluster in levels.indices.dropFirst() where !calls.isFirstOfRun[cluster] {
      position[cluster] = position[cluster - 1] + 1
    }
    var best: (pValue: Double, limit: Double)?
    var tried = 0
    // A transient may die away over some batches, which then do not count as steady ones.
    for skipped in 1...Self.mostBatches {
      let later = levels.indices.filter { position[$0] >= skipped }.map { levels[$0] }
      let first = levels.indices.filter { position[$0] == 0 }.map { levels[$0] }
      guard later.count >= 3 * skipped, let found = Self.excess(of: first, over: later) else { continue }
      tried += 1
      if best.map({ found.pValue < $0.pValue }) ?? true { best = found }
    }
    guard let best else { return nil }
    let pValue = min(1, best.pValue * Double(tried))
    var slow: Set<Int> = []
    for cluster in levels.indices where position[cluster] < Self.mostBatches {
      let follows = position[cluster] == 0 || slow.contains(cluster - 1)
      if follows, levels[cluster] > best.limit { slow.insert(cluster) }
    }
    let members = calls.cluster.map(slow.contains)
    return TailCandidate(
      cause: .firstBatch, members: members, amounts: amounts,
      evidence: [evidence(.firstBatchApart, members, amounts, pValue: pValue, units: slow.count)],
      segments: nil,
      pValue: pValue)
  }

  /// The chance that first levels lie so far above later ones by Student's law, and the level that few later ones
  /// exceed.
  private static func excess(of first: [Double], over later: [Double]) -> (pValue: Double, limit: Double)? {
    let m = Double(later.count)
    let mean = later.reduce(0, +) / m
    let squares = later.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    guard m >= 3, squares > 0, let law = try? StudentT(degreesOfFreedom: m - 1) else { return nil }
    let spread = (squares / (m - 1)).squareRoot()
    let difference = first.reduce(0, +) / Double(first.count) - mean
    let score = difference / (spread * (1 / Double(first.count) + 1 / m).squareRoot())
    return (law.survival(score), mean + 2 * spread)
  }
}
