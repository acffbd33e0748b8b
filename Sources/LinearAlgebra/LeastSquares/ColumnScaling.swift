/// Binary exponents that bring the largest element of each column, and of the response, between 1 and 2.
struct ColumnScaling {
  let exponents: [Int]
  let responseExponent: Int

  /// Looks at every number once, and refuses NaN and infinities.
  init(_ design: DesignMatrix, _ response: [Double]) throws(LinearAlgebraError) {
    let matrix = design.leading
    let magnitudes = matrix.withUnsafeElements { elements in
      (0..<matrix.columns).map { column in
        Magnitude(
          of: UnsafeBufferPointer(rebasing: elements[column * matrix.rows..<(column + 1) * matrix.rows]))
      }
    }
    if !magnitudes.allSatisfy(\.isFinite) { try matrix.requireFinite("design") }
    try design.trailing?.requireFinite("design")
    let magnitude = response.withUnsafeBufferPointer(Magnitude.init)
    if !magnitude.isFinite { try Matrix(column: response).requireFinite("response") }
    exponents = magnitudes.map { scalingExponent(of: $0.largest) }
    responseExponent = scalingExponent(of: magnitude.largest)
  }
}

/// The binary exponent of a magnitude, 0 for 0; kept to ±1000 so that its opposite is a power that exists.
func scalingExponent(of magnitude: Double) -> Int {
  magnitude == 0 ? 0 : min(max(Int(magnitude.exponent), -1000), 1000)
}

/// `value` times 2 to `exponent`, which may lie far outside a double's own exponents.
func scaled(_ value: Double, by exponent: Int) -> Double {
  Double(sign: .plus, exponent: exponent, significand: value)
}
