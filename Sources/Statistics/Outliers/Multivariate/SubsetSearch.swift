internal import LinearAlgebra

/// A location and the linear map that makes its covariance the identity: what distances are measured with.
struct WhiteningMap {
  var location: [Double]
  /// d x d; the squared distance of x is |(x − location)ᵀ W|².
  var whitening: Matrix
}

/// The mean and the covariance of some rows.
struct SubsetMoments {
  var indices: [Int]
  var location: [Double]
  var covariance: Matrix
  /// −∞ when the rows lie in a hyperplane.
  var logDeterminant: Double
  /// `nil` when the rows lie in a hyperplane.
  var map: WhiteningMap?
}

/// Moments of subsets and their closest rows, on one working memory.
struct SubsetSearch {
  let rows: Matrix
  private var projected: Matrix
  /// Squared distances of the last map.
  private(set) var distances: [Double]
  private var scratch: [Double]

  var count: Int { rows.rows }
  var dimension: Int { rows.columns }

  init(_ rows: Matrix) {
    self.rows = rows
    projected = rows
    distances = [Double](repeating: 0, count: rows.rows)
    scratch = distances
  }

  /// Mean and covariance of some rows (dsyrk); O(rows · d²).
  func moments(_ indices: [Int]) throws(StatisticsError) -> SubsetMoments {
    let (n, d, size) = (count, dimension, indices.count)
    var location = [Double](repeating: 0, count: d)
    let centered = [Double](unsafeUninitializedCapacity: size * d) { gathered, initialised in
      rows.withUnsafeElements { rows in
        for column in 0..<d {
          var sum = 0.0
          for (place, index) in indices.enumerated() {
            let value = rows[index + n * column]
            gathered.initializeElement(at: place + size * column, to: value)
            sum += value
          }
          let mean = sum / Double(size)
          location[column] = mean
          for place in size * column..<size * (column + 1) { gathered[place] -= mean }
        }
      }
      initialised = size * d
    }
    return try solving("The covariance of a subset") { () throws(LinearAlgebraError) in
      var covariance = try Matrix(rows: size, columns: d, columnMajor: centered).gram()
      covariance.withUnsafeMutableElements { elements in
        for place in elements.indices { elements[place] /= Double(size - 1) }
      }
      var moments = SubsetMoments(
        indices: indices, location: location, covariance: covariance, logDeterminant: -.infinity)
      guard let factor = Self.regularFactor(covariance) else { return moments }
      let whitening = try factor.factor.solveTriangular(.lower, Matrix.identity(d)).transposed()
      moments.logDeterminant = factor.logarithmOfDeterminant
      moments.map = WhiteningMap(location: location, whitening: whitening)
      return moments
    }
  }

  /// The factor of a covariance of standardised rows, unless some direction has no variance but that of rounding.
  private static func regularFactor(_ covariance: Matrix) -> CholeskyDecomposition? {
    guard let factor = try? CholeskyDecomposition(covariance) else { return nil }
    // A pivot is the variance of a column that the ones before it leave unexplained.
    let isRegular = zip(factor.factor.diagonal, covariance.diagonal).allSatisfy { pivot, variance in
      pivot * pivot > 1e-13 * max(variance, 1e-6)
    }
    return isRegular ? factor : nil
  }

  /// Squared distances of all rows (dgemm); O(n · d²).
  mutating func measure(_ map: WhiteningMap) throws(StatisticsError) {
    let (n, d) = (count, dimension)
    // The product alone, and the location's image taken off: no centred copy is made.
    let image = try solving("Distances") { () throws(LinearAlgebraError) in
      try projected.accumulate(1, rows, map.whitening, keeping: 0)
      return try map.whitening.multiplied(by: map.location, transposed: true)
    }
    distances.withUnsafeMutableBufferPointer { distances in
      projected.withUnsafeElements { projected in
        for column in 0..<d {
          let (center, start) = (image[column], n * column)
          if column == 0 { for row in 0..<n { distances[row] = 0 } }
          for row in 0..<n {
            let gap = projected[start + row] - center
            distances[row] += gap * gap
          }
        }
      }
    }
  }

  /// The rows of least distance, ascending by position; of equal distances the first rows. O(n).
  mutating func closest(_ size: Int) -> [Int] {
    if size >= count { return Array(0..<count) }
    scratch.withUnsafeMutableBufferPointer { scratch in
      distances.withUnsafeBufferPointer { distances in _ = scratch.update(from: distances) }
    }
    let threshold = Selection.value(&scratch, rank: size - 1)
    var ties = size - scratch[0..<size].count { $0 < threshold }
    var indices: [Int] = []
    indices.reserveCapacity(size)
    for (row, distance) in distances.enumerated() {
      if distance < threshold {
        indices.append(row)
      } else if distance == threshold, ties > 0 {
        ties -= 1
        indices.append(row)
      }
    }
    return indices
  }

  /// Concentration: the moments of the `size` rows closest to a map, which cannot have a greater determinant; again,
  /// at most `steps` times, until nothing changes. Rousseeuw and Van Driessen (1999), theorem 1.
  mutating func concentrate(
    _ start: WhiteningMap, size: Int, steps: Int
  ) throws(StatisticsError) -> SubsetMoments {
    try measure(start)
    var best = try moments(closest(size))
    for _ in 1..<max(2, steps) {
      guard steps > 1, let map = best.map else { break }
      try measure(map)
      let indices = closest(size)
      if indices == best.indices { break }
      best = try moments(indices)
    }
    return best
  }
}
