internal import LinearAlgebra

/// How residuals are weighed for the covariance under unequal noise.
///
/// Source: MacKinnon and White, J. Econometrics 29 (1985); Long and Ervin, The American Statistician 54 (2000).
public enum LeverageCorrection: String, Codable, CaseIterable, Hashable, Sendable {
  /// Squared residuals.
  case hc0
  /// Times n/(n − p).
  case hc1
  /// Over 1 − leverage: unbiased under equal noise.
  case hc2
  /// Over (1 − leverage)²: close to the jackknife, and the best below some 250 observations.
  case hc3
}

/// What is assumed of the noise when the covariance of coefficients is estimated.
public enum CovarianceEstimator: Hashable, Sendable {
  /// Independent, of equal variance.
  case classical
  /// Independent, of any variance.
  case heteroskedastic(LeverageCorrection)
  /// Independent between clusters (equal labels), anything within.
  case clustered([Int], ClusterCorrection)
  /// In order of time, with a dependence that fades: Newey and West's estimate with Bartlett weights.
  case autocorrelated(LongRunVariance.Bandwidth)

  /// Name without the data.
  public var method: CovarianceMethod {
    switch self {
    case .classical: .classical
    case .heteroskedastic(.hc0): .hc0
    case .heteroskedastic(.hc1): .hc1
    case .heteroskedastic(.hc2): .hc2
    case .heteroskedastic(.hc3): .hc3
    case .clustered(_, .cr0): .cr0
    case .clustered(_, .cr1): .cr1
    case .clustered(_, .cr2): .cr2
    case .clustered(_, .cr3): .cr3
    case .autocorrelated: .hac
    }
  }
}

/// Name of a covariance of coefficients.
public enum CovarianceMethod: String, Codable, CaseIterable, Hashable, Sendable {
  /// Independent noise of equal variance.
  case classical
  /// Independent noise of any variance; see ``LeverageCorrection``.
  case hc0, hc1, hc2, hc3
  /// Clusters; see ``ClusterCorrection``.
  case cr0, cr1, cr2, cr3
  /// Heteroskedasticity and autocorrelation (Newey and West 1987).
  case hac
  /// That of a robust estimate, from the linearised estimating equations.
  case robust
  /// The same, summed over clusters.
  case robustClustered = "robust_clustered"
}

extension LinearModel {
  /// Coefficients with their covariance under an assumption about the noise.
  ///
  /// With weights all estimators work on rows times the roots of the weights, as R's sandwich does. Cluster
  /// corrections: CR1 is times G/(G − 1) · (n − 1)/(n − p); CR2 is Bell and McCaffrey's, for noise that is
  /// equal and independent at heart, with Satterthwaite degrees of freedom for each contrast; CR3 is the
  /// jackknife over clusters. A cluster that alone determines a coefficient does not contribute to CR2 and CR3.
  ///
  /// Sources: Bell and McCaffrey, Survey Methodology 28 (2002); Imbens and Kolesár, Review of Economics and
  /// Statistics 98 (2016); Pustejovsky and Tipton, J. Business and Economic Statistics 36 (2018); Newey and
  /// West, Econometrica 55 (1987).
  ///
  /// - Throws: ``StatisticsError``: labels that do not fit, fewer than two clusters, a bandwidth out of range, or
  ///   a leverage of 1 under HC2 or HC3.
  /// - Complexity: O(n p²), for CR2 and CR3 also O(clusters · p³), for HAC O(n p² bandwidth).
  public func inference(
    _ estimator: CovarianceEstimator = .classical
  ) throws(StatisticsError) -> CoefficientInference {
    let covariance: Matrix
    var freedom = ContrastFreedom.fixed(Double(degreesOfFreedom))
    switch estimator {
    case .classical:
      covariance = try classicalCovariance()
    case .heteroskedastic(let correction):
      covariance = try heteroskedasticCovariance(correction)
    case .clustered(let labels, let correction):
      let clusters = try ClusterScores(self, labels, correction)
      covariance = try clusters.covariance()
      freedom = correction == .cr2 ? .satterthwaite(clusters) : .fixed(Double(clusters.count - 1))
    case .autocorrelated(let bandwidth):
      covariance = try autocorrelatedCovariance(bandwidth)
    }
    return try CoefficientInference(
      terms: design.terms, coefficients: coefficients, covariance: covariance, method: estimator.method,
      count: count, freedom: freedom)
  }

