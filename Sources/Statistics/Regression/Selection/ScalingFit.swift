internal import LinearAlgebra

/// A scaling curve that was fitted to data.
public struct ScalingFit: Sendable {
  /// The curve.
  public let curve: ScalingCurve
  /// a, b and c, as many as the curve has.
  public let parameters: [Double]
  /// The parameters with their covariance and degrees of freedom: by CR2 with Satterthwaite's where clusters were given,
  /// classical otherwise.
  public let inference: CoefficientInference
  /// Number of units: observations, cluster means, or medians of sizes.
  public let unitCount: Int
  /// Weighted sum of squares around the curve.
  public let residualSumOfSquares: Double
  /// Root of the residual variance: of a unit of weight 1.
  public let residualDeviation: Double

  /// Squares that are rounding alone.
  let resolution: Double

  /// Standard errors of the parameters.
  public var standardErrors: [Double] { inference.standardErrors }

  /// The curve at a size.
  public func value(at size: Double) -> Double { curve.evaluate(size, parameters).value }

  /// Intervals of the parameters by Student's t.
  ///
  /// - Throws: ``StatisticsError``: a level out of range, or clusters that leave nothing to estimate from.
  public func parameterIntervals(level: Double = 0.95) throws(StatisticsError) -> [ConfidenceInterval] {
    try inference.estimates(level: level).map(\.interval)
  }

  /// The curve at a size with its bands by the delta method.
  ///
  /// - Parameters:
  ///   - size: Positive.
  ///   - weight: Of the unit that the prediction interval is for.
  ///   - level: Nominal coverage at this size.
  /// - Throws: ``StatisticsError``.
  public func prediction(
    at size: Double, weight: Double = 1, level: Double = 0.95
  ) throws(StatisticsError) -> CurvePrediction {
    try requirePositive(size, "size")
    try requirePositive(weight, "weight")
    let (value, gradient) = curve.evaluate(size, parameters)
    return try CurvePrediction(
      value: value, gradient: gradient, inference,
      observationVariance: residualDeviation * residualDeviation / weight, level: level)
  }

  /// Akaike's criterion with the correction for small samples; the residual variance counts as a parameter.
  ///
  /// Source: Hurvich and Tsai, Biometrika 76 (1989).
  public var correctedInformationCriterion: Double {
    Self.correctedCriterion(
      squares: max(residualSumOfSquares, resolution), count: Double(unitCount),
      parameters: curve.parameterCount)
  }

  /// Akaike's criterion with the constant of the normal likelihood, as R has it (for weights of 1).
  public var informationCriterion: Double {
    let n = Double(unitCount)
    return n * (logarithm(2 * Double.pi * residualSumOfSquares / n) + 1)
      + 2 * Double(curve.parameterCount + 1)
  }

  /// n ln(S/n) + 2k n/(n − k − 1); infinite when there are too few units for the number of parameters.
  static func correctedCriterion(squares: Double, count: Double, parameters: Int) -> Double {
    let k = Double(parameters + 1)
    if count - k - 1 <= 0 { return .infinity }
    return count * logarithm(max(squares, .leastNormalMagnitude) / count) + 2 * k * count / (count - k - 1)
  }
}

extension ScalingSample {
  /// Fits one curve; no starting values are needed.
  ///
  /// - Throws: ``StatisticsError``: fewer sizes than parameters, units that are too few for a variance, or a shape
  ///   that the data do not determine, each with what would help.
  /// - Complexity: O(n + sizes · 100).
  public func fit(_ curve: ScalingCurve) throws -> ScalingFit {
    let count = curve.parameterCount
    if sizes.count < count {
      throw StatisticsError.tooFew(
        what: "sizes for the curve \(curve.name)", found: sizes.count, needed: count)
    }
    let table = self.table
    let units = Int(table.count)
    if units <= count {
      throw StatisticsError.tooFew(
        what: "units for the curve \(curve.name)", found: units, needed: count + 1)
    }
    let solution = try ScalingSearch(curve, sizes: sizes).solve(table)
    if solution.isAtEnd {
      throw StatisticsError.notIdentified(
        what: "the shape of the curve \(curve.name)",
        remedy: "measure at further sizes where the response bends, or use a simpler curve")
    }
    let rows = self.rows(table)
    var jacobian = try Matrix(rows: rows.count, columns: count)
    var residuals: [Double] = []
    for (index, row) in rows.enumerated() {
      let (value, gradient) = curve.evaluate(sizes[row.size], solution.parameters)
      let root = row.weight.squareRoot()
      residuals.append((row.value - value) * root)
      for column in gradient.indices { jacobian[index, column] = gradient[column] * root }
    }
    let covariance = try ParameterCovariance.of(
      parameters: solution.parameters, residuals: residuals, jacobian: jacobian,
      clusters: clusterCount == nil || center == .median ? nil : rows.map(\.cluster))
    return ScalingFit(
      curve: curve, parameters: solution.parameters, inference: covariance.inference, unitCount: units,
      residualSumOfSquares: solution.squares, residualDeviation: covariance.residualVariance.squareRoot(),
      resolution: table.resolution)
  }

  /// What a fit takes as its observations: cells, or the medians.
  private func rows(_ table: SizeTable) -> [Cell] {
    switch center {
    case .mean: cells
    case .median:
      sizes.indices.map { size in
        Cell(size: size, cluster: size, weight: table.weights[size], value: table.centers[size])
      }
    }
  }
}
