import Foundation
import LinearAlgebra

@testable import Statistics

/// Linear models of R's `stackloss` and what R says of them.
struct Stackloss: Decodable {
  struct Row: Decodable {
    let flow, temperature, acid, loss: Double

    enum CodingKeys: String, CodingKey {
      case flow = "Air.Flow"
      case temperature = "Water.Temp"
      case acid = "Acid.Conc."
      case loss = "stack.loss"
    }
  }
  struct LeastSquares: Decodable {
    let coef, se, hat, cooks, rstudent: [Double]
    let sigma, r2, adj, aic, bic, loglik: Double
    let fisher: [Double]
    let pred, conf, confint: [[Double]]

    enum CodingKeys: String, CodingKey {
      case coef, se, hat, cooks, rstudent, sigma, r2, adj, aic, bic, loglik, pred, conf, confint
      case fisher = "F"
    }
  }
  struct Weighted: Decodable {
    let w, coef, se: [Double]
    let sigma: Double
  }
  struct Robust: Decodable {
    let coef, rweights: [Double]
    let scale: Double
  }
  struct Errors: Decodable {
    let hc0, hc1, hc2, hc3: Double

    enum CodingKeys: String, CodingKey {
      case hc0 = "HC0"
      case hc1 = "HC1"
      case hc2 = "HC2"
      case hc3 = "HC3"
    }
  }
  let data: [Row]
  let ols: LeastSquares
  let wls: Weighted
  let hc: [Errors]
  let neweyWest: [Double]
  let mm: Robust

  enum CodingKeys: String, CodingKey {
    case data, ols, wls, hc, mm
    case neweyWest = "nw_lag2"
  }

  static func read() throws -> Stackloss {
    try JSONDecoder().decode(
      Stackloss.self, from: Data(contentsOf: fixture("r-golden/regression_stackloss.json")))
  }

  var response: [Double] { data.map(\.loss) }

  func design() throws -> LinearDesign {
    try LinearDesign([
      "1": data.map { _ in 1 }, "flow": data.map(\.flow), "temperature": data.map(\.temperature),
      "acid": data.map(\.acid),
    ])
  }
}

/// Models of made data and what statsmodels says of them.
struct StatsmodelsFits: Decodable {
  struct Fit: Decodable {
    struct Test: Decodable { let f, p: Double }
    let coefficients: [Double]
    let logLikelihood, rSquared, adjustedRSquared: Double
    let classical, cr0, cr1, hac4, hc0, hc1, hc2, hc3: [[Double]]
    let waldHc1: Test
  }
  let x, z, y, weights: [Double]
  let clusters: [Int]
  let ols, wls: Fit

  static func read() throws -> StatsmodelsFits { try decoded("regression/statsmodels.json") }

  func design() throws -> LinearDesign { try LinearDesign(["1": x.map { _ in 1 }, "x": x, "z": z]) }
}

/// Largest error relative to the largest value.
func relativeError(_ found: [Double], _ expected: [Double]) -> Double {
  guard found.count == expected.count else { return .infinity }
  let size = expected.reduce(0) { max($0, abs($1)) }
  return zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) } / size
}

/// The same, each element for itself.
func elementwiseError(_ found: [Double], _ expected: [Double]) -> Double {
  guard found.count == expected.count else { return .infinity }
  return zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1) / abs($1.1)) }
}

extension Matrix {
  /// Row after row.
  var rowValues: [Double] { (0..<rows).flatMap { row in (0..<columns).map { self[row, $0] } } }
}

/// A model of random data: terms 1, x1, x2, …; noise that grows with x1.
func randomModel(
  count: Int, order: Int, seed: UInt64, weighted: Bool = false
) throws -> LinearModel {
  var generator = Xoshiro256PlusPlus(seed: seed)
  var columns = [[Double](repeating: 1, count: count)]
  for _ in 1..<order { columns.append((0..<count).map { _ in generator.normal() }) }
  let response = (0..<count).map { row in
    columns.enumerated().reduce(0) { $0 + Double($1.offset + 1) * $1.element[row] }
      + (1 + abs(columns[1][row])) * generator.normal()
  }
  let design = try LinearDesign(
    terms: (0..<order).map { $0 == 0 ? "1" : "x\($0)" }, try Matrix(columns: columns))
  let weights = weighted ? (0..<count).map { _ in 0.5 + generator.uniform() } : nil
  return try LinearModel(design, response, weights: weights)
}
