/// One line of a nested analysis of variance.
public struct NestedMeanSquare: Codable, Hashable, Sendable {
  /// Sum of squares of the units around the mean of the unit that holds them.
  public var sumOfSquares: Double
  /// Degrees of freedom.
  public var degreesOfFreedom: Int
  /// What each component, outermost first and the residual last, adds to the mean square.
  public var expectation: [Double]
  /// Test that this level adds no variance, against the next inner line; exact for normal data and balanced
  /// units, `nil` otherwise and for the residual.
  public var test: TestResult?

  /// Sum of squares over degrees of freedom.
  public var meanSquare: Double { sumOfSquares / Double(degreesOfFreedom) }
}

extension NestedSample {
  /// The lines of the analysis of variance, outermost first, the residual last.
  ///
  /// Source: Searle, Casella and McCulloch, Variance Components (1992) 5.3, Henderson's first method; also for
  /// unequal numbers.
  /// - Throws: ``StatisticsError/tooFew(what:found:needed:)`` when a level has no more units than the one above, or
  ///   no unit holds two values: its component cannot be told from the next.
  /// - Complexity: O(units · levels²).
  public func analysisOfVariance() throws(StatisticsError) -> [NestedMeanSquare] {
    let (means, grand) = means()
    var lines: [NestedMeanSquare] = []
    for depth in levels.indices {
      let parents = depth == 0 ? 1 : levels[depth - 1].parent.count
      let degrees = levels[depth].parent.count - parents
      if degrees < 1 {
        throw .tooFew(
          what: "units of level \(depth) (counted from 0)", found: levels[depth].parent.count,
          needed: parents + 1)
      }
      let squares = compensatedSum(
        levels[depth].parent.indices.map { unit in
          let center = depth == 0 ? grand : means[depth - 1][levels[depth].parent[unit]]
          let distance = means[depth][unit] - center
          return Double(levels[depth].sizes[unit]) * distance * distance
        })
      let expectation = levels.indices.map { other in
        (concentration(of: other, within: depth) - concentration(of: other, within: depth - 1))
          / Double(degrees)
      }
      lines.append(
        NestedMeanSquare(sumOfSquares: squares, degreesOfFreedom: degrees, expectation: expectation + [1]))
    }
    let units = levels[levels.count - 1].parent.count
    if count == units { throw .tooFew(what: "values", found: count, needed: units + 1) }
    lines.append(
      NestedMeanSquare(
        sumOfSquares: withinSumOfSquares, degreesOfFreedom: count - units,
        expectation: [Double](repeating: 0, count: levels.count) + [1]))
    if isBalanced {
      for index in levels.indices where lines[index + 1].sumOfSquares > 0 {
        lines[index].test = Self.test(lines[index], against: lines[index + 1], sizes: unitCounts)
      }
    }
    return lines
  }

  private static func test(
    _ line: NestedMeanSquare, against inner: NestedMeanSquare, sizes: [Int]
  ) -> TestResult {
    let (a, b) = (Double(line.degreesOfFreedom), Double(inner.degreesOfFreedom))
    let statistic = line.meanSquare / inner.meanSquare
    let logPValue = LogTail.fisherF(above: statistic, numerator: a, denominator: b)
    return TestResult(
      statistic: statistic, pValue: exponential(logPValue), logPValue: logPValue, law: .fisherF, sizes: sizes,
      degreesOfFreedom: [a, b])
  }

  /// Components that make the mean squares equal to their expectations; negative solutions are set to 0.
  ///
  /// - Throws: As ``analysisOfVariance()``, and ``StatisticsError/allEqual(method:)``.
  /// - Complexity: O(units · levels²).
  public func varianceComponents() throws(StatisticsError) -> VarianceComponents {
    let lines = try analysisOfVariance()
    if lines.allSatisfy({ $0.sumOfSquares == 0 }) { throw .allEqual(method: "variance components") }
    // Each line involves its own component and inner ones only: solved from the inside out.
    var solved = [Double](repeating: 0, count: lines.count)
    for index in lines.indices.reversed() {
      var rest = lines[index].meanSquare
      for inner in lines.indices where inner > index {
        rest -= lines[index].expectation[inner] * solved[inner]
      }
      solved[index] = rest / lines[index].expectation[index]
    }
    let components = solved.dropLast().map { max(0, $0) }
    let residual = solved[lines.count - 1]
    let state = RestrictedLikelihood(self).summary(
      ratios: components.map { residual > 0 ? $0 / residual : 0 })
    let effect = designEffect(levels: components, residual: residual)
    return VarianceComponents(
      levels: components, residual: residual, unconstrained: solved, method: .analysisOfVariance,
      mean: origin + state.mean, standardError: (residual / state.weight).squareRoot(), designEffect: effect,
      effectiveN: Double(count) / effect, unitCounts: unitCounts)
  }
}
