import Analysis
import Charts
import Measurements
import Statistics

/// The changes of all configurations, and the whole distributions of the one that changed beyond all others.
struct ComparisonFigures {
  private let report: ComparisonReport
  private var comparison: DataSetComparison { report.comparison }

  /// Rows that a figure can hold.
  private static let mostRows = 40
  /// Percentiles of a curve, about even in the number of nines.
  private static let percentiles = [
    1, 5, 10, 20, 30, 40, 50, 60, 65, 70, 75, 80, 85, 88, 90, 92, 94, 95, 96, 97, 98, 98.5, 99, 99.3, 99.5,
    99.7,
    99.8, 99.9, 99.95, 99.97, 99.99,
  ]

  init(_ report: ComparisonReport) { self.report = report }

  func section() -> Section {
    var blocks: [Block] = [.figure(forest()), .table(table())]
    if let index = report.ranked.first(where: { comparison.rows[$0].ratio != nil }) {
      if let tails = tails(index) { blocks.append(.figure(tails)) }
      let pair = report.data.pairs[index]
      let shift = ShiftFigure(
        first: pair.before, second: pair.after, names: ("before", "after"), unit: report.unit,
        level: report.levelText)
      if let figure = shift.figure(slug: "shift", headline: nil, about: comparison.rows[index].label) {
        blocks.append(.figure(figure))
      }
    }
    return Section(id: "changes", heading: "What changed", blocks: blocks)
  }

  // MARK: All configurations

  private func percent(_ ratio: RatioEstimate) -> (value: Double, interval: ConfidenceInterval) {
    func change(_ factor: Double) -> Double { 100 * (factor - 1) }
    return (
      change(ratio.value),
      ConfidenceInterval(
        lower: ratio.interval.lower.map(change), upper: ratio.interval.upper.map(change),
        level: ratio.interval.level)
    )
  }

  private func cell(_ row: DataSetComparison.Row) -> TableCell {
    guard let ratio = row.ratio else { return .refused(callsNeeded: nil) }
    let (value, interval) = percent(ratio)
    return .estimate(value, interval, decimals: min(1, NumberText.decimals(of: value, interval: interval)))
  }

  private func forest() -> Figure {
    let shown = report.ranked.prefix(Self.mostRows)
    let margin = 100 * comparison.margin
    let rows = shown.map { index -> IntervalChart.Row in
      let row = comparison.rows[index]
      let change = row.ratio.map(percent)
      return IntervalChart.Row(
        label: row.label, estimate: change?.value, interval: change?.interval.bounds,
        cells: [cell(row).whole, Standing.verdict(row.verdict).word], refusal: "not bounded",
        verdict: IntervalChart.Verdict(rawValue: row.verdict.rawValue) ?? .none, key: "row-\(index)")
    }
    let rest: Sentence =
      comparison.rows.count > shown.count ? " The table below has the rest of the configurations." : ""
    return Figure(
      slug: "changes",
      caption:
        "Change of the \(name: report.quantileName == "Median" ? "median" : report.quantileName) of \(name: comparison.metric.title), with intervals that hold together at \(report.levelText). Shaded: the margin of \(report.marginText) that was fixed beforehand.\(rest)",
      guide:
        "Right of the shaded margin calls take longer, left of it they are faster. A bar that reaches into the margin and out of it decides nothing.",
      chart: IntervalChart(
        axis: ValueAxis("Change", unit: "%", including: [0]), groups: [.init(rows: rows)],
        columns: [.init("change (%)"), .init("verdict")], reference: ReferenceLine(0, label: ""),
        equivalence: .init(-margin...margin, label: "margin")),
      readings: Readings(
        title: "change (%)", unit: "%",
        series: shown.compactMap { index in
          let row = comparison.rows[index]
          return row.ratio.map { ratio in
            Readings.Series(
              key: "row-\(index)", label: row.label, panel: 0,
              points: [
                Readings.Point(
                  x: percent(ratio).value, y: nil, name: Standing.verdict(row.verdict).word, value: cell(row))
              ])
          }
        }))
  }

