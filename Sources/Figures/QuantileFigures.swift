import Charts
import Foundation
import Statistics

extension FigureKind {
  private static let sample: [Role] = [
    .required("value", "the measured values"), .optional("group", "what the values belong to"),
  ]

  static let quantileKinds: [FigureKind] = [
    FigureKind(
      name: "tail", summary: "quantiles on an axis that stretches the tail, with intervals", roles: sample,
      make: QuantileFigures.tail),
    FigureKind(
      name: "tails", summary: "one tail plot for each group, the others in grey behind", roles: sample,
      make: QuantileFigures.tails),
    FigureKind(
      name: "percentiles", summary: "p50, p90, p99 and p99.9 of each group with intervals", roles: sample,
      make: QuantileFigures.percentiles),
    FigureKind(
      name: "ecdf", summary: "empirical distribution functions with their band", roles: sample,
      make: QuantileFigures.ecdf),
    FigureKind(
      name: "convergence", summary: "how the intervals of quantiles narrow with the number of values",
      roles: [.required("value", "the measured values in the order of measuring")],
      make: QuantileFigures.convergence),
  ]
}

/// Figures of quantiles.
enum QuantileFigures {
  private static let reported = [0.5, 0.9, 0.99, 0.999]
  private static let needed = 10.0

  private static func name(_ group: String) -> String { group.isEmpty ? "all values" : group }

  static func tail(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    let groups = try table.groups("value", by: "group")
    let chart = try tailChart(groups, table, options)
    return Figure(
      try tailTitle(groups, options), chart,
      caption: [
        Words.sizes(groups.map(\.values.count)),
        "Bands: \(options.percent) intervals of the quantiles from order statistics. Dotted: fewer than 10 values beyond.",
      ])
  }

  static func tails(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    var figure = try tail(table, options)
    if let chart = figure.chart as? PercentileTailChart { figure.chart = SmallMultiples(splitting: chart) }
    return figure
  }

  private static func tailChart(
    _ groups: [(name: String, values: [Double])], _ table: FigureTable, _ options: FigureOptions
  ) throws -> PercentileTailChart {
    let series = try groups.map { group in
      let sample = try SortedSample(group.values)
      let count = Double(sample.count)
      let supported = 1 - needed / count
      // Every rank that changes the curve by a visible step: dense in the tail, where ranks are far apart.
      let steps = 360
      var points: [PercentileTailChart.Point] = []
      var last = -1
      for step in 0...steps {
        let probability = 1 - pow(10, -log10(count) * Double(step) / Double(steps))
        let rank = min(sample.count - 1, Int((probability * count).rounded(.down)))
        guard rank != last else { continue }
        last = rank
        let place = Double(rank) / count
        let interval =
          place > 0 && place <= supported
          ? try sample.quantileInterval(place, level: options.level).interval : nil
        points.append(
          .init(
            probability: place, value: try sample.quantile(place), lower: interval?.lower,
            upper: interval?.upper))
      }
      return PercentileTailChart.Series(label: name(group.name), points: points, supportedUpTo: supported)
    }
    return PercentileTailChart(
      valueAxis: options.axis("value", of: table, logarithmic: true), series: series,
      threshold: options.marks.first)
  }

  /// Who is lowest in the middle and in the tail, where the intervals decide it.
  private static func tailTitle(_ groups: [(name: String, values: [Double])], _ options: FigureOptions) throws
    -> String
  {
    guard groups.count > 1 else { return "Quantiles of \(Words.count(groups[0].values.count)) values" }
    let samples = try groups.map { try SortedSample($0.values) }
    let smallest = samples.map(\.count).min() ?? 0
    let supported = reported.filter { Double(smallest) * (1 - $0) >= needed }
    func decided(_ probability: Double, lowest: Bool) throws -> String? {
      let estimates = try samples.map { try $0.quantileInterval(probability, level: options.level) }
      for (index, estimate) in estimates.enumerated() {
        guard let own = estimate.interval else { continue }
        let beatsAll = estimates.indices.allSatisfy { other in
          guard other != index, let interval = estimates[other].interval else { return other == index }
          return lowest ? own.isBelow(interval) : interval.isBelow(own)
        }
        if beatsAll { return name(groups[index].name) }
      }
      return nil
    }
    var middle: (Double, String)?
    for probability in supported.reversed().dropFirst() {
      if let winner = try decided(probability, lowest: true) {
        middle = (probability, winner)
        break
      }
    }
    let last = supported.last ?? 0.5
    let words = Words.percentile(last)
    let worst = try decided(last, lowest: false)
    if let middle, let worst {
      let start = "\(middle.1) has the lowest \(Words.percentile(middle.0))"
      return middle.1 == worst
        ? "\(start) and the highest \(words)" : "\(start), \(worst) the highest \(words)"
    }
    if let worst { return "\(worst) has the highest \(words)" }
    if let best = try decided(last, lowest: true) { return "\(best) has the lowest \(words)" }
    return "No group has the highest \(words) for sure"
  }

