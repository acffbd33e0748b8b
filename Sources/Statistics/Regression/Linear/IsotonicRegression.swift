/// The monotone function that is nearest to the data in (weighted) squares.
///
/// Pool adjacent violators: neighbours that contradict the order are replaced by their mean.
/// Source: Ayer et al., Annals of Mathematical Statistics 26 (1955); Barlow et al., Statistical Inference under
/// Order Restrictions (1972).
public struct IsotonicRegression: Codable, Hashable, Sendable {
  /// In which direction the function may move.
  public enum Direction: String, Codable, CaseIterable, Hashable, Sendable {
    /// Never down.
    case increasing
    /// Never up.
    case decreasing
  }

  /// The different positions, ascending.
  public let positions: [Double]
  /// The function at each position.
  public let values: [Double]
  /// Sum of the weighted squares of the residuals.
  public let residualSumOfSquares: Double

  /// Fits the function.
  ///
  /// Observations at equal positions count as their weighted mean.
  ///
  /// - Parameters:
  ///   - positions: Finite; in any order.
  ///   - response: One finite value a position.
  ///   - weights: One positive number a position; by default 1.
  ///   - direction: In which direction the function may move.
  /// - Throws: ``StatisticsError``: empty, not finite, lengths that differ, or weights that are not positive.
  /// - Complexity: O(n) for positions in order, otherwise O(n log n).
  public init(
    _ positions: [Double], _ response: [Double], weights: [Double]? = nil,
    direction: Direction = .increasing
  ) throws(StatisticsError) {
    try requireFinite(positions)
    guard response.count == positions.count else {
      throw .lengthMismatch(expected: positions.count, found: response.count)
    }
    try requireFinite(response)
    if let weights {
      guard weights.count == positions.count else {
        throw .lengthMismatch(expected: positions.count, found: weights.count)
      }
      for weight in weights { try requirePositive(weight, "weight") }
    }
    let isOrdered = zip(positions, positions.dropFirst()).allSatisfy { $0 <= $1 }
    let order =
      isOrdered
      ? Array(positions.indices) : positions.indices.sorted { (positions[$0], $0) < (positions[$1], $1) }
    let sign: Double = direction == .increasing ? 1 : -1
    var points: [Double] = []
    var blocks: [Block] = []
    for index in order {
      let block = Block(mean: sign * response[index], weight: weights?[index] ?? 1, points: 1)
      if points.last == positions[index] {
        blocks[blocks.count - 1].absorb(block, sharesPoint: true)
      } else {
        points.append(positions[index])
        blocks.append(block)
      }
    }
    let fitted = Self.pooled(blocks).flatMap { repeatElement(sign * $0.mean, count: $0.points) }
    var sum = 0.0
    var place = 0
    for index in order {
      if points[place] != positions[index] { place += 1 }
      let residual = response[index] - fitted[place]
      sum += (weights?[index] ?? 1) * residual * residual
    }
    self.positions = points
    values = fitted
    residualSumOfSquares = sum
  }

  /// The function at any position: linear between the fitted ones, constant beyond them. O(log n).
  public func value(at position: Double) -> Double {
    let above = positions.partitionPoint { $0 >= position }
    if above == positions.count { return values[above - 1] }
    if above == 0 || positions[above] == position { return values[above] }
    let share = (position - positions[above - 1]) / (positions[above] - positions[above - 1])
    return values[above - 1] + share * (values[above] - values[above - 1])
  }

  private struct Block {
    var mean: Double
    var weight: Double
    var points: Int

    mutating func absorb(_ other: Block, sharesPoint: Bool = false) {
      let total = weight + other.weight
      mean += (other.mean - mean) * (other.weight / total)
      weight = total
      if !sharesPoint { points += other.points }
    }
  }

  private static func pooled(_ blocks: [Block]) -> [Block] {
    var stack: [Block] = []
    for block in blocks {
      stack.append(block)
      while stack.count > 1, stack[stack.count - 2].mean >= stack[stack.count - 1].mean {
        let last = stack.removeLast()
        stack[stack.count - 1].absorb(last)
      }
    }
    return stack
  }
}
