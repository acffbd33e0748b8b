internal import LinearAlgebra

extension ExactFit {
  /// The hyperplane through rows without variance in some direction: normal to the direction of least variance.
  init(through moments: SubsetMoments, of data: StandardizedRows) throws(StatisticsError) {
    let d = data.dimension
    let vectors = try solving("The hyperplane of an exact fit") { () throws(LinearAlgebraError) in
      try SymmetricEigendecomposition(moments.covariance).vectors
    }
    let direction = (0..<d).map { vectors[$0, 0] }
    // a · (x − m)/s = a · location
    let level = zip(direction, moments.location).reduce(0) { $0 + $1.0 * $1.1 }
    var on: [Int] = []
    var off: [Int] = []
    for row in 0..<data.count {
      var gap = -level
      var size = 1.0
      for column in 0..<d {
        gap += direction[column] * data.rows[row, column]
        size = max(size, data.rows[row, column].magnitude)
      }
      if gap.magnitude <= 1e-6 * size { on.append(row) } else { off.append(row) }
    }
    var normal = (0..<d).map { direction[$0] / data.scales[$0] }
    let largest = normal.max { $0.magnitude < $1.magnitude } ?? 1
    normal = normal.map { $0 / largest }
    // Through the mean of the rows that gave it.
    let center = data.location(moments.location)
    self.init(
      normal: normal, offset: zip(normal, center).reduce(0) { $0 + $1.0 * $1.1 }, rowsOn: on, rowsOff: off)
  }
}
