import Testing

@testable import Statistics

@Suite struct DiscreteQuantileTests {
  /// What a discrete quantile must be when the continuous extension has its root at `root`; `nil` when the root is
  /// whole but for rounding, so that the least bit decides.
  private func whole(_ root: Double, max: Double) -> Int? {
    let nearest = root.rounded()
    if root > 0, abs(root - nearest) < 1e-9 * Swift.max(1, root) { return nil }
    return Int(min(max, root.rounded(.up)))
  }

  @Test func `Binomial quantiles are the whole numbers above the roots of 50-digit tables`() throws {
    var compared = 0
    for row in try table("boost-special/binomial_quantile_data.txt") where row.count >= 5 {
      let law = try Binomial(trials: Int(row[0]), probability: row[1])
      if let expected = whole(row[3], max: row[0]) {
        #expect(try law.quantile(row[2]) == expected, "\(row)")
        compared += 1
      }
      if let expected = whole(row[4], max: row[0]) {
        #expect(try law.quantile(survival: row[2]) == expected, "\(row)")
        compared += 1
      }
    }
    print("binomial quantiles: \(compared) compared")
    #expect(compared > 7500)
  }

  @Test func `Poisson quantiles are the whole numbers above the roots of 50-digit tables`() throws {
    var compared = 0
    for row in try table("boost-special/poisson_quantile_data.txt") where row.count >= 4 {
      let law = try Poisson(mean: row[0])
      if let expected = whole(row[2], max: 1e15) {
        #expect(try law.quantile(row[1]) == expected, "\(row)")
        compared += 1
      }
      if let expected = whole(row[3], max: 1e15) {
        #expect(try law.quantile(survival: row[1]) == expected, "\(row)")
        compared += 1
      }
    }
    print("Poisson quantiles: \(compared) compared")
    #expect(compared > 1000)
  }

  @Test func `The continuous extensions return to the probabilities of the tables`() throws {
    var worst = (binomial: 0.0, poisson: 0.0)
    for row in try table("boost-special/binomial_quantile_data.txt")
    where row.count >= 5 && row[3] > 1e-3 && row[3] < row[0] {
      let k = row[3]
      let found = BetaFunction.tails(1 - row[1], row[1], a: row[0] - k, b: k + 1).lower
      worst.binomial = max(worst.binomial, relativeError(found, row[2]))
    }
    for row in try table("boost-special/poisson_quantile_data.txt") where row.count >= 4 && row[2] > 1e-3 {
      let found = IncompleteGamma.upper(shape: row[2] + 1, row[0])
      worst.poisson = max(worst.poisson, relativeError(found, row[1]))
    }
    print("continuous extensions: worst relative error \(worst)")
    #expect(worst.binomial < 1e-12)
    #expect(worst.poisson < 1e-12)
  }

  @Test func `A quantile of a distribution function's value is its argument`() throws {
    let laws: [any DiscreteDistribution] = [
      try Binomial(trials: 1, probability: 0.4), try Binomial(trials: 60, probability: 0.03),
      try Binomial(trials: 100_000, probability: 0.7), try Poisson(mean: 0.2), try Poisson(mean: 4321),
    ]
    for law in laws {
      for score in [-6.0, -2, -0.5, 0, 1, 3] {
        let k = max(0, Int(law.mean + score * law.standardDeviation))
        guard law.support.contains(k), law.mass(k) > 1e-10 else { continue }
        if law.cumulative(k) < 1 - 1e-9 { #expect(try law.quantile(law.cumulative(k)) == k, "\(law) \(k)") }
        if law.survival(k) > 0 { #expect(try law.quantile(survival: law.survival(k)) == k, "\(law) \(k)") }
      }
      #expect(try law.quantile(0) == 0)
      #expect(try law.quantile(1) == law.support.upperBound)
      #expect(law.cumulative(-1) == 0 && law.survival(-1) == 1 && law.mass(-1) == 0)
    }
  }

  @Test func `Laws without spread have one value`() throws {
    for law in [try Binomial(trials: 0, probability: 0.5), try Binomial(trials: 9, probability: 0)] {
      #expect(law.cumulative(0) == 1 && law.mass(0) == 1)
      #expect(try law.quantile(0.5) == 0)
    }
    #expect(try Binomial(trials: 9, probability: 1).quantile(0.5) == 9)
    let never = try Poisson(mean: 0)
    #expect(never.cumulative(0) == 1 && never.mass(0) == 1 && never.mass(1) == 0)
    #expect(try never.quantile(0.9) == 0)
  }
}
