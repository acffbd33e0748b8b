/// Squared distances to the mean of the segment: normal values of one known variance.
public struct MeanCost: SegmentCost {
  private let first: RunningSums
  private let second: RunningSums
  /// Number of values.
  public let count: Int

  /// Prepares the cost of a series.
  ///
  /// - Parameters:
  ///   - series: Finite values.
  ///   - variance: Of the noise, above 0; costs are in units of it.
  /// - Throws: ``StatisticsError``: empty, not finite or a variance that is not above 0.
  public init(_ series: [Double], variance: Double = 1) throws(StatisticsError) {
    let (centred, _) = try CentredSeries.make(series)
    try require(variance, "variance", above: 0, below: .infinity)
    let unit = 1 / variance.squareRoot()
    let values = centred.map { $0 * unit }
    first = RunningSums(values)
    second = RunningSums(values.map { $0 * $0 })
    count = series.count
  }

  /// Cost of the values from `start` up to, but not with, `end`: O(1).
  public func callAsFunction(_ start: Int, _ end: Int) -> Double {
    let sum = first(start, end)
    return max(0, second(start, end) - sum * sum / Double(end - start))
  }
}

/// Normal values whose mean and variance both may change, or whose variance alone may.
public struct NormalCost: SegmentCost {
  private let first: RunningSums
  private let second: RunningSums
  private let leastVariance: Double
  private let hasOneMean: Bool
  /// Number of values.
  public let count: Int
  /// Two values, for a variance.
  public let minimumLength = 2

  /// What may change.
  public enum Changing: String, Codable, CaseIterable, Hashable, Sendable {
    /// Mean and variance.
    case meanAndVariance = "mean_and_variance"
    /// The variance; the mean is that of the whole series.
    case variance
  }

  /// Prepares the cost of a series.
  ///
  /// - Parameters:
  ///   - series: Finite values.
  ///   - changing: Mean and variance, or variance only.
  ///   - resolution: Step in which values were recorded: no variance below resolution²/12 is believed, so
  ///     that constant stretches do not cost −∞. `nil` takes a millionth of the standard deviation.
  /// - Throws: ``StatisticsError``: empty, not finite or a resolution that is not above 0.
  public init(
    _ series: [Double], changing: Changing = .meanAndVariance, resolution: Double? = nil
  ) throws(StatisticsError) {
    let (values, variance) = try CentredSeries.make(series)
    if let resolution { try require(resolution, "resolution", above: 0, below: .infinity) }
    leastVariance = max(
      resolution.map { $0 * $0 / 12 } ?? 1e-12 * variance, .leastNormalMagnitude)
    first = RunningSums(values)
    second = RunningSums(values.map { $0 * $0 })
    hasOneMean = changing == .variance
    count = series.count
  }

  /// Cost of the values from `start` up to, but not with, `end`: O(1).
  public func callAsFunction(_ start: Int, _ end: Int) -> Double {
    let n = Double(end - start)
    let sum = first(start, end)
    let squares = max(0, second(start, end) - (hasOneMean ? 0 : sum * sum / n))
    // The best fit among variances of at least the least one.
    let variance = max(squares / n, leastVariance)
    return n * (2 * logRootTwoPi + logarithm(variance)) + squares / variance
  }
}

/// Counts of a Poisson law whose rate may change, up to a constant.
public struct PoissonCost: SegmentCost {
  private let counts: RunningSums
  /// Number of values.
  public let count: Int

  /// Prepares the cost of counts.
  ///
  /// - Throws: ``StatisticsError``: empty, not finite or below 0.
  public init(_ series: [Double]) throws(StatisticsError) {
    try requireFinite(series)
    for value in series where value < 0 {
      throw .outOfRange(parameter: "count", value: value, range: "[0, ∞)")
    }
    counts = RunningSums(series)
    count = series.count
  }

  /// Cost of the values from `start` up to, but not with, `end`: O(1).
  public func callAsFunction(_ start: Int, _ end: Int) -> Double {
    let sum = counts(start, end)
    return sum <= 0 ? 0 : 2 * sum * (logarithm(Double(end - start)) - logarithm(sum))
  }
}

/// Values about their mean, so that sums of squares keep their digits.
enum CentredSeries {
  static func make(_ series: [Double]) throws(StatisticsError) -> (values: [Double], variance: Double) {
    try requireFinite(series)
    // Distances to the first value first, so that equal values become 0 exactly.
    let origin = series[0]
    let mean = series.reduce(0) { $0 + ($1 - origin) / Double(series.count) }
    let values = series.map { $0 - origin - mean }
    let variance = values.reduce(0) { $0 + $1 * $1 } / Double(series.count)
    if !variance.isFinite {
      let largest = series.reduce(0) { max($0, abs($1)) }
      throw .outOfRange(parameter: "largest value", value: largest, range: "(-1e150, 1e150)")
    }
    return (values, variance)
  }
}
