/// Moves labels apart along one axis.
enum LabelSpacing {
  /// Positions that keep the order of `wanted` and a distance of at least `spacing`, with the least sum of squared moves,
  /// inside `range` as far as it has room.
  ///
  /// The substitution y − i·spacing turns the distances into an order, which pool-adjacent-violators solves exactly;
  /// clamping that solution is optimal under bounds. Grows with n log n.
  static func spread(_ wanted: [Double], spacing: Double, in range: ClosedRange<Double>) -> [Double] {
    let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
    var blocks: [(sum: Double, count: Int)] = []
    for (rank, index) in order.enumerated() {
      blocks.append((wanted[index] - Double(rank) * spacing, 1))
      while blocks.count > 1 {
        let last = blocks[blocks.count - 1]
        let previous = blocks[blocks.count - 2]
        guard previous.sum / Double(previous.count) >= last.sum / Double(last.count) else { break }
        blocks.removeLast(2)
        blocks.append((previous.sum + last.sum, previous.count + last.count))
      }
    }
    let highest = max(range.lowerBound, range.upperBound - Double(wanted.count - 1) * spacing)
    var positions = [Double](repeating: 0, count: wanted.count)
    var rank = 0
    for block in blocks {
      let level = (block.sum / Double(block.count)).clamped(range.lowerBound, highest)
      for _ in 0..<block.count {
        positions[order[rank]] = level + Double(rank) * spacing
        rank += 1
      }
    }
    return positions
  }
}
