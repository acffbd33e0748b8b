public import ArgumentParser
import Interchange
public import Statistics

/// `sebs stat regress`: how does a column depend on others?
struct StatRegress: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "regress", abstract: "Regression on columns, by a formula.",
    discussion: """
      A formula names the response, then terms: columns, log(x), exp(x), sqrt(x), inverse(x), power(x, 2), levels
      as factor(x), products as a:b (a*b is a + b + a:b); 0 leaves the constant out. Names with other characters
      stand between backquotes. Rows with a missing value are left out and counted.

      --quantile fits the quantile of the response instead of its mean: intervals by inversion of the rank test, or
      by a bootstrap of whole clusters. --curves fits a + b φ(x) of one column for several φ (flat, 1/x, 1/x up to a
      cap, exponential, power) and weighs them by AICc.

      Examples:
        sebs stat regress calls.csv --formula 'latency_ms ~ inverse(memory_mb) + factor(region)' --cluster batch
        sebs stat regress calls.csv --formula 'log(latency_ms) ~ log(memory_mb)' --robust --json
        sebs stat regress calls.csv --formula 'latency_ms ~ payload' --quantile 0.99 --cluster batch
        sebs stat regress calls.csv --formula 'latency_ms ~ memory_mb' --curves --at 1500 --cluster batch
      """)

  @Argument(help: "Table to read; - for standard input.")
  var file: String

  @Option(help: "The model, such as 'time ~ inverse(memory)'.")
  var formula: String

  @Flag(help: "How the coefficients are estimated (default: --least-squares).")
  var method = RegressionMethod.leastSquares

  @Option(help: "Probability of the quantile to fit, instead of the mean.")
  var quantile: Double?

  @Option(help: "With --curves: sizes to predict for, separated by commas.")
  var at: String?

  @Option(help: "Column with the weights of the rows, to which their precisions are proportional.")
  var weights: String?

  @Option(help: "Column whose equal values mark rows that belong together, such as a batch.")
  var cluster: String?

  @Option(
    help: "Covariance of least squares; cr needs clusters, hac rows in order of time (default: cr2 or hc3).")
  var covariance: CovarianceMethod?

  @Option(help: "Add bootstrap intervals: cases, residuals or wild; of whole clusters where these are named.")
  var bootstrap: BootstrapScheme?

  @Option(help: "Replicates of the bootstrap.")
  var replicates = 1999

  @Option(help: "Nominal level of intervals.")
  var level = 0.95

  @Option(help: "Seed of random choices.")
  var seed: UInt64 = 1

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if !(level > 0 && level < 1) { throw ValidationError("--level must lie between 0 and 1, such as 0.95.") }
    if replicates < 100 {
      throw ValidationError("--replicates must be at least 100 for ends to mean anything.")
    }
    if let quantile, !(quantile > 0 && quantile < 1) {
      throw ValidationError("--quantile must lie between 0 and 1, such as 0.99.")
    }
    if quantile != nil, method != .leastSquares {
      throw ValidationError("Ask for --quantile or for --\(method.rawValue), not both.")
    }
    if at != nil, method != .curves { throw ValidationError("--at goes with --curves.") }
    let isPlain = method == .leastSquares && quantile == nil
    if !isPlain,
      let option = [
        weights.map { _ in "--weights" }, covariance.map { _ in "--covariance" },
        bootstrap.map { _ in "--bootstrap" },
      ].compactMap(\.self).first
    {
      throw ValidationError("\(option) goes with least squares alone.")
    }
    if bootstrap == .residuals, cluster != nil {
      throw ValidationError("Residuals of whole clusters cannot be drawn: take --bootstrap wild or cases.")
    }
    if let covariance {
      if covariance == .robust || covariance == .robustClustered {
        throw ValidationError(
          "--covariance is one of \(CovarianceMethod.allValueStrings.joined(separator: ", ")).")
      }
      let isClustered = ClusterCorrection(rawValue: covariance.rawValue) != nil
      if isClustered != (cluster != nil) {
        throw ValidationError(
          isClustered
            ? "--covariance \(covariance.rawValue) needs --cluster."
            : "--covariance \(covariance.rawValue) takes rows as independent of clusters: leave --cluster out."
        )
      }
    }
  }

  func run() async throws {
    let data = try RegressionData(file, formula, weights: weights, cluster: cluster)
    if let quantile {
      try show(
        QuantileRegressionAnswer(data, quantile, level: level, replicates: replicates, seed: seed))
    } else if method == .curves {
      try show(CurveAnswer(data, sizes: try sizes(), level: level))
    } else {
      try show(answer(data))
    }
  }

  private func show(_ answer: some RegressionResult) throws {
    if json { return try Terminal.outputJSON(answer) }
    Terminal.output(answer.text)
  }

  private func sizes() throws -> [Double] {
    try (at ?? "").split(separator: ",").map { text in
      guard let size = Double(text), size > 0, size.isFinite else {
        throw UsageError("--at takes positive numbers such as 512,1500, not \(text).")
      }
      return size
    }
  }

  private func answer(_ data: RegressionData) throws -> RegressionAnswer {
    switch method {
    case .leastSquares, .curves:
      let model = try LinearModel(data.built.design, data.built.response, weights: data.weights)
      let inference = try model.inference(try estimator(data))
      var answer = RegressionAnswer(data, method, inference, try inference.estimates(level: level))
      answer.fit = model.summary
      answer.bootstrap = try replicates(of: model, data)?.estimates(level: level)
      return answer
    case .robust:
      let model = try RobustRegression(seed: seed).fit(data.built.design, data.built.response)
      let inference = try model.inference(clusters: data.clusters)
      var answer = RegressionAnswer(data, method, inference, try inference.estimates(level: level))
      answer.robustFit = RegressionAnswer.RobustFit(
        scale: model.scale, outliers: model.weights.count { $0 == 0 }, seed: seed)
      return answer
    }
  }

  private func estimator(_ data: RegressionData) throws -> CovarianceEstimator {
    let name = covariance ?? (data.clusters == nil ? .hc3 : .cr2)
    if let correction = LeverageCorrection(rawValue: name.rawValue) { return .heteroskedastic(correction) }
    if let labels = data.clusters, let correction = ClusterCorrection(rawValue: name.rawValue) {
      return .clustered(labels, correction)
    }
    return name == .hac ? .autocorrelated(.neweyWest) : .classical
  }

  private func replicates(of model: LinearModel, _ data: RegressionData) throws -> CoefficientReplicates? {
    guard let bootstrap else { return nil }
    let scheme: CoefficientBootstrap.Scheme =
      switch (bootstrap, data.clusters) {
      case (.cases, let labels?): .clusters(labels)
      case (.wild, let labels?): .wildClusters(labels)
      case (.cases, nil): .cases
      case (.wild, nil): .wild
      case (.residuals, _): .residuals
      }
    return try CoefficientBootstrap(scheme, replicates: replicates, seed: seed).replicates(of: model)
  }
}

/// How the coefficients of a formula are estimated.
enum RegressionMethod: String, Encodable, EnumerableFlag {
  case leastSquares = "least_squares"
  case robust
  case curves

  static func name(for value: RegressionMethod) -> NameSpecification {
    .customLong(value.rawValue.replacing("_", with: "-"))
  }

  static func help(for value: RegressionMethod) -> ArgumentHelp? {
    switch value {
    case .leastSquares: "Least squares."
    case .robust: "MM-estimation: outliers, even many, do not count."
    case .curves: "Curves of one column, weighed by AICc."
    }
  }
}

/// What a bootstrap of coefficients draws.
enum BootstrapScheme: String, CaseIterable, ExpressibleByArgument {
  case cases, residuals, wild
}

extension CovarianceMethod: ExpressibleByArgument {
  /// Those that can be asked for; the others belong to robust fits.
  public static var allValueStrings: [String] {
    allCases.filter { $0 != .robust && $0 != .robustClustered }.map(\.rawValue)
  }
}
