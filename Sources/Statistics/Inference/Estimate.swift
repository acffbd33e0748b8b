/// An interval that covers the truth with a stated probability; an end that the data cannot bound is `nil`.
public struct ConfidenceInterval: Codable, Hashable, Sendable {
  /// Lower end, or `nil` when unbounded.
  public var lower: Double?
  /// Upper end, or `nil` when unbounded.
  public var upper: Double?
  /// Nominal coverage, such as 0.95.
  public var level: Double

  /// Creates an interval.
  public init(lower: Double?, upper: Double?, level: Double) {
    self.lower = lower
    self.upper = upper
    self.level = level
  }

  /// Width, or `nil` when an end is unbounded.
  public var width: Double? {
    guard let lower, let upper else { return nil }
    return upper - lower
  }

  /// Whether a value lies inside; an unbounded end excludes nothing.
  public func contains(_ value: Double) -> Bool {
    (lower ?? -.infinity) <= value && value <= (upper ?? .infinity)
  }
}

/// How an interval was computed.
public enum IntervalMethod: String, Codable, Hashable, Sendable {
  /// Interpolated order statistics, values taken as independent (Nyblom 1992).
  case orderStatistic = "order_statistic"
  /// Interpolated order statistics at the effective sample size of clustered data
  /// (Woodruff 1952; Korn and Graubard 1998).
  case clusteredOrderStatistic = "clustered_order_statistic"
  /// Percentiles of a bootstrap that resamples whole clusters.
  case clusterBootstrap = "cluster_bootstrap"
  /// Student's t on cluster totals.
  case clusterT = "cluster_t"
  /// Interpolated order statistics at the effective sample size of an autocorrelated series.
  case seriesOrderStatistic = "series_order_statistic"
  /// The same for clusters whose values are in order of time: the more cautious of both.
  case clusteredSeriesOrderStatistic = "clustered_series_order_statistic"
  /// Inversion of the pointwise limits of a product-limit curve (Brookmeyer and Crowley 1982).
  case productLimit = "product_limit"
  /// Student's t with the skewness taken out (Hall 1992), values taken as independent.
  case skewnessAdjustedT = "skewness_adjusted_t"
  /// Student's t at the effective sample size of an autocorrelated series.
  case seriesT = "series_t"
}

/// What a reader of an estimate must know.
public enum EstimateWarning: Codable, Hashable, Sendable {
  /// The sample cannot bound the quantile from above; `needed` independent values could.
  case upperUnbounded(needed: Int)
  /// The sample cannot bound the quantile from below; `needed` independent values could.
  case lowerUnbounded(needed: Int)
  /// There are too few clusters for the stated level to be trusted.
  case fewClusters(found: Int)
  /// There is only one cluster, so dependence within clusters cannot be seen.
  case singleCluster
  /// Values come in too few independent episodes for any interval.
  case notEnoughEpisodes(found: Int, needed: Int)
  /// The tail is so heavy that nothing bounds the mean on its side: use quantiles. The index is that of a power
  /// law, surely below 2, so that there is no variance.
  case heavyTail(index: Double)
  /// The tail may be too heavy for an interval of the mean, and there are too few values to tell: use
  /// quantiles or more values.
  case tailUncertain(index: Double)
  /// A few values decide the mean, as many as this number of equal ones: use quantiles or more values.
  case dominatedByFew(effectiveValues: Double)
  /// Values of a kind that makes up no more than this share of all may be missing from the sample, and would
  /// move the mean out of its interval if they are large.
  case blindToRareValues(share: Double)
}

/// A number with its interval and all that is needed to judge it.
public struct Estimate: Codable, Hashable, Sendable {
  /// The point estimate.
  public var value: Double
  /// The interval, or `nil` when none can be given.
  public var interval: ConfidenceInterval?
  /// How the interval was computed.
  public var method: IntervalMethod
  /// Number of values.
  public var n: Int
  /// Number of clusters, when the values come in clusters.
  public var clusters: Int?
  /// Variance in units of that of as many independent values.
  public var designEffect: Double?
  /// Number of independent values that would be as informative.
  public var effectiveN: Double
  /// Replicates of a bootstrap.
  public var replicates: Int?
  /// Seed of a bootstrap.
  public var seed: UInt64?
  /// What a reader must know.
  public var warnings: [EstimateWarning]

  /// Creates an estimate.
  public init(
    value: Double, interval: ConfidenceInterval?, method: IntervalMethod, n: Int, clusters: Int? = nil,
    designEffect: Double? = nil, effectiveN: Double, replicates: Int? = nil, seed: UInt64? = nil,
    warnings: [EstimateWarning] = []
  ) {
    self.value = value
    self.interval = interval
    self.method = method
    self.n = n
    self.clusters = clusters
    self.designEffect = designEffect
    self.effectiveN = effectiveN
    self.replicates = replicates
    self.seed = seed
    self.warnings = warnings
  }
}
