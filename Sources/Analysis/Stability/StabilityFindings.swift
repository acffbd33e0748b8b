import Measurements
import Statistics

/// The statements that a history makes, each from result objects alone. Sources are paths in the JSON of the history.
struct StabilityFindings {
  let stability: Stability

  /// Changes that are told one by one, the weightiest first; the table has all.
  private static let mostChanges = 7

  init(_ stability: Stability) { self.stability = stability }

  /// All findings, most important first.
  func all() -> [Finding] {
    var findings = [verdict(), summary(), causes()].compactMap { $0 }
    let ranked = stability.changes.indices.sorted {
      (weight(stability.changes[$0]), $1) > (weight(stability.changes[$1]), $0)
    }
    for index in ranked.prefix(Self.mostChanges) { findings.append(change(index)) }
    findings += [failures(), rollOut(), patterns(), drift(), power(), wander(), selfCheck(), record()]
      .compactMap { $0 }
    return findings.enumerated().sorted {
      ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset)
    }.map(\.element)
  }

  // MARK: Overview

  private func verdict() -> Finding? {
    let verdict = stability.verdict
    let judged = Quantity.count(verdict.judged.count, "verdict.judged")
    let compared = Quantity.count(verdict.comparedWith, "verdict.comparedWith")
    let period = stability.options.period.rawValue
    switch verdict.outcome {
    case .undecided:
      let needed = Quantity.count(verdict.needed, "verdict.needed")
      return Finding(
        id: "newest", standing: .refusal,
        sentence:
          "The newest \(name: period), \(name: verdict.period), cannot be judged: the present levels have lasted for \(compared) \(name: period)s that all configurations share, and \(needed) would do.",
        section: "verdict", weight: 60)
    case .regression, .noRegression:
      guard let chance = verdict.pValue else { return nil }
      let p = chanceText(chance, "verdict.pValue")
      let slower = verdict.judged.filter(\.isRegression)
      let rate = percent(verdict.falseAlarmRate, "verdict.falseAlarmRate")
      let rest: Sentence =
        "compared with \(compared) \(name: period)s of the present levels (p = \(p), over all together; at most \(rate) of unchanged \(name: period)s would raise an alarm)."
      if slower.isEmpty {
        return Finding(
          id: "newest", standing: .fact,
          sentence:
            "The newest \(name: period), \(name: verdict.period), is no regression in any of \(judged) configurations, \(rest)",
          section: "verdict", weight: 60)
      }
      let count = Quantity.count(slower.count, "verdict.regressions")
      let listed = slower.prefix(4).map(\.label).joined(separator: "; ")
      let change = signed(slower[0].change, nil, "verdict.judged.0.change")
      return Finding(
        id: "newest", standing: .verdict(.worse),
        sentence:
          "The newest \(name: period), \(name: verdict.period), is slower in \(count) of \(judged) configurations (\(name: listed); \(change) in the first), \(rest)",
        section: "verdict", weight: 200)
    }
  }

  private func summary() -> Finding {
    let count = Quantity.count(stability.series.count, "series")
    let changes = Quantity.count(stability.changes.count, "changes")
    let silent = Quantity.count(stability.silent.count, "silent")
    return Finding(
      id: "summary", standing: .fact,
      sentence:
        "From \(name: stability.first) to \(name: stability.last), \(count) configurations were followed: \(changes) changes of level were found, and \(silent) configurations never changed.",
      section: "changes", weight: 150)
  }

  private func causes() -> Finding? {
    guard let events = stability.events, !stability.changes.isEmpty else { return nil }
    let standings = stability.changes.map { $0.attribution?.standing }
    let linked = Quantity.count(standings.count { $0 == .linked }, "linked")
    let unexplained = Quantity.count(standings.count { $0 == .unexplained }, "unexplained")
    let all = Quantity.count(stability.changes.count, "changes")
    let rate = percent(1 - stability.options.level, "falseLinks")
    return Finding(
      id: "causes", standing: .fact,
      sentence:
        "Of \(all) changes, \(linked) follow an event so closely and touch so exactly what it touched that chance seldom does; \(unexplained) are unexplained by the \(Quantity.count(events, "events")) events.",
      consequence:
        "A link is no proof. About \(rate) of links may be chance; a cause that nobody wrote down stays unexplained.",
      section: "changes", weight: 140)
  }

  // MARK: Changes

  private func weight(_ change: JointChange) -> Double {
    Double(change.members.count) * abs(logarithm(1 + max(-0.99, change.leastEffect)))
  }

  private func change(_ index: Int) -> Finding {
    let change = stability.changes[index]
    let path = "changes.\(index)"
    let members = change.members.map(\.series)
    let count = Quantity.count(members.count, "\(path).members")
    let observed = Quantity.count(members.count + change.silent.count, "\(path).observed")
    let first = change.members[0].change
    let statistics = Set(change.members.map { $0.change.statistics[0] }).sorted().joined(separator: ", ")
    let direction = change.direction == .faster ? "faster" : "slower"
    var size: Sentence = "\(signed(change.leastEffect, nil, "\(path).leastEffect"))"
    if members.count == 1 {
      size = "\(signed(first.effect, first.interval, "\(path).leastEffect"))"
    } else if change.leastEffect != change.mostEffect {
      size = "\(size) to \(signed(change.mostEffect, nil, "\(path).mostEffect"))"
    }
    var sentence: Sentence =
      "\(name: dates(change)): \(name: change.name) became \(name: direction) by \(size) in \(name: statistics), \(count) of \(observed) configurations measured then."
    if let chance = change.agreementChance, members.count > 1 {
      sentence =
        sentence
        + "By themselves, so many would move together with a chance of \(chanceText(chance, "\(path).agreementChance"))."
    }
    return Finding(
      id: change.id, standing: .fact, sentence: sentence, consequence: cause(change, path),
      section: "changes", weight: 80 + min(50, 10 * weight(change)))
  }

  /// The date, or the first and the last, with what the data leave open of a single one.
  private func dates(_ change: JointChange) -> String {
    let first = change.members[0].change
    let last = change.members.map(\.change).max { $0.unixSeconds < $1.unixSeconds } ?? first
    if last.date != first.date { return "\(first.date) to \(last.date)" }
    if change.members.count == 1, first.earliest != first.latest {
      return "\(first.date) (\(first.earliest) to \(first.latest))"
    }
    return first.date
  }

  private func cause(_ change: JointChange, _ path: String) -> Sentence? {
    guard let attribution = change.attribution else { return nil }
    let considered = Quantity.count(attribution.considered, "\(path).attribution.considered")
    switch attribution.standing {
    case .notCovered: return "Unexplained: the events do not reach to this date."
    case .linked:
      guard let best = attribution.candidates.first, let chance = attribution.chance else { return nil }
      let lag = Quantity(
        Double(best.lagSeconds) / 3600, text: NumberText.fixed(Double(best.lagSeconds) / 3600, decimals: 0),
        source: "\(path).attribution.lagHours")
      return
        "Linked to \(name: best.event.kind) \(name: excerpt(best.event.text)), \(lag) hours before; chance of so good a fit: \(chanceText(chance, "\(path).attribution.chance"))."
    case .unexplained:
      if attribution.considered == 0 {
        return "Unexplained: no event in the window touches any of them."
      }
      guard let chance = attribution.chance else { return nil }
      if attribution.considered == 1 {
        return
          "Unexplained: the event in the window fits no better than chance would (\(chanceText(chance, "\(path).attribution.chance")))."
      }
      return
        "Unexplained: of \(considered) events in the window none fits better than chance would (a fit like that of the first among them has a chance of \(chanceText(chance, "\(path).attribution.chance")))."
    }
  }

  /// Changes alike that came one after the other in configurations that differ in one factor.
  private func rollOut() -> Finding? {
    for (index, change) in stability.changes.enumerated() {
      guard let next = stability.rollOutSuccessor(of: index) else { continue }
      let later = stability.changes[next]
      let days = Double(later.members[0].change.unixSeconds - change.members[0].change.unixSeconds) / 86_400
      let gap = Quantity(
        days, text: NumberText.fixed(days, decimals: 0), source: "changes.\(index).daysToSuccessor")
      return Finding(
        id: "roll-out", standing: .fact,
        sentence:
          "\(name: later.name) followed \(name: change.name) after \(gap) days with a change about as large, in the same direction, and in the same of their variants.",
        consequence: "That looks like one change rolled out in steps; the data cannot prove it.",
        section: "changes", weight: 75)
    }
    return nil
  }
}
