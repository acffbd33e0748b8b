import Glibc
import LinearAlgebra
import Testing

@Suite struct LeastSquaresTests {
  static let precisions: [LeastSquaresPrecision] = [.automatic, .double, .doubleDouble]

  @Test(arguments: precisions)
  func aLineThroughItsPointsIsFound(precision: LeastSquaresPrecision) throws {
    let design = Matrix([[1, 0], [1, 1], [1, 2], [1, 3]])
    let solution = try leastSquares(design, [1, 3, 5, 8], precision: precision)
    // By hand: slope 2.3, constant 0.8, residuals 0.2 -0.1 -0.4 0.3.
    #expect((solution.coefficients[0] - 0.8).magnitude < 1e-15)
    #expect((solution.coefficients[1] - 2.3).magnitude < 1e-15)
    for (residual, expected) in zip(solution.residuals, [0.2, -0.1, -0.4, 0.3]) {
      #expect((residual - expected).magnitude < 1e-14)
    }
    #expect((solution.residualSumOfSquares - 0.3).magnitude < 1e-14)
    #expect(solution.rank == 2 && solution.degreesOfFreedom == 2)
    let covariance = try solution.unscaledCovariance()
    #expect(distance(covariance, Matrix([[0.7, -0.3], [-0.3, 0.2]])) < 1e-15)
    #expect(precision == .automatic || solution.precision == precision)
  }

