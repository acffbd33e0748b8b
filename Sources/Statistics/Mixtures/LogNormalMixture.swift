/// A mixture of log-normal laws with a common shift: what latencies of several kinds of calls look like.
///
/// Fitted by expectation maximisation on ln(x − shift) from several starts that depend on the data alone.
/// Source: McLachlan and Peel, Finite Mixture Models (2000) 2 and 6.
public struct LogNormalMixture: Codable, Hashable, Sendable {
  /// One of the laws.
  public struct Component: Codable, Hashable, Sendable {
    /// Share of the values.
    public var share: Double
    /// Mean of ln(x − shift).
    public var logMean: Double
    /// Standard deviation of ln(x − shift).
    public var logStandardDeviation: Double
  }

  /// What no value can be below.
  public enum Shift: Codable, Hashable, Sendable {
    /// 0.
    case none
    /// A known value, such as a network round trip.
    case fixed(Double)
    /// The most likely of a few between 0 and the least value, at the price of one parameter.
    case searched
  }

  /// The shift.
  public var shift: Double
  /// By mean.
  public var components: [Component]
  /// Log-likelihood of the values.
  public var logLikelihood: Double
  /// Number of parameters.
  public var parameters: Int
  /// Number of values.
  public var n: Int

  /// Bayesian information criterion, −2 ln L + parameters · ln n: smaller is better.
  public var bic: Double { -2 * logLikelihood + Double(parameters) * logarithm(Double(n)) }

  /// Fits mixtures of 1 to a number of components.
  ///
  /// - Parameters:
  ///   - sample: Above the shift, not all equal.
  ///   - largest: Number of components, from 1 to 9.
  ///   - shift: What no value can be below.
  /// - Throws: ``StatisticsError``: fewer than 5 values a component, values not above the shift, all equal.
  /// - Complexity: O(n) and O(min(n, 1024) · components²) a step.
  public static func fits(
    _ sample: SortedSample, upTo largest: Int, shift: Shift = .searched
  ) throws(StatisticsError) -> [LogNormalMixture] {
    if largest < 1 || largest > 9 {
      throw .outOfRange(parameter: "components", value: Double(largest), range: "[1, 9]")
    }
    if sample.count < 5 * largest {
      throw .tooFew(what: "values", found: sample.count, needed: 5 * largest)
    }
    let least = sample.values[0]
    if sample.values[sample.count - 1] == least { throw .allEqual(method: "a mixture") }
    let shifts: [Double]
    switch shift {
    case .none: shifts = [0]
    case .fixed(let value): shifts = [value]
    case .searched: shifts = least > 0 ? [0, 0.5, 0.75, 0.9].map { $0 * least } : [0]
    }
    if !(shifts[0].isFinite && least > shifts[0]) {
      throw .outOfRange(parameter: "least value", value: least, range: "(\(shifts[0]), ∞)")
    }
    let paths = shifts.map { shift in
      let logs = sample.values.map { logarithm($0 - shift) }
      let data = MixturePoints(ascending: logs)
      let jacobian = -compensatedSum(logs)
      var path: [NormalComponents] = []
      for _ in 0..<largest { path.append(MixtureSearch.fit(data, after: path.last)) }
      return path.map {
        LogNormalMixture(
          $0, shift: shift, logLikelihood: $0.logLikelihood + jacobian, isSearched: shifts.count > 1,
          n: sample.count)
      }
    }
    return (0..<largest).map { index in
      var best = paths[0][index]
      for path in paths where path[index].logLikelihood > best.logLikelihood { best = path[index] }
      return best
    }
  }

  init(_ normal: NormalComponents, shift: Double, logLikelihood: Double, isSearched: Bool, n: Int) {
    self.shift = shift
    components = normal.shares.indices.map { index in
      Component(
        share: normal.shares[index], logMean: normal.means[index],
        logStandardDeviation: normal.deviations[index])
    }
    self.logLikelihood = logLikelihood
    parameters = 3 * normal.count - 1 + (isSearched ? 1 : 0)
    self.n = n
  }

  var normal: NormalComponents {
    NormalComponents(
      shares: components.map(\.share), means: components.map(\.logMean),
      deviations: components.map(\.logStandardDeviation))
  }

  /// Probability of a value of at most `x`.
  public func cumulative(_ x: Double) -> Double {
    if x <= shift { return 0 }
    let point = logarithm(x - shift)
    return min(
      1,
      components.reduce(0) {
        $0 + $1.share * Normal.cumulative((point - $1.logMean) / $1.logStandardDeviation)
      })
  }

  /// Density of ln x.
  func logarithmicDensity(_ x: Double) -> Double {
    x <= shift ? 0 : exponential(normal.logDensity(logarithm(x - shift))) * x / (x - shift)
  }

  /// Draws logarithms of values less the shift.
  func logarithms(count: Int, using generator: inout Xoshiro256PlusPlus) -> [Double] {
    var ends: [Double] = []
    for component in components { ends.append((ends.last ?? 0) + component.share) }
    return (0..<count).map { _ in
      let u = generator.uniform() * (ends.last ?? 1)
      let component = components[ends.firstIndex { u < $0 } ?? components.count - 1]
      return component.logMean + component.logStandardDeviation * generator.normal()
    }
  }
}
