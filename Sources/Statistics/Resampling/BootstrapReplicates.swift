/// The law of a statistic known by replicates.
///
/// Percentiles follow R's package boot: rank (B + 1)p, and between two ranks linearly on the scale of normal
/// quantiles (Davison and Hinkley 1997, equation 5.8).
public struct BootstrapReplicates: BootstrapLaw, Hashable {
  /// The statistic of the data.
  public let observed: Double
  /// The finite replicates, ascending.
  public let sorted: SortedSample
  /// Replicates on which the statistic was not a finite number.
  public let undefinedCount: Int
  /// Acceleration for corrected intervals; see ``Jackknife/acceleration``.
  public var acceleration: Double?
  /// What was resampled.
  public let resampling: ResamplingRecord

  /// Takes replicates as they were drawn.
  ///
  /// - Parameters:
  ///   - observed: The statistic of the data, finite.
  ///   - values: Replicates; those that are not finite are left out and reported by a warning.
  ///   - acceleration: For corrected intervals.
  ///   - resampling: What was resampled.
  /// - Throws: ``StatisticsError``: `observed` is not finite, or fewer than two replicates are.
  public init(
    observed: Double, values: [Double], acceleration: Double? = nil, resampling: ResamplingRecord
  ) throws(StatisticsError) {
    try requireFinite(observed, "statistic of the data")
    let finite = values.filter(\.isFinite)
    if finite.count < 2 { throw .tooFew(what: "finite replicates", found: finite.count, needed: 2) }
    self.observed = observed
    self.sorted = try SortedSample(finite)
    self.undefinedCount = values.count - finite.count
    self.acceleration = acceleration
    var record = resampling
    record.replicates = values.count
    self.resampling = record
  }

  /// Number of finite replicates.
  public var count: Int { sorted.count }

  /// Mean of the finite replicates.
  public var mean: Double { compensatedSum(sorted.values) / Double(count) }

  /// Standard deviation of the finite replicates, with one less in the denominator.
  public var standardDeviation: Double {
    let center = mean
    let squares = sorted.values.map { ($0 - center) * ($0 - center) }
    return (compensatedSum(squares) / Double(count - 1)).squareRoot()
  }

  /// Replicates left out.
  public var warnings: [BootstrapWarning] {
    undefinedCount > 0 ? [.undefinedReplicates(undefinedCount)] : []
  }

  /// Share of replicates of at most `x`.
  public func cumulative(_ x: Double) -> Double { Double(sorted.rank(notAbove: x)) / Double(count) }

  /// Share of replicates below `x`.
  public func cumulative(below x: Double) -> Double { Double(sorted.rank(below: x)) / Double(count) }

  /// The replicate of rank (B + 1)p, between ranks linearly in normal quantiles.
  public func quantile(_ probability: Double) -> Double {
    let scale = Double(count + 1)
    let rank = probability * scale
    if !(rank >= 1) { return sorted.values[0] }
    if rank >= Double(count) { return sorted.values[count - 1] }
    let below = rank.rounded(.down)
    let low = sorted.values[Int(below) - 1]
    if rank == below { return low }
    let start = Normal.quantile(below / scale)
    let share = (Normal.quantile(probability) - start) / (Normal.quantile((below + 1) / scale) - start)
    return low + share * (sorted.values[Int(below)] - low)
  }

  /// Says when the first or the last replicate had to serve as an end.
  public func warnings(forEndsAt levels: [Double]) -> [BootstrapWarning] {
    let tail = levels.map { min($0, 1 - $0) }.min() ?? 0.5
    if tail * Double(count + 1) >= 1 - 1e-9 { return [] }
    return [.endsBeyondReplicates(needed: tail > 1e-15 ? Int((1 / tail).rounded(.up)) - 1 : Int.max)]
  }

  /// The interval of the studentised statistic: t = (replicate − observed) / its standard error.
  ///
  /// - Parameters:
  ///   - replicates: In any order.
  ///   - errors: Standard error of each replicate; those that are not positive are left out with a warning.
  ///   - observed: The statistic of the data.
  ///   - observedError: Its standard error, positive.
  ///   - level: Nominal coverage, in (0, 1).
  ///   - resampling: What was resampled.
  /// - Throws: ``StatisticsError``.
  /// - Complexity: O(B log B).
  public static func studentizedInterval(
    replicates: [Double], errors: [Double], observed: Double, observedError: Double, level: Double = 0.95,
    resampling: ResamplingRecord
  ) throws(StatisticsError) -> BootstrapEstimate {
    try require(level, "level", above: 0, below: 1)
    try requirePositive(observedError, "standard error of the statistic")
    if errors.count != replicates.count {
      throw .lengthMismatch(expected: replicates.count, found: errors.count)
    }
    let plain = try BootstrapReplicates(observed: observed, values: replicates, resampling: resampling)
    let scores = zip(replicates, errors).map { $1 > 0 ? ($0 - observed) / $1 : .nan }
    let law = try BootstrapReplicates(observed: 0, values: scores, resampling: resampling)
    let levels = CorrectedLevels(plain: level)
    return BootstrapEstimate(
      value: observed,
      interval: ConfidenceInterval(
        lower: observed - observedError * law.quantile(levels.upper),
        upper: observed - observedError * law.quantile(levels.lower), level: level),
      method: .studentized, standardError: plain.standardDeviation, bias: plain.mean - observed,
      resampling: law.resampling,
      warnings: law.warnings + law.warnings(forEndsAt: [levels.lower, levels.upper]))
  }
}

extension SortedSample {
  /// Number of values of at most `x`.
  func rank(notAbove x: Double) -> Int { values.partitionPoint { $0 > x } }

  /// Number of values below `x`.
  func rank(below x: Double) -> Int { values.partitionPoint { $0 >= x } }
}

extension RandomAccessCollection where Index == Int {
  /// The first index at which a condition holds that stays true once it holds; the end if it never does.
  func partitionPoint(_ holds: (Element) -> Bool) -> Int {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = low + (high - low) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
