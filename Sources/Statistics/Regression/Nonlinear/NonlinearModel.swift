/// A formula with parameters, such as b₁ (1 − e^(−b₂ x)).
///
///     let growth = NonlinearModel(parameterCount: 2) { b, x in b[0] * (1 - (-b[1] * x[0]).exponential()) }
public struct NonlinearModel: Sendable {
  /// Number of parameters, at most ``DualNumber/maximumParameters``.
  public let parameterCount: Int
  /// The formula: parameters and the predictors of one observation in, expected response out.
  public let formula: @Sendable (_ parameters: [DualNumber], _ predictors: [Double]) -> DualNumber

  /// A model by its formula; derivatives follow from it.
  public init(
    parameterCount: Int, formula: @escaping @Sendable ([DualNumber], [Double]) -> DualNumber
  ) {
    self.parameterCount = parameterCount
    self.formula = formula
  }
}
