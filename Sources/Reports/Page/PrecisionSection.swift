import Analysis
import Charts
import Measurements
import Statistics

/// Whether there were calls enough, whether they depend on their past, and whether equal things come out equal.
struct PrecisionSection {
  let study: Study
  let groups: [CallGroup]

  /// Groups whose convergence is followed; those with the most calls.
  private static let mostGroups = 3
  /// Sizes at which an interval is computed anew.
  private static let steps = 9
  /// Calls below which nothing converges.
  private static let leastCalls = 40
  /// Lags of the autocorrelation.
  private static let greatestLag = 40
  /// Batches, or calls without batches, that each half of a group needs.
  private static let leastUnits = 5
  /// Groups from which a rate of alarms can be told.
  private static let leastComparisons = 4

  init(_ report: StudyReport) {
    study = report.study
    groups = report.groups
  }

  /// The section, or `nil` when no group has calls enough.
  func section() -> Section? {
    let blocks = [convergence(), autocorrelation(), sameAgainstSame()].compactMap { $0 }.map {
      Block.figure($0)
    }
    return blocks.isEmpty ? nil : Section(id: "precision", heading: "Precision", blocks: blocks)
  }

  private var largest: [CallGroup] {
    groups.enumerated().filter { $0.element.calls.count >= Self.leastCalls }
      .sorted { ($1.element.calls.count, $0.offset) < ($0.element.calls.count, $1.offset) }.map(\.element)
  }

  /// Durations in µs in the order of measuring, whole batches together, and the batch of each.
  private func ordered(_ group: CallGroup) -> (values: [Double], labels: [Int]) {
    var calls = group.calls
    if group.hasBatches {
      calls = group.calls.enumerated().sorted {
        ($0.element.batch ?? 0, $0.offset) < ($1.element.batch ?? 0, $1.offset)
      }.map(\.element)
    }
    return (
      calls.map { Double(study.metric.microseconds(of: $0) ?? 0) },
      calls.indices.map { group.hasBatches ? calls[$0].batch ?? $0 : $0 }
    )
  }

  private func answer(
    _ values: ArraySlice<Double>, _ labels: ArraySlice<Int>, _ group: CallGroup, at p: Double
  )
    -> Estimate?
  {
    let structure = group.hasBatches ? SampleStructure.clustered(labels: Array(labels)) : .independent
    return try? StructuredSample(Array(values), structure).quantileInterval(p, level: study.options.level)
      .estimate
  }

  // MARK: Figures

  private func convergence() -> Figure? {
    let names = Dictionary(study.performances.map { ($0.id, $0.label) }) { first, _ in first }
    let chosen = largest.prefix(Self.mostGroups)
    guard !chosen.isEmpty else { return nil }
    let probabilities = chosen.count == 1 ? Performance.reported : [0.5, 0.99]
    var series: [ConvergenceChart.Series] = []
    for group in chosen {
      let (values, labels) = ordered(group)
      for probability in probabilities {
        var widths: [(calls: Double, width: Double)] = []
        for step in (0..<Self.steps).reversed() {
          // Half as many calls at each earlier step, up to the end of a batch.
          var count = values.count >> step
          while count > 0, count < values.count, labels[count] == labels[count - 1] { count += 1 }
          guard count >= 10,
            let estimate = answer(values[..<count], labels[..<count], group, at: probability),
            let width = estimate.interval?.width, estimate.value > 0
          else { continue }
          if widths.last?.calls != Double(count) {
            widths.append((Double(count), 50 * width / estimate.value))
          }
        }
        guard widths.count > 1 else { continue }
        let name = NumberText.quantileName(probability)
        series.append(
          ConvergenceChart.Series(
            label: chosen.count == 1 ? name : "\(names[group.id] ?? group.id) · \(name)", widths: widths,
            key: group.id + name))
      }
    }
    guard !series.isEmpty else { return nil }
    let margin = study.options.margin
    let quantity = Quantity(margin, text: NumberText.percent(margin), source: "options.margin")
    return Figure(
      slug: "convergence",
      caption:
        "Half-width of the \(study.levelText) interval, relative to the estimate, as calls were added. Where a curve begins, the calls first bound the quantile on both sides. Line: the margin of \(quantity) that was fixed beforehand.",
      guide:
        "Below the line, the quantile is known better than the margin that matters. A curve that has gone flat will not get there with more calls of this kind; it takes more batches.",
      chart: ConvergenceChart(
        widthAxis: ValueAxis("Half-width of the interval", unit: "%", spacing: .logarithmic), series: series,
        target: ReferenceLine(100 * margin, label: "margin")),
      readings: Readings(
        title: "half-width of the interval (%)", unit: "%",
        series: series.map { one in
          Readings.Series(
            key: one.key ?? one.label, label: one.label, panel: 0,
            points: one.points.map { point in
              Readings.Point(
                x: point.time, y: point.value, name: "\(NumberText.grouped(Int(point.time))) calls",
                value: .number(point.value, decimals: NumberText.decimals(of: point.value, interval: nil)))
            })
        }))
  }

