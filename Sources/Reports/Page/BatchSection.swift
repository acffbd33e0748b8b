import Analysis
import Charts
import Measurements
import Statistics

/// Whether batches differ, shown with every call.
struct BatchSection {
  let study: Study
  let groups: [CallGroup]
  let profile: Profile

  /// Panels that a page can hold; the groups with the strongest dependence are shown.
  private static let mostPanels = 6
  /// Batches that the figure can read out without growing heavy.
  private static let mostReadings = 400

  init(_ report: StudyReport) {
    study = report.study
    groups = report.groups
    profile = report.profile
  }

  /// The section, or `nil` when batches were not recorded.
  func section() -> Section? {
    let candidates = zip(study.performances, groups).compactMap { performance, group in
      performance.dependence.map { (performance, group, $0) }
    }
    guard !candidates.isEmpty, profile.hasFigures else { return nil }
    let chosen = candidates.sorted { $0.2.designEffect > $1.2.designEffect }.prefix(Self.mostPanels)
    let shown = candidates.filter { candidate in chosen.contains { $0.0.id == candidate.0.id } }
    let spread = shown.flatMap { candidate -> [Double] in
      let values = candidate.1.sample.sorted.values
      return [values.first, values.last].compactMap { $0 }
    }
    let isWide = (spread.max() ?? 1) / max(spread.min() ?? 1, 1) > 8
    let chart = BatchChart(
      description: "Calls and medians of each batch of \(shown.map(\.0.label).joined(separator: "; ")).",
      valueAxis: ValueAxis(
        study.metric.title.capitalizedFirst, unit: study.unit.rawValue,
        spacing: isWide ? .logarithmic : .linear),
      panels: shown.map { performance, group, _ in panel(performance, group) })
    let rest: Sentence =
      candidates.count > shown.count ? " Groups with weaker dependence are left out." : ""
    let figure = Figure(
      slug: "batches", headline: study.findings.first { $0.id == "dependence" }?.sentence,
      caption:
        "Every call (dot) and the median of each batch (bar), in the order of measuring; line: median of the group. \(study.countText).\(rest)",
      guide:
        "If calls were independent, the batch medians would scatter closely around the line. Batches that sit apart as a whole, drifts and steps mean that a call tells little beyond its batch: then the number of batches counts, not the number of calls.",
      chart: chart, readings: readings(chart, shown.map(\.0)))
    return Section(id: "batches", heading: "Batches", blocks: [.figure(figure)])
  }

  /// The median of every batch, or of every so many where there are too many to read out.
  private func readings(_ chart: BatchChart, _ shown: [Performance]) -> Readings {
    let most = chart.panels.map(\.batches.count).max() ?? 0
    let step = max(1, (most * shown.count + Self.mostReadings - 1) / Self.mostReadings)
    let series = zip(chart.panels, shown).enumerated().map { index, pair in
      let (panel, performance) = pair
      let points = panel.batches.enumerated().compactMap { place, batch -> Readings.Point? in
        guard place.isMultiple(of: step), let centre = batch.centre else { return nil }
        return Readings.Point(
          x: (Double(place) + 0.5) / Double(most), y: centre,
          name: "batch \(batch.label), n = \(batch.values.count)",
          value: .number(centre, decimals: NumberText.decimals(of: centre, interval: nil)))
      }
      return Readings.Series(key: performance.id, label: performance.label, panel: index, points: points)
    }
    return Readings(
      title: "median of the batch (\(study.unit.rawValue))", unit: study.unit.rawValue, series: series)
  }

  private func panel(_ performance: Performance, _ group: CallGroup) -> BatchChart.Panel {
    var order: [Int] = []
    var values: [Int: [Double]] = [:]
    for call in group.calls {
      guard let batch = call.batch, let duration = study.metric.microseconds(of: call) else { continue }
      if values[batch] == nil { order.append(batch) }
      values[batch, default: []].append(Double(duration) / study.scale)
    }
    return BatchChart.Panel(
      title: performance.label,
      batches: order.sorted().map { batch in
        let calls = values[batch] ?? []
        let middle = try? SortedSample(calls).quantile(0.5)
        return BatchChart.Batch(label: String(batch + 1), values: calls, centre: middle)
      },
      reference: performance.median.map { ReferenceLine($0.estimate.value / study.scale, label: "median") },
      key: performance.id)
  }
}
