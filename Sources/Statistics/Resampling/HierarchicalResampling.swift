/// Values in groups in groups, such as deployments, days, hosts, containers, batches and calls, of which
/// whole groups are drawn with replacement.
///
/// Drawing the outermost groups alone and keeping what is in them is the default: it gives means the right
/// variance but for the number of groups, where drawing on all levels counts the inner variance twice.
/// Sources: Davison and Hinkley (1997) 3.8; Ren et al., "Nonparametric bootstrapping for hierarchical data",
/// J. Appl. Stat. 37 (2010); Kalibera and Jones (2013) for several levels of repetition.
public struct HierarchicalResampling: ResamplingScheme {
  /// Number of values.
  public let count: Int
  /// For each level from the outermost, and last for the values themselves, whether members are drawn with
  /// replacement or all kept.
  public let isDrawn: [Bool]
  /// Number of groups on each level.
  public let groupCounts: [Int]

  /// Members of each group of each level, as a range of the next level; the last level's are positions.
  private let members: [[Range<Int>]]
  /// Position of each value in the order of the groups.
  private let positions: [Int]

  /// Groups values.
  ///
  /// - Parameters:
  ///   - levels: For each level from the outermost its label of every value, any numbers. Labels need be
  ///     unique within their group only.
  ///   - isDrawn: For each level, and last for the values; the outermost level alone unless given.
  /// - Throws: ``StatisticsError`` for no level, lists of unequal lengths, or no value.
  /// - Complexity: O(n log n).
  public init(levels: [[Int]], isDrawn: [Bool]? = nil) throws(StatisticsError) {
    guard let outermost = levels.first else { throw .tooFew(what: "levels", found: 0, needed: 1) }
    if outermost.isEmpty { throw .emptySample }
    for level in levels where level.count != outermost.count {
      throw .lengthMismatch(expected: outermost.count, found: level.count)
    }
    let drawn = isDrawn ?? [true] + [Bool](repeating: false, count: levels.count)
    if drawn.count != levels.count + 1 {
      throw .lengthMismatch(expected: levels.count + 1, found: drawn.count)
    }
    self.isDrawn = drawn
    count = outermost.count
    let order = outermost.indices.sorted { a, b in
      for level in levels where level[a] != level[b] { return level[a] < level[b] }
      return a < b
    }
    positions = order
    // Starts of the groups of each level in the order, outermost first.
    var starts: [[Int]] = []
    var isStart = [Bool](repeating: false, count: order.count)
    isStart[0] = true
    for level in levels {
      for index in 1..<max(order.count, 1) where level[order[index]] != level[order[index - 1]] {
        isStart[index] = true
      }
      starts.append(isStart.indices.filter { isStart[$0] })
    }
    groupCounts = starts.map(\.count)
    var members: [[Range<Int>]] = [[0..<starts[0].count]]
    for (level, own) in starts.enumerated() {
      let inner = level + 1 < starts.count ? starts[level + 1] : Array(order.indices)
      var next = 0
      members.append(
        own.indices.map { group in
          let end = group + 1 < own.count ? own[group + 1] : order.count
          let first = next
          while next < inner.count, inner[next] < end { next += 1 }
          return first..<next
        })
    }
    self.members = members
  }

  /// What is resampled.
  public var record: ResamplingRecord { ResamplingRecord(n: count, clusters: groupCounts[0]) }

  /// Draws groups from the outermost level inwards; the number of values varies with the sizes of groups.
  public func draw(_ positions: inout [Int], using generator: inout Xoshiro256PlusPlus) {
    positions.removeAll(keepingCapacity: true)
    fill(&positions, level: 0, group: 0, using: &generator)
  }

  private func fill(
    _ result: inout [Int], level: Int, group: Int, using generator: inout Xoshiro256PlusPlus
  ) {
    let inside = members[level][group]
    let isInnermost = level == members.count - 1
    for index in inside {
      let member = isDrawn[level] ? inside.lowerBound + generator.index(below: inside.count) : index
      if isInnermost {
        result.append(positions[member])
      } else {
        fill(&result, level: level + 1, group: member, using: &generator)
      }
    }
  }
}
