import Analysis
import Charts
import Measurements
import Statistics

/// How long calls take: curve, distribution, intervals and table.
struct LatencySection {
  let study: Study
  let groups: [CallGroup]
  let profile: Profile
  let styles: SeriesStyles

  /// Groups with fewer calls have no curve worth drawing.
  private static let leastCallsForCurve = 20
  /// Curves that one panel can hold and still be told apart.
  private static let mostCurves = 6
  /// Rows of an interval chart; beyond, the table does better.
  private static let mostRows = 48
  /// Marks that a figure can read out without growing heavy.
  private static let mostReadings = 400

  init(_ report: StudyReport) {
    study = report.study
    groups = report.groups
    profile = report.profile
    styles = SeriesStyles(report.study)
  }

  func section() -> Section {
    var blocks: [Block] = []
    let drawn = zip(study.performances, groups).filter { $0.0.n >= Self.leastCallsForCurve }.map { ($0, $1) }
    if profile.hasFigures {
      if !drawn.isEmpty {
        blocks.append(.figure(tailFigure(drawn.map(\.0))))
        blocks.append(.figure(distributionFigure(drawn)))
      }
      if study.performances.count <= Self.mostRows {
        blocks.append(.figure(intervalFigure()))
      } else if let sizes = MemorySizesFigure(study, groups).figure() {
        blocks.append(.figure(sizes))
      } else {
        blocks.append(.sentences(["There are too many groups for a figure; the table holds them all."]))
      }
    }
    blocks.append(.table(table()))
    if profile.isThorough, let layers = LayersTable(study, groups).table() { blocks.append(.table(layers)) }
    return Section(id: "latency", heading: "Latency", blocks: blocks)
  }

  // MARK: Figures

  private var axis: ValueAxis {
    study.axis(study.performances.flatMap { $0.quantiles.map(\.estimate.value) })
  }

  /// Series in panels of their own where one panel would be crowded.
  private func panels(_ members: [Performance]) -> [(title: String, members: [Performance])]? {
    guard members.count > Self.mostCurves else { return nil }
    return members.map(\.seriesLabel).uniqued().map { label in
      (label, members.filter { $0.seriesLabel == label })
    }
  }

  private func tailFigure(_ performances: [Performance]) -> Figure {
    func chart(_ members: [Performance], short: Bool) -> PercentileTailChart {
      PercentileTailChart(
        description: description(of: members), valueAxis: axis,
        series: members.map { performance in
          PercentileTailChart.Series(
            label: short ? performance.shortLabel : performance.label,
            points: performance.curve.map { point in
              // A band that is open above would paint the rest of the panel.
              let isBounded = point.lower != nil && point.upper != nil
              return PercentileTailChart.Point(
                probability: point.probability, value: point.value / study.scale,
                lower: isBounded ? point.lower.map { $0 / study.scale } : nil,
                upper: isBounded ? point.upper.map { $0 / study.scale } : nil)
            }, supportedUpTo: performance.curveSupportedUpTo,
            style: styles.index(performance, within: members),
            key: performance.id)
        })
    }
    let panels = panels(performances)
    let whole: any Chart =
      panels.map { panels in
        SmallMultiples(
          title: nil, description: description(of: performances),
          panels: panels.map { (title: $0.title, chart: chart($0.members, short: true)) })
      } ?? chart(performances, short: false)
    let beyond = Quantity(10, text: "10", source: "methods.callsBeyond")
    return Figure(
      slug: "tail", headline: study.findings.first { $0.id == "tail" && $0.standing == .fact }?.sentence,
      caption:
        "\(name: study.metric.title.capitalizedFirst) by percentile; each further nine takes the same width. Bands: pointwise \(study.intervalText), drawn where both ends exist. Dotted: fewer than \(beyond) calls lie beyond. \(study.countText).",
      guide:
        "Read a curve like a table of percentiles: the value at a percentile is the time that the remaining share of calls exceeds. A curve that turns up at the right has a tail. Where bands overlap widely, the order of the curves is not known.",
      chart: whole, readings: tailReadings(panels?.map(\.members) ?? [performances]))
  }

