import Analysis
import Charts
import Measurements
import Statistics

/// What calls cost and what the money buys.
struct CostSection {
  let study: Study

  init(_ report: StudyReport) { study = report.study }

  /// Points that one plane can hold with their labels.
  private static let mostPoints = 40
  /// Calls below which a point is left to the table.
  private static let leastCalls = 5

  func section() -> Section {
    let drawn = study.costs.filter { $0.costPerMillion.n >= Self.leastCalls }
    let parts = drawn.count <= Self.mostPoints ? [drawn] : split(drawn)
    let figures = parts.enumerated().map { index, part in
      Block.figure(figure(part, slug: parts.count == 1 ? "cost" : "cost-\(index + 1)"))
    }
    return Section(id: "cost", heading: "Cost against time", blocks: figures + [.table(table())])
  }

  /// One part for each first factor of the series, such as each runtime.
  private func split(_ costs: [CostPerformance]) -> [[CostPerformance]] {
    func family(_ cost: CostPerformance) -> Substring { cost.seriesLabel.prefix { $0 != "·" } }
    return costs.map(family).uniqued().map { name in costs.filter { family($0) == name } }
  }

  private var scale: Double { study.unit.microseconds }

  private func figure(_ costs: [CostPerformance], slug: String) -> Figure {
    let order = costs.map(\.seriesLabel).uniqued()
    let times = costs.map(\.median.estimate.value)
    let prices = costs.map(\.costPerMillion.value)
    func spacing(_ values: [Double]) -> ValueAxis.Spacing {
      guard let low = values.min(), let high = values.max(), low > 0 else { return .linear }
      return high / low > 3 ? .logarithmic : .linear
    }
    let rule = study.prices.map { "\($0.book) at \($0.date)" } ?? "the price book"
    return Figure(
      slug: slug,
      caption:
        "US dollars for a million calls (mean of the prices of the single calls, \(rule)) against the median \(study.metric.title), with \(study.intervalText). Labels: memory size in MB; hollow: another size of the same series is both cheaper and faster.",
      guide:
        "Down is cheaper, left is faster. A size is worth its price when no other size lies to its lower left. Bars that overlap in both directions cannot be told apart with these data.",
      chart: CostTimeChart(
        description: description(costs),
        timeAxis: ValueAxis(
          "Median \(study.metric.title)", unit: study.unit.rawValue, spacing: spacing(times)),
        costAxis: ValueAxis("Cost of a million calls", unit: "USD", spacing: spacing(prices)),
        series: order.map { label in
          CostTimeChart.Series(
            label: label, points: costs.filter { $0.seriesLabel == label }.map(point),
            style: order.firstIndex(of: label) ?? 0)
        }))
  }

  private func point(_ cost: CostPerformance) -> CostTimeChart.Point {
    let time = cost.median.estimate
    return CostTimeChart.Point(
      label: "\(cost.memoryMB)", time: time.value / scale,
      timeInterval: time.interval.map { interval in
        IntervalBounds(lower: interval.lower.map { $0 / scale }, upper: interval.upper.map { $0 / scale })
      },
      cost: cost.costPerMillion.value,
      costInterval: cost.costPerMillion.interval.map { IntervalBounds(lower: $0.lower, upper: $0.upper) },
      isDominated: cost.isDominated)
  }

  private func table() -> Table {
    let rows = study.costs.map { cost -> [TableCell] in
      let price = cost.costPerMillion
      let decimals = NumberText.decimals(of: price.value, interval: price.interval)
      let time = cost.median.estimate
      let timeInterval = time.interval.map {
        ConfidenceInterval(
          lower: $0.lower.map { $0 / scale }, upper: $0.upper.map { $0 / scale }, level: $0.level)
      }
      let timeDecimals = NumberText.decimals(of: time.value / scale, interval: timeInterval)
      return [
        TableCell(cost.label), TableCell(NumberText.grouped(cost.memoryMB), sortValue: Double(cost.memoryMB)),
        TableCell(NumberText.grouped(price.n), sortValue: Double(price.n)),
        TableCell(
          NumberText.fixed(price.value, decimals: decimals),
          interval: NumberText.interval(price.interval, decimals: decimals), sortValue: price.value),
        TableCell(
          NumberText.fixed(time.value / scale, decimals: timeDecimals),
          interval: NumberText.interval(timeInterval, decimals: timeDecimals), sortValue: time.value / scale),
        TableCell(cost.isDominated ? "dominated" : "on the front"),
      ]
    }
    return Table(
      slug: "cost",
      caption: "Cost and median time of each group, priced by \(study.prices?.rule ?? "the price book").",
      columns: [
        TableColumn(title: "Group", isNumeric: false), TableColumn(title: "Memory (MB)", isNumeric: true),
        TableColumn(title: "n", isNumeric: true),
        TableColumn(title: "USD per million calls", isNumeric: true),
        TableColumn(title: "Median (\(study.unit.rawValue))", isNumeric: true),
        TableColumn(title: "Trade-off", isNumeric: false),
      ], rows: rows, isCollapsed: rows.count > 24)
  }

  private func description(_ costs: [CostPerformance]) -> String {
    let points = costs.prefix(12).map { cost in
      "\(cost.label): \(NumberText.significant(cost.costPerMillion.value, digits: 3)) USD, median \(NumberText.significant(cost.median.estimate.value / scale, digits: 3)) \(study.unit.rawValue)"
    }
    return "Cost of a million calls against median time. " + points.joined(separator: "; ") + "."
  }
}
