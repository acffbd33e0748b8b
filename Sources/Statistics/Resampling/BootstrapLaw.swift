/// The law of a statistic under resampling: known exactly, or by replicates.
public protocol BootstrapLaw: Sendable {
  /// The statistic of the data.
  var observed: Double { get }
  /// Acceleration of the statistic: a sixth of the skewness of its influence values over √n; `nil` when not
  /// known.
  var acceleration: Double? { get }
  /// Mean of the law.
  var mean: Double { get }
  /// Standard deviation of the law.
  var standardDeviation: Double { get }
  /// What was resampled.
  var resampling: ResamplingRecord { get }
  /// What a reader of any interval from this law must know.
  var warnings: [BootstrapWarning] { get }

  /// Probability of a value of at most `x`.
  func cumulative(_ x: Double) -> Double

  /// Probability of a value below `x`.
  func cumulative(below x: Double) -> Double

  /// The value that the law reaches with a probability in [0, 1]; 0 and 1 give its ends.
  func quantile(_ probability: Double) -> Double

  /// Warnings for ends at these levels.
  func warnings(forEndsAt levels: [Double]) -> [BootstrapWarning]
}

extension BootstrapLaw {
  /// None.
  public var warnings: [BootstrapWarning] { [] }

  /// None: an exact law has no level out of reach.
  public func warnings(forEndsAt levels: [Double]) -> [BootstrapWarning] { [] }
}

/// Intervals that need nothing but the law.
public enum BootstrapIntervalKind: String, CaseIterable, Hashable, Sendable {
  /// Normal law with bias and standard error of the law; ends may lie outside of the statistic's range.
  case normal
  /// Percentiles mirrored at the estimate; poor for quantiles.
  case basic
  /// Percentiles.
  case percentile
  /// Percentiles at levels corrected for bias and acceleration; second-order correct.
  case bca

  var method: BootstrapMethod {
    switch self {
    case .normal: .normal
    case .basic: .basic
    case .percentile: .percentile
    case .bca: .bca
    }
  }
}

extension BootstrapLaw {
  /// An interval from the law.
  ///
  /// Sources: Davison and Hinkley, Bootstrap Methods and their Application (1997) 5.2 and 5.3; Efron, "Better
  /// bootstrap confidence intervals", JASA 82 (1987).
  /// - Parameters:
  ///   - kind: Which; ``BootstrapIntervalKind/bca`` needs ``acceleration``.
  ///   - level: Nominal coverage, in (0, 1).
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``;
  ///   ``StatisticsError/tooFew(what:found:needed:)`` for a corrected interval without influence values.
  public func interval(
    _ kind: BootstrapIntervalKind, level: Double = 0.95
  ) throws(StatisticsError) -> BootstrapEstimate {
    try require(level, "level", above: 0, below: 1)
    var warnings = warnings
    let lower: Double
    let upper: Double
    if kind == .normal {
      let half = standardDeviation * Normal.quantile(0.5 + level / 2)
      let corrected = 2 * observed - mean
      (lower, upper) = (corrected - half, corrected + half)
    } else {
      let levels = kind == .bca ? try correctedLevels(level) : CorrectedLevels(plain: level)
      warnings += levels.warnings + self.warnings(forEndsAt: [levels.lower, levels.upper])
      let ends = (quantile(levels.lower), quantile(levels.upper))
      (lower, upper) = kind == .basic ? (2 * observed - ends.1, 2 * observed - ends.0) : ends
    }
    for number in [lower, upper, mean, standardDeviation] {
      try requireFinite(number, "result, which must be a double")
    }
    return BootstrapEstimate(
      value: observed, interval: ConfidenceInterval(lower: lower, upper: upper, level: level),
      method: kind.method, standardError: standardDeviation, bias: mean - observed, resampling: resampling,
      warnings: warnings)
  }

  private func correctedLevels(_ level: Double) throws(StatisticsError) -> CorrectedLevels {
    guard let acceleration else { throw .tooFew(what: "influence values", found: 0, needed: 2) }
    // Mid-rank, so that ties with the estimate count half on each side.
    let below = cumulative(below: observed)
    let proportion = (below + cumulative(observed)) / 2
    return CorrectedLevels(
      level, proportionBelow: proportion, smallestStep: 1 / Double(resampling.replicates ?? 1 << 50),
      acceleration: acceleration)
  }
}

/// Levels of the two percentiles of an interval.
struct CorrectedLevels {
  var lower: Double
  var upper: Double
  var warnings: [BootstrapWarning] = []

  /// The levels that leave equal tails.
  init(plain level: Double) {
    lower = (1 - level) / 2
    upper = 1 - lower
  }

  /// Efron's levels, corrected for bias and acceleration.
  ///
  /// - Parameters:
  ///   - proportionBelow: Of the law below the estimate, ties halved.
  ///   - smallestStep: Probability of one replicate.
  init(_ level: Double, proportionBelow: Double, smallestStep: Double, acceleration: Double) {
    self.init(plain: level)
    let least = smallestStep / 2
    let proportion = min(max(proportionBelow, least), 1 - least)
    if proportion != proportionBelow { warnings.append(.biasCorrectionClamped) }
    let bias = Normal.quantile(proportion)
    if !acceleration.isFinite { warnings.append(.accelerationUndefined) }
    let a = acceleration.isFinite ? acceleration : 0
    var isClamped = false
    func corrected(_ plain: Double) -> Double {
      let score = bias + Normal.quantile(plain)
      let denominator = 1 - a * score
      if denominator > 0 { return Normal.cumulative(bias + score / denominator) }
      isClamped = true
      return score > 0 ? 1 : 0
    }
    lower = corrected(lower)
    upper = corrected(upper)
    if isClamped { warnings.append(.poleClamped) }
  }
}
