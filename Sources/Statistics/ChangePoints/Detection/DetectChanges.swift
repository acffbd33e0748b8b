/// Finds when the level of a series changed, by how much and how surely.
///
/// The series may have gaps, groups of uneven size, dependence between neighbours, drift and repeating
/// patterns; none of them is taken for a change as far as the simulated rate of false alarms in the result says.
/// A segment is flat, or a line where a slope pays for itself. A change costs 1.75 ln n (for one statistic) and
/// a slope ln n, both times the long-run variance of what the segments leave over, which is found together with
/// them (``NoiseModel``). Deterministic: there is no seed.
///
/// The price is a formula and no elbow among the segmentations of all penalties (CROPS): an elbow is a habit of
/// the eye that has no rate of false alarms, moves with the length of the series, and finds one where nothing
/// changes. The formula scales with the noise and dependence found, so that its rates could be simulated once: for
/// independent values 1.0 to 2.7 % at every length from 25 to 800, for values that depend on the one before with 0.8
/// 14 % at 25 and 50, 10 % at 100 and 1 to 5 % from 200 on; worst is 22 %, for 50 values at 0.95.
/// ``FalseAlarmTable`` has all of them, and the result states that of its length and dependence.
///
/// Sources: Yao, Statistics & Probability Letters 6 (1988), for the price; Lavielle and Moulines, J. Time Series
/// Analysis 21 (2000), for its multiple by the long-run variance; Killick, Fearnhead and Eckley (2012) for the
/// search.
/// - Parameters:
///   - series: Samples by time.
///   - options: What to look for; the defaults need no choice.
/// - Throws: ``StatisticsError``: a parameter out of range, values that are not above 0 on the logarithmic scale, or
///   no group with values.
/// - Complexity: O(n²) for n up to 2000 groups, longer series in blocks with exact dates; O(n) memory.
public func detectChanges(
  in series: SampleSeries, options: ChangeOptions = ChangeOptions()
) throws(StatisticsError) -> ChangeReport {
  try options.check()
  return try report(StatisticTable(series, options), options)
}

/// Finds when several series changed together, such as one for each configuration or dimension: a change costs
/// (0.75 + series) ln n, and each series has its own noise, unit and slopes.
///
/// - Parameters:
///   - series: One list for each, all of the same length, in order of time; `nil` is a gap. Steps where any is
///     missing are left out.
///   - options: As for one series; statistics and effects of samples do not apply.
/// - Throws: As for one series, and lists of unequal length.
/// - Complexity: As for one series, times their number.
public func detectChanges(
  together series: [[Double?]], options: ChangeOptions = ChangeOptions()
) throws(StatisticsError) -> ChangeReport {
  try options.check()
  return try report(StatisticTable(together: series, options), options)
}

private func report(_ table: StatisticTable, _ options: ChangeOptions) throws(StatisticsError) -> ChangeReport
{
  let search = ChangeSearch(
    times: table.times, series: table.columns, weights: table.weights, minimumLength: options.minimumLength,
    allowsTrends: options.allowsTrends, penaltyFactor: options.penaltyFactor, leastSize: options.leastSize,
    level: options.level)
  let found = search.rated(try options.searchesWithin ? search.runWithin() : search.run())
  let segments = Segmentation(changes: found.changes, cost: 0).segments(count: table.times.count)
  var changes: [Change] = []
  for (before, after) in zip(segments, segments.dropFirst()) {
    let date = DateConfidence(
      found.cost, change: after.lowerBound, low: before.lowerBound, high: after.upperBound,
      minimumLength: max(options.minimumLength, found.cost.minimumLength), level: options.level)
    changes.append(
      Change(
        index: table.positions[after.lowerBound], time: table.times[after.lowerBound],
        earliestIndex: table.positions[date.earliest], latestIndex: table.positions[date.latest],
        earliestTime: table.times[date.earliest], latestTime: table.times[date.latest],
        pValue: date.pValue,
        jumps: table.columns.indices.map { table.jump($0, found, before, after, options) },
        effects: table.samples.isEmpty
          ? []
          : try SampleEffects.effects(
            of: options.effects, before: table.samples[before], after: table.samples[after],
            level: options.level)))
  }
  return ChangeReport(
    changes: changes, noise: found.noise, penalty: found.penalty, seasonality: table.patterns,
    groups: table.times.count, blockSize: found.blockSize)
}

/// The statistics of the groups that have values, on the scale of the search and about their medians.
private struct StatisticTable {
  var times: [Double] = []
  var samples: [[Double]] = []
  /// Index of each kept group in the whole series.
  var positions: [Int] = []
  var columns: [[Double]]
  var centers: [Double] = []
  var weights: [Double]
  var patterns: [SeasonalPattern] = []

