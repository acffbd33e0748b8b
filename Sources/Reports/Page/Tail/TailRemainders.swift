import Analysis
import Charts
import Statistics

/// What percentiles would be without a cause, and with calls that were not sent in time.
struct TailRemainders {
  private let diagnosis: TailDiagnosis
  private let cells: TailCells

  init(_ diagnosis: TailDiagnosis, _ cells: TailCells) {
    self.diagnosis = diagnosis
    self.cells = cells
  }

  func withoutCauses() -> Section? {
    let groups = diagnosis.groups.filter { !$0.named.isEmpty }
    if groups.isEmpty { return nil }
    let rows = groups.flatMap { group in
      [TableRow([.text(group.label), .text("as measured")] + cells.percentiles(group.quantiles))]
        + group.named.map {
          TableRow(
            [.text(group.label), .text("without \($0.cause.rawValue)")] + cells.percentiles($0.without))
        }
    }
    return Section(
      id: "what-if", heading: "What would remain",
      blocks: [
        .figure(pairs(groups)),
        .table(table("tail-what-if", "Percentiles as measured and without each named cause", rows)),
      ])
  }

  /// The percentile that the tail decides, with and without the first cause of each configuration.
  private func pairs(_ groups: [GroupTail]) -> Figure {
    func estimate(_ quantiles: [TailPercentile], _ probability: Double) -> DumbbellChart.Estimate? {
      let scale = diagnosis.unit.microseconds
      return quantiles.first { $0.probability == probability }.map { quantile in
        DumbbellChart.Estimate(
          quantile.value / scale,
          interval: quantile.interval.map {
            IntervalBounds(lower: $0.lower.map { $0 / scale }, upper: $0.upper.map { $0 / scale })
          })
      }
    }
    let shown = groups.prefix(24)
    let rows = shown.flatMap { group in
      group.named.map { cause in
        let probability = group.decidedProbability
        return DumbbellChart.Row(
          label: groups.count > 1 ? "\(group.label): \(cause.cause.rawValue)" : cause.cause.rawValue,
          first: estimate(group.quantiles, probability), second: estimate(cause.without, probability),
          cells: [NumberText.quantileName(probability)], key: "\(group.id) \(cause.cause.rawValue)")
      }
    }
    let values = rows.flatMap { [$0.first?.value, $0.second?.value].compactMap { $0 } }
    let isWide = (values.max() ?? 1) > 4 * max(values.min() ?? 1, 1e-9)
    return Figure(
      slug: "tail-without",
      caption:
        "The percentile that the tail decides as measured, and as it would be without each named cause, with \(cells.level) intervals.",
      guide: "The distance between the two marks of a row is what removing the cause is worth.",
      chart: DumbbellChart(
        axis: ValueAxis(
          diagnosis.metric.title.capitalizedFirst, unit: diagnosis.unit.rawValue,
          spacing: isWide ? .logarithmic : .linear), rows: rows,
        first: DumbbellChart.State("as measured", style: 4), second: DumbbellChart.State("without", style: 0),
        labelTitle: "Without", columns: [.init("percentile")]))
  }

  func omission() -> Section? {
    let groups = diagnosis.groups.filter { !$0.omission.corrected.isEmpty }
    if groups.isEmpty { return nil }
    let rows = groups.flatMap { group -> [TableRow] in
      let omission = group.omission
      return [
        TableRow([.text(group.label), .text("when sent")] + cells.percentiles(omission.uncorrected)),
        TableRow(
          [.text(group.label), .text("when due (\(omission.state.rawValue))")]
            + cells.percentiles(omission.corrected, areComputed: omission.state == .corrected)),
      ]
    }
    return Section(
      id: "omission", heading: "Calls that were not sent in time",
      blocks: [
        .sentences([
          "A slow call can keep the next ones from being sent; counted from when they were sent, these look fast although somebody would have waited (coordinated omission). Both counts stand side by side."
        ]),
        .table(
          table(
            "tail-omission", "Percentiles counted from when calls were sent, and from when they were due",
            rows
          )),
      ])
  }

  private func table(_ slug: String, _ caption: String, _ rows: [TableRow]) -> Table {
    Table(
      slug: slug,
      caption:
        "\(name: caption), with \(cells.level) intervals that respect batches where calls suffice for one.",
      columns: [TableColumn("Configuration", .text), TableColumn("Calls", .text)]
        + TailPercentile.reported.map {
          TableColumn(NumberText.quantileName($0), unit: diagnosis.unit.rawValue, .estimate)
        }, rows: rows)
  }
}
