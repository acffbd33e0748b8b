/// Numbers as text that no locale changes.
enum FixedText {
  /// With a fixed number of decimals, halves away from zero.
  static func decimals(_ value: Double, _ count: Int) -> String {
    var scale = 1.0
    for _ in 0..<count { scale *= 10 }
    let scaled = (value * scale).rounded()
    if !(abs(scaled) < 1e15) { return "\(value)" }
    let whole = Int(scaled)
    let digits = String(whole.magnitude)
    let padded = String(repeating: "0", count: max(0, count + 1 - digits.count)) + digits
    let point = padded.index(padded.endIndex, offsetBy: -count)
    let sign = whole < 0 ? "-" : ""
    return count == 0 ? sign + padded : sign + padded[..<point] + "." + padded[point...]
  }

  /// Without trailing zeros, up to 6 decimals.
  static func shortest(_ value: Double) -> String {
    var text = decimals(value, 6)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
