/// Searches along a line.
enum LineSearch {
  /// The greatest value on a grid, then by golden section around it.
  static func maximum(
    from low: Double, to high: Double, points: Int, _ function: (Double) -> Double
  ) -> (at: Double, value: Double) {
    let step = (high - low) / Double(points)
    var best = (at: low, value: -Double.infinity)
    func visit(_ x: Double) -> Double {
      let value = function(x)
      if value > best.value { best = (x, value) }
      return value
    }
    for index in 0...points { _ = visit(low + Double(index) * step) }
    let golden = 0.618_033_988_749_894_8
    var (a, b) = (max(low, best.at - step), min(high, best.at + step))
    var (c, d) = (b - golden * (b - a), a + golden * (b - a))
    var (atC, atD) = (visit(c), visit(d))
    for _ in 0..<38 {
      if atC > atD {
        (b, d, atD) = (d, c, atC)
        c = b - golden * (b - a)
        atC = visit(c)
      } else {
        (a, c, atC) = (c, d, atD)
        d = a + golden * (b - a)
        atD = visit(d)
      }
    }
    return best
  }

  /// Where a function changes its sign, by false position with halved weights (Illinois).
  static func root(
    from start: (Double, Double), to end: (Double, Double), _ function: (Double) -> Double
  ) -> Double {
    var (low, high) = (start, end)
    for _ in 0..<100 where abs(high.0 - low.0) > 1e-13 * (1 + abs(low.0)) && high.1 != 0 {
      var middle = high.0 - high.1 * (high.0 - low.0) / (high.1 - low.1)
      if !(middle > min(low.0, high.0) && middle < max(low.0, high.0)) { middle = (low.0 + high.0) / 2 }
      let value = function(middle)
      if (value > 0) == (high.1 > 0) { low.1 /= 2 } else { low = high }
      high = (middle, value)
    }
    return high.0
  }
}
