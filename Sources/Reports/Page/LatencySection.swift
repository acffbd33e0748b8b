import Analysis
import Charts
import Measurements
import Statistics

/// How long calls take: curve, distribution, intervals and table.
struct LatencySection {
  let study: Study
  let groups: [CallGroup]
  let styles: SeriesStyles

  /// Groups with fewer calls have no curve worth drawing.
  private static let leastCallsForCurve = 20
  /// Curves that one panel can hold and still be told apart.
  private static let mostCurves = 6
  /// Rows of an interval chart; beyond, the table does better.
  private static let mostRows = 48

  init(_ report: StudyReport) {
    study = report.study
    groups = report.data.groups
    styles = SeriesStyles(report.study)
  }

  func section() -> Section {
    var blocks: [Block] = []
    let drawn = zip(study.performances, groups).filter { $0.0.n >= Self.leastCallsForCurve }
    if !drawn.isEmpty {
      blocks.append(.figure(tailFigure(drawn.map(\.0))))
      blocks.append(.figure(distributionFigure(drawn.map { ($0.0, $0.1) })))
    }
    if study.performances.count <= Self.mostRows {
      blocks.append(.figure(intervalFigure()))
    } else {
      blocks.append(.prose("There are too many groups for a figure; the table holds them all."))
    }
    blocks.append(.table(table()))
    return Section(id: "latency", heading: "Latency", blocks: blocks)
  }

  // MARK: Figures

  private var axis: ValueAxis {
    let all = study.performances.flatMap { $0.quantiles.map(\.estimate.value) }
    let spread = (all.max() ?? 1) / max(all.min() ?? 1, 1e-9)
    return ValueAxis(
      study.metric.title.capitalizedFirst, unit: study.unit.rawValue,
      spacing: spread > 4 ? .logarithmic : .linear)
  }

  private func tailFigure(_ performances: [Performance]) -> Figure {
    let panels = Dictionary(grouping: performances, by: \.seriesLabel)
    let order = performances.map(\.seriesLabel).uniqued()
    func chart(_ members: [Performance], short: Bool) -> PercentileTailChart {
      PercentileTailChart(
        description: description(of: members), valueAxis: axis,
        series: members.map { performance in
          PercentileTailChart.Series(
            label: short ? shortLabel(performance) : performance.label,
            points: performance.curve.map { point in
              // A band that is open above would paint the rest of the panel.
              let isBounded = point.lower != nil && point.upper != nil
              return PercentileTailChart.Point(
                probability: point.probability, value: point.value / scale,
                lower: isBounded ? point.lower.map { $0 / scale } : nil,
                upper: isBounded ? point.upper.map { $0 / scale } : nil)
            }, supportedUpTo: performance.curveSupportedUpTo,
            style: styles.index(performance, within: members))
        })
    }
    let whole: any Chart =
      performances.count <= Self.mostCurves
      ? chart(performances, short: false)
      : SmallMultiples(
        title: nil, description: description(of: performances),
        panels: order.map { (title: $0, chart: chart(panels[$0] ?? [], short: true)) })
    return Figure(
      slug: "tail",
      caption:
        "\(study.metric.title.capitalizedFirst) by percentile; each further nine takes the same width. Bands: pointwise \(study.intervalText), drawn where both ends exist. Dotted: fewer than ten calls lie beyond. \(countText(performances)).",
      guide:
        "Read a curve like a table of percentiles: the value at 99 is the time that one call in a hundred exceeds. A curve that turns up at the right has a tail. Where bands overlap widely, the order of the curves is not known.",
      chart: whole)
  }

