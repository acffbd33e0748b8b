import Analysis
import Charts
import Measurements
import Statistics

/// All configurations together, the newest period, patterns, power and the record.
extension HistoryReport {

  /// All configurations at a glance: the level of each month against the whole record's.
  func overview() -> Section {
    let months = CalendarMonths(history.series, stability.options.period)
    let differences = months.differences(stability.options.probabilities[0])
    let chart = HeatMap(
      valueAxis: ValueAxis("Difference to the median of all months", unit: "%"), columnTitle: "Month",
      rowTitle: "Configuration", columns: months.names, rows: stability.series.map(\.label),
      values: differences,
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
            chart: chart,
            readings: Readings(
              title: "difference to the median of all months (%)", unit: "%",
              cells: .init(
                columns: months.names, rows: stability.series.map(\.label), values: differences, decimals: 0))
          ))
      ])
  }

  func levels() -> Section {
    let scale = stability.unit.microseconds
    let names = stability.options.probabilities.map(NumberText.quantileName)
    let lengths = stability.series.flatMap { $0.regimes.map(\.periods) }.sorted(by: >)
    let least = lengths.count > Self.mostMembers ? lengths[Self.mostMembers - 1] : 0
    let rest: Sentence =
      least > 0
      ? " Short ones are left out; the JSON has all \(Quantity.count(lengths.count, "regimes"))."
      : ""
    return Section(
      id: "levels", heading: "Levels",
      blocks: [
        .table(
          Table(
            slug: "regimes",
            caption:
              "Each stretch of time between the changes of a level, with \(levelText) intervals over all calls; \(name: stability.options.period.rawValue)s are clusters.\(rest)",
            columns: [
              TableColumn("Configuration", .text), TableColumn("From", .text), TableColumn("Until", .text),
              TableColumn("Periods"), TableColumn("Calls"),
            ] + names.map { TableColumn($0, unit: stability.unit.rawValue, .estimate) },
            rows: stability.series.flatMap { series in
              series.regimes.filter { $0.periods >= least || $0 == series.presentRegime }.map { regime in
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

  func verdict() -> Section {
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
  func calendar() -> Figure? {
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

  func patterns() -> Section {
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

  func power() -> Section {
    let lengths = Set(stability.series.flatMap { $0.detectable.map(\.periods) }).sorted()
    return Section(
      id: "power", heading: "What could have been seen",
      blocks: [
        .sentences(stability.findings.filter { $0.section == "power" }.map(\.sentence)),
        .table(
          Table(
            slug: "power",
            caption:
              "The size from which on a change would have been found in \(Quantity(DetectableChange.power, text: NumberText.percent(DetectableChange.power), source: "power")) of cases, by the number of \(name: stability.options.period.rawValue)s that it lasts; and the chance of any false change in a record of this length, noise and wander, by quantile. Wander: the size below which a change that lasts \(Quantity.count(SeriesHistory.wanderPeriods, "wanderPeriods")) \(name: stability.options.period.rawValue)s cannot be told from the level's own movement, where it exceeds the margin. Alarms: halves of one long regime in which the search finds a change, and how many the stated rates let expect.",
            columns: [TableColumn("Configuration", .text)]
              + lengths.map { TableColumn("lasting \($0)", unit: "%") }
              + stability.options.probabilities.map {
                TableColumn("false \(NumberText.quantileName($0))", unit: "%")
              } + [TableColumn("Wander", unit: "%"), TableColumn("Alarms"), TableColumn("expected")],
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
                  } + reliability(series))
            }, isCollapsed: true)),
      ])
  }

  /// Wander of a configuration and what the halves of its longest regime raise.
  private func reliability(_ series: SeriesHistory) -> [TableCell] {
    let wander = series.wanderStep(stability.options).map {
      TableCell.number(100 * $0, decimals: $0 < 0.1 ? 1 : 0)
    }
    guard let check = stability.selfCheck.byConfiguration.first(where: { $0.series == series.id }),
      check.halves > 0
    else { return [wander ?? .missing, .missing, .missing] }
    return [wander ?? .missing, .count(check.alarms), .number(check.expected, decimals: 2)]
  }

  func record() -> Section {
    var blocks: [Block] = []
    let notices = stability.campaign.notices
    if !notices.isEmpty { blocks.append(.remarks(notices.map { "\(name: $0)" })) }
    let words: [Annotation.Kind: String] = [
      .gap: "nothing measured", .partialGap: "many configurations missing", .begin: "configurations begin",
      .end: "configurations end", .repeated: "the same values as before",
      .layout: "the source has another layout", .version: "another version of the workload",
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

  static func month(_ calls: PeriodSeries.Calls, _ period: Period) -> Int? {
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
