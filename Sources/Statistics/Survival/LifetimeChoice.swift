/// Which law of lifetimes fits best.
public struct LifetimeChoice: Codable, Hashable, Sendable {
  /// Fits by Akaike's criterion, the best first.
  public var fits: [LifetimeFit]
  /// Akaike weight of each: how probable it is to be the best of them.
  public var weights: [Double]
  /// Log-likelihood of the Turnbull estimate, which no law can exceed.
  public var bound: Double

  /// Fits a Weibull law and a hard time-out and compares them.
  ///
  /// - Throws: ``StatisticsError``: exact lifetimes (give the resolution of the clock as interval), or none that ended.
  /// - Complexity: That of the fits.
  public init(_ sample: IntervalSample) throws(StatisticsError) {
    let twoPoint = try LifetimeFit.twoPoint(sample)
    var fits: [LifetimeFit] = []
    do {
      fits.append(try LifetimeFit.weibull(sample))
    } catch {
      // Without an answer from either the reason counts; with a time-out the Weibull law has no maximum.
      if twoPoint == nil { throw error }
    }
    if let twoPoint { fits.append(twoPoint) }
    self.fits = fits.sorted { $0.aic < $1.aic }
    let least = self.fits[0].aic
    let parts = self.fits.map { exponential(0.5 * (least - $0.aic)) }
    let total = parts.reduce(0, +)
    weights = parts.map { $0 / total }
    bound = try TurnbullCurve(sample).logLikelihood
  }
}