  private func distributionFigure(_ members: [(Performance, CallGroup)]) -> Figure {
    let order = members.map(\.0.seriesLabel).uniqued()
    func chart(_ part: [(Performance, CallGroup)], short: Bool) -> ECDFChart {
      ECDFChart(
        description: description(of: part.map(\.0)), valueAxis: axis,
        series: part.map { performance, group in
          ECDFChart.Series(
            label: short ? shortLabel(performance) : performance.label,
            sortedValues: group.sample.sorted.values.map { $0 / scale },
            style: styles.index(performance, within: part.map(\.0)))
        })
    }
    let whole: any Chart =
      members.count <= Self.mostCurves
      ? chart(members, short: false)
      : SmallMultiples(
        title: nil, description: description(of: members.map(\.0)),
        panels: order.map { label in
          (title: label, chart: chart(members.filter { $0.0.seriesLabel == label }, short: true))
        })
    return Figure(
      slug: "distribution",
      caption:
        "Share of calls that took at most the time on the axis (empirical distribution function). \(countText(members.map(\.0))).",
      guide:
        "Steep parts are where most calls lie; a flat part between two steep ones means that there are two kinds of calls. The curve further to the left is the faster one.",
      chart: whole)
  }

  private func intervalFigure() -> Figure {
    let named = Dictionary(grouping: study.performances, by: \.seriesLabel)
    let order = study.performances.map(\.seriesLabel).uniqued()
    let grouped = order.count < study.performances.count
    let titles = grouped ? order : [""]
    let chartGroups = titles.map { title in
      let members = grouped ? named[title] ?? [] : study.performances
      return IntervalChart.Group(
        title: grouped && order.count > 1 ? title : nil,
        rows: members.map { row($0, short: grouped) })
    }
    return Figure(
      slug: "medians",
      caption:
        "Median \(study.metric.title) with \(NumberText.percent(study.options.level)) intervals. Dark: respecting batches; light: as if calls were independent.",
      guide:
        "Compare the dark bars. Where a light bar is much shorter than its dark one, calls of a batch are alike and treating them as independent would promise more than the data hold.",
      chart: IntervalChart(
        description: description(of: study.performances), axis: axis, groups: chartGroups,
        columns: [.init("n"), .init("median (\(study.unit.rawValue))")], intervalLabel: "respecting batches",
        secondIntervalLabel: "as if independent"))
  }

  private func row(_ performance: Performance, short: Bool) -> IntervalChart.Row {
    let median = performance.median
    let interval = median?.estimate.interval
    let shown = interval.map(scaled)
    let decimals = NumberText.decimals(of: (median?.estimate.value ?? 0) / scale, interval: shown)
    return IntervalChart.Row(
      label: short ? shortLabel(performance) : performance.label,
      estimate: median.map { $0.estimate.value / scale }, interval: shown.map(bounds),
      secondInterval: performance.batches == nil ? nil : median.map { bounds(scaled($0.independent)) },
      cells: [
        NumberText.grouped(performance.n),
        median.map { result in
          let text = NumberText.fixed(result.estimate.value / scale, decimals: decimals)
          return NumberText.interval(shown, decimals: decimals).map { "\(text) \($0)" } ?? text
        } ?? "–",
      ])
  }

  // MARK: Table

  private func table() -> Table {
    let hasBatches = study.performances.contains { $0.batches != nil }
    var columns = [TableColumn(title: "Group", isNumeric: false), TableColumn(title: "n", isNumeric: true)]
    if hasBatches {
      columns += ["batches", "ICC", "design effect", "effective n"].map {
        TableColumn(title: $0, isNumeric: true)
      }
    }
    columns += Performance.reported.map {
      TableColumn(title: "\(NumberText.quantileName($0)) (\(study.unit.rawValue))", isNumeric: true)
    }
    let rows = study.performances.map { performance -> [TableCell] in
      var cells = [
        TableCell(performance.label),
        TableCell(NumberText.grouped(performance.n), sortValue: Double(performance.n)),
      ]
      if hasBatches { cells += dependenceCells(performance) }
      return cells + performance.quantiles.map(quantileCell)
    }
    return Table(
      slug: "latency",
      caption:
        "\(study.metric.title.capitalizedFirst) of each group with \(study.intervalText). One-sided (≥) where the calls cannot bound the quantile from above; in brackets, about how many calls would.",
      columns: columns, rows: rows, isCollapsed: rows.count > 24)
  }

