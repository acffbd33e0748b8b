public import LinearAlgebra

/// A coefficient, or a linear combination of coefficients, with its interval and test against 0.
public struct LinearEstimate: Codable, Hashable, Sendable {
  /// The term, or what the combination was called.
  public var name: String
  /// The estimate.
  public var value: Double
  /// Its standard error.
  public var standardError: Double
  /// Degrees of freedom of Student's t.
  public var degreesOfFreedom: Double
  /// Estimate over standard error; `nil` when the latter is 0.
  public var t: Double?
  /// Two-sided p-value of the test against 0; `nil` when the standard error is 0.
  public var pValue: Double?
  /// The interval of Student's t.
  public var interval: ConfidenceInterval

  /// Creates an estimate.
  public init(
    name: String, value: Double, standardError: Double, degreesOfFreedom: Double, t: Double?, pValue: Double?,
    interval: ConfidenceInterval
  ) {
    self.name = name
    self.value = value
    self.standardError = standardError
    self.degreesOfFreedom = degreesOfFreedom
    self.t = t
    self.pValue = pValue
    self.interval = interval
  }
}

/// Where the degrees of freedom of a contrast come from.
enum ContrastFreedom: Sendable {
  case fixed(Double)
  case satterthwaite(ClusterScores)
}

/// Coefficients with their covariance: intervals and tests of any linear combination.
public struct CoefficientInference: Sendable {
  /// One name a coefficient.
  public let terms: [String]
  /// The estimates.
  public let coefficients: [Double]
  /// Their covariance.
  public let covariance: Matrix
  /// How it was estimated.
  public let method: CovarianceMethod
  let count: Int
  let freedom: ContrastFreedom

  /// - Throws: ``StatisticsError/unsolvable(method:reason:)`` when the covariance is not finite.
  init(
    terms: [String], coefficients: [Double], covariance: Matrix, method: CovarianceMethod, count: Int,
    freedom: ContrastFreedom
  ) throws(StatisticsError) {
    guard covariance.elements.allSatisfy(\.isFinite) else {
      throw .unsolvable(
        method: "The covariance of the coefficients",
        reason: "numbers overflow; rescale the response or the terms")
    }
    self.terms = terms
    self.coefficients = coefficients
    self.covariance = covariance
    self.method = method
    self.count = count
    self.freedom = freedom
  }

  /// Square roots of the variances.
  public var standardErrors: [Double] { covariance.diagonal.map { max(0, $0).squareRoot() } }

  /// Every coefficient with its interval and test.
  ///
  /// - Throws: ``StatisticsError``: a level out of range, or clusters that leave nothing to estimate from.
  public func estimates(level: Double = 0.95) throws(StatisticsError) -> [LinearEstimate] {
    var estimates: [LinearEstimate] = []
    for (index, term) in terms.enumerated() {
      let contrast = terms.indices.map { $0 == index ? 1.0 : 0 }
      estimates.append(try estimate(of: contrast, named: term, level: level))
    }
    return estimates
  }

  /// A linear combination of the coefficients, such as the value of the model at a row of a design.
  ///
  /// - Parameters:
  ///   - contrast: One finite number a coefficient.
  ///   - name: What to call it.
  ///   - level: Nominal coverage, in (0, 1).
  /// - Throws: ``StatisticsError``.
  public func estimate(
    of contrast: [Double], named name: String = "contrast", level: Double = 0.95
  ) throws(StatisticsError) -> LinearEstimate {
    try require(level, "level", above: 0, below: 1)
    try check(contrast)
    let value = zip(contrast, coefficients).reduce(0) { $0.addingProduct($1.0, $1.1) }
    let error = try variance(of: contrast).squareRoot()
    let law = try StudentT(degreesOfFreedom: try degreesOfFreedom(of: contrast))
    let half = error * law.quantile(lower: 0.5 + level / 2, upper: 0.5 - level / 2)
    let t = error > 0 ? value / error : nil
    return LinearEstimate(
      name: name, value: value, standardError: error, degreesOfFreedom: law.degreesOfFreedom, t: t,
      pValue: t.map { min(1, 2 * law.survival(abs($0))) },
      interval: ConfidenceInterval(lower: value - half, upper: value + half, level: level))
  }

  /// Degrees of freedom of Student's t for a contrast.
  public func degreesOfFreedom(of contrast: [Double]) throws(StatisticsError) -> Double {
    try check(contrast)
    switch freedom {
    case .fixed(let number): return number
    case .satterthwaite(let clusters): return try clusters.degreesOfFreedom(of: contrast)
    }
  }

  /// Wald's test that several contrasts equal given values together, by Fisher's F.
  ///
  /// Where degrees of freedom belong to a contrast, the fewest of the contrasts' own are taken.
  ///
  /// - Parameters:
  ///   - contrasts: One row a contrast, one column a coefficient; rows linearly independent.
  ///   - values: Supposed values; by default 0.
  /// - Throws: ``StatisticsError``: shapes that do not fit, or contrasts with a singular covariance.
  public func waldTest(
    _ contrasts: Matrix, equal values: [Double]? = nil
  ) throws(StatisticsError) -> TestResult {
    let number = contrasts.rows
    if number < 1 { throw .tooFew(what: "contrasts", found: number, needed: 1) }
    guard contrasts.columns == coefficients.count else {
      throw .lengthMismatch(expected: coefficients.count, found: contrasts.columns)
    }
    if let values {
      try requireFinite(values)
      guard values.count == number else { throw .lengthMismatch(expected: number, found: values.count) }
    }
    try requireFinite(contrasts.elements)
    var fewest = Double.infinity
    for row in 0..<number {
      let contrast = (0..<contrasts.columns).map { contrasts[row, $0] }
      fewest = min(fewest, try degreesOfFreedom(of: contrast))
    }
    let statistic = try solving("Wald's test") { () throws(LinearAlgebraError) in
      let estimate = try contrasts.multiplied(by: coefficients)
      let difference = zip(estimate, values ?? estimate.map { _ in 0 }).map { $0 - $1 }
      let covariance = try contrasts.multiplied(by: self.covariance).multiplied(
        by: contrasts, transposing: .right)
      let solved = try CholeskyDecomposition(covariance).solve(difference)
      return zip(difference, solved).reduce(0) { $0 + $1.0 * $1.1 } / Double(number)
    }
    let law = try FisherF(numerator: Double(number), denominator: fewest)
    return TestResult(
      statistic: statistic, pValue: law.survival(statistic), law: .fisherF, sizes: [count],
      degreesOfFreedom: [Double(number), fewest])
  }

  /// cᵀ V c.
  func variance(of contrast: [Double]) throws(StatisticsError) -> Double {
    let product = try solving("Variance of a contrast") { () throws(LinearAlgebraError) in
      try covariance.multiplied(by: contrast)
    }
    return max(0, zip(contrast, product).reduce(0) { $0.addingProduct($1.0, $1.1) })
  }

  private func check(_ contrast: [Double]) throws(StatisticsError) {
    guard contrast.count == coefficients.count else {
      throw .lengthMismatch(expected: coefficients.count, found: contrast.count)
    }
    try requireFinite(contrast)
  }
}
