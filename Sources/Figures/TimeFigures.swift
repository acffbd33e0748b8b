import Charts
import Foundation
import Statistics

extension FigureKind {
  static let timeKinds: [FigureKind] = [
    FigureKind(
      name: "time-series",
      summary: "values over time with the levels between changes, which are found or given",
      roles: [.required("time", "when"), .required("value", "the values")], make: TimeFigures.series),
    FigureKind(
      name: "calendar", summary: "values by hour and day",
      roles: [.required("time", "when"), .required("value", "the values")],
      make: TimeFigures.calendar),
    FigureKind(
      name: "heat-map", summary: "values by two ordered columns; several values in a cell show their median",
      roles: [.required("x", "the columns"), .required("y", "the rows"), .required("value", "the values")],
      make: TimeFigures.heatMap),
    FigureKind(
      name: "outliers", summary: "single values with outliers by cause",
      roles: [
        .required("time", "when: seconds since the start, or a date"), .required("value", "the values"),
        .required("cause", "the cause, or normal"),
      ], make: TimeFigures.outliers),
  ]
}

/// Figures over time.
enum TimeFigures {
  /// The rows with a time and a value, in the order of time.
  static func points(_ table: FigureTable) throws -> [(time: Double, value: Double)] {
    let points = zip(try table.moments("time"), try table.numbers("value"))
      .filter { $0.0.isFinite && $0.1.isFinite }.map { (time: $0.0, value: $0.1) }
      .sorted { ($0.time, $0.value) < ($1.time, $1.value) }
    if points.isEmpty { throw FigureError.unfit("No row has a time and a value.") }
    return points
  }

  static func series(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    let points = try points(table)
    let axis = options.axis("value", of: table)
    let values = points.map(\.value)
    let outliers = outlierPlaces(values)
    let changes = try LevelChanges(points, options)
    let cuts = [-Double.infinity] + changes.times + [Double.infinity]
    var levels: [Estimate] = []
    let regimes = try zip(cuts, cuts.dropFirst()).compactMap { start, end -> TimeSeriesChart.Regime? in
      let inside = points.filter { $0.time >= start && $0.time < end }
      guard let first = inside.first, let last = inside.last, inside.count >= 8 else { return nil }
      let estimate = try SeriesSample(inside.map(\.value)).quantileInterval(0.5, level: options.level)
      levels.append(estimate)
      let interval = estimate.interval.flatMap { interval in
        interval.lower.flatMap { low in interval.upper.map { low...$0 } }
      }
      return TimeSeriesChart.Regime(
        start: first.time, end: end.isFinite ? end : last.time, level: estimate.value, interval: interval,
        label: Words.estimate(estimate.value, interval?.lowerBound, interval?.upperBound, unit: axis.unit))
    }
    let zone = options.zone ?? .utc
    let chart = TimeSeriesChart(
      horizontal: .calendar(title: options.labels["time"] ?? "Time", zone: zone), valueAxis: axis,
      points: points.enumerated().map {
        .init(time: $0.element.time, value: $0.element.value, isOutlier: outliers.contains($0.offset))
      }, regimes: regimes,
      changePoints: changes.moments.map {
        .init(time: $0.time, interval: $0.interval, label: zone.text(of: $0.time))
      },
      events: options.marks.map { .init(time: $0.value, label: $0.label) },
      levelLabel: "median of the regime, \(options.percent) interval")
    return Figure(
      seriesTitle(levels, unit: axis.unit), chart,
      caption: [
        "n = \(Words.count(points.count)).", changes.note,
        "Medians with intervals that allow for the dependence of neighbouring values.",
        "Outliers: more than 6 median absolute deviations from the running median of 25 values.",
      ])
  }

  private static func seriesTitle(_ levels: [Estimate], unit: String?) -> String {
    let shown = levels.map { Words.number($0.value) }
    let unit = unit.map { " \($0)" } ?? ""
    guard levels.count > 1 else { return "The level is \(shown.first ?? "not known")\(unit)" }
    let decided = zip(levels, levels.dropFirst()).allSatisfy { first, second in
      guard let a = first.interval, let b = second.interval else { return false }
      return a.isBelow(b) || b.isBelow(a)
    }
    let count = levels.count - 1
    return
      "The level moves \(count == 1 ? "once" : "\(count) times")\(decided ? "" : " (not all for sure)"): "
      + shown.joined(separator: ", then ") + unit
  }

