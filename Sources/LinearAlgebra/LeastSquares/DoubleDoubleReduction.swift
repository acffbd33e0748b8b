/// A least-squares problem in double-double, reduced to a pivoted triangular factor.
struct DoubleDoubleReduction {
  /// Numerical rank.
  let rank: Int
  private let tolerance: Double
  private let decomposition: DoubleDoubleQR
  private let triangle: DoubleDoubleTriangle
  /// Base-2 logarithm of what each column was divided by.
  private let exponents: [Int]
  private let responseExponent: Int

  init(
    _ design: DesignMatrix, _ response: [Double], _ scaling: ColumnScaling, tolerance: Double
  ) throws(LinearAlgebraError) {
    let order = design.shape.columns
    // The triangular factor must be a matrix that can be made.
    _ = try Matrix.elementCount(rows: order + 1, columns: order + 1)
    self.tolerance = tolerance
    var work = DoubleDoubleColumns(rows: design.shape.rows, columns: order + 1)
    var exponents = scaling.exponents
    for column in 0..<order {
      let (high, low) = (try design.leading.column(column), try design.trailing?.column(column))
      work.set(column: column, high: high, low: low, exponent: exponents[column])
      let exponent = scalingExponent(of: work.sumOfSquares(column: column, from: 0).squareRoot())
      work.scale(column: column, exponent: exponent)
      exponents[column] += exponent
    }
    work.set(column: order, high: response[...], low: nil, exponent: scaling.responseExponent)
    decomposition = DoubleDoubleQR(work, order: order)
    triangle = decomposition.factor
    rank = numericalRank(ofPivoted: triangle.rounded.diagonal, tolerance: tolerance)
    self.exponents = exponents
    responseExponent = scaling.responseExponent
  }

  var rankDeficiency: LinearAlgebraError {
    .rankDeficient(
      rank: rank, columns: exponents.count, tolerance: tolerance,
      dependentColumns: decomposition.permutation.dropFirst(rank).sorted())
  }

  /// Coefficients and residuals in the units of the problem, rounded last; `nil` when the rank is deficient.
  func solution(
    _ design: DesignMatrix, _ response: [Double]
  ) throws(LinearAlgebraError) -> LeastSquaresSolution? {
    let order = exponents.count
    guard rank == order else { return nil }
    var coefficients = [DoubleDouble](repeating: .zero, count: order)
    for (place, value) in triangle.solve(decomposition.projected).enumerated() {
      let column = decomposition.permutation[place]
      coefficients[column] = value.scaled(by: responseExponent - exponents[column])
    }
    guard coefficients.allSatisfy(\.isFinite) else { throw .resultNotFinite(operation: "coefficients") }
    var residuals = response.map { DoubleDouble($0) }
    for column in 0..<order {
      for row in residuals.indices {
        residuals[row] -= design.element(row, column) * coefficients[column]
      }
    }
    let sum = residuals.reduce(DoubleDouble.zero) { $0 + $1 * $1 }
    guard sum.isFinite else { throw .resultNotFinite(operation: "sum of squared residuals") }
    let factor = NormalFactor(
      triangle: .doubleDouble(triangle), permutation: decomposition.permutation, exponents: exponents)
    return LeastSquaresSolution(
      coefficients: coefficients.map(Double.init), residuals: residuals.map(Double.init),
      residualSumOfSquares: Double(sum), rank: rank, precision: .doubleDouble,
      reciprocalCondition: try triangle.rounded.reciprocalConditionOfTriangle(.upper),
      factor: .success(factor))
  }
}

extension DoubleDouble {
  /// The number times 2 to `exponent`, exactly as far as the range of doubles allows.
  fileprivate func scaled(by exponent: Int) -> DoubleDouble {
    DoubleDouble(sum: LinearAlgebra.scaled(high, by: exponent), LinearAlgebra.scaled(low, by: exponent))
  }
}
