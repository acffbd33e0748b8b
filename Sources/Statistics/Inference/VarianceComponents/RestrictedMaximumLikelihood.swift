extension NestedSample {
  /// Components by restricted maximum likelihood, for any numbers of parts; never negative.
  ///
  /// Newton steps on the ratios to the residual, held to be at least 0, with step halving, from the components of
  /// the analysis of variance.
  /// Source: Patterson and Thompson, Biometrika 58 (1971).
  /// - Throws: As ``varianceComponents()``, and ``StatisticsError/outOfRange(parameter:value:range:)`` when the
  ///   values do not vary inside of the innermost units, or the iteration does not settle.
  /// - Complexity: O(units · levels) an iteration, usually fewer than ten.
  public func restrictedMaximumLikelihood() throws(StatisticsError) -> VarianceComponents {
    let start = try varianceComponents()
    if !(start.residual > 0) {
      throw .outOfRange(
        parameter: "variance inside of the innermost units", value: start.residual, range: "(0, ∞)")
    }
    let likelihood = RestrictedLikelihood(self)
    let ratios = try likelihood.maximum(from: start.levels.map { max($0 / start.residual, 1e-3) })
    let state = likelihood.summary(ratios: ratios)
    let contrasts = Double(count - 1)
    let residual = state.squares / contrasts
    let components = ratios.map { $0 * residual }
    let effect = designEffect(levels: components, residual: residual)
    return VarianceComponents(
      levels: components, residual: residual, unconstrained: start.unconstrained,
      method: .restrictedMaximumLikelihood, mean: origin + state.mean,
      standardError: (residual / state.weight).squareRoot(), designEffect: effect,
      effectiveN: Double(count) / effect, unitCounts: unitCounts,
      deviance: state.objective + contrasts * (1 + logarithm(2 * Double.pi / contrasts)),
      ratioCovariance: likelihood.covariance(ratios: ratios))
  }
}

extension RestrictedLikelihood {
  /// Largest number of Newton steps.
  private static let limit = 200

  /// The ratios, at least 0, of the greatest likelihood.
  fileprivate func maximum(from start: [Double]) throws(StatisticsError) -> [Double] {
    var ratios = start
    var state = summary(ratios: ratios)
    for _ in 0..<Self.limit {
      // Ratios at 0 that the likelihood pushes further down stay there.
      let free = ratios.indices.filter { ratios[$0] > 0 || state.gradient[$0] < 0 }
      let slack = free.map { abs(state.gradient[$0]) * max(ratios[$0], 1e-8) }.max() ?? 0
      if slack < 1e-10 { return ratios }
      let direction = newtonDirection(ratios, state.gradient, free)
      var length = 1.0
      var moved = false
      while length > 1e-12 {
        var next = ratios
        for (index, step) in zip(free, direction) { next[index] = max(0, ratios[index] - length * step) }
        let trial = summary(ratios: next)
        // Near the optimum the objective is flat to its last digits; the gradient then decides.
        let flat = 1e-13 * max(1, abs(state.objective))
        if trial.objective < state.objective - flat
          || trial.objective <= state.objective + flat && slackness(next, trial) < slack
        {
          moved = next != ratios
          (ratios, state) = (next, trial)
          break
        }
        length /= 2
      }
      // No descent beyond rounding is left.
      if !moved { return ratios }
    }
    throw .outOfRange(
      parameter: "iterations of the restricted likelihood", value: Double(Self.limit),
      range: "[1, \(Self.limit))")
  }

  private func slackness(_ ratios: [Double], _ state: Summary) -> Double {
    ratios.indices.filter { ratios[$0] > 0 || state.gradient[$0] < 0 }
      .map { abs(state.gradient[$0]) * max(ratios[$0], 1e-8) }.max() ?? 0
  }

  /// The step of Newton's method for the free ratios, with a ridge where the curvature is not positive.
  private func newtonDirection(_ ratios: [Double], _ gradient: [Double], _ free: [Int]) -> [Double] {
    let full = curvature(ratios: ratios)
    let slopes = free.map { gradient[$0] }
    var ridge = 0.0
    for _ in 0..<60 {
      let matrix = free.map { i in
        free.map { j in full[i][j] + (i == j ? ridge * (abs(full[i][i]) + 1e-12) : 0) }
      }
      if let step = Self.solve(matrix, slopes) { return step }
      ridge = max(0.01, ridge * 4)
    }
    return slopes
  }

  /// Covariance of the ratios: twice the inverse curvature of −2 ln likelihood; `nil` at a ratio of 0.
  fileprivate func covariance(ratios: [Double]) -> [[Double]]? {
    guard ratios.allSatisfy({ $0 > 0 }) else { return nil }
    let full = curvature(ratios: ratios)
    var columns: [[Double]] = []
    for index in ratios.indices {
      var unit = [Double](repeating: 0, count: ratios.count)
      unit[index] = 2
      guard let column = Self.solve(full, unit) else { return nil }
      columns.append(column)
    }
    return columns
  }
}
