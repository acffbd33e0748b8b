import Measurements
import Statistics

/// The order of calls in which those that depend on each other are neighbours.
struct CallRows {
  /// Call of each row.
  let order: [Int]
  /// Number of the run of each row.
  let runs: [Int]

  init(_ calls: [Invocation]) {
    let names = Set(calls.map(\.runID)).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    let keys = calls.enumerated().map { index, call in
      (
        places[call.runID] ?? 0, call.batch ?? Int.max, call.sentUnixNanoseconds ?? Int.max,
        call.sequence ?? index, index
      )
    }
    // Batches only where every call has one; otherwise time alone orders.
    let hasBatches = calls.allSatisfy { $0.batch != nil }
    let hasTimes =
      hasBatches || calls.allSatisfy { $0.sentUnixNanoseconds != nil }
      || calls.allSatisfy { $0.sequence != nil }
    order = calls.indices.sorted { a, b in
      let (x, y) = (keys[a], keys[b])
      if !hasTimes, x.0 == y.0, calls[a].containerID != calls[b].containerID {
        return (calls[a].containerID ?? "") < (calls[b].containerID ?? "")
      }
      if x.0 != y.0 { return x.0 < y.0 }
      if hasBatches, x.1 != y.1 { return x.1 < y.1 }
      return (x.2, x.3, x.4) < (y.2, y.3, y.4)
    }
    runs = order.map { keys[$0].0 }
  }

  /// Blocks of calls one after the other that are wanted in all and in each run, and calls in one at least.
  private static let (blocks, blocksInRun, fewestInBlock) = (200, 20, 5)
  /// Batches below which they cannot be told from time.
  private static let fewestBatches = 5

  /// The clusters of ordered calls: batches, stretches of time, or sandboxes.
  func layout(
    _ calls: [Invocation], responses: [Double]
  ) throws(StatisticsError) -> (ClusterLayout, FactorTable.ClusterKind) {
    let batches = Self.numbered(zip(runs, calls).map { "\($0) \($1.batch.map(String.init) ?? "")" })
    let batchCount = (batches.last ?? 0) + 1
    if calls.allSatisfy({ $0.batch != nil }), batchCount >= Self.fewestBatches, calls.count >= 2 * batchCount
    {
      return (try Self.layout(batches, runs, responses, isInTime: true), .batch)
    }
    if calls.allSatisfy({ $0.sentUnixNanoseconds != nil }) || calls.allSatisfy({ $0.sequence != nil }) {
      return (try Self.layout(timeBlocks(), runs, responses, isInTime: true), .timeBlock)
    }
    if calls.allSatisfy({ $0.containerID != nil }) {
      let containers = Self.numbered(zip(runs, calls).map { "\($0) \($1.containerID ?? "")" })
      return (try Self.layout(containers, runs, responses, isInTime: false), .container)
    }
    return (try Self.layout(timeBlocks(), runs, responses, isInTime: true), .givenOrder)
  }

  /// Numbers that change with the label.
  private static func numbered(_ labels: [String]) -> [Int] {
    var number = 0
    return labels.indices.map { index in
      if index > 0, labels[index] != labels[index - 1] { number += 1 }
      return number
    }
  }

  /// Stretches of about equal numbers of calls, none across runs.
  private func timeBlocks() -> [Int] {
    let wanted = max(Self.blocks, Self.blocksInRun * Set(runs).count)
    let size = max(Self.fewestInBlock, (runs.count + wanted - 1) / wanted)
    var labels: [Int] = []
    var block = 0
    var first = 0
    for end in 1...runs.count where end == runs.count || runs[end] != runs[first] {
      let count = end - first
      let blocks = max(1, count / size)
      for place in 0..<count { labels.append(block + place * blocks / count) }
      block += blocks
      first = end
    }
    return labels
  }

  /// Neighbours that depend on each other: the more cautious of the general rule for block bootstraps and of what an
  /// autoregression of order 1 needs, its coefficient freed of the bias that short runs give it (Kendall 1954), but at
  /// most half of a run.
  private static func blockLength(of series: [Double], _ runs: [Int]) throws(StatisticsError) -> Int {
    let general = try optimalBlockLength(of: series).circular
    var (products, squares, pairs) = (0.0, 0.0, 0.0)
    for index in series.indices {
      squares += series[index] * series[index]
      if index > 0, runs[index] == runs[index - 1] {
        products += series[index] * series[index - 1]
        pairs += 1
      }
    }
    let runLength = Double(series.count) / Double(Set(runs).count)
    var autoregressive = 1.0
    if squares > 0, pairs > 0 {
      let correlation = products / squares
      let unbiased = min(0.95, correlation + (1 + 4 * correlation) / runLength)
      // Only where it is no chance, at 5 %.
      if unbiased * pairs.squareRoot() > 1.645 { autoregressive = (1 + unbiased) / (1 - unbiased) }
    }
    return max(1, Int(min(max(general, autoregressive), runLength / 2).rounded()))
  }

  /// Lays out clusters, and finds how many neighbours depend on each other: what holds for the mean rank of clusters in
  /// order of time, less that of their run.
  private static func layout(
    _ labels: [Int], _ runs: [Int], _ responses: [Double], isInTime: Bool
  ) throws(StatisticsError) -> ClusterLayout {
    var layout = try ClusterLayout(labels: labels, strata: runs)
    guard isInTime, layout.clusterCount >= 10 else { return layout }
    let order = responses.indices.sorted { (responses[$0], $0) < (responses[$1], $1) }
    var ranks = [Double](repeating: 0, count: order.count)
    for (rank, index) in order.enumerated() { ranks[index] = Double(rank) }
    var series = (0..<layout.clusterCount).map { cluster in
      layout.positions(of: cluster).reduce(0) { $0 + ranks[$1] } / Double(layout.positions(of: cluster).count)
    }
    var (sums, counts): ([Int: Double], [Int: Int]) = ([:], [:])
    for (value, run) in zip(series, layout.strata) {
      sums[run, default: 0] += value
      counts[run, default: 0] += 1
    }
    for (cluster, run) in layout.strata.enumerated() {
      series[cluster] -= sums[run, default: 0] / Double(counts[run, default: 1])
    }
    layout.blockLength = try blockLength(of: series, layout.strata)
    return layout
  }
}
