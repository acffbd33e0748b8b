public import LinearAlgebra

/// Replicates of all coefficients of a linear model, by matrix products in the orthonormal basis of its design.
///
/// A replicate of resampled cases needs the sums of few products of columns only, so that all replicates are one
/// product of weights with these; the fit itself is not repeated. With b the coefficients and X = Q R:
/// β* = b + R⁻¹ (Qᵀ W Q)⁻¹ Qᵀ W e.
/// Sources: Davison and Hinkley, Bootstrap Methods and their Application (1997), chapter 6; Wu, Annals of
/// Statistics 14 (1986), and Davidson and Flachaire, J. Econometrics 146 (2008) on the wild bootstrap.
public struct CoefficientBootstrap: Hashable, Sendable {
  /// What is drawn.
  public enum Scheme: Hashable, Sendable {
    /// Whole observations: nothing is assumed but their independence.
    case cases
    /// Residuals over √(1 − leverage), centred: noise of one law, the design fixed.
    case residuals
    /// Signs of the same residuals: independent noise of any variance, the design fixed. The covariance of
    /// infinitely many replicates is HC2.
    case wild
    /// Whole clusters of observations with equal labels.
    case clusters([Int])
    /// Signs of whole clusters; the covariance of infinitely many replicates is CR2.
    case wildClusters([Int])
  }

  /// What is drawn.
  public var scheme: Scheme
  /// Number of replicates.
  public var replicates: Int
  /// Seed of the draws.
  public var seed: UInt64
  /// How cases and clusters are drawn.
  public var weights: LinearBootstrap.Weights

  /// Creates a bootstrap.
  ///
  /// - Parameters:
  ///   - scheme: What is drawn.
  ///   - replicates: At least 2.
  ///   - seed: Equal seeds give equal results, on any number of threads.
  ///   - weights: How cases and clusters are drawn; Poisson numbers are faster for many observations.
  public init(
    _ scheme: Scheme, replicates: Int = 1999, seed: UInt64, weights: LinearBootstrap.Weights = .multinomial
  ) {
    self.scheme = scheme
    self.replicates = replicates
    self.seed = seed
    self.weights = weights
  }

  /// Draws replicates of the coefficients of a model.
  ///
  /// With weights of the observations the rows and residuals times their roots take the place of plain ones.
  ///
  /// - Throws: ``StatisticsError``: fewer than two replicates or clusters, labels that do not fit, or a leverage of 1
  ///   where residuals are drawn.
  /// - Complexity: O(n p² · replicates) for cases, O(clusters · p² · replicates) for clusters, O(n p ·
  ///   replicates) otherwise; memory O(n p²).
  public func replicates(of model: LinearModel) throws(StatisticsError) -> CoefficientReplicates {
    let basis = try OrthonormalBasis(model.weightedRows)
    let shifts: Matrix
    var accelerations = [Double?](repeating: nil, count: basis.order)
    var clusterCount: Int?
    switch scheme {
    case .cases:
      shifts = try solvedShifts(of: try basis.products(with: model.solution.residuals), order: basis.order)
      accelerations = Self.accelerations(try model.coefficientShifts(basis, basis.leverages))
    case .clusters(let labels):
      let clusters = try ClusterRows(labels, count: model.count)
      let products = try basis.products(with: model.solution.residuals)
      shifts = try solvedShifts(of: try clusters.sums(of: products), order: basis.order)
      let scores = try ClusterScores(model, labels, .cr3)
      accelerations = Self.accelerations(try scores.coefficientShifts())
      clusterCount = clusters.count
    case .residuals:
      let residuals = try Self.evenResiduals(model, basis)
      let center = compensatedSum(residuals) / Double(residuals.count)
      shifts = try sums(of: basis.rows, law: .draws(residuals.map { $0 - center }))
    case .wild:
      let residuals = try Self.evenResiduals(model, basis)
      shifts = try sums(of: basis.rows.scalingRows(by: residuals), law: .signs)
    case .wildClusters(let labels):
      let scores = try ClusterScores(model, labels, .cr2)
      shifts = try sums(of: scores.scores, law: .signs)
      clusterCount = scores.count
    }
    let values = try solving("Replicates") { () throws(LinearAlgebraError) in
      try shifts.multiplied(by: basis.inverseFactor, transposing: .right)
    }
    return CoefficientReplicates(
      terms: model.design.terms, observed: model.coefficients, shifts: values, accelerations: accelerations,
      resampling: ResamplingRecord(
        n: model.count, clusters: clusterCount, replicates: replicates, seed: seed))
  }

  /// (Qᵀ W Q)⁻¹ Qᵀ W e of each replicate; NaN where the drawn rows do not determine the coefficients.
  private func solvedShifts(of products: Matrix, order: Int) throws(StatisticsError) -> Matrix {
    let law: WeightLaw = weights == .poisson ? .poisson : .multinomial
    let sums = try sums(of: products, law: law)
    return try solving("Replicates") { () throws(LinearAlgebraError) in
      var shifts = try Matrix(rows: sums.rows, columns: order, repeating: .nan)
      var solver = SmallCholesky(order: order)
      sums.withUnsafeElements { sums in
        shifts.withUnsafeMutableElements { shifts in
          let replicates = shifts.count / order
          for replicate in 0..<replicates where solver.solve(sums, replicate, of: replicates) {
            for column in 0..<order { shifts[replicate + replicates * column] = solver.solution[column] }
          }
        }
      }
      return shifts
    }
  }

