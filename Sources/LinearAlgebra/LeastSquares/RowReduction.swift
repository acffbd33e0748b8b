internal import COpenBLAS

/// A least-squares problem in double, reduced to a pivoted triangular factor of the order of its columns.
///
/// Householder QR of the rows block by block (each block below the factor so far) touches the design once and
/// stays in the cache; the result is as stable as QR of the whole. Column pivoting is then a matter of the small
/// factor, whose columns have the same inner products.
struct RowReduction {
  /// Numerical rank.
  let rank: Int
  /// Estimate of the reciprocal condition of R, 0 when the rank is deficient.
  let reciprocalCondition: Double
  private let pivoted: QRDecomposition
  private let projected: Matrix
  /// The scaled and permuted coefficients, at full rank.
  private let regularSolution: Matrix?
  /// Norm of the scaled residuals, at full rank.
  private let residualNorm: Double
  /// Base-2 logarithm of what each column was divided by.
  private let exponents: [Int]
  private let responseExponent: Int
  /// m p², to which the cost of a factorisation is proportional.
  private let work: Int
  private let tolerance: Double

  /// - Throws: `resultNotFinite` or `outOfMemory`.
  init(
    _ design: Matrix, _ response: [Double], _ scaling: ColumnScaling, tolerance: Double
  ) throws(LinearAlgebraError) {
    let order = design.columns
    let reduced = try reduceRows(design, response, scaling)
    var factor = try Matrix(rows: order, columns: order)
    var exponents = scaling.exponents
    for column in 0..<order {
      let elements = try reduced.column(column).prefix(order)
      let exponent = scalingExponent(of: norm(elements))
      exponents[column] += exponent
      for (row, element) in elements.enumerated() { factor[row, column] = scaled(element, by: -exponent) }
    }
    pivoted = try QRDecomposition(factor)
    projected = try pivoted.applyingQ(
      to: Matrix(column: Array(reduced.column(order).prefix(order))), transposed: true)
    residualNorm = reduced[order, order].magnitude
    rank = try pivoted.rank(tolerance: tolerance)
    let isRegular = rank == order
    reciprocalCondition = isRegular ? try pivoted.reciprocalCondition() : 0
    regularSolution = isRegular ? try pivoted.factorR.solveTriangular(.upper, projected) : nil
    self.exponents = exponents
    responseExponent = scaling.responseExponent
    work = design.rows * order * order
    self.tolerance = tolerance
  }

  var rankDeficiency: LinearAlgebraError {
    .rankDeficient(
      rank: rank, columns: exponents.count, tolerance: tolerance,
      dependentColumns: pivoted.permutation.dropFirst(rank).sorted())
  }

  /// First-order bounds of the relative error of the coefficients, infinite when the rank is deficient.
  ///
  /// The error of the scaled coefficients z is at most about ε κ (‖z‖ + κ ‖r‖) in norm.
  /// Source: Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition (2002), section 20.1.
  ///
  /// - Returns: the bound relative to ‖z‖, and relative to the smallest |z| that is not 0.
  var expectedError: (ofNorm: Double, ofSmallest: Double) {
    guard let regularSolution else { return (.infinity, .infinity) }
    let condition = 1 / reciprocalCondition
    let size = norm(regularSolution.elements[...])
    let smallest = regularSolution.elements.map(\.magnitude).filter { $0 > 0 }.min() ?? 1
    let error = 0x1p-53 * condition * (size + condition * residualNorm)
    return size > 0 ? (error / size, error / smallest) : (0, 0)
  }

  /// Whether double leaves as many digits as `LeastSquaresPrecision.automatic` promises.
  var isAccurate: Bool {
    let error = expectedError
    return work <= LeastSquaresPrecision.cheapWork ? error.ofSmallest < 1e-13 : error.ofNorm < 1e-10
  }

