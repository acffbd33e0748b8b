import Analysis
import Statistics

/// The choice among the sizes of a series, in words and as a table.
struct TuneText {
  private let series: TunedSeries
  private var choice: SizeChoice { series.choice }

  init(_ series: TunedSeries) { self.series = series }

  var text: String {
    ([heading, table, conclusion] + remarks).joined(separator: "\n") + "\n"
  }

  private var heading: String { "\(series.label) (\(series.calls.rawValue) calls)" }

  private var table: String {
    let isConstrained = choice.goal.isConstrained
    let heading = [
      "", "MEMORY", "USD A MILLION", "TIME (MS)", "P(BEST)", "P(CHEAPEST)", "P(FASTEST)", "P(FRONT)",
    ]
    let rows = choice.sizes.map { size -> [String] in
      [
        size.couldBeBest ? "*" : "", "\(size.memoryMB) MB", value(size.costPerMillion, 1),
        value(size.time, 1000), percent(size.probabilityBest), percent(size.probabilityCheapest),
        percent(size.probabilityFastest), percent(size.probabilityOnFront),
      ] + (isConstrained ? [size.probabilityMeetsDemands.map(percent) ?? "–"] : [])
    }
    return Terminal.table(
      [heading + (isConstrained ? ["P(MEETS DEMANDS)"] : [])] + rows, numeric: Set(1...8))
  }

  /// The sentence that it all ends in.
  private var conclusion: String {
    let sizes = choice.possible.map { "\($0.memoryMB) MB" }.joined(separator: ", ")
    let best = choice.goal.superlative
    let level = percent(choice.level)
    guard let recommended = choice.recommendedMB,
      let standing = choice.sizes.first(where: { $0.memoryMB == recommended })
    else { return "No measured size meets the demands." }
    let likely = "probability \(percent(standing.probabilityBest))"
    switch choice.answer {
    case .one: return "\(recommended) MB is the \(best) size (\(likely); no other could be, at \(level))."
    case .equal:
      return
        "Any of \(sizes) will do: each is within \(percent(choice.margin)) of the best. Take \(recommended) MB."
    case .some, .undecided:
      let needed = choice.batchesNeeded.map { " About \($0) batches a size would settle it." } ?? ""
      return
        "The \(best) size is one of \(sizes) (at \(level)); most probably \(recommended) MB (\(likely)).\(needed)"
    case .none: return "No measured size meets the demands."
    }
  }

  private var remarks: [String] {
    var lines: [String] = []
    if let model = series.model {
      lines.append(
        model.flatness.verdict == .flat
          ? "Time is nearly flat (it varies by \(percent(model.flatness.relativeRange)) over all sizes): pay for the least memory."
          : "Time against memory: \(model.tied.joined(separator: " or ")).")
    }
    if let saturation = series.saturation, saturation.verdict == .saturated {
      lines.append("Beyond one processor (\(saturation.oneProcessorMB) MB) more memory no longer helps.")
    }
    for outcome in series.billing where !outcome.isApplied && differs(outcome.outcome) {
      lines.append(
        "Billed by \(outcome.granularityMilliseconds) ms, the choice would be \(name(outcome.outcome)).")
    }
    for dated in series.history where differs(dated.outcome) {
      lines.append("At the prices of \(dated.date) the choice would have been \(name(dated.outcome)).")
    }
    for next in series.advice.prefix(1) {
      lines.append(
        "Measure \(next.memoryMB) MB next: \(next.calls) calls for \(StatOutput.number(next.dollars)) USD lower the chance of a wrong choice by \(percent(next.expectedGain))."
      )
    }
    lines += series.leftOut.map { "Left out: \($0)." }
    return lines
  }

  private func differs(_ outcome: Outcome) -> Bool { outcome.recommendedMB != choice.recommendedMB }

  private func name(_ outcome: Outcome) -> String { outcome.recommendedMB.map { "\($0) MB" } ?? "none" }

  private func value(_ value: TunedValue, _ scale: Double) -> String {
    func scaled(_ end: Double?) -> Double? { end.map { $0 / scale } }
    let interval = ConfidenceInterval(
      lower: scaled(value.interval.lower), upper: scaled(value.interval.upper), level: value.interval.level)
    let decimals = NumberText.decimals(of: value.value / scale, interval: interval)
    let text = NumberText.fixed(value.value / scale, decimals: decimals)
    return NumberText.interval(interval, decimals: decimals).map { "\(text) \($0)" } ?? text
  }

  private func percent(_ share: Double) -> String {
    share > 0 && share < 0.01 ? "< 1 %" : share < 1 && share > 0.99 ? "> 99 %" : NumberText.percent(share)
  }
}
