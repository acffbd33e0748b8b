import Analysis
import Charts
import Measurements
import Statistics

/// Figures of single configurations.
extension HistoryReport {

  /// Configurations that show the weightiest changes, and some that never changed.
  func figures() -> [Figure] {
    var chosen: [String] = []
    func count(_ id: String) -> Int { stability.series.first { $0.id == id }?.changes.count ?? 0 }
    // Configurations that differ in one factor tell the same story.
    func isAlike(_ one: String, _ other: String) -> Bool {
      let factors = [one, other].map { id in stability.series.first { $0.id == id }?.factors ?? [:] }
      return Set(factors[0].keys).union(factors[1].keys).count { factors[0][$0] != factors[1][$0] } <= 1
    }
    for change in ranked() where chosen.count < Self.mostFigures - Self.mostSilent {
      let isShown = change.members.contains { member in chosen.contains { isAlike($0, member.series) } }
      // Of those that share a change, the one with the fewest others shows it best.
      let clearest = change.members.min { count($0.series) < count($1.series) }
      if !isShown, let clearest { chosen.append(clearest.series) }
    }
    let silent = stability.silent.sorted { ($1.periods, $0.id) < ($0.periods, $1.id) }
    chosen += silent.prefix(Self.mostSilent).map(\.id)
    return zip(stability.series, history.series).filter { chosen.contains($0.0.id) }.map(figure)
  }

  func figure(_ history: SeriesHistory, _ series: PeriodSeries) -> Figure {
    let options = stability.options
    let scale = stability.unit.microseconds
    let length = Double(options.period.seconds)
    let probability = options.probabilities[0]
    let points = zip(series.periods, series.quantiles(probability)).compactMap { period, value in
      value.map {
        TimeSeriesChart.Point(time: Double(period.startUnixSeconds(options.period)), value: $0 / scale)
      }
    }
    var start = 0
    let regimes = history.regimes.map { regime -> TimeSeriesChart.Regime in
      let part = series.periods[start..<start + regime.periods]
      start += regime.periods
      let estimate = regime.levels[0].estimate
      var interval: ClosedRange<Double>?
      if let low = estimate.interval?.lower, let high = estimate.interval?.upper {
        interval = low / scale...high / scale
      }
      return TimeSeriesChart.Regime(
        start: Double(part.first?.startUnixSeconds(options.period) ?? 0),
        end: Double(part.last?.startUnixSeconds(options.period) ?? 0) + length, level: estimate.value / scale,
        interval: interval,
        label: regime.periods * 12 < series.periods.count
          ? "" : "\(NumberText.significant(estimate.value / scale, digits: 3)) \(stability.unit.rawValue)")
    }
    let linked = stability.changes.filter { change in
      change.members.contains { $0.series == history.id } && change.attribution?.standing == .linked
    }.compactMap { $0.attribution?.candidates.first?.event }
    let largest = Set(
      history.changes.sorted { max($0.effect, -$0.effect) > max($1.effect, -$1.effect) }.prefix(3))
    let name = NumberText.quantileName(probability)
    let chart = TimeSeriesChart(
      valueAxis: ValueAxis(stability.metric.title.capitalizedFirst, unit: stability.unit.rawValue),
      points: points, gap: 3.5 * length, regimes: regimes,
      changePoints: history.changes.map { change in
        TimeSeriesChart.Moment(
          time: Double(change.unixSeconds),
          interval: Double(
            change.earliestUnixSeconds)...max(
              Double(change.earliestUnixSeconds), Double(change.latestUnixSeconds)),
          label: history.changes.count <= 3 || largest.contains(change) ? change.date : "")
      },
      events: linked.map {
        TimeSeriesChart.Moment(
          time: Double($0.unixNanoseconds / 1_000_000_000),
          label: "\($0.kind) \($0.text.prefix { $0 != " " })")
      }, levelLabel: "\(name) of the regime with interval")
    return Figure(
      slug: "series-\(history.id)",
      headline: "\(name: history.label)\(verdict(of: history))",
      caption:
        "\(name: name) of each \(name: options.period.rawValue) (line), the level of each regime with its \(levelText) interval, the date of each change (dashed, shaded where the date is uncertain) and events that are linked. Gaps are gaps in the record.",
      guide:
        "A change is a lasting step of the line, not a single high or low point. Where the shading is wide, the record has a gap or the step is small against the noise.",
      chart: chart, readings: readings(history, points, regimes))
  }

  /// The levels with their intervals, and the line, thinned where it is long.
  private func readings(
    _ history: SeriesHistory, _ points: [TimeSeriesChart.Point], _ regimes: [TimeSeriesChart.Regime]
  ) -> Readings {
    let step = max(1, points.count / 100)
    let line = points.enumerated().filter { $0.offset.isMultiple(of: step) }.map { _, point in
      Readings.Point(
        x: point.time, y: point.value,
        name: CalendarDate(unixNanoseconds: Int(point.time) * 1_000_000_000).map { "\($0)" } ?? "",
        value: .number(point.value, decimals: NumberText.decimals(of: point.value, interval: nil)))
    }
    let levels = zip(history.regimes, regimes).map { regime, drawn in
      Readings.Point(
        x: (drawn.start + drawn.end) / 2, y: drawn.level, name: "\(regime.first) to \(regime.last)",
        value: Self.cell(regime.levels[0].estimate, scale: stability.unit.microseconds))
    }
    let title = "\(NumberText.quantileName(stability.options.probabilities[0])) of \(stability.metric.title)"
    return Readings(
      title: "\(title) (\(stability.unit.rawValue))", unit: stability.unit.rawValue,
      series: [
        Readings.Series(key: "line", label: history.label, panel: 0, points: line),
        Readings.Series(key: "level", label: "Level", panel: 0, points: levels),
      ])
  }

  func verdict(of history: SeriesHistory) -> Sentence {
    if history.changes.isEmpty { return " never changed." }
    if history.changes.count <= 3 {
      return " changed on \(name: history.changes.map(\.date).joined(separator: ", "))."
    }
    let place = stability.series.firstIndex { $0.id == history.id } ?? 0
    return " changed \(Quantity.count(history.changes.count, "series.\(place).changes")) times."
  }

}
