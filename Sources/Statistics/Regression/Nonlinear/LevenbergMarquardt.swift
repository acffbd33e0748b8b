internal import LinearAlgebra

/// A sum of squares that depends on parameters.
struct SumOfSquaresProblem {
  /// Residuals (observed less fitted, times root weights) and the derivatives of the fitted values, one row an
  /// observation; `nil` where the model has no finite value.
  let evaluate: ([Double]) throws -> (residuals: [Double], jacobian: Matrix)?
}

/// The Levenberg-Marquardt method with a trust region in scaled parameters.
///
/// The Jacobian's columns are scaled by their largest norm so far, so that units of parameters do not matter;
/// the step of every radius comes from one singular value decomposition of its triangular factor. It ends
/// with plain Gauss-Newton steps, for as long as these get shorter: the last digits of the parameters are below
/// the resolution of the sum of squares.
/// Source: Moré, "The Levenberg-Marquardt algorithm: implementation and theory", Lecture Notes in Mathematics
/// 630 (1978).
struct LevenbergMarquardt {
  /// Most evaluations of the Jacobian.
  var iterationLimit = 2000

  /// Where the method ended.
  struct Minimum {
    var parameters: [Double]
    var residuals: [Double]
    var jacobian: Matrix
    var iterations: Int
    /// Length of the residuals' part in the tangent plane against that of the rest, each a degree of freedom.
    var relativeOffset: Double
  }

  /// Goes down from a start.
  ///
  /// - Throws: ``StatisticsError/notConverged(method:remedy:)``, ``StatisticsError/notIdentified(what:remedy:)``, or
  ///   whatever the problem throws.
  /// - Complexity: O(n p²) an iteration.
  func minimize(_ problem: SumOfSquaresProblem, from start: [Double]) throws -> Minimum {
    guard var current = try problem.evaluate(start), isFinite(current.residuals, current.jacobian) else {
      throw StatisticsError.notConverged(
        method: "the fit", remedy: "the model has no finite value at the start: give other starting values")
    }
    var parameters = start
    var sum = squaredNorm(current.residuals)
    var scales = [Double](repeating: 0, count: start.count)
    var radius: Double?
    for iteration in 1...iterationLimit {
      let local = try LocalProblem(current.residuals, current.jacobian, &scales)
      var reach = radius ?? firstRadius(parameters, local, residualSum: sum)
      while true {
        let step = local.step(within: reach)
        let length = norm(step.scaled)
        if length == 0 || step.predicted <= 1e-13 * sum || isNegligible(step.change, parameters) {
          return try polished(problem, parameters, current, iteration)
        }
        let trial = zip(parameters, step.change).map(+)
        guard let next = try problem.evaluate(trial), isFinite(next.residuals, next.jacobian) else {
          reach = 0.25 * min(reach, length)
          if reach == 0 { break }
          continue
        }
        let nextSum = squaredNorm(next.residuals)
        let ratio = (sum - nextSum) / step.predicted
        if ratio < 0.25 {
          reach = max(0.1, min(0.5, shrink(ratio))) * min(reach, length)
        } else if ratio > 0.75 || step.isFull {
          reach = max(reach, 2 * length)
        }
        if ratio > 1e-4 {
          (parameters, current, sum) = (trial, next, nextSum)
          break
        }
      }
      radius = reach
    }
    throw StatisticsError.notConverged(
      method: "Levenberg-Marquardt in \(iterationLimit) iterations",
      remedy: "give starting values nearer to the solution or a model with fewer parameters")
  }

  /// As long as the parameters themselves, so that a first step cannot leave their order of magnitude.
  private func firstRadius(_ parameters: [Double], _ local: LocalProblem, residualSum: Double) -> Double {
    let length = norm(zip(parameters, local.scales).map(*))
    return length > 0 ? length : residualSum.squareRoot()
  }

  /// How far to shrink after a step that gained too little, by a parabola through what is known.
  private func shrink(_ ratio: Double) -> Double { ratio >= 0 ? 0.5 : 0.5 / (1 - ratio) }

  /// Full steps without a look at the sum of squares, while each is shorter than the one before.
  private func polished(
    _ problem: SumOfSquaresProblem, _ start: [Double], _ first: (residuals: [Double], jacobian: Matrix),
    _ iterations: Int
  ) throws -> Minimum {
    var (parameters, current) = (start, first)
    var count = iterations
    var shortest = Double.infinity
    let startSum = squaredNorm(first.residuals)
    while count < iterationLimit + 20 {
      var scales = [Double](repeating: 0, count: start.count)
      let local = try LocalProblem(current.residuals, current.jacobian, &scales)
      let step = local.step(within: .infinity)
      let length = norm(step.scaled)
      let trial = zip(parameters, step.change).map(+)
      guard length < 0.7 * shortest, length > 0, let next = try problem.evaluate(trial),
        isFinite(next.residuals, next.jacobian),
        squaredNorm(next.residuals) <= startSum * (1 + 1e-9)
      else { break }
      (parameters, current, shortest) = (trial, next, length)
      count += 1
    }
    var scales = [Double](repeating: 0, count: start.count)
    let local = try LocalProblem(current.residuals, current.jacobian, &scales)
    return Minimum(
      parameters: parameters, residuals: current.residuals, jacobian: current.jacobian, iterations: count,
      relativeOffset: local.relativeOffset(observations: current.residuals.count))
  }

