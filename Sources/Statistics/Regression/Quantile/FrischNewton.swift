internal import LinearAlgebra

/// The interior-point method for quantile regression: the log-barrier of the bounded dual, with predictor and
/// corrector steps.
///
/// Source: Portnoy and Koenker, "The Gaussian hare and the Laplacian tortoise", Statistical Science 12 (1997);
/// Mehrotra, SIAM J. Optimization 2 (1992).
struct FrischNewton {
  private let design: Matrix
  private let response: [Double]
  private let probability: Double

  /// - Parameter design: Better with columns at right angles, since normal equations are solved.
  init(_ design: Matrix, _ response: [Double], _ probability: Double) {
    self.design = design
    self.response = response
    self.probability = probability
  }

  /// Share of the way to the boundary that a step may take.
  private static let caution = 0.9995
  /// Where the method stalls by rounding, the descent from vertex to vertex has the rest to do.
  private static let iterationLimit = 60

  /// Coefficients near the solution: the gap of primal and dual is closed to 10⁻⁷ of the objective.
  ///
  /// - Complexity: O(n p²) an iteration; 10 to 30 iterations for any n.
  func coefficients() throws -> [Double] {
    let n = response.count
    // The dual variable a, its distance to 1, and the multipliers of both bounds.
    var dual = [Double](repeating: 1 - probability, count: n)
    var slack = [Double](repeating: probability, count: n)
    var coefficients = try leastSquares(design, response, precision: .double).coefficients
    var residual = try residuals(coefficients)
    var below = residual.map { max(-$0, 0) + ($0 == 0 ? 0.001 : 0) }
    var above = residual.map { max($0, 0) + ($0 == 0 ? 0.001 : 0) }
    let floor = 1e-3 * residual.reduce(0) { $0 + $1.magnitude } / Double(n)
    if floor == 0 { return coefficients }
    for index in 0..<n {
      below[index] += floor
      above[index] += floor
    }
    var scratch = Scratch(count: n, columns: design.columns)
    for _ in 0..<Self.iterationLimit {
      let gap = complementarity(dual, slack, below, above)
      let size = residual.reduce(0) { $0 + $1.magnitude }
      if gap <= 1e-7 * size || !gap.isFinite { break }
      for index in 0..<n {
        scratch.weights[index] = 1 / (below[index] / dual[index] + above[index] / slack[index])
        // What is left of rᵢ = aboveᵢ − belowᵢ.
        scratch.target[index] = residual[index]
      }
      guard let factor = try normalFactor(&scratch) else { break }
      // Predictor: straight to complementarity 0.
      try step(&scratch, factor, dualResidual: dual)
      for index in 0..<n {
        let change = scratch.change[index]
        scratch.belowChange[index] = -below[index] * (1 + change / dual[index])
        scratch.aboveChange[index] = -above[index] * (1 - change / slack[index])
      }
      var (primal, dualStep) = reach(dual, slack, below, above, scratch)
      if min(primal, dualStep) < 1 {
        var affine = 0.0
        for index in 0..<n {
          let change = primal * scratch.change[index]
          affine += (below[index] + dualStep * scratch.belowChange[index]) * (dual[index] + change)
          affine += (above[index] + dualStep * scratch.aboveChange[index]) * (slack[index] - change)
        }
        let share = affine / gap
        let center = gap * share * share * share / (2 * Double(n))
        for index in 0..<n {
          let change = scratch.change[index]
          scratch.belowFix[index] = (center - change * scratch.belowChange[index]) / dual[index]
          scratch.aboveFix[index] = (center + change * scratch.aboveChange[index]) / slack[index]
          scratch.target[index] = residual[index] + scratch.belowFix[index] - scratch.aboveFix[index]
        }
        try step(&scratch, factor, dualResidual: dual)
        for index in 0..<n {
          let change = scratch.change[index]
          scratch.belowChange[index] =
            scratch.belowFix[index] - below[index] * (1 + change / dual[index])
          scratch.aboveChange[index] =
            scratch.aboveFix[index] - above[index] * (1 - change / slack[index])
        }
        (primal, dualStep) = reach(dual, slack, below, above, scratch)
      }
      for index in 0..<n {
        dual[index] += primal * scratch.change[index]
        slack[index] = max(slack[index] - primal * scratch.change[index], .leastNormalMagnitude)
        below[index] += dualStep * scratch.belowChange[index]
        above[index] += dualStep * scratch.aboveChange[index]
      }
      for index in coefficients.indices { coefficients[index] += dualStep * scratch.direction[index] }
      residual = try residuals(coefficients)
    }
    return coefficients
  }

