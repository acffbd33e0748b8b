/// The pivoted triangular factor R of a scaled design, A D⁻¹ P = Q R with D = 2^exponents, for covariances.
struct NormalFactor: Sendable {
  enum Triangle: Sendable {
    case double(Matrix)
    case doubleDouble(DoubleDoubleTriangle)
  }

  let triangle: Triangle
  let permutation: [Int]
  let exponents: [Int]

  /// (AᵀA)⁻¹ = D⁻¹ P (RᵀR)⁻¹ Pᵀ D⁻¹.
  func inverseOfNormalMatrix() throws(LinearAlgebraError) -> Matrix {
    let inverse: Matrix
    switch triangle {
    case .double(let factor):
      inverse = try factor.solveTriangular(.upper, .identity(factor.rows)).gram(of: .rows)
    case .doubleDouble(let factor): inverse = try Matrix(columns: factor.inverseOfGram())
    }
    var result = inverse
    for (row, first) in permutation.enumerated() {
      for (column, second) in permutation.enumerated() {
        result[first, second] = scaled(inverse[row, column], by: -exponents[first] - exponents[second])
      }
    }
    return try result.requireFiniteResult(of: "covariance")
  }
}
