public import Statistics

/// A law of samples with known mean and quantiles, for studies of coverage.
public enum CoverageFamily: Hashable, Sendable {
  /// exp(Z), independent.
  case lognormal
  /// P(X > x) = x^(−index) from 1 on, independent.
  case pareto(index: Double)
  /// Calls of about 20 ms of which a share starts cold and takes about 400 ms, independent.
  case coldStarts(share: Double)
  /// exp(Z/2) with Z an autoregression of order 1 of this correlation.
  case autoregression(correlation: Double)
  /// exp(Z) in clusters of equal size, of whose normal scores this share of variance is common.
  case clustered(clusters: Int, correlation: Double)
  /// exp(0.35 Z), three times slower in 5 % of the time, in stays of 40 calls on average.
  case noisyNeighbour

  /// The families of the standard table.
  public static let standard: [CoverageFamily] = [
    .lognormal, .pareto(index: 1.5), .pareto(index: 3), .coldStarts(share: 0.01), .coldStarts(share: 0.03),
    .coldStarts(share: 0.2), .autoregression(correlation: 0.5), .autoregression(correlation: 0.9),
    .clustered(clusters: 5, correlation: 0.05), .clustered(clusters: 5, correlation: 0.5),
    .clustered(clusters: 10, correlation: 0.2), .clustered(clusters: 20, correlation: 0.05),
    .clustered(clusters: 20, correlation: 0.5), .clustered(clusters: 50, correlation: 0.2),
    .noisyNeighbour,
  ]

  /// Share of the time that a noisy neighbour stays.
  static let noisyShare = 0.05
  /// Calls in a stay on average.
  static let noisyStay = 40.0

  /// Name in tables.
  public var name: String {
    switch self {
    case .lognormal: "lognormal"
    case .pareto(let index): "pareto_" + FixedText.shortest(index)
    case .coldStarts(let share): "cold_starts_" + FixedText.shortest(100 * share) + "pct"
    case .autoregression(let correlation): "ar1_" + FixedText.shortest(correlation)
    case .clustered(let clusters, let correlation):
      "clustered_\(clusters)_icc_" + FixedText.shortest(correlation)
    case .noisyNeighbour: "noisy_neighbour"
    }
  }

  /// Mean and quantiles of the law of one value.
  public func truth(_ statistic: CoverageStatistic) -> Double {
    switch self {
    case .lognormal, .clustered: return Self.lognormalTruth(statistic, deviation: 1)
    case .autoregression: return Self.lognormalTruth(statistic, deviation: 0.5)
    case .pareto(let index):
      guard let probability = statistic.probability else { return index / (index - 1) }
      return elementaryPower(1 - probability, -1 / index)
    case .coldStarts(let share):
      return Mixture(share: share, low: (20, 0.35), high: (400, 0.5)).truth(statistic)
    case .noisyNeighbour:
      return Mixture(share: Self.noisyShare, low: (1, 0.35), high: (3, 0.35)).truth(statistic)
    }
  }

  /// Draws a sample and says how its values belong together.
  public func draw(
    _ count: Int, using generator: inout Xoshiro256PlusPlus
  ) -> (values: [Double], structure: SampleStructure) {
    switch self {
    case .lognormal:
      return ((0..<count).map { _ in elementaryExponential(generator.normal()) }, .independent)
    case .pareto(let index):
      return ((0..<count).map { _ in elementaryExponential(generator.exponential() / index) }, .independent)
    case .coldStarts(let share):
      let mixture = Mixture(share: share, low: (20, 0.35), high: (400, 0.5))
      let values = (0..<count).map { _ in
        mixture.draw(isHigh: generator.uniform() < share, using: &generator)
      }
      return (values, .independent)
    case .autoregression(let correlation):
      let innovation = (1 - correlation * correlation).squareRoot()
      var state = generator.normal()
      let values = (0..<count).map { _ in
        state = correlation * state + innovation * generator.normal()
        return elementaryExponential(0.5 * state)
      }
      return (values, .series)
    case .clustered(let clusters, let correlation):
      return Self.drawClustered(count, clusters, correlation, &generator)
    case .noisyNeighbour:
      return (Self.drawNoisy(count, &generator), .series)
    }
  }

  private static func lognormalTruth(_ statistic: CoverageStatistic, deviation: Double) -> Double {
    guard let probability = statistic.probability else {
      return elementaryExponential(deviation * deviation / 2)
    }
    return elementaryExponential(deviation * Normal.quantile(probability))
  }

  private static func drawClustered(
    _ count: Int, _ clusters: Int, _ correlation: Double, _ generator: inout Xoshiro256PlusPlus
  ) -> (values: [Double], structure: SampleStructure) {
    let own = (1 - correlation).squareRoot()
    var values: [Double] = []
    var labels: [Int] = []
    for cluster in 0..<clusters {
      let shared = correlation.squareRoot() * generator.normal()
      let end = count * (cluster + 1) / clusters
      while values.count < end {
        values.append(elementaryExponential(shared + own * generator.normal()))
        labels.append(cluster)
      }
    }
    return (values, .clustered(labels: labels))
  }

  private static func drawNoisy(_ count: Int, _ generator: inout Xoshiro256PlusPlus) -> [Double] {
    let mixture = Mixture(share: noisyShare, low: (1, 0.35), high: (3, 0.35))
    let leave = 1 / noisyStay
    let enter = leave * mixture.share / (1 - mixture.share)
    var isHigh = generator.uniform() < mixture.share
    return (0..<count).map { _ in
      let value = mixture.draw(isHigh: isHigh, using: &generator)
      if generator.uniform() < (isHigh ? leave : enter) { isHigh.toggle() }
      return value
    }
  }
}

/// Two lognormal laws, each by its median and the deviation of its logarithm.
private struct Mixture {
  let share: Double
  let low: (median: Double, deviation: Double)
  let high: (median: Double, deviation: Double)

  func draw(isHigh: Bool, using generator: inout Xoshiro256PlusPlus) -> Double {
    let part = isHigh ? high : low
    return part.median * elementaryExponential(part.deviation * generator.normal())
  }

  func truth(_ statistic: CoverageStatistic) -> Double {
    guard let probability = statistic.probability else {
      func mean(_ part: (median: Double, deviation: Double)) -> Double {
        part.median * elementaryExponential(part.deviation * part.deviation / 2)
      }
      return (1 - share) * mean(low) + share * mean(high)
    }
    // Bisection on the logarithm: the distribution function is increasing.
    var (below, above) = (-20.0, 20.0)
    for _ in 0..<200 {
      let middle = (below + above) / 2
      if cumulative(logarithm: middle) < probability { below = middle } else { above = middle }
    }
    return elementaryExponential(above)
  }

  private func cumulative(logarithm x: Double) -> Double {
    func part(_ part: (median: Double, deviation: Double)) -> Double {
      Normal.cumulative((x - elementaryLogarithm(part.median)) / part.deviation)
    }
    return (1 - share) * part(low) + share * part(high)
  }
}
