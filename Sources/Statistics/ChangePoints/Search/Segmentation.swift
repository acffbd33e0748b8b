/// A series cut into segments, the best for its penalty.
public struct Segmentation: Codable, Hashable, Sendable {
  /// First index of each segment but the first, ascending.
  public var changes: [Int]
  /// Sum of the costs of the segments, without penalties.
  public var cost: Double

  /// Creates a segmentation.
  public init(changes: [Int], cost: Double) {
    self.changes = changes
    self.cost = cost
  }

  /// The segments of a series of `count` values.
  public func segments(count: Int) -> [Range<Int>] {
    zip([0] + changes, changes + [count]).map { $0..<$1 }
  }

  /// Follows the starts of last segments back from the end.
  static func changes(lastStarts: [Int], count: Int) -> [Int] {
    var changes: [Int] = []
    var end = count
    while end > 0, lastStarts[end] > 0 {
      end = lastStarts[end]
      changes.append(end)
    }
    return changes.reversed()
  }
}

func requirePenalty(_ penalty: Double) throws(StatisticsError) {
  if !(penalty >= 0 && penalty < .infinity) {
    throw .outOfRange(parameter: "penalty", value: penalty, range: "[0, ∞)")
  }
}
