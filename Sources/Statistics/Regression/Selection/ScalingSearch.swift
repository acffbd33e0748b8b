/// The least-squares fit of one curve to a table of sizes: the shape parameter over a grid, then to the last digit
/// between neighbours, a and b in closed form each time.
///
/// Made once a curve and set of sizes; every replicate of a bootstrap shares its grid.
/// Source: Golub and Pereyra, SIAM J. Numerical Analysis 10 (1973), with one shape parameter.
struct ScalingSearch: Sendable {
  let curve: ScalingCurve
  private let sizes: [Double]
  private let range: ClosedRange<Double>
  private let grid: [Double]
  /// φ of every size for every point of the grid.
  private let shapes: [[Double]]

  /// A fit without its covariance.
  struct Solution {
    var parameters: [Double]
    /// Weighted squares between curve and centres and within sizes.
    var squares: Double
    /// Whether the shape parameter ended at an end of its range, so that the data do not determine it.
    var isAtEnd: Bool
  }

  init(_ curve: ScalingCurve, sizes: [Double]) throws(StatisticsError) {
    self.curve = curve
    self.sizes = sizes
    let range = curve.parameterRange(sizes)
    self.range = range
    if case .cappedInverse(let cap) = curve, let cap { try requirePositive(cap, "cap") }
    if !curve.hasShapeParameter || sizes.count < 2 || !(range.lowerBound < range.upperBound) {
      grid = [range.lowerBound]
    } else {
      try requirePositive(range.lowerBound, "least shape parameter")
      try requirePositive(range.upperBound, "largest shape parameter")
      let ratio = logarithm(range.upperBound / range.lowerBound) / 96
      let steps = (0...96).map { step in
        step == 96 ? range.upperBound : range.lowerBound * Statistics.exponential(ratio * Double(step))
      }
      // The fit has a kink where a cap passes a size.
      let kinks: [Double]
      if case .cappedInverse = curve { kinks = sizes.filter { range.contains($0) } } else { kinks = [] }
      grid = Set(steps + kinks).sorted()
    }
    shapes = grid.map { parameter in sizes.map { curve.shape($0, parameter).value } }
    for values in shapes {
      for (index, value) in values.enumerated() where !value.isFinite { throw .notFinite(index: index) }
    }
  }

  /// Fits the curve; with fewer sizes than parameters the shape stays at the start of its grid.
  ///
  /// - Complexity: O(sizes · grid).
  func solve(_ table: SizeTable) -> Solution {
    if curve.parameterCount == 1 {
      let line = Line(table, shapes: [Double](repeating: 0, count: sizes.count))
      return Solution(
        parameters: [line.constant], squares: line.squares + table.withinSquares, isAtEnd: false)
    }
    var best = 0
    var least = Double.infinity
    for index in grid.indices {
      let squares = Line(table, shapes: shapes[index]).squares
      if squares < least { (best, least) = (index, squares) }
    }
    if grid.count == 1 {
      let line = Line(table, shapes: shapes[0])
      let shape = curve.hasShapeParameter ? [grid[0]] : []
      return Solution(
        parameters: [line.constant, line.slope] + shape, squares: line.squares + table.withinSquares,
        isAtEnd: curve.hasShapeParameter)
    }
    let parameter = refined(best, table)
    let line = Line(table, shapes: sizes.map { curve.shape($0, parameter).value })
    let slack = 1e-9 * parameter
    // A cap at the largest size is a cap that was not seen.
    let isAtEnd = parameter <= range.lowerBound + slack || parameter >= range.upperBound - slack
    return Solution(
      parameters: [line.constant, line.slope, parameter], squares: line.squares + table.withinSquares,
      isAtEnd: isAtEnd)
  }

  /// The minimum beside a point of the grid, as a root of the derivative of the squares.
  private func refined(_ index: Int, _ table: SizeTable) -> Double {
    let middle = grid[index]
    let slope = derivative(middle, table)
    if slope == 0 { return middle }
    let neighbor = slope > 0 ? index - 1 : index + 1
    guard grid.indices.contains(neighbor) else { return middle }
    var (low, high) = slope > 0 ? (grid[neighbor], middle) : (middle, grid[neighbor])
    var (atLow, atHigh) = (derivative(low, table), derivative(high, table))
    guard atLow < 0, atHigh > 0 else { return middle }
    // Regula falsi that halves the weight of an end that stays (Illinois), and bisects when that is slow.
    var side = 0
    for step in 0..<200 where high - low > 2 * high.ulp {
      var next = step % 8 == 7 ? 0.5 * (low + high) : (low * atHigh - high * atLow) / (atHigh - atLow)
      if !(next > low && next < high) { next = 0.5 * (low + high) }
      let value = derivative(next, table)
      if value == 0 { return next }
      if value > 0 {
        (high, atHigh) = (next, value)
        if side == 1 { atLow /= 2 }
        side = 1
      } else {
        (low, atLow) = (next, value)
        if side == -1 { atHigh /= 2 }
        side = -1
      }
    }
    return 0.5 * (low + high)
  }

  /// Half of the derivative of the squares by the shape parameter, at the best a and b.
  private func derivative(_ parameter: Double, _ table: SizeTable) -> Double {
    let shapes = sizes.map { curve.shape($0, parameter) }
    let line = Line(table, shapes: shapes.map(\.value))
    var sum = 0.0
    for index in sizes.indices where table.weights[index] > 0 {
      let residual = table.centers[index] - line.constant - line.slope * shapes[index].value
      sum -= table.weights[index] * residual * line.slope * shapes[index].slope
    }
    return sum
  }
}

/// A weighted straight line through the centres over values of a shape.
private struct Line {
  var constant = 0.0
  var slope = 0.0
  var squares = 0.0

  init(_ table: SizeTable, shapes: [Double]) {
    var (weight, shapeSum, centerSum) = (0.0, 0.0, 0.0)
    for index in shapes.indices {
      weight += table.weights[index]
      shapeSum += table.weights[index] * shapes[index]
      centerSum += table.weights[index] * table.centers[index]
    }
    let (meanShape, meanCenter) = (shapeSum / weight, centerSum / weight)
    var (square, product) = (0.0, 0.0)
    for index in shapes.indices {
      let distance = shapes[index] - meanShape
      square += table.weights[index] * distance * distance
      product += table.weights[index] * distance * (table.centers[index] - meanCenter)
    }
    if square > 0 { slope = product / square }
    constant = meanCenter - slope * meanShape
    for index in shapes.indices {
      let residual = table.centers[index] - meanCenter - slope * (shapes[index] - meanShape)
      squares += table.weights[index] * residual * residual
    }
  }
}
