/// A series as a weighted sum of its own past and independent innovations.
public struct AutoregressiveModel: Codable, Hashable, Sendable {
  /// Mean about which the series moves.
  public var mean: Double
  /// Weights of the values 1, 2, … steps before; empty when the past tells nothing.
  public var coefficients: [Double]
  /// Variance of the innovations.
  public var innovationVariance: Double

  /// Number of past values used.
  public var order: Int { coefficients.count }

  /// How coefficients are estimated.
  public enum Method: String, Codable, CaseIterable, Hashable, Sendable {
    /// From the autocovariances; always stable.
    case yuleWalker = "yule_walker"
    /// From forward and backward prediction errors; always stable, less biased in short series.
    /// Source: Burg (1975); Ulrych and Bishop, Reviews of Geophysics 13 (1975).
    case burg
  }

  /// How the order is chosen.
  public enum Order: Hashable, Sendable {
    /// Given.
    case fixed(Int)
    /// The least of n ln σ² + 2 · order, up to a greatest order (Akaike 1974).
    case akaike(greatest: Int)
    /// The least of n ln σ² + ln n · order, up to a greatest order (Schwarz 1978).
    case bayesian(greatest: Int)
    /// As `bayesian`, but at least 1 when the first autocorrelation is positive by more than its standard
    /// error: for variances, where missing dependence costs more than allowing for some that is not there.
    case cautious(greatest: Int)
  }

  /// Fits a model.
  ///
  /// The innovation variance of the Yule-Walker method is that of the recursion times n/(n − order − 1), as
  /// in R; Burg's is the mean square of the prediction errors.
  /// - Parameters:
  ///   - series: Finite values in order of time.
  ///   - method: Of estimation.
  ///   - order: From 0 to n − 1.
  /// - Throws: ``StatisticsError``: empty, not finite, all equal, or an order out of range.
  /// - Complexity: O(n log n + order²) for Yule-Walker, O(n order) for Burg.
  public init(
    fitting series: [Double], method: Method = .yuleWalker, order: Order = .bayesian(greatest: 20)
  ) throws(StatisticsError) {
    let wanted: Int
    switch order {
    case .fixed(let order), .akaike(let order), .bayesian(let order), .cautious(let order): wanted = order
    }
    if wanted < 0 { throw .outOfRange(parameter: "order", value: Double(wanted), range: "[0, n)") }
    if case .fixed = order, wanted >= series.count {
      throw .tooFew(what: "values", found: series.count, needed: wanted + 1)
    }
    let greatest = min(wanted, max(0, series.count - 1))
    let correlogram = try Correlogram(series, greatestLag: method == .yuleWalker ? greatest : 0)
    let fits: [Levinson.Fit]
    switch method {
    case .yuleWalker:
      fits = Levinson.fits(autocovariances: correlogram.scaled, greatestOrder: greatest)
    case .burg:
      let center = correlogram.mean / correlogram.scale
      let deviations = series.map { $0 / correlogram.scale - center }
      fits = Self.burgFits(deviations, variance: correlogram.scaled[0], greatestOrder: greatest)
    }
    let chosen = Self.chosenOrder(order, fits, variance: correlogram.scaled[0], count: series.count)
    let unit = correlogram.scale * correlogram.scale
    mean = correlogram.mean
    coefficients = chosen == 0 ? [] : fits[chosen - 1].coefficients
    let variance = chosen == 0 ? correlogram.scaled[0] : fits[chosen - 1].innovationVariance
    let n = Double(series.count)
    let freedom = max(1, n - Double(chosen) - 1)
    innovationVariance = variance * unit * (method == .yuleWalker ? n / freedom : 1)
  }

