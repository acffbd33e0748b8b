/// Numbers of the samples before and after a change, with intervals that keep groups together.
enum SampleEffects {
  static func effects(
    of statistics: [SampleStatistic], before: ArraySlice<[Double]>, after: ArraySlice<[Double]>, level: Double
  ) throws(StatisticsError) -> [Change.Effect] {
    var effects: [Change.Effect] = []
    for statistic in statistics {
      guard let a = try estimate(statistic, before, level), let b = try estimate(statistic, after, level)
      else { continue }
      effects.append(
        Change.Effect(
          statistic: statistic, before: a, after: b, difference: difference(a, b, level),
          ratio: ratio(a, b, level)))
    }
    return effects
  }

  /// The number over all values of the groups; `nil` when there are fewer than two groups.
  private static func estimate(
    _ statistic: SampleStatistic, _ groups: ArraySlice<[Double]>, _ level: Double
  ) throws(StatisticsError) -> Estimate? {
    if groups.count < 2 { return nil }
    var values: [Double] = []
    var labels: [Int] = []
    for (label, group) in groups.enumerated() {
      values += group
      labels += [Int](repeating: label, count: group.count)
    }
    let isGrouped = values.count > groups.count
    let structure = isGrouped ? SampleStructure.clusteredSeries(labels: labels) : .series
    switch statistic {
    case .mean: return try meanInterval(values, level: level, structure: structure)
    case .quantile(let probability):
      return try quantileInterval(values, probability, level: level, structure: structure).estimate
    case .spread:
      let center = try SortedSample(values).median
      return try meanInterval(values.map { abs($0 - center) }, level: level, structure: structure)
    }
  }

  /// Interval of a difference from those of its parts: the distances to the ends add as standard errors do
  /// (Zou and Donner, Statistics in Medicine 27, 2008).
  private static func difference(_ a: Estimate, _ b: Estimate, _ level: Double) -> ConfidenceInterval? {
    guard let x = a.interval, let y = b.interval else { return nil }
    let shift = b.value - a.value
    func reach(_ one: Double?, _ other: Double?) -> Double? {
      guard let one, let other else { return nil }
      return (one * one + other * other).squareRoot()
    }
    let down = reach(y.lower.map { b.value - $0 }, x.upper.map { $0 - a.value })
    let up = reach(y.upper.map { $0 - b.value }, x.lower.map { a.value - $0 })
    if down == nil, up == nil { return nil }
    return ConfidenceInterval(lower: down.map { shift - $0 }, upper: up.map { shift + $0 }, level: level)
  }

  /// The same on the scale of logarithms.
  private static func ratio(_ a: Estimate, _ b: Estimate, _ level: Double) -> ConfidenceInterval? {
    guard let x = logged(a), let y = logged(b), let interval = difference(x, y, level) else { return nil }
    return ConfidenceInterval(
      lower: interval.lower.map(exponential), upper: interval.upper.map(exponential), level: level)
  }

  private static func logged(_ estimate: Estimate) -> Estimate? {
    guard let interval = estimate.interval, estimate.value > 0, (interval.lower ?? 1) > 0 else { return nil }
    var result = estimate
    result.value = logarithm(estimate.value)
    result.interval = ConfidenceInterval(
      lower: interval.lower.map { logarithm($0) }, upper: interval.upper.map { logarithm($0) },
      level: interval.level)
    return result
  }
}
