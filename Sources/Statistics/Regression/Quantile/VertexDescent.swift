internal import LinearAlgebra

/// Coefficients at which as many residuals as there are coefficients are 0.
struct QuantileVertex {
  /// The observations with residual 0, in the order of the rows that determine the coefficients.
  var basis: [Int]
  var coefficients: [Double]
  /// Exactly 0 at the basis.
  var residuals: [Double]
  var isUnique = true

  /// Solves for the coefficients of a basis.
  init(_ problem: QuantileProblem, basis: [Int]) throws {
    let rows = try BasisRows(problem, basis)
    self.basis = basis
    coefficients = try rows.factors.solve(basis.map { problem.response[$0] })
    residuals = try problem.residuals(coefficients)
    for index in basis { residuals[index] = 0 }
  }
}

/// The square part of the design at a basis, factorised.
struct BasisRows {
  let factors: LUDecomposition

  init(_ problem: QuantileProblem, _ basis: [Int]) throws {
    factors = try LUDecomposition(problem.design.selecting(rows: basis))
  }

  /// The coefficients' change that moves the fitted value of one observation of the basis by 1 and the others'
  /// not.
  func edge(_ place: Int, count: Int) throws -> [Double] {
    var unit = [Double](repeating: 0, count: count)
    unit[place] = 1
    return try factors.solve(unit)
  }
}

/// Descent from vertex to vertex along edges, each edge to its lowest point.
enum VertexDescent {
  /// Goes down to the minimum.
  ///
  /// Where more residuals than the basis are 0, edges can be blind alleys; the response is then moved by tiny
  /// random amounts, and the basis that is best for it is checked on the true response.
  /// - Throws: ``StatisticsError/notConverged(method:remedy:)``.
  /// - Complexity: O(n p) a step, and a sort of the residuals that an edge crosses.
  static func minimize(_ problem: QuantileProblem, from basis: [Int]) throws -> QuantileVertex {
    let (vertex, state) = try descend(problem, from: basis)
    if state == .minimum { return vertex }
    let scale = vertex.residuals.reduce(0) { $0 + $1.magnitude } / Double(problem.count)
    var generator = Xoshiro256PlusPlus(seed: 1)
    for exponent in [1e-9, 1e-7, 1e-11, 1e-5] {
      var moved = problem
      for index in moved.response.indices {
        moved.response[index] += exponent * scale * (generator.uniform() - 0.5)
      }
      let (best, movedState) = try descend(moved, from: vertex.basis)
      guard movedState == .minimum else { continue }
      var candidate = try QuantileVertex(problem, basis: best.basis)
      let limit = 2 * exponent * scale
      let agrees = candidate.residuals.indices.allSatisfy { index in
        candidate.residuals[index] * best.residuals[index] >= 0
          || candidate.residuals[index].magnitude <= limit
      }
      candidate.isUnique = false
      if agrees { return candidate }
    }
    throw StatisticsError.notConverged(
      method: "quantile regression",
      remedy: "remove the ties by a response of finer resolution, or drop columns of the design")
  }

  private enum State { case minimum, blindAlley }

  private static func descend(
    _ problem: QuantileProblem, from start: [Int]
  ) throws -> (QuantileVertex, State) {
    var vertex = try QuantileVertex(problem, basis: start)
    let limit = 1_000 + 20 * problem.count
    for _ in 0..<limit {
      let rows = try BasisRows(problem, vertex.basis)
      snapZeros(&vertex, problem)
      let slopes = try edgeSlopes(vertex, problem, rows)
      // Slopes are sums of probabilities.
      let tolerance = 1e-9
      vertex.isUnique = !slopes.contains { $0.slope.magnitude <= tolerance }
      let downhill = slopes.filter { $0.slope < -tolerance }.sorted { $0.slope < $1.slope }
      if downhill.isEmpty { return (vertex, .minimum) }
      guard let next = try step(downhill, vertex, problem, rows, tolerance) else {
        return (vertex, .blindAlley)
      }
      vertex = next
    }
    return (vertex, .blindAlley)
  }

  /// Sets residuals to 0 that are so but for rounding.
  private static func snapZeros(_ vertex: inout QuantileVertex, _ problem: QuantileProblem) {
    for index in vertex.residuals.indices {
      let residual = vertex.residuals[index]
      let observed = problem.response[index]
      let size = observed.magnitude + (observed - residual).magnitude
      if residual.magnitude <= 64 * Double.ulpOfOne * size { vertex.residuals[index] = 0 }
    }
  }

  /// One way out of a vertex: an observation leaves the basis upwards or downwards.
  private struct Edge {
    let place: Int
    /// +1 when the fitted value of the leaving observation rises.
    let sign: Double
    /// Change of the objective a unit of that fitted value, zero residuals outside of the basis left out.
    let slope: Double
  }

  private static func edgeSlopes(
    _ vertex: QuantileVertex, _ problem: QuantileProblem, _ rows: BasisRows
  ) throws -> [Edge] {
    let probability = problem.probability
    let signs = vertex.residuals.map { $0 == 0 ? 0 : $0 < 0 ? probability - 1 : probability }
    let gradient = try problem.design.multiplied(by: signs, transposed: true)
    let balance = try rows.factors.solve(gradient, transposed: true)
    return balance.enumerated().flatMap { place, value in
      [
        Edge(place: place, sign: 1, slope: 1 - probability - value),
        Edge(place: place, sign: -1, slope: probability + value),
      ]
    }
  }

  /// The lowest vertex on the first edge that leads down; `nil` when zero residuals block them all.
  private static func step(
    _ edges: [Edge], _ vertex: QuantileVertex, _ problem: QuantileProblem, _ rows: BasisRows,
    _ tolerance: Double
  ) throws -> QuantileVertex? {
    var isBasic = [Bool](repeating: false, count: problem.count)
    for index in vertex.basis { isBasic[index] = true }
    for edge in edges {
      let direction = try rows.edge(edge.place, count: problem.parameters).map { $0 * edge.sign }
      let rise = try problem.design.multiplied(by: direction)
      var slope = edge.slope
      var crossings: [(distance: Double, index: Int)] = []
      for index in rise.indices where !isBasic[index] && rise[index].magnitude > 1e-12 {
        let residual = vertex.residuals[index]
        if residual == 0 {
          slope += problem.loss(-rise[index])
        } else if residual * rise[index] > 0 {
          crossings.append((residual / rise[index], index))
        }
      }
      if slope >= -tolerance { continue }
      crossings.sort { ($0.distance, $0.index) < ($1.distance, $1.index) }
      for crossing in crossings {
        slope += rise[crossing.index].magnitude
        if slope >= -tolerance {
          var basis = vertex.basis
          basis[edge.place] = crossing.index
          return try QuantileVertex(problem, basis: basis)
        }
      }
    }
    return nil
  }
}