  private static func outlierPlaces(_ values: [Double]) -> Set<Int> {
    let half = 12
    func median(_ values: [Double]) -> Double {
      let sorted = values.sorted()
      return sorted[(sorted.count - 1) / 2] / 2 + sorted[sorted.count / 2] / 2
    }
    guard values.count > 2 * half, values.count <= 50_000 else { return [] }
    let rest = values.indices.map { index in
      values[index] - median(Array(values[max(0, index - half)...min(values.count - 1, index + half)]))
    }
    let scale = 1.4826 * median(rest.map { abs($0) })
    return scale > 0 ? Set(values.indices.filter { abs(rest[$0]) > 6 * scale }) : []
  }

  static func calendar(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    let points = try points(table)
    let axis = options.axis("value", of: table)
    let changes = try LevelChanges(points, options)
    let sample = try SortedSample(points.map(\.value))
    let low = try sample.quantile(0.01)
    let high = try sample.quantile(0.98)
    let chart = HeatMap(
      valueAxis: axis, hourly: points, changes: changes.times, zone: options.zone ?? .utc,
      colours: ColourScale(.cividis, domain: low < high ? low...high : nil))
    return Figure(
      hourTitle(points, changes.times, options), chart,
      caption: [
        "n = \(Words.count(points.count)). The colours span the 1st to the 98th percentile; arrows: values beyond.",
        changes.times.isEmpty ? "" : "Lines: the changes of level.", changes.note,
      ])
  }

