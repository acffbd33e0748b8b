/// A number with its exact derivatives by up to sixteen parameters: forward automatic differentiation.
///
/// A formula written once for dual numbers gives value and gradient with the rounding of the formula itself, so
/// that a model needs no derivatives by hand and none by differences.
/// Source: Griewank and Walther, Evaluating Derivatives (2008), chapter 3.
public struct DualNumber: Hashable, Sendable, ExpressibleByFloatLiteral {
  /// Largest number of parameters.
  public static let maximumParameters = 16

  /// The value.
  public var value: Double
  /// Derivatives by the parameters; 0 beyond their number.
  public var slopes: SIMD16<Double>

  /// A number with given derivatives.
  public init(_ value: Double, slopes: SIMD16<Double> = .zero) {
    self.value = value
    self.slopes = slopes
  }

  /// A constant.
  public init(floatLiteral value: Double) { self.init(value) }

  /// Parameters as dual numbers: the derivative of each by itself is 1. At most sixteen.
  static func parameters(_ values: [Double]) -> [DualNumber] {
    values.enumerated().map { index, value in
      var slopes = SIMD16<Double>.zero
      slopes[index] = 1
      return DualNumber(value, slopes: slopes)
    }
  }

  /// A function of this number, from its value and its derivative there.
  private func mapped(_ value: Double, derivative: Double) -> DualNumber {
    DualNumber(value, slopes: slopes * derivative)
  }
}

// MARK: - Arithmetic

extension DualNumber {
  /// Sum.
  public static func + (a: DualNumber, b: DualNumber) -> DualNumber {
    DualNumber(a.value + b.value, slopes: a.slopes + b.slopes)
  }
  /// Sum with a constant.
  public static func + (a: DualNumber, b: Double) -> DualNumber { DualNumber(a.value + b, slopes: a.slopes) }
  /// Sum with a constant.
  public static func + (a: Double, b: DualNumber) -> DualNumber { b + a }
  /// Difference.
  public static func - (a: DualNumber, b: DualNumber) -> DualNumber {
    DualNumber(a.value - b.value, slopes: a.slopes - b.slopes)
  }
  /// Difference from a constant.
  public static func - (a: DualNumber, b: Double) -> DualNumber { DualNumber(a.value - b, slopes: a.slopes) }
  /// Difference of a constant.
  public static func - (a: Double, b: DualNumber) -> DualNumber { DualNumber(a - b.value, slopes: -b.slopes) }
  /// Negation.
  public static prefix func - (a: DualNumber) -> DualNumber { DualNumber(-a.value, slopes: -a.slopes) }
  /// Product.
  public static func * (a: DualNumber, b: DualNumber) -> DualNumber {
    DualNumber(a.value * b.value, slopes: a.slopes * b.value + b.slopes * a.value)
  }
  /// Product with a constant.
  public static func * (a: DualNumber, b: Double) -> DualNumber {
    DualNumber(a.value * b, slopes: a.slopes * b)
  }
  /// Product with a constant.
  public static func * (a: Double, b: DualNumber) -> DualNumber { b * a }
  /// Quotient.
  public static func / (a: DualNumber, b: DualNumber) -> DualNumber {
    let quotient = a.value / b.value
    return DualNumber(quotient, slopes: (a.slopes - b.slopes * quotient) / b.value)
  }
  /// Quotient by a constant.
  public static func / (a: DualNumber, b: Double) -> DualNumber {
    DualNumber(a.value / b, slopes: a.slopes / b)
  }
  /// Quotient of a constant.
  public static func / (a: Double, b: DualNumber) -> DualNumber {
    let quotient = a / b.value
    return DualNumber(quotient, slopes: b.slopes * (-quotient / b.value))
  }

  /// The square.
  public func squared() -> DualNumber { mapped(value * value, derivative: 2 * value) }
  /// e to this number.
  public func exponential() -> DualNumber {
    let result = Statistics.exponential(value)
    return mapped(result, derivative: result)
  }
  /// e to this number, less 1; keeps its digits near 0.
  public func exponentialMinusOne() -> DualNumber {
    mapped(Statistics.exponentialMinusOne(value), derivative: Statistics.exponential(value))
  }
  /// Natural logarithm.
  public func logarithm() -> DualNumber { mapped(Statistics.logarithm(value), derivative: 1 / value) }
  /// Square root.
  public func squareRoot() -> DualNumber {
    let root = value.squareRoot()
    return mapped(root, derivative: 0.5 / root)
  }
  /// Sine of an angle in radians.
  public func sine() -> DualNumber { mapped(Statistics.sine(value), derivative: Statistics.cosine(value)) }
  /// Cosine of an angle in radians.
  public func cosine() -> DualNumber { mapped(Statistics.cosine(value), derivative: -Statistics.sine(value)) }
  /// Arc tangent, in radians.
  public func arcTangent() -> DualNumber {
    mapped(Statistics.arcTangent(value), derivative: 1 / (1 + value * value))
  }
  /// A constant power.
  public func power(_ exponent: Double) -> DualNumber {
    mapped(
      Statistics.power(value, exponent), derivative: exponent * Statistics.power(value, exponent - 1))
  }
  /// A power of a positive number.
  public func power(_ exponent: DualNumber) -> DualNumber {
    let result = Statistics.power(value, exponent.value)
    return DualNumber(
      result,
      slopes: slopes * (exponent.value * Statistics.power(value, exponent.value - 1))
        + exponent.slopes * (result * Statistics.logarithm(value)))
  }
  /// The smaller of this number and a constant; at equality the constant, whose slope is 0.
  public func minimum(_ bound: Double) -> DualNumber { value < bound ? self : DualNumber(bound) }
}
