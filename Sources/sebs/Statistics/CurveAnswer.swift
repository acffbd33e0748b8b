import Statistics

/// The choice among curves of one column, as JSON and as a table.
struct CurveAnswer: RegressionResult {
  struct Candidate: Encodable {
    var curve: String
    /// a, then b, then c.
    var parameters: [Double]
    var parameterIntervals: [ConfidenceInterval]
    var residualStandardDeviation: Double
    /// Difference of AICc from the best.
    var aiccDifference: Double
    /// Akaike's weight.
    var weight: Double
    /// Root mean square error of prediction of sizes left out, in the unit of the response.
    var leaveSizesOut: Double?
    var leaveClustersOut: Double?
  }

  /// A curve that cannot be fitted, and why.
  struct Failure: Encodable {
    var curve: String
    var reason: String
  }

  struct Prediction: Encodable {
    var size: Double
    var average: AveragedPrediction
  }

  var formula: String
  var method = "curves"
  var n: Int
  var missing: Int
  var clusters: Int?
  var best: String
  /// Curves within 2 of the best AICc.
  var tied: [String]
  var candidates: [Candidate]
  var failures: [Failure]
  var predictions: [Prediction]

  init(_ data: RegressionData, sizes: [Double], level: Double) throws {
    let terms = data.built.design.terms
    guard terms.count == 2, terms[0] == "1", let predictor = try data.built.design.values(of: terms[1]) else {
      throw UsageError("--curves takes one column and a constant, such as 'time ~ memory'.")
    }
    let sample = try ScalingSample(
      sizes: predictor, values: data.built.response, clusters: data.clusters)
    let selection = try sample.select()
    formula = data.formula.description
    n = data.built.response.count
    missing = data.built.missing
    clusters = sample.clusterCount
    best = selection.best?.curve.name ?? "none"
    tied = selection.tied.map { $0.curve.name }
    candidates = try selection.candidates.compactMap { candidate in
      guard let fit = candidate.fit else { return nil }
      return Candidate(
        curve: candidate.curve.name, parameters: fit.parameters,
        parameterIntervals: try fit.parameterIntervals(level: level),
        residualStandardDeviation: fit.residualDeviation,
        aiccDifference: candidate.criterionDifference ?? .infinity, weight: candidate.weight,
        leaveSizesOut: candidate.leaveSizesOut?.rootMeanSquare,
        leaveClustersOut: candidate.leaveClustersOut?.rootMeanSquare)
    }
    .filter { $0.aiccDifference.isFinite }
    failures = selection.candidates.compactMap { candidate in
      guard case .failure(let error) = candidate.outcome else { return nil }
      return Failure(curve: candidate.curve.name, reason: "\(error)")
    }
    predictions = try sizes.map {
      Prediction(size: $0, average: try selection.average(at: $0, level: level))
    }
  }

  var text: String {
    let heading = ["CURVE", "PARAMETERS", "SIGMA", "ΔAICC", "WEIGHT", "ERROR OF SIZES LEFT OUT"]
    let rows = candidates.map { candidate in
      [
        candidate.curve, candidate.parameters.map(StatOutput.number).joined(separator: ", "),
        StatOutput.number(candidate.residualStandardDeviation), StatOutput.number(candidate.aiccDifference),
        StatOutput.number(candidate.weight), StatOutput.number(candidate.leaveSizesOut),
      ]
    }
    var lines = ["\(formula)\n", Terminal.table([heading] + rows, numeric: [2, 3, 4, 5])]
    lines += failures.map { "\($0.curve): \($0.reason)\n" }
    lines.append(
      tied.count == 1
        ? "Best: \(best)\n" : "Not told apart by these data: \(tied.joined(separator: ", "))\n")
    lines += predictions.map { prediction in
      let average = prediction.average
      return "At \(StatOutput.number(prediction.size)): \(StatOutput.number(average.value)) "
        + "\(StatOutput.interval(average.confidence)), one observation "
        + "\(StatOutput.interval(average.prediction))\n"
    }
    if missing > 0 { lines.append("\(missing) rows with a missing value were left out\n") }
    return lines.joined()
  }
}
