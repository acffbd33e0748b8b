import Analysis
import Charts
import Measurements
import Statistics

/// What calls cost and what the money buys.
struct CostSection {
  let study: Study
  let groups: [CallGroup]
  let profile: Profile

  init(_ report: StudyReport) {
    study = report.study
    groups = report.groups
    profile = report.profile
  }

  /// Points that one plane can hold with their labels.
  private static let mostPoints = 40
  /// Calls below which a point is left to the table.
  private static let leastCalls = 5

  /// The section, or `nil` when nothing could be priced.
  func section() -> Section? {
    guard !study.costs.isEmpty else { return nil }
    var blocks: [Block] = []
    if profile.hasFigures {
      let drawn = study.costs.filter { $0.costPerMillion.n >= Self.leastCalls }
      let parts = drawn.count <= Self.mostPoints ? [drawn] : split(drawn)
      blocks += parts.enumerated().map { index, part in
        .figure(figure(part, slug: parts.count == 1 ? "cost" : "cost-\(index + 1)", isFirst: index == 0))
      }
      if profile.isThorough, let memory = memoryFigure(drawn) { blocks.append(.figure(memory)) }
    }
    return Section(id: "cost", heading: "Cost against time", blocks: blocks + [.table(table())])
  }

  /// One part for each first factor of the series, such as each runtime.
  private func split(_ costs: [CostPerformance]) -> [[CostPerformance]] {
    func family(_ cost: CostPerformance) -> Substring { cost.seriesLabel.prefix { $0 != "·" } }
    return costs.map(family).uniqued().map { name in costs.filter { family($0) == name } }
  }

  private func spacing(_ values: [Double]) -> ValueAxis.Spacing {
    guard let low = values.min(), let high = values.max(), low > 0 else { return .linear }
    return high / low > 3 ? .logarithmic : .linear
  }

  private var book: Sentence {
    study.prices.map { "\(name: "\($0.book) at \($0.date)")" } ?? "the price book"
  }

  // MARK: Figures

  private func figure(_ costs: [CostPerformance], slug: String, isFirst: Bool) -> Figure {
    let order = costs.map(\.seriesLabel).uniqued()
    let timeAxis = ValueAxis(
      "Median \(study.metric.title)", unit: study.unit.rawValue,
      spacing: spacing(costs.map(\.median.estimate.value)))
    let finding = isFirst ? study.findings.first { $0.id.hasPrefix("cost-performance") } : nil
    return Figure(
      slug: slug, headline: finding?.sentence,
      caption:
        "US dollars for a million calls (mean of the prices of the single calls, \(book)) against the median \(name: study.metric.title), with \(study.intervalText). Labels: memory size in MB; hollow: another size of the same series is both cheaper and faster. \(study.countText).",
      guide:
        "Down is cheaper, left is faster. A size is worth its price when no other size lies to its lower left. Bars that overlap in both directions cannot be told apart with these data.",
      chart: CostTimeChart(
        description: description(costs), timeAxis: timeAxis,
        costAxis: ValueAxis(
          "Cost of a million calls", unit: "USD", spacing: spacing(costs.map(\.costPerMillion.value))),
        series: order.enumerated().map { index, label in
          CostTimeChart.Series(
            label: label, points: costs.filter { $0.seriesLabel == label }.map(point), style: index,
            key: key(label, costs))
        }),
      readings: Readings(
        title: "cost of a million calls (USD)", unit: "USD",
        series: order.map { label in
          Readings.Series(
            key: key(label, costs), label: label, panel: 0,
            points: costs.filter { $0.seriesLabel == label }.map { cost in
              Readings.Point(
                x: cost.median.estimate.value / study.scale, y: cost.costPerMillion.value,
                name:
                  "\(cost.memoryMB) MB, median \(TableCell(cost.median, scale: study.scale).whole) \(study.unit.rawValue)",
                value: TableCell(cost.costPerMillion))
            })
        }))
  }

