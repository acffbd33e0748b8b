/// What a segment of a series costs: twice the negative log-likelihood of its best fit, or alike.
public protocol SegmentCost: Sendable {
  /// Number of values in the series.
  var count: Int { get }
  /// Least number of values of a segment.
  var minimumLength: Int { get }
  /// The most by which two neighbouring segments may cost more than their union; 0 when cutting never costs.
  var excess: Double { get }
  /// Cost of the values from `start` up to, but not with, `end`.
  func callAsFunction(_ start: Int, _ end: Int) -> Double
}

extension SegmentCost {
  /// 1.
  public var minimumLength: Int { 1 }
  /// 0.
  public var excess: Double { 0 }
}

/// Sums of the first values, so that the sum of any stretch is a difference.
struct RunningSums: Sendable {
  let sums: [Double]

  init(_ values: [Double]) {
    var sums = [0.0]
    sums.reserveCapacity(values.count + 1)
    var (sum, lost) = (0.0, 0.0)
    for value in values {
      // Neumaier's summation: long series must not lose their short segments.
      let next = sum + value
      lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
      sum = next
      sums.append(sum + lost)
    }
    self.sums = sums
  }

  @inline(__always)
  func callAsFunction(_ start: Int, _ end: Int) -> Double { sums[end] - sums[start] }
}
