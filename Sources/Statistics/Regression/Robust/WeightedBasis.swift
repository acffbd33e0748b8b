internal import LinearAlgebra

/// Repeated weighted least squares on the same orthonormal columns: what every robust fit iterates.
struct WeightedBasis: Sendable {
  /// n x p with orthonormal columns.
  let rows: Matrix
  let response: [Double]
  private var scaled: Matrix

  init(_ rows: Matrix, _ response: [Double]) {
    self.rows = rows
    self.response = response
    scaled = rows
  }

  var count: Int { rows.rows }
  var order: Int { rows.columns }

  /// Response less the fitted values.
  func residuals(_ coefficients: [Double]) throws(StatisticsError) -> [Double] {
    try solving("Residuals") { () throws(LinearAlgebraError) in
      let fitted = try rows.multiplied(by: coefficients)
      return zip(response, fitted).map { $0 - $1 }
    }
  }

  /// The step from coefficients with these residuals to the weighted least-squares ones.
  ///
  /// - Returns: `nil` when rows of positive weight do not determine the coefficients.
  mutating func step(_ residuals: [Double], weight: (Double) -> Double) -> [Double]? {
    let (n, p) = (count, order)
    var products = [Double](repeating: 0, count: p)
    scaled.withUnsafeMutableElements { scaled in
      rows.withUnsafeElements { rows in
        residuals.withUnsafeBufferPointer { residuals in
          for row in 0..<n {
            let factor = weight(residuals[row])
            // The first column holds the weights until its own turn comes last.
            scaled[row] = factor
          }
          for column in (0..<p).reversed() {
            let start = column * n
            var sum = 0.0
            for row in 0..<n {
              let product = scaled[row] * rows[start + row]
              sum.addProduct(product, residuals[row])
              scaled[start + row] = product
            }
            products[column] = sum
          }
        }
      }
    }
    guard let matrix = try? rows.multiplied(by: scaled, transposing: .left) else { return nil }
    return try? CholeskyDecomposition(matrix).solve(products)
  }

  /// Some of the rows.
  func selecting(_ indices: [Int]) throws(StatisticsError) -> WeightedBasis {
    let selection = try solving("Selection of rows") { () throws(LinearAlgebraError) in
      try rows.selecting(rows: indices)
    }
    return WeightedBasis(selection, indices.map { response[$0] })
  }

  /// The coefficients that fit p rows exactly, taking rows in the given order and passing over those that depend on
  /// the ones before; `nil` when there are not p that are independent. O(p²) a row.
  func exactFit(through order: some Sequence<Int>) -> [Double]? {
    let p = self.order
    var directions: [[Double]] = []
    var coordinates: [Double] = []
    for row in order {
      var direction = (0..<p).map { rows[row, $0] }
      let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      var value = response[row]
      // Twice is enough to be orthogonal to rounding (Kahan and Parlett).
      for _ in 0..<2 {
        for (other, coordinate) in zip(directions, coordinates) {
          let share = zip(other, direction).reduce(0) { $0 + $1.0 * $1.1 }
          for index in direction.indices { direction[index] -= share * other[index] }
          value -= share * coordinate
        }
      }
      let rest = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard rest > 1e-7 * length else { continue }
      directions.append(direction.map { $0 / rest })
      coordinates.append(value / rest)
      if directions.count == p { break }
    }
    guard directions.count == p else { return nil }
    return (0..<p).map { index in
      zip(directions, coordinates).reduce(0) { $0 + $1.0[index] * $1.1 }
    }
  }
}
