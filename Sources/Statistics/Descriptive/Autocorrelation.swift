/// Correlation of a series with itself some steps later, about the mean of the whole series.
///
/// Σ (xₜ − m)(xₜ₊ₖ − m) / Σ (xₜ − m)², the definition of NIST and R.
/// Source: Box, Jenkins and Reinsel, Time Series Analysis (1994) 2.1.5.
/// - Parameters:
///   - series: Finite values in order of time.
///   - lag: At least 0.
/// - Throws: ``StatisticsError``: empty, not finite, a lag below 0, as few values as the lag, or all equal.
/// - Complexity: O(n).
public func autocorrelation(_ series: [Double], lag: Int = 1) throws(StatisticsError) -> Double {
  let center = try mean(series)
  if lag < 0 { throw .outOfRange(parameter: "lag", value: Double(lag), range: "[0, ∞)") }
  if series.count <= lag { throw .tooFew(what: "values", found: series.count, needed: lag + 1) }
  let deviations = series.map { $0 - center }
  // Scaled by a power of two, which changes no digit, so that no square over- or underflows.
  let largest = deviations.reduce(0) { max($0, abs($1)) }
  if largest == 0 { throw .allEqual(method: "autocorrelation") }
  let scale = Double(sign: .plus, exponent: -max(largest.exponent, -1000), significand: 1)
  let scaled = deviations.map { $0 * scale }
  let products = (0..<(series.count - lag)).map { scaled[$0] * scaled[$0 + lag] }
  return compensatedSum(products) / compensatedSum(scaled.map { $0 * $0 })
}
