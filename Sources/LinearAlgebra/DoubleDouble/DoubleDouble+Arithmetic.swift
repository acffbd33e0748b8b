extension DoubleDouble: AdditiveArithmetic {
  /// The number 0.
  @inlinable
  public static var zero: DoubleDouble { DoubleDouble(0.0) }

  /// The number with its sign changed.
  @inlinable
  public static prefix func - (value: Self) -> Self {
    DoubleDouble(normalizedHigh: -value.high, low: -value.low)
  }

  /// The sum (AccurateDWPlusDW), relative error below 3 · 2⁻¹⁰⁶ whatever the signs.
  @inlinable
  public static func + (left: Self, right: Self) -> Self {
    let high = DoubleDouble(sum: left.high, right.high)
    let low = DoubleDouble(sum: left.low, right.low)
    let sum = DoubleDouble(larger: high.high, smaller: high.low + low.high)
    return DoubleDouble(larger: sum.high, smaller: low.low + sum.low)
  }

  /// The difference, with the error of the sum.
  @inlinable
  public static func - (left: Self, right: Self) -> Self { left + -right }

  /// The product (DWTimesDW3), relative error below 4 · 2⁻¹⁰⁶.
  @inlinable
  public static func * (left: Self, right: Self) -> Self {
    let product = DoubleDouble(product: left.high, right.high)
    guard product.isFinite else { return product }
    let cross = (left.low * right.low).addingProduct(left.high, right.low)
    return DoubleDouble(
      larger: product.high, smaller: product.low + cross.addingProduct(left.low, right.high))
  }

  /// The product with a double (DWTimesFP3), relative error below 2 · 2⁻¹⁰⁶.
  @inlinable
  public static func * (left: Self, right: Double) -> Self {
    let product = DoubleDouble(product: left.high, right)
    guard product.isFinite else { return product }
    return DoubleDouble(larger: product.high, smaller: product.low.addingProduct(left.low, right))
  }

  /// The quotient by long division with two remainders; division by 0 gives an infinity or NaN.
  @inlinable
  public static func / (left: Self, right: Self) -> Self {
    let first = left.high / right.high
    guard first.isFinite, right.high.isFinite else { return DoubleDouble(first) }
    let remainder = left - right * first
    let second = remainder.high / right.high
    let third = (remainder - right * second).high / right.high
    return DoubleDouble(larger: first, smaller: second) + DoubleDouble(third)
  }

  /// Replaces a number by its product with another.
  @inlinable
  public static func *= (left: inout Self, right: Self) { left = left * right }

  /// Replaces a number by its quotient by another.
  @inlinable
  public static func /= (left: inout Self, right: Self) { left = left / right }
}
