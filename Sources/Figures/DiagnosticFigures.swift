import Charts
import Foundation
import Statistics

extension FigureKind {
  static let diagnosticKinds: [FigureKind] = [
    FigureKind(
      name: "acf", summary: "rank autocorrelations by lag, with the effective number of values",
      roles: [
        .required("value", "the values in the order of time"),
        .optional("time", "when, to take out the levels between changes, which are found or given"),
      ], make: DiagnosticFigures.autocorrelation),
    FigureKind(
      name: "qq", summary: "quantiles of the logarithm against the normal law",
      roles: [.required("value", "the values")], make: DiagnosticFigures.quantiles),
    FigureKind(
      name: "batches", summary: "values in order by batch, with the median of each",
      roles: [
        .required("value", "the values in the order of measuring"), .required("batch", "the batch"),
        .optional("group", "a panel for each"),
      ], make: DiagnosticFigures.batches),
  ]
}

/// Figures that judge the data.
enum DiagnosticFigures {
  static func autocorrelation(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    var (values, changes) = try withoutLevels(table, options)
    if let season = options.season, season > 1 { values = try withoutSeason(values, season) }
    let ranks = try self.ranks(values)
    let lags = min(options.season.map { max(30, $0 + 6) } ?? 30, values.count / 4)
    let correlations = try autocorrelations(ranks, greatestLag: lags).dropFirst()
    let effective = try effectiveSampleSize(ranks)
    let z = Normal.quantile(0.5 + options.level / 2)
    let chart = AutocorrelationChart(
      lagTitle: options.labels["lag"] ?? "Lag", correlationTitle: "Rank autocorrelation",
      correlations: correlations.enumerated().map { (Double($0.offset + 1), $0.element) },
      bound: z / Double(values.count).squareRoot(), boundLabel: "\(options.percent) of independent values",
      sizeLabel: "n = \(Words.count(values.count)), effective n ≈ \(Words.number(effective, digits: 2))")
    return Figure(
      effective < 0.9 * Double(values.count)
        ? "\(Words.count(values.count)) values tell as much as \(Words.number(effective, digits: 2)) independent ones"
        : "The values look independent", chart,
      caption: [
        changes.map { $0.times.isEmpty ? "" : "The medians between the changes are taken out." } ?? "",
        changes?.note ?? "",
        options.season.map { "The medians of the \($0) phases of the season are taken out." } ?? "",
      ])
  }

  /// The values in the order of time, less the median of their regime where a column tells the time.
  private static func withoutLevels(_ table: FigureTable, _ options: FigureOptions) throws -> (
    values: [Double], changes: LevelChanges?
  ) {
    guard table.has("time") else { return (try table.numbers("value").filter(\.isFinite), nil) }
    let points = try TimeFigures.points(table)
    let changes = try LevelChanges(points, options)
    let times = changes.times
    let regimes = points.map { point in times.filter { $0 <= point.time }.count }
    let medians = try Dictionary(grouping: points.indices, by: { regimes[$0] })
      .mapValues { try SortedSample($0.map { points[$0].value }).quantile(0.5) }
    return (points.indices.map { points[$0].value - (medians[regimes[$0]] ?? 0) }, changes)
  }

  private static func withoutSeason(_ values: [Double], _ season: Int) throws -> [Double] {
    let medians = try (0..<min(season, values.count)).map { phase in
      try SortedSample(stride(from: phase, to: values.count, by: season).map { values[$0] }).quantile(0.5)
    }
    return values.enumerated().map { $0.element - medians[$0.offset % season] }
  }

  /// Ranks from 1, ties at their middle.
  private static func ranks(_ values: [Double]) throws -> [Double] {
    guard values.count >= 16 else {
      throw FigureError.unfit("\(values.count) values are too few for lags: 16 would do.")
    }
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var ranks = Array(repeating: 0.0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start
      while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
      for place in start...end { ranks[order[place]] = Double(start + end) / 2 + 1 }
      start = end + 1
    }
    return ranks
  }