  /// Whether a change moved the median of every hour of the day in one direction.
  private static func hourTitle(
    _ points: [(time: Double, value: Double)], _ changes: [Double], _ options: FigureOptions
  ) -> String {
    let zone = options.zone ?? .utc
    guard let change = changes.first else {
      return "Values by hour and day (\(zone.name))"
    }
    let next = changes.dropFirst().first ?? .infinity
    var before: [[Double]] = Array(repeating: [], count: 24)
    var after = before
    for point in points where point.time < next {
      let hour = Int((point.time / 3_600).rounded(.down)) % 24
      if point.time < change {
        before[(hour + 24) % 24].append(point.value)
      } else {
        after[(hour + 24) % 24].append(point.value)
      }
    }
    func median(_ values: [Double]) -> Double? {
      let sorted = values.sorted()
      return sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 2] / 2 + sorted[sorted.count / 2] / 2
    }
    let moves = zip(before, after).compactMap { a, b in
      median(a).flatMap { low in median(b).map { $0 - low } }
    }
    let up = moves.filter { $0 > 0 }.count
    if moves.count == 24, up == 24 { return "The first change raises the median of every hour of the day" }
    if moves.count == 24, up == 0 { return "The first change lowers the median of every hour of the day" }
    return "The first change raises the median of \(up) of \(moves.count) hours of the day"
  }

  static func heatMap(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    let xs = try table.texts("x")
    let ys = try table.texts("y")
    let values = try table.numbers("value")
    let columns = FigureTable.order(xs)
    let rows = FigureTable.order(ys)
    var cells: [[String]: [Double]] = [:]
    for index in values.indices where values[index].isFinite {
      cells[[xs[index], ys[index]], default: []].append(values[index])
    }
    let medians = try columns.map { column in
      try rows.map { row in try cells[[column, row]].map { try SortedSample($0).quantile(0.5) } }
    }
    let axis = options.axis("value", of: table)
    let all = columns.indices.flatMap { column in
      rows.indices.compactMap { row in
        medians[column][row].map { (value: $0, name: "\(columns[column]), \(rows[row])") }
      }
    }
    let largest = all.max { ($0.value, $1.name) < ($1.value, $0.name) }
    let chart = HeatMap(
      valueAxis: axis, columnTitle: options.title("x", of: table), rowTitle: options.title("y", of: table),
      columns: columns, rows: rows, values: medians, showsValues: true)
    return Figure(
      largest.map {
        "\(axis.title) is largest at \($0.name): \(Words.number($0.value))\(axis.unit.map { " \($0)" } ?? "")"
      }
        ?? "No values", chart,
      caption: ["Medians of the values in each cell; hatched: no value."])
  }

  // MARK: Outliers

  static func outliers(_ table: FigureTable, _ options: FigureOptions) throws -> Figure {
    let times = try table.moments("time")
    let values = try table.numbers("value")
    let causes = try table.texts("cause")
    let axis = options.axis("value", of: table, logarithmic: true)
    let isCalendar = (times.first { $0.isFinite } ?? 0) > 1e8
    let scale = isCalendar || (times.filter(\.isFinite).max() ?? 0) < 600 ? 1.0 : 60
    let usable = values.filter { $0 > 0 && $0.isFinite }
    let sample = try SortedSample(usable.map { log($0) })
    let quarter = (try sample.quantile(0.25), try sample.quantile(0.75))
    let fence = exp(quarter.1 + 3 * (quarter.1 - quarter.0))
    let names = FigureTable.order(causes.filter { $0 != "normal" })
    func points(_ name: String) -> [OutlierChart.Point] {
      causes.indices.filter { causes[$0] == name }.map { .init(time: times[$0] / scale, value: values[$0]) }
    }
    let kinds = try names.map { name -> (OutlierChart.Cause, median: Double) in
      let own = points(name)
      let median = try SortedSample(own.map(\.value).filter(\.isFinite)).quantile(0.5)
      let detail = "median \(Words.number(median))\(axis.unit.map { " \($0)" } ?? "")"
      return (OutlierChart.Cause(name, points: own, detail: detail), median)
    }.sorted { ($0.median, $0.0.label) > ($1.median, $1.0.label) }.map(\.0)
    let named = kinds.filter { $0.label != "unexplained" }
    let total = kinds.reduce(0) { $0 + $1.points.count }
    let explained = named.reduce(0) { $0 + $1.points.count }
    let density = Density.drawn(usable, on: axis)
    let timeTitle = options.labels["time"] ?? "Time since the start"
    let chart = OutlierChart(
      horizontal: isCalendar
        ? .calendar(title: timeTitle, zone: options.zone ?? .utc)
        : .elapsed(title: timeTitle, unit: scale == 60 ? "min" : "s"),
      valueAxis: axis, normal: points("normal"), causes: kinds,
      threshold: ReferenceLine(
        fence,
        label: "outer fence of the logarithms, \(Words.number(fence))\(axis.unit.map { " \($0)" } ?? "")"),
      windows: burst(named, unit: isCalendar ? nil : scale == 60 ? "min" : "s").map { [$0] } ?? [],
      density: density)
    let share = total > 0 ? Double(explained) / Double(total) * 100 : 0
    return Figure(
      "\(named.count) causes account for \(Words.number(share, digits: 2)) % of \(Words.count(total)) slow values",
      chart,
      caption: [
        "n = \(Words.count(usable.count)). Normal values in hexagons, darker for more; right: density of all values, its square root.",
        "Fence: upper quartile plus 3 interquartile ranges of the logarithms. Shaded: a cause of which nine in ten cases fall into a twelfth of the time.",
      ])
  }

  /// The stretch of time that holds a cause almost alone.
  private static func burst(_ causes: [OutlierChart.Cause], unit: String?) -> OutlierChart.Window? {
    let all = causes.flatMap { $0.points.map(\.time) }.filter(\.isFinite)
    guard let first = all.min(), let last = all.max(), last > first else { return nil }
    for cause in causes where cause.points.count >= 20 {
      let times = cause.points.map(\.time).filter(\.isFinite).sorted()
      let from = times[times.count / 20]
      let to = times[times.count - 1 - times.count / 20]
      guard to - from <= (last - first) / 12 else { continue }
      let when = unit.map { ", \(Words.number(from)) to \(Words.number(to)) \($0)" } ?? ""
      return .init(from...to, label: cause.label + when)
    }
    return nil
  }
}
