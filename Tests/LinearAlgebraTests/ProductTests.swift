import LinearAlgebra
import Testing

@Suite struct ProductTests {
  static let sizes = [
    (1, 1, 1), (2, 3, 4), (5, 1, 7), (16, 16, 16), (31, 17, 9), (64, 65, 3), (0, 3, 2), (3, 0, 2), (3, 2, 0),
  ]

  @Test(arguments: sizes)
  func aProductIsThatOfTheDefinition(rows: Int, inner: Int, columns: Int) throws {
    var numbers = SeededNumbers(seed: 1)
    let left = try numbers.matrix(rows, inner)
    let right = try numbers.matrix(inner, columns)
    let expected = try naiveProduct(left, right)
    let tolerance = Double(inner + 1) * .ulpOfOne
    let (leftT, rightT) = (left.transposed(), right.transposed())
    #expect(try distance(left.multiplied(by: right), expected) <= tolerance)
    #expect(try distance(leftT.multiplied(by: right, transposing: .left), expected) <= tolerance)
    #expect(try distance(left.multiplied(by: rightT, transposing: .right), expected) <= tolerance)
    #expect(try distance(leftT.multiplied(by: rightT, transposing: .both), expected) <= tolerance)
  }

  @Test(arguments: sizes)
  func aGramMatrixIsTheProductWithItselfAndSymmetricToTheBit(rows: Int, inner: Int, columns: Int) throws {
    var numbers = SeededNumbers(seed: 2)
    let matrix = try numbers.matrix(rows, inner)
    let tolerance = Double(max(rows, inner) + 1) * .ulpOfOne
    let ofColumns = try matrix.gram()
    #expect(try distance(ofColumns, naiveProduct(matrix.transposed(), matrix)) <= tolerance)
    #expect(ofColumns == ofColumns.transposed())
    let ofRows = try matrix.gram(of: .rows)
    #expect(try distance(ofRows, naiveProduct(matrix, matrix.transposed())) <= tolerance)
    #expect(ofRows == ofRows.transposed())
  }

  @Test(arguments: sizes)
  func aProductWithAVectorIsThatWithAColumn(rows: Int, inner: Int, columns: Int) throws {
    var numbers = SeededNumbers(seed: 3)
    let matrix = try numbers.matrix(rows, inner)
    let vector = numbers.vector(inner)
    let other = numbers.vector(rows)
    let tolerance = Double(rows + inner + 1) * .ulpOfOne
    let column = try Matrix(rows: inner, columns: 1, columnMajor: vector)
    let otherColumn = try Matrix(rows: rows, columns: 1, columnMajor: other)
    #expect(
      try distance(
        Matrix(rows: rows, columns: 1, columnMajor: matrix.multiplied(by: vector)),
        naiveProduct(matrix, column))
        <= tolerance)
    #expect(
      try distance(
        Matrix(rows: inner, columns: 1, columnMajor: matrix.multiplied(by: other, transposed: true)),
        naiveProduct(matrix.transposed(), otherColumn)) <= tolerance)
  }

  @Test func accumulationKeepsAMultipleOfTheOldElements() throws {
    let left = Matrix([[1, 2], [3, 4]])
    let right = Matrix([[5, 6], [7, 8]])
    var sum = Matrix([[100, 200], [300, 400]])
    try sum.accumulate(2, left, right, keeping: 0.5)
    #expect(sum == Matrix([[50 + 38, 100 + 44], [150 + 86, 200 + 100]]))
    try sum.accumulate(1, left, right, transposing: .left, keeping: 0)
    #expect(sum == Matrix([[26, 30], [38, 44]]))
  }

  @Test func aMatrixMayAccumulateAProductOfItself() throws {
    var matrix = Matrix([[1, 2], [3, 4]])
    let before = matrix
    try matrix.accumulate(1, matrix, matrix)
    #expect(matrix == Matrix([[8, 12], [18, 26]]))
    #expect(before == Matrix([[1, 2], [3, 4]]))
  }

  @Test func aProductOverNothingIsZero() throws {
    let product = try Matrix(rows: 2, columns: 0).multiplied(by: Matrix(rows: 0, columns: 3))
    #expect(try product == Matrix(rows: 2, columns: 3))
    #expect(try Matrix(rows: 2, columns: 0).multiplied(by: []) == [0, 0])
  }

  @Test func productsPassNotANumberOn() throws {
    #expect(try Matrix([[.nan, 1]]).multiplied(by: [1, 1])[0].isNaN)
    #expect(try Matrix([[.infinity]]).multiplied(by: Matrix([[2]]))[0, 0] == .infinity)
  }

  @Test func shapesThatDoNotFitAreRefused() throws {
    let matrix = Matrix([[1, 2, 3], [4, 5, 6]])
    let shape = matrix.shape
    #expect(throws: LinearAlgebraError.dimensionMismatch(operation: "product", left: shape, right: shape)) {
      try matrix.multiplied(by: matrix)
    }
    #expect(throws: LinearAlgebraError.self) { try matrix.multiplied(by: matrix, transposing: .both) }
    #expect(throws: LinearAlgebraError.self) { try matrix.multiplied(by: [1, 2]) }
    #expect(throws: LinearAlgebraError.self) { try matrix.multiplied(by: [1, 2, 3], transposed: true) }
    var target = matrix
    #expect(throws: LinearAlgebraError.self) { try target.accumulate(1, matrix, matrix, transposing: .right) }
    #expect(target == matrix)
    let long = try Matrix(rows: 100_000, columns: 1)
    #expect(throws: LinearAlgebraError.invalidSize(rows: 100_000, columns: 100_000)) {
      try long.multiplied(by: long, transposing: .right)
    }
    #expect(throws: LinearAlgebraError.invalidSize(rows: 100_000, columns: 100_000)) {
      try long.gram(of: .rows)
    }
  }

  @Test func oneThreadIsTheDefaultAndTheLibraryIsNamed() {
    #expect(BLAS.threadCount == 1)
    #expect(BLAS.version.hasPrefix("OpenBLAS "))
    #expect(BLAS.configuration.hasPrefix(BLAS.version))
    #expect(!BLAS.coreName.isEmpty)
    #expect(throws: LinearAlgebraError.invalidThreadCount(0)) { try BLAS.setThreadCount(0) }
    #expect(throws: LinearAlgebraError.invalidThreadCount(.max)) { try BLAS.setThreadCount(.max) }
  }
}
