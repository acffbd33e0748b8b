internal import LinearAlgebra

/// Observations on a robust scale, so that no unit counts.
struct StandardizedRows: Sendable {
  /// n x d: each column less its median, over its scale.
  let rows: Matrix
  let medians: [Double]
  let scales: [Double]

  var count: Int { rows.rows }
  var dimension: Int { rows.columns }

  /// - Throws: ``StatisticsError/unsolvable(method:reason:)`` when a column spans more than doubles can hold, and
  ///   ``StatisticsError/allEqual(method:)`` for a column of equal values.
  init(_ observations: Matrix) throws(StatisticsError) {
    var elements: [Double] = []
    elements.reserveCapacity(observations.rows * observations.columns)
    var medians: [Double] = []
    var scales: [Double] = []
    for column in 0..<observations.columns {
      let values = try solving("A column") { () throws(LinearAlgebraError) in
        Array(try observations.column(column))
      }
      let sample = try SortedSample(values)
      let median = sample.median
      let scale = try sample.positiveScale()
      if scale == 0 { throw .allEqual(method: "The covariance of column \(column) (counted from 0)") }
      medians.append(median)
      scales.append(scale)
      let start = elements.count
      for value in values { elements.append((value - median) / scale) }
      guard elements[start...].allSatisfy({ $0.magnitude < 1e150 }) else {
        throw .unsolvable(
          method: "A robust scale",
          reason: "column \(column) (counted from 0) spans more than doubles can hold")
      }
    }
    rows = try solving("Standardisation") { () throws(LinearAlgebraError) in
      try Matrix(rows: observations.rows, columns: observations.columns, columnMajor: elements)
    }
    self.medians = medians
    self.scales = scales
  }

  /// A location in the units of the observations.
  func location(_ standardized: [Double]) -> [Double] {
    standardized.indices.map { medians[$0] + scales[$0] * standardized[$0] }
  }

  /// A covariance in the units of the observations, times a factor.
  func covariance(_ standardized: Matrix, times factor: Double = 1) -> Matrix {
    var matrix = standardized
    for row in 0..<dimension {
      for column in 0..<dimension { matrix[row, column] *= factor * scales[row] * scales[column] }
    }
    return matrix
  }

  /// What the logarithm of a determinant gains in the units of the observations.
  var logDeterminant: Double { 2 * scales.reduce(0) { $0 + logarithm($1) } }
}

extension SortedSample {
  /// Qn, or the τ scale of a large sample, as in the deterministic algorithm; 0 when many values are equal.
  func robustScale() throws(StatisticsError) -> Double { count < 1000 ? try qnScale() : tauScale() }

  /// The robust scale; when ties make it 0 the mean distance from the median, which is 0 for equal values only.
  fileprivate func positiveScale() throws(StatisticsError) -> Double {
    let scale = try robustScale()
    if scale > 0 { return scale }
    let center = median
    return values.reduce(0) { $0 + abs($1 - center) / Double(count) }
  }
}
