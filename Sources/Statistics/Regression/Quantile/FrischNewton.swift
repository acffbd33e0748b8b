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

  /// Coefficients near the solution.
  ///
  /// - Parameters:
  ///   - start: Where to start; least squares moved to the probability unless given.
  ///   - tolerance: Gap of primal and dual in units of the sum of absolute residuals.
  /// - Complexity: O(n p²) an iteration; 10 to 30 iterations for any n.
  func coefficients(from start: [Double]? = nil, tolerance: Double) throws -> [Double] {
    let n = response.count
    var coefficients = try start ?? self.start()
    var memory = [Double](repeating: 0, count: Vectors.count * n)
    try memory.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let vectors = Vectors(base, count: n, probability: probability)
      var size = try vectors.setResidual(response, design.multiplied(by: coefficients))
      vectors.start(floor: 1e-2 * size / Double(n))
      for _ in 0..<Self.iterationLimit where size > 0 {
        let gap = vectors.complementarity()
        if gap <= tolerance * size || !gap.isFinite { break }
        vectors.weigh()
        guard let factor = try normalFactor(vectors) else { break }
        // Predictor: straight to complementarity 0.
        var (direction, primal, dual) = try step(vectors, factor)
        if min(primal, dual) < 1 {
          let share = vectors.affine(primal, dual) / gap
          vectors.correct(center: gap * share * share * share / (2 * Double(n)))
          (direction, primal, dual) = try step(vectors, factor)
        }
        vectors.advance(primal, dual)
        for index in coefficients.indices { coefficients[index] += dual * direction[index] }
        size = try vectors.setResidual(response, design.multiplied(by: coefficients))
      }
    }
    return coefficients
  }

  /// Least squares, moved along what is nearest to a constant so that the wanted share of the residuals is negative:
  /// far from the middle that saves half of the iterations.
  private func start() throws -> [Double] {
    var coefficients = try leastSquares(design, response, precision: .double).coefficients
    let constant = try leastSquares(
      design, [Double](repeating: 1, count: response.count), precision: .double
    ).coefficients
    var residuals = try design.multiplied(by: coefficients)
    for index in residuals.indices { residuals[index] = response[index] - residuals[index] }
    let rank = Int(probability * Double(residuals.count))
    let shift = Selection.value(&residuals, rank: max(0, min(residuals.count - 1, rank)))
    for index in coefficients.indices { coefficients[index] += shift * constant[index] }
    return coefficients
  }

  /// The Cholesky factor of Xᵀ W X; `nil` when weights are too unequal for it.
  private func normalFactor(_ vectors: Vectors) throws -> CholeskyDecomposition? {
    var scaled = design
    scaled.withUnsafeMutableElements { elements in
      for column in 0..<design.columns {
        let start = column * vectors.n
        for row in 0..<vectors.n { elements[start + row] *= vectors.root[row] }
      }
    }
    return try? CholeskyDecomposition(scaled.gram())
  }

  /// Solves for the change of the coefficients, and changes the other variables to match.
  ///
  /// - Returns: The change, and the largest steps that the dual variables and the multipliers may take.
  private func step(
    _ vectors: Vectors, _ factor: CholeskyDecomposition
  ) throws -> (direction: [Double], primal: Double, dual: Double) {
    let direction = try factor.solve(design.multiplied(by: vectors.rightSide(), transposed: true))
    let (primal, dual) = vectors.change(along: try design.multiplied(by: direction), Self.caution)
    return (direction, primal, dual)
  }
}

/// The variables of the method, one number an observation, side by side in memory.
private struct Vectors {
  static let count = 16
  let n: Int
  let probability: Double
  /// Dual variable a in (0, 1) and its distance to 1, and the multipliers of both bounds.
  let dual, slack, below, above: UnsafeMutablePointer<Double>
  let residual, weight, root: UnsafeMutablePointer<Double>
  let change, belowChange, aboveChange: UnsafeMutablePointer<Double>
  /// What the corrector adds to the multipliers.
  let belowFix, aboveFix: UnsafeMutablePointer<Double>
  /// One over the variables: divisions are what an iteration costs.
  let overDual, overSlack, overBelow, overAbove: UnsafeMutablePointer<Double>

