import Measurements
import Statistics

/// What a history says about its data and about itself.
extension StabilityFindings {
  func failures() -> Finding? {
    if stability.failed == 0 { return nil }
    let failed = Quantity.count(stability.failed, "failed")
    let calls = Quantity.count(stability.calls, "calls")
    return Finding(
      id: "failures", standing: .caution,
      sentence: "\(failed) calls failed and are no part of any level; \(calls) are.", section: "record",
      weight: 55)
  }

  func patterns() -> Finding? {
    let all = stability.series.enumerated().flatMap { place, series in
      series.patterns.enumerated().map {
        (path: "series.\(place).patterns.\($0)", series: series, pattern: $1)
      }
    }
    guard !all.isEmpty else { return nil }
    let certain = all.filter { $0.pattern.isRemoved }
    let tested = Quantity.count(all.count, "patternsTested")
    let limit = percent(0.01, "patternLimit")
    guard let largest = certain.max(by: { $0.pattern.range < $1.pattern.range }) else {
      return Finding(
        id: "patterns", standing: .fact,
        sentence: "None of \(tested) tests finds a pattern that repeats by the day or week (at \(limit)).",
        section: "patterns", weight: 30)
    }
    let found = Quantity.count(certain.count, "patternsFound")
    let range = signed(
      largest.pattern.range, largest.pattern.interval, "\(largest.path).range", isSigned: false)
    let cycle = largest.pattern.cycle == .day ? "hour of the day" : "day of the week"
    let most = Superlative(
      "most", .largest, largest.pattern.range, among: certain.map(\.pattern.range))
    return Finding(
      id: "patterns", standing: .fact,
      sentence:
        "\(found) of \(tested) tests find a pattern that repeats (at \(limit)); it is \(most) in \(name: largest.series.label), up to \(range) by \(name: cycle).",
      consequence: "Patterns that were found are taken out before changes are sought.",
      section: "patterns", weight: 40)
  }

  func drift() -> Finding? {
    let known = stability.series.enumerated().compactMap { place, series in
      series.drift.map { (path: "series.\(place).drift", series: series, drift: $0) }
    }
    guard !known.isEmpty else { return nil }
    let count = Quantity.count(known.count, "driftsTested")
    let certain = known.filter { $0.drift.isCertain }
    guard let largest = certain.max(by: { abs($0.drift.perYear) < abs($1.drift.perYear) }) else {
      return Finding(
        id: "drift", standing: .fact,
        sentence: "Between changes, none of \(count) configurations drifts beyond what noise explains.",
        section: "patterns", weight: 25)
    }
    let found = Quantity.count(certain.count, "driftsFound")
    let rate = signed(largest.drift.perYear, largest.drift.interval, "\(largest.path).perYear")
    return Finding(
      id: "drift", standing: .caution,
      sentence:
        "Between changes, \(found) of \(count) configurations drift; \(name: largest.series.label) by \(rate) a year.",
      consequence: "A level that drifts is not one number; small changes in it may be steps of the drift.",
      section: "patterns", weight: 35)
  }

  func power() -> Finding? {
    let lasting = 30
    let sizes = stability.series.compactMap { series in
      series.detectable.first { $0.periods == lasting }?.size
    }
    guard let least = sizes.min(), let most = sizes.max() else { return nil }
    let periods = Quantity.count(lasting, "powerPeriods")
    let power = percent(DetectableChange.power, "power")
    return Finding(
      id: "power", standing: .fact,
      sentence:
        "A change that lasts \(periods) \(name: stability.options.period.rawValue)s would have been found in \(power) of cases from \(percent(least, "detectable.least")) on in the steadiest configuration, and from \(percent(most, "detectable.most")) on in all.",
      consequence: "Silence means no more than that: smaller or shorter changes may have been there.",
      section: "power", weight: 45)
  }

  func wander() -> Finding? {
    let steps = stability.series.enumerated().compactMap { place, series in
      series.wanderStep(stability.options).map { (place: place, series: series, step: $0) }
    }
    guard let largest = steps.max(by: { $0.step < $1.step }) else { return nil }
    let most = Superlative("most", .largest, largest.step, among: steps.map(\.step))
    let count = Quantity.count(steps.count, "wandering")
    let all = Quantity.count(stability.series.count, "series")
    let periods = Quantity.count(SeriesHistory.wanderPeriods, "wanderPeriods")
    let step = percent(largest.step, "series.\(largest.place).wanderStep")
    return Finding(
      id: "wander", standing: .caution,
      sentence:
        "In \(count) of \(all) configurations the level wanders between its changes by more than the margin, \(most) in \(name: largest.series.label): there, changes below \(step) that last \(periods) \(name: stability.options.period.rawValue)s cannot be told from wander.",
      consequence:
        "The stated rates of false alarms allow for it; a change of one configuration alone that is smaller than its wander deserves doubt.",
      section: "power", weight: 44)
  }

