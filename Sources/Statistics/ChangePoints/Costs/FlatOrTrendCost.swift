/// Several series at once; in each, a segment is flat, or a line when that pays for its slope.
///
/// Squared distances are weighted, and in units of the long-run variance of their series, so that series of
/// different units and dependence add up.
struct FlatOrTrendCost: SegmentCost {
  let count: Int
  /// Price of a slope, in units of the noise; `nil` allows no slopes.
  let slopePrice: Double?
  /// Number of series.
  let dimensions: Int
  /// Three values where a line may be fitted, so that cutting a line never costs more than its two slopes.
  var minimumLength: Int { slopePrice == nil ? 1 : 3 }
  /// One over the long-run variance of each series.
  private var units: [Double]
  /// Running sums of w, wt, wt², wy, wty, wy² of each series, side by side for each value.
  private let sums: [Double]

  /// Prepares sums.
  ///
  /// - Parameters:
  ///   - series: Values about 0, by series, each with as many values as there are times.
  ///   - times: Ascending.
  ///   - weights: Of the values.
  init(series: [[Double]], times: [Double], weights: [Double], slopePrice: Double?) {
    count = times.count
    self.slopePrice = slopePrice
    dimensions = series.count
    units = [Double](repeating: 1, count: series.count)
    let (low, high) = (times.first ?? 0, times.last ?? 0)
    let scale = high > low ? 2 / (high - low) : 1
    let t = times.map { ($0 - low) * scale - 1 }
    let width = 6 * series.count
    var sums = [Double](repeating: 0, count: (count + 1) * width)
    for (dimension, y) in series.enumerated() {
      let terms: [(Int) -> Double] = [
        { weights[$0] }, { weights[$0] * t[$0] }, { weights[$0] * t[$0] * t[$0] },
        { weights[$0] * y[$0] }, { weights[$0] * t[$0] * y[$0] }, { weights[$0] * y[$0] * y[$0] },
      ]
      for (term, value) in terms.enumerated() {
        let running = RunningSums(y.indices.map(value))
        for index in 0...count { sums[index * width + dimension * 6 + term] = running.sums[index] }
      }
    }
    self.sums = sums
  }

  /// The same costs in other units: the long-run variance of each series.
  func scaled(by variances: [Double]) -> FlatOrTrendCost {
    var copy = self
    copy.units = variances.map { 1 / $0 }
    return copy
  }

  var excess: Double { (slopePrice ?? 0) * Double(dimensions) }

  func callAsFunction(_ start: Int, _ end: Int) -> Double {
    var sum = 0.0
    for dimension in 0..<dimensions { sum += fit(dimension, start, end).cost }
    return sum
  }

  /// Weighted moments of a segment of one series.
  private struct Moments {
    var w, t, spread, y, cross, flat: Double
  }

  @inline(__always)
  private func moments(_ dimension: Int, _ start: Int, _ end: Int) -> Moments {
    let width = 6 * dimensions
    return sums.withUnsafeBufferPointer { sums in
      let (a, b) = (start * width + dimension * 6, end * width + dimension * 6)
      let w = sums[b] - sums[a]
      let (t, y) = ((sums[b + 1] - sums[a + 1]) / w, (sums[b + 3] - sums[a + 3]) / w)
      return Moments(
        w: w, t: t, spread: sums[b + 2] - sums[a + 2] - w * t * t, y: y,
        cross: sums[b + 4] - sums[a + 4] - w * t * y,
        flat: max(0, sums[b + 5] - sums[a + 5] - w * y * y))
    }
  }

  /// The better fit of one series: its cost, and whether it has a slope.
  @inline(__always)
  func fit(_ dimension: Int, _ start: Int, _ end: Int) -> (cost: Double, isTrend: Bool) {
    let m = moments(dimension, start, end)
    let flat = m.flat * units[dimension]
    guard let slopePrice, end - start > 2, m.spread > 1e-13 * m.w else { return (flat, false) }
    let line = max(0, m.flat - m.cross * m.cross / m.spread) * units[dimension] + slopePrice
    return line < flat ? (line, true) : (flat, false)
  }

  /// Mean, slope over the scaled time −1 … 1 and mean time of the better fit of one series.
  func line(_ dimension: Int, _ segment: Range<Int>) -> (mean: Double, slope: Double, center: Double) {
    let m = moments(dimension, segment.lowerBound, segment.upperBound)
    let isTrend = fit(dimension, segment.lowerBound, segment.upperBound).isTrend
    return (m.y, isTrend ? m.cross / m.spread : 0, m.t)
  }

  /// Value of the better fit of one series at a scaled time, with its variance in units of the noise.
  func end(
    _ dimension: Int, _ segment: Range<Int>, at time: Double
  ) -> (value: Double, variance: Double, isTrend: Bool) {
    let m = moments(dimension, segment.lowerBound, segment.upperBound)
    let isTrend = fit(dimension, segment.lowerBound, segment.upperBound).isTrend
    let away = time - m.t
    let slope = isTrend ? m.cross / m.spread : 0
    return (m.y + slope * away, 1 / m.w + (isTrend ? away * away / m.spread : 0), isTrend)
  }

  /// The step of one series between the fits of two neighbouring segments, half way between the mean times of
  /// both, where lines are surest; and its standard error.
  func step(
    _ dimension: Int, _ before: Range<Int>, _ after: Range<Int>
  ) -> (size: Double, error: Double) {
    let time = 0.5 * (line(dimension, before).center + line(dimension, after).center)
    let (a, b) = (end(dimension, before, at: time), end(dimension, after, at: time))
    return (b.value - a.value, ((a.variance + b.variance) / units[dimension]).squareRoot())
  }
}
