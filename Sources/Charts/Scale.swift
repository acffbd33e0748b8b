/// A map from values to positions along an axis, and back.
public struct Scale: Sendable, Hashable {
  /// The spacing of values.
  public enum Kind: Sendable, Hashable {
    /// Equal differences have equal lengths.
    case linear
    /// Equal ratios have equal lengths; values must be positive.
    case logarithmic
    /// Probabilities at u = −log10(1 − p): every further nine has the same length; p must be in 0 ..< 1.
    case percentileTail
    /// Equal differences have equal lengths up to a magnitude, equal ratios beyond it, without a bend between: u = v/t
    /// where |v| ≤ t, ±(1 + ln(|v|/t)) elsewhere. Serves differences that may have either sign.
    case symmetricLogarithmic(linearWithin: Double)
    /// Seconds since the start of 1970 in UTC, as equal lengths; ticks follow the calendar.
    case time

    /// A name for machines.
    public var rawValue: String {
      switch self {
      case .linear: "linear"
      case .logarithmic: "logarithmic"
      case .percentileTail: "percentileTail"
      case .symmetricLogarithmic: "symmetricLogarithmic"
      case .time: "time"
      }
    }
  }

  /// The spacing of values.
  public let kind: Kind
  /// The values at the two ends.
  public let domain: ClosedRange<Double>
  /// The position of the lower end of the domain.
  public let start: Double
  /// The position of the upper end of the domain.
  public let end: Double
  private let transformedLower: Double
  private let transformedSpan: Double

  /// A scale over a domain; the domain is first made drawable (see ``drawable(_:kind:)``).
  ///
  /// - Parameters:
  ///   - kind: the spacing.
  ///   - domain: the values at the two ends.
  ///   - start: the position of the lower end, which may be larger than `end` for an axis that grows upwards.
  ///   - end: the position of the upper end.
  public init(_ kind: Kind, domain: ClosedRange<Double>, from start: Double, to end: Double) {
    self.kind = kind
    self.domain = Scale.drawable(domain, kind: kind)
    self.start = start
    self.end = end
    transformedLower = Scale.transform(self.domain.lowerBound, kind: kind)
    transformedSpan = Scale.transform(self.domain.upperBound, kind: kind) - transformedLower
  }

  /// The position of a value; values that the kind cannot show give a position that is not finite.
  public func position(_ value: Double) -> Double {
    start + (Scale.transform(value, kind: kind) - transformedLower) / transformedSpan * (end - start)
  }

  /// The value at a position, the inverse of ``position(_:)``.
  public func value(at position: Double) -> Double {
    guard end != start else { return domain.lowerBound }
    let transformed = transformedLower + (position - start) / (end - start) * transformedSpan
    switch kind {
    case .linear, .time: return transformed
    case .symmetricLogarithmic(let threshold):
      let threshold = Scale.usable(threshold)
      if transformed.magnitude <= 1 { return transformed * threshold }
      let magnitude = threshold * Mathematics.power(10, (transformed.magnitude - 1) / Scale.naturalPerDecade)
      return transformed < 0 ? -magnitude : magnitude
    case .logarithmic: return Mathematics.power(10, transformed)
    case .percentileTail: return 1 - Mathematics.power(10, -transformed)
    }
  }

  /// Whether a value has a place on an axis of this kind.
  static func accepts(_ value: Double, kind: Kind) -> Bool {
    switch kind {
    case .linear, .symmetricLogarithmic: value.isDrawable
    case .time: value.magnitude <= CalendarTime.largestSecond
    case .logarithmic: value.isDrawable && value >= 1 / largestDrawableMagnitude
    case .percentileTail: value >= 0 && value < 1
    }
  }

  /// The domain widened where it is too narrow to be divided (all values equal) and cut to what the kind can show.
  public static func drawable(_ domain: ClosedRange<Double>, kind: Kind) -> ClosedRange<Double> {
    let lower = domain.lowerBound
    let upper = domain.upperBound
    switch kind {
    case .time:
      guard accepts(lower, kind: kind), accepts(upper, kind: kind) else { return 0...86_400 }
      return upper - lower < 1e-3 ? (lower - 30)...(upper + 30) : domain
    case .linear, .symmetricLogarithmic:
      guard accepts(lower, kind: kind), accepts(upper, kind: kind) else { return 0...1 }
      let magnitude = max(lower.magnitude, upper.magnitude)
      guard upper - lower < max(magnitude * 1e-9, 1e-280) else { return domain }
      guard magnitude > 1e-280 else { return -1...1 }
      let centre = lower / 2 + upper / 2
      return (centre - magnitude * 0.1)...(centre + magnitude * 0.1)
    case .logarithmic:
      guard accepts(lower, kind: kind), accepts(upper, kind: kind) else { return 1...10 }
      return upper / lower < 1 + 1e-9 ? (lower / 1.25)...(upper * 1.25) : domain
    case .percentileTail:
      guard accepts(lower, kind: kind), accepts(upper, kind: kind) else { return 0...0.99 }
      return upper - lower < 1e-9 * (1 - upper) ? 0...max(upper, 0.9) : domain
    }
  }

  /// The domain with a share of its drawn length added at either end.
  static func padded(
    _ domain: ClosedRange<Double>, kind: Kind, below: Double = 0.04, above: Double = 0.04
  ) -> ClosedRange<Double> {
    let scale = Scale(kind, domain: domain, from: 0, to: 1)
    let lower = scale.value(at: -below)
    let upper = scale.value(at: 1 + above)
    guard accepts(lower, kind: kind), accepts(upper, kind: kind), lower < upper else { return scale.domain }
    return lower...upper
  }

  private static let naturalPerDecade = 2.302585092994046

  private static func symmetricLogarithm(_ value: Double, _ threshold: Double) -> Double {
    guard value.magnitude > threshold else { return value / threshold }
    let magnitude = 1 + naturalPerDecade * Mathematics.log10(value.magnitude / threshold)
    return value < 0 ? -magnitude : magnitude
  }

  /// A positive threshold, so that no division by zero can happen.
  static func usable(_ threshold: Double) -> Double {
    threshold.isDrawable && threshold > 1e-280 ? threshold : 1
  }

  private static func transform(_ value: Double, kind: Kind) -> Double {
    switch kind {
    case .linear, .time: value
    case .symmetricLogarithmic(let threshold): symmetricLogarithm(value, usable(threshold))
    case .logarithmic: Mathematics.log10(value)
    case .percentileTail: -Mathematics.log10(1 - value)
    }
  }
}