  /// Coefficients and residuals in the units of the problem; the minimum-norm ones when the rank is deficient.
  func solution(_ design: Matrix, _ response: [Double]) throws(LinearAlgebraError) -> LeastSquaresSolution {
    let order = exponents.count
    var coefficients = [Double](repeating: 0, count: order)
    if let regularSolution {
      for (place, column) in pivoted.permutation.enumerated() {
        coefficients[column] = scaled(
          regularSolution[place, 0], by: responseExponent - exponents[column])
      }
    } else if rank > 0 {
      coefficients = try minimumNormSolution().elements.map { scaled($0, by: responseExponent) }
    }
    try Matrix(column: coefficients).requireFiniteResult(of: "coefficients")
    var remainder = try Matrix(column: response)
    try remainder.accumulate(-1, design, Matrix(column: coefficients))
    let residuals = try remainder.requireFiniteResult(of: "residuals").elements
    let sum = cblas_ddot(residuals.count.blas, residuals, 1, residuals, 1)
    guard sum.isFinite else { throw .resultNotFinite(operation: "sum of squared residuals") }
    let factor = NormalFactor(
      triangle: .double(pivoted.factorR), permutation: pivoted.permutation, exponents: exponents)
    return LeastSquaresSolution(
      coefficients: coefficients, residuals: residuals, residualSumOfSquares: sum, rank: rank,
      precision: .double, reciprocalCondition: reciprocalCondition,
      factor: rank == order ? .success(factor) : .failure(rankDeficiency))
  }

  /// The smallest x with B x = c, where B is the first `rank` rows of R in the units of the design, by QR of Bᵀ.
  private func minimumNormSolution() throws(LinearAlgebraError) -> Matrix {
    let order = exponents.count
    let factor = pivoted.factorR
    var rowsTransposed = try Matrix(rows: order, columns: rank)
    for (place, column) in pivoted.permutation.enumerated() {
      for row in 0..<rank { rowsTransposed[column, row] = scaled(factor[row, place], by: exponents[column]) }
    }
    let decomposition = try QRDecomposition(rowsTransposed, pivoting: .none)
    let coordinates = try decomposition.factorR.solveTriangular(
      .upper, projected.prefix(rows: rank), transposed: true)
    let padding = [Double](repeating: 0, count: order - rank)
    return try decomposition.applyingQ(to: Matrix(column: coordinates.elements + padding))
  }
}

private func norm(_ values: ArraySlice<Double>) -> Double {
  values.reduce(0) { $0.addingProduct($1, $1) }.squareRoot()
}

/// The triangular factor of the scaled design with the scaled response as last column, of order p + 1.
private func reduceRows(
  _ design: Matrix, _ response: [Double], _ scaling: ColumnScaling
) throws(LinearAlgebraError) -> Matrix {
  let (rows, order) = (design.rows, design.columns + 1)
  let blockRows = max(1, min(rows, max(1024, 16 * order)))
  let height = blockRows + order
  var work = try Matrix(rows: height, columns: order)
  var scales = [Double](repeating: 0, count: order)
  var filled = 0
  for start in stride(from: 0, to: rows, by: blockRows) {
    let count = min(blockRows, rows - start)
    let info = work.withUnsafeMutableElements { work in
      for column in 0..<order {
        let exponent = column < design.columns ? scaling.exponents[column] : scaling.responseExponent
        let scale = scaled(1, by: -exponent)
        let target = column * height + filled
        let isDesign = column < design.columns
        (isDesign ? design.elements : response).withUnsafeBufferPointer { source in
          let first = isDesign ? column * rows + start : start
          for row in 0..<count { work[target + row] = source[first + row] * scale }
        }
      }
      return LAPACKE_dgeqrf(
        LAPACK_COL_MAJOR, (filled + count).blas, order.blas, work.baseAddress, height.blas, &scales)
    }
    try lapackStatus(info, "dgeqrf")
    filled = min(filled + count, order)
    work.withUnsafeMutableElements { work in
      for column in 0..<order {
        for row in min(column + 1, filled)..<filled { work[column * height + row] = 0 }
      }
    }
  }
  var factor = work.prefix(rows: order)
  factor.keepTriangle(.upper)
  for column in 0..<order { for row in filled..<order { factor[row, column] = 0 } }
  return factor
}
