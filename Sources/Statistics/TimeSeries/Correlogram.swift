/// Autocovariances of a series about its mean, and what follows from them.
///
/// The divisor is n at every lag, as in R, which keeps the sequence positive definite.
/// Source: Box, Jenkins and Reinsel, Time Series Analysis (1994) 2.1.
public struct Correlogram: Sendable {
  /// Number of values of the series.
  public let count: Int
  /// Mean of the series.
  public let mean: Double
  /// Autocovariances in units of `scale` squared, from lag 0.
  let scaled: [Double]
  /// The power of two by which the deviations were divided so that no square over- or underflows.
  let scale: Double

  /// Computes autocovariances from lag 0 to a greatest lag.
  ///
  /// - Parameters:
  ///   - series: Finite values in order of time.
  ///   - greatestLag: From 0 to n − 1.
  /// - Throws: ``StatisticsError``: empty, not finite, a lag out of range, or all equal.
  /// - Complexity: O(n log n) for every number of lags, by Fourier transform; O(n lags) for few lags.
  public init(_ series: [Double], greatestLag: Int) throws(StatisticsError) {
    try requireFinite(series)
    if greatestLag < 0 {
      throw .outOfRange(parameter: "lag", value: Double(greatestLag), range: "[0, ∞)")
    }
    if series.count <= greatestLag {
      throw .tooFew(what: "values", found: series.count, needed: greatestLag + 1)
    }
    if series.allSatisfy({ $0 == series[0] }) { throw .allEqual(method: "autocorrelation") }
    // Two changes of unit: for the sum of the values and for the squares of the deviations.
    let unit = Self.powerOfTwo(near: series)
    let center = try Statistics.mean(series.map { $0 / unit })
    var deviations = series.map { $0 / unit - center }
    let inner = Self.powerOfTwo(near: deviations)
    for index in deviations.indices { deviations[index] /= inner }
    scale = unit * inner
    mean = center * unit
    count = series.count
    scaled =
      greatestLag <= Self.fewLags
      ? Self.direct(deviations, greatestLag) : Self.byTransform(deviations, greatestLag)
  }

  /// The power of two of the largest absolute value, within reach of the doubles.
  private static func powerOfTwo(near values: [Double]) -> Double {
    let largest = values.reduce(0) { max($0, abs($1)) }
    let exponent = largest == 0 ? 0 : max(min(largest.exponent, 1022), -1022)
    return Double(sign: .plus, exponent: exponent, significand: 1)
  }

  /// Autocovariances from lag 0, in squared units of the series.
  public var autocovariances: [Double] { scaled.map { $0 * scale * scale } }

  /// Autocorrelations from lag 0, which is 1.
  public var autocorrelations: [Double] { scaled.map { $0 / scaled[0] } }

  /// Partial autocorrelations from lag 1.
  ///
  /// - Complexity: O(lags²).
  public var partialAutocorrelations: [Double] {
    Levinson.fits(autocovariances: scaled, greatestOrder: scaled.count - 1).map(\.reflection)
  }

  /// Up to here the direct sum is faster than two transforms.
  private static let fewLags = 40

  private static func direct(_ deviations: [Double], _ greatestLag: Int) -> [Double] {
    let n = deviations.count
    return (0...greatestLag).map { lag in
      var sum = 0.0
      for t in 0..<(n - lag) { sum += deviations[t] * deviations[t + lag] }
      return sum / Double(n)
    }
  }

  private static func byTransform(_ deviations: [Double], _ greatestLag: Int) -> [Double] {
    let n = deviations.count
    let size = FourierTransform.convenientCount(atLeast: n + greatestLag)
    let transform = FourierTransform(unchecked: size)
    let padding = [Double](repeating: 0, count: size - n)
    let spectrum = transform.transformed(
      ComplexValues(real: deviations + padding, imaginary: [Double](repeating: 0, count: size)))
    var power = ComplexValues(zeros: size)
    for j in 0..<size {
      power.real[j] = spectrum.real[j] * spectrum.real[j] + spectrum.imaginary[j] * spectrum.imaginary[j]
    }
    // The power is even and real, so forward and inverse transform are the same but for the factor.
    let sums = transform.transformed(power)
    let factor = 1 / (Double(size) * Double(n))
    return sums.real[0...greatestLag].map { $0 * factor }
  }
}

/// Autocorrelations from lag 0 to a greatest lag.
///
/// - Throws: As ``Correlogram/init(_:greatestLag:)``.
/// - Complexity: O(n log n).
public func autocorrelations(_ series: [Double], greatestLag: Int) throws(StatisticsError) -> [Double] {
  try Correlogram(series, greatestLag: greatestLag).autocorrelations
}

/// Partial autocorrelations from lag 1 to a greatest lag, by the recursion of Durbin and Levinson.
///
/// - Throws: As ``Correlogram/init(_:greatestLag:)``.
/// - Complexity: O(n log n + lags²).
public func partialAutocorrelations(
  _ series: [Double], greatestLag: Int
) throws(StatisticsError) -> [Double] {
  try Correlogram(series, greatestLag: greatestLag).partialAutocorrelations
}

/// The recursion of Levinson (1947) and Durbin (1960) for the equations of Yule and Walker.
enum Levinson {
  /// The fit of one order.
  struct Fit {
    /// Coefficients of lags 1 to the order.
    var coefficients: [Double]
    /// The last coefficient: the partial autocorrelation.
    var reflection: Double
    /// Variance of the innovations, in units of the autocovariances.
    var innovationVariance: Double
  }

  /// Fits of orders 1 to `greatestOrder`; fewer when the series is predicted without error.
  static func fits(autocovariances: [Double], greatestOrder: Int) -> [Fit] {
    var coefficients: [Double] = []
    var variance = autocovariances[0]
    var fits: [Fit] = []
    for order in 1..<max(1, min(greatestOrder, autocovariances.count - 1) + 1) {
      if variance <= 0 { break }
      var sum = autocovariances[order]
      for (index, coefficient) in coefficients.enumerated() {
        sum -= coefficient * autocovariances[order - 1 - index]
      }
      let reflection = min(1, max(-1, sum / variance))
      let reversed = Array(coefficients.reversed())
      for index in coefficients.indices { coefficients[index] -= reflection * reversed[index] }
      coefficients.append(reflection)
      variance *= 1 - reflection * reflection
      fits.append(
        Fit(coefficients: coefficients, reflection: reflection, innovationVariance: variance))
    }
    return fits
  }
}
