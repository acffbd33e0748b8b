import Measurements
import Statistics

/// Finds the changes of one series in every statistic, and joins those that are the same change.
struct SeriesSearch {
  let series: PeriodSeries
  let options: StabilityOptions

  /// Days that a change may last, for which the smallest visible one is told.
  static let durationsInPeriods = [7, 14, 30, 90]

  func history() throws(StatisticsError) -> SeriesHistory {
    let samples = try series.samples()
    var searches: [SeriesHistory.Search] = []
    var changes: [SeriesChange] = []
    var levelChanges: [Int] = []
    var patterns: [SeriesHistory.Pattern] = []
    for (place, probability) in options.probabilities.enumerated() {
      guard let (known, report) = try search(probability, samples) else { continue }
      let name = NumberText.quantileName(probability)
      searches.append(
        SeriesHistory.Search(
          statistic: name, periods: report.groups, noise: report.noise[0],
          falseAlarmRate: report.penalty.falseAlarmRate, penalty: report.penalty.perChange))
      let found = report.changes.map { change(from: $0, of: .quantile(probability), known: known) }
      if place == 0 {
        levelChanges = found.map(\.index)
        patterns = report.seasonality.map(pattern)
      }
      for change in found { join(change, to: &changes) }
    }
    changes.sort { ($0.index, $0.statistics[0]) < ($1.index, $1.statistics[0]) }
    let calls = series.periods.reduce(0) { $0 + $1.values.count }
    return SeriesHistory(
      id: series.id, label: series.label, factors: factors, start: series.start,
      periods: series.periods.count, calls: calls, first: text(series.periods[0].index),
      last: text(series.periods[series.periods.count - 1].index), regimes: try regimes(levelChanges),
      changes: changes, spreadChanges: try spreadChanges(samples), searches: searches,
      patterns: try patterns + hourlyPattern(),
      drift: searches.first.flatMap { Drift(series, changes: levelChanges, search: $0, options: options) },
      detectable: detectable(searches.first))
  }

  private var factors: [String: String] {
    var factors: [String: String] = [:]
    for field in Configuration.fields { factors[field.name] = field.text(of: series.configuration) }
    return factors
  }

  private func text(_ period: Int) -> String { options.period.text(period) }

  // MARK: Search

  /// The changes of a quantile, and where its periods stand in the whole series; `nil` when too few periods have
  /// enough calls for it, or when a duration of 0 makes proportions meaningless.
  private func search(
    _ probability: Double, _ samples: SampleSeries
  ) throws(StatisticsError) -> (known: [Int], report: ChangeReport)? {
    let search = options.search(.quantile(probability))
    let known = samples.samples.indices.filter {
      PeriodSeries.supports(probability, calls: samples.samples[$0].count)
        && samples.samples[$0].allSatisfy { $0 > 0 }
    }
    if known.count < search.minimumLength { return nil }
    let part = try SampleSeries(
      times: known.map { samples.times[$0] }, samples: known.map { samples.samples[$0] })
    return (known, try detectChanges(in: part, options: search))
  }

  /// Changes of the spread relative to the median of each period, which a change of the level leaves alone; from
  /// periods with enough calls to have a spread.
  private func spreadChanges(_ samples: SampleSeries) throws(StatisticsError) -> [SeriesChange] {
    var known: [Int] = []
    var relative: [[Double]] = []
    for (index, sample) in samples.samples.enumerated() {
      guard Double(sample.count) >= PeriodSeries.callsBeyond, sample.allSatisfy({ $0 > 0 }),
        sample.contains(where: { $0 != sample[0] })
      else { continue }
      let median = try SortedSample(sample).median
      known.append(index)
      relative.append(sample.map { $0 / median })
    }
    let search = options.search(.spread)
    if known.count < search.minimumLength { return [] }
    let part = try SampleSeries(times: known.map { samples.times[$0] }, samples: relative)
    return try detectChanges(in: part, options: search).changes.map {
      change(from: $0, of: .spread, known: known)
    }
  }

