/// A unit of time for an axis or a table, chosen once per axis from the range of its values.
public enum DurationUnit: String, Sendable, Hashable, CaseIterable {
  case nanoseconds
  case microseconds
  case milliseconds
  case seconds
  case minutes

  /// The symbol: `ns`, `µs`, `ms`, `s` or `min`.
  public var symbol: String {
    switch self {
    case .nanoseconds: "ns"
    case .microseconds: "µs"
    case .milliseconds: "ms"
    case .seconds: "s"
    case .minutes: "min"
    }
  }

  /// How many nanoseconds one unit lasts.
  public var nanoseconds: Double {
    switch self {
    case .nanoseconds: 1
    case .microseconds: 1e3
    case .milliseconds: 1e6
    case .seconds: 1e9
    case .minutes: 6e10
    }
  }

  /// A duration of another unit in this unit.
  public func convert(_ value: Double, from unit: DurationUnit) -> Double {
    value * (unit.nanoseconds / nanoseconds)
  }

  /// The largest unit in which the upper end is at least 2 and a positive lower end at least 0.01, so that tick labels
  /// are neither long whole numbers nor long fractions.
  ///
  /// - Parameters:
  ///   - range: the values that are to be shown together.
  ///   - unit: the unit of `range`.
  public static func choose(_ range: ClosedRange<Double>, in unit: DurationUnit = .seconds) -> DurationUnit {
    let upper = max(range.upperBound.magnitude, range.lowerBound.magnitude)
    for candidate in [DurationUnit.minutes, .seconds, .milliseconds, .microseconds] {
      let enoughAbove = candidate.convert(upper, from: unit) >= 2
      let lower = candidate.convert(range.lowerBound, from: unit)
      if enoughAbove && (lower <= 0 || lower >= 0.01) { return candidate }
    }
    return upper > 0 ? .nanoseconds : unit
  }
}
