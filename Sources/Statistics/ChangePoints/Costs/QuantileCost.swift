/// Any change of the distribution: the likelihood of the empirical distribution function at some quantiles of
/// the whole series.
///
/// Source: Haynes, Fearnhead and Eckley, Statistics and Computing 27 (2017): levels (1 + (2n − 1)^(1 − 2k/K))⁻¹
/// spread the quantiles towards the tails.
public struct QuantileCost: SegmentCost {
  /// Values below each quantile, plus half of those equal to it, in doubled counts: `levels` numbers a value.
  private let doubled: [Int32]
  private let levels: Int
  private let weight: Double
  /// Number of values.
  public let count: Int

  /// Prepares the cost of a series.
  ///
  /// - Parameters:
  ///   - series: Finite values.
  ///   - levels: Number of quantiles; `nil` for 4 ln n.
  /// - Throws: ``StatisticsError``: empty, not finite or no quantile asked for.
  /// - Complexity: O(n · levels) time and memory.
  public init(_ series: [Double], levels: Int? = nil) throws(StatisticsError) {
    let sample = try SortedSample(series)
    let n = Double(series.count)
    let levels = levels ?? max(1, Int((4 * logarithm(n)).rounded(.up)))
    if levels < 1 || levels > 1000 {
      throw .outOfRange(parameter: "quantiles", value: Double(levels), range: "[1, 1000]")
    }
    let reach = -logarithm(2 * n - 1)
    var points: [Double] = []
    for k in 1...levels {
      let share = 1 / (1 + exponential(-reach * (2 * Double(k) - 1) / Double(levels) + reach))
      points.append(try sample.quantile(share))
    }
    var doubled = [Int32](repeating: 0, count: (series.count + 1) * levels)
    for (index, value) in series.enumerated() {
      let (row, next) = (index * levels, (index + 1) * levels)
      for (level, point) in points.enumerated() {
        doubled[next + level] = doubled[row + level] + (value < point ? 2 : value == point ? 1 : 0)
      }
    }
    self.doubled = doubled
    self.levels = levels
    weight = n > 1 ? -2 * reach / Double(levels) : 0
    count = series.count
  }

  /// Cost of the values from `start` up to, but not with, `end`: O(levels).
  public func callAsFunction(_ start: Int, _ end: Int) -> Double {
    let n = Double(end - start)
    let (from, to) = (start * levels, end * levels)
    var sum = 0.0
    for level in 0..<levels {
      let below = 0.5 * Double(doubled[to + level] - doubled[from + level])
      let above = n - below
      if below > 0, above > 0 {
        sum += below * logarithm(below / n) + above * logarithm(above / n)
      }
    }
    return -weight * sum
  }
}
