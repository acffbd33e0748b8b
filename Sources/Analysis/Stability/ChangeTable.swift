import Measurements
import Statistics

extension Stability {
  /// The changes of every configuration as CSV, oldest first: configuration, date, date_low, date_high, effect,
  /// effect_low, effect_high (relative, of the first statistic), cause, and more columns after these.
  public func changeTable() -> String {
    var lines = [
      "configuration,date,date_low,date_high,effect,effect_low,effect_high,cause,cause_chance,statistics,together,configurations"
    ]
    for joint in changes {
      for member in joint.members.sorted(by: { $0.label < $1.label }) {
        let change = member.change
        lines.append(
          [
            member.label.replacingNoBreakSpaces, change.date, change.earliest, change.latest,
            Self.decimal(change.effect), change.interval.lower.map(Self.decimal) ?? "",
            change.interval.upper.map(Self.decimal) ?? "", joint.causeText,
            joint.attribution?.chance.map(Self.decimal) ?? "", change.statistics.joined(separator: " "),
            "\(joint.members.count)", "\(joint.members.count + joint.silent.count)",
          ].map(Self.quoted).joined(separator: ","))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func decimal(_ value: Double) -> String {
    NumberText.fixed(value, decimals: 4).map { $0 == "\u{2212}" ? "-" : String($0) }.joined()
  }

  private static func quoted(_ text: String) -> String {
    // A cell that begins like a formula would be run by spreadsheets.
    let safe = text.first.map { "=+@".contains($0) } == true ? "'" + text : text
    guard safe.contains(where: { ",\"\n\r".contains($0) }) else { return safe }
    return "\"" + safe.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
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
