import Statistics

/// The result of a quantile regression, as JSON and as a table.
struct QuantileRegressionAnswer: RegressionResult {
  /// How the intervals were found.
  enum Intervals: String, Encodable {
    /// Inversion of the rank test, for spreads that vary with the predictors.
    case rankInversion = "rank_inversion"
    case clusterBootstrap = "cluster_bootstrap"
    /// Of single rows, where inversion would take too long or there is one coefficient.
    case bootstrap
  }

  struct Coefficient: Encodable {
    var name: String
    var value: Double
    var interval: ConfidenceInterval
  }

  var formula: String
  var method = "quantile_regression"
  var probability: Double
  var n: Int
  var missing: Int
  var clusters: Int?
  var intervals: Intervals
  var replicates: Int?
  var seed: UInt64?
  var coefficients: [Coefficient]
  /// Whether no other coefficients fit as well.
  var isUnique: Bool

  /// Rows above which the paths of the rank test are long and the bootstrap is near its limit.
  private static let mostForRanks = 20_000

  init(_ data: RegressionData, _ probability: Double, level: Double, replicates: Int, seed: UInt64) throws {
    let regression = try QuantileRegression(
      design: data.built.design.matrix, response: data.built.response)
    let fit = try regression.fit(at: probability)
    let ends: [ConfidenceInterval]
    if data.clusters == nil, regression.count <= Self.mostForRanks, regression.coefficientCount > 1 {
      intervals = .rankInversion
      ends = try regression.rankIntervals(of: fit, level: level, errors: .varying)
    } else {
      intervals = data.clusters == nil ? .bootstrap : .clusterBootstrap
      self.replicates = replicates
      self.seed = seed
      ends = try QuantileBootstrap(replicates: replicates, seed: seed)
        .run(regression, at: probability, clusters: data.clusters).intervals(level: level)
    }
    formula = data.formula.description
    self.probability = probability
    n = regression.count
    missing = data.built.missing
    clusters = data.clusters.map { Set($0).count }
    isUnique = fit.isUnique
    coefficients = zip(data.built.design.terms, zip(fit.coefficients, ends)).map {
      Coefficient(name: $0, value: $1.0, interval: $1.1)
    }
  }

  var text: String {
    let rows = coefficients.map {
      [$0.name, StatOutput.number($0.value), StatOutput.interval($0.interval)]
    }
    var summary = "p = \(StatOutput.number(probability)), n = \(n)"
    if let clusters { summary += ", \(clusters) clusters" }
    summary += ", intervals by \(intervals.rawValue)\n"
    if missing > 0 { summary += "\(missing) rows with a missing value were left out\n" }
    if !isUnique { summary += "Other coefficients fit as well: the quantile lies between values.\n" }
    return "\(formula)\n" + Terminal.table([["TERM", "ESTIMATE", "INTERVAL"]] + rows, numeric: [1]) + summary
  }
}
