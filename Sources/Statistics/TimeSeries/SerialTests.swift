/// A test statistic with its probability under the hypothesis.
public struct SerialTest: Codable, Hashable, Sendable {
  /// The statistic.
  public var statistic: Double
  /// Probability of a value at least as large when the hypothesis holds.
  public var pValue: Double
  /// Number of lags used.
  public var lags: Int
}

/// Which sum of squared autocorrelations a portmanteau test takes.
public enum PortmanteauStatistic: String, Codable, CaseIterable, Hashable, Sendable {
  /// n (n + 2) Σ r²/(n − lag) (Ljung and Box, Biometrika 65, 1978).
  case ljungBox = "ljung_box"
  /// n Σ r² (Box and Pierce, JASA 65, 1970).
  case boxPierce = "box_pierce"
}

/// Tests whether a series has no autocorrelation up to a lag.
///
/// - Parameters:
///   - series: Finite values in order of time.
///   - lags: From 1 to n − 1.
///   - fitted: Parameters of a model that the series is the residual of; fewer than `lags`.
///   - statistic: Ljung-Box unless another is asked for.
/// - Throws: ``StatisticsError``: empty, not finite, all equal, or a number of lags out of range.
/// - Complexity: O(n log n).
public func portmanteauTest(
  _ series: [Double], lags: Int, fitted: Int = 0, statistic: PortmanteauStatistic = .ljungBox
) throws(StatisticsError) -> SerialTest {
  if lags < 1 { throw .outOfRange(parameter: "lags", value: Double(lags), range: "[1, n)") }
  if fitted < 0 || fitted >= lags {
    throw .outOfRange(parameter: "fitted parameters", value: Double(fitted), range: "[0, \(lags))")
  }
  let correlations = try autocorrelations(series, greatestLag: lags)
  let n = Double(series.count)
  var sum = 0.0
  for lag in 1...lags {
    let square = correlations[lag] * correlations[lag]
    sum += statistic == .ljungBox ? (n + 2) * square / (n - Double(lag)) : square
  }
  let value = n * sum
  return SerialTest(
    statistic: value, pValue: IncompleteGamma.upper(shape: Double(lags - fitted) / 2, value / 2), lags: lags)
}

/// About what a series is constant under the hypothesis of the KPSS test.
public enum StationarityTrend: String, Codable, CaseIterable, Hashable, Sendable {
  /// A level.
  case level
  /// A straight line.
  case line
}

/// How many lags the long-run variance of the KPSS test takes.
public enum StationarityLags: Hashable, Sendable {
  /// The whole part of 4 (n/100)^¼.
  case short
  /// The whole part of 12 (n/100)^¼.
  case long
  /// Given.
  case fixed(Int)
}

/// Tests whether a series is stationary about a level or a line, against a random walk in it.
///
/// The probability comes from the exact limiting law, not from a table, so it is not cut at 0.01 and 0.1.
/// Source: Kwiatkowski, Phillips, Schmidt and Shin, Journal of Econometrics 54 (1992).
/// - Parameters:
///   - series: Finite values in order of time, at least 8.
///   - trend: Level or line.
///   - lags: Of the Bartlett weights.
/// - Throws: ``StatisticsError``: empty, not finite, too few, a number of lags out of range, or no variation.
/// - Complexity: O(n log n).
public func stationarityTest(
  _ series: [Double], about trend: StationarityTrend = .level, lags: StationarityLags = .short
) throws(StatisticsError) -> SerialTest {
  try requireFinite(series)
  let n = Double(series.count)
  if series.count < 8 { throw .tooFew(what: "values", found: series.count, needed: 8) }
  let root = power(n / 100, 0.25)
  let count: Int
  switch lags {
  case .short: count = min(Int(4 * root), series.count - 1)
  case .long: count = min(Int(12 * root), series.count - 1)
  case .fixed(let lags):
    if lags < 0 || lags >= series.count {
      throw .outOfRange(parameter: "lags", value: Double(lags), range: "[0, \(series.count))")
    }
    count = lags
  }
  let residuals = try residuals(of: series, about: trend)
  let longRun = try LongRunVariance(residuals, kernel: .bartlett, bandwidth: .fixed(Double(count) + 1)).value
  if longRun <= 0 { throw .allEqual(method: "the KPSS test") }
  var partial = 0.0
  var squares = 0.0
  for residual in residuals {
    partial += residual
    squares += partial / n * (partial / n)
  }
  let statistic = squares / longRun
  return SerialTest(
    statistic: statistic, pValue: StationarityLaw(trend: trend).survival(statistic), lags: count)
}