  private func classicalCovariance() throws(StatisticsError) -> Matrix {
    let variance = residualSumOfSquares / Double(degreesOfFreedom)
    var matrix = try solving("Covariance of the coefficients") { () throws(LinearAlgebraError) in
      try solution.unscaledCovariance()
    }
    matrix.withUnsafeMutableElements { elements in
      for index in elements.indices { elements[index] *= variance }
    }
    return matrix
  }

  private func heteroskedasticCovariance(_ correction: LeverageCorrection) throws(StatisticsError) -> Matrix {
    let basis = try OrthonormalBasis(weightedRows)
    var factors = solution.residuals
    switch correction {
    case .hc0: break
    case .hc1:
      let factor = (Double(count) / Double(degreesOfFreedom)).squareRoot()
      factors = factors.map { $0 * factor }
    case .hc2, .hc3:
      for (row, leverage) in basis.leverages.enumerated() {
        let room = 1 - leverage
        guard room > 1e-10 else {
          throw .unsolvable(
            method: "\(correction.rawValue.uppercased())",
            reason:
              "observation \(row) (counted from 0) alone determines a coefficient; use HC1 or leave it out")
        }
        factors[row] /= correction == .hc2 ? room.squareRoot() : room
      }
    }
    let scores = basis.rows.scalingRows(by: factors)
    return try basis.covariance(try scores.crossProducts())
  }

  private func autocorrelatedCovariance(
    _ bandwidth: LongRunVariance.Bandwidth
  ) throws(StatisticsError) -> Matrix {
    let basis = try OrthonormalBasis(weightedRows)
    let scores = basis.rows.scalingRows(by: solution.residuals)
    var sum = try scores.crossProducts()
    let width = try scoreBandwidth(bandwidth)
    for lag in 1..<count {
      let weight = LongRunVariance.Kernel.bartlett.weight(Double(lag) / width)
      if !(weight > 0) { break }
      for first in 0..<basis.order {
        for second in 0..<basis.order {
          let product = scores.laggedProduct(first, second, lag: lag)
          sum[first, second] += weight * product
          sum[second, first] += weight * product
        }
      }
    }
    return try basis.covariance(sum)
  }

  /// The largest bandwidth that the rule asks for, over the scores of all terms but the constant.
  ///
  /// One series a term, because a sum of scores would depend on the units and signs of the columns.
  private func scoreBandwidth(_ rule: LongRunVariance.Bandwidth) throws(StatisticsError) -> Double {
    if case .fixed(let width) = rule {
      try requirePositive(width, "bandwidth")
      return width
    }
    var widest = 0.0
    let constant = design.terms.count > 1 ? design.constantColumn : nil
    for column in design.terms.indices where column != constant {
      let values = weightedRows.elements[column * count..<(column + 1) * count]
      let series = zip(values, solution.residuals).map { $0 * $1 }
      if series.allSatisfy({ $0 == series[0] }) { continue }
      widest = max(widest, try LongRunVariance(series, kernel: .bartlett, bandwidth: rule).bandwidth)
    }
    return widest
  }
}

extension Matrix {
  /// AᵀA.
  func crossProducts() throws(StatisticsError) -> Matrix {
    try solving("Cross products") { () throws(LinearAlgebraError) in try gram() }
  }

  /// Σ over rows of column `first` times column `second` of `lag` rows before.
  fileprivate func laggedProduct(_ first: Int, _ second: Int, lag: Int) -> Double {
    withUnsafeElements { elements in
      var sum = 0.0
      for row in lag..<rows {
        sum.addProduct(elements[first * rows + row], elements[second * rows + row - lag])
      }
      return sum
    }
  }
}
