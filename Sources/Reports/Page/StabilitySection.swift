public import Analysis
import Charts
import Measurements
import Statistics

/// Builds the report of a history: what changed, when, by how much, together with what, and how sure all that is.
public struct HistoryReport: Sendable {
  private let history: AnalysedHistory
  private let stability: Stability
  private let command: String

  /// Figures of single configurations that a page can hold.
  private static let mostFigures = 10
  /// Changes that the first table can hold.
  private static let mostRows = 24
  /// Of the figures, those of configurations that never changed.
  private static let mostSilent = 2

  /// Creates the builder.
  ///
  /// - Parameters:
  ///   - history: The history with its calls.
  ///   - command: Command line that remakes the report, for the provenance.
  public init(_ history: AnalysedHistory, command: String) {
    self.history = history
    stability = history.stability
    self.command = command
  }

  /// The document.
  public func document() -> Document {
    let campaign = stability.campaign
    let sections = [
      Section(id: "findings", heading: "Findings", blocks: [.findings(stability.findings)]),
      changes(), overview(), levels(), verdict(), patterns(), power(), record(), methods(), limits(),
      provenance(),
    ]
    var document = Document(
      title: campaign.title.isEmpty ? campaign.id : campaign.title,
      subtitle:
        "\(name: stability.first) to \(name: stability.last) · by \(name: stability.options.period.rawValue) · \(name: stability.metric.title)",
      profile: .engineer, strip: strip(), sections: sections, groups: [],
      generator: "sebs \(ToolVersion.current)")
    if let glossary = Glossary.section(for: document) {
      document.sections.insert(glossary, at: document.sections.count - 1)
    }
    return document
  }

  private func strip() -> [StripItem] {
    func item(_ count: Int, _ source: String, _ label: String, isAlarming: Bool = false) -> StripItem {
      StripItem(value: .count(count, source), label: label, isAlarming: isAlarming)
    }
    return [
      item(stability.series.count, "series", "configurations"), item(stability.calls, "calls", "calls"),
      item(stability.failed, "failed", "failed", isAlarming: stability.failed > 0),
      item(stability.changes.count, "changes", "changes"),
      item(stability.silent.count, "silent", "never changed"),
    ]
  }

  // MARK: Changes

  private func changes() -> Section {
    var blocks: [Block] = []
    if !stability.changes.isEmpty { blocks.append(.table(changeTable())) }
    blocks += figures().map { .figure($0) }
    if !stability.changes.isEmpty { blocks.append(.table(memberTable())) }
    return Section(id: "changes", heading: "Changes", blocks: blocks)
  }

