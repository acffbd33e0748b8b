import Foundation
import Statistics

/// Numbers and names for readers.
enum Words {
  /// About `digits` significant digits, without an exponent; U+2212 as minus, thin spaces from five digits on.
  static func number(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite else { return "?" }
    guard value != 0 else { return "0" }
    let magnitude = Int(log10(abs(value)).rounded(.down))
    return fixed(value, decimals: max(0, min(12, digits - 1 - magnitude)))
  }

  /// A number of decimals, with trailing zeros.
  static func fixed(_ value: Double, decimals: Int) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 9e15 else { return "\(value)" }
    var digits = String(Int(scaled))
    if digits.count <= decimals {
      digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits
    }
    var whole = String(digits.dropLast(decimals))
    if whole.count >= 5 {
      var groups: [String] = []
      while whole.count > 3 {
        groups.insert(String(whole.suffix(3)), at: 0)
        whole.removeLast(3)
      }
      whole = ([whole] + groups).joined(separator: "\u{2009}")
    }
    let fraction = String(digits.suffix(decimals))
    return (value < 0 && scaled > 0 ? "\u{2212}" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
  }

  /// With a plus before positive numbers.
  static func signed(_ value: Double, decimals: Int) -> String {
    (value > 0 ? "+" : "") + fixed(value, decimals: decimals)
  }

  static func count(_ value: Int) -> String { fixed(Double(value), decimals: 0) }

  /// A number that was set, not measured: without zeros at its end.
  static func setting(_ value: Double) -> String {
    var text = number(value, digits: 5)
    guard text.contains(".") else { return text }
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// The decimals that an interval of a width deserves: two digits of its half.
  static func decimals(width: Double) -> Int {
    guard width > 0, width.isFinite else { return 1 }
    let half = width / 2
    let magnitude = Int(log10(half).rounded(.down))
    let leading = half / pow(10, Double(magnitude))
    return max(0, min(6, (leading < 4 ? 1 : 0) - magnitude))
  }

  /// "12.3 [11.9, 12.8]"; an open end is said in words.
  static func estimate(
    _ value: Double, _ lower: Double?, _ upper: Double?, unit: String? = nil, isSigned: Bool = false
  )
    -> String
  {
    let width = lower.flatMap { low in upper.map { $0 - low } } ?? abs(value) * 0.1
    let decimals = decimals(width: width)
    func text(_ value: Double) -> String {
      isSigned ? signed(value, decimals: decimals) : fixed(value, decimals: decimals)
    }
    let suffix = unit.map { " " + $0 } ?? ""
    switch (lower, upper) {
    case (let low?, let high?): return "\(text(value))\(suffix) [\(text(low)), \(text(high))]"
    case (let low?, nil): return "\(text(value))\(suffix), at least \(text(low))"
    case (nil, let high?): return "\(text(value))\(suffix), at most \(text(high))"
    case (nil, nil): return text(value) + suffix
    }
  }

  /// "p50", "p99.9".
  static func percentile(_ probability: Double) -> String {
    var text = fixed(probability * 100, decimals: 4)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return "p" + text
  }

  /// "A", "A and B", "A, B and C".
  static func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  /// "n = 12 000 each", or the smallest and the largest count.
  static func sizes(_ counts: [Int], _ noun: String = "group") -> String {
    guard let low = counts.min(), let high = counts.max() else { return "" }
    if counts.count == 1 { return "n = \(count(low))." }
    return low == high ? "n = \(count(low)) for each \(noun)." : "n = \(count(low)) to \(count(high))."
  }

  /// The words that names do not all begin with: "A", "B" for "Platform A", "Platform B".
  static func short(_ names: [String]) -> [String: String] {
    var common: [Substring] = names.first?.split(separator: " ").dropLast() ?? []
    for name in names {
      let words = name.split(separator: " ")
      while !common.isEmpty, !words.starts(with: common) || words.count == common.count {
        common.removeLast()
      }
    }
    let pairs = names.map { name in
      (name, name.split(separator: " ").dropFirst(common.count).joined(separator: " "))
    }
    return Dictionary(pairs) { first, _ in first }
  }

  private static let units: [String: String] = [
    "ns": "ns", "us": "µs", "ms": "ms", "s": "s", "min": "min", "h": "h", "mb": "MB", "gb": "GB",
    "percent": "%", "pct": "%", "usd": "USD", "bytes": "bytes",
  ]

  /// "latency_ms" is a latency in ms.
  static func titleAndUnit(ofColumn column: String) -> (String, String?) {
    var words = column.split(separator: "_").map(String.init)
    var unit: String?
    if words.count > 1, let last = words.last.flatMap({ units[$0.lowercased()] }) {
      unit = last
      words.removeLast()
    }
    let text = words.joined(separator: " ")
    let first = text.first.map(String.init) ?? ""
    let isPercentile = first == "p" && text.dropFirst().allSatisfy { $0.isNumber || $0 == "." }
    let title =
      text.hasPrefix("usd ")
      ? "USD" + text.dropFirst(3) : isPercentile ? text : first.uppercased() + text.dropFirst()
    return (title, unit)
  }

  /// "Latency (ms)" is a latency in ms.
  static func titleAndUnit(ofLabel label: String) -> (String, String?) {
    guard label.hasSuffix(")"), let open = label.lastIndex(of: "(") else { return (label, nil) }
    let unit = label[label.index(after: open)...].dropLast()
    return (label[..<open].trimmingCharacters(in: .whitespaces), String(unit))
  }
}

extension ConfidenceInterval {
  /// Whether all of this interval lies below all of another one.
  func isBelow(_ other: ConfidenceInterval) -> Bool {
    guard let upper, let lower = other.lower else { return false }
    return upper < lower
  }
}
