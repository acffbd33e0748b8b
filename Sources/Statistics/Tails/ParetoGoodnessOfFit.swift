import LinearAlgebra

/// Whether excesses follow a generalised Pareto law whose parameters were fitted to them.
enum ParetoGoodnessOfFit {
  /// The Anderson-Darling statistic A² of ascending excesses.
  static func statistic(_ excesses: [Double], _ fit: ParetoFit) -> Double {
    let n = excesses.count
    func logSurvival(_ y: Double) -> Double {
      -ParetoLikelihood.logRatio(fit.shape / fit.scale, y) / fit.scale
    }
    var sum = 0.0
    for index in 0..<n {
      let above = max(-700, logSurvival(excesses[n - 1 - index]))
      let below = min(-1e-300, logSurvival(excesses[index]))
      sum += Double(2 * index + 1) * (logarithm(-exponentialMinusOne(below)) + above)
    }
    return -Double(n) - sum / Double(n)
  }

  /// P(A² > a) in large samples when both parameters were estimated by maximum likelihood.
  ///
  /// The limit is Σ λᵢ Zᵢ², with λ the eigenvalues of the covariance of the empirical process less the part that the
  /// estimates take away (Choulakian and Stephens, Technometrics 43, 2001). In the basis of Legendre polynomials,
  /// which makes the plain kernel diagonal with entries 1/(k(k + 1)), both corrections are finite products. Shapes
  /// below −0.45, where the estimates lose their normal law, are treated as −0.45. The tail by Imhof,
  /// Biometrika 48 (1961).
  /// - Complexity: O(terms³), about a millisecond.
  static func pValue(_ a: Double, shape: Double) throws(StatisticsError) -> Double {
    let weights = try eigenvalues(shape: min(4, max(-0.45, shape)))
    let rest = 1 / Double(terms + 1)
    return min(1, max(0, upperTail(a - rest, weights)))
  }

  private static let terms = 40

  private static func eigenvalues(shape: Double) throws(StatisticsError) -> [Double] {
    // Coefficients of the derivatives of the distribution function by scale and by shape.
    let step = 1e-4
    let shapes = abs(shape) < step ? [-step, step] : [shape]
    let scores = (1...terms).map { k in
      let factor = (Double(2 * k + 1) / Double(k * (k + 1))).squareRoot()
      let byScale = shapes.map { (1 + $0) * product(k, $0) }.reduce(0, +) / Double(shapes.count)
      let byShape =
        shapes.map { (product(k, 0) - (1 + $0) * product(k, $0)) / $0 }.reduce(0, +) / Double(shapes.count)
      return (scale: factor * byScale, shape: factor * byShape)
    }
    // Covariance of the estimates for scale 1: (1 + ξ) [[2, −1], [−1, 1 + ξ]].
    let outer = 1 + shape
    var kernel = [Double](repeating: 0, count: terms * terms)
    for (row, x) in scores.enumerated() {
      for (column, y) in scores.enumerated() {
        let taken =
          outer * (2 * x.scale * y.scale - x.scale * y.shape - x.shape * y.scale + outer * x.shape * y.shape)
        kernel[column * terms + row] = -taken
      }
      kernel[row * terms + row] += 1 / Double((row + 1) * (row + 2))
    }
    do {
      return try SymmetricEigendecomposition.values(
        of: Matrix(rows: terms, columns: terms, columnMajor: kernel)
      ).filter { $0 > 0 }
    } catch {
      throw .unsolvable(method: "Law of the Anderson-Darling statistic", reason: "\(error)")
    }
  }

  /// (ξ − 1)…(ξ − k + 1) / ((ξ + 1)…(ξ + k + 1)): the k-th Legendre moment of u^ξ, divided by ξ.
  private static func product(_ k: Int, _ shape: Double) -> Double {
    var value = 1 / (shape + 1)
    for j in 1...k { value *= (j < k ? shape - Double(j) : 1) / (shape + Double(j + 1)) }
    return value
  }

  /// P(Σ λᵢ Zᵢ² > x).
  static func upperTail(_ x: Double, _ weights: [Double]) -> Double {
    if x <= 0 { return 1 }
    var sum = 0.0
    // The integrand oscillates with period 4π/x and falls like Π (1 + λ²u²)^(−1/4).
    let step = min(0.5, 2 / x)
    var u = step / 2
    while u < 4000 {
      var (angle, size) = (-0.5 * x * u, 0.0)
      for weight in weights {
        let product = weight * u
        angle += 0.5 * arcTangent(product)
        size += 0.25 * logarithm(onePlus: product * product)
      }
      sum += sine(angle) * exponential(-size) / u * step
      if size > 22 { break }
      u += step
    }
    return 0.5 + sum / Double.pi
  }
}