  private func changeTable() -> Table {
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
      ? " The weightiest of \(Quantity.count(stability.changes.count, "changes")); the table below has all."
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

  private static func chance(_ value: Double?) -> TableCell {
    guard let value else { return .missing }
    return .number(value, decimals: value < 0.001 ? 6 : value < 0.1 ? 4 : 2)
  }

  private static func cause(_ change: JointChange) -> String {
    guard change.attribution?.standing == .linked, let best = change.attribution?.candidates.first else {
      return change.causeText
    }
    return "\(best.event.kind) \(best.event.text.prefix { $0 != " " })"
  }

  private func memberTable() -> Table {
    Table(
      slug: "changes",
      caption:
        "The changes of each configuration, with \(levelText) intervals of date and effect; \(name: stability.options.period.rawValue)s are clusters. The effect is on the first statistic named.",
      columns: [
        TableColumn("Configuration", .text), TableColumn("Date", .text), TableColumn("From", .text),
        TableColumn("Until", .text), TableColumn("Of", .text), TableColumn("Effect", unit: "%", .estimate),
      ],
      rows: stability.changes.flatMap { joint in
        joint.members.map { member in
          let change = member.change
          return TableRow([
            .text(member.label), .text(change.date), .text(change.earliest), .text(change.latest),
            .text(change.statistics.joined(separator: " ")), Self.percent(change.effect, change.interval),
          ])
        }
      }, isCollapsed: true)
  }

  private static func cell(_ estimate: Estimate, scale: Double) -> TableCell {
    let interval = estimate.interval?.divided(by: scale)
    let decimals = NumberText.decimals(of: estimate.value / scale, interval: interval)
    guard let interval, interval.width == nil else {
      return .estimate(estimate.value / scale, interval, decimals: decimals)
    }
    return interval.lower == nil && interval.upper == nil
      ? .refused(callsNeeded: nil) : .bound(interval, decimals: decimals, callsNeeded: nil)
  }

  private static func percent(_ share: Double, _ interval: ConfidenceInterval?) -> TableCell {
    let scaled = interval?.divided(by: 0.01)
    return .estimate(
      100 * share, scaled, decimals: min(1, NumberText.decimals(of: 100 * share, interval: scaled)))
  }

  /// Changes by the number of those that share them and their size, weightiest first.
  private func ranked() -> [JointChange] {
    func weight(_ change: JointChange) -> Double {
      Double(change.members.count) * abs(change.leastEffect)
    }
    return stability.changes.enumerated().sorted {
      (weight($0.element), $1.offset) > (weight($1.element), $0.offset)
    }.map(\.element)
  }

  // MARK: Figures

  /// Configurations that show the weightiest changes, and some that never changed.
  private func figures() -> [Figure] {
    var chosen: [String] = []
    func count(_ id: String) -> Int { stability.series.first { $0.id == id }?.changes.count ?? 0 }
    // Configurations that differ in one factor tell the same story.
    func isAlike(_ one: String, _ other: String) -> Bool {
      let factors = [one, other].map { id in stability.series.first { $0.id == id }?.factors ?? [:] }
      return Set(factors[0].keys).union(factors[1].keys).count { factors[0][$0] != factors[1][$0] } <= 1
    }
    for change in ranked() where chosen.count < Self.mostFigures - Self.mostSilent {
      let isShown = change.members.contains { member in chosen.contains { isAlike($0, member.series) } }
      // Of those that share a change, the one with the fewest others shows it best.
      let clearest = change.members.min { count($0.series) < count($1.series) }
      if !isShown, let clearest { chosen.append(clearest.series) }
    }
    let silent = stability.silent.sorted { ($1.periods, $0.id) < ($0.periods, $1.id) }
    chosen += silent.prefix(Self.mostSilent).map(\.id)
    return zip(stability.series, history.series).filter { chosen.contains($0.0.id) }.map(figure)
  }

  private func figure(_ history: SeriesHistory, _ series: PeriodSeries) -> Figure {
    let options = stability.options
    let scale = stability.unit.microseconds
    let length = Double(options.period.seconds)
    let probability = options.probabilities[0]
    let points = zip(series.periods, series.quantiles(probability)).compactMap { period, value in
      value.map {
        TimeSeriesChart.Point(time: Double(period.startUnixSeconds(options.period)), value: $0 / scale)
      }
    }
    var start = 0
    let regimes = history.regimes.map { regime -> TimeSeriesChart.Regime in
      let part = series.periods[start..<start + regime.periods]
      start += regime.periods
      let estimate = regime.levels[0].estimate
      var interval: ClosedRange<Double>?
      if let low = estimate.interval?.lower, let high = estimate.interval?.upper {
        interval = low / scale...high / scale
      }
      return TimeSeriesChart.Regime(
        start: Double(part.first?.startUnixSeconds(options.period) ?? 0),
        end: Double(part.last?.startUnixSeconds(options.period) ?? 0) + length, level: estimate.value / scale,
        interval: interval,
        label: regime.periods * 12 < series.periods.count
          ? "" : "\(NumberText.significant(estimate.value / scale, digits: 3)) \(stability.unit.rawValue)")
    }
    let linked = stability.changes.filter { change in
      change.members.contains { $0.series == history.id } && change.attribution?.standing == .linked
    }.compactMap { $0.attribution?.candidates.first?.event }
    let largest = Set(
      history.changes.sorted { max($0.effect, -$0.effect) > max($1.effect, -$1.effect) }.prefix(3))
    let name = NumberText.quantileName(probability)
    let chart = TimeSeriesChart(
      valueAxis: ValueAxis(stability.metric.title.capitalizedFirst, unit: stability.unit.rawValue),
      points: points, gap: 3.5 * length, regimes: regimes,
      changePoints: history.changes.map { change in
        TimeSeriesChart.Moment(
          time: Double(change.unixSeconds),
          interval: Double(
            change.earliestUnixSeconds)...max(
              Double(change.earliestUnixSeconds), Double(change.latestUnixSeconds)),
          label: history.changes.count <= 3 || largest.contains(change) ? change.date : "")
      },
      events: linked.map {
        TimeSeriesChart.Moment(
          time: Double($0.unixNanoseconds / 1_000_000_000),
          label: "\($0.kind) \($0.text.prefix { $0 != " " })")
      }, levelLabel: "\(name) of the regime with interval")
    return Figure(
      slug: "series-\(history.id)",
      headline: "\(name: history.label)\(verdict(of: history))",
      caption:
        "\(name: name) of each \(name: options.period.rawValue) (line), the level of each regime with its \(levelText) interval, the date of each change (dashed, shaded where the date is uncertain) and events that are linked. Gaps are gaps in the record.",
      guide:
        "A change is a lasting step of the line, not a single high or low point. Where the shading is wide, the record has a gap or the step is small against the noise.",
      chart: chart)
  }

  private func verdict(of history: SeriesHistory) -> Sentence {
    if history.changes.isEmpty { return " never changed." }
    if history.changes.count <= 3 {
      return " changed on \(name: history.changes.map(\.date).joined(separator: ", "))."
    }
    let place = stability.series.firstIndex { $0.id == history.id } ?? 0
    return " changed \(Quantity.count(history.changes.count, "series.\(place).changes")) times."
  }

  // MARK: Overview

  /// All configurations at a glance: the level of each month against the whole record's.
  private func overview() -> Section {
    let months = CalendarMonths(history.series, stability.options.period)
    let chart = HeatMap(
      valueAxis: ValueAxis("Difference to the median of all months", unit: "%"), columnTitle: "Month",
      rowTitle: "Configuration", columns: months.names, rows: stability.series.map(\.label),
      values: months.differences(stability.options.probabilities[0]),
      colours: ColourScale(.blueVermillion, domain: -50...50))
    return Section(
      id: "overview", heading: "All configurations at a glance",
      blocks: [
        .figure(
          Figure(
            slug: "overview",
            caption:
              "Level of each month (median over its \(name: stability.options.period.rawValue)s) of each configuration, against the median of its months. Hatched: not measured.",
            guide:
              "A change that many configurations share is an upright edge; what only one shows is a change of colour in its row. An edge in all rows at once may be the benchmark itself.",
            chart: chart))
      ])
  }

  private func levels() -> Section {
    let scale = stability.unit.microseconds
    let names = stability.options.probabilities.map(NumberText.quantileName)
    return Section(
      id: "levels", heading: "Levels",
      blocks: [
        .table(
          Table(
            slug: "regimes",
            caption:
              "Each stretch of time between the changes of a level, with \(levelText) intervals over all calls; \(name: stability.options.period.rawValue)s are clusters.",
            columns: [
              TableColumn("Configuration", .text), TableColumn("From", .text), TableColumn("Until", .text),
              TableColumn("Periods"), TableColumn("Calls"),
            ] + names.map { TableColumn($0, unit: stability.unit.rawValue, .estimate) },
            rows: stability.series.flatMap { series in
              series.regimes.map { regime in
                TableRow(
                  [
                    .text(series.label), .text(regime.first), .text(regime.last), .count(regime.periods),
                    .count(regime.calls),
                  ]
                    + regime.levels.map { Self.cell($0.estimate, scale: scale) })
              }
            }))
      ])
  }

  private func verdict() -> Section {
    let verdict = stability.verdict
    var blocks: [Block] = stability.findings.filter { $0.id == "newest" }.map { .sentences([$0.sentence]) }
    if !verdict.judged.isEmpty {
      blocks.append(
        .table(
          Table(
            slug: "newest",
            caption:
              "The newest \(name: stability.options.period.rawValue), \(name: verdict.period), against the middle of each present level. Distance: in units of the scatter of \(name: stability.options.period.rawValue)s.",
            columns: [
              TableColumn("Configuration", .text), TableColumn("Difference", unit: "%"),
              TableColumn("Distance"), TableColumn("Verdict", .text),
            ],
            rows: verdict.judged.map { row in
              TableRow([
                .text(row.label), .number(100 * row.change, decimals: 1), .number(row.distance, decimals: 1),
                .text(
                  verdict.outcome == .undecided
                    ? "undecided" : row.isRegression ? "regression" : "no regression"),
              ])
            }, isCollapsed: true)))
    }
    return Section(id: "verdict", heading: "The newest \(stability.options.period.rawValue)", blocks: blocks)
  }

  /// The calls of the configuration with the clearest pattern over the hours of the day, as a calendar.
  private func calendar() -> Figure? {
    let shown = zip(stability.series, history.series).compactMap { history, series in
      history.patterns.first { $0.cycle == .day && $0.isRemoved }.map { (history, series, $0.range) }
    }.max { $0.2 < $1.2 }
    guard let (history, series, _) = shown else { return nil }
    let points = series.periods.flatMap { calls in
      zip(calls.unixSeconds, calls.values).map {
        (time: Double($0), value: $1 / stability.unit.microseconds)
      }
    }
    return Figure(
      slug: "calendar", headline: "\(name: history.label) by hour and day.",
      caption: "Median of the calls of each hour, UTC; lines mark changes of level. Hatched: no calls.",
      guide:
        "A pattern of the day is a row of one colour, a pattern of the week a column that comes back, a change of level an edge from top to bottom.",
      chart: HeatMap(
        valueAxis: ValueAxis(stability.metric.title.capitalizedFirst, unit: stability.unit.rawValue),
        hourly: points, changes: history.changes.map { Double($0.unixSeconds) }))
  }

  private func patterns() -> Section {
    let cycles = [SeriesHistory.Cycle.day, .week].filter { cycle in
      stability.series.contains { $0.patterns.contains { $0.cycle == cycle } }
    }
    return Section(
      id: "patterns", heading: "Patterns and drift",
      blocks: [
        .sentences(stability.findings.filter { $0.section == "patterns" }.map(\.sentence)),
        .table(
          Table(
            slug: "patterns",
            caption:
              "Patterns that repeat, as the distance of their extremes, and drift between changes, with \(levelText) intervals.",
            columns: [TableColumn("Configuration", .text)]
              + cycles.flatMap { cycle in
                [
                  TableColumn("By \(cycle == .day ? "hour" : "weekday")", unit: "%", .estimate),
                  TableColumn("p"),
                ]
              } + [TableColumn("Drift", unit: "% a year", .estimate)],
            rows: stability.series.map { series in
              TableRow(
                [.text(series.label)]
                  + cycles.flatMap { cycle -> [TableCell] in
                    guard let pattern = series.patterns.first(where: { $0.cycle == cycle }) else {
                      return [.missing, .missing]
                    }
                    return [Self.percent(pattern.range, pattern.interval), Self.chance(pattern.pValue)]
                  } + [series.drift.map { Self.percent($0.perYear, $0.interval) } ?? .missing])
            }, isCollapsed: true)),
      ] + [calendar()].compactMap { $0.map(Block.figure) })
  }

  private func power() -> Section {
    let lengths = Set(stability.series.flatMap { $0.detectable.map(\.periods) }).sorted()
    return Section(
      id: "power", heading: "What could have been seen",
      blocks: [
        .sentences(stability.findings.filter { $0.section == "power" }.map(\.sentence)),
        .table(
          Table(
            slug: "power",
            caption:
              "The size from which on a change would have been found in \(Quantity(DetectableChange.power, text: NumberText.percent(DetectableChange.power), source: "power")) of cases, by the number of \(name: stability.options.period.rawValue)s that it lasts; and the chance of any false change in a record of this length and noise, by quantile.",
            columns: [TableColumn("Configuration", .text)]
              + lengths.map { TableColumn("lasting \($0)", unit: "%") }
              + stability.options.probabilities.map {
                TableColumn("false \(NumberText.quantileName($0))", unit: "%")
              },
            rows: stability.series.map { series in
              TableRow(
                [.text(series.label)]
                  + lengths.map { length in
                    series.detectable.first { $0.periods == length }.map {
                      .number(100 * $0.size, decimals: 1)
                    } ?? .missing
                  }
                  + stability.options.probabilities.map { probability in
                    let name = NumberText.quantileName(probability)
                    return series.searches.first { $0.statistic == name }?.falseAlarmRate.map {
                      .number(100 * $0, decimals: 1)
                    } ?? .missing
                  })
            }, isCollapsed: true)),
      ])
  }

  private func record() -> Section {
    var blocks: [Block] = []
    let notices = stability.campaign.notices
    if !notices.isEmpty { blocks.append(.remarks(notices.map { "\(name: $0)" })) }
    let words: [Annotation.Kind: String] = [
      .gap: "nothing measured", .partialGap: "many configurations missing", .begin: "configurations begin",
      .end: "configurations end", .repeated: "the same values as before",
    ]
    if !stability.annotations.isEmpty {
      blocks.append(
        .table(
          Table(
            slug: "record", caption: "What is odd about the record, and how many changes lie beside it.",
            columns: [
              TableColumn("From", .text), TableColumn("Until", .text), TableColumn("What", .text),
              TableColumn("Periods"), TableColumn("Configurations"), TableColumn("Changes beside"),
            ],
            rows: stability.annotations.map { annotation in
              TableRow([
                .text(annotation.first), .text(annotation.last), .text(words[annotation.kind] ?? ""),
                .count(annotation.periods), .count(annotation.configurations),
                .count(stability.changes.count { $0.beside.contains(annotation.id) }),
              ])
            })))
    }
    return Section(id: "record", heading: "The record", blocks: blocks)
  }

  // MARK: Text

  private var levelText: Quantity {
    Quantity(stability.options.level, text: NumberText.percent(stability.options.level), source: "level")
  }

  private var days: Quantity {
    let days = Double(stability.options.windowSeconds) / Double(Period.day.seconds)
    return Quantity(days, text: NumberText.significant(days, digits: days < 10 ? 1 : 2), source: "windowDays")
  }

  private func methods() -> Section {
    let margin = Quantity(
      stability.options.margin, text: NumberText.percent(stability.options.margin, decimals: 0),
      source: "margin")
    let length = Quantity.count(7, "minimumLength")
    let period = stability.options.period.rawValue
    return Section(
      id: "methods", heading: "Methods",
      blocks: [
        .sentences([
          "The calls of each configuration are grouped by \(name: period), and each \(name: period) gives the quantiles that it has calls for.",
          "Levels are sought on logarithms by exact penalised segmentation: a change must gain more than its price, a multiple of the logarithm of the length times the long-run variance of the noise, which allows for dependence between neighbours.",
          "Single wild values are moved in to what their neighbours make plausible, a weekly pattern is tested and taken out where there is one, a level lasts at least \(length) \(name: period)s, and neighbouring levels differ by at least \(margin).",
          "The interval of a date holds the dates that the likelihood does not exclude, and all \(name: period)s without calls before them.",
          "Effects are ratios of quantiles over all calls between the neighbouring changes.",
        ]),
        .sentences([
          "Changes of several quantiles are one change when their dates may be the same; changes of several configurations when they follow each other within \(days) days in the same direction.",
          "The chance of moving together is that of as many others changing as close to the first one, if each configuration had its changes at any time.",
        ]),
        .sentences([
          "An event fits a change the better, the more exactly the configurations in its scope are those that moved, and the closer it comes before the change.",
          "The chance of a link is the share of all times in the record of events, evenly spread, at which some event would fit as well; a change is linked when this chance, adjusted for the number of changes of all configurations (Benjamini and Hochberg), is smaller than the level of the report allows.",
        ]),
        .sentences([
          "The newest \(name: period) is judged by the distance of that configuration that lies beyond its present level by more than any other, ranked among such distances of the \(name: period)s before, over all configurations together, so that no distribution is assumed."
        ]),
      ])
  }

  private func limits() -> Section {
    let margin = Quantity(
      stability.options.margin, text: NumberText.percent(stability.options.margin, decimals: 0),
      source: "margin")
    let length = Quantity.count(7, "minimumLength")
    let period = stability.options.period.rawValue
    return Section(
      id: "limits", heading: "Threats to validity",
      blocks: [
        .remarks([
          "That changes count from \(margin) and from \(length) \(name: period)s on was chosen by the makers of this program after they had seen long records of cold starts, those of lambda-perf among them; on such records the result is no independent test of it.",
          "So were the number of calls that a quantile of a period needs, the steps by which events are shifted, and that links are adjusted over the changes of configurations rather than over joint changes: by the latter, two of the three links of lambda-perf that were known beforehand would just have missed the level.",
          "That all configurations move on one day does not tell the platform from the benchmark; only the log of events can, and only if it is complete.",
          "A link between an event and a change is a coincidence in time and scope, not an experiment.",
          "Changes that undo themselves sooner, and slow ones, are not changes of level here; drift is reported by itself.",
          "Rates of false alarms were simulated on normal noise whose values depend on the one before; the check on halves and random orders of these data shows how far that carries.",
        ])
      ])
  }

  private func provenance() -> Section {
    let campaign = stability.campaign
    var facts = [
      Fact("Campaign", "\(name: campaign.id)"), Fact("Tool", "\(name: "sebs \(ToolVersion.current)")"),
      Fact("Seed of the check on random orders", "\(name: "\(stability.selfCheck.seed)")"),
    ]
    for source in campaign.sources {
      facts.append(Fact("Input", "\(name: "\(source.name) (\(source.format)), SHA-256 \(source.sha256)")"))
    }
    return Section(
      id: "provenance", heading: "How to reproduce this report",
      blocks: [
        .sentences(["With the inputs below, this command writes the same bytes again:"]), .code(command),
        .facts(facts),
      ])
  }
}

/// The months of a record.
private struct CalendarMonths {
  private let series: [PeriodSeries]
  private let period: Period
  private let months: [Int]
  let names: [String]

