/// How the ends of an interval were taken from the law of a statistic under resampling.
public enum BootstrapMethod: String, Codable, CaseIterable, Hashable, Sendable {
  /// Normal law with the bias and the standard error under resampling.
  case normal
  /// Percentiles mirrored at the estimate.
  case basic
  /// Percentiles.
  case percentile
  /// Percentiles of the studentised statistic.
  case studentized
  /// Percentiles at levels corrected for bias and acceleration (Efron 1987).
  case bca
  /// The same without resampling, by numerical derivatives (DiCiccio and Efron 1992).
  case approximateBootstrap = "abc"
  /// Student's t on cluster totals.
  case clusterT = "cluster_t"
  /// Inversion of a test that turns the signs of whole clusters (Cameron, Gelbach and Miller 2008).
  case wildClusterT = "wild_cluster_t"
}

/// What a reader of a bootstrap interval must know.
public enum BootstrapWarning: Codable, Hashable, Sendable {
  /// An end lies where there are no replicates; `needed` replicates would reach it.
  case endsBeyondReplicates(needed: Int)
  /// The statistic was not a finite number on this many replicates, which were left out.
  case undefinedReplicates(Int)
  /// The correction of a level ran over its pole; the end is the last value of the law.
  case poleClamped
  /// All replicates lie on one side of the estimate; half a replicate was put on the other.
  case biasCorrectionClamped
  /// All influence values are zero, so that the acceleration is not defined; it was taken as zero.
  case accelerationUndefined
  /// The law has steps of about this probability, which its smooth form passes in the middle.
  case visibleSteps(probability: Double)
  /// There are too few clusters for the stated level to be trusted.
  case fewClusters(found: Int)
  /// The data cannot bound the parameter from below at this level.
  case lowerUnbounded
  /// The data cannot bound the parameter from above at this level.
  case upperUnbounded
}

/// What was resampled, and how often.
public struct ResamplingRecord: Codable, Hashable, Sendable {
  /// Number of values.
  public var n: Int
  /// Number of clusters, when whole clusters are drawn.
  public var clusters: Int?
  /// Length of the blocks, or its mean, when stretches of a series are drawn.
  public var blockLength: Double?
  /// Number of replicates; `nil` for the exact law, which is that of infinitely many.
  public var replicates: Int?
  /// Seed of the draws; `nil` without draws.
  public var seed: UInt64?

  /// Creates a record.
  public init(
    n: Int, clusters: Int? = nil, blockLength: Double? = nil, replicates: Int? = nil, seed: UInt64? = nil
  ) {
    self.n = n
    self.clusters = clusters
    self.blockLength = blockLength
    self.replicates = replicates
    self.seed = seed
  }
}

/// A number with an interval from resampling and all that is needed to judge it.
public struct BootstrapEstimate: Codable, Hashable, Sendable {
  /// The statistic of the data.
  public var value: Double
  /// The interval.
  public var interval: ConfidenceInterval
  /// How its ends were found.
  public var method: BootstrapMethod
  /// Standard error, in units of the statistic.
  public var standardError: Double
  /// Mean under resampling minus the statistic of the data; `nil` where the method does not estimate it.
  public var bias: Double?
  /// What was resampled.
  public var resampling: ResamplingRecord
  /// What a reader must know.
  public var warnings: [BootstrapWarning]

  /// Creates an estimate.
  public init(
    value: Double, interval: ConfidenceInterval, method: BootstrapMethod, standardError: Double,
    bias: Double? = nil, resampling: ResamplingRecord, warnings: [BootstrapWarning] = []
  ) {
    self.value = value
    self.interval = interval
    self.method = method
    self.standardError = standardError
    self.bias = bias
    self.resampling = resampling
    self.warnings = warnings
  }
}
