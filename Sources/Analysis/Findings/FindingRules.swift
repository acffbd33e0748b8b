import Measurements
import Statistics

/// The statements that a study makes, each from result objects alone.
struct FindingRules {
  let study: Study
  let wording: Wording

  init(_ study: Study) {
    self.study = study
    self.wording = Wording(unit: study.unit, level: study.options.level)
  }

  /// All findings, most important first.
  func all() -> [Finding] {
    var findings = [failures(), dependence(), tail()].compactMap { $0 }
    findings += CostFindings(study, wording).all()
    if let penalty = coldPenalty() { findings.append(penalty) }
    if let extremes = extremes() { findings.append(extremes) }
    if let noBatches = missingBatches() { findings.append(noBatches) }
    return findings.enumerated().sorted {
      ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset)
    }.map(\.element)
  }

  /// How many calls failed, and how.
  private func failures() -> Finding? {
    let quality = study.quality
    let attempted = Quantity.count(quality.attempted, "quality.attempted")
    guard let most = quality.failures.first else {
      return Finding(
        id: "failures", standing: .fact, sentence: "None of the \(attempted) calls failed.",
        section: "quality", weight: 1)
    }
    let failed = Quantity.count(quality.failed, "quality.failed")
    let count = Quantity.count(most.count, "quality.failures")
    let share = Double(quality.failed) / Double(max(1, quality.attempted))
    let kind = most.errorClass ?? most.status.rawValue
    let part: Sentence =
      most.count == quality.failed ? "all with \(name: kind)" : "\(count) of them with \(name: kind)"
    return Finding(
      id: "failures", standing: .caution, sentence: "\(failed) of \(attempted) calls failed, \(part).",
      consequence: "All times below are of successful calls alone; failed calls are often the slow ones.",
      section: "quality", weight: share > 0.01 ? 100 : 40)
  }

  /// What the dependence within batches costs.
  private func dependence() -> Finding? {
    let known = study.performances.compactMap { performance in
      performance.dependence.map { (performance, $0) }
    }
    guard !known.isEmpty else { return nil }
    let worst = known.max { $0.1.designEffect < $1.1.designEffect }
    guard let (performance, dependence) = worst else { return nil }
    let n = Quantity.count(performance.n, "performances.\(performance.id).n")
    let source = "performances.\(performance.id).dependence"
    if dependence.designEffect < 1.5 {
      return Finding(
        id: "dependence", standing: .fact,
        sentence: "Calls of one batch are no more alike than calls of different batches.",
        consequence: "Intervals respect batches all the same; little is lost by it here.", section: "batches",
        weight: 5)
    }
    let effective = Quantity(
      dependence.effectiveN, text: NumberText.fixed(dependence.effectiveN, decimals: 0), source: source)
    var sentence: Sentence =
      "Calls of one batch are alike: in \(name: performance.label), \(n) calls are worth \(effective) independent ones."
    if let median = performance.median, let honest = median.estimate.interval?.width,
      let naive = median.independent.width, naive > 0
    {
      let ratio = Quantity(
        honest / naive, text: NumberText.significant(honest / naive, digits: 2), source: "\(source).width")
      sentence =
        sentence
        + "An interval of the median that ignores this would be \(ratio) times too narrow."
    }
    return Finding(
      id: "dependence", standing: .caution, sentence: sentence,
      consequence:
        "More, smaller batches spread over time narrow the intervals; more calls in a batch do not.",
      section: "batches", weight: 50)
  }

  /// The highest tail, or the refusal to state one.
  private func tail() -> Finding? {
    let results = study.performances.compactMap { performance in
      performance.quantile(0.99).map { (performance, $0) }
    }
    let bounded = results.filter { $0.1.isBounded }
    guard let highest = bounded.max(by: { $0.1.estimate.value < $1.1.estimate.value }) else {
      guard let (performance, result) = results.max(by: { $0.0.n < $1.0.n }), let needed = result.callsNeeded
      else { return nil }
      let n = Quantity.count(performance.n, "performances.\(performance.id).n")
      let calls = Quantity.count(needed, "performances.\(performance.id).p99.callsNeeded")
      let name = Quantity(0.99, text: "p99", source: "performances.quantiles")
      return Finding(
        id: "tail", standing: .refusal,
        sentence:
          "No group has enough calls to bound its \(name) from above: the \(Superlative("largest", .largest, Double(performance.n), among: results.map { Double($0.0.n) })), \(name: performance.label), has \(n) and would need about \(calls).",
        section: "latency", weight: 20)
    }
    let (performance, result) = highest
    let name = Quantity(0.99, text: "p99", source: "performances.quantiles")
    let value = wording.time(result, performance.id)
    let ranked = Superlative(
      "highest", .largest, result.estimate.value, among: bounded.map { $0.1.estimate.value })
    var sentence: Sentence =
      "The \(ranked) \(name) of \(name: study.metric.title) is \(value), in \(name: performance.label)"
    if let median = performance.median, median.estimate.value > 0 {
      let factor = result.estimate.value / median.estimate.value
      let times = Quantity(
        factor, text: NumberText.significant(factor, digits: 2),
        source: "performances.\(performance.id).tailFactor")
      sentence = "\(sentence), \(times) times its median."
    } else {
      sentence = "\(sentence)."
    }
    return Finding(id: "tail", standing: .fact, sentence: sentence, section: "latency", weight: 20)
  }

  /// The largest cold-start penalty.
  private func coldPenalty() -> Finding? {
    guard let worst = study.coldPenalties.max(by: { $0.ratio.value < $1.ratio.value }) else { return nil }
    let ratio = wording.times(worst.ratio, "coldPenalties.\(worst.coldID)")
    let cold = study.performances.first { $0.id == worst.coldID }?.median
    let warm = study.performances.first { $0.id == worst.warmID }?.median
    let most = Superlative(
      "most", .largest, worst.ratio.value, among: study.coldPenalties.map(\.ratio.value))
    var sentence: Sentence =
      study.coldPenalties.count > 1
      ? "A cold start weighs \(most) at \(name: worst.label), where the median call takes \(ratio) as long as a warm one"
      : "A cold call takes \(ratio) as long as a warm one by the median"
    if let cold, let warm {
      sentence =
        "\(sentence): \(wording.time(cold, worst.coldID)) against \(wording.time(warm, worst.warmID))."
    } else {
      sentence = "\(sentence)."
    }
    return Finding(
      id: "cold-penalty", standing: .verdict(worst.verdict), sentence: sentence, section: "cold-starts",
      weight: 70
    )
  }

  /// The fastest and the slowest group, when there is no price to weigh.
  private func extremes() -> Finding? {
    guard study.costs.isEmpty, study.performances.count > 1 else { return nil }
    let medians = study.performances.compactMap { performance in performance.median.map { (performance, $0) }
    }
    guard let low = medians.min(by: { $0.1.estimate.value < $1.1.estimate.value }),
      let high = medians.max(by: { $0.1.estimate.value < $1.1.estimate.value }), low.0.id != high.0.id
    else { return nil }
    let count = Quantity.count(medians.count, "performances")
    let values = medians.map { $0.1.estimate.value }
    let lowest = Superlative("lowest", .smallest, low.1.estimate.value, among: values)
    let highest = Superlative("highest", .largest, high.1.estimate.value, among: values)
    let main: Sentence =
      "Of \(count) groups, \(name: low.0.label) has the \(lowest) median \(name: study.metric.title), \(wording.time(low.1, low.0.id)), and \(name: high.0.label) the \(highest), \(wording.time(high.1, high.0.id))"
    guard let ratio = high.1.estimate.ratio(to: low.1.estimate) else {
      return Finding(id: "extremes", standing: .fact, sentence: "\(main).", section: "latency", weight: 75)
    }
    let times = wording.times(ratio, "performances.\(high.0.id).against.\(low.0.id)")
    return Finding(
      id: "extremes", standing: .fact, sentence: "\(main): \(times) as long.", section: "latency", weight: 75)
  }

  /// Independence had to be assumed.
  private func missingBatches() -> Finding? {
    guard study.performances.contains(where: { $0.batches == nil }) else { return nil }
    return Finding(
      id: "no-batches", standing: .caution,
      sentence:
        "The data do not say which calls were made together, so calls had to be taken as independent.",
      consequence: "The intervals are too narrow if calls of one batch, container or day are alike.",
      section: "methods", weight: 45)
  }
}