  init(_ series: SampleSeries, _ options: ChangeOptions) throws(StatisticsError) {
    columns = options.statistics.map { _ in [] }
    for (index, sample) in series.samples.enumerated() {
      var row: [Double] = []
      for statistic in options.statistics {
        guard let value = try statistic.value(sample) else { break }
        row.append(try Self.onScale(value, options.scale))
      }
      if row.count < columns.count { continue }
      for (dimension, value) in row.enumerated() { columns[dimension].append(value) }
      times.append(series.times[index])
      samples.append(sample)
      positions.append(index)
    }
    if times.isEmpty { throw .emptySample }
    weights = try Self.weights(samples)
    try prepare(options)
  }

  init(together series: [[Double?]], _ options: ChangeOptions) throws(StatisticsError) {
    if series.isEmpty { throw .tooFew(what: "series", found: 0, needed: 1) }
    for list in series where list.count != series[0].count {
      throw .lengthMismatch(expected: series[0].count, found: list.count)
    }
    columns = series.map { _ in [] }
    for index in series[0].indices {
      let row = series.compactMap { $0[index] }
      if row.count < series.count { continue }
      for (dimension, value) in row.enumerated() {
        if !value.isFinite { throw .notFinite(index: index) }
        columns[dimension].append(try Self.onScale(value, options.scale))
      }
      times.append(Double(index))
      positions.append(index)
    }
    if times.isEmpty { throw .emptySample }
    weights = [Double](repeating: 1, count: times.count)
    try prepare(options)
  }

  /// Centres, clips and takes patterns out.
  private mutating func prepare(_ options: ChangeOptions) throws(StatisticsError) {
    for dimension in columns.indices {
      let center = try SortedSample(columns[dimension]).median
      centers.append(center)
      columns[dimension] = columns[dimension].map { $0 - center }
      if options.outliers == .clipped { columns[dimension] = Self.clipped(columns[dimension]) }
      for period in options.periods {
        guard
          let (pattern, values) = try SeasonalPattern.fit(
            columns[dimension], times: times, period: period, statisticIndex: dimension, level: options.level)
        else { continue }
        patterns.append(pattern)
        if !pattern.isRemoved { continue }
        for index in values.indices { columns[dimension][index] -= values[index] }
      }
    }
    let largest = columns.joined().reduce(0) { max($0, abs($1)) }
    if !(largest < 1e150) { throw .outOfRange(parameter: "value", value: largest, range: "(-1e150, 1e150)") }
  }

  private static func onScale(_ value: Double, _ scale: ChangeOptions.Scale) throws(StatisticsError) -> Double
  {
    if scale == .linear { return value }
    try require(value, "value on the logarithmic scale", above: 0, below: .infinity)
    return logarithm(value)
  }

  /// Groups of more values weigh more, but only as far as values within a group are not alike: the variance
  /// of a group of m values is ρ + (1 − ρ)/m with the correlation ρ within groups.
  private static func weights(_ samples: [[Double]]) throws(StatisticsError) -> [Double] {
    let sizes = samples.map { Double($0.count) }
    let even = [Double](repeating: 1, count: sizes.count)
    if sizes.allSatisfy({ $0 == sizes[0] }) { return even }
    let labels = samples.enumerated().flatMap { index, sample in sample.map { _ in index } }
    guard let dependence = try ClusteredSample(samples.flatMap { $0 }, labels: labels).rankDependence() else {
      return even
    }
    let rho = dependence.intraclassCorrelation
    let weights = sizes.map { 1 / (rho + (1 - rho) / $0) }
    let mean = weights.reduce(0, +) / Double(weights.count)
    return weights.map { $0 / mean }
  }

  /// Values further than four deviations from the median of seven neighbours moved in to there.
  private static func clipped(_ values: [Double]) -> [Double] {
    if values.count < 7 { return values }
    let medians = values.indices.map { index in
      let start = min(max(index - 3, 0), values.count - 7)
      return values[start..<start + 7].sorted()[3]
    }
    let distances = zip(values, medians).map { $0 - $1 }
    let limit = 4 * 1.4826 * SortedSample(ascending: distances.map { abs($0) }.sorted()).median
    return limit > 0 ? zip(medians, distances).map { $0 + min(max($1, -limit), limit) } : values
  }

  /// The step between the fitted ends of two segments.
  func jump(
    _ dimension: Int, _ found: ChangeSearch.Result, _ before: Range<Int>, _ after: Range<Int>,
    _ options: ChangeOptions
  ) -> Change.Jump {
    let (low, high) = (times[0], times[times.count - 1])
    let edge = (times[after.lowerBound] - low) * 2 / (high - low) - 1
    let a = found.cost.end(dimension, before, at: edge)
    let b = found.cost.end(dimension, after, at: edge)
    let error = ((a.variance + b.variance) * found.noise[dimension].longRunVariance).squareRoot()
    let reach = Normal.quantile(0.5 + 0.5 * options.level) * error
    let size = b.value - a.value
    func measured(_ value: Double) -> Double {
      let level = value + centers[dimension]
      return options.scale == .logarithmic ? exponential(level) : level
    }
    return Change.Jump(
      series: dimension, before: measured(a.value), after: measured(b.value), size: size,
      interval: ConfidenceInterval(lower: size - reach, upper: size + reach, level: options.level),
      driftsBefore: a.isTrend, driftsAfter: b.isTrend)
  }
}
