/// The likelihood of a generalised Pareto law for excesses over a threshold, reduced to one dimension.
///
/// With θ = shape/scale the best shape is the mean of ln(1 + θy), so only θ has to be searched (Grimshaw,
/// Technometrics 35, 1993). Everything is written with r(θ) = mean of ln(1 + θy)/θ, which passes smoothly through
/// the exponential law at θ = 0.
struct ParetoLikelihood {
  let excesses: [Double]
  /// How often each excess counts.
  let weights: [Double]?
  let total: Double
  let mean: Double
  let greatest: Double

  /// - Parameter excesses: Not empty, above 0.
  init(_ excesses: [Double], weights: [Double]? = nil) {
    self.excesses = excesses
    self.weights = weights
    var (sum, count, greatest) = (0.0, 0.0, 0.0)
    for (index, excess) in excesses.enumerated() {
      let weight = weights?[index] ?? 1
      sum += weight * excess
      count += weight
      if weight > 0 { greatest = max(greatest, excess) }
    }
    (total, mean, self.greatest) = (count, sum / count, greatest)
  }

  /// θ from s = ln(1 + θ · greatest), which runs over all real numbers.
  func theta(_ s: Double) -> Double { exponentialMinusOne(s) / greatest }

  /// Mean of ln(1 + θy) and its derivative in θ.
  func meanLog(_ theta: Double) -> (value: Double, slope: Double) {
    var (value, slope) = (0.0, 0.0)
    for (index, excess) in excesses.enumerated() {
      let weight = weights?[index] ?? 1
      if weight == 0 { continue }
      value += weight * logarithm(onePlus: theta * excess)
      slope += weight * excess / (1 + theta * excess)
    }
    return (value / total, slope / total)
  }

  /// ln(1 + θd)/θ, which is d at θ = 0.
  static func logRatio(_ theta: Double, _ d: Double) -> Double {
    abs(theta * d) < 1e-12 ? d : logarithm(onePlus: theta * d) / theta
  }

  /// r(θ).
  func meanRatio(_ theta: Double) -> Double {
    abs(theta) * greatest < 1e-12 ? mean : meanLog(theta).value / theta
  }

  /// Log-likelihood of one excess on average.
  func logLikelihood(scale: Double, shape: Double) -> Double {
    -logarithm(scale) - (1 + shape) * meanRatio(shape / scale) / scale
  }

  /// Derivative in θ of the mean log-likelihood at the best shape.
  private func profileSlope(_ theta: Double) -> Double {
    if abs(theta) * greatest < 1e-5 {
      var square = 0.0
      for (index, excess) in excesses.enumerated() { square += (weights?[index] ?? 1) * excess * excess }
      return square / total / (2 * mean) - mean
    }
    let (shape, slope) = meanLog(theta)
    return 1 / theta - slope * (1 + 1 / shape)
  }

  /// The law at the greatest local maximum with a shape above −1, or `nil` when there is none.
  ///
  /// Towards θ = −1/greatest the likelihood grows without bound for shapes below −1; that is no estimate.
  ///
  /// - Parameter near: θ of a law of similar excesses: a maximum close to it is taken without looking further.
  func maximum(near start: Double? = nil) -> (scale: Double, shape: Double)? {
    if let start, start * greatest > -1 + 1e-9 {
      let s = logarithm(onePlus: start * greatest)
      let (low, high) = ((s - 0.75, profileSlope(theta(s - 0.75))), (s + 0.75, profileSlope(theta(s + 0.75))))
      if low.1 > 0, high.1 <= 0 {
        let root = theta(LineSearch.root(from: low, to: high) { profileSlope(theta($0)) })
        let scale = meanRatio(root)
        if root * scale > -1 { return (scale, root * scale) }
      }
    }
    var best: (scale: Double, shape: Double, value: Double)?
    let end = 5 + 5 * logarithm(1 + total)
    var s = -12.0
    var slope = profileSlope(theta(s))
    while s < end {
      let next = s + (abs(s) < 4 ? 0.5 : 1)
      let nextSlope = profileSlope(theta(next))
      if slope > 0, nextSlope <= 0 {
        let root = theta(LineSearch.root(from: (s, slope), to: (next, nextSlope)) { profileSlope(theta($0)) })
        let scale = meanRatio(root)
        let shape = root * scale
        let value = logLikelihood(scale: scale, shape: shape)
        if shape > -1, scale.isFinite, scale > 0, value > best?.value ?? -.infinity {
          best = (scale, shape, value)
        }
      }
      (s, slope) = (next, nextSlope)
    }
    return best.map { ($0.scale, $0.shape) }
  }

  /// The posterior mean of θ under a vague prior that the data scale, which always exists.
  ///
  /// Source: Zhang and Stephens, Technometrics 51 (2009).
  func posteriorMean() -> (scale: Double, shape: Double) {
    let ordered = zip(excesses, weights ?? excesses.map { _ in 1 }).filter { $0.1 > 0 }.sorted { $0.0 < $1.0 }
    let points = 20 + Int(total.squareRoot())
    var quarter = ordered[0].0
    var count = 0.0
    for (excess, weight) in ordered where count < total / 4 + 0.5 {
      count += weight
      quarter = excess
    }
    let thetas = (1...points).map { j in
      -1 / greatest + ((Double(points) / (Double(j) - 0.5)).squareRoot() - 1) / (3 * quarter)
    }
    let values = thetas.map { theta in
      let ratio = meanRatio(theta)
      return total * (-logarithm(ratio) - theta * ratio - 1)
    }
    let top = values.max() ?? 0
    var (sum, weightSum) = (0.0, 0.0)
    for (theta, value) in zip(thetas, values) where value.isFinite {
      let weight = exponential(value - top)
      sum += weight * theta
      weightSum += weight
    }
    let theta = sum / weightSum
    let scale = meanRatio(theta)
    return (scale, theta * scale)
  }
}
