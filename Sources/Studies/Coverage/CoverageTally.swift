import Statistics

/// Counts of the cells of one family and size.
struct CoverageTally: Sendable {
  private struct Counts: Sendable {
    var samples = 0
    var refused = 0
    var oneSided = 0
    var held = 0
    var peerHeld = 0
    var dependentPeers = 0
    var dependentPeerHeld = 0
    var widths: [Double] = []
    var methods: [IntervalMethod: Int] = [:]
  }

  private var counts: [Counts]

  init(_ cell: CoverageCell) {
    counts = [Counts](
      repeating: Counts(), count: cell.options.statistics.count * cell.options.levels.count)
  }

  mutating func count(
    cell: Int, _ estimate: Estimate, truth: Double, peerHolds: Bool, dependentPeerHolds: Bool?
  ) {
    counts[cell].samples += 1
    counts[cell].methods[estimate.method, default: 0] += 1
    if peerHolds { counts[cell].peerHeld += 1 }
    if let dependentPeerHolds {
      counts[cell].dependentPeers += 1
      if dependentPeerHolds { counts[cell].dependentPeerHeld += 1 }
    }
    guard let interval = estimate.interval, interval.lower != nil || interval.upper != nil else {
      counts[cell].refused += 1
      return
    }
    if interval.contains(truth) { counts[cell].held += 1 }
    if let width = interval.width {
      counts[cell].widths.append(width / truth)
    } else {
      counts[cell].oneSided += 1
    }
  }

  mutating func add(_ other: CoverageTally) {
    for (index, more) in other.counts.enumerated() {
      counts[index].samples += more.samples
      counts[index].refused += more.refused
      counts[index].oneSided += more.oneSided
      counts[index].held += more.held
      counts[index].peerHeld += more.peerHeld
      counts[index].dependentPeers += more.dependentPeers
      counts[index].dependentPeerHeld += more.dependentPeerHeld
      counts[index].widths += more.widths
      counts[index].methods.merge(more.methods, uniquingKeysWith: +)
    }
  }

  func rows(of cell: CoverageCell) -> [CoverageStudy.Row] {
    var rows: [CoverageStudy.Row] = []
    for (place, statistic) in cell.options.statistics.enumerated() {
      for (index, level) in cell.options.levels.enumerated() {
        rows.append(
          row(counts[place * cell.options.levels.count + index], cell, statistic, level))
      }
    }
    return rows
  }

  private func row(
    _ counts: Counts, _ cell: CoverageCell, _ statistic: CoverageStatistic, _ level: Double
  ) -> CoverageStudy.Row {
    let samples = Double(counts.samples)
    let answered = counts.samples - counts.refused
    // Of equally frequent methods the first by name, so that the order of a dictionary does not matter.
    let method = counts.methods.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }.first
    let widths = counts.widths.sorted()
    let dependentPeer = cell.family.dependentPeer(count: cell.n)
    var row = CoverageStudy.Row(
      family: cell.family.name, n: cell.n, statistic: statistic, level: level,
      method: method?.key.rawValue ?? "", samples: counts.samples,
      coverage: answered == 0 ? nil : Double(counts.held) / Double(answered),
      misled: Double(answered - counts.held) / samples, refused: Double(counts.refused) / samples,
      oneSided: Double(counts.oneSided) / samples,
      medianWidth: widths.isEmpty ? nil : widths[widths.count / 2],
      peer: statistic == .mean ? "student_t" : "percentile_bootstrap",
      peerCoverage: Double(counts.peerHeld) / samples, dependentPeer: dependentPeer,
      dependentPeerCoverage: counts.dependentPeers == 0
        ? nil : Double(counts.dependentPeerHeld) / Double(counts.dependentPeers), verdict: .holds)
    row.verdict = CoverageVerdict(row, seenTimes: cell.family.expectedOfRarest(count: cell.n))
    return row
  }
}
