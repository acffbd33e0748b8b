import Statistics

/// What was planted in simulated data, call by call.
public struct PlantedTruth: Codable, Hashable, Sendable {
  /// The cause, or `nil` when there is none.
  public let cause: PlantedCause?
  /// What the cause added to each call in µs, in the order of the records.
  public let plantedMicroseconds: [Double]
  /// What a user waited for each call in µs; `nil` for calls that failed.
  public let totalMicroseconds: [Double?]

  /// Number of calls that succeeded and were hit.
  public var hitCalls: Int {
    zip(plantedMicroseconds, totalMicroseconds).count { $0 > 0 && $1 != nil }
  }

  /// Share of the excess over the median that the cause carries in the slowest calls, in [0, 1].
  ///
  /// A hit cannot carry more of a call's excess than there is.
  /// - Parameter slowest: Share of the calls that is the tail; at least one call is taken, and all ties with it.
  /// - Returns: `nil` when the slowest calls have no excess.
  /// - Complexity: O(calls · log calls).
  public func shareOfExcess(slowest: Double) -> Double? {
    let known = zip(totalMicroseconds, plantedMicroseconds).compactMap { total, planted in
      total.map { (total: $0, planted: planted) }
    }
    guard let sorted = try? SortedSample(known.map(\.total)), let median = try? sorted.quantile(0.5) else {
      return nil
    }
    let tail = max(1, Int((slowest * Double(known.count)).rounded()))
    let least = sorted.values[sorted.count - min(tail, sorted.count)]
    var excess = 0.0
    var planted = 0.0
    for call in known where call.total >= least {
      excess += call.total - median
      planted += min(call.planted, max(0, call.total - median))
    }
    return excess > 0 ? planted / excess : nil
  }

  /// A title for the data.
  var title: String {
    guard let cause else { return "Simulated calls without a cause of slowness" }
    return "Simulated calls: \(cause.rawValue)"
  }

  /// The truth in a sentence.
  var sentence: String {
    let calls = totalMicroseconds.count
    guard let cause else {
      return "Nothing is planted: the tail of these \(calls) calls has no single cause."
    }
    let share = shareOfExcess(slowest: 0.01).map { Int((100 * $0).rounded()) } ?? 0
    return
      "Planted: \(cause.rawValue) in \(hitCalls) of \(calls) calls; it carries \(share) % of the excess over "
      + "the median in the slowest 1 %."
  }
}
