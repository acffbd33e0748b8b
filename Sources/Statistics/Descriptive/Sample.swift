/// Finite values in ascending order; what quantiles are taken from.
public struct SortedSample: Hashable, Sendable {
  /// The values, ascending.
  public let values: [Double]

  /// Sorts values.
  ///
  /// - Throws: ``StatisticsError/emptySample``, ``StatisticsError/notFinite(index:)``.
  /// - Complexity: O(n) above a few hundred values, by radix sort.
  public init(_ values: [Double]) throws(StatisticsError) {
    try requireFinite(values)
    self.values = RadixSort.ascending(values)
  }

  init(ascending values: [Double]) { self.values = values }

  /// Number of values.
  public var count: Int { values.count }

  /// Value at a fractional rank, counted from 1, between neighbours linearly; the ends are held.
  func value(atRank rank: Double) -> Double {
    let position = min(max(rank, 1), Double(count))
    let below = Int(position)
    let share = position - Double(below)
    let low = values[below - 1]
    if share == 0 { return low }
    return low + share * (values[below] - low)
  }
}

func requireFinite(_ values: [Double]) throws(StatisticsError) {
  if values.isEmpty { throw .emptySample }
  for index in values.indices where !values[index].isFinite { throw .notFinite(index: index) }
}

func require(_ value: Double, _ parameter: String, above low: Double, below high: Double)
  throws(StatisticsError)
{
  if !(value > low && value < high) {
    throw .outOfRange(parameter: parameter, value: value, range: "(\(low), \(high))")
  }
}
