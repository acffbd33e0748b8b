internal import LinearAlgebra

/// The columns of a (weighted) design as Q R: all that robust covariances, influence and bootstraps need.
///
/// In the basis Q products of rows are well conditioned, whatever the design was.
struct OrthonormalBasis {
  /// n x p with orthonormal columns.
  let rows: Matrix
  /// R⁻¹, upper triangular.
  let inverseFactor: Matrix

  init(_ design: Matrix) throws(StatisticsError) {
    (rows, inverseFactor) = try solving("QR of the design") { () throws(LinearAlgebraError) in
      let decomposition = try QRDecomposition(design, pivoting: .none)
      let inverse = try decomposition.factorR.solveTriangular(.upper, .identity(design.columns))
      return (try decomposition.thinQ(), inverse)
    }
  }

  var count: Int { rows.rows }
  var order: Int { rows.columns }

  /// Squared length of each row: how much an observation pulls its own fitted value, in [0, 1].
  var leverages: [Double] {
    let n = count
    var squares = [Double](repeating: 0, count: n)
    rows.withUnsafeElements { elements in
      for column in 0..<order {
        let start = column * n
        for row in 0..<n { squares[row].addProduct(elements[start + row], elements[start + row]) }
      }
    }
    return squares.map { min(1, $0) }
  }

  /// R⁻¹ M R⁻ᵀ: a covariance of Qᵀy as one of the coefficients.
  func covariance(_ matrix: Matrix) throws(StatisticsError) -> Matrix {
    try solving("Covariance of the coefficients") { () throws(LinearAlgebraError) in
      var product = try inverseFactor.multiplied(by: matrix)
        .multiplied(by: inverseFactor, transposing: .right)
      // Rounding must not leave the two triangles different.
      for row in 0..<product.rows {
        for column in 0..<row {
          let mean = 0.5 * (product[row, column] + product[column, row])
          (product[row, column], product[column, row]) = (mean, mean)
        }
      }
      return product
    }
  }

  /// R⁻¹ c, the coefficients of a vector in the basis.
  func coefficients(_ coordinates: [Double]) throws(StatisticsError) -> [Double] {
    try solving("Coefficients") { () throws(LinearAlgebraError) in
      try inverseFactor.multiplied(by: coordinates)
    }
  }

  /// R⁻ᵀ c, a contrast of coefficients in the basis.
  func contrast(_ weights: [Double]) throws(StatisticsError) -> [Double] {
    try solving("Contrast") { () throws(LinearAlgebraError) in
      try inverseFactor.multiplied(by: weights, transposed: true)
    }
  }

  /// The products of pairs of columns, each pair once, row by row, and columns times `values`:
  /// n x (p(p + 1)/2 + p).
  func products(with values: [Double]) throws(StatisticsError) -> Matrix {
    let (n, p) = (count, order)
    var terms = try solving("Products of columns") { () throws(LinearAlgebraError) in
      try Matrix(rows: n, columns: p * (p + 1) / 2 + p)
    }
    terms.withUnsafeMutableElements { terms in
      rows.withUnsafeElements { rows in
        var target = 0
        for first in 0..<p {
          for second in 0...first {
            for row in 0..<n { terms[target + row] = rows[first * n + row] * rows[second * n + row] }
            target += n
          }
        }
        for column in 0..<p {
          for row in 0..<n { terms[target + row] = rows[column * n + row] * values[row] }
          target += n
        }
      }
    }
    return terms
  }
}

/// Rows of each cluster; clusters are numbered by their labels, so that the order of the rows does not matter.
struct ClusterRows {
  /// Rows of each cluster, ascending.
  let rows: [[Int]]

  init(_ labels: [Int], count: Int, needed: Int = 2) throws(StatisticsError) {
    guard labels.count == count else { throw .lengthMismatch(expected: count, found: labels.count) }
    let ordered = Set(labels).sorted()
    let number = Dictionary(uniqueKeysWithValues: zip(ordered, ordered.indices))
    var rows = [[Int]](repeating: [], count: ordered.count)
    for (row, label) in labels.enumerated() { rows[number[label] ?? 0].append(row) }
    guard rows.count >= needed else { throw .tooFew(what: "clusters", found: rows.count, needed: needed) }
    self.rows = rows
  }

  var count: Int { rows.count }

  /// Sums of the rows of each cluster, one row a cluster.
  func sums(of matrix: Matrix) throws(StatisticsError) -> Matrix {
    try solving("Sums of clusters") { () throws(LinearAlgebraError) in
      var sums = try Matrix(rows: count, columns: matrix.columns)
      for column in 0..<matrix.columns {
        let values = try matrix.column(column)
        for (cluster, members) in rows.enumerated() {
          sums[cluster, column] = members.reduce(0) { $0 + values[values.startIndex + $1] }
        }
      }
      return sums
    }
  }
}
