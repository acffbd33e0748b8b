internal import Statistics

/// How many digits of NIST's certified values the nonlinear fits reach.
public enum NonlinearReferenceStudy {
  /// What digits were counted of.
  public enum Quantity: String, Codable, CaseIterable, Hashable, Sendable {
    /// Parameters, the worst of a set.
    case parameters
    /// Standard deviations of the parameters, the worst of a set.
    case standardDeviations = "standard_deviations"
    /// Residual standard deviation.
    case residualDeviation = "residual_deviation"
  }

  /// Digits of one quantity of one set from one start.
  public struct Row: Codable, Hashable, Sendable {
    /// Name of the set.
    public var set: String
    /// 1 or 2, as in the file.
    public var start: Int
    /// What the digits are of.
    public var quantity: Quantity
    /// −log₁₀ of the relative error, between 0 and the 11 digits that are certified.
    public var digits: Double
  }

  /// Digits that are certified.
  public static let certifiedDigits = 11.0

  /// Fits one set from both starts.
  ///
  /// - Returns: Three rows a start; 0 digits for a start from which the fit fails.
  public static func rows(name: String, data: NonlinearReferenceSet) -> [Row] {
    guard let model = NonlinearReferenceModels.model(name) else { return [] }
    let response = data.response.map { NonlinearReferenceModels.response(name, $0) }
    return data.starts.enumerated().flatMap { index, start in
      let fit = try? nonlinearLeastSquares(
        model, predictors: data.predictors, response: response, start: start)
      return Quantity.allCases.map { quantity in
        Row(
          set: name, start: index + 1, quantity: quantity,
          digits: fit.map { digits(of: quantity, $0, data) } ?? 0)
      }
    }
  }

  private static func digits(
    of quantity: Quantity, _ fit: NonlinearFit, _ data: NonlinearReferenceSet
  ) -> Double {
    switch quantity {
    case .parameters: worst(fit.parameters, data.parameters)
    case .standardDeviations: worst(fit.standardErrors, data.standardDeviations)
    case .residualDeviation: worst([fit.residualDeviation], [data.residualDeviation])
    }
  }

  private static func worst(_ computed: [Double], _ certified: [Double]) -> Double {
    zip(computed, certified).map { value, truth in
      let error = ((value - truth) / truth).magnitude
      guard error > 0 else { return certifiedDigits }
      return min(certifiedDigits, max(0, -elementaryLogarithm(error) / elementaryLogarithm(10)))
    }.min() ?? 0
  }
}
