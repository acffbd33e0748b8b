import Analysis
import Charts
import Measurements
import Statistics

/// Time by memory size, a panel for each family of series, where groups are too many for one figure.
struct MemorySizesFigure {
  private let study: Study
  private let groups: [CallGroup]

  /// Families that a page can hold, and series that a panel can.
  private static let most = (panels: 6, series: 4)

  init(_ study: Study, _ groups: [CallGroup]) {
    self.study = study
    self.groups = groups
  }

  /// The figure, or `nil` when the groups are not memory sizes of few series.
  func figure() -> Figure? {
    let sized = study.performances.filter { $0.memoryMB != nil && $0.median?.isBounded == true }
    guard sized.count * 2 > study.performances.count else { return nil }
    var series = sized.map(\.seriesLabel).uniqued().map { label in sized.filter { $0.seriesLabel == label } }
    series.removeAll { $0.count < 3 }
    let families = series.map { family($0[0]) }.uniqued().map { name in
      (name: name, members: series.filter { family($0[0]) == name })
    }
    guard (1...Self.most.panels).contains(families.count),
      families.allSatisfy({ $0.members.count <= Self.most.series })
    else { return nil }
    let parts = families.map { FigureBoard.Part($0.name, chart($0.members)) }
    let rows = stride(from: 0, to: parts.count, by: 2).map { Array(parts[$0..<min($0 + 2, parts.count)]) }
    return Figure(
      slug: "sizes",
      caption:
        "Median \(name: study.metric.title) by memory size with \(study.intervalText); dots are single calls. \(study.countText). Each panel has its own axis.",
      guide:
        "Where the medians stop falling, more memory buys no more speed. The lines only join neighbours; sizes between them were not measured.",
      chart: FigureBoard(title: "\(study.metric.title.capitalizedFirst) by memory size", rows: rows),
      readings: Readings(
        title: "median (\(study.unit.rawValue))", unit: study.unit.rawValue,
        series: families.enumerated().flatMap { panel, family in
          family.members.map { members in
            Readings.Series(
              key: key(members), label: members[0].seriesLabel, panel: panel,
              points: members.compactMap { performance in
                guard let median = performance.median, let memory = performance.memoryMB else { return nil }
                return Readings.Point(
                  x: Double(memory), y: median.estimate.value / study.scale, name: "\(memory) MB",
                  value: TableCell(median, scale: study.scale))
              })
          }
        }))
  }

  /// What comes before the first mark between factors, such as the runtime.
  private func family(_ performance: Performance) -> String {
    String(performance.seriesLabel.prefix { $0 != "·" }.reversed().drop { $0 == " " }.reversed())
  }

  private func key(_ members: [Performance]) -> String { members.map(\.id).joined(separator: " ") }

  private func chart(_ series: [[Performance]]) -> CostMemoryChart {
    let name = family(series[0][0])
    let samples = Dictionary(groups.map { ($0.id, $0.sample.sorted.values) }) { first, _ in first }
    return CostMemoryChart(
      valueAxis: study.axis(series.joined().compactMap { $0.median?.estimate.value }),
      series: series.enumerated().map { style, members in
        let rest = members[0].seriesLabel.dropFirst(name.count).drop { " ·".contains($0) }
        return CostMemoryChart.Series(
          label: rest.isEmpty ? name : String(rest),
          sizes: members.compactMap { performance in
            guard let median = performance.median, let memory = performance.memoryMB else { return nil }
            return CostMemoryChart.Size(
              memory: Double(memory), values: (samples[performance.id] ?? []).map { $0 / study.scale },
              centre: median.estimate.value / study.scale,
              interval: median.estimate.interval?.divided(by: study.scale).bounds)
          }, style: style, key: key(members))
      })
  }
}
