/// The columns of a linear model, to 53 or 106 bits.
///
/// Powers of a double have more bits than a double holds. Where columns are nearly dependent, as the powers of a
/// polynomial of high degree are, rounding them loses more digits than the whole rest of the computation.
public struct DesignMatrix: Equatable, Sendable {
  /// The elements, rounded to doubles.
  public let leading: Matrix
  /// What the rounding left; `nil` when the elements are doubles to begin with.
  public let trailing: Matrix?

  /// A design of doubles.
  public init(_ matrix: Matrix) {
    leading = matrix
    trailing = nil
  }

  /// A design from columns of equal length in double-double.
  ///
  /// - Throws: `unequalLengths` or `invalidSize`.
  public init(columns: [[DoubleDouble]]) throws(LinearAlgebraError) {
    leading = try Matrix(columns: columns.map { $0.map(\.high) })
    trailing = try Matrix(columns: columns.map { $0.map(\.low) })
  }

  /// The powers of some values, formed in double-double: columns xᵏ for k from 0, or from 1 without constant, to
  /// the degree. O(count · degree).
  ///
  /// - Throws: `invalidSize` for a negative degree, `notFinite`, or `resultNotFinite` when a power overflows.
  public static func polynomial(
    of values: [Double], degree: Int, includesConstant: Bool = true
  ) throws(LinearAlgebraError) -> DesignMatrix {
    guard degree >= 0, degree < Int(Int32.max) else {
      throw .invalidSize(rows: values.count, columns: degree)
    }
    // Asks for the room before it is filled, so that an absurd degree is refused rather than tried.
    var leading = try Matrix(rows: values.count, columns: degree + (includesConstant ? 1 : 0))
    var trailing = leading
    try Matrix(column: values).requireFinite("values")
    guard !values.isEmpty else { return DesignMatrix(leading: leading, trailing: trailing) }
    var power = [DoubleDouble](repeating: 1, count: values.count)
    var column = 0
    for exponent in 0...degree {
      if exponent > 0 { for row in values.indices { power[row] = power[row] * values[row] } }
      guard exponent > 0 || includesConstant else { continue }
      for row in values.indices {
        leading[row, column] = power[row].high
        trailing[row, column] = power[row].low
      }
      column += 1
    }
    return DesignMatrix(
      leading: try leading.requireFiniteResult(of: "powers of the values"), trailing: trailing)
  }

  private init(leading: Matrix, trailing: Matrix) {
    self.leading = leading
    self.trailing = trailing
  }

  /// Rows (observations) and columns (coefficients).
  public var shape: MatrixShape { leading.shape }

  /// Distance of neighbouring numbers at 1 in the arithmetic of the elements.
  var spacing: Double { trailing == nil ? 0x1p-52 : 0x1p-104 }

  /// An element in full.
  func element(_ row: Int, _ column: Int) -> DoubleDouble {
    DoubleDouble(normalizedHigh: leading[row, column], low: trailing?[row, column] ?? 0)
  }
}
