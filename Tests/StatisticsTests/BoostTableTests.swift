import Foundation
import Testing

@testable import Statistics

/// A column of a high-precision table and the function that should reproduce it.
struct TableColumn: Sendable, CustomTestStringConvertible {
  var files: [String]
  var name: String
  /// Column of the expected value, from 0.
  var column: Int
  /// Largest relative error allowed for values of at least 1e-30, and below.
  var bulk = 1e-13
  var tail = 1e-10
  /// Least number of values that must have been compared.
  var count: Int
  var function: @Sendable ([Double]) -> Double

  var testDescription: String { "\(name) (\(files.joined(separator: ", ")))" }
}

private let columns: [TableColumn] = [
  TableColumn(
    files: ["erf_data.txt"], name: "erf", column: 1, count: 490, function: { ErrorFunction.value($0[0]) }),
  TableColumn(
    files: ["erf_data.txt"], name: "erfc", column: 2, count: 490,
    function: { ErrorFunction.complement($0[0]) }),
  TableColumn(
    files: ["erf_inv_data.txt"], name: "inverse erf", column: 1, count: 95,
    function: { ErrorFunction.inverse($0[0]) }),
  TableColumn(
    files: ["erfc_inv_data.txt", "erfc_inv_big_data.txt"], name: "inverse erfc", column: 1, count: 100,
    function: { ErrorFunction.inverseComplement($0[0]) }),
  TableColumn(
    files: ["digamma_data.txt"], name: "digamma", column: 1, count: 490,
    function: { GammaFunction.digamma($0[0]) }),
  TableColumn(
    files: ["factorials.txt", "near_0.txt", "near_1.txt", "near_2.txt", "near_m10.txt", "near_m55.txt"],
    name: "gamma", column: 1, count: 370, function: { GammaFunction.value($0[0]) }),
  TableColumn(
    files: ["factorials.txt", "near_0.txt", "near_1.txt", "near_2.txt", "near_m10.txt", "near_m55.txt"],
    name: "log gamma", column: 2, count: 390, function: { GammaFunction.logValue($0[0]) }),
  TableColumn(
    files: ["near_0.txt", "near_1.txt"], name: "log gamma of 1 + x", column: 2, count: 50,
    function: { abs($0[0] - 1) < 1 ? GammaFunction.logValue(onePlus: $0[0] - 1) : .nan }),
  TableColumn(
    files: ["beta_med_data.txt", "beta_exp_data.txt"], name: "beta", column: 2, count: 1900,
    function: { BetaFunction.value($0[0], $0[1]) }),
  TableColumn(
    files: ["beta_med_data.txt", "beta_exp_data.txt"], name: "log beta", column: 2, count: 1900,
    function: { exponential(BetaFunction.logValue($0[0], $0[1])) }),
  TableColumn(
    files: ["log1p_expm1_data.txt"], name: "ln(1 + x)", column: 1, count: 75,
    function: { logarithm(onePlus: $0[0]) }),
  TableColumn(
    files: ["log1p_expm1_data.txt"], name: "exp(x) - 1", column: 2, count: 75,
    function: { exponentialMinusOne($0[0]) }),
]

private let incomplete: [TableColumn] =
  ["igamma_small_data.txt", "igamma_med_data.txt", "igamma_int_data.txt", "igamma_big_data.txt"].flatMap {
    file in
    [
      TableColumn(
        files: [file], name: "Q(a, x)", column: 3, count: 100,
        function: { IncompleteGamma.upper(shape: $0[0], $0[1]) }),
      TableColumn(
        files: [file], name: "P(a, x)", column: 5, count: 100,
        function: { IncompleteGamma.lower(shape: $0[0], $0[1]) }),
    ]
  }
  + ["gamma_inv_small_data.txt", "gamma_inv_data.txt", "gamma_inv_big_data.txt"].flatMap { file in
    [
      TableColumn(
        files: [file], name: "inverse of P", column: 2, count: 60,
        function: { IncompleteGamma.inverseLower(shape: $0[0], $0[1]) }),
      TableColumn(
        files: [file], name: "inverse of Q", column: 3, count: 60,
        function: { IncompleteGamma.inverseUpper(shape: $0[0], $0[1]) }),
    ]
  }
  + ["ibeta_small_data.txt", "ibeta_data.txt", "ibeta_int_data.txt", "ibeta_large_data.txt"].flatMap {
    file in
    [
      TableColumn(
        files: [file], name: "I_x(a, b)", column: 5, count: 200,
        function: { BetaFunction.lower($0[2], a: $0[0], b: $0[1]) }),
      TableColumn(
        files: [file], name: "1 - I_x(a, b)", column: 6, count: 200,
        function: { BetaFunction.upper($0[2], a: $0[0], b: $0[1]) }),
    ]
  }
  + [
    TableColumn(
      files: ["ibeta_inv_data.txt"], name: "inverse of I_x", column: 3, count: 400,
      function: { BetaFunction.inverseLower($0[2], a: $0[0], b: $0[1]) }),
    TableColumn(
      files: ["ibeta_inv_data.txt"], name: "inverse of 1 - I_x", column: 4, count: 400,
      function: { BetaFunction.inverseUpper($0[2], a: $0[0], b: $0[1]) }),
  ]

