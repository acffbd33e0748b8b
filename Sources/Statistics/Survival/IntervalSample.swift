/// Lifetimes that are only known to lie between two times, such as those of containers that are looked at now and
/// then: alive at the first, gone at the second.
public struct IntervalSample: Sendable {
  /// What is known of one lifetime: above `lower` and at most `upper`; exactly `upper` when both are equal.
  public struct Interval: Codable, Hashable, Sendable {
    /// It was still alive then.
    public var lower: Double
    /// It had ended by then; `nil` when it was alive to the last.
    public var upper: Double?

    /// Creates an interval.
    public init(lower: Double, upper: Double?) {
      self.lower = lower
      self.upper = upper
    }

    var isExact: Bool { lower == upper }
    var end: Double { upper ?? .infinity }
  }

  /// By lower and then upper end.
  public let intervals: [Interval]

  /// Number of lifetimes.
  public var count: Int { intervals.count }

  /// Takes intervals.
  ///
  /// - Throws: ``StatisticsError``: no interval, an end that is negative or not finite, or ends in the wrong order.
  /// - Complexity: O(n log n).
  public init(_ intervals: [Interval]) throws(StatisticsError) {
    if intervals.isEmpty { throw .emptySample }
    for (index, interval) in intervals.enumerated() {
      if !interval.lower.isFinite || !(interval.upper ?? 0).isFinite { throw .notFinite(index: index) }
      if interval.lower < 0 {
        throw .outOfRange(parameter: "lower end", value: interval.lower, range: "[0, ∞)")
      }
      if interval.end < interval.lower {
        throw .outOfRange(parameter: "upper end", value: interval.end, range: "[\(interval.lower), ∞)")
      }
    }
    self.intervals = intervals.sorted { ($0.lower, $0.end) < ($1.lower, $1.end) }
  }
}
