/// Moment skewness g₁ = m₃/m₂^(3/2).
///
/// Source: Joanes and Gill, "Comparing measures of sample skewness and kurtosis", The Statistician 47
/// (1998).
/// - Parameter adjusted: The estimator G₁ = g₁ √(n(n − 1))/(n − 2), unbiased for normal data.
/// - Throws: ``StatisticsError``: too few values (two, three when adjusted), not finite, or all equal.
/// - Complexity: O(n).
public func skewness(_ values: [Double], adjusted: Bool = false) throws(StatisticsError) -> Double {
  let moments = try StandardizedMoments(values, needed: adjusted ? 3 : 2, method: "skewness")
  if !adjusted { return moments.third }
  let n = moments.n
  return moments.third * (n * (n - 1)).squareRoot() / (n - 2)
}

/// Moment excess kurtosis g₂ = m₄/m₂² − 3, which is 0 for the normal law.
///
/// Source: Joanes and Gill (1998).
/// - Parameter adjusted: The estimator G₂ = ((n + 1) g₂ + 6)(n − 1)/((n − 2)(n − 3)), unbiased for normal
///   data.
/// - Throws: ``StatisticsError``: too few values (two, four when adjusted), not finite, or all equal.
/// - Complexity: O(n).
public func excessKurtosis(_ values: [Double], adjusted: Bool = false) throws(StatisticsError) -> Double {
  let moments = try StandardizedMoments(values, needed: adjusted ? 4 : 2, method: "kurtosis")
  let excess = moments.fourth - 3
  if !adjusted { return excess }
  let n = moments.n
  return ((n + 1) * excess + 6) * (n - 1) / ((n - 2) * (n - 3))
}

/// Mean third and fourth powers of values with mean 0 and mean square 1.
private struct StandardizedMoments {
  let n: Double
  let third: Double
  let fourth: Double

  init(_ values: [Double], needed: Int, method: String) throws(StatisticsError) {
    let center = try mean(values)
    if values.count < needed { throw .tooFew(what: "values", found: values.count, needed: needed) }
    n = Double(values.count)
    // Divided by the largest first, so that no power over- or underflows.
    let deviations = values.map { $0 - center }
    let largest = deviations.reduce(0) { max($0, abs($1)) }
    if largest == 0 { throw .allEqual(method: method) }
    let scaled = deviations.map { $0 / largest }
    let second = compensatedSum(scaled.map { $0 * $0 }) / n
    third = compensatedSum(scaled.map { $0 * $0 * $0 }) / n / (second * second.squareRoot())
    fourth = compensatedSum(scaled.map { $0 * $0 * $0 * $0 }) / n / (second * second)
  }
}
