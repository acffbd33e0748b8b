/// A value far out in the tail, from a model of the tail.
public struct TailQuantile: Codable, Hashable, Sendable {
  /// Whether the sample reaches as far as the value.
  public enum Support: Codable, Hashable, Sendable {
    /// At least one value of the sample is expected to lie beyond: the model smooths what was seen.
    case withinSample(expectedBeyond: Double)
    /// Less than one value is expected to lie beyond: the model is continued to where nothing was seen. The
    /// sample would have to be so many times larger.
    case extrapolated(sampleTimes: Double)
  }

  /// How the interval was computed.
  public enum Method: String, Codable, CaseIterable, Hashable, Sendable {
    /// Profile likelihood of independent values.
    case profileLikelihood = "profile_likelihood"
    /// Profile likelihood that counts each burst of a series as one value.
    case burstProfileLikelihood = "burst_profile_likelihood"
    /// Percentiles over samples of whole clusters, fitted again each.
    case clusterBootstrap = "cluster_bootstrap"
  }

  /// Probability of a value of at most this one.
  public var probability: Double
  /// The estimate.
  public var value: Double
  /// Its interval; an end that the data do not bound is `nil`.
  public var interval: ConfidenceInterval
  /// How the interval was computed.
  public var method: Method
  /// Whether the sample reaches as far.
  public var support: Support

  /// Whether the value lies where nothing was seen.
  public var isExtrapolated: Bool {
    switch support {
    case .extrapolated: true
    case .withinSample: false
    }
  }
}
