/// What an interval is for.
public enum CoverageStatistic: String, Codable, CaseIterable, Hashable, Sendable {
  /// The mean.
  case mean
  /// The median.
  case p50
  /// The 90 % quantile.
  case p90
  /// The 95 % quantile.
  case p95
  /// The 99 % quantile.
  case p99
  /// The 99.9 % quantile.
  case p999 = "p99.9"

  /// Probability of a quantile, or `nil` for the mean.
  public var probability: Double? {
    switch self {
    case .mean: nil
    case .p50: 0.5
    case .p90: 0.9
    case .p95: 0.95
    case .p99: 0.99
    case .p999: 0.999
    }
  }
}