  /// Autocorrelations that the model implies, from lag 0 until they stay below `negligible`, at most
  /// `greatestLag`.
  ///
  /// The equations of Yule and Walker give the first ones, the recursion of the model all others.
  public func impliedAutocorrelations(greatestLag: Int, negligible: Double = 1e-4) -> [Double] {
    var result = Self.autocorrelations(ofStable: coefficients)
    if result.count > greatestLag + 1 { return Array(result[0...max(0, greatestLag)]) }
    if order == 0 { return result }
    var quiet = 0
    while result.count <= greatestLag, quiet < order {
      var next = 0.0
      for (index, coefficient) in coefficients.enumerated() {
        next += coefficient * result[result.count - 1 - index]
      }
      result.append(min(1, max(-1, next)))
      quiet = abs(next) < negligible ? quiet + 1 : 0
    }
    return result
  }

  /// Σ of the autocorrelations over all lags, positive and negative: the variance of the mean in units of
  /// that of as many independent values. Infinite at a unit root.
  public var varianceInflation: Double {
    let past = coefficients.reduce(0, +)
    let weights = coefficients
    let start = Self.autocorrelations(ofStable: weights)
    var explained = 0.0
    for (index, coefficient) in weights.enumerated() { explained += coefficient * start[index + 1] }
    let gap = 1 - past
    return gap > 0 ? (1 - explained) / (gap * gap) : .infinity
  }

  /// Autocorrelations of lags 0 to the order, by the step-down recursion to the partial autocorrelations and
  /// up again.
  private static func autocorrelations(ofStable coefficients: [Double]) -> [Double] {
    var levels: [[Double]] = []
    var current = coefficients
    while let reflection = current.last {
      levels.append(current)
      let square = max(1e-12, 1 - reflection * reflection)
      let reversed = Array(current.dropLast().reversed())
      current = zip(current.dropLast(), reversed).map { ($0 + reflection * $1) / square }
    }
    var correlations = [1.0]
    var variance = 1.0
    var shorter: [Double] = []
    for level in levels.reversed() {
      let reflection = level[level.count - 1]
      var next = reflection * variance
      for (index, coefficient) in shorter.enumerated() {
        next += coefficient * correlations[correlations.count - 1 - index]
      }
      correlations.append(min(1, max(-1, next)))
      variance *= 1 - reflection * reflection
      shorter = level
    }
    return correlations
  }

  private static func chosenOrder(
    _ order: Order, _ fits: [Levinson.Fit], variance: Double, count: Int
  ) -> Int {
    let n = Double(count)
    let price: Double
    switch order {
    case .fixed(let order): return min(order, fits.count)
    case .akaike: price = 2
    case .bayesian, .cautious: price = logarithm(n)
    }
    var best = (order: 0, value: n * logarithm(variance))
    for (index, fit) in fits.enumerated() {
      if fit.innovationVariance <= 0 { return index + 1 }
      let value = n * logarithm(fit.innovationVariance) + price * Double(index + 1)
      if value < best.value { best = (index + 1, value) }
    }
    if case .cautious = order, best.order == 0, let first = fits.first, first.reflection > 1 / n.squareRoot()
    {
      return 1
    }
    return best.order
  }

  private static func burgFits(
    _ deviations: [Double], variance: Double, greatestOrder: Int
  ) -> [Levinson.Fit] {
    var forward = deviations
    var backward = deviations
    var coefficients: [Double] = []
    var error = variance
    var fits: [Levinson.Fit] = []
    let n = deviations.count
    for order in 1..<max(1, min(greatestOrder, n - 1) + 1) {
      var cross = 0.0
      var squares = 0.0
      for t in order..<n {
        cross += forward[t] * backward[t - 1]
        squares += forward[t] * forward[t] + backward[t - 1] * backward[t - 1]
      }
      if squares <= 0 || error <= 0 { break }
      let reflection = 2 * cross / squares
      for t in stride(from: n - 1, through: order, by: -1) {
        let (f, b) = (forward[t], backward[t - 1])
        forward[t] = f - reflection * b
        backward[t] = b - reflection * f
      }
      let reversed = Array(coefficients.reversed())
      for index in coefficients.indices { coefficients[index] -= reflection * reversed[index] }
      coefficients.append(reflection)
      error *= 1 - reflection * reflection
      fits.append(Levinson.Fit(coefficients: coefficients, reflection: reflection, innovationVariance: error))
    }
    return fits
  }
}