  init(_ series: [PeriodSeries], _ period: Period) {
    self.series = series
    self.period = period
    let all = series.flatMap { $0.periods.compactMap { Self.month($0, period) } }
    let range = (all.min() ?? 0)...(max(all.min() ?? 0, all.max() ?? 0))
    months = Array(range)
    names = months.map { month in
      let (year, number) = (month / 12, month % 12 + 1)
      return "\(year)-\(number < 10 ? "0" : "")\(number)"
    }
  }

  private static func month(_ calls: PeriodSeries.Calls, _ period: Period) -> Int? {
    let seconds = max(0, calls.startUnixSeconds(period))
    return CalendarDate(unixNanoseconds: seconds * 1_000_000_000).map { $0.year * 12 + $0.month - 1 }
  }

  /// By month and configuration, in per cent.
  func differences(_ probability: Double) -> [[Double?]] {
    let rows = series.map { series -> [Double?] in
      var values: [Int: [Double]] = [:]
      for (calls, value) in zip(series.periods, series.quantiles(probability)) {
        if let month = Self.month(calls, period), let value { values[month, default: []].append(value) }
      }
      let medians = months.map { month in
        values[month].flatMap { try? SortedSample($0) }.map(\.median)
      }
      guard let middle = (try? SortedSample(medians.compactMap(\.self)))?.median, middle > 0 else {
        return medians.map { _ in nil }
      }
      return medians.map { $0.map { 100 * ($0 / middle - 1) } }
    }
    return months.indices.map { month in rows.map { $0[month] } }
  }
}
