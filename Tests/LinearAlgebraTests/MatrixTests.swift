import LinearAlgebra
import Testing

@Suite struct MatrixTests {
  @Test func elementsAreStoredColumnByColumn() throws {
    let matrix = Matrix([[1, 2, 3], [4, 5, 6]])
    #expect(matrix.shape == MatrixShape(rows: 2, columns: 3))
    #expect(matrix.elements == [1, 4, 2, 5, 3, 6])
    #expect(matrix[1, 2] == 6)
    #expect(try Matrix(rows: [[1, 2, 3], [4, 5, 6]]) == matrix)
    #expect(try Matrix(columns: [[1, 4], [2, 5], [3, 6]]) == matrix)
    #expect(try Matrix(rows: 2, columns: 3, columnMajor: [1, 4, 2, 5, 3, 6]) == matrix)
    #expect(matrix.transposed() == Matrix([[1, 4], [2, 5], [3, 6]]))
    #expect(matrix.diagonal == [1, 5])
  }

  @Test func rowsAndColumnsCanBeTakenOut() throws {
    let matrix = Matrix([[1, 2, 3], [4, 5, 6]])
    #expect(try Array(matrix.column(1)) == [2, 5])
    #expect(try matrix.row(1) == [4, 5, 6])
    #expect(try matrix.selecting(columns: [2, 0, 2]) == Matrix([[3, 1, 3], [6, 4, 6]]))
    #expect(try matrix.selecting(rows: [1, 1, 0]) == Matrix([[4, 5, 6], [4, 5, 6], [1, 2, 3]]))
    #expect(try matrix.selecting(columns: []).shape == MatrixShape(rows: 2, columns: 0))
  }

  @Test func specialMatricesHaveTheirDiagonal() throws {
    #expect(try Matrix.identity(2) == Matrix([[1, 0], [0, 1]]))
    #expect(try Matrix.diagonal([2, 3]) == Matrix([[2, 0], [0, 3]]))
    #expect(try Matrix(rows: 2, columns: 1, repeating: 7) == Matrix([[7], [7]]))
    #expect(try Matrix.identity(0).isEmpty)
  }

  @Test func aCopyIsChangedAlone() throws {
    let original = Matrix([[1, 2], [3, 4]])
    var copy = original
    copy[0, 1] = 9
    #expect(original[0, 1] == 2)
    #expect(copy[0, 1] == 9)
    copy = original
    copy.withUnsafeMutableElements { $0[0] = 8 }
    #expect(original[0, 0] == 1)
  }

  @Test func storageIsSharedUntilItIsChanged() throws {
    let values = [1.0, 2, 3, 4]
    let address = values.withUnsafeBufferPointer { $0.baseAddress }
    var matrix = try Matrix(rows: 2, columns: 2, columnMajor: values)
    let copy = matrix
    #expect(copy.withUnsafeElements { $0.baseAddress } == address)
    matrix[1, 1] = 5
    let own = matrix.withUnsafeElements { $0.baseAddress }
    #expect(own != address)
    matrix[0, 0] = 6
    #expect(matrix.withUnsafeElements { $0.baseAddress } == own)
    #expect(values == [1, 2, 3, 4])
  }

  @Test func impossibleShapesAreRefused() {
    for (rows, columns) in [(-1, 2), (2, -1), (Int.max, 2), (1 << 40, 0), (1 << 16, 1 << 16), (.min, .min)] {
      #expect(throws: LinearAlgebraError.invalidSize(rows: rows, columns: columns)) {
        try Matrix(rows: rows, columns: columns)
      }
    }
    #expect(throws: LinearAlgebraError.invalidSize(rows: -3, columns: -3)) { try Matrix.identity(-3) }
    #expect(throws: LinearAlgebraError.elementCountMismatch(rows: 2, columns: 2, found: 3)) {
      try Matrix(rows: 2, columns: 2, columnMajor: [1, 2, 3])
    }
    #expect(throws: LinearAlgebraError.unequalLengths(index: 1, count: 1, expected: 2)) {
      try Matrix(rows: [[1, 2], [3]])
    }
    #expect(throws: LinearAlgebraError.unequalLengths(index: 2, count: 0, expected: 1)) {
      try Matrix(columns: [[1], [2], []])
    }
  }

  @Test func indicesOutsideAreRefused() {
    let matrix = Matrix([[1, 2]])
    #expect(throws: LinearAlgebraError.indexOutOfRange(index: 2, count: 2)) { try matrix.column(2) }
    #expect(throws: LinearAlgebraError.indexOutOfRange(index: -1, count: 1)) { try matrix.row(-1) }
    #expect(throws: LinearAlgebraError.indexOutOfRange(index: 5, count: 2)) {
      try matrix.selecting(columns: [0, 5])
    }
    #expect(throws: LinearAlgebraError.indexOutOfRange(index: .max, count: 1)) {
      try matrix.selecting(rows: [.max])
    }
  }

  @Test func aSubscriptOutsideStopsTheProgramAsAnArrayDoes() async {
    await #expect(processExitsWith: .failure) {
      let matrix = Matrix([[1, 2], [3, 4]])
      // Inside the storage, but not a place of the matrix.
      _ = matrix[2, 0]
    }
  }

  @Test func messagesCarryTheNumbers() {
    let error = LinearAlgebraError.rankDeficient(
      rank: 2, columns: 4, tolerance: 1e-14, dependentColumns: [1, 3])
    #expect(
      error.description
        == "rank 2 of 4 columns at relative tolerance 1e-14; drop columns 1, 3 or ask for the "
        + "minimum-norm solution")
    #expect(
      LinearAlgebraError.notFinite(argument: "design", row: 3, column: 1).description
        == "design is NaN or infinite at row 3, column 1")
  }
}