  /// All groups of a series, so that a filter hides it when it hides them all.
  private func key(_ label: String, _ costs: [CostPerformance]) -> String {
    costs.filter { $0.seriesLabel == label }.map(\.id).joined(separator: " ")
  }

  private func point(_ cost: CostPerformance) -> CostTimeChart.Point {
    let time = cost.median.estimate
    return CostTimeChart.Point(
      label: "\(cost.memoryMB)", time: time.value / study.scale,
      timeInterval: time.interval?.divided(by: study.scale).bounds, cost: cost.costPerMillion.value,
      costInterval: cost.costPerMillion.interval?.bounds, isDominated: cost.isDominated)
  }

  /// Time against memory, where a few series have several sizes; the plane above cannot show single calls.
  private func memoryFigure(_ costs: [CostPerformance]) -> Figure? {
    let order = costs.map(\.seriesLabel).uniqued().filter { label in
      costs.filter { $0.seriesLabel == label }.count > 1
    }
    guard !order.isEmpty, order.count <= 4 else { return nil }
    let calls = Dictionary(groups.map { ($0.id, $0.sample.sorted.values) }) { first, _ in first }
    let series = order.enumerated().map { index, label in
      CostMemoryChart.Series(
        label: label,
        sizes: costs.filter { $0.seriesLabel == label }.map { cost in
          CostMemoryChart.Size(
            memory: Double(cost.memoryMB), values: (calls[cost.id] ?? []).map { $0 / study.scale },
            centre: cost.median.estimate.value / study.scale,
            interval: cost.median.estimate.interval?.divided(by: study.scale).bounds)
        }, style: index, key: key(label, costs))
    }
    return Figure(
      slug: "memory",
      caption:
        "\(name: study.metric.title.capitalizedFirst) by memory size: every call, and the median with \(study.intervalText). \(study.countText).",
      guide:
        "Where the medians stop falling, more memory buys no more speed. Sizes between the ticks were not measured; the lines only join neighbours.",
      chart: CostMemoryChart(
        valueAxis: study.axis(costs.map(\.median.estimate.value)), series: series),
      readings: Readings(
        title: "median (\(study.unit.rawValue))", unit: study.unit.rawValue,
        series: series.map { one in
          Readings.Series(
            key: one.key ?? one.label, label: one.label, panel: 0,
            points: costs.filter { $0.seriesLabel == one.label }.map { cost in
              Readings.Point(
                x: Double(cost.memoryMB), y: cost.median.estimate.value / study.scale,
                name: "\(cost.memoryMB) MB", value: TableCell(cost.median, scale: study.scale))
            })
        }))
  }

  // MARK: Table

  private func table() -> Table {
    Table(
      slug: "cost",
      caption:
        "Cost and median time of each group, priced by \(name: study.prices?.rule ?? "the price book"), with \(study.intervalText).",
      columns: [
        TableColumn("Group", .text), TableColumn("Memory", unit: "MB"), TableColumn("n"),
        TableColumn("Million calls", unit: "USD", .estimate),
        TableColumn("Median", unit: study.unit.rawValue, .estimate), TableColumn("Trade-off", .text),
      ],
      rows: study.costs.map { cost in
        TableRow(
          key: cost.id,
          [
            .text(cost.label), .count(cost.memoryMB), .count(cost.costPerMillion.n),
            TableCell(cost.costPerMillion), TableCell(cost.median, scale: study.scale),
            .text(cost.isDominated ? "dominated" : "on the front"),
          ])
      })
  }

  private func description(_ costs: [CostPerformance]) -> String {
    let points = costs.prefix(12).map { cost in
      "\(cost.label): \(NumberText.significant(cost.costPerMillion.value, digits: 3)) USD, median \(study.brief(cost.median.estimate.value))"
    }
    return "Cost of a million calls against median time. " + points.joined(separator: "; ") + "."
  }
}
