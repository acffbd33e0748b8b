import LinearAlgebra
import Testing

@Suite struct QRDecompositionTests {
  static let pivotings: [QRDecomposition.Pivoting] = [.columns, .none]

  @Test(arguments: Structure.allCases, pivotings)
  func theFactorsMultiplyToTheMatrix(structure: Structure, pivoting: QRDecomposition.Pivoting) throws {
    for (rows, columns) in shapes {
      let matrix = try structure.matrix(rows, columns)
      let decomposition = try QRDecomposition(matrix, pivoting: pivoting)
      let (thinQ, factorR) = (try decomposition.thinQ(), decomposition.factorR)
      #expect(thinQ.shape == MatrixShape(rows: rows, columns: min(rows, columns)))
      #expect(factorR.shape == MatrixShape(rows: min(rows, columns), columns: columns))
      #expect(decomposition.permutation.sorted() == Array(0..<columns))
      let permuted = try matrix.selecting(columns: decomposition.permutation)
      let scale = largest(matrix.elements)
      #expect(try distance(naiveProduct(thinQ, factorR), permuted, relativeTo: scale) <= roundoff(matrix))
      #expect(try orthogonalityDefect(thinQ) <= roundoff(matrix))
      for column in 0..<columns {
        for row in 0..<factorR.rows where row > column { #expect(factorR[row, column] == 0) }
      }
    }
  }

  @Test(arguments: pivotings)
  func applyingQIsMultiplyingByTheFormedOne(pivoting: QRDecomposition.Pivoting) throws {
    for (rows, columns) in shapes {
      var numbers = SeededNumbers(seed: 4)
      let matrix = try numbers.matrix(rows, columns)
      let decomposition = try QRDecomposition(matrix, pivoting: pivoting)
      let full = try decomposition.applyingQ(to: .identity(rows))
      #expect(try orthogonalityDefect(full) <= roundoff(matrix))
      let other = try numbers.matrix(rows, 3)
      #expect(
        try distance(decomposition.applyingQ(to: other), naiveProduct(full, other)) <= 4 * roundoff(matrix))
      let back = try decomposition.applyingQ(to: decomposition.applyingQ(to: other), transposed: true)
      #expect(distance(back, other) <= 4 * roundoff(matrix))
      let thin = try decomposition.thinQ()
      #expect(distance(try full.selecting(columns: Array(0..<thin.columns)), thin) <= roundoff(matrix))
    }
  }

  @Test func theRankIsThatOfTheConstruction() throws {
    var numbers = SeededNumbers(seed: 5)
    for (rows, columns, rank) in [(9, 6, 4), (6, 9, 3), (50, 20, 1), (20, 20, 19), (5, 5, 0)] {
      let matrix = try numbers.matrix(rows, rank).multiplied(by: numbers.matrix(rank, columns))
      for pivoting in Self.pivotings {
        #expect(try QRDecomposition(matrix, pivoting: pivoting).rank() == rank)
      }
    }
    // Kahan: the diagonal of an unpivoted R hides a deficient rank.
    let shifted = Matrix([[0, 1, 0], [0, 0, 1], [0, 0, 0]])
    #expect(try QRDecomposition(shifted, pivoting: .none).rank() == 2)
    #expect(try QRDecomposition(Matrix([[1, 0], [0, 1e-10]])).rank(tolerance: 1e-8) == 1)
    #expect(try QRDecomposition(Matrix([[1, 0], [0, 1e-10]])).rank(tolerance: 0) == 2)
  }

  @Test func solvingMinimisesTheResiduals() throws {
    var numbers = SeededNumbers(seed: 6)
    for (rows, columns) in [(1, 1), (6, 6), (30, 4), (300, 25)] {
      let matrix = try numbers.matrix(rows, columns)
      let right = try numbers.matrix(rows, 2)
      for pivoting in Self.pivotings {
        let solution = try QRDecomposition(matrix, pivoting: pivoting).solve(right)
        var residuals = right
        try residuals.accumulate(-1, matrix, solution)
        let gradient = try naiveProduct(matrix.transposed(), residuals)
        #expect(largest(gradient.elements) <= 1e-11)
      }
    }
  }

  @Test func deficientRankIsReportedWithItsNumbers() throws {
    let matrix = Matrix([[1, 2, 3], [1, 2, 4], [1, 2, 5], [1, 2, 7]])
    for pivoting in Self.pivotings {
      let decomposition = try QRDecomposition(matrix, pivoting: pivoting)
      #expect(
        throws: LinearAlgebraError.rankDeficient(rank: 2, columns: 3, tolerance: 1e-9, dependentColumns: [0])
      ) {
        try decomposition.solve(Matrix([[1], [2], [3], [4]]), tolerance: 1e-9)
      }
      #expect(try decomposition.reciprocalCondition() < 1e-15)
    }
    #expect(throws: LinearAlgebraError.self) { try QRDecomposition(Matrix([[1, 2]])).solve(Matrix([[1]])) }
  }

  @Test func theConditionEstimateIsNearTheTrueOne() throws {
    #expect(try QRDecomposition(Matrix.diagonal([1, 1e-3])).reciprocalCondition() == 1e-3)
    let hilbert = try Structure.hilbert.matrix(8, 8)
    let estimate = try QRDecomposition(hilbert).reciprocalCondition()
    let exact = try SingularValueDecomposition(hilbert).reciprocalCondition
    #expect(estimate > exact / 10 && estimate < exact * 10)
  }

  @Test func hostileInputIsRefused() throws {
    #expect(throws: LinearAlgebraError.notFinite(argument: "matrix", row: 1, column: 2)) {
      try QRDecomposition(Matrix([[1, 2, 3], [4, 5, .nan]]))
    }
    #expect(throws: LinearAlgebraError.notFinite(argument: "matrix", row: 0, column: 0)) {
      try QRDecomposition(Matrix([[-.infinity]]), pivoting: .none)
    }
    let decomposition = try QRDecomposition(Matrix([[1, 0], [0, 1]]))
    #expect(throws: LinearAlgebraError.self) { try decomposition.applyingQ(to: Matrix([[1]])) }
    #expect(throws: LinearAlgebraError.self) { try decomposition.applyingQ(to: Matrix([[1], [.nan]])) }
    for tolerance in [-1, Double.nan, .infinity] {
      #expect(throws: LinearAlgebraError.self) { try decomposition.rank(tolerance: tolerance) }
    }
  }
}