@Suite struct BoostTableTests {
  @Test(arguments: columns + incomplete)
  func `Special functions agree with 50-digit tables`(column: TableColumn) throws {
    var worst = (bulk: (error: 0.0, row: [Double]()), tail: (error: 0.0, row: [Double]()))
    var compared = 0
    for file in column.files {
      for row in try table("boost-special/" + file) where row.count > column.column {
        let expected = row[column.column]
        let found = column.function(row)
        // Below the least normal double there are no digits to compare; NaN marks a row not applicable.
        if row.contains(where: { $0.isNaN }) || found.isNaN && column.name == "log gamma of 1 + x" {
          continue
        }
        if expected != 0, abs(expected) < 1e-300 || !expected.isFinite { continue }
        if row[0] == 0 || column.name.hasPrefix("inverse erfc") && row[0] < 1e-300 { continue }
        compared += 1
        let error = found.isNaN ? .infinity : relativeError(found, expected)
        if abs(expected) >= 1e-30 {
          if error > worst.bulk.error { worst.bulk = (error, row) }
        } else if error > worst.tail.error {
          worst.tail = (error, row)
        }
      }
    }
    print(
      "\(column.testDescription): \(compared) values, worst relative error bulk \(worst.bulk.error) at",
      "\(worst.bulk.row.prefix(3)), far tail \(worst.tail.error) at \(worst.tail.row.prefix(3))")
    #expect(compared >= column.count)
    #expect(worst.bulk.error <= column.bulk)
    #expect(worst.tail.error <= column.tail)
  }
}

@Suite struct InverseTests {
  @Test func `Inverses return to their probabilities for shapes from 1e-6 to 1e7`() {
    var generator = Xoshiro256PlusPlus(seed: 601)
    var worst = (gamma: 0.0, beta: 0.0)
    for _ in 0..<3000 {
      let a = power(10, 13 * generator.uniform() - 6)
      let b = power(10, 13 * generator.uniform() - 6)
      let tail = power(10, -250 * generator.uniform() * generator.uniform())
      let isLower = generator.uniform() < 0.5
      let (lower, upper) = isLower ? (tail, 1 - tail) : (1 - tail, tail)
      let x = IncompleteGamma.inverse(shape: a, lower: lower, upper: upper)
      if x > 1e-300 {
        let tails = IncompleteGamma.tails(shape: a, x)
        // One rounding of x moves the tail by x f(x) ulps.
        let reach = a * IncompleteGamma.prefix(a, x) * Double.ulpOfOne / min(lower, upper)
        let error = relativeError(isLower ? tails.lower : tails.upper, tail)
        worst.gamma = max(worst.gamma, error - 8 * reach)
        #expect(error < 1e-12 + 8 * reach, "gamma \(a), \(lower), \(upper): \(x)")
      }
      let point = BetaFunction.inverse(lower: lower, upper: upper, a: a, b: b)
      if min(point.x, point.y) > 1e-300 {
        let tails = BetaFunction.tails(point.x, point.y, a: a, b: b)
        let nearest = min(point.x, point.y)
        let density = BetaFunction.prefix(point.x, point.y, a, b) / (point.x * point.y)
        let reach = nearest * density * Double.ulpOfOne / min(lower, upper)
        let error = relativeError(isLower ? tails.lower : tails.upper, tail)
        worst.beta = max(worst.beta, error - 8 * reach)
        #expect(error < 2e-12 + 8 * reach, "beta \(a), \(b), \(lower), \(upper): \(point)")
      }
    }
    print("inverses: worst relative error beyond rounding \(worst)")
  }

  @Test func `Huge and tiny arguments end in a value between 0 and 1`() {
    for a in [Double.leastNormalMagnitude, 1e-300, 1e-10, 1, 1e10, 1e12] {
      for x in [0, Double.leastNormalMagnitude, 1e-10, 1, 1e10, 1e12, 1e300, .infinity] {
        let tails = IncompleteGamma.tails(shape: a, x)
        #expect((0...1).contains(tails.lower) && (0...1).contains(tails.upper), "\(a) \(x) \(tails)")
        #expect(abs(tails.lower + tails.upper - 1) < 1e-12, "\(a) \(x) \(tails)")
      }
      for b in [1e-300, 1e-10, 1, 1e10] {
        for x in [0, Double.leastNormalMagnitude, 1e-10, 0.5, 1 - 1e-16, 1] {
          let tails = BetaFunction.tails(x, 1 - x, a: a, b: b)
          #expect((0...1).contains(tails.lower) && (0...1).contains(tails.upper), "\(a) \(b) \(x) \(tails)")
          #expect(abs(tails.lower + tails.upper - 1) < 1e-12, "\(a) \(b) \(x) \(tails)")
        }
      }
    }
  }
}
