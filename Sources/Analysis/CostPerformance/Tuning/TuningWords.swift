import Statistics

/// What a series that was tuned says, in sentences whose numbers are bound to its results.
struct TuningWords {
  private let series: TunedSeries
  private let unit: DisplayUnit
  private var choice: SizeChoice { series.choice }

  init(_ series: TunedSeries, unit: DisplayUnit) {
    self.series = series
    self.unit = unit
  }

  /// Sizes that are named one by one.
  private static let mostNamed = 6

  // MARK: The conclusion

  /// Which sizes could be best, and how sure that is.
  func conclusion() -> Sentence {
    let possible = choice.possible
    let total = Quantity.count(choice.sizes.count, "\(path).sizes")
    guard let recommended = choice.recommendedMB,
      let standing = choice.sizes.first(where: { $0.memoryMB == recommended })
    else { return "\(subject) no measured size \(demands)." }
    let likely =
      "probability \(share(standing.probabilityBest, "sizes.\(recommended).probabilityBest"))" as Sentence
    let limits: Sentence = choice.goal.isConstrained ? " that \(demands)" : ""
    switch choice.answer {
    case .one:
      return
        "\(subject) \(size(recommended)) is the \(best) of \(total) sizes\(limits) (\(likely)); at \(level), no other could be."
    case .equal:
      return
        "\(subject) any of \(list(possible)) will do: each is within \(margin) of the \(best)\(limits). Take \(size(recommended))."
    case .some:
      return
        "\(subject) of \(total) sizes only \(list(possible)) could be the \(best)\(limits) (at \(level)): \(most(standing)) probably \(size(recommended)) (\(likely)).\(needed)"
    case .some where !possible.contains(where: choice.meetsDemands),
      .undecided where !possible.contains(where: choice.meetsDemands):
      return
        "\(subject) by the estimates none of \(total) sizes \(demands), but \(list(possible)) could (at \(level)): \(most(standing)) probably \(size(recommended)) (\(likely))."
    case .undecided:
      return
        "\(subject) the data cannot tell which of \(total) sizes is the \(best)\(limits) (at \(level)): \(most(standing)) probably \(size(recommended)) (\(likely)).\(needed)"
    case .none: return "\(subject) no measured size \(demands)."
    }
  }

  private var path: String { "tuning.\(series.id)" }

  private var subject: Sentence {
    let which: Sentence =
      switch series.calls {
      case .cold: "cold calls"
      case .warm: "warm calls"
      case .any: "calls"
      case .mixed: "cold and warm calls together"
      }
    return series.label == "all calls"
      ? "For all \(which)," : "For \(which) of \(name: series.label),"
  }

  private var level: Quantity {
    Quantity(choice.level, text: NumberText.percent(choice.level), source: "\(path).level")
  }

  private var margin: Quantity {
    Quantity(choice.margin, text: NumberText.percent(choice.margin), source: "\(path).margin")
  }

  /// The word for the best, with the scores that it ranks by the estimates.
  private var best: Superlative {
    let possible = choice.possible.map(choice.score)
    // Sizes that break a demand do not compete, however good they are.
    let competing = choice.sizes.filter { $0.couldBeBest || choice.meetsDemands($0) }.map(choice.score)
    return Superlative(choice.goal.superlative, .smallest, possible.min() ?? 0, among: competing)
  }

  private func most(_ standing: SizeStanding) -> Superlative {
    Superlative(
      "most", .largest, standing.probabilityBest, among: choice.possible.map(\.probabilityBest))
  }

  /// `keeps p95 at or below 800 ms and costs at most 3 USD a million`.
  private var demands: Sentence {
    var parts: [Sentence] = []
    if let limit = choice.goal.limit {
      let bound = Quantity(
        limit.microseconds,
        text: NumberText.significant(limit.microseconds / unit.microseconds, digits: 3)
          + "\u{00A0}\(unit.rawValue)",
        source: "\(path).limit.microseconds")
      let name = Quantity(
        limit.probability, text: NumberText.quantileName(limit.probability),
        source: "\(path).limit.probability")
      parts.append("keeps its \(name) at or below \(bound)")
    }
    if let budget = choice.goal.budgetPerMillion {
      let bound = Quantity(
        budget, text: NumberText.significant(budget, digits: 3) + "\u{00A0}USD", source: "\(path).budget")
      parts.append("costs no more than \(bound) for a million calls")
    }
    guard let first = parts.first else { return "can be chosen" }
    return parts.count == 1 ? first : "\(first) and \(parts[1])"
  }

  private var needed: Sentence {
    guard let batches = choice.batchesNeeded else { return "" }
    let count = Quantity.count(batches, "\(path).batchesNeeded")
    return series.hasBatches
      ? " About \(count) batches a size would settle it." : " About \(count) calls a size would settle it."
  }

  private func list(_ sizes: [SizeStanding]) -> Sentence {
    guard let first = sizes.first, let last = sizes.last, sizes.count > Self.mostNamed else {
      return sizes.enumerated().reduce("") { text, entry in
        let joint: Sentence = entry.offset == 0 ? "" : entry.offset == sizes.count - 1 ? " and " : ", "
        return "\(text)\(joint)\(size(entry.element.memoryMB))"
      }
    }
    let count = Quantity.count(sizes.count, "\(path).possible")
    return "\(count) sizes from \(size(first.memoryMB)) to \(size(last.memoryMB))"
  }