private func residuals(
  of series: [Double], about trend: StationarityTrend
) throws(StatisticsError) -> [Double] {
  let center = try mean(series)
  let deviations = series.map { $0 - center }
  if trend == .level { return deviations }
  let middle = Double(series.count - 1) / 2
  var cross = 0.0
  var squares = 0.0
  for (t, deviation) in deviations.enumerated() {
    cross += (Double(t) - middle) * deviation
    squares += (Double(t) - middle) * (Double(t) - middle)
  }
  let slope = cross / squares
  return deviations.indices.map { deviations[$0] - slope * (Double($0) - middle) }
}

/// Limiting law of the KPSS statistic: Σ Zⱼ²/sⱼ² with independent normal Zⱼ.
///
/// The sⱼ are the zeros of D: jπ for a level (the law of Cramér and von Mises), 2jπ and the roots of
/// tan(s/2) = s/2 for a line (MacNeill, Annals of Statistics 6, 1978). The survival function is Smirnov's
/// alternating sum of integrals between pairs of zeros.
struct StationarityLaw {
  let trend: StationarityTrend

  func survival(_ x: Double) -> Double {
    if x <= 0 { return 1 }
    var sum = 0.0
    for k in 1...Self.greatestTerm {
      let (low, high) = (zero(2 * k - 1), zero(2 * k))
      let term = integral(from: low, to: high, x)
      sum += k.isMultiple(of: 2) ? -term : term
      if term < 1e-12 { break }
    }
    return min(1, max(0, 2 * sum / Double.pi))
  }

  /// Enough for the least value of interest, near 0.01, where exp(−x s²/2) falls slowly.
  private static let greatestTerm = 60

  /// The j-th zero of D in s, from 1.
  private func zero(_ j: Int) -> Double {
    if trend == .level { return Double(j) * Double.pi }
    if !j.isMultiple(of: 2) { return Double(j + 1) * Double.pi }
    // The root of tan u = u in (mπ, mπ + π/2), u = s/2, as u = mπ + π/2 − δ.
    let quarter = Double(j / 2) * Double.pi + Double.pi / 2
    var u = quarter - 1 / quarter
    for _ in 0..<8 {
      // Newton on sin u − u cos u, whose derivative is u sin u.
      u -= (sine(u) - u * cosine(u)) / (u * sine(u))
    }
    return 2 * u
  }

  /// |D(s)|: sin s / s, or 12 (2 − s sin s − 2 cos s) / s⁴.
  private func determinant(_ s: Double) -> Double {
    switch trend {
    case .level: return abs(sine(s) / s)
    case .line: return abs(12 * (2 - s * sine(s) - 2 * cosine(s)) / (s * s * s * s))
    }
  }

  /// ∫ exp(−x s²/2) / (s √|D(s)|) ds; the substitution s = m + h sin v removes the singular ends.
  private func integral(from low: Double, to high: Double, _ x: Double) -> Double {
    let (middle, half) = ((low + high) / 2, (high - low) / 2)
    let steps = 80
    var sum = 0.0
    for step in 0..<steps {
      let v = Double.pi * ((Double(step) + 0.5) / Double(steps) - 0.5)
      let s = middle + half * sine(v)
      sum += cosine(v) * exponential(-x * s * s / 2) / (s * determinant(s).squareRoot())
    }
    return sum * half * Double.pi / Double(steps)
  }
}
