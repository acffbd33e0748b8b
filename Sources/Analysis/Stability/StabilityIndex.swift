import Statistics

/// Finds the numbers of a history by the paths that sentences name, to prove that prose and results agree.
public struct StabilityIndex: Sendable {
  private let stability: Stability

  /// Creates the index of a history.
  public init(_ stability: Stability) { self.stability = stability }

  /// The number at a path such as `changes.3.leastEffect`, or `nil` when no result has this path.
  public func value(at path: String) -> Double? {
    let parts = path.split(separator: ".").map(String.init)
    guard let first = parts.first else { return nil }
    let rest = Array(parts.dropFirst())
    switch first {
    case "changes": return rest.isEmpty ? Double(stability.changes.count) : change(rest)
    case "series": return rest.isEmpty ? Double(stability.series.count) : series(rest)
    case "verdict": return verdict(rest)
    case "selfCheck": return selfCheck(rest)
    default: return rest.isEmpty ? count(first) : first == "detectable" ? detectable(rest) : nil
    }
  }

  private func count(_ name: String) -> Double? {
    let patterns = stability.series.flatMap(\.patterns)
    let drifts = stability.series.compactMap(\.drift)
    let standings = stability.changes.map { $0.attribution?.standing }
    let gaps = stability.annotations.filter { $0.kind == .gap || $0.kind == .partialGap }
    switch name {
    case "silent": return Double(stability.silent.count)
    case "calls": return Double(stability.calls)
    case "failed": return Double(stability.failed)
    case "events": return stability.events.map(Double.init)
    case "linked": return Double(standings.count { $0 == .linked })
    case "unexplained": return Double(standings.count { $0 == .unexplained })
    case "falseLinks": return 1 - stability.options.level
    case "level": return stability.options.level
    case "margin": return stability.options.margin
    case "windowDays": return Double(stability.options.windowSeconds) / Double(Period.day.seconds)
    case "minimumLength": return Double(ChangeOptions.lastingLevels.minimumLength)
    case "patternsTested": return Double(patterns.count)
    case "patternsFound": return Double(patterns.count { $0.isRemoved })
    case "patternLimit": return 0.01
    case "driftsTested": return Double(drifts.count)
    case "driftsFound": return Double(drifts.count { $0.isCertain })
    case "powerPeriods": return 30
    case "power": return DetectableChange.power
    case "gaps": return Double(gaps.count)
    case "changesBesideGaps":
      return Double(
        stability.changes.count { change in gaps.contains { change.beside.contains($0.id) } })
    case "memberChanges": return Double(stability.changes.reduce(0) { $0 + $1.members.count })
    case "regimes": return Double(stability.series.reduce(0) { $0 + $1.regimes.count })
    case "wandering":
      return Double(stability.series.count { $0.wanderStep(stability.options) != nil })
    case "wanderPeriods": return Double(SeriesHistory.wanderPeriods)
    case "annotations": return Double(stability.annotations.count)
    default: return nil
    }
  }

  private func change(_ path: [String]) -> Double? {
    guard let index = Int(path[0]), stability.changes.indices.contains(index) else { return nil }
    let change = stability.changes[index]
    switch path.dropFirst().joined(separator: ".") {
    case "members": return Double(change.members.count)
    case "observed": return Double(change.members.count + change.silent.count)
    case "leastEffect": return change.leastEffect
    case "mostEffect": return change.mostEffect
    case "agreementChance": return change.agreementChance
    case "attribution.considered": return change.attribution.map { Double($0.considered) }
    case "attribution.chance": return change.attribution?.chance
    case "attribution.lagHours":
      return change.attribution?.candidates.first.map { Double($0.lagSeconds) / 3600 }
    case "daysToSuccessor":
      return stability.rollOutSuccessor(of: index).map { next in
        Double(
          stability.changes[next].members[0].change.unixSeconds - change.members[0].change.unixSeconds)
          / 86_400
      }
    default: return nil
    }
  }

  private func series(_ path: [String]) -> Double? {
    guard let index = Int(path[0]), stability.series.indices.contains(index) else { return nil }
    let series = stability.series[index]
    if path.dropFirst().elementsEqual(["changes"]) { return Double(series.changes.count) }
    if path.dropFirst().elementsEqual(["wanderStep"]) { return series.wanderStep(stability.options) }
    if path.count == 3, path[1] == "drift", path[2] == "perYear" { return series.drift?.perYear }
    guard path.count == 4, path[1] == "patterns", let place = Int(path[2]), path[3] == "range",
      series.patterns.indices.contains(place)
    else { return nil }
    return series.patterns[place].range
  }

  private func verdict(_ path: [String]) -> Double? {
    let verdict = stability.verdict
    switch path.joined(separator: ".") {
    case "judged": return Double(verdict.judged.count)
    case "comparedWith": return Double(verdict.comparedWith)
    case "needed": return Double(verdict.needed)
    case "pValue": return verdict.pValue
    case "falseAlarmRate": return verdict.falseAlarmRate
    case "regressions": return Double(verdict.judged.count { $0.isRegression })
    case "judged.0.change": return verdict.judged.first?.change
    default: return nil
    }
  }

  private func selfCheck(_ path: [String]) -> Double? {
    guard path.count == 2 else { return nil }
    let check = stability.selfCheck
    let trials = [
      "halves": check.halves, "regimeHalves": check.regimeHalves, "shuffles": check.shuffles,
    ]
    guard let trial = trials[path[0]] else { return nil }
    switch path[1] {
    case "alarms": return Double(trial.alarms)
    case "series": return Double(trial.series)
    case "expected": return trial.expected
    default: return nil
    }
  }

  private func detectable(_ path: [String]) -> Double? {
    let sizes = stability.series.compactMap { $0.detectable.first { $0.periods == 30 }?.size }
    return path == ["least"] ? sizes.min() : path == ["most"] ? sizes.max() : nil
  }
}
