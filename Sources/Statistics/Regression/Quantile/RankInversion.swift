internal import LinearAlgebra

/// What is assumed of the observations' spread around the quantile.
public enum QuantileErrors: String, Codable, CaseIterable, Hashable, Sendable {
  /// The same law around the quantile everywhere.
  case identical
  /// A density at the quantile that varies with the predictors, estimated from regressions at neighbouring
  /// probabilities (Hall and Sheather's bandwidth).
  case varying
}

extension QuantileRegression {
  /// Intervals of the coefficients by inversion of rank tests: the values at which the regression rank-score
  /// test does not reject, between its steps linearly.
  ///
  /// They need no density and are not symmetric. From the solution the constrained regression is followed as one
  /// coefficient moves, from vertex to vertex; the test statistic is the multiplier of the constraint.
  /// Source: Koenker, "Confidence intervals for regression quantiles", Asymptotic Statistics (1994); Koenker and
  /// Machado, J. Am. Stat. Assoc. 94 (1999) for `varying`.
  /// - Parameters:
  ///   - fit: A fit of these data.
  ///   - level: Nominal coverage; the test's limits are Student's t with n − p degrees of freedom.
  ///   - errors: What is assumed of the spread.
  /// - Returns: One interval a coefficient; an end that the data cannot bound is `nil`.
  /// - Throws: ``StatisticsError``: fewer than two columns, too few observations, or a level out of range.
  /// - Complexity: O(n p) a step; about √n steps a coefficient.
  public func rankIntervals(
    of fit: QuantileFit, level: Double = 0.95, errors: QuantileErrors = .identical
  ) throws -> [ConfidenceInterval] {
    try require(level, "level", above: 0, below: 1)
    let p = coefficientCount
    if p < 2 { throw StatisticsError.tooFew(what: "columns for rank intervals", found: p, needed: 2) }
    if count <= p { throw StatisticsError.tooFew(what: "observations", found: count, needed: p + 1) }
    let tau = fit.probability
    let cutoff = StudentT.quantile(0.5 + level / 2, degreesOfFreedom: Double(count - p))
    let squares = try partialSquares(tau, errors)
    let problem = QuantileProblem(design: design, response: response, probability: tau)
    return try (0..<p).map { coefficient in
      let limit = cutoff * (tau * (1 - tau) * squares[coefficient]).squareRoot()
      let ends = try [-1.0, 1].map { sign in
        var path = try RankPath(problem, fit, coefficient, sign: sign)
        return try path.end(limit: limit)
      }
      return ConfidenceInterval(lower: ends[0], upper: ends[1], level: level)
    }
  }

  /// For each column the squared length of what the other columns do not explain.
  private func partialSquares(_ tau: Double, _ errors: QuantileErrors) throws -> [Double] {
    switch errors {
    case .identical:
      return try leastSquares(design, response).unscaledCovariance().diagonal.map { 1 / $0 }
    case .varying:
      let roots = try densities(at: tau).map { max($0, 1e-12).squareRoot() }
      return try (0..<coefficientCount).map { column in
        let others = (0..<coefficientCount).filter { $0 != column }
        let weighted = try scaledRows(design.selecting(columns: others), by: roots)
        let target = try zip(design.column(column), roots).map(*)
        let rest = try leastSquares(weighted, target).residuals
        return zip(rest, roots).reduce(0) { $0 + ($1.0 / $1.1) * ($1.0 / $1.1) }
      }
    }
  }
}

/// The path of the constrained regression as one coefficient moves away from the solution.
private struct RankPath {
  private let problem: QuantileProblem
  private let coefficient: Int
  private let sign: Double
  private var vertex: QuantileVertex
  /// The dual variable of each observation outside of the basis: 1 above, 0 below.
  private var isAbove: [Bool]

  init(_ problem: QuantileProblem, _ fit: QuantileFit, _ coefficient: Int, sign: Double) throws {
    self.problem = problem
    self.coefficient = coefficient
    self.sign = sign
    vertex = try QuantileVertex(problem, basis: fit.basis)
    isAbove = vertex.residuals.map { $0 > 0 }
  }

