/// A law of lifetimes fitted to lifetimes that are exact, cut off, or known to lie between two times.
public struct LifetimeFit: Codable, Hashable, Sendable {
  /// The law.
  public enum Law: Codable, Hashable, Sendable {
    /// Rate of ends that falls (shape below 1), stays or rises (above 1) with age.
    case weibull(shape: Double, scale: Double)
    /// A hard time-out: a share of all lifetimes ends between the two times of `first`, all others between those of
    /// `second`; `second` is `nil` when all end at the first. Each is the range of times that lose no more than
    /// 1.92 of log-likelihood, an approximate interval of 95 %.
    case twoPoint(share: Double, first: IntervalSample.Interval, second: IntervalSample.Interval?)
  }

  /// The law.
  public var law: Law
  /// Log-likelihood.
  public var logLikelihood: Double
  /// Number of parameters.
  public var parameters: Int
  /// Number of lifetimes.
  public var n: Int

  /// Akaike's information criterion, −2 ln L + 2 · parameters: smaller is better.
  public var aic: Double { 2 * (Double(parameters) - logLikelihood) }

  /// Probability of a lifetime above a time; of a time-out, at the middle of its interval.
  public func survival(at time: Double) -> Double {
    switch law {
    case .weibull(let shape, let scale):
      return time <= 0 ? 1 : exponential(-power(time / scale, shape))
    case .twoPoint(let share, let first, let second):
      func isOver(_ interval: IntervalSample.Interval) -> Bool {
        time >= (interval.upper.map { 0.5 * (interval.lower + $0) } ?? .infinity)
      }
      return (isOver(first) ? 0 : share) + (second.map { isOver($0) ? 0 : 1 - share } ?? 0)
    }
  }

  /// The Weibull law of greatest likelihood.
  ///
  /// The scale is searched inside of the search for the shape, both on the logarithmic scale.
  /// - Throws: ``StatisticsError``: an exact lifetime of 0, no lifetime that ended, or ends that are all at one time, for
  ///   which the shape grows without limit (fit ``twoPoint(_:)``).
  /// - Complexity: O(n) an evaluation, about 3,000 evaluations.
  public static func weibull(_ sample: IntervalSample) throws(StatisticsError) -> LifetimeFit {
    let ended = sample.intervals.filter { $0.upper != nil }
    if ended.isEmpty { throw .tooFew(what: "lifetimes that ended", found: 0, needed: 1) }
    if let least = ended.first(where: { $0.end == 0 }) {
      throw .outOfRange(parameter: "lifetime", value: least.end, range: "(0, ∞)")
    }
    let unit = ended.reduce(0) { max($0, $1.end) }
    let logUnit = logarithm(unit)
    func profile(_ logShape: Double) -> (value: Double, logScale: Double) {
      let shape = exponential(logShape)
      let found = LineSearch.maximum(from: -10 - 4 / shape, to: 10 + 30 / shape, points: 24) { logScale in
        logLikelihood(sample, shape: shape, logScale: logUnit + logScale)
      }
      return (found.value, logUnit + found.at)
    }
    let (low, high) = (logarithm(0.05), logarithm(200))
    let best = LineSearch.maximum(from: low, to: high, points: 24) { profile($0).value }
    if best.at > high - 0.05 {
      throw .notIdentified(
        what: "the shape of a Weibull law", remedy: "all lifetimes may end at one time; fit a hard time-out")
    }
    if best.at < low + 0.05 {
      throw .notIdentified(what: "the shape of a Weibull law", remedy: "give more lifetimes that ended")
    }
    return LifetimeFit(
      law: .weibull(shape: exponential(best.at), scale: exponential(profile(best.at).logScale)),
      logLikelihood: best.value, parameters: 2, n: sample.count)
  }

  private static func logLikelihood(_ sample: IntervalSample, shape: Double, logScale: Double) -> Double {
    func hazard(_ time: Double) -> Double {
      time == 0 ? 0 : exponential(shape * (logarithm(time) - logScale))
    }
    return sample.intervals.reduce(0) { sum, interval in
      let lower = hazard(interval.lower)
      guard let upper = interval.upper else { return sum - lower }
      if interval.isExact {
        return sum + logarithm(shape) - logScale + (shape - 1) * (logarithm(upper) - logScale) - lower
      }
      // ln(e^−a − e^−b) = −a + ln(1 − e^−(b − a)).
      let probability = -exponentialMinusOne(lower - hazard(upper))
      return sum - lower + (probability > 0 ? logarithm(probability) : -800)
    }
  }
}
