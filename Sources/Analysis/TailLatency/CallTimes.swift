public import Measurements

/// When a call was sent and how long it took.
public struct CallTime: Hashable, Sendable {
  /// When it was sent, in nanoseconds since 1970.
  public var sentUnixNanoseconds: Int?
  /// Whole time in µs.
  public var microseconds: Double
}

extension GroupTail {
  /// The calls of the group, run after run in the order of time, as ``SlowCall/position`` counts them.
  ///
  /// - Parameters:
  ///   - data: What was diagnosed.
  ///   - metric: The metric of the diagnosis.
  /// - Returns: Empty when the data are not those of the diagnosis.
  /// - Complexity: O(n log n).
  public func calls(in data: DataSet, metric: Metric) -> [CallTime] {
    let names = Set(runs)
    let split = SegmentedCalls(data.runs.filter { names.contains($0.id) }, metric: metric)
    guard split.count == calls else { return [] }
    return zip(split.calls, split.totals).map {
      CallTime(sentUnixNanoseconds: $0.sentUnixNanoseconds, microseconds: $1)
    }
  }
}