  init(_ base: UnsafeMutablePointer<Double>, count n: Int, probability: Double) {
    self.n = n
    self.probability = probability
    (dual, slack, below, above) = (base, base + n, base + 2 * n, base + 3 * n)
    (residual, weight, root) = (base + 4 * n, base + 5 * n, base + 6 * n)
    (change, belowChange, aboveChange) = (base + 7 * n, base + 8 * n, base + 9 * n)
    (belowFix, aboveFix) = (base + 10 * n, base + 11 * n)
    (overDual, overSlack) = (base + 12 * n, base + 13 * n)
    (overBelow, overAbove) = (base + 14 * n, base + 15 * n)
  }

  /// Sets the residuals; returns the sum of their sizes.
  func setResidual(_ response: [Double], _ fitted: [Double]) -> Double {
    var size = 0.0
    for index in 0..<n {
      residual[index] = response[index] - fitted[index]
      size += residual[index].magnitude
    }
    return size
  }

  func start(floor: Double) {
    for index in 0..<n {
      dual[index] = 1 - probability
      slack[index] = probability
      below[index] = max(-residual[index], 0) + floor
      above[index] = max(residual[index], 0) + floor
    }
  }

  func complementarity() -> Double {
    var sum = 0.0
    for index in 0..<n { sum += dual[index] * below[index] + slack[index] * above[index] }
    return sum
  }

  func weigh() {
    for index in 0..<n {
      let (a, b, z, w) = (dual[index], slack[index], below[index], above[index])
      // One division for two inverses.
      let (ab, zw) = (a * b, z * w)
      let (overAB, overZW) = (1 / ab, 1 / zw)
      overDual[index] = b * overAB
      overSlack[index] = a * overAB
      overBelow[index] = w * overZW
      overAbove[index] = z * overZW
      weight[index] = ab / (z * b + w * a)
      root[index] = weight[index].squareRoot()
      belowFix[index] = 0
      aboveFix[index] = 0
    }
  }

  /// The residuals that a step has to make up for, weighted, and the drift of Xᵀ(a − (1 − τ)) from 0.
  func rightSide() -> [Double] {
    [Double](unsafeUninitializedCapacity: n) { values, initialised in
      for index in 0..<n {
        let target = residual[index] + belowFix[index] - aboveFix[index]
        values[index] = weight[index] * target + dual[index] - (1 - probability)
      }
      initialised = n
    }
  }

  /// Sets all changes; returns the largest steps, at most 1, that keep all variables positive.
  func change(along: [Double], _ caution: Double) -> (primal: Double, dual: Double) {
    // Compares the inverses, so that no branch is needed; one pass, since memory is what it waits for.
    var (primal, multiplier) = (0.0, 0.0)
    along.withUnsafeBufferPointer { along in
      for index in 0..<n {
        let target = residual[index] + belowFix[index] - aboveFix[index]
        let move = weight[index] * (target - along[index])
        let (down, up) = (move * overDual[index], move * overSlack[index])
        let belowMove = belowFix[index] - below[index] * (1 + down)
        let aboveMove = aboveFix[index] - above[index] * (1 - up)
        change[index] = move
        belowChange[index] = belowMove
        aboveChange[index] = aboveMove
        primal = max(primal, max(-down, up))
        multiplier = max(multiplier, max(-belowMove * overBelow[index], -aboveMove * overAbove[index]))
      }
    }
    return (min(1, caution / primal), min(1, caution / multiplier))
  }

  /// The gap after a step of the predictor.
  func affine(_ primal: Double, _ step: Double) -> Double {
    var sum = 0.0
    for index in 0..<n {
      sum += (below[index] + step * belowChange[index]) * (dual[index] + primal * change[index])
      sum += (above[index] + step * aboveChange[index]) * (slack[index] - primal * change[index])
    }
    return sum
  }

  func correct(center: Double) {
    for index in 0..<n {
      belowFix[index] = (center - change[index] * belowChange[index]) * overDual[index]
      aboveFix[index] = (center + change[index] * aboveChange[index]) * overSlack[index]
    }
  }

  func advance(_ primal: Double, _ step: Double) {
    for index in 0..<n {
      dual[index] += primal * change[index]
      slack[index] -= primal * change[index]
      below[index] += step * belowChange[index]
      above[index] += step * aboveChange[index]
    }
  }
}
