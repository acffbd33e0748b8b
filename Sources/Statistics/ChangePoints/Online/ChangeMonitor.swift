/// Watches a stream for a change of its level, over all sizes and dates of a change at once.
///
/// The candidates for the date are the corners of the convex hull of the running sum, about ln t of them, so
/// the exact likelihood ratio over all dates needs no window and no size fixed beforehand.
/// Source: Romano, Eckley, Fearnhead and Rigaill, "Fast online changepoint detection via functional pruning
/// CUSUM statistics" (FOCuS), J. Mach. Learn. Res. 24 (2023), level before the change unknown.
public struct ChangeMonitor: Sendable {
  /// A change that was seen.
  public struct Alarm: Codable, Hashable, Sendable {
    /// Most likely index of the first value of the new level, counted from the start of the watch.
    public var change: Int
    /// Mean of the values since, minus that of those before.
    public var shift: Double
    /// Twice the log-likelihood ratio of a change against none.
    public var statistic: Double
  }

  /// Corner of the hull: number of values before it, and their sum.
  private struct Corner: Sendable {
    var count: Int
    var sum: Double
  }

  /// Standard deviation of the noise.
  public let scale: Double
  /// Chance of an alarm, ever, while nothing changes.
  public let falseAlarmProbability: Double
  /// Number of values seen.
  public private(set) var count = 0
  private var sum = 0.0
  private var origin = 0.0
  private var lower: [Corner] = []
  private var upper: [Corner] = []

  /// Starts a watch.
  ///
  /// - Parameters:
  ///   - scale: Standard deviation of the noise, above 0; for dependent values the square root of their
  ///     long-run variance (``LongRunVariance``).
  ///   - falseAlarmProbability: Bound for the chance that independent normal noise ever raises an alarm, in
  ///     (0, 1).
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  public init(scale: Double, falseAlarmProbability: Double = 0.01) throws(StatisticsError) {
    try require(scale, "scale", above: 0, below: .infinity)
    try require(falseAlarmProbability, "false-alarm probability", above: 0, below: 1)
    self.scale = scale
    self.falseAlarmProbability = falseAlarmProbability
  }

  /// Statistic from which on an alarm is raised after `count` values.
  ///
  /// A χ² of one degree exceeds 2 ln(1/q) with a chance of at most q; q = 6α/(π² t³) summed over the t dates
  /// of every time t stays below α.
  public var threshold: Double {
    let t = Double(max(count, 1))
    return 2 * logarithm(Double.pi * Double.pi * t * t * t / (6 * falseAlarmProbability))
  }

  /// Takes the next value and returns an alarm when it shows a change.
  ///
  /// - Throws: ``StatisticsError/notFinite(index:)``.
  /// - Complexity: O(log n) on average.
  public mutating func add(_ value: Double) throws(StatisticsError) -> Alarm? {
    if !value.isFinite { throw .notFinite(index: count) }
    if count == 0 { origin = value }
    if count > 0 {
      let corner = Corner(count: count, sum: sum)
      Self.push(corner, onto: &lower, sign: 1)
      Self.push(corner, onto: &upper, sign: -1)
    }
    count += 1
    sum += (value - origin) / scale
    guard let best = strongest, best.statistic > threshold else { return nil }
    return best
  }

  /// The most likely change so far, whether or not it is worth an alarm; `nil` before two values.
  public var strongest: Alarm? {
    var result: Alarm?
    let total = Double(count)
    for corner in lower + upper {
      let before = Double(corner.count)
      let after = total - before
      let shift = (sum - corner.sum) / after - corner.sum / before
      let statistic = shift * shift * before * after / total
      if statistic > result?.statistic ?? -1 {
        result = Alarm(change: corner.count, shift: shift * scale, statistic: statistic)
      }
    }
    return result
  }

  /// Forgets all values, to watch the new level after an alarm.
  public mutating func restart() {
    count = 0
    sum = 0
    lower.removeAll()
    upper.removeAll()
  }

  /// Adds a corner and removes those that are none any more; `sign` 1 keeps the hull from below.
  private static func push(_ corner: Corner, onto hull: inout [Corner], sign: Double) {
    while let last = hull.last {
      let before = hull.count > 1 ? hull[hull.count - 2] : Corner(count: 0, sum: 0)
      let left = (last.sum - before.sum) * Double(corner.count - last.count)
      let right = (corner.sum - last.sum) * Double(last.count - before.count)
      if sign * (right - left) > 0 { break }
      hull.removeLast()
    }
    hull.append(corner)
  }
}