  /// A change in terms of the whole series.
  private func change(from found: Change, of statistic: SampleStatistic, known: [Int]) -> SeriesChange {
    let jump = found.jumps[0]
    let effects = found.effects.map { effect in
      SeriesChange.Effect(
        statistic: effect.statistic.name, change: effect.after.value / effect.before.value - 1,
        interval: effect.ratio.map(\.minusOne))
    }
    let name = statistic.name
    let own = effects.first { $0.statistic == name && $0.interval?.width != nil }
    let jumpInterval = ConfidenceInterval(
      lower: jump.interval.lower.map(exponential), upper: jump.interval.upper.map(exponential),
      level: jump.interval.level
    ).minusOne
    let index = known[found.index]
    // The change may have come in any of the periods without calls before the first one of the new level.
    let earliest = known[found.earliestIndex]
    let earliestPeriod = earliest > 0 ? series.periods[earliest - 1].index + 1 : series.periods[0].index
    let period = series.periods[index].index
    let latestPeriod = series.periods[known[found.latestIndex]].index
    return SeriesChange(
      index: index, date: text(period), earliest: text(earliestPeriod), latest: text(latestPeriod),
      unixSeconds: options.period.start(period),
      earliestUnixSeconds: options.period.start(earliestPeriod),
      latestUnixSeconds: options.period.start(latestPeriod),
      firstCallUnixSeconds: series.periods[index].unixSeconds[0], statistics: [name],
      effect: own?.change ?? exponential(jump.size) - 1, interval: own?.interval ?? jumpInterval,
      effects: effects, pValue: found.pValue)
  }

  /// Adds a change, or its statistic to a change in the same direction that may have the same date.
  private func join(_ change: SeriesChange, to changes: inout [SeriesChange]) {
    let same = changes.indices.filter { place in
      let other = changes[place]
      guard other.direction == change.direction, !other.statistics.contains(change.statistics[0]) else {
        return false
      }
      let overlap =
        other.earliestUnixSeconds <= change.latestUnixSeconds
        && change.earliestUnixSeconds <= other.latestUnixSeconds
      return overlap || abs(other.unixSeconds - change.unixSeconds) <= options.windowSeconds
    }.min {
      abs(changes[$0].unixSeconds - change.unixSeconds) < abs(changes[$1].unixSeconds - change.unixSeconds)
    }
    if let same {
      changes[same].statistics += change.statistics
    } else {
      changes.append(change)
    }
  }

  // MARK: Regimes

  private func regimes(_ changes: [Int]) throws(StatisticsError) -> [SeriesHistory.Regime] {
    let bounds = [0] + changes + [series.periods.count]
    var regimes: [SeriesHistory.Regime] = []
    for (low, high) in zip(bounds, bounds.dropFirst()) {
      let part = series.periods[low..<high]
      let values = part.flatMap(\.values)
      let labels = part.enumerated().flatMap { label, calls in calls.values.map { _ in label } }
      let structure: SampleStructure =
        values.count > part.count ? .clusteredSeries(labels: labels) : .series
      var levels: [SeriesHistory.QuantileLevel] = []
      for probability in options.probabilities {
        levels.append(
          SeriesHistory.QuantileLevel(
            probability: probability,
            estimate: try quantileInterval(
              values, probability, level: options.level, structure: structure
            ).estimate))
      }
      regimes.append(
        SeriesHistory.Regime(
          first: text(part[low].index), last: text(part[high - 1].index), periods: part.count,
          calls: values.count, levels: levels))
    }
    return regimes
  }

  // MARK: Patterns and power

  private func pattern(_ found: SeasonalPattern) -> SeriesHistory.Pattern {
    let week = Double(Period.week.seconds) / Double(options.period.seconds)
    return SeriesHistory.Pattern(
      cycle: found.period == week ? .week : .day, pValue: found.pValue, range: exponential(found.range) - 1,
      interval: ConfidenceInterval(
        lower: found.interval.lower.map(exponential), upper: found.interval.upper.map(exponential),
        level: found.interval.level
      ).minusOne, isRemoved: found.isRemoved)
  }

  /// The hour of the day, from the calls of every hour, where a longer period holds several.
  private func hourlyPattern() throws(StatisticsError) -> [SeriesHistory.Pattern] {
    guard options.period != .hour, let hours = try series.hours() else { return [] }
    var search = options.search(.quantile(options.probabilities[0]))
    search.periods = [24]
    search.effects = []
    let report = try detectChanges(in: hours, options: search)
    return report.seasonality.map(pattern)
  }

  private func detectable(_ search: SeriesHistory.Search?) -> [DetectableChange] {
    guard let search else { return [] }
    return Self.durationsInPeriods.compactMap {
      DetectableChange(lasting: $0, search: search, margin: options.margin, level: options.level)
    }
  }
}

extension ConfidenceInterval {
  /// The interval of a ratio as one of a relative change.
  var minusOne: ConfidenceInterval {
    ConfidenceInterval(lower: lower.map { $0 - 1 }, upper: upper.map { $0 - 1 }, level: level)
  }
}
