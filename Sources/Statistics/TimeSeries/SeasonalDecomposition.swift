/// A series as seasonal part + trend + remainder.
///
/// Source: Cleveland, Cleveland, McRae and Terpenning, "STL: a seasonal-trend decomposition procedure based
/// on loess", Journal of Official Statistics 6 (1990). Fits are made at every position.
public struct SeasonalDecomposition: Codable, Hashable, Sendable {
  /// The part that repeats, about 0.
  public var seasonal: [Double]
  /// The slow part.
  public var trend: [Double]
  /// What is left.
  public var remainder: [Double]
  /// Weight of each value in the last pass, in [0, 1]; 1 without robustness.
  public var weights: [Double]

  /// How the seasonal part may change from period to period.
  public enum SeasonalWindow: Hashable, Sendable {
    /// Not at all: the mean of each place in the period.
    case periodic
    /// By a local line over this many periods; odd, at least 7.
    case periods(Int)
  }

  /// Decomposes a series.
  ///
  /// - Parameters:
  ///   - series: Finite values in order of time, at least two periods.
  ///   - period: Values in a period; at least 2.
  ///   - seasonalWindow: Fixed or slowly changing pattern.
  ///   - trendWindow: Values that the trend is smoothed over, odd and at least 3; `nil` for the default of
  ///     the paper.
  ///   - isRobust: Whether outliers lose weight in 15 outer passes.
  /// - Throws: ``StatisticsError``: empty, not finite, a parameter out of range, or too few values.
  /// - Complexity: O(n · windows · passes).
  public init(
    _ series: [Double], period: Int, seasonalWindow: SeasonalWindow = .periodic, trendWindow: Int? = nil,
    isRobust: Bool = false
  ) throws(StatisticsError) {
    try requireFinite(series)
    if period < 2 { throw .outOfRange(parameter: "period", value: Double(period), range: "[2, n/2]") }
    if series.count / 2 < period {
      throw .tooFew(
        what: "values for two periods", found: series.count,
        needed: period.multipliedReportingOverflow(by: 2).partialValue)
    }
    var memory = 10 * series.count + 1
    if case .periods(let count) = seasonalWindow {
      try requireOdd(count, "seasonal window", least: 7)
      memory = count
    }
    if let trendWindow { try requireOdd(trendWindow, "trend window", least: 3) }
    let shortest = 1.5 * Double(period) / (1 - 1.5 / Double(memory))
    let pass = SeasonalPass(
      series: series, period: period, seasonalWindow: seasonalWindow,
      trend: Loess(window: trendWindow ?? nextOdd(shortest), degree: 1),
      lowPass: Loess(window: nextOdd(Double(period)), degree: 1))
    var trend = [Double](repeating: 0, count: series.count)
    var seasonal = trend
    var weights: [Double]?
    for outer in 0...(isRobust ? 15 : 0) {
      for _ in 0..<(isRobust ? 1 : 2) {
        seasonal = pass.seasonal(trend: trend, weights: weights)
        trend = pass.trend(seasonal: seasonal, weights: weights)
      }
      if isRobust && outer < 15 { weights = pass.bisquareWeights(seasonal: seasonal, trend: trend) }
    }
    if seasonalWindow == .periodic { seasonal = pass.periodMeans(seasonal) }
    self.seasonal = seasonal
    self.trend = trend
    self.remainder = series.indices.map { series[$0] - seasonal[$0] - trend[$0] }
    self.weights = weights ?? [Double](repeating: 1, count: series.count)
  }
}

private func nextOdd(_ value: Double) -> Int {
  let whole = Int(value.rounded(.up))
  return whole.isMultiple(of: 2) ? whole + 1 : whole
}

private func requireOdd(_ value: Int, _ parameter: String, least: Int) throws(StatisticsError) {
  if value < least || value.isMultiple(of: 2) || value > 1 << 40 {
    throw .outOfRange(parameter: parameter, value: Double(value), range: "{\(least), \(least + 2), …}")
  }
}

