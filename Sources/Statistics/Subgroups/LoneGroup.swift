/// The group that stands out alone by its share of marked values, such as one batch that holds the slow calls.
public struct LoneGroup: Codable, Hashable, Sendable {
  /// Number of the group.
  public var group: Int
  /// Chance that the share of some group stands as far beyond those of the others, if all came from one law.
  public var pValue: Double

  /// Judges the group with the largest share against all others.
  ///
  /// Shares are made as variable as each other by the arcsine of their root; the others tell how much groups differ,
  /// at least by chance; Student's t law of a further group, times the number of groups.
  /// Source: Anscombe, Biometrika 35 (1948) on the transformation; Grubbs, Ann. Math. Statist. 21 (1950).
  /// - Parameters:
  ///   - sizes: Values of each group, at least 1.
  ///   - marked: Marked values of each group.
  /// - Returns: `nil` when there are fewer than four groups or no value is marked.
  /// - Throws: ``StatisticsError``: lists of unequal lengths, or a number out of range.
  /// - Complexity: O(groups).
  public static func find(sizes: [Int], marked: [Int]) throws(StatisticsError) -> LoneGroup? {
    if sizes.count != marked.count { throw .lengthMismatch(expected: sizes.count, found: marked.count) }
    for (size, marks) in zip(sizes, marked) where size < 1 || marks < 0 || marks > size {
      throw .outOfRange(parameter: "marked values of a group", value: Double(marks), range: "[0, \(size)]")
    }
    let n = sizes.count
    if n < 4 || marked.allSatisfy({ $0 == 0 }) { return nil }
    let angles = zip(sizes, marked).map { size, marks in
      2 * arcSine(((Double(marks) + 0.375) / (Double(size) + 0.75)).squareRoot())
    }
    // Of equal angles the larger group stands out more.
    guard let top = angles.indices.max(by: { (angles[$0], sizes[$0], $1) < (angles[$1], sizes[$1], $0) })
    else { return nil }
    let others = angles.indices.filter { $0 != top }
    let center = others.reduce(0) { $0 + angles[$1] } / Double(n - 1)
    let squares = others.reduce(0) { $0 + (angles[$1] - center) * (angles[$1] - center) }
    let chance = 1 / (Double(sizes[top]) + 0.5)
    let variance = max(squares / Double(n - 2), chance)
    let t = (angles[top] - center) / (variance * (1 + 1 / Double(n - 1))).squareRoot()
    let tail = StudentT.cumulative(-t, degreesOfFreedom: Double(n - 2))
    return LoneGroup(group: top, pValue: min(1, Double(n) * tail))
  }
}
