import Interchange
import Statistics

/// The rows of a table that a formula speaks of.
struct RegressionData {
  let formula: Formula
  let built: FormulaDesign
  /// One positive number a row of the design.
  let weights: [Double]?
  /// Cluster of each row of the design.
  let clusters: [Int]?

  init(_ file: String, _ text: String, weights: String?, cluster: String?) throws {
    let formula = try Formula(text)
    let table = try ColumnOptions.table(file)
    var columns: [String: FormulaColumn] = [:]
    for name in formula.levelColumns { columns[name] = .texts(try table.texts(of: name)) }
    for name in formula.numericColumns { columns[name] = .numbers(try table.numbers(of: name)) }
    let built = try formula.design(of: columns)
    self.formula = formula
    self.built = built
    self.weights = try weights.map { name in
      let numbers = try table.numbers(of: name)
      return try built.rows.map { row in
        guard let weight = numbers[row] else {
          throw UsageError(
            "Data row \(row + 1) has no weight in column \(name): give one, or leave the row out.")
        }
        return weight
      }
    }
    clusters = try cluster.map { name in
      let labels = try table.texts(of: name)
      return ColumnOptions.clusters(built.rows.map { labels[$0] })
    }
  }
}

/// A result with its text for people.
protocol RegressionResult: Encodable {
  var text: String { get }
}

/// The result of a regression, as JSON and as a table.
struct RegressionAnswer: RegressionResult {
  /// What a robust fit says beside its coefficients.
  struct RobustFit: Encodable {
    /// Scale of the residuals, σ for normal noise.
    var scale: Double
    /// Rows that count nothing.
    var outliers: Int
    var seed: UInt64
  }

  var formula: String
  var method: RegressionMethod
  var n: Int
  var missing: Int
  var clusters: Int?
  var covariance: CovarianceMethod
  var coefficients: [LinearEstimate]
  var fit: FitSummary?
  var robustFit: RobustFit?
  var bootstrap: [BootstrapEstimate]?

  init(
    _ data: RegressionData, _ method: RegressionMethod, _ inference: CoefficientInference,
    _ coefficients: [LinearEstimate]
  ) {
    formula = data.formula.description
    self.method = method
    n = data.built.response.count
    missing = data.built.missing
    clusters = data.clusters.map { Set($0).count }
    covariance = inference.method
    self.coefficients = coefficients
  }

  /// The table for people.
  var text: String {
    var lines = ["\(formula)\n", Terminal.table(rows, numeric: [1, 2, 3, 4, 5]), summary + "\n"]
    if missing > 0 { lines.append("\(missing) rows with a missing value were left out\n") }
    return lines.joined()
  }

  private var rows: [[String]] {
    let heading = ["TERM", "ESTIMATE", "STD. ERROR", "T", "DF", "P", "INTERVAL"]
    let bodies = coefficients.enumerated().map { index, estimate in
      [
        estimate.name, StatOutput.number(estimate.value), StatOutput.number(estimate.standardError),
        StatOutput.number(estimate.t), StatOutput.number(estimate.degreesOfFreedom),
        estimate.pValue.map { $0 < 1e-12 ? "< 1e-12" : StatOutput.number($0) } ?? "–",
        StatOutput.interval(estimate.interval),
      ] + (bootstrap.map { [StatOutput.interval($0[index].interval)] } ?? [])
    }
    return [heading + (bootstrap == nil ? [] : ["BOOTSTRAP"])] + bodies
  }

  private var summary: String {
    var parts = ["n = \(n)"]
    if let clusters { parts.append("\(clusters) clusters") }
    parts.append("covariance \(covariance.rawValue)")
    if let fit {
      parts.append("σ \(StatOutput.number(fit.residualStandardDeviation))")
      if let rSquared = fit.rSquared { parts.append("R² \(StatOutput.number(rSquared))") }
      if let aicc = fit.aicc { parts.append("AICc \(StatOutput.number(aicc))") }
    }
    if let robustFit {
      parts.append("scale \(StatOutput.number(robustFit.scale))")
      parts.append("\(robustFit.outliers) rows count nothing")
    }
    return parts.joined(separator: ", ")
  }
}
