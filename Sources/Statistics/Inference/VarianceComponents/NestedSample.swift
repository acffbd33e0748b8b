/// Values in nested units, such as batches inside of containers inside of days.
public struct NestedSample: Sendable {
  /// Number of values.
  public let count: Int
  /// Number of units of each level, outermost first.
  public var unitCounts: [Int] { levels.map { $0.parent.count } }

  /// One level of units.
  struct Level {
    /// Unit of the next outer level, from 0.
    var parent: [Int] = []
    /// Values in each unit.
    var sizes: [Int] = []
  }
  /// Levels, outermost first.
  let levels: [Level]
  /// Mean of each innermost unit, less ``origin``.
  let offsets: [Double]
  /// Sum of squares inside of the innermost units.
  let withinSumOfSquares: Double
  /// A number near the values, which is taken off before anything is squared.
  let origin: Double

  /// Groups values by labels.
  ///
  /// - Parameters:
  ///   - values: Finite values.
  ///   - labels: For each level, outermost first, the label of each value; labels need to be unique only inside
  ///     of a unit of the next outer level.
  /// - Throws: ``StatisticsError`` for values that are empty or not finite, lists of unequal lengths, or no level.
  /// - Complexity: O(n) for each level.
  public init(_ values: [Double], labels: [[Int]]) throws(StatisticsError) {
    try requireFinite(values)
    if labels.isEmpty { throw .tooFew(what: "levels", found: 0, needed: 1) }
    struct Key: Hashable {
      var parent: Int
      var label: Int
    }
    var unitOfValue = [Int](repeating: 0, count: values.count)
    var levels: [Level] = []
    for list in labels {
      if list.count != values.count { throw .lengthMismatch(expected: values.count, found: list.count) }
      // Units are numbered by their labels, so that the order of the values does not matter.
      let keys = zip(unitOfValue, list).map { Key(parent: $0, label: $1) }
      let ordered = Set(keys).sorted { ($0.parent, $0.label) < ($1.parent, $1.label) }
      let number = Dictionary(uniqueKeysWithValues: zip(ordered, ordered.indices))
      var level = Level(parent: ordered.map(\.parent), sizes: [Int](repeating: 0, count: ordered.count))
      for index in values.indices {
        unitOfValue[index] = number[keys[index]] ?? 0
        level.sizes[unitOfValue[index]] += 1
      }
      levels.append(level)
    }
    let origin = try mean(values)
    self.levels = levels
    self.origin = origin
    count = values.count
    let innermost = levels[levels.count - 1].sizes
    var groups = [[Double]](repeating: [], count: innermost.count)
    for (value, unit) in zip(values, unitOfValue) { groups[unit].append(value - origin) }
    // In ascending order, again for sums that do not depend on the order of the values.
    groups = groups.map { $0.sorted() }
    let offsets = groups.map { compensatedSum($0) / Double($0.count) }
    self.offsets = offsets
    withinSumOfSquares = compensatedSum(
      zip(groups, offsets).map { group, offset in
        compensatedSum(group.map { ($0 - offset) * ($0 - offset) })
      })
  }

  /// Means of the units of every level, less the origin, and of all values.
  func means() -> (levels: [[Double]], all: Double) {
    var result = [[Double]](repeating: [], count: levels.count)
    result[levels.count - 1] = offsets
    for depth in stride(from: levels.count - 1, through: 1, by: -1) {
      var sums = [Double](repeating: 0, count: levels[depth - 1].parent.count)
      for (unit, parent) in levels[depth].parent.enumerated() {
        sums[parent] += result[depth][unit] * Double(levels[depth].sizes[unit])
      }
      result[depth - 1] = zip(sums, levels[depth - 1].sizes).map { $0 / Double($1) }
    }
    let total = compensatedSum(zip(result[0], levels[0].sizes).map { $0 * Double($1) })
    return (result, total / Double(count))
  }

  /// Σ nᵥ² of the units v of a level over the size of the unit of another, outer level that holds them, summed
  /// over that level; depth −1 means all values as one unit.
  func concentration(of depth: Int, within outer: Int) -> Double {
    if outer >= depth { return Double(count) }
    var squares = levels[depth].sizes.map { Double($0) * Double($0) }
    for step in stride(from: depth, to: max(outer, 0), by: -1) {
      var sums = [Double](repeating: 0, count: levels[step - 1].parent.count)
      for (unit, parent) in levels[step].parent.enumerated() { sums[parent] += squares[unit] }
      squares = sums
    }
    if outer < 0 { return squares.reduce(0, +) / Double(count) }
    return zip(squares, levels[outer].sizes).reduce(0) { $0 + $1.0 / Double($1.1) }
  }

  /// Whether all units of a level have as many parts as each other.
  var isBalanced: Bool {
    levels.indices.allSatisfy { depth in
      let parts = Dictionary(levels[depth].parent.map { ($0, 1) }, uniquingKeysWith: +)
      return Set(parts.values).count == 1
    } && Set(levels[levels.count - 1].sizes).count == 1
  }
}
