/// Samples in order of time, such as the calls of each day: groups of any sizes, with gaps.
public struct SampleSeries: Hashable, Sendable {
  /// Time of each group, strictly ascending, in any unit.
  public let times: [Double]
  /// Values of each group; an empty group is a gap.
  public let samples: [[Double]]

  /// Checks and keeps a series.
  ///
  /// - Throws: ``StatisticsError``: no value at all, a value or time that is not finite (counted over all
  ///   groups), lists of unequal length, or times that do not ascend.
  public init(times: [Double], samples: [[Double]]) throws(StatisticsError) {
    if times.count != samples.count {
      throw .lengthMismatch(expected: times.count, found: samples.count)
    }
    try requireFinite(samples.flatMap { $0 })
    try requireFinite(times)
    for (before, after) in zip(times, times.dropFirst()) where after <= before {
      throw .outOfRange(parameter: "time", value: after, range: "(\(before), ∞)")
    }
    self.times = times
    self.samples = samples
  }

  /// One value a step; `nil` is a gap.
  ///
  /// - Throws: ``StatisticsError``: no value at all, or one that is not finite.
  public init(values: [Double?]) throws(StatisticsError) {
    try self.init(
      times: values.indices.map { Double($0) }, samples: values.map { value in value.map { [$0] } ?? [] })
  }
}

/// A number that describes a sample.
public enum SampleStatistic: Codable, Hashable, Sendable {
  /// The mean.
  case mean
  /// A quantile, with its probability in (0, 1).
  case quantile(Double)
  /// Mean distance to the median; groups of one value have none.
  case spread

  /// The median.
  public static let median = SampleStatistic.quantile(0.5)

  /// The value for one group; `nil` when the group is too small to have one.
  func value(_ sample: [Double]) throws(StatisticsError) -> Double? {
    if sample.isEmpty || (self == .spread && sample.count < 2) { return nil }
    switch self {
    case .mean: return sample.reduce(0) { $0 + $1 / Double(sample.count) }
    case .quantile(let probability):
      try require(probability, "probability", above: 0, below: 1)
      return try SortedSample(sample).quantile(probability)
    case .spread:
      let center = try SortedSample(sample).median
      return sample.reduce(0) { $0 + abs($1 - center) / Double(sample.count) }
    }
  }
}