  private func size(_ memoryMB: Int) -> Quantity { memory(memoryMB, "sizes.\(memoryMB).memoryMB") }

  private func memory(_ memoryMB: Int, _ source: String) -> Quantity {
    Quantity(Double(memoryMB), text: "\(memoryMB)\u{00A0}MB", source: "\(path).\(source)")
  }

  private func share(_ value: Double, _ source: String) -> Quantity {
    Quantity(value, text: Self.probability(value), source: "\(path).\(source)")
  }

  /// A share of draws in percent; draws prove no certainty.
  static func probability(_ value: Double) -> String {
    value > 0.99 ? "≥\u{00A0}99\u{00A0}%" : value < 0.01 ? "≤\u{00A0}1\u{00A0}%" : NumberText.percent(value)
  }

  // MARK: What surrounds it

  /// What else the data say: the curve, saturation, billing, earlier prices, what to measure next.
  func remarks() -> [Sentence] {
    [curve(), saturation()].compactMap { $0 } + billing() + history() + advice()
  }

  private func curve() -> Sentence? {
    guard let model = series.model else { return nil }
    let range = Quantity(
      model.flatness.relativeRange,
      text: Wording.interval(
        100 * model.flatness.relativeRange, model.flatness.interval.scaled(by: 100), scale: 1, unit: "%"),
      source: "\(path).model.relativeRange")
    if model.flatness.verdict == .flat, let smallest = choice.sizes.first?.memoryMB {
      return
        "Time is nearly flat: over all sizes the mean varies by \(range). Pay for the least memory: beyond \(size(smallest)) more of it buys hardly any speed."
    }
    let names = model.tied.map(TunedModel.formula).joined(separator: " or ")
    return
      "Mean time against memory follows the curve \(name: names); over all sizes it varies by \(range)."
  }

  private func saturation() -> Sentence? {
    guard let saturation = series.saturation else { return nil }
    let processor = memory(saturation.oneProcessorMB, "saturation.oneProcessorMB")
    let from = memory(saturation.fromMB, "saturation.fromMB")
    let to = memory(saturation.toMB, "saturation.toMB")
    let ratio = Quantity(
      saturation.timeRatio.value,
      text: Wording.interval(
        saturation.timeRatio.value, saturation.timeRatio.interval, scale: 1, unit: "times"),
      source: "\(path).saturation.timeRatio")
    let fact: Sentence =
      "one virtual processor comes with \(processor), and \(to) take \(ratio) the time of \(from)"
    switch saturation.verdict {
    case .saturated: return "More memory no longer helps beyond one processor: \(fact)."
    case .continues: return "More memory still helps beyond one processor: \(fact)."
    case .undecided: return "Whether more memory helps beyond one processor is open: \(fact)."
    }
  }

  private func billing() -> [Sentence] {
    series.billing.filter { !$0.isApplied && $0.outcome.recommendedMB != choice.recommendedMB }.map {
      outcome in
      let source = "billing.\(outcome.granularityMilliseconds)"
      let step = Quantity(
        Double(outcome.granularityMilliseconds), text: "\(outcome.granularityMilliseconds)\u{00A0}ms",
        source: "\(path).\(source).granularityMilliseconds")
      return
        "Were time billed in steps of \(step), the choice would be \(chosen(outcome.outcome, source)): the granularity of billing decides."
    }
  }

  private func history() -> [Sentence] {
    let changed = series.history.enumerated().filter {
      $0.element.outcome.recommendedMB != choice.recommendedMB
    }
    if changed.isEmpty {
      return series.history.count > 1
        ? [
          "At the prices of all \(Quantity.count(series.history.count, "\(path).history")) days on which they changed, the choice is the same."
        ] : []
    }
    return changed.map { index, dated in
      "At the prices since \(name: dated.date) the choice would have been \(chosen(dated.outcome, "history.\(index)"))."
    }
  }

  private func chosen(_ outcome: Outcome, _ source: String) -> Sentence {
    guard let size = outcome.recommendedMB else { return "none" }
    return
      "\(memory(size, "\(source).recommendedMB")) (probability \(share(outcome.probability, "\(source).probability")))"
  }

  private func advice() -> [Sentence] {
    guard let next = series.advice.first else { return [] }
    let source = "advice.0"
    let calls = Quantity.count(next.calls, "\(path).\(source).calls")
    let dollars = Quantity(
      next.dollars, text: NumberText.significant(next.dollars, digits: 2) + "\u{00A0}USD",
      source: "\(path).\(source).dollars")
    let gain = share(next.expectedGain, "\(source).expectedGain")
    let kind: Sentence = next.isMeasured ? "again" : "as a new size"
    return [
      "For its price, measuring \(memory(next.memoryMB, "\(source).memoryMB")) \(kind) tells more than any other size: \(calls) calls for \(dollars) are expected to lower the probability of a wrong choice by \(gain)."
    ]
  }
}

extension ConfidenceInterval {
  func scaled(by factor: Double) -> ConfidenceInterval {
    ConfidenceInterval(lower: lower.map { $0 * factor }, upper: upper.map { $0 * factor }, level: level)
  }
}

extension TunedSeries {
  /// Which sizes could be best, and how sure that is.
  public func conclusion(unit: DisplayUnit) -> Sentence { TuningWords(self, unit: unit).conclusion() }

  /// What else the data say: the curve, saturation, billing, earlier prices, what to measure next.
  public func remarks(unit: DisplayUnit) -> [Sentence] { TuningWords(self, unit: unit).remarks() }
}