  private struct Scratch {
    var weights, target, change, belowChange, aboveChange, belowFix, aboveFix: [Double]
    var direction: [Double]

    init(count: Int, columns: Int) {
      let zeros = [Double](repeating: 0, count: count)
      (weights, target, change) = (zeros, zeros, zeros)
      (belowChange, aboveChange, belowFix, aboveFix) = (zeros, zeros, zeros, zeros)
      direction = [Double](repeating: 0, count: columns)
    }
  }

  private func residuals(_ coefficients: [Double]) throws -> [Double] {
    var values = try design.multiplied(by: coefficients)
    for index in values.indices { values[index] = response[index] - values[index] }
    return values
  }

  private func complementarity(
    _ dual: [Double], _ slack: [Double], _ below: [Double], _ above: [Double]
  ) -> Double {
    var sum = 0.0
    for index in dual.indices { sum += dual[index] * below[index] + slack[index] * above[index] }
    return sum
  }

  /// The Cholesky factor of Xᵀ W X; `nil` when weights are too unequal for it.
  private func normalFactor(_ scratch: inout Scratch) throws -> CholeskyDecomposition? {
    var scaled = design
    let (rows, columns) = (design.rows, design.columns)
    let roots = scratch.weights.map { $0.squareRoot() }
    scaled.withUnsafeMutableElements { elements in
      for column in 0..<columns {
        for row in 0..<rows { elements[column * rows + row] *= roots[row] }
      }
    }
    return try? CholeskyDecomposition(scaled.gram())
  }

  /// Solves for the change of the coefficients and of the dual variable.
  private func step(
    _ scratch: inout Scratch, _ factor: CholeskyDecomposition, dualResidual dual: [Double]
  ) throws {
    let weighted = zip(scratch.weights, scratch.target).map(*)
    var right = try design.multiplied(by: weighted, transposed: true)
    // Keeps Xᵀ(a − (1 − τ)) at 0 against rounding.
    let drift = try design.multiplied(by: dual.map { $0 - (1 - probability) }, transposed: true)
    for index in right.indices { right[index] += drift[index] }
    scratch.direction = try factor.solve(right)
    let along = try design.multiplied(by: scratch.direction)
    for index in along.indices {
      scratch.change[index] = scratch.weights[index] * (scratch.target[index] - along[index])
    }
  }

  /// Largest steps that keep all variables positive.
  private func reach(
    _ dual: [Double], _ slack: [Double], _ below: [Double], _ above: [Double], _ scratch: Scratch
  ) -> (primal: Double, dual: Double) {
    var (primal, multiplier) = (Double.infinity, Double.infinity)
    for index in dual.indices {
      let change = scratch.change[index]
      if change < 0 { primal = min(primal, -dual[index] / change) }
      if change > 0 { primal = min(primal, slack[index] / change) }
      let (down, up) = (scratch.belowChange[index], scratch.aboveChange[index])
      if down < 0 { multiplier = min(multiplier, -below[index] / down) }
      if up < 0 { multiplier = min(multiplier, -above[index] / up) }
    }
    return (min(1, Self.caution * primal), min(1, Self.caution * multiplier))
  }
}