  static func percentiles(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    let groups = try table.groups("value", by: "group")
    let samples = try groups.map { try SortedSample($0.values) }
    let axis = options.axis("value", of: table, logarithmic: true)
    var last: [(value: Double, name: String)] = []
    let blocks = try reported.map { probability in
      let estimates = try samples.map { try $0.quantileInterval(probability, level: options.level) }
      last = zip(estimates, groups).map { ($0.value, name($1.name)) }
      let rows = estimates.enumerated().map { index, estimate in
        IntervalChart.Row(
          label: name(groups[index].name), estimate: estimate.value,
          interval: estimate.interval.map { IntervalBounds(lower: $0.lower, upper: $0.upper) },
          cells: [Words.estimate(estimate.value, estimate.interval?.lower, estimate.interval?.upper)],
          style: index)
      }
      return IntervalChart.Group(title: Words.percentile(probability), rows: rows)
    }
    let unit = axis.unit.map { "\($0) " } ?? ""
    let chart = IntervalChart(
      axis: axis, groups: blocks, labelTitle: "",
      columns: [.init("\(unit)[\(options.percent) interval]")])
    return Figure(
      percentilesTitle(last, unit: axis.unit), chart,
      caption: [
        Words.sizes(samples.map(\.count)),
        "\(options.percent) intervals from order statistics; an arrow where the sample does not bound one.",
      ])
  }

  /// Between which groups the largest reported percentile lies.
  private static func percentilesTitle(_ estimates: [(value: Double, name: String)], unit: String?) -> String
  {
    let unit = unit.map { " \($0)" } ?? ""
    let word = Words.percentile(reported[reported.count - 1])
    guard let low = estimates.min(by: { ($0.value, $0.name) < ($1.value, $1.name) }),
      let high = estimates.max(by: { ($0.value, $1.name) < ($1.value, $0.name) }), low.value < high.value
    else { return "\(word) is \(Words.number(estimates.first?.value ?? .nan))\(unit)" }
    return
      "\(word) goes from \(Words.number(low.value))\(unit) (\(low.name)) to \(Words.number(high.value))\(unit) (\(high.name))"
  }

  static func ecdf(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    let groups = try table.groups("value", by: "group")
    let series = groups.map { group in
      let epsilon = (log(2 / (1 - options.level)) / (2 * Double(group.values.count))).squareRoot()
      return ECDFChart.Series(
        label: name(group.name), sortedValues: group.values.sorted(), bandHalfWidth: epsilon)
    }
    let chart = ECDFChart(valueAxis: options.axis("value", of: table, logarithmic: true), series: series)
    return Figure(
      ecdfTitle(groups, unit: chart.valueAxis.unit), chart,
      caption: [
        Words.sizes(groups.map(\.values.count)),
        "Bands: \(options.percent) Dvoretzky–Kiefer–Wolfowitz bands, which hold for the whole curve.",
        groups.count == 2 ? "The title tells where the curves are furthest apart." : "",
      ])
  }

  /// Where two distributions are furthest apart.
  private static func ecdfTitle(_ groups: [(name: String, values: [Double])], unit: String?) -> String {
    guard groups.count > 1 else { return "Distribution of \(Words.count(groups[0].values.count)) values" }
    let names = groups.map { name($0.name) }
    guard groups.count == 2 else { return "Distributions of \(Words.list(names))" }
    let (first, second) = (groups[0].values.sorted(), groups[1].values.sorted())
    let sizes = (Double(first.count), Double(second.count))
    var (i, j) = (0, 0)
    var best = (gap: 0.0, value: 0.0, shares: (0.0, 0.0))
    while i < first.count, j < second.count {
      let value = min(first[i], second[j])
      while i < first.count, first[i] == value { i += 1 }
      while j < second.count, second[j] == value { j += 1 }
      let shares = (Double(i) / sizes.0, Double(j) / sizes.1)
      if abs(shares.0 - shares.1) > best.gap { best = (abs(shares.0 - shares.1), value, shares) }
    }
    guard best.gap > 0 else { return "\(Words.list(names)) have the same distribution" }
    let shares = [best.shares.0, best.shares.1].map { Words.fixed($0 * 100, decimals: 1) }
    let place = Words.number(best.value) + (unit.map { " \($0)" } ?? "")
    return "\(shares[1]) % of \(names[1]) but \(shares[0]) % of \(names[0]) lie within \(place)"
  }

  static func convergence(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    let values = try table.numbers("value").filter(\.isFinite)
    guard values.count >= 50 else {
      throw FigureError.unfit("\(values.count) values are too few for a convergence plot: 50 would do.")
    }
    let sizes = stride(from: 0.0, through: 1, by: 1.0 / 24).map {
      Int((20 * pow(Double(values.count) / 20, $0)).rounded())
    }
    let target = options.margin ?? 0.05
    var reach: [String] = []
    let series = try reported.compactMap { probability -> ConvergenceChart.Series? in
      var widths: [(calls: Double, width: Double)] = []
      for size in sizes {
        let estimate = try SortedSample(Array(values.prefix(size))).quantileInterval(
          probability, level: options.level)
        guard let width = estimate.interval?.width, estimate.value > 0 else { continue }
        widths.append((Double(size), width / 2 / estimate.value * 100))
      }
      if let last = widths.last, last.width <= target * 100 { reach.append(Words.percentile(probability)) }
      return widths.isEmpty ? nil : .init(label: Words.percentile(probability), widths: widths)
    }
    let chart = ConvergenceChart(
      widthAxis: ValueAxis("Half-width of the interval", unit: "%", spacing: .logarithmic), series: series,
      target: ReferenceLine(target * 100, label: "target ±\(Words.setting(target * 100)) %"))
    let title =
      reach.isEmpty
      ? "No percentile is known within ±\(Words.setting(target * 100)) %"
      : "\(Words.count(values.count)) values are enough for \(Words.list(reach)) within ±\(Words.setting(target * 100)) %"
    return Figure(
      title, chart,
      caption: [
        "\(options.percent) intervals from order statistics of the first n values, relative to the estimate."
      ])
  }
}