  private func autocorrelation() -> Figure? {
    let strongest = zip(study.performances, groups).filter { $0.1.calls.count >= Self.leastCalls }
      .max { ($0.0.dependence?.designEffect ?? 1) < ($1.0.dependence?.designEffect ?? 1) }
    guard let (performance, group) = strongest else { return nil }
    let rank = Superlative(
      "strongest", .largest, performance.dependence?.designEffect ?? 1,
      among: study.performances.map { $0.dependence?.designEffect ?? 1 })
    let which: Sentence =
      performance.dependence == nil || !rank.holds
      ? "" : ", the group with the \(rank) dependence within batches"
    let (values, _) = ordered(group)
    let lags = min(Self.greatestLag, values.count / 4)
    guard lags >= 4, let ranks = try? ranks(of: values),
      let correlations = try? autocorrelations(ranks, greatestLag: lags)
    else { return nil }
    let bound = Normal.quantile(0.5 + study.options.level / 2) / Double(values.count).squareRoot()
    return Figure(
      slug: "autocorrelation",
      caption:
        "Autocorrelation of the ranks of \(name: study.metric.title) in the order of measuring, in \(name: performance.label)\(which). Band: \(study.levelText) of independent values.",
      guide:
        "Bars beyond the band mean that a call resembles those before it. Then calls are worth less than their number, and intervals that ignore the order are too narrow.",
      chart: AutocorrelationChart(
        correlations: correlations.enumerated().dropFirst().map {
          (lag: Double($0.offset), value: $0.element)
        },
        bound: bound, boundLabel: "\(NumberText.percent(study.options.level)) of independent values",
        sizeLabel: performance.label),
      readings: Readings(
        title: "correlation", unit: "",
        series: [
          Readings.Series(
            key: performance.id, label: performance.label, panel: 0,
            points: correlations.enumerated().dropFirst().map { lag, value in
              Readings.Point(x: Double(lag), y: value, name: "lag \(lag)", value: .number(value, decimals: 2))
            })
        ]))
  }

  private func ranks(of values: [Double]) throws -> [Double] {
    let sorted = values.sorted()
    var first: [Double: Int] = [:]
    for (index, value) in sorted.enumerated() where first[value] == nil { first[value] = index }
    return values.map { Double(first[$0] ?? 0) }
  }

  private func sameAgainstSame() -> Figure? {
    var comparisons: [AAChart.Comparison] = []
    var labels: [String] = []
    for (performance, group) in zip(study.performances, groups) {
      let (values, batches) = ordered(group)
      let units = batches.uniqued()
      guard units.count >= 2 * Self.leastUnits, values.count >= Self.leastCalls else { continue }
      // Neighbours go to different halves, so that drift falls on both.
      let side = Dictionary(uniqueKeysWithValues: units.enumerated().map { ($1, $0.isMultiple(of: 2)) })
      let halves = [true, false].map { wanted in
        let kept = values.indices.filter { side[batches[$0]] == wanted }
        return answer(kept.map { values[$0] }[...], kept.map { batches[$0] }[...], group, at: 0.5)
      }
      guard let first = halves[0], let second = halves[1], let ratio = first.ratio(to: second) else {
        continue
      }
      labels.append(performance.label)
      comparisons.append(
        AAChart.Comparison(
          estimate: 100 * (ratio.value - 1),
          interval: IntervalBounds(
            lower: ratio.interval.lower.map { 100 * ($0 - 1) },
            upper: ratio.interval.upper.map { 100 * ($0 - 1) }),
          isAlarm: !ratio.interval.contains(1)))
    }
    guard comparisons.count >= Self.leastComparisons else { return nil }
    let unit: Sentence =
      groups.contains { $0.hasBatches }
      ? "every second batch against the others" : "every second call against the others"
    return Figure(
      slug: "same-against-same",
      caption:
        "Each group against itself: change of the median, \(unit), with \(study.intervalText). The true change is zero.",
      guide:
        "An interval that excludes zero is a false alarm. Methods that keep their promise raise about as many as they promise; many more mean that the intervals are too narrow for these data.",
      chart: AAChart(
        axis: ValueAxis("Change of the median", unit: "%"), comparisons: comparisons,
        nominalRate: 1 - study.options.level), readings: readings(zip(labels, comparisons).map { $0 }))
  }

  /// The comparisons in the order of the chart.
  private func readings(_ comparisons: [(String, AAChart.Comparison)]) -> Readings {
    let sorted = comparisons.sorted {
      ($0.1.estimate, $0.1.interval.upper ?? .infinity) < ($1.1.estimate, $1.1.interval.upper ?? .infinity)
    }
    return Readings(
      title: "change of the median (%)", unit: "%",
      series: [
        Readings.Series(
          key: "", label: "A group against itself", panel: 0,
          points: sorted.enumerated().map { rank, entry in
            let (label, comparison) = entry
            let interval = ConfidenceInterval(
              lower: comparison.interval.lower, upper: comparison.interval.upper, level: study.options.level)
            return Readings.Point(
              x: Double(rank + 1) / Double(sorted.count + 1), y: comparison.estimate, name: label,
              value: .estimate(comparison.estimate, interval, decimals: 1))
          })
      ])
  }
}