  private func tailReadings(_ panels: [[Performance]]) -> Readings {
    let count = panels.joined().reduce(0) { $0 + $1.curve.count }
    let step = max(1, (count + Self.mostReadings - 1) / Self.mostReadings)
    let series = panels.enumerated().flatMap { panel, members in
      members.map { performance in
        let points = performance.curve.enumerated().filter { $0.offset.isMultiple(of: step) }.map(\.element)
        return Readings.Series(
          key: performance.id, label: performance.label, panel: panel,
          points: points.map { point in
            let interval = ConfidenceInterval(
              lower: point.lower.map { $0 / study.scale }, upper: point.upper.map { $0 / study.scale },
              level: study.options.level)
            let value = point.value / study.scale
            let isOpen = interval.lower == nil || interval.upper == nil
            return Readings.Point(
              x: point.probability, y: value, name: "p\(percentile(point.probability))",
              value: .estimate(
                value, isOpen ? nil : interval,
                decimals: NumberText.decimals(of: value, interval: isOpen ? nil : interval)))
          })
      }
    }
    return Readings(title: study.metric.title, unit: study.unit.rawValue, series: series)
  }

  private func percentile(_ probability: Double) -> String {
    let percent = 100 * probability
    return NumberText.fixed(percent, decimals: percent < 90 ? 0 : percent < 99 ? 1 : percent < 99.9 ? 2 : 3)
  }

  private func distributionFigure(_ members: [(Performance, CallGroup)]) -> Figure {
    let samples = Dictionary(members.map { ($0.0.id, $0.1.sample.sorted.values) }) { first, _ in first }
    let performances = members.map(\.0)
    func chart(_ part: [Performance], short: Bool) -> ECDFChart {
      ECDFChart(
        description: description(of: part), valueAxis: axis,
        series: part.map { performance in
          ECDFChart.Series(
            label: short ? performance.shortLabel : performance.label,
            sortedValues: (samples[performance.id] ?? []).map { $0 / study.scale },
            style: styles.index(performance, within: part),
            key: performance.id)
        })
    }
    let panels = panels(performances)
    let whole: any Chart =
      panels.map { panels in
        SmallMultiples(
          title: nil, description: description(of: performances),
          panels: panels.map { (title: $0.title, chart: chart($0.members, short: true)) })
      } ?? chart(performances, short: false)
    return Figure(
      slug: "distribution",
      caption:
        "Share of calls that took no longer than the time on the axis (empirical distribution function). \(study.countText).",
      guide:
        "Steep parts are where many calls lie; a flat part between two steep ones means that there are two kinds of calls. The curve further to the left is the faster one.",
      chart: whole, readings: distributionReadings(panels?.map(\.members) ?? [performances], samples))
  }

