public import Statistics

/// How fast the level drifts while it does not jump: one slope for all regimes together.
public struct Drift: Codable, Hashable, Sendable {
  /// Relative change in a year.
  public var perYear: Double
  /// Its interval, dependence between neighbours allowed for.
  public var interval: ConfidenceInterval

  /// Least number of blocks of periods that carry the interval.
  static let leastBlocks = 8

  /// Fits one slope to the logarithms of a quantile, each regime about its own mean; `nil` for too few periods.
  ///
  /// Blocks of neighbouring periods, a sixteenth of the record and at least 15 long, are clusters: the interval is
  /// Student's t on their influence on the slope. Where the long-run variance of the noise gives more, that counts.
  init?(
    _ series: PeriodSeries, changes: [Int], search: SeriesHistory.Search, options: StabilityOptions
  ) {
    let values = series.quantiles(options.probabilities[0])
    let bounds = [0] + changes + [values.count]
    var points: [(time: Double, value: Double)] = []
    for (low, high) in zip(bounds, bounds.dropFirst()) {
      let part = (low..<high).compactMap { index -> (time: Double, value: Double)? in
        guard let value = values[index], value > 0 else { return nil }
        return (Double(series.periods[index].index), logarithm(value))
      }
      if part.count < 2 { continue }
      let time = part.reduce(0) { $0 + $1.time } / Double(part.count)
      let mean = part.reduce(0) { $0 + $1.value } / Double(part.count)
      points += part.map { ($0.time - time, $0.value - mean) }
    }
    let squares = points.reduce(0) { $0 + $1.time * $1.time }
    let length = max(15, (points.count + 15) / 16)
    let blocks = points.count / length
    guard blocks >= Self.leastBlocks, squares > 0 else { return nil }
    let slope = points.reduce(0) { $0 + $1.time * $1.value } / squares
    var scatter = 0.0
    for block in 0..<blocks {
      let range = block * length..<(block + 1 == blocks ? points.count : (block + 1) * length)
      let influence = points[range].reduce(0) { $0 + $1.time * ($1.value - slope * $1.time) }
      scatter += influence * influence
    }
    let count = Double(blocks)
    let clustered = scatter.squareRoot() / squares * (count / (count - 1)).squareRoot()
    let error = max(clustered, (search.noise.longRunVariance / squares).squareRoot())
    let reach = error * StudentT.quantile(0.5 + 0.5 * options.level, degreesOfFreedom: count - 1)
    let year = 365.25 * Double(Period.day.seconds) / Double(options.period.seconds)
    perYear = exponential(slope * year) - 1
    interval = ConfidenceInterval(
      lower: exponential((slope - reach) * year) - 1, upper: exponential((slope + reach) * year) - 1,
      level: options.level)
  }

  /// Whether the interval leaves out no drift at all.
  public var isCertain: Bool { !interval.contains(0) }
}
