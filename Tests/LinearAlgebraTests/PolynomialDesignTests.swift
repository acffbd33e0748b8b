import LinearAlgebra
import Testing

@Suite struct PolynomialDesignTests {
  @Test func columnsArePowersInFullPrecision() throws {
    let design = try DesignMatrix.polynomial(of: [0, -3, 1e7 + 1], degree: 4)
    #expect(design.shape == MatrixShape(rows: 3, columns: 5))
    #expect(try design.leading.row(0) == [1, 0, 0, 0, 0])
    #expect(try design.leading.row(1) == [1, -3, 9, -27, 81])
    // (10⁷ + 1)⁴ = 10²⁸ + 4·10²¹ + 6·10¹⁴ + 4·10⁷ + 1 has 94 bits.
    let high = Int128(design.leading[2, 4])
    let low = Int128(design.trailing?[2, 4] ?? 0)
    let base: Int128 = 10_000_001
    #expect(high + low == base * base * base * base)
  }

  @Test func theConstantCanBeLeftOut() throws {
    let design = try DesignMatrix.polynomial(of: [2, 3], degree: 2, includesConstant: false)
    #expect(design.leading == Matrix([[2, 4], [3, 9]]))
    #expect(try DesignMatrix.polynomial(of: [2], degree: 0).leading == Matrix([[1]]))
    #expect(try DesignMatrix.polynomial(of: [2], degree: 0, includesConstant: false).shape.columns == 0)
    #expect(
      try DesignMatrix.polynomial(of: [], degree: 1_000_000).shape == MatrixShape(rows: 0, columns: 1_000_001)
    )
  }

  @Test func tooFewDistinctValuesAreFoundOutInSpiteOfTheExtraBits() throws {
    let values = [0.1, 0.2, 0.3, 0.1, 0.2, 0.3, 0.1, 0.2]
    let design = try DesignMatrix.polynomial(of: values, degree: 4)
    for precision in [LeastSquaresPrecision.automatic, .double, .doubleDouble] {
      #expect {
        try leastSquares(design, values, precision: precision)
      } throws: { error in
        guard case LinearAlgebraError.rankDeficient(rank: 3, columns: 5, _, _) = error else { return false }
        return true
      }
    }
  }

  @Test func aPolynomialIsRecoveredWhereDoublesAloneAreDeficient() throws {
    // Near 1000 the powers of neighbouring values are almost proportional: condition 10²⁰ and more.
    let values = (0..<30).map { 1000 + Double($0) / 16 }
    let design = try DesignMatrix.polynomial(of: values, degree: 5)
    let response = values.map { 1 + $0 }
    #expect(throws: LinearAlgebraError.self) { try leastSquares(design, response, precision: .double) }
    let solution = try leastSquares(design, response)
    #expect(solution.precision == .doubleDouble)
    #expect((solution.coefficients[1] - 1).magnitude < 1e-9)
  }

  @Test func aDesignMayHaveColumnsOfAnyKind() throws {
    let third = DoubleDouble(1) / 3
    let design = try DesignMatrix(columns: [[1, 1], [third, 2]])
    #expect(design.leading[0, 1] == 1 / 3.0)
    #expect(design.trailing?[0, 1] == third.low)
    #expect(throws: LinearAlgebraError.self) { try DesignMatrix(columns: [[1], [1, 2]]) }
    let bad = try DesignMatrix(columns: [[1, 2], [3, DoubleDouble(.nan)]])
    #expect(throws: LinearAlgebraError.notFinite(argument: "design", row: 1, column: 1)) {
      try leastSquares(bad, [1, 2])
    }
  }

  @Test func hostileDegreesAndValuesAreRefused() {
    for degree in [-1, Int.min, Int.max, 1 << 31] {
      #expect(throws: LinearAlgebraError.self) { try DesignMatrix.polynomial(of: [1, 2], degree: degree) }
    }
    #expect(throws: LinearAlgebraError.notFinite(argument: "values", row: 1, column: 0)) {
      try DesignMatrix.polynomial(of: [1, .nan], degree: 2)
    }
    #expect(throws: LinearAlgebraError.resultNotFinite(operation: "powers of the values")) {
      try DesignMatrix.polynomial(of: [1e200], degree: 2)
    }
  }
}