  private func sums(of terms: Matrix, law: WeightLaw) throws(StatisticsError) -> Matrix {
    do {
      return try LinearBootstrap(replicates: replicates, seed: seed).sums(of: terms, law: law).sums
    } catch let error as StatisticsError {
      throw error
    } catch {
      throw .unsolvable(method: "The bootstrap", reason: "\(error)")
    }
  }

  /// Residuals over √(1 − leverage), which all have the variance of the noise.
  private static func evenResiduals(
    _ model: LinearModel, _ basis: OrthonormalBasis
  ) throws(StatisticsError) -> [Double] {
    var residuals = model.solution.residuals
    for (row, leverage) in basis.leverages.enumerated() {
      guard leverage < 1 - 1e-10 else {
        throw .unsolvable(
          method: "The bootstrap of residuals",
          reason: "observation \(row) (counted from 0) alone determines a coefficient; draw cases instead")
      }
      residuals[row] /= (1 - leverage).squareRoot()
    }
    return residuals
  }

  /// A sixth of the skewness of each column over √n; `nil` for a column of zeros.
  private static func accelerations(_ influences: Matrix) -> [Double?] {
    (0..<influences.columns).map { column in
      let values = influences.elements[column * influences.rows..<(column + 1) * influences.rows]
      let squares = values.reduce(0) { $0 + $1 * $1 }
      let cubes = values.reduce(0) { $0 + $1 * $1 * $1 }
      return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : nil
    }
  }
}

/// Coefficients under resampling.
public struct CoefficientReplicates: Sendable {
  /// One name a coefficient.
  public let terms: [String]
  /// The coefficients of the data.
  public let observed: [Double]
  /// One row a replicate, one column a coefficient: the replicate less the coefficient of the data; NaN where a
  /// replicate does not determine the coefficients.
  public let shifts: Matrix
  /// Acceleration of each coefficient for corrected intervals, where cases or clusters were drawn.
  public let accelerations: [Double?]
  /// What was resampled.
  public let resampling: ResamplingRecord

  /// The law of a linear combination of the coefficients.
  ///
  /// - Throws: ``StatisticsError``: a contrast that does not fit, or fewer than two replicates that are determined.
  public func law(of contrast: [Double]) throws(StatisticsError) -> BootstrapReplicates {
    guard contrast.count == observed.count else {
      throw .lengthMismatch(expected: observed.count, found: contrast.count)
    }
    try requireFinite(contrast)
    let moved = try solving("Replicates") { () throws(LinearAlgebraError) in
      try shifts.multiplied(by: contrast)
    }
    let value = zip(contrast, observed).reduce(0) { $0.addingProduct($1.0, $1.1) }
    let single = contrast.indices.filter { contrast[$0] != 0 }
    let acceleration =
      single.count == 1 ? accelerations[single[0]].map { contrast[single[0]] < 0 ? -$0 : $0 } : nil
    return try BootstrapReplicates(
      observed: value, values: moved.map { value + $0 }, acceleration: acceleration, resampling: resampling)
  }

  /// Every coefficient with its interval; corrected intervals where cases or clusters were drawn.
  ///
  /// - Parameters:
  ///   - kind: By default BCa where an acceleration is known, otherwise percentiles.
  ///   - level: Nominal coverage, in (0, 1).
  /// - Throws: ``StatisticsError``.
  public func estimates(
    _ kind: BootstrapIntervalKind? = nil, level: Double = 0.95
  ) throws(StatisticsError) -> [BootstrapEstimate] {
    var estimates: [BootstrapEstimate] = []
    for index in observed.indices {
      let law = try law(of: observed.indices.map { $0 == index ? 1 : 0 })
      estimates.append(try law.interval(kind ?? (law.acceleration == nil ? .percentile : .bca), level: level))
    }
    return estimates
  }
}

/// Solves small positive definite systems one after the other without allocating.
private struct SmallCholesky {
  private let order: Int
  private var factor: [Double]
  private(set) var solution: [Double]

  init(order: Int) {
    self.order = order
    factor = [Double](repeating: 0, count: order * (order + 1) / 2)
    solution = [Double](repeating: 0, count: order)
  }

  /// Solves the system of a replicate, whose lower triangle (row by row) and right-hand side stand in columns.
  ///
  /// - Returns: Whether the matrix was positive definite beyond rounding.
  mutating func solve(_ sums: UnsafeBufferPointer<Double>, _ replicate: Int, of replicates: Int) -> Bool {
    for row in 0..<order {
      let start = row * (row + 1) / 2
      for column in 0...row {
        var rest = sums[replicate + replicates * (start + column)]
        let other = column * (column + 1) / 2
        for inner in 0..<column { rest -= factor[start + inner] * factor[other + inner] }
        if column < row {
          factor[start + column] = rest / factor[other + column]
        } else {
          guard rest > 1e-14 * sums[replicate + replicates * (start + row)] else { return false }
          factor[start + row] = rest.squareRoot()
        }
      }
    }
    let size = factor.count
    for row in 0..<order {
      var rest = sums[replicate + replicates * (size + row)]
      for inner in 0..<row { rest -= factor[row * (row + 1) / 2 + inner] * solution[inner] }
      solution[row] = rest / factor[row * (row + 1) / 2 + row]
    }
    for row in (0..<order).reversed() {
      var rest = solution[row]
      for inner in row + 1..<order { rest -= factor[inner * (inner + 1) / 2 + row] * solution[inner] }
      solution[row] = rest / factor[row * (row + 1) / 2 + row]
    }
    return true
  }
}
