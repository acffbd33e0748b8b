/// Limits of a product-limit curve at its steps.
public struct SurvivalBand: Codable, Hashable, Sendable {
  /// Limits of the probability of taking longer, at and after one time.
  public struct Limits: Codable, Hashable, Sendable {
    /// When.
    public var time: Double
    /// Lower limit.
    public var lower: Double
    /// Upper limit.
    public var upper: Double
  }

  /// What a band covers.
  public enum Kind: String, Codable, CaseIterable, Hashable, Sendable {
    /// Each time by itself.
    case pointwise
    /// All times together, wider where little is known (Hall and Wellner, Biometrika 67, 1980).
    case hallWellner = "hall_wellner"
    /// All times together, in proportion to the pointwise limits (Nair, Technometrics 26, 1984).
    case equalPrecision = "equal_precision"
  }

  /// What the band covers.
  public var kind: Kind
  /// Nominal coverage.
  public var level: Double
  /// Limits by time.
  public var limits: [Limits]
}

extension ProductLimitCurve {
  /// Limits on the scale log(−log S), which keeps them in (0, 1).
  ///
  /// Bands over all times hold for independent calls, from the first step to the last before the curve meets
  /// 0; equal precision starts where the variance is a twentieth of its range and ends a twentieth before.
  /// - Parameters:
  ///   - kind: Pointwise or for all times.
  ///   - level: In (0, 1).
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` for a level; ``StatisticsError/tooFew(what:found:needed:)``
  ///   for a band over all times of fewer than two steps or of clustered calls (what: "independent calls").
  /// - Complexity: O(steps).
  public func band(
    _ kind: SurvivalBand.Kind = .pointwise, level: Double = 0.95
  ) throws(StatisticsError) -> SurvivalBand {
    try require(level, "level", above: 0, below: 1)
    let usable = steps.filter { $0.survival > 0 && $0.survival < 1 && $0.logVariance > 0 }
    if kind == .pointwise {
      let critical = criticalValue(level: level)
      return SurvivalBand(
        kind: kind, level: level,
        limits: usable.map { limits($0, distance: critical * $0.logVariance.squareRoot()) })
    }
    if clusters != nil { throw .tooFew(what: "independent calls", found: 0, needed: 2) }
    if usable.count < 2 { throw .tooFew(what: "steps of the curve", found: usable.count, needed: 2) }
    let size = Double(n)
    func share(_ step: Step) -> Double { size * step.logVariance / (1 + size * step.logVariance) }
    if kind == .hallWellner {
      let critical = BridgeLaw.hallWellner(end: share(usable[usable.count - 1]), level: level)
      return SurvivalBand(
        kind: kind, level: level,
        limits: usable.map {
          limits($0, distance: critical * (1 + size * $0.logVariance) / size.squareRoot())
        })
    }
    let (first, last) = (share(usable[0]), share(usable[usable.count - 1]))
    let inner = usable.filter {
      share($0) >= max(first, 0.05) && share($0) <= min(last, 0.95)
    }
    if inner.count < 2 { throw .tooFew(what: "steps of the curve", found: inner.count, needed: 2) }
    let critical = BridgeLaw.equalPrecision(
      from: share(inner[0]), to: share(inner[inner.count - 1]), level: level)
    return SurvivalBand(
      kind: kind, level: level,
      limits: inner.map { limits($0, distance: critical * $0.logVariance.squareRoot()) })
  }

  /// A quantile with the interval of the times at which the pointwise limits hold 1 − p.
  ///
  /// An end is `nil` where the curve does not go down far enough: the calls that were cut off hide it.
  /// Source: Brookmeyer and Crowley, Biometrics 38 (1982), on the log(−log) scale; Student's t with clusters.
  /// - Parameters:
  ///   - probability: In (0, 1).
  ///   - level: Nominal coverage, in (0, 1).
  /// - Returns: `nil` when even the estimate lies beyond the last time: the quantile is above
  ///   ``lastTime``, and ``quantileBound(_:level:)`` says what is known.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  /// - Complexity: O(steps).
  public func quantileInterval(
    _ probability: Double, level: Double = 0.95
  ) throws(StatisticsError) -> Estimate? {
    guard let value = try quantile(probability) else { return nil }
    let interval = try quantileBound(probability, level: level)
    var warnings: [EstimateWarning] = []
    let needed = RankBounds.sizeNeeded(probability: probability, level: level)
    if interval.lower == nil { warnings.append(.lowerUnbounded(needed: max(needed, n + 1))) }
    if interval.upper == nil { warnings.append(.upperUnbounded(needed: max(needed, n + 1))) }
    if let clusters, clusters < ClusteredSample.fewClusters {
      warnings.append(.fewClusters(found: clusters))
    }
    return Estimate(
      value: value, interval: interval, method: .productLimit, n: n, clusters: clusters,
      effectiveN: effectiveN(at: probability), warnings: warnings)
  }

  /// The interval alone, which has a lower end even when the quantile itself was cut off.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  /// - Complexity: O(steps).
  public func quantileBound(
    _ probability: Double, level: Double = 0.95
  ) throws(StatisticsError) -> ConfidenceInterval {
    try require(probability, "probability", above: 0, below: 1)
    let limits = try band(.pointwise, level: level).limits
    let wanted = 1 - probability
    let canBound = (
      lower: n >= fewest(1 - probability, level), upper: n >= fewest(probability, level)
    )
    guard let first = limits.first else {
      // All calls ended at once, or none ended: the limits have no width.
      let end = steps.first?.survival == 0 ? steps.first?.time : nil
      return ConfidenceInterval(
        lower: canBound.lower ? end ?? firstTime : nil, upper: canBound.upper ? end : nil, level: level)
    }
    // Where the lower limit first falls to 1 − p the quantile can begin; where the upper one has, it is over.
    // When the lower one never does, the quantile lies beyond all that is known.
    let lower = limits.first { $0.lower <= wanted }?.time ?? lastTime
    let upper = limits.first { $0.upper < wanted }?.time
    return ConfidenceInterval(
      lower: lower == first.time && !canBound.lower ? nil : lower, upper: upper, level: level)
  }

  /// Values that all lie on one side of a quantile with no more than the error of one end, when the share of
  /// that side is `share`.
  private func fewest(_ share: Double, _ level: Double) -> Int {
    Int(min(1e15, (logarithm((1 - level) / 2) / logarithm(share)).rounded(.up)))
  }

  /// Independent uncut calls that would know the quantile as well.
  private func effectiveN(at probability: Double) -> Double {
    let wanted = (1 - probability) * (1 + 1e-12)
    guard let step = steps.last(where: { $0.survival > wanted }) ?? steps.first,
      step.logVariance > 0, step.logVariance.isFinite, step.survival > 0
    else { return Double(n) }
    return min(Double(n), (1 - step.survival) / (step.survival * step.logVariance))
  }

  private func criticalValue(level: Double) -> Double {
    guard let clusters else { return Normal.quantile(0.5 + level / 2) }
    return StudentT.quantile(0.5 + level / 2, degreesOfFreedom: Double(clusters - 1))
  }

  /// Limits of S at a distance in log S, on the scale log(−log S).
  private func limits(_ step: Step, distance: Double) -> SurvivalBand.Limits {
    let logSurvival = logarithm(step.survival)
    let factor = exponential(distance / -logSurvival)
    return SurvivalBand.Limits(
      time: step.time, lower: exponential(logSurvival * factor), upper: exponential(logSurvival / factor))
  }
}

/// Laws of the largest distance of a Brownian bridge from 0 over a part of [0, 1].
enum BridgeLaw {
  /// P(|B(u)| ≤ x for all u ≤ end): Σ (−1)^k exp(−2k²x²) P(r(2k − d) < Z < r(2k + d)) over all whole k,
  /// r = x √((1 − end)/end), d = 1/(1 − end) (Hall and Wellner 1980).
  static func probability(below x: Double, end: Double) -> Double {
    if x <= 0 { return 0 }
    if end >= 1 { return 1 - KolmogorovLaw.survival(x) }
    let r = x * ((1 - end) / end).squareRoot()
    let d = 1 / (1 - end)
    func part(_ k: Double) -> Double {
      Normal.cumulative(r * (2 * k + d)) - Normal.cumulative(r * (2 * k - d))
    }
    var sum = part(0)
    for k in 1...60 {
      let term = 2 * exponential(-2 * Double(k * k) * x * x) * part(Double(k))
      sum += k.isMultiple(of: 2) ? term : -term
      if abs(term) < 1e-15 { break }
    }
    return min(1, max(0, sum))
  }

  /// The distance that is kept up to `end` with probability `level`.
  static func hallWellner(end: Double, level: Double) -> Double {
    bisect(from: 1e-6, to: 6) { probability(below: $0, end: end) < level }
  }

  /// The multiple of √(u(1 − u)) that is kept on [first, last] with probability `level`.
  ///
  /// Source: Miller and Siegmund, Biometrics 38 (1982): P(exceed) ≈ 4φ(c)/c + φ(c)(c − 1/c) ln of the ratio of
  /// odds; good for levels of 0.9 and more.
  static func equalPrecision(from first: Double, to last: Double, level: Double) -> Double {
    let odds = logarithm(last * (1 - first) / (first * (1 - last)))
    return bisect(from: 1.2, to: 12) { c in
      let density = exponential(-0.5 * c * c - logRootTwoPi)
      return 4 * density / c + density * (c - 1 / c) * max(0, odds) > 1 - level
    }
  }

  private static func bisect(from low: Double, to high: Double, isTooSmall: (Double) -> Bool) -> Double {
    var (low, high) = (low, high)
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if isTooSmall(middle) { low = middle } else { high = middle }
    }
    return high
  }
}
