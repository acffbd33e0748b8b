internal import LinearAlgebra

/// The residuals of each cluster as the covariance sees them, corrected for what the fit took from them.
///
/// In the orthonormal basis Q of the design the adjusted score of cluster g is V f(Λ) Vᵀ Q_gᵀ e_g, where
/// Q_gᵀ Q_g = V Λ Vᵀ and f(λ) = (1 − λ)^(-1/2) for CR2, (1 − λ)⁻¹ for CR3: the matrices of a cluster's size
/// that the definition takes roots of never appear.
struct ClusterScores: Sendable {
  /// Eigenvalues and eigenvectors of Q_gᵀ Q_g.
  fileprivate struct Spectrum: Sendable {
    let values: [Double]
    let vectors: Matrix
    /// f(λ), 0 where the cluster determines a direction alone.
    let factors: [Double]
  }

  /// One row a cluster.
  let scores: Matrix
  private let inverseFactor: Matrix
  private let spectra: [Spectrum]
  private let factor: Double

  var count: Int { scores.rows }

  init(_ model: LinearModel, _ labels: [Int], _ correction: ClusterCorrection) throws(StatisticsError) {
    try self.init(rows: model.weightedRows, residuals: model.solution.residuals, labels, correction)
  }

  /// - Parameters:
  ///   - rows: Of the design, or of the derivatives of a curve, times root weights.
  ///   - residuals: Times root weights.
  init(
    rows: Matrix, residuals: [Double], _ labels: [Int], _ correction: ClusterCorrection
  ) throws(StatisticsError) {
    let basis = try OrthonormalBasis(rows)
    let clusters = try ClusterRows(labels, count: rows.rows)
    let g = Double(clusters.count)
    let plain = try clusters.sums(of: basis.rows.scalingRows(by: residuals))
    inverseFactor = basis.inverseFactor
    switch correction {
    case .cr0: factor = 1
    case .cr1: factor = g / (g - 1) * Double(rows.rows - 1) / Double(rows.rows - rows.columns)
    case .cr2: factor = 1
    case .cr3: factor = (g - 1) / g
    }
    guard correction == .cr2 || correction == .cr3 else {
      scores = plain
      spectra = []
      return
    }
    var spectra: [Spectrum] = []
    var adjusted = plain
    for (cluster, members) in clusters.rows.enumerated() {
      let spectrum = try Self.spectrum(basis.rows, members, correction)
      let score = (0..<plain.columns).map { plain[cluster, $0] }
      for (column, value) in spectrum.adjusted(score).enumerated() { adjusted[cluster, column] = value }
      spectra.append(spectrum)
    }
    scores = adjusted
    self.spectra = spectra
  }

  private static func spectrum(
    _ rows: Matrix, _ members: [Int], _ correction: ClusterCorrection
  ) throws(StatisticsError) -> Spectrum {
    let decomposition = try solving("Spectrum of a cluster") { () throws(LinearAlgebraError) in
      try SymmetricEigendecomposition(try rows.selecting(rows: members).gram())
    }
    let values = decomposition.values.map { min(1, max(0, $0)) }
    let factors = values.map { value in
      let room = 1 - value
      return room < 1e-10 ? 0 : correction == .cr2 ? 1 / room.squareRoot() : 1 / room
    }
    return Spectrum(values: values, vectors: decomposition.vectors, factors: factors)
  }

  /// Covariance of the coefficients.
  func covariance() throws(StatisticsError) -> Matrix {
    var covariance = try coefficientShifts().crossProducts()
    covariance.withUnsafeMutableElements { elements in
      for index in elements.indices { elements[index] *= factor }
    }
    return covariance
  }

  /// One row a cluster, one column a coefficient: for CR3 the coefficients less those without the cluster.
  func coefficientShifts() throws(StatisticsError) -> Matrix {
    try solving("Influence of clusters") { () throws(LinearAlgebraError) in
      try scores.multiplied(by: inverseFactor, transposing: .right)
    }
  }

  /// Degrees of freedom of the variance of a contrast: 2 E²/Var if the noise is equal and independent.
  ///
  /// The variance is a sum over clusters of (aᵀ e_g)², whose covariance matrix is diag(d) − U Uᵀ with
  /// d = aᵀa and rows u = Q_gᵀ a. O(clusters · p²).
  func degreesOfFreedom(of contrast: [Double]) throws(StatisticsError) -> Double {
    let weights = try solving("Contrast") { () throws(LinearAlgebraError) in
      try inverseFactor.multiplied(by: contrast, transposed: true)
    }
    let order = weights.count
    var (trace, squares, cross) = (0.0, 0.0, 0.0)
    var inner = [Double](repeating: 0, count: order * order)
    for spectrum in spectra {
      let (diagonal, vector) = spectrum.projection(of: weights)
      let length = vector.reduce(0) { $0 + $1 * $1 }
      trace += diagonal - length
      squares += diagonal * diagonal
      cross += diagonal * length
      for row in 0..<order {
        for column in 0..<order { inner[row * order + column] += vector[row] * vector[column] }
      }
    }
    let square = squares - 2 * cross + inner.reduce(0) { $0 + $1 * $1 }
    guard trace > 0, square > 0 else {
      throw .unsolvable(
        method: "CR2", reason: "the clusters leave no residual variation for this contrast; use more clusters"
      )
    }
    return trace * trace / square
  }
}

extension ClusterScores.Spectrum {
  /// V f(Λ) Vᵀ score.
  func adjusted(_ score: [Double]) -> [Double] {
    combined(zip(coordinates(of: score), factors).map { $0 * $1 })
  }

  /// aᵀa and Q_gᵀ a for a = Q_g V f(Λ) Vᵀ weights.
  func projection(of weights: [Double]) -> (diagonal: Double, vector: [Double]) {
    let scaled = zip(coordinates(of: weights), factors).map { $0 * $1 }
    let diagonal = zip(scaled, values).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
    return (diagonal, combined(zip(scaled, values).map { $0 * $1 }))
  }

  private func coordinates(of vector: [Double]) -> [Double] {
    vector.indices.map { column in
      vector.indices.reduce(0) { $0 + vectors[$1, column] * vector[$1] }
    }
  }

  private func combined(_ coordinates: [Double]) -> [Double] {
    coordinates.indices.map { row in
      coordinates.indices.reduce(0) { $0 + vectors[row, $1] * coordinates[$1] }
    }
  }
}
