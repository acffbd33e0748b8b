/// Locally weighted regression on equally spaced points, as seasonal decomposition needs it.
///
/// Source: Cleveland, Cleveland, McRae and Terpenning, "STL", Journal of Official Statistics 6 (1990), 2 and 3.
struct Loess: Hashable, Sendable {
  /// Number of points that a fit sees; more than there are points stretch the weights.
  var window: Int
  /// 0 for a local constant, 1 for a local line.
  var degree: Int

  /// Fits at each of the positions 0 ..< count.
  ///
  /// - Complexity: O(n · window).
  func smooth(_ values: [Double], weights: [Double]?) -> [Double] {
    values.indices.map { fit(values, weights, at: Double($0)) ?? values[$0] }
  }

  /// Fits one step before the first position, at each and one step behind the last.
  func smoothExtended(_ values: [Double], weights: [Double]?) -> [Double] {
    let before = fit(values, weights, at: -1) ?? values[0]
    let after = fit(values, weights, at: Double(values.count)) ?? values[values.count - 1]
    return [before] + smooth(values, weights: weights) + [after]
  }

  /// The local fit at a position; `nil` when no point near it has weight.
  private func fit(_ values: [Double], _ weights: [Double]?, at position: Double) -> Double? {
    let n = values.count
    let size = min(window, n)
    // The window is centred where it can be and stops at the ends.
    let left = min(max(Int(position) - (size + 1) / 2 + 1, 0), n - size)
    let right = left + size - 1
    var reach = max(position - Double(left), Double(right) - position)
    if window > n { reach += Double((window - n) / 2) }
    var kernel = [Double](repeating: 0, count: size)
    var total = 0.0
    for index in left...right {
      let distance = abs(Double(index) - position)
      if distance > 0.999 * reach { continue }
      let ratio = distance / reach
      let cube = 1 - ratio * ratio * ratio
      var weight = distance <= 0.001 * reach ? 1 : cube * cube * cube
      if let weights { weight *= weights[index] }
      kernel[index - left] = weight
      total += weight
    }
    if total <= 0 { return nil }
    for index in kernel.indices { kernel[index] /= total }
    if degree > 0, reach > 0 { tilt(&kernel, left: left, position: position, count: n) }
    var sum = 0.0
    for index in kernel.indices { sum += kernel[index] * values[left + index] }
    return sum
  }

  /// Turns weights of a local mean into those of a local line.
  private func tilt(_ kernel: inout [Double], left: Int, position: Double, count: Int) {
    var center = 0.0
    for index in kernel.indices { center += kernel[index] * Double(left + index) }
    var spread = 0.0
    for index in kernel.indices {
      let distance = Double(left + index) - center
      spread += kernel[index] * distance * distance
    }
    // Points too close together carry no slope.
    if spread.squareRoot() <= 0.001 * Double(count - 1) { return }
    let slope = (position - center) / spread
    for index in kernel.indices { kernel[index] *= slope * (Double(left + index) - center) + 1 }
  }
}
