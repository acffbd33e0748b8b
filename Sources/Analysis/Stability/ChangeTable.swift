import Measurements
import Statistics

extension Stability {
  /// The changes of every configuration as CSV, oldest first: configuration, date, date_low, date_high, effect,
  /// effect_low, effect_high (relative, of the first statistic), cause, and more columns after these, among them the effects on mean and spread.
  /// A change of the relative spread stands with `spread` as its statistic and without a cause.
  ///
  /// The last columns are about the configuration: the stated chance of any false change in its record, the size up to
  /// which its level wanders by itself for a month (empty when within the margin), and the check on halves of its
  /// longest regime: how many, how many with an alarm, and how many the stated rates let expect.
  public func changeTable() -> String {
    var lines = [
      "configuration,date,date_low,date_high,effect,effect_low,effect_high,cause,cause_chance,statistics,together,configurations,mean_effect,mean_low,mean_high,spread_effect,spread_low,spread_high,false_alarm_rate,wander_step,halves,halves_with_alarm,halves_expected"
    ]
    for joint in changes {
      for member in joint.members.sorted(by: { $0.label < $1.label }) {
        lines.append(
          line(
            member.series, member.label, member.change, cause: joint.causeText,
            chance: joint.attribution?.chance,
            together: joint.members.count, observed: joint.members.count + joint.silent.count))
      }
    }
    for history in series {
      for change in history.spreadChanges {
        lines.append(
          line(
            history.id, history.label, change, cause: "", chance: nil, together: 1, observed: 1))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(
    _ series: String, _ label: String, _ change: SeriesChange, cause: String, chance: Double?, together: Int,
    observed: Int
  ) -> String {
    func cells(_ effect: Double?, _ interval: ConfidenceInterval?) -> [String] {
      [effect, interval?.lower, interval?.upper].map { $0.map(Self.decimal) ?? "" }
    }
    let (mean, spread) = (change.effect(on: .mean), change.effect(on: .spread))
    let first = [label.replacingNoBreakSpaces, change.date, change.earliest, change.latest]
    let rest = [
      cause, chance.map(Self.decimal) ?? "", change.statistics.joined(separator: " "), "\(together)",
      "\(observed)",
    ]
    let all =
      first + cells(change.effect, change.interval) + rest + cells(mean?.change, mean?.interval)
      + cells(spread?.change, spread?.interval) + reliability(series)
    return all.map(\.csvCell).joined(separator: ",")
  }

  /// How far the changes of a configuration can be trusted.
  private func reliability(_ id: String) -> [String] {
    let history = series.first { $0.id == id }
    let check = selfCheck.byConfiguration.first { $0.series == id }
    return [
      (history?.searches.first?.falseAlarmRate).map(Self.decimal) ?? "",
      history?.wanderStep(options).map(Self.decimal) ?? "", check.map { "\($0.halves)" } ?? "",
      check.map { "\($0.alarms)" } ?? "", check.map { Self.decimal($0.expected) } ?? "",
    ]
  }

  private static func decimal(_ value: Double) -> String {
    NumberText.fixed(value, decimals: 4).map { $0 == "\u{2212}" ? "-" : String($0) }.joined()
  }
}

extension JointChange {
  /// The event that is linked, `unexplained`, or nothing when no events were given.
  public var causeText: String {
    guard let attribution else { return "" }
    guard attribution.standing == .linked, let best = attribution.candidates.first else {
      return attribution.standing == .notCovered ? "not covered by events" : "unexplained"
    }
    return best.event.url ?? "\(best.event.kind) \(excerpt(best.event.text))"
  }
}

extension String {
  fileprivate var replacingNoBreakSpaces: String {
    String(map { $0 == "\u{00A0}" ? " " : $0 })
  }
}
