import Analysis
import Charts
import Measurements
import Statistics

/// Which memory sizes could be best, how sure that is, and what the other sizes would give.
struct TuneSection {
  private let study: Study
  private let groups: [CallGroup]
  private let profile: Profile

  init(_ report: StudyReport) {
    study = report.study
    groups = report.groups
    profile = report.profile
  }

  /// Points that one plane can hold with their labels.
  private static let mostPoints = 24

  /// The section, or `nil` when no sizes were compared.
  func section() -> Section? {
    guard let tuning = study.tuning else { return nil }
    var blocks: [Block] = [.sentences(method(tuning))]
    for series in tuning.series where series.isMain {
      // A figure has the conclusion as its headline.
      let conclusion = profile.hasFigures ? [] : [series.conclusion(unit: study.unit)]
      if profile.hasFigures {
        blocks += [memoryFigure(series), planeFigure(series)].compactMap { $0 }.map { .figure($0) }
      }
      blocks.append(.remarks(conclusion + series.remarks(unit: study.unit)))
      blocks += TuneTables(study, series).all().map { .table($0) }
    }
    let others = tuning.series.filter { !$0.isMain }
    if !others.isEmpty { blocks.append(.remarks(others.map { $0.conclusion(unit: study.unit) })) }
    if !tuning.refusals.isEmpty {
      blocks.append(.remarks(tuning.refusals.map { "Not compared: \(name: $0.description)" }))
    }
    return Section(id: "cost", heading: "Which memory size", blocks: blocks)
  }

  // MARK: Words

  private func method(_ tuning: Tuning) -> [Sentence] {
    let replicates = Quantity.count(study.options.replicates, "options.replicates")
    var sentences: [Sentence] = [
      "\(book) A bootstrap of whole batches draws time and cost of a size together (\(replicates) draws), stretched by Student's factor because batches are few; sizes are independent.",
      "Probabilities are shares of these draws. A size is struck off when the evidence against it exceeds what chance alone gives to the size that wins in truth (Hsu's multiple comparisons, by the two-step method of Romano, Shaikh and Wolf), so that the set holds that size with a probability of \(study.levelText).",
    ]
    if let goal = goal(tuning.options.goal) { sentences.insert(goal, at: 0) }
    if let share = tuning.options.coldShare {
      let text = Quantity(
        share, text: NumberText.percent(share, decimals: share < 0.1 ? 1 : 0), source: "tuning.coldShare")
      sentences.append("Cold calls are given a share of \(text), whatever their share in the data.")
    }
    return sentences
  }

  /// What the best size is the best at; `nil` when its name says so.
  private func goal(_ goal: TuningGoal) -> Sentence? {
    let weight = goal.costWeight
    guard weight > 0, weight < 1 else { return nil }
    let cost = Quantity(
      weight, text: NumberText.significant(weight, digits: 2), source: "tuning.goal.costWeight")
    let time = Quantity(
      1 - weight, text: NumberText.significant(1 - weight, digits: 2), source: "tuning.goal.timeWeight")
    return
      "The best size has the least cost and time, each raised to its weight (\(cost) and \(time)) and multiplied: in any unit, per cents count by these weights."
  }

  private var book: Sentence {
    study.prices.map { "Calls are priced by \(name: "\($0.book) at \($0.date)"), each by itself." }
      ?? "Calls are priced each by itself."
  }

  private func name(_ series: TunedSeries) -> Sentence { TuneTables(study, series).name }

  private func statistic(_ series: TunedSeries) -> String { TuneTables(study, series).statistic }

  private func cell(_ value: TunedValue, scale: Double) -> TableCell { .tuned(value, scale: scale) }

  // MARK: Figures

