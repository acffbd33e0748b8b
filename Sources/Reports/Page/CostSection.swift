import Analysis
import Charts
import Measurements
import Statistics

/// What calls cost and what the money buys.
struct CostSection {
  let study: Study
  let styles: SeriesStyles

  init(_ report: StudyReport) {
    study = report.study
    styles = SeriesStyles(report.study)
  }

  func section() -> Section {
    Section(id: "cost", heading: "Cost against time", blocks: [.figure(figure()), .table(table())])
  }

  private var scale: Double { study.unit.microseconds }

  private func figure() -> Figure {
    let order = study.costs.map(\.seriesLabel).uniqued()
    let times = study.costs.map(\.median.estimate.value)
    let prices = study.costs.map(\.costPerMillion.value)
    func spacing(_ values: [Double]) -> ValueAxis.Spacing {
      guard let low = values.min(), let high = values.max(), low > 0 else { return .linear }
      return high / low > 3 ? .logarithmic : .linear
    }
    let rule = study.prices.map { "\($0.book) at \($0.date)" } ?? "the price book"
    return Figure(
      slug: "cost",
      caption:
        "US dollars for a million calls (mean of the prices of the single calls, \(rule)) against the median \(study.metric.title), with \(NumberText.percent(study.options.level)) intervals that respect batches. Labels: memory size in MB; hollow: another size of the same series is both cheaper and faster.",
      guide:
        "Down is cheaper, left is faster. A size is worth its price when no other size lies to its lower left. Bars that overlap in both directions cannot be told apart with these data.",
      chart: CostTimeChart(
        description: description(),
        timeAxis: ValueAxis(
          "Median \(study.metric.title)", unit: study.unit.rawValue, spacing: spacing(times)),
        costAxis: ValueAxis("Cost of a million calls", unit: "USD", spacing: spacing(prices)),
        series: order.map { label in
          CostTimeChart.Series(
            label: label, points: study.costs.filter { $0.seriesLabel == label }.map(point),
            style: styles.index(ofSeries: label))
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

  private func description() -> String {
    let points = study.costs.prefix(12).map { cost in
      "\(cost.label): \(NumberText.significant(cost.costPerMillion.value, digits: 3)) USD, median \(NumberText.significant(cost.median.estimate.value / scale, digits: 3)) \(study.unit.rawValue)"
    }
    return "Cost of a million calls against median time. " + points.joined(separator: "; ") + "."
  }
}
