/// Variance of the mean of a dependent series times n: Σ of the autocovariances over all lags, estimated with
/// weights that fall with the lag.
///
/// Sources: Newey and West, Econometrica 55 (1987) and Review of Economic Studies 61 (1994); Andrews,
/// Econometrica 59 (1991).
public struct LongRunVariance: Codable, Hashable, Sendable {
  /// The estimate, in squared units of the series.
  public var value: Double
  /// Lag on the scale of which the weights fall.
  public var bandwidth: Double

  /// How weights fall with the lag.
  public enum Kernel: String, Codable, CaseIterable, Hashable, Sendable {
    /// 1 − lag/bandwidth, 0 from there on.
    case bartlett
    /// Quadratic spectral: 3 (sin z / z − cos z) / z², z = 6π lag / (5 bandwidth).
    case quadraticSpectral = "quadratic_spectral"

    func weight(_ x: Double) -> Double {
      switch self {
      case .bartlett: return max(0, 1 - x)
      case .quadraticSpectral:
        let z = 1.2 * Double.pi * x
        // The series near 0, where the closed form cancels.
        return z < 0.01 ? 1 - z * z / 10 : 3 * (sine(z) / z - cosine(z)) / (z * z)
      }
    }
  }

  /// How the bandwidth is found.
  public enum Bandwidth: Hashable, Sendable {
    /// Given; above 0. For Bartlett weights on lags 1 to L it is L + 1.
    case fixed(Double)
    /// Optimal for an autoregression of order 1 fitted to the series (Andrews 1991).
    case andrews
    /// From autocovariances of few lags, without a model (Newey and West 1994).
    case neweyWest
  }

  /// Estimates the long-run variance of a series about its mean.
  ///
  /// - Parameters:
  ///   - series: Finite values in order of time, at least 2.
  ///   - kernel: Of the weights.
  ///   - bandwidth: Fixed or chosen from the data.
  /// - Throws: ``StatisticsError``: empty, not finite, too few, all equal, or a bandwidth that is not above 0.
  /// - Complexity: O(n log n).
  public init(
    _ series: [Double], kernel: Kernel = .bartlett, bandwidth: Bandwidth = .andrews
  ) throws(StatisticsError) {
    try requireFinite(series)
    if series.count < 2 { throw .tooFew(what: "values", found: series.count, needed: 2) }
    if case .fixed(let width) = bandwidth { try requirePositive(width, "bandwidth") }
    let correlogram = try Correlogram(series, greatestLag: series.count - 1)
    let autocovariances = correlogram.scaled
    let width =
      switch bandwidth {
      case .fixed(let width): width
      case .andrews: Self.andrews(autocovariances, kernel)
      case .neweyWest: Self.neweyWest(autocovariances, kernel)
      }
    var sum = autocovariances[0]
    if width > 0 {
      for lag in 1..<autocovariances.count {
        let weight = kernel.weight(Double(lag) / width)
        if kernel == .bartlett, weight == 0 { break }
        sum += 2 * weight * autocovariances[lag]
      }
    }
    self.value = max(0, sum) * correlogram.scale * correlogram.scale
    self.bandwidth = width
  }

  private static func andrews(_ autocovariances: [Double], _ kernel: Kernel) -> Double {
    let n = Double(autocovariances.count)
    // Beyond this correlation the rule would ask for lags that the series does not have.
    let correlation = min(0.97, max(-0.97, autocovariances[1] / autocovariances[0]))
    let square = 4 * correlation * correlation
    switch kernel {
    case .bartlett:
      let gap = 1 - correlation * correlation
      return 1.1447 * power(square / (gap * gap) * n, 1.0 / 3)
    case .quadraticSpectral:
      return 1.3221 * power(square / power(1 - correlation, 4) * n, 0.2)
    }
  }

  private static func neweyWest(_ autocovariances: [Double], _ kernel: Kernel) -> Double {
    let n = Double(autocovariances.count)
    let lags = min(
      autocovariances.count - 1,
      Int(4 * power(n / 100, kernel == .bartlett ? 2.0 / 9 : 2.0 / 25)))
    var plain = autocovariances[0]
    var weighted = 0.0
    for lag in 1..<max(1, lags + 1) {
      let distance = Double(lag)
      plain += 2 * autocovariances[lag]
      weighted += 2 * autocovariances[lag] * (kernel == .bartlett ? distance : distance * distance)
    }
    if plain == 0 { return 0 }
    let ratio = (weighted / plain) * (weighted / plain)
    switch kernel {
    case .bartlett: return min(n, 1.1447 * power(ratio * n, 1.0 / 3))
    case .quadraticSpectral: return min(n, 1.3221 * power(ratio * n, 0.2))
    }
  }
}