  private func memoryFigure(_ series: TunedSeries) -> Figure? {
    let choice = series.choice
    let calls = callsBySize(series)
    let sizes = choice.sizes.map { size in
      CostMemoryChart.Size(
        memory: Double(size.memoryMB), values: calls[size.memoryMB] ?? [],
        centre: size.time.value / study.scale,
        interval: size.time.interval.divided(by: study.scale).bounds)
    }
    let fit = (series.model?.predictions ?? []).map { prediction in
      CostMemoryChart.FitPoint(
        memory: Double(prediction.memoryMB), mean: prediction.time.value / study.scale,
        confidence: range(prediction.time.interval), prediction: range(prediction.timeOfNewSize))
    }
    let possible = choice.possible.map { Double($0.memoryMB) }
    let optimum = choice.recommendedMB.flatMap { recommended -> CostMemoryChart.Optimum? in
      guard let low = possible.min(), let high = possible.max() else { return nil }
      let word = choice.goal.superlative
      let text =
        low == high
        ? "\(word): \(recommended) MB" : "\(word): \(Int(low)) to \(Int(high)) MB"
      return CostMemoryChart.Optimum(
        memory: Double(recommended), interval: IntervalBounds(lower: low, upper: high), label: text)
    }
    let values = sizes.flatMap(\.values)
    return Figure(
      slug: "tuning-\(series.id)-memory", headline: series.conclusion(unit: study.unit),
      caption:
        "\(name: study.metric.title.capitalizedFirst) of \(name(series)) by memory size: every call (dots), the \(name: statistic(series)) of each measured size with its \(study.levelText) interval (marks), and the fitted curve. The dark band is the doubt of the curve; the pale band is where a size that was not measured would lie. The bar on the floor spans the sizes that could be chosen.",
      guide:
        "Marks were measured; between them only the curve and its pale band speak. Where the curve is level, memory buys no time.",
      chart: CostMemoryChart(
        valueAxis: study.axis(values),
        series: [
          CostMemoryChart.Series(
            label: series.label, sizes: sizes, fit: fit, optimum: optimum, style: 0,
            key: key(series))
        ],
        confidenceLabel: "doubt of the curve", predictionLabel: "a size not measured"),
      readings: Readings(
        title: "\(statistic(series)) (\(study.unit.rawValue))", unit: study.unit.rawValue,
        series: [
          Readings.Series(
            key: key(series), label: series.label, panel: 0,
            points: choice.sizes.map { size in
              Readings.Point(
                x: Double(size.memoryMB), y: size.time.value / study.scale, name: "\(size.memoryMB) MB",
                value: cell(size.time, scale: study.scale))
            })
        ]))
  }

  /// The groups of a series, so that filters of the page find its curve.
  private func key(_ series: TunedSeries) -> String { series.groups.joined(separator: " ") }

  private func range(_ interval: ConfidenceInterval) -> ClosedRange<Double>? {
    guard let low = interval.lower, let high = interval.upper, low <= high else { return nil }
    return low / study.scale...high / study.scale
  }

  private func callsBySize(_ series: TunedSeries) -> [Int: [Double]] {
    var calls: [Int: [Double]] = [:]
    for group in groups where series.groups.contains(group.id) {
      guard let memory = group.configuration.memoryMB else { continue }
      calls[memory, default: []] += group.sample.sorted.values.map { $0 / study.scale }
    }
    return calls
  }

  private func planeFigure(_ series: TunedSeries) -> Figure? {
    let sizes = series.choice.sizes
    func spacing(_ values: [Double]) -> ValueAxis.Spacing {
      guard let low = values.min(), let high = values.max(), low > 0 else { return .linear }
      return high / low > 3 ? .logarithmic : .linear
    }
    // Where sizes are many, those that hardly belong to the front are left to the table.
    let drawn = sizes.count <= Self.mostPoints ? sizes : sizes.filter { $0.probabilityOnFront >= 0.05 }
    guard drawn.count > 1 else { return nil }
    return Figure(
      slug: "tuning-\(series.id)-plane",
      caption:
        "US dollars for a million calls of \(name(series)) against the \(name: statistic(series)) time, with \(study.levelText) intervals. Labels: memory size in MB, and the probability that no other size is both cheaper and faster, unless it is certain; hollow: that is less probable than not.",
      guide:
        "Down is cheaper, left is faster. The sizes on the front are the ones worth choosing from; which one depends on what time is worth.",
      chart: CostTimeChart(
        timeAxis: ValueAxis(
          "\(statistic(series).capitalizedFirst) \(study.metric.title)", unit: study.unit.rawValue,
          spacing: spacing(drawn.map(\.time.value))),
        costAxis: ValueAxis(
          "Cost of a million calls", unit: "USD", spacing: spacing(drawn.map(\.costPerMillion.value))),
        series: [
          CostTimeChart.Series(
            label: series.label,
            points: drawn.map { size in
              CostTimeChart.Point(
                label: "\(size.memoryMB)", time: size.time.value / study.scale,
                timeInterval: size.time.interval.divided(by: study.scale).bounds,
                cost: size.costPerMillion.value, costInterval: size.costPerMillion.interval.bounds,
                isDominated: size.probabilityOnFront < 0.5, frontProbability: size.probabilityOnFront)
            }, style: 0, key: key(series))
        ], dominatedLabel: "probably dominated"),
      readings: Readings(
        title: "cost of a million calls (USD)", unit: "USD",
        series: [
          Readings.Series(
            key: key(series), label: series.label, panel: 0,
            points: drawn.map { size in
              Readings.Point(
                x: size.time.value / study.scale, y: size.costPerMillion.value, name: "\(size.memoryMB) MB",
                value: cell(size.costPerMillion, scale: 1))
            })
        ]))
  }
}
