/// An amount of US dollars, exact to 10⁻²⁴ dollars.
///
/// Prices of single calls are far below a cent, so amounts are whole numbers of 10⁻²⁴ dollars and never binary
/// fractions: sums do not depend on their order, and a total is the sum of its parts. Amounts that come from
/// text, from products and from quotients lie within ± 10¹³ dollars.
public struct USD: Hashable, Comparable, Sendable {
  /// The amount in units of 10⁻²⁴ dollars.
  let units: Int128

  static let decimals = 24
  static let unitsPerDollar: Int128 = 1_000_000_000_000_000_000_000_000
  private static let largest = 10_000_000_000_000 * unitsPerDollar

  init(units: Int128) { self.units = units }

  /// Nothing.
  public static let zero = USD(units: 0)

  /// Reads a decimal number such as `0.0000166667` or `1.66667e-05`, without rounding.
  ///
  /// `nil` when the text is anything else, has digits beyond the 24th decimal or exceeds 10¹³ dollars.
  public init?(decimal text: some StringProtocol) {
    var digits: Int128 = 0
    var exponent = 0
    var hasDigits = false
    var isInFraction = false
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if isNegative { rest.removeFirst() }
    scan: while let character = rest.first {
      switch character {
      case "0"..."9":
        guard let digit = character.wholeNumberValue, character.isASCII else { return nil }
        let (product, first) = digits.multipliedReportingOverflow(by: 10)
        let (sum, second) = product.addingReportingOverflow(Int128(digit))
        guard !first, !second else { return nil }
        digits = sum
        hasDigits = true
        if isInFraction { exponent -= 1 }
      case "." where !isInFraction: isInFraction = true
      case "e", "E": break scan
      default: return nil
      }
      rest.removeFirst()
    }
    guard hasDigits else { return nil }
    if !rest.isEmpty {
      guard let power = Int(rest.dropFirst()), abs(power) < 1_000 else { return nil }
      exponent += power
    }
    var places = exponent + Self.decimals
    while places > 0, digits != 0 {
      let (product, overflows) = digits.multipliedReportingOverflow(by: 10)
      guard !overflows else { return nil }
      digits = product
      places -= 1
    }
    while places < 0, digits != 0 {
      guard digits % 10 == 0 else { return nil }
      digits /= 10
      places += 1
    }
    guard digits <= Self.largest else { return nil }
    units = isNegative ? -digits : digits
  }

  /// The amount whose shortest decimal text `dollars` has, so that `USD(0.1)` is ten cents exactly.
  ///
  /// `nil` for what ``init(decimal:)`` refuses.
  public init?(_ dollars: Double) { self.init(decimal: "\(dollars)") }

  /// The nearest binary number of dollars, for statistics and figures.
  public var dollars: Double { Double("\(units)e-\(Self.decimals)") ?? .nan }

  /// Smaller amounts come first.
  public static func < (left: Self, right: Self) -> Bool { left.units < right.units }
  /// Adds amounts, exactly.
  public static func + (left: Self, right: Self) -> Self { USD(units: left.units + right.units) }
  /// Subtracts an amount, exactly.
  public static func - (left: Self, right: Self) -> Self { USD(units: left.units - right.units) }

  /// The amount multiplied by a fraction: exact where it has no more than 24 decimals, otherwise rounded once,
  /// to even at a tie.
  ///
  /// - Throws: ``PricingError`` when the fraction is negative or the product exceeds 10¹³ dollars.
  func times(_ numerator: Int128, over denominator: Int128 = 1) throws(PricingError) -> USD {
    guard numerator >= 0, denominator > 0 else {
      throw PricingError(.invalidInput, "a billed quantity is negative")
    }
    let divisor = denominator.magnitude
    let product = units.magnitude.multipliedFullWidth(by: numerator.magnitude)
    guard product.high < divisor else { throw Self.tooLarge }
    var (quotient, remainder) = divisor.dividingFullWidth(product)
    let isAboveHalf = remainder > divisor - remainder
    if isAboveHalf || (remainder == divisor - remainder && quotient % 2 == 1) { quotient += 1 }
    guard quotient <= Self.largest.magnitude else { throw Self.tooLarge }
    return USD(units: units < 0 ? -Int128(quotient) : Int128(quotient))
  }

  private static let tooLarge = PricingError(.invalidInput, "an amount exceeds 10 000 000 000 000 US dollars")
}

extension USD: CustomStringConvertible {
  /// Every digit of the amount, such as `0.0000166667`.
  public var decimal: String {
    let digits = String(units.magnitude)
    let padded = String(repeating: "0", count: max(0, Self.decimals + 1 - digits.count)) + digits
    let fraction = padded.suffix(Self.decimals).reversed().drop { $0 == "0" }.reversed()
    let whole = (units < 0 ? "-" : "") + padded.dropLast(Self.decimals)
    return fraction.isEmpty ? whole : whole + "." + String(fraction)
  }

  /// The exact amount, such as `15.1 USD`.
  public var description: String { "\(decimal) USD" }
}

extension USD: Codable {
  /// Reads a number.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let amount = USD(try container.decode(Double.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "an amount of US dollars within 10¹³ and 24 decimals was expected")
    }
    self = amount
  }

  /// Writes the nearest number.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(dollars)
  }
}
