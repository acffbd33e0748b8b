/// Weighted points on the logarithmic scale that a mixture is fitted to.
///
/// Many values are gathered in cells much narrower than any component may be, so that a step of the fit costs the
/// same for a thousand and for a million values.
struct MixturePoints {
  /// Above this number of different values, and into so many cells, they are gathered.
  static let mostPoints = 1024

  var points: [Double]
  var weights: [Double]
  /// Least standard deviation that a component may have.
  let floor: Double

  /// - Parameter ascending: Logarithms, not all equal.
  init(ascending logs: [Double], weights given: [Double]? = nil) {
    let n = logs.count
    let range = logs[n - 1] - logs[0]
    let cell = n > Self.mostPoints ? range / Double(Self.mostPoints) : 0
    (points, weights) = ([], [])
    var start = -Double.infinity
    for (index, value) in logs.enumerated() {
      let weight = given?[index] ?? 1
      if weight == 0 { continue }
      if value - start > cell || points.isEmpty {
        start = value
        points.append(value)
        weights.append(weight)
      } else {
        let last = points.count - 1
        weights[last] += weight
        points[last] += (value - points[last]) * weight / weights[last]
      }
    }
    // A component on a few equal values would have infinite likelihood.
    floor = max(cell, 2e-3 * range)
  }

  var total: Double { weights.reduce(0, +) }
}

/// Normal components on the logarithmic scale, with the expectation-maximisation step.
struct NormalComponents {
  var shares: [Double]
  var means: [Double]
  var deviations: [Double]
  var logLikelihood = -Double.infinity

  var count: Int { shares.count }

  /// Raises the likelihood until a step gains less than the tolerance.
  mutating func improve(on data: MixturePoints, steps: Int, tolerance: Double) {
    for _ in 0..<steps {
      let before = logLikelihood
      step(data)
      if logLikelihood - before < tolerance { break }
    }
  }

  /// One step; ``logLikelihood`` becomes that of the parameters before it.
  private mutating func step(_ data: MixturePoints) {
    let k = count
    let logShares = zip(shares, deviations).map { logarithm($0 / $1) - logRootTwoPi }
    let inverses = deviations.map { 1 / $0 }
    let means = self.means
    var sums = [Double](repeating: 0, count: 4 * k)
    var terms = [Double](repeating: 0, count: k)
    var logTotal = 0.0
    data.points.withUnsafeBufferPointer { points in
      data.weights.withUnsafeBufferPointer { weights in
        sums.withUnsafeMutableBufferPointer { sums in
          terms.withUnsafeMutableBufferPointer { terms in
            for index in 0..<points.count {
              let point = points[index]
              var top = -Double.infinity
              for j in 0..<k {
                let z = (point - means[j]) * inverses[j]
                terms[j] = logShares[j] - 0.5 * z * z
                top = max(top, terms[j])
              }
              var sum = 0.0
              for j in 0..<k {
                terms[j] = exponential(terms[j] - top)
                sum += terms[j]
              }
              logTotal += weights[index] * (top + logarithm(sum))
              let scale = weights[index] / sum
              for j in 0..<k {
                // Moments about the old mean keep their digits.
                let part = scale * terms[j]
                let distance = point - means[j]
                sums[4 * j] += part
                sums[4 * j + 1] += part * distance
                sums[4 * j + 2] += part * distance * distance
              }
            }
          }
        }
      }
    }
    logLikelihood = logTotal
    let total = data.total
    for j in 0..<k {
      let mass = sums[4 * j]
      // An empty component stays where it is, ready to be refused.
      shares[j] = max(mass / total, 1e-300)
      if mass < 1e-9 * total { continue }
      let move = sums[4 * j + 1] / mass
      self.means[j] = means[j] + move
      deviations[j] = max(data.floor, max(0, sums[4 * j + 2] / mass - move * move).squareRoot())
    }
  }

  /// Log-likelihood of the parameters as they are.
  func logLikelihood(on data: MixturePoints) -> Double {
    var copy = self
    copy.step(data)
    return copy.logLikelihood
  }

  func logDensity(_ point: Double) -> Double {
    var top = -Double.infinity
    let terms = shares.indices.map { j in
      let z = (point - means[j]) / deviations[j]
      let term = logarithm(shares[j] / deviations[j]) - logRootTwoPi - 0.5 * z * z
      top = max(top, term)
      return term
    }
    return top + logarithm(terms.reduce(0) { $0 + exponential($1 - top) })
  }

  /// Components by their means.
  var ordered: NormalComponents {
    let order = means.indices.sorted { (means[$0], deviations[$0]) < (means[$1], deviations[$1]) }
    return NormalComponents(
      shares: order.map { shares[$0] }, means: order.map { means[$0] },
      deviations: order.map { deviations[$0] }, logLikelihood: logLikelihood)
  }
}
