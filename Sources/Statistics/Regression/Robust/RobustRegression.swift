internal import LinearAlgebra

/// MM-estimation of a linear model: as robust as can be (half of the data may be anything) and 95 % as efficient as
/// least squares when there are no outliers.
///
/// An S-estimate gives start and scale; reweighted steps with Tukey's biweight of cutoff 4.685061 give the
/// coefficients. Constants and scale are those of R's robustbase.
/// Sources: Yohai, Annals of Statistics 15 (1987); Salibián-Barrera and Yohai (2006) for the S-estimate; Croux,
/// Dhaene and Hoorelbeke, "Robust standard errors for robust estimators" (2003) for the covariance.
public struct RobustRegression: Hashable, Sendable {
  /// Number of exact fits to start from.
  public var subsets: Int
  /// Seed of their choice; equal seeds give equal results.
  public var seed: UInt64

  private static let mostSteps = 1000

  /// Creates an estimator.
  ///
  /// - Parameter subsets: At least 1; 500 find a start free of outliers almost surely, if a quarter of the rows
  ///   are outliers, for up to 16 terms.
  public init(subsets: Int = 500, seed: UInt64) {
    self.subsets = subsets
    self.seed = seed
  }

  /// Fits a model.
  ///
  /// - Throws: ``StatisticsError``: lengths that differ, numbers that are not finite, no more observations than
  ///   terms, terms that depend on each other linearly, or half of the observations on one plane.
  /// - Complexity: O(p² (2,000 · subsets + n · steps)), some 50 steps.
  public func fit(_ design: LinearDesign, _ response: [Double]) throws(StatisticsError) -> RobustModel {
    if subsets < 1 { throw .tooFew(what: "subsets", found: subsets, needed: 1) }
    // Least squares checks the input and the rank, in words that name the terms.
    let least = try LinearModel(design, response)
    let basis = try OrthonormalBasis(design.matrix)
    // Residuals of least squares are smaller than the response, which saves digits.
    var work = WeightedBasis(basis.rows, least.residuals)
    let start = try FastS(subsets: subsets, seed: seed).fit(work)
    let startResiduals = try work.residuals(start.coefficients)
    var shift = start.coefficients
    var residuals = startResiduals
    let scale = start.scale
    let loss = Biweight.efficient
    var hasConverged = false
    for _ in 0..<Self.mostSteps where !hasConverged {
      guard let step = work.step(residuals, weight: { loss.weight($0 / scale) }) else {
        throw .unsolvable(
          method: "The robust fit", reason: "observations near the model do not determine all terms")
      }
      for index in step.indices { shift[index] += step[index] }
      residuals = try work.residuals(shift)
      let length = step.reduce(0) { $0 + $1 * $1 }.squareRoot()
      hasConverged = length <= 1e-12 * scale * Double(design.count).squareRoot()
    }
    if !hasConverged { throw .unsolvable(method: "The robust fit", reason: "it did not converge") }
    let moved = try basis.coefficients(shift)
    return RobustModel(
      terms: design.terms, coefficients: zip(least.coefficients, moved).map { $0 + $1 }, scale: scale,
      residuals: residuals, startResiduals: startResiduals, basis: basis)
  }
}

/// A linear model fitted by MM-estimation.
public struct RobustModel: Sendable {
  /// One name a coefficient.
  public let terms: [String]
  /// One coefficient a term.
  public let coefficients: [Double]
  /// The robust scale of the residuals, σ for normal noise.
  public let scale: Double
  /// Response minus fitted value.
  public let residuals: [Double]
  let startResiduals: [Double]
  let basis: OrthonormalBasis

  /// What each observation counts, from 0 for an outlier to 1.
  public var weights: [Double] { residuals.map { Biweight.efficient.weight($0 / scale) } }

  /// Observations less terms.
  public var degreesOfFreedom: Int { residuals.count - terms.count }

