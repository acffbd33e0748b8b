import Glibc
import LinearAlgebra
import Testing

@Suite struct SolvingTests {
  /// Symmetric positive definite, with eigenvalues of 1 and more.
  private func positiveDefinite(_ order: Int) throws -> Matrix {
    var numbers = SeededNumbers(seed: 7)
    var matrix = try numbers.matrix(order, order + 2).gram(of: .rows)
    for index in 0..<order { matrix[index, index] += 1 }
    return matrix
  }

  @Test(arguments: orders)
  func aSystemIsSolvedWithSmallResiduals(order: Int) throws {
    var numbers = SeededNumbers(seed: 8)
    let matrix = try numbers.matrix(order, order)
    let right = try numbers.matrix(order, 3)
    let decomposition = try LUDecomposition(matrix)
    for transposed in [false, true] {
      let solution = try decomposition.solve(right, transposed: transposed)
      let back = try matrix.multiplied(by: solution, transposing: transposed ? .left : .neither)
      let scale = max(1, largest(matrix.elements) * largest(solution.elements))
      #expect(distance(back, right, relativeTo: scale) <= 16 * roundoff(matrix))
    }
    let inverse = try decomposition.inverse()
    let scale = max(1, largest(inverse.elements))
    #expect(
      try distance(naiveProduct(matrix, inverse), .identity(order), relativeTo: scale) <= 64
        * roundoff(matrix))
  }

  @Test func determinantsAreThoseByHand() throws {
    let determinant = try LUDecomposition(Matrix([[0, 2], [3, 0]])).determinant
    #expect(determinant.sign == -1)
    #expect((determinant.logarithm - log(6)).magnitude < 1e-15)
    #expect(try LUDecomposition(Matrix([[2, 1], [1, 2]])).determinant.sign == 1)
    #expect(
      try LUDecomposition(Matrix([[1, 2], [2, 4]])).determinant == LUDecomposition(Matrix([[0]])).determinant)
    #expect(try LUDecomposition(Matrix([[0]])).determinant.logarithm == -.infinity)
    #expect(try LUDecomposition(.identity(0)).determinant.logarithm == 0)
    // 1e200 squared is beyond the doubles; its logarithm is not.
    let large = try LUDecomposition(.diagonal([1e200, -1e200])).determinant
    #expect(large.sign == -1)
    #expect((large.logarithm - 400 * log(10)).magnitude < 1e-12)
  }

  @Test func aSingularMatrixIsReportedWithItsPivot() throws {
    let decomposition = try LUDecomposition(Matrix([[1, 2], [2, 4]]))
    #expect(throws: LinearAlgebraError.singular(pivot: 1)) { try decomposition.solve([1, 2]) }
    #expect(throws: LinearAlgebraError.singular(pivot: 1)) { try decomposition.inverse() }
    #expect(try decomposition.reciprocalCondition() == 0)
  }

  @Test(arguments: orders)
  func theCholeskyFactorSquaresToTheMatrix(order: Int) throws {
    let matrix = try positiveDefinite(order)
    let decomposition = try CholeskyDecomposition(matrix)
    let scale = largest(matrix.elements)
    let square = try naiveProduct(decomposition.factor, decomposition.factor.transposed())
    #expect(distance(square, matrix, relativeTo: scale) <= roundoff(matrix))
    #expect(decomposition.factor.diagonal.allSatisfy { $0 > 0 })
    let right = try Matrix(rows: order, columns: 2, repeating: 1)
    let solution = try decomposition.solve(right)
    #expect(try distance(naiveProduct(matrix, solution), right) <= 16 * scale * roundoff(matrix))
    let inverse = try decomposition.inverse()
    #expect(inverse == inverse.transposed())
    #expect(try distance(naiveProduct(matrix, inverse), .identity(order)) <= 16 * scale * roundoff(matrix))
    let logarithm = try LUDecomposition(matrix).determinant.logarithm
    #expect(
      (decomposition.logarithmOfDeterminant - logarithm).magnitude <= 1e-12 * max(1, logarithm.magnitude))
    let condition = try decomposition.reciprocalCondition()
    let other = try LUDecomposition(matrix).reciprocalCondition()
    #expect(condition > other / 3 && condition < other * 3)
  }

  @Test func onlyTheLowerTriangleIsRead() throws {
    let full = try CholeskyDecomposition(Matrix([[4, 2], [2, 3]]))
    let half = try CholeskyDecomposition(Matrix([[4, 99], [2, 3]]))
    #expect(full.factor == half.factor)
    #expect(try full.reciprocalCondition() == half.reciprocalCondition())
  }

  @Test func anIndefiniteMatrixIsReportedWithItsMinor() {
    #expect(throws: LinearAlgebraError.notPositiveDefinite(leadingMinor: 2)) {
      try CholeskyDecomposition(Matrix([[1, 2], [2, 1]]))
    }
    #expect(throws: LinearAlgebraError.notPositiveDefinite(leadingMinor: 1)) {
      try CholeskyDecomposition(Matrix([[0]]))
    }
  }

  @Test(arguments: [Triangle.upper, .lower], [false, true])
  func aTriangleIsSolvedAndTheOtherHalfIgnored(triangle: Triangle, transposed: Bool) throws {
    for order in orders {
      var numbers = SeededNumbers(seed: 9)
      var matrix = try numbers.matrix(order, order)
      var used = matrix
      for column in 0..<order {
        matrix[column, column] = 2
        used[column, column] = 2
        for row in 0..<order where triangle == .upper ? row > column : row < column { used[row, column] = 0 }
      }
      let right = try numbers.matrix(order, 2)
      let solution = try matrix.solveTriangular(triangle, right, transposed: transposed)
      let back = try naiveProduct(transposed ? used.transposed() : used, solution)
      let scale = max(1, largest(solution.elements))
      #expect(distance(back, right, relativeTo: scale) <= roundoff(matrix))
      #expect(try matrix.reciprocalConditionOfTriangle(triangle) > 0)
    }
    #expect(throws: LinearAlgebraError.singular(pivot: 1)) {
      try Matrix([[1, 1], [1, 0]]).solveTriangular(triangle, [1, 1], transposed: transposed)
    }
  }

  @Test func hostileInputIsRefused() throws {
    let wide = Matrix([[1, 2]])
    let square = Matrix([[1, 0], [0, 1]])
    let bad = Matrix([[1, 0], [.nan, 1]])
    let shape = wide.shape
    #expect(throws: LinearAlgebraError.notSquare(operation: "LU decomposition", shape: shape)) {
      try LUDecomposition(wide)
    }
    #expect(throws: LinearAlgebraError.notSquare(operation: "Cholesky decomposition", shape: shape)) {
      try CholeskyDecomposition(wide)
    }
    #expect(throws: LinearAlgebraError.notSquare(operation: "triangular solve", shape: shape)) {
      try wide.solveTriangular(.upper, [1])
    }
    let expected = LinearAlgebraError.notFinite(argument: "matrix", row: 1, column: 0)
    #expect(throws: expected) { try LUDecomposition(bad) }
    #expect(throws: expected) { try CholeskyDecomposition(bad) }
    #expect(throws: expected) { try bad.solveTriangular(.lower, [1, 1]) }
    #expect(throws: expected) { try bad.reciprocalConditionOfTriangle(.lower) }
    #expect(throws: LinearAlgebraError.self) { try LUDecomposition(square).solve([1]) }
    #expect(throws: LinearAlgebraError.self) { try CholeskyDecomposition(square).solve([1, 2, 3]) }
    #expect(throws: LinearAlgebraError.notFinite(argument: "right-hand side", row: 1, column: 0)) {
      try LUDecomposition(square).solve([1, .infinity])
    }
  }

  @Test func anOverflowingResultIsAnErrorAndNotAnInfinity() throws {
    #expect(throws: LinearAlgebraError.resultNotFinite(operation: "solution")) {
      try LUDecomposition(Matrix([[1e-200]])).solve([1e200])
    }
    #expect(throws: LinearAlgebraError.resultNotFinite(operation: "triangular solve")) {
      try Matrix([[1e-300]]).solveTriangular(.upper, [1e300])
    }
    #expect(throws: LinearAlgebraError.self) {
      try LUDecomposition(Matrix([[1e308, -1e308], [1e308, 1e308]])).inverse()
    }
  }

  @Test func aNormBeyondTheDoublesHasNoConditionEstimate() throws {
    let matrix = Matrix([[1.5e308, 0], [-1.5e308, 1.5e308]])
    let expected = LinearAlgebraError.resultNotFinite(operation: "norm")
    #expect(throws: expected) { try LUDecomposition(matrix).reciprocalCondition() }
    let symmetric = Matrix([[1.5e308, 1e308], [1e308, 1.5e308]])
    #expect(throws: expected) { try CholeskyDecomposition(symmetric).reciprocalCondition() }
  }
}