  private func dependenceCells(_ performance: Performance) -> [TableCell] {
    guard let dependence = performance.dependence else {
      return [
        TableCell(performance.batches.map(NumberText.grouped) ?? "–"), TableCell("–"), TableCell("–"),
        TableCell("–"),
      ]
    }
    return [
      TableCell(NumberText.grouped(dependence.clusters), sortValue: Double(dependence.clusters)),
      TableCell(
        NumberText.fixed(dependence.intraclassCorrelation, decimals: 2),
        sortValue: dependence.intraclassCorrelation),
      TableCell(NumberText.fixed(dependence.designEffect, decimals: 1), sortValue: dependence.designEffect),
      TableCell(NumberText.fixed(dependence.effectiveN, decimals: 0), sortValue: dependence.effectiveN),
    ]
  }

  private func quantileCell(_ result: QuantileResult) -> TableCell {
    let interval = result.estimate.interval.map(scaled)
    let decimals = NumberText.decimals(of: result.estimate.value / scale, interval: interval)
    if result.isBounded {
      return TableCell(
        NumberText.fixed(result.estimate.value / scale, decimals: decimals),
        interval: NumberText.interval(interval, decimals: decimals), sortValue: result.estimate.value / scale)
    }
    let needed = result.callsNeeded.map { "(n ≈ \(NumberText.grouped($0)))" }
    guard let bound = NumberText.interval(interval, decimals: decimals) else {
      return TableCell("refused", interval: needed)
    }
    return TableCell(bound, interval: needed, sortValue: (interval?.lower ?? interval?.upper))
  }

  // MARK: Helpers

  private var scale: Double { study.unit.microseconds }

  private func scaled(_ interval: ConfidenceInterval) -> ConfidenceInterval {
    ConfidenceInterval(
      lower: interval.lower.map { $0 / scale }, upper: interval.upper.map { $0 / scale },
      level: interval.level)
  }

  private func bounds(_ interval: ConfidenceInterval) -> IntervalBounds {
    IntervalBounds(lower: interval.lower, upper: interval.upper)
  }

  private func shortLabel(_ performance: Performance) -> String {
    performance.memoryMB.map { "\($0)\u{00A0}MB" } ?? performance.label
  }

  private func countText(_ performances: [Performance]) -> String {
    let counts = performances.map(\.n)
    guard let least = counts.min(), let most = counts.max() else { return "" }
    return least == most
      ? "n = \(NumberText.grouped(least)) per group"
      : "n = \(NumberText.grouped(least)) to \(NumberText.grouped(most)) per group"
  }

  private func description(of performances: [Performance]) -> String {
    let medians = performances.prefix(12).compactMap { performance in
      performance.median.map {
        "\(performance.label): median \(NumberText.significant($0.estimate.value / scale, digits: 3)) \(study.unit.rawValue)"
      }
    }
    let rest = performances.count > 12 ? " and \(performances.count - 12) more groups" : ""
    return "\(study.metric.title.capitalizedFirst). " + medians.joined(separator: "; ") + rest + "."
  }
}

/// Gives each memory size, or each group, one style in the whole report.
struct SeriesStyles {
  private let sizes: [Int]

  init(_ study: Study) {
    sizes = Array(Set(study.performances.compactMap(\.memoryMB))).sorted()
  }

  func index(_ performance: Performance, within members: [Performance]) -> Int {
    if Set(members.map(\.seriesLabel)).count == 1, let memory = performance.memoryMB,
      let position = sizes.firstIndex(of: memory)
    {
      return position
    }
    return members.firstIndex { $0.id == performance.id } ?? 0
  }
}

extension Array where Element: Hashable {
  /// The elements without repetitions, in order of first appearance.
  func uniqued() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}

extension String {
  /// The text with a capital first letter.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