  /// Coefficients with their covariance, from the linearised equations of coefficients and scale.
  ///
  /// An observation moves the coefficients by φ = s (Σ ψ' x xᵀ)⁻¹ (ψ x − a (χ − χ̄)), with ψ, ψ' of the residual u = r/s
  /// and χ of the residual of the S-estimate, and a = Σ ψ' u x / Σ χ' u: noise need be neither of equal
  /// variance nor symmetric. The covariance is Σ φ φᵀ.
  ///
  /// - Parameter clusters: Labels of observations that belong together; shifts are then summed over clusters, and
  ///   the covariance is times G/(G − 1).
  /// - Throws: ``StatisticsError``: labels that do not fit, or fewer than two clusters.
  /// - Complexity: O(n p²).
  public func inference(clusters labels: [Int]? = nil) throws(StatisticsError) -> CoefficientInference {
    let shifts = try linearised().shifts
    let covariance: Matrix
    var freedom = Double(degreesOfFreedom)
    if let labels {
      let clusters = try ClusterRows(labels, count: residuals.count)
      let g = Double(clusters.count)
      var sum = try clusters.sums(of: shifts).crossProducts()
      sum.withUnsafeMutableElements { elements in
        for index in elements.indices { elements[index] *= g / (g - 1) }
      }
      covariance = sum
      freedom = g - 1
    } else {
      covariance = try shifts.crossProducts()
    }
    return try CoefficientInference(
      terms: terms, coefficients: coefficients, covariance: covariance,
      method: labels == nil ? .robust : .robustClustered, count: residuals.count, freedom: .fixed(freedom))
  }

  /// By how much each observation moves each coefficient, one row an observation, and by how much a loss of the
  /// scale above its mean does.
  func linearised() throws(StatisticsError) -> (shifts: Matrix, byScale: [Double]) {
    let (loss, scaleLoss) = (Biweight.efficient, Biweight.highBreakdown)
    let u = residuals.map { $0 / scale }
    let start = startResiduals.map { $0 / scale }
    let slopes = u.map { loss.slope($0) }
    let psi = u.map { $0 * loss.weight($0) }
    let chi = start.map { scaleLoss.loss($0) }
    let meanChi = compensatedSum(chi) / Double(chi.count)
    let elasticity = compensatedSum(start.map { scaleLoss.elasticity($0) })
    return try solving("Covariance of the robust fit") { () throws(LinearAlgebraError) in
      let (n, p) = (basis.count, basis.order)
      let curvature = try basis.rows.multiplied(by: zip(slopes, u).map { $0 * $1 }, transposed: true)
        .map { $0 / elasticity }
      let inverse = try inverseCurvature(slopes)
      var scores = basis.rows.scalingRows(by: psi)
      scores.withUnsafeMutableElements { scores in
        for column in 0..<p {
          for row in 0..<n { scores[column * n + row] -= curvature[column] * (chi[row] - meanChi) }
        }
      }
      let transform = try basis.inverseFactor.multiplied(by: inverse)
      var shifts = try scores.multiplied(by: transform, transposing: .right)
      shifts.withUnsafeMutableElements { shifts in
        for index in shifts.indices { shifts[index] *= scale }
      }
      return (shifts, try transform.multiplied(by: curvature).map { $0 * scale })
    }
  }

  /// (Σ ψ' q qᵀ)⁻¹; where outliers make that indefinite, the mean of ψ' over that of the weights times Σ w q qᵀ.
  private func inverseCurvature(_ slopes: [Double]) throws(LinearAlgebraError) -> Matrix {
    let curvature = try basis.rows.multiplied(by: basis.rows.scalingRows(by: slopes), transposing: .left)
    if let decomposition = try? CholeskyDecomposition(curvature) { return try decomposition.inverse() }
    let weights = weights
    let share = max(0.1, compensatedSum(slopes) / compensatedSum(weights))
    var weighted = try basis.rows.multiplied(by: basis.rows.scalingRows(by: weights), transposing: .left)
    weighted.withUnsafeMutableElements { elements in
      for index in elements.indices { elements[index] *= share }
    }
    return try CholeskyDecomposition(weighted).inverse()
  }
}
