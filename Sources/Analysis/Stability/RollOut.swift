extension Stability {
  /// Longest time between two steps of one roll-out.
  private static let longestStepSeconds = 30 * Period.day.seconds
  /// Largest ratio of the sizes of two steps, as logarithms.
  private static let largestRatio = 1.25

  /// The next change that may be a further step of one roll-out: within 30 days, in the same direction, about as
  /// large, and of configurations that differ from those before in one factor alone, such as the runtime.
  func rollOutSuccessor(of index: Int) -> Int? {
    let change = changes[index]
    guard change.members.count > 1 else { return nil }
    return changes.indices.dropFirst(index + 1).first { later in
      let next = changes[later]
      let delay = next.members[0].change.unixSeconds - change.members[0].change.unixSeconds
      let sizes = [change.middleSize, next.middleSize].sorted()
      return delay <= Self.longestStepSeconds && next.direction == change.direction
        && sizes[1] <= Self.largestRatio * sizes[0] && differInOneFactor(change, next)
    }
  }

  private func differInOneFactor(_ change: JointChange, _ next: JointChange) -> Bool {
    func factors(_ change: JointChange) -> [[String: String]] {
      series.filter { series in change.members.contains { $0.series == series.id } }.map(\.factors)
    }
    let (before, after) = (factors(change), factors(next))
    return Set(before.flatMap(\.keys)).contains { factor in
      func values(_ list: [[String: String]]) -> Set<String?> { Set(list.map { $0[factor] }) }
      func others(_ list: [[String: String]]) -> Set<[String: String]> {
        Set(
          list.map { factors in
            var factors = factors
            factors[factor] = nil
            return factors
          })
      }
      return values(before).isDisjoint(with: values(after)) && others(before) == others(after)
    }
  }
}

extension JointChange {
  /// Middle of the members' effects as logarithms, without sign.
  fileprivate var middleSize: Double {
    let sizes = members.map { abs(logarithm(1 + $0.change.effect)) }.sorted()
    return sizes[sizes.count / 2]
  }
}
