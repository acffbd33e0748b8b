/// Block lengths that make the mean squared error of a block bootstrap's variance least.
public struct OptimalBlockLength: Codable, Hashable, Sendable {
  /// Mean length of stationary blocks.
  public let stationary: Double
  /// Length of circular and moving blocks, to be rounded.
  public let circular: Double
  /// Autocorrelations that were taken into account.
  public let bandwidth: Int
}

/// The block length that suits the dependence of a series.
///
/// Flat-top estimates of the spectrum at 0 and of its curvature; the bandwidth is twice the first lag of the
/// first run of autocorrelations that all lie within 2 √(log₁₀ n / n).
/// Sources: Politis and White, "Automatic block-length selection for the dependent bootstrap", Econometric
/// Reviews 23 (2004); correction by Patton, Politis and White, 28 (2009).
/// - Parameter series: Finite values in order of time, at least 10.
/// - Returns: Lengths in [1, min(3√n, n/3)]; 1 for a constant series.
/// - Throws: ``StatisticsError``.
/// - Complexity: O(n √n) at most.
public func optimalBlockLength(of series: [Double]) throws(StatisticsError) -> OptimalBlockLength {
  let center = try mean(series)
  let count = series.count
  if count < 10 { throw .tooFew(what: "values in order of time", found: count, needed: 10) }
  let n = Double(count)
  // Scaled, so that no product over- or underflows; the lengths do not depend on the unit.
  let largest = series.reduce(0) { max($0, abs($1 - center)) }
  if largest == 0 { return OptimalBlockLength(stationary: 1, circular: 1, bandwidth: 1) }
  let deviations = series.map { ($0 - center) / largest }
  func covariance(_ lag: Int) -> Double {
    deviations.withUnsafeBufferPointer { x in
      var sum = 0.0
      for index in lag..<count { sum += x[index] * x[index - lag] }
      return sum / n
    }
  }
  let run = max(5, Int(logarithm(n) / logarithm(10)))
  let longest = min(Int(n.squareRoot().rounded(.up)) + run, count - 1)
  let bound = 2 * (logarithm(n) / logarithm(10) / n).squareRoot()
  var covariances = [covariance(0)]
  var quiet = 0
  var firstQuiet: Int?
  for lag in 1...longest {
    covariances.append(covariance(lag))
    quiet = abs(covariances[lag]) < bound * covariances[0] ? quiet + 1 : 0
    if quiet == run {
      firstQuiet = lag - run + 1
      break
    }
  }
  let bandwidth = min(2 * (firstQuiet ?? longest), longest)
  while covariances.count <= bandwidth { covariances.append(covariance(covariances.count)) }
  var curvature = 0.0
  var spectrum = covariances[0]
  for lag in 1...bandwidth {
    let share = Double(lag) / Double(bandwidth)
    let weight = share <= 0.5 ? 1 : 2 * (1 - share)
    curvature += 2 * weight * Double(lag) * covariances[lag]
    spectrum += 2 * weight * covariances[lag]
  }
  let most = min(3 * n.squareRoot(), n / 3).rounded(.up)
  func length(_ factor: Double) -> Double {
    let ratio = 2 * curvature * curvature / (factor * spectrum * spectrum)
    return min(max(power(ratio * n, 1.0 / 3), 1), most)
  }
  return OptimalBlockLength(
    stationary: length(2), circular: length(4.0 / 3), bandwidth: bandwidth)
}
