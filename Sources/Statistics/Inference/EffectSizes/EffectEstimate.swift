/// How the interval of an effect was computed.
public enum EffectMethod: String, Codable, Hashable, Sendable {
  /// Order statistics of all pairwise differences or means; exact counting of the rank statistic.
  case exactRanks = "exact_ranks"
  /// The same, with the normal law of the rank statistic.
  case normalRanks = "normal_ranks"
  /// Student's t on the logit of the probability, with the variance of Brunner and Munzel.
  case placements
  /// Score interval of Newcombe for a probability of superiority of 0 or 1.
  case score
  /// Recombined intervals of two estimates (MOVER).
  case recombined
  /// Sign test on disjoint pairs of values.
  case disjointPairs = "disjoint_pairs"
  /// Two intervals joined at a shared error rate.
  case bonferroni
}

/// The size of an effect with its interval.
public struct EffectEstimate: Codable, Hashable, Sendable {
  /// The point estimate.
  public var value: Double
  /// The interval; an end that samples this small cannot bound is `nil`.
  public var interval: ConfidenceInterval
  /// Coverage that the discrete law really gives, where it is known; at least that asked for unless
  /// ``DiscreteCoverage/atMost`` was chosen.
  public var achievedLevel: Double?
  /// How the interval was computed.
  public var method: EffectMethod
  /// Number of values in each sample.
  public var sizes: [Int]

  /// Creates an estimate.
  public init(
    value: Double, interval: ConfidenceInterval, achievedLevel: Double? = nil, method: EffectMethod,
    sizes: [Int]
  ) {
    self.value = value
    self.interval = interval
    self.achievedLevel = achievedLevel
    self.method = method
    self.sizes = sizes
  }

  /// The same on another scale, by an increasing function.
  func mapped(_ function: (Double) -> Double) -> EffectEstimate {
    var result = self
    result.value = function(value)
    result.interval = interval.mapped(function)
    return result
  }
}

/// What the level of an interval means when only some levels can be reached.
public enum DiscreteCoverage: String, Codable, Hashable, Sendable {
  /// Coverage is at least the level, as in R.
  case atLeast = "at_least"
  /// Each tail holds at least its share of the error rate, so that coverage is at most the level; the
  /// convention of Pragmastat.
  case atMost = "at_most"
}

/// Where a quantity lies in relation to a threshold.
public enum ThresholdVerdict: String, Codable, CaseIterable, Hashable, Sendable {
  /// The whole interval lies below.
  case less
  /// The whole interval lies above.
  case greater
  /// The interval holds the threshold.
  case inconclusive
}

extension ConfidenceInterval {
  /// Where the quantity lies in relation to a threshold.
  public func compared(to threshold: Double) -> ThresholdVerdict {
    if let upper, upper < threshold { return .less }
    if let lower, lower > threshold { return .greater }
    return .inconclusive
  }
}

extension EffectEstimate {
  /// This ratio of the first to the second sample in the form of all ratios, with its verdicts.
  public var ratio: RatioEstimate { RatioEstimate(value: value, interval: interval) }
}