  func selfCheck() -> Finding? {
    let check = stability.selfCheck
    guard check.shuffles.series > 0 else { return nil }
    func told(_ trial: SelfCheck.Trial, _ path: String) -> Sentence {
      let expected = Quantity(
        trial.expected, text: NumberText.fixed(trial.expected, decimals: 1),
        source: "selfCheck.\(path).expected")
      return
        "\(Quantity.count(trial.alarms, "selfCheck.\(path).alarms")) in \(Quantity.count(trial.series, "selfCheck.\(path).series")) (stated rate: \(expected))"
    }
    let isHonest = check.halves.pValue > 0.01 && check.shuffles.pValue > 0.01
    var sentence: Sentence =
      "Where nothing changes, alarms are false: the \(name: stability.options.period.rawValue)s of one long regime of each configuration in random order raise \(told(check.shuffles, "shuffles")) alarms"
    sentence =
      check.halves.series > 0
      ? "\(sentence), halves of the configurations that never changed \(told(check.halves, "halves"))."
      : "\(sentence)."
    if check.regimeHalves.series > 0 {
      sentence =
        sentence
        + "Halves of such regimes of the others raise \(told(check.regimeHalves, "regimeHalves"))."
    }
    let wobbles = check.regimeHalves.series > 0 && check.regimeHalves.pValue <= 0.01
    return Finding(
      id: "self-check", standing: isHonest && !wobbles ? .fact : .caution, sentence: sentence,
      consequence: wobbles
        ? "Levels move within regimes more than the wander that the stated rates allow for: a change of one configuration alone, hardly larger than the margin, deserves doubt."
        : nil, section: "power", weight: 42)
  }

  func record() -> Finding? {
    let gaps = stability.annotations.filter { $0.kind == .gap || $0.kind == .partialGap }
    guard !gaps.isEmpty else { return nil }
    let count = Quantity.count(gaps.count, "gaps")
    let beside = stability.changes.count { change in
      gaps.contains { change.beside.contains($0.id) }
    }
    let longest = gaps.max { $0.periods < $1.periods } ?? gaps[0]
    return Finding(
      id: "record", standing: .caution,
      sentence:
        "The record has \(count) longer gaps, such as \(name: longest.first) to \(name: longest.last); \(Quantity.count(beside, "changesBesideGaps")) changes lie beside one.",
      consequence: "The date of a change beside a gap is known no better than the gap is long.",
      section: "record", weight: 50)
  }

  // MARK: Numbers

  /// `+12 % [+10, +14]` of a relative change.
  func signed(
    _ value: Double, _ interval: ConfidenceInterval?, _ source: String, isSigned: Bool = true
  ) -> Quantity {
    let scaled = interval.map {
      ConfidenceInterval(
        lower: $0.lower.map { 100 * $0 }, upper: $0.upper.map { 100 * $0 }, level: $0.level)
    }
    let decimals = abs(value) < 0.1 ? 1 : 0
    func text(_ number: Double) -> String {
      (isSigned && number > 0 ? "+" : "") + NumberText.fixed(number, decimals: decimals)
    }
    var result = text(100 * value) + "\u{00A0}%"
    if let low = scaled?.lower, let high = scaled?.upper { result += " [\(text(low)), \(text(high))]" }
    return Quantity(value, text: result, source: source)
  }

  func percent(_ share: Double, _ source: String) -> Quantity {
    let isWhole = abs((100 * share).rounded() - 100 * share) < 1e-9
    let decimals = share < 0.1 && !isWhole ? 1 : 0
    return Quantity(share, text: NumberText.percent(share, decimals: decimals), source: source)
  }

  /// A chance with two digits, or a bound below one in a million.
  func chanceText(_ chance: Double, _ source: String) -> Quantity {
    let text =
      chance < 1e-6
      ? "≤ 0.000\u{202F}001"
      : NumberText.significant(chance, digits: chance < 0.995 ? 2 : 1)
    return Quantity(chance, text: text, source: source)
  }
}
