/// Profile likelihoods of the tail above a threshold, from one table of the mean of ln(1 + θy).
///
/// For a value x that is exceeded with probability p, the share ζ above the threshold and θ fix the shape:
/// 1/ξ = ln(ζ/p)/ln(1 + θd), d = x − threshold. Given x and θ the likelihood is concave in ln ζ, so a point of the
/// profile costs one search over θ with a few operations a step, however many excesses there are.
struct TailProfile {
  let exceedances: Double
  let below: Double
  /// What the log-likelihood counts: the share of the exceedances that are independent.
  let weight: Double
  let likelihood: ParetoLikelihood
  let fit: ParetoFit
  private let first: Double
  private let step = 0.125
  private let table: [(value: Double, slope: Double)]

  init(_ likelihood: ParetoLikelihood, fit: ParetoFit, below: Double, weight: Double) {
    self.likelihood = likelihood
    self.fit = fit
    self.below = below
    self.weight = weight
    exceedances = likelihood.total
    first = -10
    let count = Int((14 + 3 * logarithm(1 + likelihood.total)) / step)
    table = (0...count).map { [first, step] index in
      let s = first + Double(index) * step
      let (value, slope) = likelihood.meanLog(likelihood.theta(s))
      return (value, slope * exponential(s) / likelihood.greatest)
    }
  }

  private var last: Double { first + Double(table.count - 1) * step }

  /// Mean of ln(1 + θy) at s = ln(1 + θ · greatest), by cubic interpolation.
  private func meanLog(_ s: Double) -> Double {
    let position = min(max((s - first) / step, 0), Double(table.count - 1))
    let index = min(Int(position), table.count - 2)
    let t = position - Double(index)
    let (a, b) = (table[index], table[index + 1])
    let (fromA, fromB) = ((1 - t) * (1 - t), t * t)
    return fromA * ((1 + 2 * t) * a.value + t * step * a.slope)
      + fromB * ((3 - 2 * t) * b.value + (t - 1) * step * b.slope)
  }

  private func meanRatio(_ s: Double) -> Double {
    abs(s) < 1e-9 ? likelihood.mean : meanLog(s) / likelihood.theta(s)
  }

  // MARK: - Values far out

  /// Log-likelihood, maximised over shape and share, when `distance` above the threshold is exceeded with `p`.
  func logLikelihood(distance: Double, exceededWith p: Double) -> Double {
    maximum { s in value(s: s, distance: distance, p: p) }
  }

  private func value(s: Double, distance: Double, p: Double) -> Double {
    let theta = likelihood.theta(s)
    if theta * distance <= -1 { return -.infinity }
    let ratio = ParetoLikelihood.logRatio(theta, distance)
    let mean = meanRatio(s)
    // Newton in z = ln ζ inside of (ln p, 0), halving where a step would leave the bracket.
    var (low, high) = (logarithm(p), 0.0)
    let floor = low
    var z = min(-1e-9, max(low + 1e-9, logarithm(exceedances / (exceedances + below))))
    for _ in 0..<60 {
      let odds = 1 / exponentialMinusOne(-z)
      let v = z - floor
      let slope = exceedances * (1 + 1 / v - mean / ratio) - below * odds
      let curvature = -exceedances / (v * v) - below * odds * (1 + odds)
      if slope > 0 { low = z } else { high = z }
      var next = z - slope / curvature
      if !(next > low && next < high) { next = (low + high) / 2 }
      if abs(next - z) < 1e-12 * abs(v) { break }
      z = next
    }
    let v = z - floor
    if theta * ratio / v <= -1 { return -.infinity }
    let excess = logarithm(v) - logarithm(ratio) - mean * v / ratio - theta * mean
    return exceedances * (z + excess) + below * logarithm(-exponentialMinusOne(z))
  }

  /// Ends of the interval of a value: where twice the loss of log-likelihood reaches the chi-squared quantile.
  func interval(exceededWith p: Double, level: Double) -> ConfidenceInterval {
    let share = exceedances / (exceedances + below)
    let estimate = fit.value(exceededWith: p, share: share) - fit.threshold
    let top = logLikelihood(distance: estimate, exceededWith: p)
    let loss = lossAllowed(level)
    func margin(_ logDistance: Double) -> Double {
      loss - weight * (top - logLikelihood(distance: exponential(logDistance), exceededWith: p))
    }
    let center = logarithm(estimate)
    return ConfidenceInterval(
      lower: fit.threshold
        + (Self.end(from: center, by: -0.1, limit: 12, margin).map { exponential($0) } ?? 0),
      upper: Self.end(from: center, by: 0.1, limit: 14, margin).map { fit.threshold + exponential($0) },
      level: level)
  }

  private func lossAllowed(_ level: Double) -> Double {
    let z = Normal.quantile(0.5 + level / 2)
    return z * z / 2
  }

  // MARK: - Shape

  /// Log-likelihood of a shape, maximised over the scale.
  func logLikelihood(shape: Double) -> Double {
    let sure = shape < 0 ? -shape * likelihood.greatest : 0
    let center = max(likelihood.mean, sure) * (1 + 1e-9)
    return LineSearch.maximum(
      from: logarithm(center) - 4, to: logarithm(center) + 6, points: 24
    ) { logScale in
      let scale = exponential(logScale)
      let product = shape / scale * likelihood.greatest
      if product <= -1 { return -.infinity }
      let mean = meanRatio(logarithm(onePlus: product))
      return exceedances * (-logScale - (1 + shape) * mean / scale)
    }.value
  }

  /// Interval of the shape by profile likelihood.
  func shapeInterval(level: Double) -> ConfidenceInterval {
    let top = logLikelihood(shape: fit.shape)
    let loss = lossAllowed(level)
    func margin(_ shape: Double) -> Double {
      shape <= -1 ? -1 : loss - weight * (top - logLikelihood(shape: shape))
    }
    return ConfidenceInterval(
      lower: Self.end(from: fit.shape, by: -0.1, limit: 8, margin).map { max(-1, $0) },
      upper: Self.end(from: fit.shape, by: 0.1, limit: 8, margin), level: level)
  }

  // MARK: - Searching

  private func maximum(_ function: (Double) -> Double) -> Double {
    LineSearch.maximum(from: first, to: last, points: 48, function).value
  }

  /// Where a function that is positive at `start` becomes negative, by steps that double and then false position;
  /// `nil` when it does not within the limit.
  static func end(
    from start: Double, by step: Double, limit: Double, _ margin: (Double) -> Double
  ) -> Double? {
    var inner = (start, margin(start))
    var step = step
    while abs(inner.0 + step - start) <= limit {
      let outer = (inner.0 + step, margin(inner.0 + step))
      if outer.1 < 0 {
        // −∞ outside of what is possible would stop false position.
        let bounded = (outer.0, max(outer.1, -10))
        return LineSearch.root(from: inner, to: bounded) { max(margin($0), -10) }
      }
      inner = outer
      step *= 1.5
    }
    return nil
  }
}