  private func table() -> Table {
    Table(
      slug: "changes",
      caption:
        "\(name: report.quantileName) before and after, the change, and the verdict. All intervals hold together at \(report.levelText).",
      columns: [
        TableColumn("Configuration", .text), TableColumn("n before"), TableColumn("n after"),
        TableColumn("Before", unit: report.unit.rawValue, .estimate),
        TableColumn("After", unit: report.unit.rawValue, .estimate),
        TableColumn("Change", unit: "%", .estimate),
        TableColumn("Verdict", .text),
      ],
      rows: report.ranked.map { index in
        let row = comparison.rows[index]
        return TableRow([
          .text(row.label), .count(row.before.n), .count(row.after.n), time(row.before), time(row.after),
          cell(row), .text(Standing.verdict(row.verdict).word.lowercased()),
        ])
      })
  }

  private func time(_ estimate: Estimate) -> TableCell {
    let scale = report.unit.microseconds
    let interval = estimate.interval?.divided(by: scale)
    let decimals = NumberText.decimals(of: estimate.value / scale, interval: interval)
    if let interval, interval.width == nil {
      return interval.lower == nil && interval.upper == nil
        ? .refused(callsNeeded: nil) : .bound(interval, decimals: decimals, callsNeeded: nil)
    }
    return .estimate(estimate.value / scale, interval, decimals: decimals)
  }

  // MARK: One configuration

  private func tails(_ index: Int) -> Figure? {
    let pair = report.data.pairs[index]
    let series = [("before", pair.before), ("after", pair.after)].enumerated().compactMap { style, entry in
      curve(entry.1).map { points in
        PercentileTailChart.Series(
          label: entry.0, points: points,
          supportedUpTo: max(0, 1 - 10 / Double(entry.1.sample.count)), style: style, key: entry.0)
      }
    }
    guard series.count == 2 else { return nil }
    let values = series.flatMap { $0.points.map(\.value) }
    let spread = (values.max() ?? 1) / max(values.min() ?? 1, 1e-9)
    let counts = [pair.before, pair.after].map { NumberText.grouped($0.sample.count) }
    return Figure(
      slug: "tails",
      caption:
        "\(name: comparison.metric.title.capitalizedFirst) of \(name: comparison.rows[index].label) by percentile, before (n = \(name: counts[0])) and after (n = \(name: counts[1])). Bands: pointwise \(report.levelText) intervals.",
      guide:
        "Each further nine takes the same width. Where the bands are apart, the calls of this percentile changed; where the line is dotted, too few calls lie beyond.",
      chart: PercentileTailChart(
        valueAxis: ValueAxis(
          comparison.metric.title.capitalizedFirst, unit: report.unit.rawValue,
          spacing: spread > 4 ? .logarithmic : .linear), series: series),
      readings: Readings(
        title: comparison.metric.title, unit: report.unit.rawValue,
        series: series.map { one in
          Readings.Series(
            key: one.label, label: one.label, panel: 0,
            points: one.points.map { point in
              let isOpen = point.lower == nil || point.upper == nil
              let interval = ConfidenceInterval(
                lower: point.lower, upper: point.upper, level: comparison.familyLevel)
              return Readings.Point(
                x: point.probability, y: point.value,
                name: NumberText.quantileName(point.probability),
                value: .estimate(
                  point.value, isOpen ? nil : interval,
                  decimals: NumberText.decimals(of: point.value, interval: isOpen ? nil : interval)))
            })
        }))
  }

  /// The quantiles of a group, even in the number of nines.
  private func curve(_ group: CallGroup) -> [PercentileTailChart.Point]? {
    let durations = group.calls.compactMap { comparison.metric.microseconds(of: $0).map(Double.init) }
    guard durations.count >= 20, durations.count == group.calls.count,
      let sample = try? StructuredSample(durations, group.structure)
    else { return nil }
    let scale = report.unit.microseconds
    return Self.percentiles.compactMap { percent in
      let probability = percent / 100
      guard probability < 1 - 1 / Double(durations.count),
        let estimate = try? sample.quantileInterval(probability, level: comparison.familyLevel).estimate
      else { return nil }
      let lower = estimate.interval?.lower
      let upper = estimate.interval?.upper
      let isBounded = lower != nil && upper != nil
      return PercentileTailChart.Point(
        probability: probability, value: estimate.value / scale,
        lower: isBounded ? lower.map { $0 / scale } : nil,
        upper: isBounded ? upper.map { $0 / scale } : nil)
    }
  }
}
