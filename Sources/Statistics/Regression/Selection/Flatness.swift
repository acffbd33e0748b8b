internal import LinearAlgebra

/// Whether a response depends on the size at all, in the sense that matters to a user.
public struct Flatness: Codable, Hashable, Sendable {
  /// What may be said.
  public enum Verdict: String, Codable, Hashable, Sendable {
    /// The response surely varies by less than the margin.
    case flat
    /// The response surely varies by more than the margin.
    case varies
    /// The data allow both.
    case undecided
  }

  /// Largest less smallest response over the measured sizes, in units of the largest, on the chosen curve.
  public var relativeRange: Double
  /// Percentile interval of it, the choice of the curve included.
  public var interval: ConfidenceInterval
  /// The relative range that still counts as flat.
  public var margin: Double
  /// What may be said at the level of the interval.
  public var verdict: Verdict
}

extension ScalingReplicates {
  /// Whether the response is flat but for a margin.
  ///
  /// A tiny slope can be certain and still be of no account: a test of "no dependence" answers another question.
  /// - Parameters:
  ///   - selection: The choice on the data themselves.
  ///   - margin: Relative range that counts as flat, in (0, 1).
  ///   - level: Of the interval.
  /// - Throws: ``StatisticsError``: a margin or level out of range, or a response that is not positive.
  public func flatness(
    of selection: ScalingSelection, margin: Double = 0.1, level: Double = 0.95
  ) throws -> Flatness {
    try require(margin, "margin", above: 0, below: 1)
    try require(level, "level", above: 0, below: 1)
    guard let fit = selection.best?.fit else {
      throw StatisticsError.tooFew(what: "candidates with a fit", found: 0, needed: 1)
    }
    let observed = try Self.relativeRange(places.map { fit.value(at: $0) })
    let ranges = try (0..<predictions.rows).map { try Self.relativeRange(predictions.row($0)) }
    let interval = ClusterBootstrap.percentileInterval(ranges, level: level)
    let verdict: Flatness.Verdict =
      (interval.upper ?? .infinity) < margin
      ? .flat : (interval.lower ?? 0) > margin ? .varies : .undecided
    return Flatness(relativeRange: observed, interval: interval, margin: margin, verdict: verdict)
  }

  private static func relativeRange(_ values: [Double]) throws(StatisticsError) -> Double {
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    try requirePositive(high, "response on the curve")
    return (high - low) / high
  }
}
