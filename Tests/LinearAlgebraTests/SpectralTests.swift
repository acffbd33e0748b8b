import LinearAlgebra
import Testing

@Suite struct SpectralTests {
  @Test(arguments: Structure.allCases)
  func singularValuesAndVectorsMultiplyToTheMatrix(structure: Structure) throws {
    for (rows, columns) in shapes {
      let matrix = try structure.matrix(rows, columns)
      let decomposition = try SingularValueDecomposition(matrix)
      let count = min(rows, columns)
      #expect(decomposition.values.count == count)
      #expect(decomposition.values == decomposition.values.sorted(by: >))
      #expect(decomposition.values.allSatisfy { $0 >= 0 })
      #expect(try orthogonalityDefect(decomposition.left) <= roundoff(matrix))
      #expect(try orthogonalityDefect(decomposition.rightTransposed.transposed()) <= roundoff(matrix))
      let product = try naiveProduct(
        naiveProduct(decomposition.left, .diagonal(decomposition.values)), decomposition.rightTransposed)
      let scale = decomposition.values.first ?? 1
      #expect(distance(product, matrix, relativeTo: scale) <= roundoff(matrix))
      let alone = try SingularValueDecomposition.values(of: matrix)
      #expect(zip(alone, decomposition.values).allSatisfy { ($0 - $1).magnitude <= roundoff(matrix) * scale })
    }
  }

  @Test func singularValuesOfAKnownMatrixAreKnown() throws {
    let decomposition = try SingularValueDecomposition(Matrix([[3, 0], [0, -4], [0, 0]]))
    #expect(decomposition.values == [4, 3])
    #expect(decomposition.reciprocalCondition == 0.75)
    #expect(try decomposition.rank() == 2)
    #expect(try decomposition.rank(tolerance: 0.8) == 1)
    #expect(try SingularValueDecomposition(Structure.ones.matrix(6, 4)).rank() == 1)
    #expect(try SingularValueDecomposition(Structure.zeros.matrix(6, 4)).rank() == 0)
    #expect(try SingularValueDecomposition(Structure.zeros.matrix(6, 4)).reciprocalCondition == 0)
  }

  @Test(arguments: orders)
  func eigenvectorsDiagonaliseASymmetricMatrix(order: Int) throws {
    for structure in Structure.allCases {
      var matrix = try structure.matrix(order, order)
      for column in 0..<order { for row in 0..<column { matrix[row, column] = matrix[column, row] } }
      let decomposition = try SymmetricEigendecomposition(matrix)
      #expect(decomposition.values == decomposition.values.sorted())
      #expect(try orthogonalityDefect(decomposition.vectors) <= roundoff(matrix))
      let product = try naiveProduct(
        naiveProduct(decomposition.vectors, .diagonal(decomposition.values)),
        decomposition.vectors.transposed())
      let scale = largest(decomposition.values)
      #expect(distance(product, matrix, relativeTo: scale) <= roundoff(matrix))
      let alone = try SymmetricEigendecomposition.values(of: matrix)
      #expect(zip(alone, decomposition.values).allSatisfy { ($0 - $1).magnitude <= roundoff(matrix) * scale })
    }
  }

  @Test func eigenvaluesOfAKnownMatrixAreKnown() throws {
    let values = try SymmetricEigendecomposition.values(of: Matrix([[2, 77], [1, 2]]))
    #expect((values[0] - 1).magnitude < 1e-15 && (values[1] - 3).magnitude < 1e-15)
  }

  @Test func hostileInputIsRefused() {
    let wide = Matrix([[1, 2]])
    #expect(
      throws: LinearAlgebraError.notSquare(operation: "symmetric eigendecomposition", shape: wide.shape)
    ) {
      try SymmetricEigendecomposition(wide)
    }
    for value in [Double.nan, .infinity, -.infinity] {
      #expect(throws: LinearAlgebraError.notFinite(argument: "matrix", row: 0, column: 0)) {
        try SymmetricEigendecomposition(Matrix([[value]]))
      }
      #expect(throws: LinearAlgebraError.notFinite(argument: "matrix", row: 0, column: 1)) {
        try SingularValueDecomposition(Matrix([[1, value]]))
      }
    }
    #expect(throws: LinearAlgebraError.resultNotFinite(operation: "singular values")) {
      try SingularValueDecomposition(Matrix(rows: 4, columns: 4, repeating: .greatestFiniteMagnitude))
    }
  }
}
