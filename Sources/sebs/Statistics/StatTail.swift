import ArgumentParser
import Statistics

/// `sebs stat tail`: how heavy a tail is, and values that are exceeded rarely.
struct StatTail: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tail",
    abstract: "Weight of the upper tail and quantiles far out, by peaks over a threshold.",
    discussion: """
      The threshold is the lowest above which the values follow a generalised Pareto law (Anderson-Darling with
      ForwardStop). With --series bursts count once; with --cluster whole clusters are drawn. Quantiles beyond the sample
      are marked: they are the model, not the data. With --by and two groups the weights of the tails are compared.

      Example: sebs stat tail calls.csv --column latency_ms --probability 0.99,0.999,0.9999 --series
      """)

  @OptionGroup var columns: ColumnOptions

  @Option(help: "Probabilities between 0 and 1, separated by commas.")
  var probability = "0.99,0.999,0.9999"

  @Option(help: "Threshold above which values are modelled (default: chosen by test).")
  var threshold: Double?

  @Option(help: "Replicates, where clusters are drawn.")
  var replicates = 999

  func validate() throws {
    if replicates < 100 {
      throw ValidationError("--replicates must be at least 100 for ends to mean anything.")
    }
  }

  func run() async throws {
    let probabilities = try StatQuantile.probabilities(probability)
    let bootstrap = ClusterBootstrap(replicates: replicates, seed: columns.seed)
    let fitted = try columns.groups().map { group in
      (
        group.name,
        try TailModel(
          group.values, structure: group.structure(isSeries: columns.series), threshold: threshold)
      )
    }
    var answer = Answer(
      groups: try fitted.map { name, model in
        try Tail(group: name, model: model, probabilities, level: columns.level, bootstrap)
      })
    if fitted.count == 2 {
      answer.comparison = try TailComparison(
        fitted[0].1, fitted[1].1, level: columns.level, bootstrap: bootstrap)
    }
    if columns.json { return try Terminal.outputJSON(answer) }
    Terminal.output(
      Terminal.table(
        [["GROUP", "THRESHOLD", "ABOVE", "SHAPE", "INTERVAL", "METHOD", "REMARK"]]
          + answer.groups.map { tail in
            [
              tail.group ?? "all", StatOutput.number(tail.fit.threshold), "\(tail.fit.exceedances)",
              StatOutput.number(tail.fit.shape), StatOutput.interval(tail.shapeInterval),
              tail.fit.method.rawValue, tail.remark,
            ]
          }, numeric: [1, 2, 3]))
    Terminal.output(
      Terminal.table(
        [["GROUP", "PROBABILITY", "QUANTILE", "INTERVAL", "METHOD", "REMARK"]]
          + answer.groups.flatMap { tail in
            tail.quantiles.map { quantile in
              [
                tail.group ?? "all", "\(quantile.probability)", StatOutput.number(quantile.value),
                StatOutput.interval(quantile.interval), quantile.method.rawValue, Self.remark(quantile),
              ]
            }
          }, numeric: [1, 2]))
    if let comparison = answer.comparison {
      Terminal.output(
        "Difference of the shapes: \(StatOutput.number(comparison.shapeDifference)) "
          + "\(StatOutput.interval(comparison.interval)), p = \(StatOutput.number(comparison.test.pValue))\n")
    }
    Terminal.say(StatOutput.scope)
  }

  private static func remark(_ quantile: TailQuantile) -> String {
    switch quantile.support {
    case .withinSample: ""
    case .extrapolated(let times):
      "beyond the sample: the model alone; \(StatOutput.number(times.rounded(.up))) times the values would reach it"
    }
  }

  private struct Answer: Encodable {
    var groups: [Tail]
    var comparison: TailComparison?
  }

  private struct Tail: Encodable {
    var group: String?
    var fit: ParetoFit
    var shapeInterval: ConfidenceInterval
    var choice: ThresholdChoice?
    var extremalIndex: Double?
    var effectiveExceedances: Double
    var quantiles: [TailQuantile]
    /// Probabilities asked for that lie below the threshold, where the tail's model says nothing.
    var belowThreshold: [Double]

    init(
      group: String?, model: TailModel, _ probabilities: [Double], level: Double,
      _ bootstrap: ClusterBootstrap
    ) throws {
      self.group = group
      fit = model.fit
      let drawn = try model.shapeReplicates(bootstrap)
      shapeInterval =
        try drawn.map { ClusterBootstrap.percentileInterval($0, level: level) }
        ?? model.shapeInterval(level: level)
      choice = model.choice
      extremalIndex = model.extremalIndex?.value
      effectiveExceedances = model.effectiveExceedances
      belowThreshold = probabilities.filter { $0 <= 1 - model.exceedanceShare }
      quantiles = try probabilities.filter { $0 > 1 - model.exceedanceShare }.map {
        try model.quantile($0, level: level, bootstrap: bootstrap)
      }
    }

    var remark: String {
      var parts: [String] = []
      if choice?.isAccepted == false {
        parts.append("no threshold accepted: the form of the tail is unknown")
      }
      if fit.method == .zhangStephens { parts.append("no maximum of the likelihood") }
      if let extremalIndex { parts.append("extremal index \(StatOutput.number(extremalIndex))") }
      if !belowThreshold.isEmpty {
        parts.append("below the threshold: \(belowThreshold.map { "\($0)" }.joined(separator: ", "))")
      }
      return parts.joined(separator: "; ")
    }
  }
}