  @Test(arguments: [(1, 1), (4, 4), (50, 3), (1024, 5), (1025, 5), (5000, 7), (3000, 90)], precisions)
  func residualsAreOrthogonalToTheColumns(shape: (Int, Int), precision: LeastSquaresPrecision) throws {
    let (rows, columns) = shape
    guard precision != .doubleDouble || rows * columns * columns < 2_000_000 else { return }
    var numbers = SeededNumbers(seed: 11)
    let design = try numbers.matrix(rows, columns)
    let response = numbers.vector(rows)
    let solution = try leastSquares(design, response, precision: precision)
    #expect(solution.rank == columns)
    #expect(largest(try design.multiplied(by: solution.residuals, transposed: true)) < 1e-11)
    let plain = try QRDecomposition(design).solve(Matrix(rows: rows, columns: 1, columnMajor: response))
    let scale = max(1, largest(solution.coefficients))
    #expect(
      distance(plain, try Matrix(columns: [solution.coefficients]), relativeTo: scale)
        < 1e-13 / solution.reciprocalCondition)
  }

  @Test func doubleAndDoubleDoubleAgreeOnTheCovariance() throws {
    var numbers = SeededNumbers(seed: 12)
    let design = try numbers.matrix(60, 6)
    let response = numbers.vector(60)
    let exact = try leastSquares(design, response, precision: .doubleDouble).unscaledCovariance()
    let double = try leastSquares(design, response, precision: .double).unscaledCovariance()
    let normal = try CholeskyDecomposition(design.gram()).inverse()
    let scale = largest(exact.elements)
    #expect(distance(double, exact, relativeTo: scale) < 1e-14)
    #expect(distance(normal, exact, relativeTo: scale) < 1e-14)
    #expect(exact == exact.transposed())
  }

  @Test func precisionFollowsTheCondition() throws {
    var numbers = SeededNumbers(seed: 13)
    let hilbert = try Structure.hilbert.matrix(12, 8)
    #expect(try leastSquares(hilbert, numbers.vector(12)).precision == .doubleDouble)
    let orthogonal = Matrix([[1, 1], [1, -1], [1, 1], [1, -1]])
    #expect(try leastSquares(orthogonal, [3, 1, 4, 1]).precision == .double)
    let many = try numbers.matrix(50_000, 5)
    #expect(try leastSquares(many, numbers.vector(50_000)).precision == .double)
    var offset = many
    for row in 0..<50_000 {
      offset[row, 0] = 1
      offset[row, 1] = 1.7e9 + 0.01 * Double(row)
    }
    #expect(try leastSquares(offset, numbers.vector(50_000)).precision == .doubleDouble)
  }

  @Test(arguments: precisions)
  func dependentColumnsAreNamed(precision: LeastSquaresPrecision) throws {
    // The third column is the first plus twice the second; the fourth stands alone.
    let design = Matrix([[1, 2, 5, 1], [1, 3, 7, 2], [1, 5, 11, 4], [1, 8, 17, 9], [1, 9, 19, 3]])
    #expect {
      try leastSquares(design, [1, 2, 3, 4, 5], precision: precision)
    } throws: { error in
      guard case LinearAlgebraError.rankDeficient(3, 4, 5 * 0x1p-52, let dependent) = error else {
        return false
      }
      return dependent.count == 1 && dependent[0] != 3
    }
    let zeros = try Matrix(rows: 3, columns: 2)
    #expect(
      throws: LinearAlgebraError.rankDeficient(
        rank: 0, columns: 2, tolerance: 3 * 0x1p-52, dependentColumns: [0, 1])
    ) {
      try leastSquares(zeros, [1, 2, 3], precision: precision)
    }
  }

  @Test(arguments: precisions)
  func fewerRowsThanColumnsHaveNoUniqueSolution(precision: LeastSquaresPrecision) throws {
    var numbers = SeededNumbers(seed: 14)
    for (rows, columns) in [(0, 2), (1, 3), (4, 6)] {
      let design = try numbers.matrix(rows, columns)
      let response = numbers.vector(rows)
      #expect {
        try leastSquares(design, response, precision: precision)
      } throws: { error in
        guard case LinearAlgebraError.rankDeficient(rows, columns, _, let dependent) = error else {
          return false
        }
        return dependent.count == columns - rows
      }
      let smallest = try leastSquares(design, response, precision: precision, whenDeficient: .minimumNorm)
      #expect(smallest.rank == rows)
      #expect(largest(smallest.residuals) < 1e-14)
    }
  }

  @Test(arguments: precisions)
  func theMinimumNormSolutionIsThatOfThePseudoinverse(precision: LeastSquaresPrecision) throws {
    var numbers = SeededNumbers(seed: 15)
    for (rows, columns, rank) in [(8, 5, 3), (5, 8, 3), (1500, 6, 4), (6, 6, 1), (4, 3, 0)] {
      let design = try numbers.matrix(rows, rank).multiplied(by: numbers.matrix(rank, columns))
      let response = numbers.vector(rows)
      let solution = try leastSquares(
        design, response, precision: precision, rankTolerance: 1e-12, whenDeficient: .minimumNorm)
      #expect(solution.rank == rank)
      #expect(solution.precision == .double && solution.reciprocalCondition == 0)
      let singular = try SingularValueDecomposition(design)
      var coordinates = try singular.left.multiplied(by: response, transposed: true)
      for index in coordinates.indices {
        coordinates[index] = index < rank ? coordinates[index] / singular.values[index] : 0
      }
      let expected = try singular.rightTransposed.multiplied(by: coordinates, transposed: true)
      let scale = max(1, largest(expected))
      #expect(zip(solution.coefficients, expected).allSatisfy { ($0 - $1).magnitude < 1e-12 * scale })
      #expect(throws: LinearAlgebraError.self) { try solution.unscaledCovariance() }
    }
  }

  @Test(arguments: precisions)
  func unitsOfTheColumnsDoNotMatter(precision: LeastSquaresPrecision) throws {
    var numbers = SeededNumbers(seed: 16)
    let design = try numbers.matrix(30, 3)
    let response = numbers.vector(30)
    let exponents = [400, -400, 7]
    var scaled = design
    for column in 0..<3 {
      for row in 0..<30 { scaled[row, column] = scalbn(design[row, column], Int32(exponents[column])) }
    }
    let plain = try leastSquares(design, response, precision: precision)
    let other = try leastSquares(scaled, response, precision: precision)
    for column in 0..<3 {
      #expect(other.coefficients[column] == scalbn(plain.coefficients[column], Int32(-exponents[column])))
    }
    #expect(other.reciprocalCondition == plain.reciprocalCondition)
  }

  @Test func theOrderOfTheRowsDoesNotMatter() throws {
    var numbers = SeededNumbers(seed: 17)
    let design = try numbers.matrix(4000, 4)
    let response = numbers.vector(4000)
    let order = (0..<4000).map { ($0 * 1237) % 4000 }
    let plain = try leastSquares(design, response, precision: .double)
    let shuffled = try leastSquares(
      design.selecting(rows: order), order.map { response[$0] }, precision: .double)
    #expect(zip(plain.coefficients, shuffled.coefficients).allSatisfy { ($0 - $1).magnitude < 1e-15 })
  }

  @Test func theSameInputGivesTheSameBitsFromManyTasks() async throws {
    var numbers = SeededNumbers(seed: 18)
    let design = try numbers.matrix(3000, 6)
    let response = numbers.vector(3000)
    let expected = try leastSquares(design, response).coefficients
    try await withThrowingTaskGroup(of: [Double].self) { group in
      for _ in 0..<16 { group.addTask { try leastSquares(design, response).coefficients } }
      for try await coefficients in group { #expect(coefficients == expected) }
    }
  }

  @Test(arguments: precisions)
  func noColumnsLeaveTheResponse(precision: LeastSquaresPrecision) throws {
    let solution = try leastSquares(Matrix(rows: 3, columns: 0), [1, 2, 3], precision: precision)
    #expect(solution.coefficients.isEmpty && solution.rank == 0)
    #expect(solution.residuals == [1, 2, 3] && solution.residualSumOfSquares == 14)
    #expect(try solution.unscaledCovariance().isEmpty)
    let empty = try leastSquares(Matrix(rows: 0, columns: 0), [], precision: precision)
    #expect(empty.residuals.isEmpty && empty.residualSumOfSquares == 0)
  }

  @Test(arguments: precisions)
  func aResponseOfZerosHasZeroCoefficients(precision: LeastSquaresPrecision) throws {
    let solution = try leastSquares(Matrix([[1, 2], [1, 3], [1, 5]]), [0, 0, 0], precision: precision)
    #expect(solution.coefficients == [0, 0] && solution.residualSumOfSquares == 0)
  }

  @Test(arguments: precisions)
  func hostileInputIsRefused(precision: LeastSquaresPrecision) throws {
    func solve(_ design: Matrix, _ response: [Double], tolerance: Double? = nil) throws {
      _ = try leastSquares(design, response, precision: precision, rankTolerance: tolerance)
    }
    let design = Matrix([[1, 2], [3, 4], [5, 7]])
    let column = MatrixShape(rows: 2, columns: 1)
    #expect(
      throws: LinearAlgebraError.dimensionMismatch(
        operation: "least squares", left: design.shape, right: column)
    ) { try solve(design, [1, 2]) }
    for value in [Double.nan, .infinity, -.infinity] {
      #expect(throws: LinearAlgebraError.notFinite(argument: "response", row: 2, column: 0)) {
        try solve(design, [1, 2, value])
      }
      #expect(throws: LinearAlgebraError.notFinite(argument: "design", row: 1, column: 1)) {
        try solve(Matrix([[1, 2], [3, value], [5, 6]]), [1, 2, 3])
      }
      if value.isNaN || value > 0 {
        #expect(throws: LinearAlgebraError.self) { try solve(design, [1, 2, 3], tolerance: value) }
      }
    }
    #expect(throws: LinearAlgebraError.invalidTolerance(-1)) { try solve(design, [1, 2, 3], tolerance: -1) }
    #expect(throws: LinearAlgebraError.resultNotFinite(operation: "coefficients")) {
      try solve(Matrix([[1e-300], [1e-300]]), [1e300, 1e300])
    }
    #expect(throws: LinearAlgebraError.resultNotFinite(operation: "sum of squared residuals")) {
      try solve(Matrix([[1], [1]]), [1e300, -1e300])
    }
  }

  @Test(arguments: precisions)
  func absurdlyManyColumnsAreRefused(precision: LeastSquaresPrecision) throws {
    let design = try Matrix(rows: 1, columns: 1_000_000, repeating: 1)
    #expect {
      try leastSquares(design, [1], precision: precision)
    } throws: { error in
      guard case LinearAlgebraError.invalidSize = error else { return false }
      return true
    }
  }

  @Test(arguments: precisions)
  func theEndsOfTheRangeOfDoublesAreSolved(precision: LeastSquaresPrecision) throws {
    let tiny = Double.leastNonzeroMagnitude
    for (value, response) in [(1e308, 1e100), (tiny, tiny), (0x1p-1030, 0x1p-20), (1.7e308, 1e-300)] {
      let solution = try leastSquares(
        Matrix([[value], [value]]), [response, response], precision: precision)
      let expected = response / value
      #expect((solution.coefficients[0] - expected).magnitude <= 1e-15 * expected.magnitude)
    }
  }
}
