import Analysis
import Measurements
import Statistics

/// The tables of one series that was tuned.
struct TuneTables {
  private let study: Study
  private let series: TunedSeries

  init(_ study: Study, _ series: TunedSeries) {
    self.study = study
    self.series = series
  }

  /// All of them, the weightiest first.
  func all() -> [Table] {
    [sizes(), curves(), predictions(), steps(), circumstances(), advice()].compactMap { $0 }
  }

  /// The series and which of its calls.
  var name: Sentence { "\(name: series.label) (\(name: series.calls.rawValue) calls)" }

  /// What stands for the time.
  var statistic: String {
    series.choice.goal.timeQuantile.map { $0 == 0.5 ? "median" : NumberText.quantileName($0) } ?? "mean"
  }

  private func percent(_ share: Double) -> TableCell { .number(100 * share, decimals: 0) }

  // MARK: Measured sizes

  private func sizes() -> Table {
    let goal = series.choice.goal
    let probabilities = probabilities()
    return Table(
      slug: "tuning-\(series.id)-sizes",
      caption:
        "The measured sizes of \(name): cost and time with \(study.levelText) intervals, which belong to the set, and probabilities: of being \(name: goal.superlative), of other ranks, of the front, and of losing no more than the margin.",
      columns: [
        TableColumn("Memory", unit: "MB"), TableColumn("Million calls", unit: "USD", .estimate),
        TableColumn(statistic.capitalizedFirst, unit: study.unit.rawValue, .estimate),
        TableColumn("In the set", .text),
      ] + probabilities.map { TableColumn($0.title, unit: "%") } + limitColumns() + [TableColumn("n")],
      rows: series.choice.sizes.map { size in
        TableRow(
          [
            .count(size.memoryMB), .tuned(size.costPerMillion, scale: 1),
            .tuned(size.time, scale: study.scale), .text(size.couldBeBest ? "yes" : "no"),
          ] + probabilities.map { $0.share(size).map(percent) ?? .missing } + limitCells(size)
            + [.count(size.calls)])
      })
  }

  private func probabilities() -> [(title: String, share: (SizeStanding) -> Double?)] {
    let goal = series.choice.goal
    var columns: [(title: String, share: (SizeStanding) -> Double?)] = [
      ("P(\(goal.superlative))", { $0.probabilityBest })
    ]
    if goal.costWeight < 1 || goal.isConstrained {
      columns.append(("P(cheapest)", { $0.probabilityCheapest }))
    }
    if goal.costWeight > 0 || goal.isConstrained { columns.append(("P(fastest)", { $0.probabilityFastest })) }
    columns.append(("P(front)", { $0.probabilityOnFront }))
    columns.append(
      ("P(within \(NumberText.percent(series.choice.margin)))", { $0.probabilityWithinMargin }))
    if goal.isConstrained { columns.append(("P(keeps the limits)", { $0.probabilityMeetsDemands })) }
    return columns
  }

  /// The limited percentile, where it is not the statistic itself.
  private var limit: LatencyLimit? {
    series.choice.goal.limit.flatMap { $0.probability == series.choice.goal.timeQuantile ? nil : $0 }
  }

  private func limitColumns() -> [TableColumn] {
    limit.map {
      [TableColumn(NumberText.quantileName($0.probability), unit: study.unit.rawValue, .estimate)]
    } ?? []
  }

  private func limitCells(_ size: SizeStanding) -> [TableCell] {
    limit == nil ? [] : [size.limitedTime.map { .tuned($0, scale: study.scale) } ?? .missing]
  }

  // MARK: Curves

  private func curves() -> Table? {
    guard let model = series.model else { return nil }
    return Table(
      slug: "tuning-\(series.id)-curves",
      caption:
        "Curves of mean time (ms) against memory (MB) that were tried for \(name): distance from the best by Akaike's corrected criterion, Akaike weight, and the share of bootstrap replicates that choose the curve again.",
      columns: [
        TableColumn("Curve", .text), TableColumn("a"), TableColumn("b"), TableColumn("c"),
        TableColumn("ΔAICc"), TableColumn("Weight", unit: "%"), TableColumn("Chosen again", unit: "%"),
        TableColumn("Says", .text),
      ],
      rows: model.candidates.map { candidate in
        let parameters = (0..<3).map { index -> TableCell in
          guard candidate.parameters.indices.contains(index) else { return .missing }
          let value = candidate.parameters[index]
          return .number(value, decimals: NumberText.decimals(of: value, interval: nil))
        }
        return TableRow(
          [.text("\(TunedModel.words(candidate.curve)): \(TunedModel.formula(candidate.curve))")] + parameters
            + [
              candidate.criterionDifference.map { .number($0, decimals: 1) } ?? .missing,
              percent(candidate.weight), percent(candidate.share),
              .text(verdict(candidate, model)),
            ])
      })
  }

