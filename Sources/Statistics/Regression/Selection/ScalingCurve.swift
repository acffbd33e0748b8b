/// How a response may depend on the size of a resource, such as time on the memory that a program is given:
/// f(x) = a + b φ(x; c).
public enum ScalingCurve: Sendable {
  /// a: the size does not matter.
  case flat
  /// a + b/x: a share of the work is divided by the size.
  case inverse
  /// a + b/min(x, c): the same up to a size beyond which more does not help; the cap is fitted unless given.
  case cappedInverse(at: Double? = nil)
  /// a + b e^(−x/c).
  case exponential
  /// a + b x^(−c).
  case power
  /// a + b φ(x; c) with a shape of the user's.
  case shaped(ScalingShape)

  /// The candidates of a choice unless others are asked for.
  public static let usual: [ScalingCurve] = [.flat, .inverse, .cappedInverse(), .exponential, .power]

  /// A name for tables.
  public var name: String {
    switch self {
    case .flat: "flat"
    case .inverse: "inverse"
    case .cappedInverse(let cap): cap.map { "capped_inverse_\($0)" } ?? "capped_inverse"
    case .exponential: "exponential"
    case .power: "power"
    case .shaped(let shape): shape.name
    }
  }

  /// Number of parameters: a, then b, then c.
  public var parameterCount: Int {
    switch self {
    case .flat: 1
    case .inverse, .cappedInverse(at: .some): 2
    case .cappedInverse(at: nil), .exponential, .power, .shaped: 3
    }
  }
}

/// A shape φ(x; c) of the user's, with one parameter.
public struct ScalingShape: Sendable {
  /// A name for tables.
  public let name: String
  /// The values of c that make sense for sizes between two limits; positive.
  public let range: @Sendable (_ sizes: ClosedRange<Double>) -> ClosedRange<Double>
  /// The shape at a size, with its derivative by c.
  public let formula: @Sendable (_ size: Double, _ parameter: DualNumber) -> DualNumber

  /// A shape by its formula.
  public init(
    name: String, range: @escaping @Sendable (ClosedRange<Double>) -> ClosedRange<Double>,
    formula: @escaping @Sendable (Double, DualNumber) -> DualNumber
  ) {
    self.name = name
    self.range = range
    self.formula = formula
  }
}

extension ScalingCurve {
  /// Whether the shape has a parameter that is fitted.
  var hasShapeParameter: Bool { parameterCount == 3 }

  /// φ and its derivative by c; without a shape parameter `parameter` is not looked at.
  func shape(_ x: Double, _ parameter: Double) -> (value: Double, slope: Double) {
    switch self {
    case .flat: return (0, 0)
    case .inverse: return (1 / x, 0)
    case .cappedInverse(let cap):
      let limit = cap ?? parameter
      return x < limit ? (1 / x, 0) : (1 / limit, -1 / (limit * limit))
    case .exponential:
      let value = Statistics.exponential(-x / parameter)
      return (value, value * x / (parameter * parameter))
    case .power:
      let value = Statistics.power(x, -parameter)
      return (value, -value * logarithm(x))
    case .shaped(let shape):
      let result = shape.formula(x, DualNumber.parameters([parameter])[0])
      return (result.value, result.slopes[0])
    }
  }

  /// The values of c that the data could tell apart from simpler curves.
  func parameterRange(_ sizes: [Double]) -> ClosedRange<Double> {
    guard let first = sizes.first, let last = sizes.last, sizes.count > 1 else { return 1...1 }
    switch self {
    case .flat, .inverse, .cappedInverse(at: .some): return 1...1
    // With less than two sizes below the cap the curve is a step.
    case .cappedInverse(at: nil): return sizes[1]...last
    // From a step at the first size to a line.
    case .exponential: return (sizes[1] - first) / 8...8 * (last - first)
    case .power: return 0.02...8
    case .shaped(let shape): return shape.range(first...last)
    }
  }

  /// The curve and its derivatives by all parameters.
  func evaluate(_ x: Double, _ parameters: [Double]) -> (value: Double, gradient: [Double]) {
    if parameterCount == 1 { return (parameters[0], [1]) }
    let (value, slope) = shape(x, parameterCount == 3 ? parameters[2] : 0)
    let gradient = parameterCount == 3 ? [1, value, parameters[1] * slope] : [1, value]
    return (parameters[0] + parameters[1] * value, gradient)
  }
}