  /// Where the test statistic passes its limit; `nil` when it never does.
  ///
  /// The statistic is constant between two knots and counts at the inner one; from knot to knot it is
  /// interpolated linearly. Where an observation with a residual of 0 all the way only changes places with an
  /// equal one, that is no step (as quantreg has it).
  mutating func end(limit: Double) throws -> Double? {
    var (lastKnot, lastStatistic) = (vertex.coefficients[coefficient], 0.0)
    var residualsBefore = vertex.residuals
    while true {
      let (knot, residuals) = (vertex.coefficients[coefficient], vertex.residuals)
      let rows = try BasisRows(problem, vertex.basis)
      guard let exit = try nextExit(rows) else { return nil }
      let entering = try advance(through: exit, rows)
      let length = (vertex.coefficients[coefficient] - knot).magnitude
      let isStep = length > 1e-12 * knot.magnitude
      if let entering, !isStep,
        residualsBefore[entering].magnitude <= 1e-12 * problem.response[entering].magnitude
      {
        continue
      }
      if exit.statistic > limit {
        let share = (limit - lastStatistic) / (exit.statistic - lastStatistic)
        return lastKnot + share * (knot - lastKnot)
      }
      if entering == nil { return nil }
      (lastKnot, lastStatistic) = (knot, exit.statistic)
      if isStep { residualsBefore = residuals }
    }
  }

  /// The observation of the basis that leaves it next.
  private struct Exit {
    let place: Int
    let isAbove: Bool
    /// Size of the constraint's multiplier from then on.
    let statistic: Double
  }

  /// How far the multiplier can grow before a dual variable of the basis leaves [0, 1].
  private func nextExit(_ rows: BasisRows) throws -> Exit? {
    var weights = isAbove.map { ($0 ? 1 : 0) - (1 - problem.probability) }
    for index in vertex.basis { weights[index] = problem.probability - 1 }
    let total = try problem.design.multiplied(by: weights, transposed: true)
    // a = base + λ u for the basis keeps Xᵀ(a − (1 − τ)) on the axis of the coefficient.
    let base = try rows.factors.solve(total, transposed: true).map { -$0 }
    var unit = [Double](repeating: 0, count: problem.parameters)
    unit[coefficient] = -sign
    let slope = try rows.factors.solve(unit, transposed: true)
    var exit: Exit?
    for place in slope.indices where slope[place].magnitude > 1e-14 {
      let room = slope[place] > 0 ? 1 - base[place] : -base[place]
      let multiplier = room / slope[place]
      if multiplier < exit?.statistic ?? .infinity {
        exit = Exit(place: place, isAbove: slope[place] > 0, statistic: multiplier)
      }
    }
    return exit
  }

  /// Moves on until the residual of another observation is 0; `nil` when there is none.
  private mutating func advance(through exit: Exit, _ rows: BasisRows) throws -> Int? {
    // An observation that comes to lie above has a fitted value that falls.
    let direction = try rows.edge(exit.place, count: problem.parameters).map { exit.isAbove ? -$0 : $0 }
    let rise = try problem.design.multiplied(by: direction)
    var isBasic = [Bool](repeating: false, count: problem.count)
    for index in vertex.basis { isBasic[index] = true }
    var (distance, entering) = (Double.infinity, -1)
    for index in rise.indices where !isBasic[index] && rise[index].magnitude > 1e-14 {
      guard isAbove[index] == (rise[index] > 0) else { continue }
      let ratio = max(0, vertex.residuals[index] / rise[index])
      if ratio < distance { (distance, entering) = (ratio, index) }
    }
    guard entering >= 0 else { return nil }
    var basis = vertex.basis
    isAbove[basis[exit.place]] = exit.isAbove
    basis[exit.place] = entering
    vertex = try QuantileVertex(problem, basis: basis)
    return entering
  }
}