  /// Quantiles of each group, at the heights where they stand.
  private func distributionReadings(_ panels: [[Performance]], _ samples: [String: [Double]]) -> Readings {
    let shares =
      panels.joined().count > 12 ? [0.1, 0.5, 0.9] : [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
    let series = panels.enumerated().flatMap { panel, members in
      members.map { performance in
        let sorted = try? SortedSample(samples[performance.id] ?? [])
        return Readings.Series(
          key: performance.id, label: performance.label, panel: panel,
          points: shares.compactMap { share in
            guard let value = try? sorted?.quantile(share) else { return nil }
            let scaled = value / study.scale
            return Readings.Point(
              x: scaled, y: 100 * share, name: "\(NumberText.percent(share)) of calls took at most",
              value: .number(scaled, decimals: NumberText.decimals(of: scaled, interval: nil)))
          })
      }
    }
    return Readings(title: study.metric.title, unit: study.unit.rawValue, series: series)
  }

  private func intervalFigure() -> Figure {
    let order = study.performances.map(\.seriesLabel).uniqued()
    let grouped = order.count < study.performances.count
    let titles = grouped ? order : [""]
    let chartGroups = titles.map { title in
      IntervalChart.Group(
        title: grouped && order.count > 1 ? title : nil,
        rows: study.performances.filter { !grouped || $0.seriesLabel == title }.map {
          row($0, short: grouped)
        })
    }
    let hasBatches = study.performances.contains { $0.batches != nil }
    let bars: Sentence =
      hasBatches ? " Dark: respecting batches; light: as if calls were independent." : ""
    return Figure(
      slug: "medians",
      caption:
        "Median \(name: study.metric.title) with \(study.levelText) intervals.\(bars) \(study.countText).",
      guide: hasBatches
        ? "Compare the dark bars. Where a light bar is much shorter than its dark one, calls of a batch are alike and treating them as independent would promise more than the data hold."
        : "Where two bars overlap widely, the order of the two medians is not known.",
      chart: IntervalChart(
        description: description(of: study.performances), axis: axis, groups: chartGroups,
        columns: [.init("n"), .init("median (\(study.unit.rawValue))")],
        intervalLabel: hasBatches ? "respecting batches" : nil,
        secondIntervalLabel: hasBatches ? "as if independent" : nil),
      readings: Readings(
        title: "median (\(study.unit.rawValue))", unit: study.unit.rawValue,
        series: study.performances.compactMap { performance in
          guard let median = performance.median, median.isBounded else { return nil }
          return Readings.Series(
            key: performance.id, label: performance.label, panel: 0,
            points: [
              Readings.Point(
                x: median.estimate.value / study.scale, y: nil, name: "median, n = \(performance.n)",
                value: TableCell(median, scale: study.scale))
            ])
        }))
  }

  private func row(_ performance: Performance, short: Bool) -> IntervalChart.Row {
    let median = performance.median
    let isBounded = median?.isBounded == true
    return IntervalChart.Row(
      label: short ? performance.shortLabel : performance.label,
      estimate: isBounded ? median.map { $0.estimate.value / study.scale } : nil,
      interval: median?.estimate.interval?.divided(by: study.scale).bounds,
      secondInterval: performance.batches == nil
        ? nil : median.map { $0.independent.divided(by: study.scale).bounds },
      cells: [
        NumberText.grouped(performance.n), median.map { TableCell($0, scale: study.scale).whole } ?? "–",
      ], key: performance.id)
  }

  // MARK: Table

  private func table() -> Table {
    let hasBatches = study.performances.contains { $0.batches != nil }
    var columns = [TableColumn("Group", .text), TableColumn("n")]
    if hasBatches, profile != .ci {
      columns += ["batches", "ICC", "design effect", "effective n"].map { TableColumn($0) }
    }
    columns += Performance.reported.map {
      TableColumn(NumberText.quantileName($0), unit: study.unit.rawValue, .estimate)
    }
    let rows = study.performances.map { performance -> TableRow in
      var cells: [TableCell] = [.text(performance.label), .count(performance.n)]
      if hasBatches, profile != .ci { cells += dependenceCells(performance) }
      return TableRow(
        key: performance.id, cells + performance.quantiles.map { TableCell($0, scale: study.scale) })
    }
    return Table(
      slug: "latency",
      caption:
        "\(name: study.metric.title.capitalizedFirst) of each group with \(study.intervalText). One-sided (≥) where the calls cannot bound the quantile from above; in brackets, about how many calls would.",
      columns: columns, rows: rows)
  }

  private func dependenceCells(_ performance: Performance) -> [TableCell] {
    guard let dependence = performance.dependence else {
      return [TableCell(performance.batches), .missing, .missing, .missing]
    }
    return [
      .count(dependence.clusters), .number(dependence.intraclassCorrelation, decimals: 2),
      .number(dependence.designEffect, decimals: 1), .number(dependence.effectiveN, decimals: 0),
    ]
  }

  private func description(of performances: [Performance]) -> String {
    let medians = performances.prefix(12).compactMap { performance in
      performance.median.map { "\(performance.label): median \(study.brief($0.estimate.value))" }
    }
    let rest = performances.count > 12 ? " and \(performances.count - 12) more groups" : ""
    return "\(study.metric.title.capitalizedFirst). " + medians.joined(separator: "; ") + rest + "."
  }
}
