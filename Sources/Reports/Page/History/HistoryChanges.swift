import Analysis
import Charts
import Measurements
import Statistics

/// What changed, in tables.
extension HistoryReport {

  func changes() -> Section {
    var blocks: [Block] = []
    if !stability.changes.isEmpty { blocks.append(.table(changeTable())) }
    blocks += figures().map { .figure($0) }
    if !stability.changes.isEmpty { blocks.append(.table(memberTable())) }
    if stability.series.contains(where: { !$0.spreadChanges.isEmpty }) {
      blocks.append(.table(spreadTable()))
    }
    return Section(id: "changes", heading: "Changes", blocks: blocks)
  }

  func changeTable() -> Table {
    let hasEvents = stability.events != nil
    var columns = [TableColumn("Date", .text), TableColumn("Who", .text)]
    if hasEvents { columns += [TableColumn("Cause", .text)] }
    columns += [
      TableColumn("From", unit: "%"), TableColumn("To", unit: "%"), TableColumn("Moved"),
      TableColumn("Silent"), TableColumn("p together"),
    ]
    if hasEvents { columns += [TableColumn("p link")] }
    let chosen = Set(ranked().prefix(Self.mostRows).map(\.id))
    let rest: Sentence =
      stability.changes.count > Self.mostRows
      ? " The weightiest of \(Quantity.count(stability.changes.count, "changes")); the table that --changes writes has all."
      : ""
    return Table(
      slug: "joint-changes",
      caption:
        "Changes within \(days) days of each other in the same direction. Moved: configurations with the change; silent: those measured before and after without it. From and to: effects of the members. p together: chance of so many moving by themselves; p link: chance of so good a fit of an event.\(rest)",
      columns: columns,
      rows: stability.changes.filter { chosen.contains($0.id) }.map { change in
        var cells: [TableCell] = [.text(change.date), .text(change.name)]
        if hasEvents { cells.append(.text(Self.cause(change))) }
        cells += [
          .number(100 * change.leastEffect, decimals: 1), .number(100 * change.mostEffect, decimals: 1),
          .count(change.members.count), .count(change.silent.count),
          change.members.count > 1 ? Self.chance(change.agreementChance) : .missing,
        ]
        if hasEvents { cells.append(Self.chance(change.attribution?.chance)) }
        return TableRow(cells)
      })
  }

  static func chance(_ value: Double?) -> TableCell {
    guard let value else { return .missing }
    return .number(value, decimals: value < 0.001 ? 6 : value < 0.1 ? 4 : 2)
  }

  static func cause(_ change: JointChange) -> String {
    guard change.attribution?.standing == .linked, let best = change.attribution?.candidates.first else {
      return change.causeText
    }
    return "\(best.event.kind) \(best.event.text.prefix { $0 != " " })"
  }

  func memberTable() -> Table {
    let members = stability.changes.flatMap(\.members)
    let ranked = members.map { abs($0.change.effect) }.sorted(by: >)
    let least = ranked.count > Self.mostMembers ? ranked[Self.mostMembers - 1] : 0
    let rest: Sentence =
      least > 0
      ? " Small effects are left out; the table that --changes writes has all \(Quantity.count(members.count, "memberChanges"))."
      : ""
    return Table(
      slug: "changes",
      caption:
        "The changes of each configuration, with \(levelText) intervals of date and effect; \(name: stability.options.period.rawValue)s are clusters. The effect is on the first statistic named.\(rest)",
      columns: [
        TableColumn("Configuration", .text), TableColumn("Date", .text), TableColumn("From", .text),
        TableColumn("Until", .text), TableColumn("Of", .text), TableColumn("Effect", unit: "%", .estimate),
        TableColumn("On the mean", unit: "%", .estimate), TableColumn("On the spread", unit: "%", .estimate),
      ],
      rows: members.filter { abs($0.change.effect) >= least }.map { member in
        let change = member.change
        return TableRow([
          .text(member.label), .text(change.date), .text(change.earliest), .text(change.latest),
          .text(change.statistics.joined(separator: " ")), Self.percent(change.effect, change.interval),
          Self.effect(of: change, on: .mean), Self.effect(of: change, on: .spread),
        ])
      }, isCollapsed: true)
  }

  /// Changes of the relative spread.
  func spreadTable() -> Table {
    Table(
      slug: "spread-changes",
      caption:
        "Changes of the relative spread: mean distance of the calls of a \(name: stability.options.period.rawValue) to their median, over that median, with \(levelText) intervals; a change of the level leaves it alone.",
      columns: [
        TableColumn("Configuration", .text), TableColumn("Date", .text), TableColumn("From", .text),
        TableColumn("Until", .text), TableColumn("Spread", unit: "%", .estimate),
      ],
      rows: stability.series.flatMap { history in
        history.spreadChanges.map { change in
          TableRow([
            .text(history.label), .text(change.date), .text(change.earliest), .text(change.latest),
            Self.percent(change.effect, change.interval),
          ])
        }
      }, isCollapsed: true)
  }

  private static func effect(of change: SeriesChange, on statistic: SampleStatistic) -> TableCell {
    change.effect(on: statistic).map { percent($0.change, $0.interval) } ?? .missing
  }

  static func cell(_ estimate: Estimate, scale: Double) -> TableCell {
    let interval = estimate.interval?.divided(by: scale)
    let decimals = NumberText.decimals(of: estimate.value / scale, interval: interval)
    guard let interval, interval.width == nil else {
      return .estimate(estimate.value / scale, interval, decimals: decimals)
    }
    return interval.lower == nil && interval.upper == nil
      ? .refused(callsNeeded: nil) : .bound(interval, decimals: decimals, callsNeeded: nil)
  }

  static func percent(_ share: Double, _ interval: ConfidenceInterval?) -> TableCell {
    let scaled = interval?.divided(by: 0.01)
    return .estimate(
      100 * share, scaled, decimals: min(1, NumberText.decimals(of: 100 * share, interval: scaled)))
  }

  /// Changes by the number of those that share them and their size, weightiest first.
  func ranked() -> [JointChange] {
    func weight(_ change: JointChange) -> Double {
      Double(change.members.count) * abs(change.leastEffect)
    }
    return stability.changes.enumerated().sorted {
      (weight($0.element), $1.offset) > (weight($1.element), $0.offset)
    }.map(\.element)
  }

}