  private func verdict(_ candidate: TunedModel.Candidate, _ model: TunedModel) -> String {
    if candidate.refusal != nil { return "not determined by the data" }
    if candidate.curve == model.best { return "best" }
    return model.tied.contains(candidate.curve) ? "as good" : "worse"
  }

  private func predictions() -> Table? {
    let predictions = (series.model?.predictions ?? []).filter { !$0.isMeasured }
    if predictions.isEmpty { return nil }
    return Table(
      slug: "tuning-\(series.id)-predictions",
      caption:
        "Sizes of \(name) that were not measured, by the curve alone: where they would lie at \(study.levelText), lack of fit included.",
      columns: [
        TableColumn("Memory", unit: "MB"), TableColumn("Million calls", unit: "USD", .estimate),
        TableColumn(statistic.capitalizedFirst, unit: study.unit.rawValue, .estimate),
      ],
      rows: predictions.map { prediction in
        TableRow([
          .count(prediction.memoryMB), .tuned(prediction.costPerMillion, scale: 1),
          .tuned(
            TunedValue(value: prediction.time.value, interval: prediction.timeOfNewSize), scale: study.scale),
        ])
      }, isCollapsed: true)
  }

  // MARK: What else would be

  private func steps() -> Table {
    Table(
      slug: "tuning-\(series.id)-steps",
      caption:
        "What going up a size buys in \(name): time saved on a call, more dollars for a million calls, and, where the step is surely both faster and dearer, the time that each further dollar saves.",
      columns: [
        TableColumn("Step", unit: "MB", .text), TableColumn("Saved", unit: study.unit.rawValue, .estimate),
        TableColumn("More", unit: "USD", .estimate),
        TableColumn("Saved for a dollar", unit: study.unit.rawValue, .estimate),
        TableColumn("Saved for a GB", unit: study.unit.rawValue), TableColumn("The step is", .text),
      ],
      rows: series.steps.map { step in
        TableRow([
          .text("\(step.fromMB) → \(step.toMB)"), .tuned(step.microsecondsSaved, scale: study.scale),
          .tuned(step.dollarsMore, scale: 1),
          step.microsecondsPerDollar.map { .tuned($0, scale: study.scale) } ?? .missing,
          .number(
            step.microsecondsPerGB / study.scale,
            decimals: NumberText.decimals(
              of: step.microsecondsPerGB / study.scale,
              interval: step.microsecondsSaved.interval.divided(by: study.scale))),
          .text(step.kind.rawValue),
        ])
      }, isCollapsed: series.steps.count > 6)
  }

  /// The choice if time were rounded otherwise, and by the prices of other days.
  private func circumstances() -> Table? {
    let rounded = series.billing.map { outcome in
      (
        "time in steps of \(outcome.granularityMilliseconds) ms\(outcome.isApplied ? " (applied)" : "")",
        outcome.outcome
      )
    }
    let dated = series.history.map { ("prices since \($0.date)", $0.outcome) }
    let rows = rounded + dated
    guard rows.count > 1 else { return nil }
    return Table(
      slug: "tuning-\(series.id)-circumstances",
      caption:
        "The choice for \(name) if time were billed in finer or coarser steps, and by the prices and rules of other days.",
      columns: [
        TableColumn("Billing", .text), TableColumn("Take", unit: "MB"),
        TableColumn("Probability", unit: "%"), TableColumn("Could be best", unit: "MB", .text),
      ],
      rows: rows.map { circumstance, outcome in
        TableRow([
          .text(circumstance), TableCell(outcome.recommendedMB), percent(outcome.probability),
          .text(outcome.possibleMB.map(String.init).joined(separator: ", ")),
        ])
      })
  }

  private func advice() -> Table? {
    guard !series.advice.isEmpty else { return nil }
    return Table(
      slug: "tuning-\(series.id)-advice",
      caption:
        "What to measure next for \(name), the most informative for its price first: by how much the probability of a wrong choice is expected to fall.",
      columns: [
        TableColumn("Memory", unit: "MB"), TableColumn("Size", .text), TableColumn("Calls"),
        TableColumn("Batches"), TableColumn("Price", unit: "USD"),
        TableColumn("Fall", unit: "percentage points"), TableColumn("For a cent", unit: "percentage points"),
      ],
      rows: series.advice.map { next in
        TableRow([
          .count(next.memoryMB), .text(next.isMeasured ? "again" : "new"), .count(next.calls),
          .count(next.batches), .number(next.dollars, decimals: 5),
          .number(100 * next.expectedGain, decimals: 1),
          .number(next.expectedGain / next.dollars, decimals: 0),
        ])
      })
  }
}

extension TableCell {
  /// The cell of a value in units of `scale`.
  static func tuned(_ value: TunedValue, scale: Double) -> TableCell {
    let interval = value.interval.divided(by: scale)
    return .estimate(
      value.value / scale, interval,
      decimals: NumberText.decimals(of: value.value / scale, interval: interval))
  }
}
