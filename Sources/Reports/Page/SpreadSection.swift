import Analysis
import Charts
import Statistics

/// How calls scatter: nested boxes of every group.
struct SpreadSection {
  let study: Study
  let groups: [CallGroup]

  /// Categories that fit side by side.
  private static let mostCategories = 12
  /// Values beyond the outermost box of either side.
  private static let callsBeyond = 8
  /// Groups with fewer calls have no letter values worth drawing.
  private static let leastCalls = 30

  init(_ report: StudyReport) {
    study = report.study
    groups = report.groups
  }

  /// The section, or `nil` when there are too few calls, or too many groups for one figure.
  func section() -> Section? {
    let shown = zip(study.performances, groups).filter { $0.0.n >= Self.leastCalls }
    guard !shown.isEmpty, shown.count <= Self.mostCategories else { return nil }
    let categories = shown.map { performance, group in
      DistributionChart.Category(label: performance.label, distributions: [distribution(group)])
    }
    let ends = shown.flatMap { [$0.1.sample.sorted.values.first, $0.1.sample.sorted.values.last] }
    let figure = Figure(
      slug: "spread",
      caption:
        "Letter values of \(name: study.metric.title): each further box holds half of the calls that the one before left out. \(study.countText).",
      guide:
        "The inner box holds the middle half of the calls, the line in it is the median. Boxes that reach much further to one side show a skewed distribution; single dots are the calls beyond all boxes.",
      chart: DistributionChart(
        valueAxis: study.axis(ends.compactMap { $0 }), categoryTitle: "", categories: Array(categories),
        form: .letterValues, orientation: .across), readings: readings(Array(shown)))
    return Section(id: "spread", heading: "Spread", blocks: [.figure(figure)])
  }

  private func readings(_ shown: [(Performance, CallGroup)]) -> Readings {
    let names = [(0.25, "lower quartile"), (0.5, "median"), (0.75, "upper quartile")]
    let series = shown.enumerated().map { index, entry in
      Readings.Series(
        key: entry.0.id, label: entry.0.label, panel: 0,
        points: names.compactMap { probability, name in
          guard let value = try? entry.1.sample.sorted.quantile(probability) else { return nil }
          let scaled = value / study.scale
          return Readings.Point(
            x: scaled, y: (Double(index) + 0.5) / Double(shown.count), name: name,
            value: .number(scaled, decimals: NumberText.decimals(of: scaled, interval: nil)))
        })
    }
    return Readings(title: study.metric.title, unit: study.unit.rawValue, series: series)
  }

  private func distribution(_ group: CallGroup) -> DistributionChart.Distribution {
    let sorted = group.sample.sorted
    func quantile(_ probability: Double) -> Double {
      ((try? sorted.quantile(probability)) ?? sorted.values[0]) / study.scale
    }
    var letters: [DistributionChart.LetterValue] = []
    var tail = 0.25
    while tail * Double(sorted.count) >= Double(Self.callsBeyond), letters.count < 10 {
      letters.append(.init(lower: quantile(tail), upper: quantile(1 - tail), share: 1 - 2 * tail))
      tail /= 2
    }
    return DistributionChart.Distribution(
      values: sorted.values.map { $0 / study.scale },
      quartiles: .init(lower: quantile(0.25), median: quantile(0.5), upper: quantile(0.75)),
      letterValues: letters)
  }
}
