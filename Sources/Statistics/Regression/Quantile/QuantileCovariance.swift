public import LinearAlgebra

extension QuantileRegression {
  /// Covariance of the coefficients from estimated densities at the quantile.
  ///
  /// For identical errors the sparsity is the slope of the ordered residuals near 0 (Koenker 2005, 3.4.1); for
  /// varying ones it is Huber's sandwich with difference quotients of neighbouring regressions (Hendricks and
  /// Koenker, J. Am. Stat. Assoc. 87 (1992)).
  /// - Throws: ``StatisticsError``.
  /// - Complexity: O(n log n + n p²), or two more fits.
  public func covariance(of fit: QuantileFit, errors: QuantileErrors = .varying) throws -> Matrix {
    let tau = fit.probability
    if count <= coefficientCount + 1 {
      throw StatisticsError.tooFew(what: "observations", found: count, needed: coefficientCount + 2)
    }
    switch errors {
    case .identical:
      let sparsity = try self.sparsity(of: fit)
      let scale = sparsity * sparsity * tau * (1 - tau)
      return scaled(try orthogonalizer.gram(of: .rows), by: scale)
    case .varying:
      let roots = try densities(at: tau).map { max($0, 0).squareRoot() }
      let bread: Matrix
      do {
        bread = try leastSquares(scaledRows(design, by: roots), response).unscaledCovariance()
      } catch LinearAlgebraError.rankDeficient {
        throw StatisticsError.notIdentified(
          what: "the density at the quantile", remedy: "use rank intervals or a cluster bootstrap instead")
      }
      let half = try design.multiplied(by: bread)
      return scaled(try half.gram(), by: tau * (1 - tau))
    }
  }

  /// Slope of the quantile function of the errors at the probability.
  private func sparsity(of fit: QuantileFit) throws -> Double {
    let n = count
    let p = coefficientCount
    let zeros = fit.residuals.filter { $0.magnitude < 1.490116119384766e-8 }.count
    let width = max(p + 1, Int((Double(n) * Self.bandwidth(fit.probability, n: n)).rounded(.up)))
    let nearest = fit.residuals.sorted { $0.magnitude < $1.magnitude }
    let last = min(n, width + zeros + 1)
    if last - zeros < 2 {
      throw StatisticsError.tooFew(what: "residuals beside 0", found: last - zeros, needed: 2)
    }
    let ordered = nearest[zeros..<last].sorted()
    let ranks = (zeros..<last).map { Double($0 + 1) / Double(n - p) }
    let line = try QuantileRegression(
      design: Matrix(columns: [[Double](repeating: 1, count: ranks.count), ranks]), response: ordered)
    return try line.fit(at: 0.5).coefficients[1]
  }

  /// Density of each observation's law at its quantile, from regressions at probabilities on both sides.
  func densities(at probability: Double) throws -> [Double] {
    var width = Self.bandwidth(probability, n: count)
    while probability - width <= 0 || probability + width >= 1 { width /= 2 }
    let upper = try fit(at: probability + width).coefficients
    let lower = try fit(at: probability - width).coefficients
    let distances = try design.multiplied(by: zip(upper, lower).map(-))
    let tiny = power(Double.ulpOfOne, 2.0 / 3)
    return distances.map { max(0, 2 * width / ($0 - tiny)) }
  }

  /// Hall and Sheather's bandwidth for intervals of 95 % (J. Royal Statistical Society B 50 (1988)).
  static func bandwidth(_ probability: Double, n: Int) -> Double {
    let score = Normal.quantile(probability)
    let density = exponential(-0.5 * score * score - logRootTwoPi)
    let shape = 1.5 * density * density / (2 * score * score + 1)
    return power(Double(n), -1.0 / 3) * power(Normal.quantile(0.975), 2.0 / 3) * power(shape, 1.0 / 3)
  }
}

/// Rows of a matrix times factors.
func scaledRows(_ matrix: Matrix, by factors: [Double]) throws -> Matrix {
  var result = matrix
  let rows = matrix.rows
  result.withUnsafeMutableElements { elements in
    for start in stride(from: 0, to: elements.count, by: max(1, rows)) {
      for row in 0..<rows { elements[start + row] *= factors[row] }
    }
  }
  return result
}

/// A matrix times a number.
func scaled(_ matrix: Matrix, by factor: Double) -> Matrix {
  var result = matrix
  result.withUnsafeMutableElements { for index in $0.indices { $0[index] *= factor } }
  return result
}
