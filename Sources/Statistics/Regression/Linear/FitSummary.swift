/// How well a linear model fits, by the usual numbers.
public struct FitSummary: Codable, Hashable, Sendable {
  /// Number of observations.
  public var n: Int
  /// Number of terms.
  public var terms: Int
  /// Observations less terms.
  public var degreesOfFreedom: Int
  /// σ, in units of the response.
  public var residualStandardDeviation: Double
  /// Share of the squared deviations that the model explains; `nil` when the response varies by no more than
  /// rounding.
  public var rSquared: Double?
  /// The same, corrected for the number of terms.
  public var adjustedRSquared: Double?
  /// Largest logarithm of the likelihood under normal noise; `nil` when the fit is exact but for rounding.
  public var logLikelihood: Double?
  /// Akaike's criterion; σ counts as a parameter.
  public var aic: Double?
  /// Akaike's criterion corrected for few observations (Hurvich and Tsai 1989); `nil` also when there are too few.
  public var aicc: Double?
  /// Schwarz's criterion.
  public var bic: Double?
  /// Test that all coefficients but the constant are 0, under equal normal noise; `nil` when there are none, or
  /// the fit is exact.
  public var overallTest: TestResult?
}

extension LinearModel {
  /// The summary of the fit.
  ///
  /// Likelihood and criteria are those of R's `logLik`, `AIC` and `BIC`, weights included.
  public var summary: FitSummary {
    let n = Double(count)
    let freedom = Double(degreesOfFreedom)
    let parameters = Double(design.terms.count + 1)
    let explained = totalSumOfSquares - residualSumOfSquares
    let totalFreedom = hasConstant ? n - 1 : n
    let rSquared = totalSumOfSquares > rounding ? 1 - residualSumOfSquares / totalSumOfSquares : nil
    let likelihood = logLikelihood
    let room = n - parameters - 1
    return FitSummary(
      n: count, terms: design.terms.count, degreesOfFreedom: degreesOfFreedom,
      residualStandardDeviation: residualStandardDeviation, rSquared: rSquared,
      adjustedRSquared: rSquared.map { 1 - (1 - $0) * totalFreedom / freedom }, logLikelihood: likelihood,
      aic: likelihood.map { 2 * parameters - 2 * $0 },
      aicc: room > 0
        ? likelihood.map { 2 * parameters - 2 * $0 + 2 * parameters * (parameters + 1) / room } : nil,
      bic: likelihood.map { logarithm(n) * parameters - 2 * $0 },
      overallTest: overallTest(explained: explained, numerator: totalFreedom - freedom, denominator: freedom))
  }

  /// A sum of squares that rounding the response could have made.
  private var rounding: Double {
    let squares = zip(response, weights ?? response.map { _ in 1 }).map { $0 * $0 * $1 }
    return 0x1p-100 * compensatedSum(squares)
  }

  private var logLikelihood: Double? {
    guard residualSumOfSquares > rounding else { return nil }
    let n = Double(count)
    let logWeights = weights.map { compensatedSum($0.map { logarithm($0) }) } ?? 0
    return 0.5 * logWeights - n * logRootTwoPi - 0.5 * n * (1 + logarithm(residualSumOfSquares / n))
  }

  private func overallTest(explained: Double, numerator: Double, denominator: Double) -> TestResult? {
    guard numerator > 0, residualSumOfSquares > rounding,
      let law = try? FisherF(numerator: numerator, denominator: denominator)
    else { return nil }
    let ratio = max(0, explained) / numerator / (residualSumOfSquares / denominator)
    return TestResult(
      statistic: ratio, pValue: law.survival(ratio), law: .fisherF, sizes: [count],
      degreesOfFreedom: [numerator, denominator])
  }
}
