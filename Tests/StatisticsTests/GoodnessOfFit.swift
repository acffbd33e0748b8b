import Testing

@testable import Statistics

/// Expects draws to follow a continuous law: Kolmogorov's distance below its 1 - 1e-6 quantile.
///
/// Seeds are fixed, so a test either always passes or never does; the level only says how surprising a failure is.
func expectFit(
  _ draws: [Double], location: SourceLocation = #_sourceLocation, _ cumulative: (Double) -> Double
) throws {
  let sorted = draws.sorted()
  let n = Double(sorted.count)
  var distance = 0.0
  for (index, value) in sorted.enumerated() {
    let probability = cumulative(value)
    distance = max(distance, Double(index + 1) / n - probability, probability - Double(index) / n)
  }
  // 2 exp(−2 λ²) = 1e-6.
  #expect(distance * n.squareRoot() < 2.694, "n \(sorted.count)", sourceLocation: location)
}

/// Expects counts to follow probabilities: Pearson's statistic below its 1 - 1e-6 quantile, cells with fewer
/// than ten expected taken together.
func expectFit(
  _ counts: [Int], _ probabilities: [Double], location: SourceLocation = #_sourceLocation
) throws {
  let n = Double(counts.reduce(0, +))
  var statistic = 0.0
  var cells = 0
  var pooled = (found: 0.0, expected: 0.0)
  for (count, probability) in zip(counts, probabilities) {
    pooled.found += Double(count)
    pooled.expected += n * probability
    if pooled.expected >= 10 {
      statistic += (pooled.found - pooled.expected) * (pooled.found - pooled.expected) / pooled.expected
      cells += 1
      pooled = (0, 0)
    }
  }
  if pooled.expected > 1e-9 * n || pooled.found > 0 {
    let expected = max(pooled.expected, 1)
    statistic += (pooled.found - pooled.expected) * (pooled.found - pooled.expected) / expected
    cells += 1
  }
  try #require(cells >= 2, sourceLocation: location)
  let bound = try ChiSquared(degreesOfFreedom: Double(cells - 1)).quantile(survival: 1e-6)
  #expect(statistic < bound, "\(cells) cells", sourceLocation: location)
}