  static func quantiles(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    let isLogarithmic = options.isLogarithmic["value"] ?? true
    let values = try table.numbers("value").filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    let sample = try SortedSample(isLogarithmic ? values.map { log($0) } : values)
    let spread = try sample.quantile(0.75) - sample.quantile(0.25)
    guard spread > 0, sample.count >= 20 else {
      throw FigureError.unfit("A quantile plot needs 20 values that are not all alike.")
    }
    let median = try sample.quantile(0.5)
    let n = sample.count
    let tail = (1 - options.level) / 2
    // All of both ends, evenly spaced ranks between.
    let kept = (0..<n).filter { $0 < 60 || $0 >= n - 150 || $0 % max(1, n / 300) == 0 }
    let points = kept.map { rank -> QQChart.Point in
      let (a, b) = (Double(rank + 1), Double(n - rank))
      let ends = [tail, 1 - tail].map { Normal.quantile(Beta.quantile($0, a: a, b: b)) }
      return QQChart.Point(
        reference: Normal.quantile((Double(rank) + 0.5) / Double(n)),
        sample: (sample.values[rank] - median) / (spread / 1.349), envelope: ends[0]...max(ends[0], ends[1]))
    }
    let law = isLogarithmic ? "log-normal" : "normal"
    let name = Words.titleAndUnit(ofColumn: table.column("value"))
    let chart = QQChart(
      referenceAxis: ValueAxis("Standard normal quantile"),
      sampleAxis: ValueAxis(
        isLogarithmic
          ? "Robust z of ln \(name.1 ?? name.0.lowercased())" : "Robust z of \(name.0.lowercased())"),
      points: points, envelopeLabel: "\(options.percent) pointwise envelope")
    return Figure(
      quantilesTitle(points, n, law), chart,
      caption: [
        "n = \(Words.count(n)). Centred at the median, scaled by the interquartile range / 1.349. Both ends whole, between them evenly spaced ranks."
      ])
  }

  /// Whether the tail leaves the envelope, judged at the largest usual percentile with ten values beyond.
  private static func quantilesTitle(_ points: [QQChart.Point], _ count: Int, _ law: String) -> String {
    let percentile = [0.999, 0.99, 0.9].first { Double(count) * (1 - $0) >= 10 } ?? 0.9
    let expected = Normal.quantile(percentile)
    guard let point = points.min(by: { abs($0.reference - expected) < abs($1.reference - expected) }),
      let envelope = point.envelope
    else { return "The tail is not known" }
    let place =
      "\(Words.percentile(percentile)) at \(Words.fixed(point.sample, decimals: 1)) robust deviations, not \(Words.fixed(point.reference, decimals: 1))"
    if point.sample > envelope.upperBound { return "The right tail is heavier than \(law): \(place)" }
    if point.sample < envelope.lowerBound { return "The right tail is lighter than \(law): \(place)" }
    return "The right tail agrees with a \(law) law up to \(Words.percentile(percentile))"
  }

  static func batches(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    let values = try table.numbers("value")
    let batches = try table.texts("batch")
    let groups = try table.optionalTexts("group") ?? Array(repeating: "", count: values.count)
    let names = FigureTable.order(groups)
    let panels = try names.map { group in
      let rows = groups.indices.filter { groups[$0] == group && values[$0].isFinite }
      return BatchChart.Panel(
        title: group.isEmpty ? nil : group,
        batches: try FigureTable.order(rows.map { batches[$0] }).map { batch in
          let own = rows.filter { batches[$0] == batch }.map { values[$0] }
          let estimate = try SortedSample(own).quantileInterval(0.5, level: options.level)
          return .init(
            label: batch, values: own, centre: estimate.value,
            interval: estimate.interval.map { IntervalBounds(lower: $0.lower, upper: $0.upper) })
        })
    }
    return Figure(
      "\(Words.count(values.filter(\.isFinite).count)) values in \(Set(batches).count) batches",
      BatchChart(valueAxis: options.axis("value", of: table, logarithmic: true), panels: panels),
      caption: ["Medians of the batches with \(options.percent) intervals from order statistics."])
  }
}
