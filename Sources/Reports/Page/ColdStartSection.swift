import Analysis
import Charts
import Measurements
import Statistics

/// What a cold start costs in time: both starts of a configuration side by side.
struct ColdStartSection {
  let study: Study
  let groups: [CallGroup]
  let profile: Profile

  /// Pairs that a figure can hold.
  private static let mostRows = 40

  init(_ report: StudyReport) {
    study = report.study
    groups = report.groups
    profile = report.profile
  }

  /// The section, or `nil` when no configuration was seen both cold and warm.
  func section() -> Section? {
    guard !study.coldPenalties.isEmpty else { return nil }
    var blocks: [Block] = []
    if profile.hasFigures { blocks.append(.figure(figure())) }
    blocks.append(.table(table()))
    if profile.isThorough, let shift = shift() { blocks.append(.figure(shift)) }
    return Section(id: "cold-starts", heading: "Cold starts", blocks: blocks)
  }

  private func median(_ id: String) -> QuantileResult? {
    study.performances.first { $0.id == id }?.median
  }

  private func figure() -> Figure {
    let shown = study.coldPenalties.prefix(Self.mostRows)
    let ends = shown.flatMap { [median($0.coldID), median($0.warmID)] }.compactMap { $0?.estimate.value }
    func end(_ id: String) -> DumbbellChart.Estimate? {
      median(id).map { result in
        DumbbellChart.Estimate(
          result.estimate.value / study.scale,
          interval: result.estimate.interval?.divided(by: study.scale).bounds)
      }
    }
    return Figure(
      slug: "cold-warm", headline: study.findings.first { $0.id == "cold-penalty" }?.sentence,
      caption:
        "Median \(name: study.metric.title) of warm and cold calls of the same configuration, with \(study.intervalText).",
      guide:
        "The bar between the two marks is what a cold start adds. Whiskers that reach past the other mark mean that the data do not tell the two apart.",
      chart: DumbbellChart(
        axis: study.axis(ends),
        rows: shown.map { penalty in
          DumbbellChart.Row(
            label: penalty.label, first: end(penalty.warmID), second: end(penalty.coldID),
            cells: [ratio(penalty).whole], key: penalty.coldID)
        }, columns: [.init("cold / warm")]),
      readings: Readings(
        title: "median (\(study.unit.rawValue))", unit: study.unit.rawValue,
        series: shown.map { penalty in
          Readings.Series(
            key: penalty.coldID, label: penalty.label, panel: 0,
            points: [("warm median", penalty.warmID), ("cold median", penalty.coldID)].compactMap {
              name, id in
              median(id).map { result in
                Readings.Point(
                  x: result.estimate.value / study.scale, y: nil, name: name,
                  value: TableCell(result, scale: study.scale))
              }
            })
        }))
  }

  /// Whether a cold start adds the same to all calls, for the configuration with the most cold calls.
  private func shift() -> Figure? {
    func calls(_ id: String) -> CallGroup? { groups.first { $0.id == id } }
    let pairs = study.coldPenalties.compactMap { penalty in
      calls(penalty.warmID).flatMap { warm in calls(penalty.coldID).map { (penalty, warm, $0) } }
    }
    let most = pairs.max {
      min($0.1.sample.count, $0.2.sample.count) < min($1.1.sample.count, $1.2.sample.count)
    }
    return most.flatMap { penalty, warm, cold in
      ShiftFigure(
        first: warm, second: cold, names: ("warm", "cold"), unit: study.unit, level: study.levelText
      ).figure(slug: "cold-shift", headline: nil, about: penalty.label)
    }
  }

  private func ratio(_ penalty: ColdPenalty) -> TableCell {
    .estimate(
      penalty.ratio.value, penalty.ratio.interval,
      decimals: NumberText.decimals(of: penalty.ratio.value, interval: penalty.ratio.interval))
  }

  private func table() -> Table {
    let margin = Quantity(
      study.options.margin, text: NumberText.percent(study.options.margin), source: "options.margin")
    return Table(
      slug: "cold-starts",
      caption:
        "Cold against warm: medians, and their ratio with the verdict at \(study.levelText) and a margin of \(margin).",
      columns: [
        TableColumn("Configuration", .text), TableColumn("warm", unit: study.unit.rawValue, .estimate),
        TableColumn("cold", unit: study.unit.rawValue, .estimate), TableColumn("cold / warm", .estimate),
        TableColumn("Verdict", .text),
      ],
      rows: study.coldPenalties.map { penalty in
        TableRow(
          key: penalty.coldID,
          [
            .text(penalty.label),
            median(penalty.warmID).map { TableCell($0, scale: study.scale) } ?? .missing,
            median(penalty.coldID).map { TableCell($0, scale: study.scale) } ?? .missing, ratio(penalty),
            .text(Standing.verdict(penalty.verdict).word.lowercased()),
          ])
      })
  }
}
