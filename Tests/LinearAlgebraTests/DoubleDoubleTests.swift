import FoundationEssentials
import Testing

@testable import LinearAlgebra

@Suite struct DoubleDoubleTests {
  /// Bounds on the relative error that the documentation promises.
  static let bounds = ["+": 0x1p-104, "-": 0x1p-104, "*": 0x1p-104, "/": 0x1p-102, "sqrt": 0x1p-102]

  private struct Operation {
    let name: String
    let left: DoubleDouble
    let right: DoubleDouble
    let exact: [Double]

    init(line: Substring) throws {
      let fields = line.split(separator: ",").map(String.init)
      let numbers = try fields.dropFirst().map { try #require(Double($0)) }
      name = fields[0]
      left = DoubleDouble(sum: numbers[0], numbers[1])
      right = DoubleDouble(sum: numbers[2], numbers[3])
      exact = Array(numbers[4...])
    }

    var result: DoubleDouble {
      switch name {
      case "+": left + right
      case "-": left - right
      case "*": left * right
      case "/": left / right
      default: left.squareRoot
      }
    }

    /// The parts nearly cancel against the exact ones, so these differences are exact.
    func relativeError(_ result: DoubleDouble) -> Double {
      let error = ((result.high - exact[0]) + (result.low - exact[1])) - exact[2]
      return error == 0 ? 0 : (error / exact[0]).magnitude
    }
  }

  private func operations() throws -> [Operation] {
    let text = try String(contentsOf: fixture("double-double/operations.csv"), encoding: .utf8)
    return try text.split(whereSeparator: \.isNewline).dropFirst().map(Operation.init)
  }

  @Test(arguments: ["+", "-", "*", "/", "sqrt"])
  func resultsAgreeWithExactArithmetic(name: String) throws {
    let operations = try operations().filter { $0.name == name }
    let bound = try #require(Self.bounds[name])
    #expect(operations.count == 200)
    for operation in operations {
      let result = operation.result
      #expect(operation.relativeError(result) <= bound)
      #expect(result.low.magnitude <= result.high.ulp / 2)
    }
  }

  @Test func fourLanesAgreeWithExactArithmetic() throws {
    for operation in try operations() where operation.name == "+" || operation.name == "*" {
      let (left, right) = (
        DoubleDoubleLanes(repeating: operation.left), DoubleDoubleLanes(repeating: operation.right)
      )
      let lanes = operation.name == "+" ? left + right : left * right
      for lane in 0..<4 {
        #expect(operation.relativeError(DoubleDouble(sum: lanes.high[lane], lanes.low[lane])) <= 0x1p-103)
      }
    }
  }

  @Test func sumsAndProductsOfDoublesAreExact() {
    let sum = DoubleDouble(sum: 1, 0x1p-80)
    #expect(sum.high == 1 && sum.low == 0x1p-80)
    // (1 + 2⁻⁵²)² = 1 + 2⁻⁵¹ + 2⁻¹⁰⁴
    let product = DoubleDouble(product: 1 + 0x1p-52, 1 + 0x1p-52)
    #expect(product.high == 1 + 0x1p-51 && product.low == 0x1p-104)
    #expect(DoubleDouble(1) + DoubleDouble(0x1p-80) - DoubleDouble(1) == DoubleDouble(0x1p-80))
  }

  @Test func aThirdTimesThreeIsOneToAllBits() {
    let third: DoubleDouble = 1 / 3
    #expect(third.low != 0)
    #expect((third * 3 - 1).magnitude < DoubleDouble(0x1p-103))
    let root = DoubleDouble(2).squareRoot
    #expect((root * root - 2).magnitude < DoubleDouble(0x1p-101))
  }

  @Test func integersAreExact() {
    for value in [0, 1, -1, Int.max, Int.min, Int.max - 1, (1 << 53) + 1] {
      let number = DoubleDouble(integerLiteral: value)
      #expect(Int128(number.high) + Int128(number.low) == Int128(value))
    }
  }

  @Test func orderIsThatOfTheValues() {
    let (one, above, below) = (DoubleDouble(1), DoubleDouble(sum: 1, 0x1p-70), DoubleDouble(sum: 1, -0x1p-70))
    #expect(below < one && one < above && !(above < one))
    #expect((-above).magnitude == above)
    #expect(DoubleDouble(sum: 0, -0x1p-200).magnitude == DoubleDouble(0x1p-200))
    #expect(Double(above) == 1)
  }

  @Test func infinitiesAndNotANumberFollowTheRulesOfDoubles() {
    let infinity = DoubleDouble(.infinity)
    #expect((infinity + 1).high == .infinity && (infinity + 1).low == 0)
    #expect((infinity * -2).high == -.infinity)
    #expect((infinity * 2.5).high == .infinity)
    #expect((DoubleDouble(1e308) * DoubleDouble(1e308)).high == .infinity)
    #expect((DoubleDouble(1) / 0).high == .infinity)
    #expect((DoubleDouble(2) / infinity) == 0)
    #expect((infinity - infinity).high.isNaN)
    #expect((DoubleDouble.zero / 0).high.isNaN)
    #expect(DoubleDouble(-1).squareRoot.high.isNaN)
    #expect(DoubleDouble.zero.squareRoot == 0)
    #expect(infinity.squareRoot == infinity)
    #expect(!DoubleDouble(.nan).isFinite && !infinity.isFinite && DoubleDouble(1).isFinite)
  }
}
