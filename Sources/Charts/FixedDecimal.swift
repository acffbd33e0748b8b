/// Writes numbers without a locale: the same bytes on every machine.
enum FixedDecimal {
  static let thinSpace = "\u{2009}"
  static let minus = "\u{2212}"

  /// The value with exactly `decimals` digits after the point, for readers: U+2212 as minus, thin spaces between
  /// groups of three from `groupingFrom` integer digits up.
  static func label(_ value: Double, decimals: Int, groupingFrom: Int = 5) -> String {
    let (negative, whole, fraction) = digits(value, decimals: decimals)
    var text = negative ? minus : ""
    text += whole.count >= groupingFrom ? grouped(whole) : whole
    if !fraction.isEmpty { text += "." + fraction }
    return text
  }

  /// The value with about four significant digits and no trailing zeros, for readers.
  static func shortest(_ value: Double, digits: Int = 4) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "?" }
    let magnitude = Int(Mathematics.log10(value.magnitude).rounded(.down))
    let decimals = (digits - 1 - magnitude).clamped(0, 12)
    let unit = Mathematics.powerOfTen(decimals)
    let rounded = value.magnitude < 1e12 ? (value * unit).rounded() / unit : value
    return label(rounded, decimals: self.decimals(for: [rounded], step: 1 / unit))
  }

  /// The value with at most two decimals and no trailing zeros, for machines (SVG attributes).
  static func attribute(_ value: Double) -> String { hundredths(scaledToHundredths(value)) }

  /// The nearest whole number of hundredths; values that are not finite become zero.
  static func scaledToHundredths(_ value: Double) -> Int {
    guard value.isFinite else { return 0 }
    return Int((value * 100).rounded().clamped(-1e15, 1e15))
  }

  /// Writes a number of hundredths as a shortest decimal: 150 is `1.5`, -5 is `-.05`.
  static func hundredths(_ value: Int) -> String {
    let magnitude = value.magnitude
    let whole = magnitude / 100
    let rest = magnitude % 100
    var text = value < 0 ? "-" : ""
    if whole > 0 || rest == 0 { text += String(whole) }
    if rest > 0 {
      text += rest < 10 ? ".0" : "."
      text += rest % 10 == 0 ? String(rest / 10) : String(rest)
    }
    return text
  }

  /// The fewest decimals (0 to 12) that write every value exactly, to one part in a million of `step`.
  static func decimals(for values: [Double], step: Double) -> Int {
    for decimals in 0..<12 {
      let scale = Mathematics.powerOfTen(decimals)
      let tolerance = step.magnitude * scale * 1e-6
      let exact = values.allSatisfy { value in
        let scaled = value * scale
        return (scaled - scaled.rounded()).magnitude <= tolerance
      }
      if exact { return decimals }
    }
    return 12
  }

  private static func digits(_ value: Double, decimals: Int) -> (Bool, whole: String, fraction: String) {
    guard value.isFinite else { return (false, "?", "") }
    let scaled = (value.magnitude * Mathematics.powerOfTen(decimals)).rounded()
    guard scaled < 9e18 else { return (value < 0, "\(value.magnitude)", "") }
    var text = String(Int64(scaled))
    if text.count <= decimals { text = String(repeating: "0", count: decimals + 1 - text.count) + text }
    return (value < 0 && scaled > 0, String(text.dropLast(decimals)), String(text.suffix(decimals)))
  }

  private static func grouped(_ digits: String) -> String {
    var groups: [Substring] = []
    var rest = Substring(digits)
    while rest.count > 3 {
      groups.insert(rest.suffix(3), at: 0)
      rest = rest.dropLast(3)
    }
    groups.insert(rest, at: 0)
    return groups.joined(separator: thinSpace)
  }
}
