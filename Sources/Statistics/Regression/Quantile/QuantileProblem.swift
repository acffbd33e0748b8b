internal import LinearAlgebra

/// The data of one quantile regression.
struct QuantileProblem {
  var design: Matrix
  var response: [Double]
  let probability: Double

  var count: Int { response.count }
  var parameters: Int { design.columns }

  /// The asymmetric absolute value of a residual.
  func loss(_ residual: Double) -> Double { residual * (probability - (residual < 0 ? 1 : 0)) }

  func row(_ index: Int) -> [Double] { (0..<parameters).map { design[index, $0] } }

  /// Response less fitted values.
  func residuals(_ coefficients: [Double]) throws -> [Double] {
    var residuals = try design.multiplied(by: coefficients)
    for index in residuals.indices { residuals[index] = response[index] - residuals[index] }
    return residuals
  }

  /// Up to this many elements of the design the descent alone is as fast.
  private static let smallSize = 2_000

  /// Observations that the solution goes through, or nearly.
  ///
  /// - Parameter orthogonal: The design with columns at right angles.
  func startingBasis(orthogonal: Matrix) throws -> [Int] {
    if count * parameters <= Self.smallSize {
      let fit = try leastSquares(orthogonal, response, precision: .double)
      return try Self.independentRows(of: orthogonal, closest: fit.residuals)
    }
    if let basis = try GlobbedQuantile(self, orthogonal: orthogonal)?.basis() { return basis }
    return try interiorBasis(orthogonal: orthogonal)
  }

  /// The basis at which the interior-point method points.
  ///
  /// - Parameters:
  ///   - orthogonal: The design with columns at right angles.
  ///   - start: Coefficients of its columns to start from; least squares unless given.
  func interiorBasis(orthogonal: Matrix, from start: [Double]? = nil) throws -> [Int] {
    let coefficients = try FrischNewton(orthogonal, response, probability)
      .coefficients(from: start, tolerance: 1e-6)
    let fitted = try orthogonal.multiplied(by: coefficients)
    return try Self.independentRows(of: orthogonal, closest: zip(response, fitted).map(-))
  }

  /// The observations with the smallest residuals whose rows are linearly independent.
  static func independentRows(of orthogonal: Matrix, closest residuals: [Double]) throws -> [Int] {
    let parameters = orthogonal.columns
    var order = SmallestFirst(residuals.map(\.magnitude))
    var chosen: [Int] = []
    var directions: [[Double]] = []
    while chosen.count < parameters, let index = order.next() {
      var row = (0..<parameters).map { orthogonal[index, $0] }
      let length = row.reduce(0) { $0 + $1 * $1 }
      // Twice, so that what is left is at right angles to all of those before.
      for _ in 0..<2 {
        for direction in directions {
          let share = zip(row, direction).reduce(0) { $0 + $1.0 * $1.1 }
          for column in row.indices { row[column] -= share * direction[column] }
        }
      }
      let rest = row.reduce(0) { $0 + $1 * $1 }
      guard rest > 1e-16 * length, rest > 0 else { continue }
      directions.append(row.map { $0 / rest.squareRoot() })
      chosen.append(index)
    }
    if chosen.count < parameters {
      throw StatisticsError.notIdentified(
        what: "all coefficients", remedy: "drop the columns of the design that follow from others")
    }
    return chosen
  }
}

/// Indices by ascending value: sorts only as many as are asked for.
private struct SmallestFirst {
  private let values: [Double]
  private var queue: [Int] = []
  private var position = 0
  private var size = 64

  init(_ values: [Double]) { self.values = values }

  mutating func next() -> Int? {
    if position == queue.count {
      if position == values.count { return nil }
      size = min(values.count, size * 8)
      var scratch = values
      let bound = Selection.value(&scratch, rank: size - 1)
      queue = values.indices.filter { values[$0] <= bound }.sorted { (values[$0], $0) < (values[$1], $1) }
    }
    position += 1
    return queue[position - 1]
  }
}
