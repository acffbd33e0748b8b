/// A decimal number in text, read exactly.
package enum DecimalNumber {
  /// Without fraction and exponent, within `Int`.
  case integer(Int)
  /// The nearest `Double`.
  case real(Double)
  /// Too large for its type.
  case outOfRange

  private static let exactPowersOfTen: [Double] = (0...22).map { exponent in
    (0..<exponent).reduce(1.0) { power, _ in power * 10 }
  }

  /// Reads text that follows the grammar of JSON numbers; the caller has checked that.
  package init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
    var mantissa = 0
    var fractionDigits = 0
    var overflowed = false
    var position = range.lowerBound + (isNegative ? 1 : 0)
    var isInFraction = false
    scan: while position < range.upperBound {
      switch bytes[position] {
      case 0x30...0x39:
        // Counted downwards, since the negative range is the longer one.
        let (product, first) = mantissa.multipliedReportingOverflow(by: 10)
        let (sum, second) = product.subtractingReportingOverflow(Int(bytes[position] - 0x30))
        overflowed = overflowed || first || second
        mantissa = sum
        if isInFraction { fractionDigits += 1 }
      case UInt8(ascii: "."): isInFraction = true
      default: break scan
      }
      position += 1
    }
    if position == range.upperBound, !isInFraction {
      guard !overflowed, isNegative || mantissa > .min else {
        self = .outOfRange
        return
      }
      // A negative zero is kept, so that numbers come back as they were written.
      self = isNegative && mantissa == 0 ? .real(-0.0) : .integer(isNegative ? mantissa : -mantissa)
      return
    }
    if position == range.upperBound, !overflowed, fractionDigits <= 22, mantissa > -(1 << 53) {
      // Both numbers are exact, so one division rounds once (Clinger 1990).
      let magnitude = Double(-mantissa) / Self.exactPowersOfTen[fractionDigits]
      self = .real(isNegative ? -magnitude : magnitude)
      return
    }
    let value = Double(String(decoding: bytes[range], as: UTF8.self))
    guard let value, value.isFinite else {
      self = .outOfRange
      return
    }
    self = .real(value)
  }
}

/// The shortest decimal text that reads back as the same number, without a needless `.0`.
package func shortestText(_ number: Double) -> String {
  let text = number.description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
