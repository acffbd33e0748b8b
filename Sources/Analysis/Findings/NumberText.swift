public import Statistics

/// Numbers as text, without locale: thin spaces between groups of three, a true minus sign.
public enum NumberText {
  /// A whole number with groups from five digits on.
  public static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    let sign = value < 0 ? "\u{2212}" : ""
    return sign + (digits.count > 4 ? group(digits) : digits)
  }

  /// A number with a fixed number of decimals.
  public static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "n/a" : value < 0 ? "\u{2212}∞" : "∞" }
    let places = max(0, min(decimals, 12))
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 9e15 else { return "\(value)" }
    let digits = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let whole = String(padded.dropLast(places))
    let fraction = places == 0 ? "" : "." + padded.suffix(places)
    let sign = value < 0 && scaled > 0 ? "\u{2212}" : ""
    return sign + (whole.count > 4 ? group(whole) : whole) + fraction
  }

  /// A number with a number of significant digits.
  public static func significant(_ value: Double, digits: Int) -> String {
    fixed(value, decimals: decimals(forLeadingDigitOf: value, significant: digits))
  }

  /// Decimals that an estimate deserves: two digits of the half-width of its interval where that starts
  /// with 1, 2 or 3, otherwise one; three significant digits where there is no interval.
  public static func decimals(of estimate: Double, interval: ConfidenceInterval?) -> Int {
    let halves = [interval?.lower, interval?.upper].compactMap { $0 }.map { abs($0 - estimate) }
    guard let half = halves.max(), half > 0 else {
      return decimals(forLeadingDigitOf: estimate, significant: 3)
    }
    let exponent = decimalExponent(half)
    let leading = half / powerOfTen(exponent)
    return max(0, (leading < 4 ? 1 : 0) - exponent)
  }

  /// `[low, high]`, or one-sided `≥ low` and `≤ high`, or `nil` when neither end is bounded.
  public static func interval(_ interval: ConfidenceInterval?, decimals: Int) -> String? {
    switch (interval?.lower, interval?.upper) {
    case (let low?, let high?): "[\(fixed(low, decimals: decimals)), \(fixed(high, decimals: decimals))]"
    case (let low?, nil): "≥ \(fixed(low, decimals: decimals))"
    case (nil, let high?): "≤ \(fixed(high, decimals: decimals))"
    case (nil, nil): nil
    }
  }

  /// `0.95` as `95 %`.
  public static func percent(_ share: Double, decimals: Int = 0) -> String {
    fixed(100 * share, decimals: decimals) + "\u{00A0}%"
  }

  /// `0.95` as `p95`, `0.999` as `p99.9`.
  public static func quantileName(_ probability: Double) -> String {
    let tenths = Int((probability * 1000).rounded())
    return tenths.isMultiple(of: 10) ? "p\(tenths / 10)" : "p\(tenths / 10).\(tenths % 10)"
  }

  private static func group(_ digits: String) -> String {
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { result += "\u{202F}" }
      result.append(digit)
    }
    return result
  }

  private static func decimals(forLeadingDigitOf value: Double, significant: Int) -> Int {
    value == 0 || !value.isFinite ? 0 : max(0, significant - 1 - decimalExponent(value.magnitude))
  }

  private static func decimalExponent(_ value: Double) -> Int {
    var exponent = 0
    var rest = value
    while rest >= 10, exponent < 400 {
      rest /= 10
      exponent += 1
    }
    while rest < 1, exponent > -400 {
      rest *= 10
      exponent -= 1
    }
    return exponent
  }

  private static func powerOfTen(_ exponent: Int) -> Double {
    var result = 1.0
    for _ in 0..<exponent.magnitude { result *= 10 }
    return exponent < 0 ? 1 / result : result
  }
}

/// Unit in which durations of a study are shown.
public enum DisplayUnit: String, Codable, CaseIterable, Hashable, Sendable {
  /// Microseconds.
  case microseconds = "µs"
  /// Milliseconds.
  case milliseconds = "ms"
  /// Seconds.
  case seconds = "s"

  /// Microseconds in one unit.
  public var microseconds: Double {
    switch self {
    case .microseconds: 1
    case .milliseconds: 1e3
    case .seconds: 1e6
    }
  }

  /// The unit in which a typical value has the fewest superfluous digits.
  public static func choose(typicalMicroseconds value: Double) -> DisplayUnit {
    value < 1e3 ? .microseconds : value < 10e6 ? .milliseconds : .seconds
  }
}
