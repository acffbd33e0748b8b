/// A number of 106 significant bits, kept as the unevaluated sum of two doubles.
///
/// Range as `Double`; the full precision holds between about 1e-290 and 1e308. `low` is at most half a unit in the
/// last place of `high`. Relative errors: sum and product below 2⁻¹⁰⁴, quotient and root below 2⁻¹⁰².
/// Source: Joldes, Muller and Popescu, Tight and rigorous error bounds for basic building blocks of double-word
/// arithmetic, ACM TOMS 44 (2017).
@frozen
public struct DoubleDouble: Equatable, Sendable {
  /// The number rounded to a double.
  public let high: Double
  /// What the rounding left.
  public let low: Double

  /// A double, exactly.
  @inlinable
  public init(_ value: Double) {
    high = value
    low = 0
  }

  /// Parts that are already normalised: |low| is at most half a unit in the last place of |high|.
  @inlinable
  init(normalizedHigh high: Double, low: Double) {
    self.high = high
    self.low = low
  }

  /// The exact sum of two doubles; Knuth's two-sum.
  @inlinable
  public init(sum left: Double, _ right: Double) {
    let sum = left + right
    let rightPart = sum - left
    self.init(normalizing: sum, error: (left - (sum - rightPart)) + (right - rightPart))
  }

  /// The exact product of two doubles, unless its low part underflows; two-product by fused multiply-add.
  @inlinable
  public init(product left: Double, _ right: Double) {
    let product = left * right
    self.init(normalizing: product, error: (-product).addingProduct(left, right))
  }

  /// A sum whose first term is no smaller in magnitude than the second; Dekker's fast two-sum.
  @inlinable
  init(larger: Double, smaller: Double) {
    let sum = larger + smaller
    self.init(normalizing: sum, error: smaller - (sum - larger))
  }

  /// An overflowed or undefined result keeps its infinity or NaN in `high` and has no low part.
  @inlinable
  init(normalizing high: Double, error: Double) {
    self.init(normalizedHigh: high, low: high.isFinite ? error : 0)
  }

  /// Whether the number is neither infinite nor NaN.
  @inlinable
  public var isFinite: Bool { high.isFinite }

  /// The absolute value.
  @inlinable
  public var magnitude: DoubleDouble { high < 0 || (high == 0 && low < 0) ? -self : self }

  /// The square root; NaN for negative numbers. One Newton step in 106 bits from the root in 53.
  @inlinable
  public var squareRoot: DoubleDouble {
    let root = high.squareRoot()
    guard root > 0, root.isFinite else { return DoubleDouble(root) }
    let remainder = self - DoubleDouble(product: root, root)
    return DoubleDouble(larger: root, smaller: remainder.high / (2 * root))
  }
}

extension Double {
  /// The nearest double.
  @inlinable
  public init(_ value: DoubleDouble) { self = value.high }
}

extension DoubleDouble: Comparable {
  /// Smaller numbers come first.
  @inlinable
  public static func < (left: Self, right: Self) -> Bool {
    left.high < right.high || (left.high == right.high && left.low < right.low)
  }
}

extension DoubleDouble: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// The double that the literal denotes.
  public init(floatLiteral value: Double) { self.init(value) }

  /// The integer, exactly.
  public init(integerLiteral value: Int) {
    let high = Double(value)
    let rest = high == 0x1p63 ? value &- .max &- 1 : value &- Int(high)
    self.init(normalizedHigh: high, low: Double(rest))
  }
}
