import Analysis
import Measurements
import Statistics

/// The durations of a call one inside the other: the inner one bounds what the outer one can attain.
struct LayersTable {
  static let slug = "layers"

  private let study: Study
  private let groups: [CallGroup]

  init(_ study: Study, _ groups: [CallGroup]) {
    self.study = study
    self.groups = groups
  }

  /// The table, or `nil` where fewer than two durations of the same calls were measured.
  func table() -> Table? {
    let layers = [Metric.client, .provider, .function].filter { metric in
      groups.contains { group in group.calls.allSatisfy { metric.microseconds(of: $0) != nil } }
    }
    guard layers.count >= 2, layers.contains(.function) else { return nil }
    return Table(
      slug: Self.slug,
      caption:
        "Median of each duration of the same calls, with \(study.intervalText). What lies inside the function cannot be saved by the platform: it bounds the times outside.",
      columns: [TableColumn("Group", .text)]
        + layers.map { TableColumn($0.title, unit: study.unit.rawValue, .estimate) },
      rows: zip(study.performances, groups).map { performance, group in
        TableRow(key: group.id, [.text(performance.label)] + layers.map { cell($0, group) })
      }, isCollapsed: groups.count > 12)
  }

  private func cell(_ metric: Metric, _ group: CallGroup) -> TableCell {
    let values = group.calls.compactMap { metric.microseconds(of: $0).map { Double($0) / study.scale } }
    guard values.count == group.calls.count else { return .missing }
    let labels = group.calls.enumerated().map { group.hasBatches ? $1.batch ?? $0 : $0 }
    let structure = group.hasBatches ? SampleStructure.clustered(labels: labels) : .independent
    let answer = try? StructuredSample(values, structure).quantileInterval(0.5, level: study.options.level)
    guard let answer else { return .missing }
    guard let interval = answer.estimate.interval else {
      return .refused(callsNeeded: answer.missing.map { $0.calls + values.count })
    }
    let decimals = NumberText.decimals(of: answer.estimate.value, interval: interval)
    return interval.lower == nil || interval.upper == nil
      ? .bound(interval, decimals: decimals, callsNeeded: answer.missing.map { $0.calls + values.count })
      : .estimate(answer.estimate.value, interval, decimals: decimals)
  }
}
