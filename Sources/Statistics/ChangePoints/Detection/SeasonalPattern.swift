internal import LinearAlgebra

/// A pattern that repeats with a known length, such as the week: whether it is there, and how large.
public struct SeasonalPattern: Codable, Hashable, Sendable {
  /// Length in the unit of time.
  public var period: Double
  /// Which statistic of the options was tested, from 0.
  public var statisticIndex: Int
  /// Chance to see so strong a pattern when there is none.
  public var pValue: Double
  /// Highest minus lowest point of the pattern, on the scale of the search.
  public var range: Double
  /// Interval of the range for fixed places of both points.
  public var interval: ConfidenceInterval
  /// Whether it was strong enough (p below 0.01) to be taken out before the search.
  public var isRemoved: Bool

  /// Waves of a pattern, at most: 1, 1/2 and 1/3 of its length.
  static let waves = 3
  /// Periods that a series must hold.
  static let cycles = 3.0

  /// Fits waves to the distances to a running mean over one period, which levels and drift do not reach, and
  /// compares their power with that of noise that depends on the value before.
  ///
  /// - Returns: The pattern and its value at each time, or `nil` for less than three periods, because what comes
  ///   twice may be chance, or when a period holds less than two values.
  static func fit(
    _ values: [Double], times: [Double], period: Double, statisticIndex: Int, level: Double
  ) throws(StatisticsError) -> (pattern: SeasonalPattern, values: [Double])? {
    let n = values.count
    guard n >= 8 else { return nil }
    let step = (times[n - 1] - times[0]) / Double(n - 1)
    guard times[n - 1] - times[0] + step >= Self.cycles * period else { return nil }
    // Waves faster than two values cannot be told from slower ones.
    let waves = min(Self.waves, Int((period / step - 1e-9) / 2))
    if waves < 1 { return nil }
    let distances = clippedDistances(values, times, period)
    var columns = [[Double](repeating: 1, count: n)]
    for wave in 1...waves {
      let frequency = 2 * Double.pi * Double(wave) / period
      columns.append(times.map { cosine(frequency * ($0 - times[0])) })
      columns.append(times.map { sine(frequency * ($0 - times[0])) })
    }
    guard let design = try? Matrix(columns: columns),
      let solution = try? leastSquares(design, distances, precision: .double)
    else { return nil }
    let weights = Array(solution.coefficients.dropFirst())
    let noise = NoiseModel(
      residuals: solution.residuals, weights: [Double](repeating: 1, count: n), segments: [0..<n],
      slopes: 2 * waves, localVariance: 0)
    if noise.variance <= 0 { return nil }
    // Variance of a coefficient, from the density of the noise at its frequency.
    let variances = (1...waves).map { wave in
      let angle = 2 * Double.pi * Double(wave) / period * step
      let phi = noise.correlation
      let density = (1 - phi * phi) / (1 - 2 * phi * cosine(angle) + phi * phi)
      return 2 * noise.variance * max(density, 1 / Double(n)) / Double(n)
    }
    var statistic = 0.0
    for wave in 0..<waves {
      let (a, b) = (weights[2 * wave], weights[2 * wave + 1])
      statistic += (a * a + b * b) / variances[wave]
    }
    let pValue = exponential(LogTail.chiSquared(above: statistic, degreesOfFreedom: Double(2 * waves)))
    let fitted = times.indices.map { index in
      weights.indices.reduce(0) { $0 + weights[$1] * columns[$1 + 1][index] }
    }
    let (low, high) = extremes(fitted)
    let range = fitted[high] - fitted[low]
    let error = weights.indices.reduce(0) { sum, index in
      let contrast = columns[index + 1][high] - columns[index + 1][low]
      return sum + contrast * contrast * variances[index / 2]
    }.squareRoot()
    let reach = Normal.quantile(0.5 + 0.5 * level) * error
    let pattern = SeasonalPattern(
      period: period, statisticIndex: statisticIndex, pValue: pValue, range: range,
      interval: ConfidenceInterval(lower: max(0, range - reach), upper: range + reach, level: level),
      isRemoved: pValue < 0.01)
    return (pattern, fitted)
  }

  private static func extremes(_ values: [Double]) -> (low: Int, high: Int) {
    var (low, high) = (0, 0)
    for index in values.indices {
      if values[index] < values[low] { low = index }
      if values[index] > values[high] { high = index }
    }
    return (low, high)
  }

  /// Values minus the mean over one period around them, wild ones moved in.
  private static func clippedDistances(_ values: [Double], _ times: [Double], _ period: Double) -> [Double] {
    let sums = RunningSums(values)
    var (from, to) = (0, 0)
    let distances = values.indices.map { index in
      while times[from] < times[index] - 0.5 * period { from += 1 }
      while to < times.count, times[to] < times[index] + 0.5 * period { to += 1 }
      return values[index] - sums(from, to) / Double(to - from)
    }
    let limit = 4 * SortedSample(ascending: distances.sorted()).medianAbsoluteDeviation(factor: 1.4826)
    return limit > 0 ? distances.map { min(max($0, -limit), limit) } : distances
  }
}
