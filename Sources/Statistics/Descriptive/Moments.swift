/// Arithmetic mean with a compensated sum (Neumaier 1974).
///
/// - Throws: ``StatisticsError/emptySample``, ``StatisticsError/notFinite(index:)``.
/// - Complexity: O(n).
public func mean(_ values: [Double]) throws(StatisticsError) -> Double {
  try requireFinite(values)
  return compensatedSum(values) / Double(values.count)
}

/// Sum of values with Neumaier's compensation: exact but for the last rounding in ordinary data.
public func compensatedSum(_ values: [Double]) -> Double {
  var sum = 0.0
  var lost = 0.0
  for value in values {
    let next = sum + value
    lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
    sum = next
  }
  return sum + lost
}

/// Variance with n − 1 in the denominator, in two passes with correction.
///
/// - Throws: ``StatisticsError/tooFew(what:found:needed:)`` for fewer than two values.
/// - Complexity: O(n).
public func variance(_ values: [Double]) throws(StatisticsError) -> Double {
  let center = try mean(values)
  if values.count < 2 { throw .tooFew(what: "values", found: values.count, needed: 2) }
  let deviations = values.map { $0 - center }
  let n = Double(values.count)
  let drift = compensatedSum(deviations)
  return (compensatedSum(deviations.map { $0 * $0 }) - drift * drift / n) / (n - 1)
}

/// Standard deviation with n − 1 in the denominator.
///
/// - Throws: ``StatisticsError/tooFew(what:found:needed:)`` for fewer than two values.
/// - Complexity: O(n).
public func standardDeviation(_ values: [Double]) throws(StatisticsError) -> Double {
  try variance(values).squareRoot()
}

/// The n-th root of the product of n positive values.
///
/// For ratios; Fleming and Wallace, Communications of the ACM 29 (1986).
/// - Throws: ``StatisticsError``: empty, not finite, or a value that is not positive.
/// - Complexity: O(n).
public func geometricMean(_ values: [Double]) throws(StatisticsError) -> Double {
  try requireFinite(values)
  for value in values where value <= 0 {
    throw .outOfRange(parameter: "value", value: value, range: "(0, ∞)")
  }
  // Logarithms of the ratio to one of the values are small where it matters, which saves digits.
  let reference = values[0]
  let logarithms = values.map { logarithm($0) - logarithm(reference) }
  return reference * exponential(compensatedSum(logarithms) / Double(values.count))
}
