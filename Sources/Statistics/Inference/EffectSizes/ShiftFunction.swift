/// How the intervals of a shift function are made to hold all at once.
public enum SimultaneousMethod: String, Codable, Hashable, Sendable {
  /// Each at 1 − α/k; for any dependence.
  case bonferroni
  /// Each at the level whose normal score is that of the largest of the k correlated deviations, from the
  /// known correlation of the order statistics of independent values; narrower.
  case maxT = "max_t"
}

/// Differences and ratios of many quantiles of two samples: where in the distribution something moved.
///
/// Source: Doksum and Sievers, Biometrika 63 (1976); Wilcox, Computational Statistics & Data Analysis 22 (1995).
public struct ShiftFunction: Codable, Hashable, Sendable {
  /// Comparisons, each interval at the level by itself.
  public var pointwise: [QuantileComparison]
  /// The same with intervals that all hold at once at the level.
  public var simultaneous: [QuantileComparison]
  /// p-values of equal quantiles adjusted after Holm, in the same order; `nil` without intervals.
  public var holmPValues: [Double?]
  /// Nominal coverage, of each and of all.
  public var level: Double
  /// Level of each simultaneous interval by itself.
  public var simultaneousLevel: Double
  /// How the simultaneous level was found.
  public var method: SimultaneousMethod

  /// Deciles, 95th and 99th percentile.
  public static let usualProbabilities = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99]
}

extension QuantileSource {
  /// The shift function of this sample against another one, with simultaneous intervals after Bonferroni.
  ///
  /// - Parameters:
  ///   - other: The second sample.
  ///   - probabilities: Each in (0, 1), ascending.
  ///   - level: Nominal coverage, in (0, 1).
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``,
  ///   ``StatisticsError/tooFew(what:found:needed:)`` for no probability.
  /// - Complexity: That of ``compareQuantile(_:with:level:definition:)`` twice for each probability.
  public func shiftFunction(
    against other: some QuantileSource, at probabilities: [Double] = ShiftFunction.usualProbabilities,
    level: Double = 0.95
  ) throws(StatisticsError) -> ShiftFunction {
    try require(level, "level", above: 0, below: 1)
    let single = 1 - (1 - level) / Double(max(1, probabilities.count))
    return try shiftFunction(
      against: other, at: probabilities, level: level, simultaneousLevel: single, method: .bonferroni)
  }

  fileprivate func shiftFunction(
    against other: some QuantileSource, at probabilities: [Double], level: Double, simultaneousLevel: Double,
    method: SimultaneousMethod
  ) throws(StatisticsError) -> ShiftFunction {
    if probabilities.isEmpty { throw .tooFew(what: "probabilities", found: 0, needed: 1) }
    for (earlier, later) in zip(probabilities, probabilities.dropFirst()) where !(earlier < later) {
      throw .outOfRange(parameter: "probability", value: later, range: "(\(earlier), 1): ascending")
    }
    var pointwise: [QuantileComparison] = []
    var simultaneous: [QuantileComparison] = []
    for probability in probabilities {
      let single = try compareQuantile(probability, with: other, level: level)
      var joint = try comparison(probability, with: other, level: simultaneousLevel)
      joint.pValue = single.pValue
      pointwise.append(single)
      simultaneous.append(joint)
    }
    let known = pointwise.compactMap(\.pValue)
    var adjusted = try MultiplicityAdjustment.holm.adjusted(known)[...]
    return ShiftFunction(
      pointwise: pointwise,
      simultaneous: simultaneous,
      holmPValues: pointwise.map { $0.pValue == nil ? nil : adjusted.removeFirst() }, level: level,
      simultaneousLevel: simultaneousLevel, method: method)
  }
}

extension SortedSample {
  /// The shift function of independent values, with simultaneous intervals by either method.
  ///
  /// The shares of two samples up to their quantiles move like two Brownian bridges, whose correlations are
  /// known; the level of the largest deviation follows by integration along the quantiles.
  /// - Throws: As the form for all kinds of samples.
  /// - Complexity: O(log n) evaluations of the incomplete beta function a probability.
  public func shiftFunction(
    against other: SortedSample, at probabilities: [Double] = ShiftFunction.usualProbabilities,
    level: Double = 0.95, simultaneous: SimultaneousMethod
  ) throws(StatisticsError) -> ShiftFunction {
    if simultaneous == .bonferroni {
      return try shiftFunction(against: other, at: probabilities, level: level)
    }
    try require(level, "level", above: 0, below: 1)
    var widths: [(first: Double, second: Double)] = []
    for probability in probabilities {
      let first = try quantileInterval(probability, level: level).interval?.width
      let second = try other.quantileInterval(probability, level: level).interval?.width
      widths.append((first ?? 1, second ?? 1))
    }
    var correlations: [Double] = []
    for index in probabilities.indices.dropFirst() {
      let (p, q) = (probabilities[index - 1], probabilities[index])
      let (a, b) = (widths[index - 1], widths[index])
      let size = ((a.first * a.first + a.second * a.second) * (b.first * b.first + b.second * b.second))
        .squareRoot()
      let alignment = size > 0 ? (a.first * b.first + a.second * b.second) / size : 1
      correlations.append(alignment * (p / q * ((1 - q) / (1 - p))).squareRoot())
    }
    let score = LargestDeviation.quantile(level, correlations: correlations)
    return try shiftFunction(
      against: other, at: probabilities, level: level, simultaneousLevel: 1 - 2 * Normal.cumulative(-score),
      method: .maxT)
  }
}

/// The largest absolute value of a chain of standard normal variables, each correlated with the next.
enum LargestDeviation {
  /// The value that none exceeds with a probability.
  static func quantile(_ probability: Double, correlations: [Double]) -> Double {
    let low = Normal.quantile(0.5 + probability / 2)
    var bracket = (
      low: low, high: Normal.quantile(1 - (1 - probability) / 2 / Double(correlations.count + 1))
    )
    for _ in 0..<40 {
      let middle = 0.5 * (bracket.low + bracket.high)
      if cumulative(middle, correlations: correlations) < probability {
        bracket.low = middle
      } else {
        bracket.high = middle
      }
    }
    return bracket.high
  }

  /// P(all |Zᵢ| ≤ c), by Simpson's rule along the chain.
  static func cumulative(_ c: Double, correlations: [Double]) -> Double {
    // The narrowest transition density must be resolved.
    let narrowest = correlations.map { (1 - $0 * $0).squareRoot() }.min() ?? 1
    let cells = 2 * Int(min(600, max(40, 6 * c / max(narrowest, 1e-3))))
    let step = 2 * c / Double(cells)
    let nodes = (0...cells).map { -c + Double($0) * step }
    let weights = (0...cells).map { index in
      step / 3 * (index == 0 || index == cells ? 1 : index.isMultiple(of: 2) ? 2 : 4)
    }
    func density(_ z: Double) -> Double { exponential(-0.5 * z * z - logRootTwoPi) }
    // Probability that all later variables stay inside, given the present one.
    var inside = [Double](repeating: 1, count: nodes.count)
    for correlation in correlations.reversed() {
      let spread = max((1 - correlation * correlation).squareRoot(), 1e-3)
      inside = nodes.map { here in
        var sum = 0.0
        for index in nodes.indices {
          sum += weights[index] * density((nodes[index] - correlation * here) / spread) * inside[index]
        }
        return min(1, sum / spread)
      }
    }
    var total = 0.0
    for index in nodes.indices { total += weights[index] * density(nodes[index]) * inside[index] }
    return total
  }
}