/// The steps of the inner loop.
private struct SeasonalPass {
  let series: [Double]
  let period: Int
  let seasonalWindow: SeasonalDecomposition.SeasonalWindow
  let trend: Loess
  let lowPass: Loess

  func seasonal(trend: [Double], weights: [Double]?) -> [Double] {
    let smoothed = smoothedCycles(series.indices.map { series[$0] - trend[$0] }, weights)
    var low = movingMean(smoothed, period)
    low = movingMean(low, period)
    low = movingMean(low, 3)
    low = lowPass.smooth(low, weights: nil)
    return series.indices.map { smoothed[$0 + period] - low[$0] }
  }

  func trend(seasonal: [Double], weights: [Double]?) -> [Double] {
    trend.smooth(series.indices.map { series[$0] - seasonal[$0] }, weights: weights)
  }

  /// Each place of the period smoothed over the periods, with one period more at both ends.
  private func smoothedCycles(_ values: [Double], _ weights: [Double]?) -> [Double] {
    var result = [Double](repeating: 0, count: values.count + 2 * period)
    for place in 0..<period {
      let indices = Array(stride(from: place, to: values.count, by: period))
      let part = indices.map { values[$0] }
      let partWeights = weights.map { weights in indices.map { weights[$0] } }
      let smooth: [Double]
      switch seasonalWindow {
      case .periodic:
        smooth = flat(part, partWeights)
      case .periods(let window):
        smooth = Loess(window: window, degree: 1).smoothExtended(part, weights: partWeights)
      }
      for (step, value) in smooth.enumerated() { result[place + step * period] = value }
    }
    return result
  }

  /// The weighted mean at every period; where no value has weight each stands for itself, so that a whole
  /// place that one outlier discredited can come back.
  private func flat(_ values: [Double], _ weights: [Double]?) -> [Double] {
    guard let weights else {
      return [Double](repeating: values.reduce(0, +) / Double(values.count), count: values.count + 2)
    }
    let total = weights.reduce(0, +)
    if total <= 0 { return [values[0]] + values + [values[values.count - 1]] }
    let mean = zip(values, weights).reduce(0) { $0 + $1.0 * ($1.1 / total) }
    return [Double](repeating: mean, count: values.count + 2)
  }

  /// The mean of each place in the period.
  func periodMeans(_ values: [Double]) -> [Double] {
    var result = values
    for place in 0..<period {
      let indices = stride(from: place, to: values.count, by: period)
      let mean = indices.reduce(0) { $0 + values[$1] } / Double(Array(indices).count)
      for index in indices { result[index] = mean }
    }
    return result
  }

  private func movingMean(_ values: [Double], _ length: Int) -> [Double] {
    var sum = values[0..<length].reduce(0, +)
    var means = [sum / Double(length)]
    means.reserveCapacity(values.count - length + 1)
    for index in length..<values.count {
      sum += values[index] - values[index - length]
      means.append(sum / Double(length))
    }
    return means
  }

  /// Weights (1 − (r/6m)²)² with the median m of the distances r.
  func bisquareWeights(seasonal: [Double], trend: [Double]) -> [Double] {
    let distances = series.indices.map { abs(series[$0] - seasonal[$0] - trend[$0]) }
    var copy = distances
    let middle: Double
    if copy.count.isMultiple(of: 2) {
      let (low, high) = Selection.pair(&copy, rank: copy.count / 2 - 1)
      middle = low + (high - low) / 2
    } else {
      middle = Selection.value(&copy, rank: copy.count / 2)
    }
    let reach = 6 * middle
    return distances.map { distance in
      if distance <= 0.001 * reach { return 1 }
      if distance > 0.999 * reach { return 0 }
      let ratio = distance / reach
      return (1 - ratio * ratio) * (1 - ratio * ratio)
    }
  }
}
