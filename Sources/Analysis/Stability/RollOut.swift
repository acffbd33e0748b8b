import Statistics

extension Stability {
  /// Longest time between two steps of one roll-out.
  private static let longestStepSeconds = 30 * Period.day.seconds

  /// The next change that may be a further step of one roll-out: other configurations, same direction, within 30 days,
  /// and effects so alike that the intervals of all members overlap.
  func rollOutSuccessor(of index: Int) -> Int? {
    let change = changes[index]
    let moved = Set(change.members.map(\.series))
    let (low, high) = change.commonEffect
    return changes.indices.dropFirst(index + 1).first { later in
      let next = changes[later]
      let delay = next.members[0].change.unixSeconds - change.members[0].change.unixSeconds
      let (nextLow, nextHigh) = next.commonEffect
      return delay <= Self.longestStepSeconds && next.direction == change.direction
        && next.members.count > 1 && moved.isDisjoint(with: next.members.map(\.series))
        && low <= nextHigh && nextLow <= high
    }
  }
}

extension JointChange {
  /// The lowest and the highest end of the members' intervals.
  fileprivate var commonEffect: (low: Double, high: Double) {
    let intervals = members.map(\.change.interval)
    return (
      intervals.compactMap(\.lower).min() ?? leastEffect, intervals.compactMap(\.upper).max() ?? mostEffect
    )
  }
}
