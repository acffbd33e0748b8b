public import LinearAlgebra

/// Regression for a quantile instead of the mean: the coefficients b that minimise Σ ρ(yᵢ − xᵢb) with
/// ρ(r) = r (τ − [r < 0]).
///
/// The solution is exact: a vertex, which goes through as many observations as there are coefficients. Few
/// observations are solved by descent from vertex to vertex along edges (the simplex method of Barrodale and
/// Roberts, SIAM J. Numerical Analysis 10 (1973)); more by an interior-point method (Frisch-Newton) and a
/// descent from its end; very many by one on a sample first, after which most observations are known to lie above
/// or below and are added up (Portnoy and Koenker, Statistical Science 12 (1997)).
public struct QuantileRegression: Sendable {
  /// One row an observation; include a column of ones for a constant.
  public let design: Matrix
  /// One value an observation.
  public let response: [Double]

  /// Checks the data.
  ///
  /// - Throws: ``StatisticsError``: unequal lengths, values that are not finite, fewer observations than columns, or
  ///   columns that depend linearly on each other.
  /// - Complexity: O(n p²).
  public init(design: Matrix, response: [Double]) throws {
    try requireFinite(response)
    if design.rows != response.count {
      throw StatisticsError.lengthMismatch(expected: design.rows, found: response.count)
    }
    if design.columns < 1 {
      throw StatisticsError.tooFew(what: "columns of the design", found: 0, needed: 1)
    }
    if let bad = design.elements.firstIndex(where: { !$0.isFinite }) {
      throw StatisticsError.notFinite(index: bad % design.rows)
    }
    if design.rows < design.columns {
      throw StatisticsError.tooFew(what: "observations", found: design.rows, needed: design.columns)
    }
    self.design = design
    self.response = response
    orthogonalizer = try Self.orthogonalizer(of: design)
  }

  /// The matrix whose product with the design has columns at right angles to each other.
  let orthogonalizer: Matrix

  /// Observations.
  public var count: Int { response.count }
  /// Coefficients.
  public var coefficientCount: Int { design.columns }

  /// The regression for one probability.
  ///
  /// - Parameter probability: In (0, 1).
  /// - Throws: ``StatisticsError``.
  /// - Complexity: O(n p²) and, above some thousand observations, little more than a few passes over the data.
  public func fit(at probability: Double = 0.5) throws -> QuantileFit {
    try require(probability, "probability", above: 0, below: 1)
    let problem = QuantileProblem(design: design, response: response, probability: probability)
    let basis = try problem.startingBasis(orthogonal: design.multiplied(by: orthogonalizer))
    return QuantileFit(try VertexDescent.minimize(problem, from: basis), of: problem)
  }

  /// The inverse of the triangular factor of the design, its columns first scaled to length 1.
  private static func orthogonalizer(of design: Matrix) throws -> Matrix {
    let columns = design.columns
    let gram = try design.gram()
    let scales = gram.diagonal.map { $0 > 0 && $0.isFinite ? 1 / $0.squareRoot() : 1 }
    let correlations = try Matrix.diagonal(scales).multiplied(by: gram).multiplied(by: .diagonal(scales))
    let inverse: Matrix
    // Products of columns have the digits only while these are far from dependent.
    if let factor = try? CholeskyDecomposition(correlations), try factor.reciprocalCondition() > 1e-8 {
      inverse = try factor.factor.transposed().solveTriangular(.upper, .identity(columns))
    } else {
      let factors = try QRDecomposition(design.multiplied(by: .diagonal(scales)), pivoting: .none)
      if try factors.rank() < columns {
        throw StatisticsError.notIdentified(
          what: "all coefficients", remedy: "drop the columns of the design that follow from others")
      }
      inverse = try factors.factorR.solveTriangular(.upper, .identity(columns))
    }
    return try scaledRows(inverse, by: scales)
  }
}

/// A fitted quantile regression.
public struct QuantileFit: Sendable {
  /// The probability of the quantile.
  public let probability: Double
  /// One coefficient a column of the design.
  public let coefficients: [Double]
  /// Response minus fitted values; exactly 0 at the observations of ``basis``.
  public let residuals: [Double]
  /// The observations that the solution goes through, from 0, ascending.
  public let basis: [Int]
  /// The minimum of Σ ρ(r).
  public let objective: Double
  /// Whether no other coefficients reach the same minimum.
  public let isUnique: Bool

  init(_ vertex: QuantileVertex, of problem: QuantileProblem) {
    probability = problem.probability
    coefficients = vertex.coefficients
    residuals = vertex.residuals
    basis = vertex.basis.sorted()
    objective = compensatedSum(vertex.residuals.map { problem.loss($0) })
    isUnique = vertex.isUnique
  }
}