  private func isNegligible(_ change: [Double], _ parameters: [Double]) -> Bool {
    zip(change, parameters).allSatisfy { $0.magnitude <= 1e-14 * $1.magnitude }
  }
}

/// The linear problem around a point: scaled Jacobian and residuals, decomposed once.
private struct LocalProblem {
  let scales: [Double]
  private let singular: SingularValueDecomposition
  /// The residuals' coordinates along the left singular vectors.
  private let coordinates: [Double]
  private let residualSum: Double

  init(_ residuals: [Double], _ jacobian: Matrix, _ largest: inout [Double]) throws {
    let columns = jacobian.columns
    let rows = jacobian.rows
    for column in 0..<columns {
      let length = try norm(Array(jacobian.column(column)))
      largest[column] = max(largest[column], length)
    }
    let scales = largest.map { $0 > 0 ? $0 : 1 }
    var scaled = jacobian
    scaled.withUnsafeMutableElements { elements in
      for column in 0..<columns {
        for row in column * rows..<(column + 1) * rows { elements[row] /= scales[column] }
      }
    }
    let factors = try QRDecomposition(scaled, pivoting: .none)
    let rotated = try factors.applyingQ(to: Matrix(columns: [residuals]), transposed: true)
    let singular = try SingularValueDecomposition(factors.factorR)
    let top = Array(rotated.elements.prefix(min(rows, columns)))
    self.coordinates = try singular.left.multiplied(by: top, transposed: true)
    self.singular = singular
    self.scales = scales
    self.residualSum = squaredNorm(residuals)
  }

  struct Step {
    var scaled: [Double]
    var change: [Double]
    /// Fall of the sum of squares that the linear model expects.
    var predicted: Double
    var isFull: Bool
  }

  /// The step that minimises the linear model within a length.
  func step(within radius: Double) -> Step {
    let values = singular.values
    let floor = (values.first ?? 0) * 1e-15
    func lengths(_ damping: Double) -> (length: Double, slope: Double) {
      var (square, slope) = (0.0, 0.0)
      for (value, coordinate) in zip(values, coordinates) where value > floor {
        let denominator = value * value + damping
        let part = value * coordinate / denominator
        square += part * part
        slope -= part * part / denominator
      }
      let length = square.squareRoot()
      return (length, length > 0 ? slope / length : 0)
    }
    var damping = 0.0
    var (length, slope) = lengths(0)
    let isFull = length <= 1.1 * radius
    if !isFull {
      // Newton's method on 1/length, which is nearly linear in the damping and rises to the root.
      for _ in 0..<60 where (length - radius).magnitude > 0.1 * radius {
        damping = max(0, damping - (length - radius) / radius * (length / slope))
        (length, slope) = lengths(damping)
      }
    }
    var scaled = [Double](repeating: 0, count: scales.count)
    var predicted = 0.0
    for (index, value) in values.enumerated() where value > floor {
      let coordinate = coordinates[index]
      let part = value * coordinate / (value * value + damping)
      predicted += part * (2 * value * coordinate - value * value * part)
      for column in scaled.indices { scaled[column] += part * singular.rightTransposed[index, column] }
    }
    return Step(
      scaled: scaled, change: zip(scaled, scales).map(/), predicted: predicted, isFull: isFull)
  }

  func relativeOffset(observations: Int) -> Double {
    let inside = squaredNorm(coordinates)
    let outside = max(0, residualSum - inside)
    let freedom = Double(max(1, observations - scales.count))
    if inside == 0 { return 0 }
    return (inside / Double(scales.count) / max(outside / freedom, .leastNormalMagnitude)).squareRoot()
  }
}

private func squaredNorm(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 } }

private func norm(_ values: [Double]) -> Double {
  let largest = values.reduce(0) { max($0, $1.magnitude) }
  if largest == 0 || !largest.isFinite { return largest }
  return largest * squaredNorm(values.map { $0 / largest }).squareRoot()
}

private func isFinite(_ residuals: [Double], _ jacobian: Matrix) -> Bool {
  residuals.allSatisfy(\.isFinite) && jacobian.elements.allSatisfy(\.isFinite)
}
