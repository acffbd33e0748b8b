import Testing

@testable import Statistics

@Suite struct RankTestTests {
  @Test func `The exact law of U equals the listing of all arrangements, with and without ties`() throws {
    for (x, y) in smallPairs(seed: 3) {
      let pooled = try PooledSamples(x, y)
      let listed = enumerated(x, y, statistic: plainWins)
      #expect(pooled.wins == plainWins(x, y))
      #expect(abs(try pooled.mannWhitney(.less, law: .exact).pValue - listed.lower) < 1e-12, "\(x) \(y)")
      #expect(abs(try pooled.mannWhitney(.greater, law: .exact).pValue - listed.upper) < 1e-12, "\(x) \(y)")
      let mean = Double(x.count * y.count) / 2
      let twoSided = enumerated(x, y) { abs(plainWins($0, $1) - mean) }.upper
      let found = try pooled.mannWhitney(law: .exact).pValue
      #expect(abs(found - twoSided) < 1e-12, "\(x) \(y): \(found) \(twoSided)")
    }
  }

  @Test func `The exact Kolmogorov-Smirnov law equals the listing of all arrangements`() throws {
    for (x, y) in smallPairs(seed: 4) {
      let pooled = try PooledSamples(x, y)
      let less = try pooled.kolmogorovSmirnov(.less)
      #expect(abs(less.statistic - plainExcess(x, y)) < 1e-12)
      #expect(abs(less.pValue - enumerated(x, y, statistic: plainExcess).upper) < 1e-12, "\(x) \(y)")
      let greater = try pooled.kolmogorovSmirnov(.greater)
      #expect(abs(greater.pValue - enumerated(x, y) { plainExcess($1, $0) }.upper) < 1e-12, "\(x) \(y)")
      let both = enumerated(x, y) { max(plainExcess($0, $1), plainExcess($1, $0)) }.upper
      #expect(abs(try pooled.kolmogorovSmirnov().pValue - both) < 1e-12, "\(x) \(y)")
    }
  }

  @Test func `The exact signed-rank law equals the listing of all signs`() throws {
    var generator = Xoshiro256PlusPlus(seed: 5)
    for n in 1...8 {
      for tied in [false, true] {
        let values = (0..<n).map { _ in
          tied ? Double(generator.index(below: 7)) - 2.5 : generator.normal() + 0.3
        }
        let ranks = values.map { value in
          let below = values.filter { abs($0) < abs(value) }.count
          let upTo = values.filter { abs($0) <= abs(value) }.count
          return Double(below + upTo + 1) / 2
        }
        let observed = zip(values, ranks).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
        var (below, above) = (0.0, 0.0)
        for signs in 0..<(1 << n) {
          var sum = 0.0
          for (index, rank) in ranks.enumerated() where signs >> index & 1 == 1 { sum += rank }
          if sum <= observed { below += 1 }
          if sum >= observed { above += 1 }
        }
        let all = Double(1 << n)
        let sample = try SortedSample(values)
        #expect(try sample.signedRankTest().statistic == observed)
        #expect(abs(try sample.signedRankTest(.less).pValue - below / all) < 1e-12)
        #expect(abs(try sample.signedRankTest(.greater).pValue - above / all) < 1e-12)
      }
    }
  }

  @Test func `Exact laws keep their digits in the tails and sum to 1`() throws {
    // 1 / C(60, 30) and its neighbours 1, 1, 2, 3, 5, 7, 11: partitions.
    let law = ExactSumLaw.wins(30, 30)
    let least = exponential(2 * logGamma(31) - logGamma(61))
    for (k, partitions) in [1.0, 1, 2, 3, 5, 7, 11, 15, 22, 30].enumerated() {
      #expect(relativeError(law.masses[k], partitions * least) < 1e-12)
    }
    // From exact whole numbers.
    let large = ExactSumLaw.wins(100, 300)
    for (k, mass) in [
      (0, 4.460592201454196e-97),
      (1000, 6.983998552029201e-66),
      (5000, 1.0763970502735163e-28),
      (10000, 1.1659029069884507e-09),
      (15000, 0.00039779615147056386),
    ] {
      #expect(relativeError(large.masses[k], mass) < 1e-12, "\(k)")
    }
    for (n, m) in [(1, 1), (1, 7), (5, 4), (7, 7), (60, 41), (120, 120), (400, 90)] {
      let law = ExactSumLaw.wins(n, m)
      #expect(law.masses.count == n * m + 1)
      #expect(abs(compensatedSum(law.masses) - 1) < 1e-12)
      #expect(law.masses.allSatisfy { $0 > 0 })
      #expect(zip(law.masses, law.masses.reversed()).allSatisfy { $0 == $1 })
      let center = Double(n * m) / 2
      var variance = 0.0
      for (k, mass) in law.masses.enumerated() {
        variance += mass * (Double(k) - center) * (Double(k) - center)
      }
      #expect(relativeError(variance, Double(n * m * (n + m + 1)) / 12) < 1e-9, "\(n) \(m)")
    }
  }

  @Test func `The count with ties reduces to that without`() throws {
    let scores = Array(1...25)
    let (law, least) = try #require(ExactSumLaw.sum(of: 10, scores: scores))
    let wins = ExactSumLaw.wins(10, 15)
    #expect(least == 55)
    #expect(law.masses.count == wins.masses.count)
    #expect(zip(law.masses, wins.masses).allSatisfy { relativeError($0, $1) < 1e-12 })
  }

  @Test func `Exchanging samples, shifting and rising functions leave rank tests alone`() throws {
    var generator = Xoshiro256PlusPlus(seed: 6)
    for n in [3, 12, 300, 900] {
      let x = (0..<n).map { _ in (generator.normal() * 8).rounded() / 8 }
      let y = (0..<(n + 5)).map { _ in (generator.normal() * 8).rounded() / 8 + 0.25 }
      let pooled = try PooledSamples(x, y)
      let mirrored = try PooledSamples(y, x)
      let mapped = try PooledSamples(x.map { exponential($0 / 2) }, y.map { exponential($0 / 2) })
      for law in [NullLawChoice.automatic, .asymptotic] {
        let u = try pooled.mannWhitney(.less, law: law)
        #expect(relativeError(try mirrored.mannWhitney(.greater, law: law).pValue, u.pValue) < 1e-9)
        #expect(u.statistic + (try mirrored.mannWhitney(law: law).statistic) == Double(n * (n + 5)))
        #expect(try mapped.mannWhitney(.less, law: law) == u)
        let distance = try pooled.kolmogorovSmirnov(.less, law: law)
        #expect(
          relativeError(try mirrored.kolmogorovSmirnov(.greater, law: law).pValue, distance.pValue) < 1e-9)
        #expect(try mapped.kolmogorovSmirnov(.less, law: law) == distance)
      }
      let munzel = try pooled.brunnerMunzel(.less)
      #expect(relativeError(try mirrored.brunnerMunzel(.greater).pValue, munzel.pValue) < 1e-9)
    }
  }

  @Test func `Counts do not overflow at 65,536 values and more`() throws {
    let n = 70_000
    let x = SortedSample(ascending: (0..<n).map { Double(2 * $0) })
    let y = SortedSample(ascending: (0..<n).map { Double(2 * $0 + 1) + Double(2 * n) })
    let pooled = PooledSamples(x, y)
    #expect(pooled.wins == 0)
    let mirrored = PooledSamples(y, x)
    #expect(mirrored.wins == Double(n) * Double(n))
    let result = try pooled.mannWhitney()
    // The p-value is below the smallest number; z is about √(3n/2).
    #expect(result.pValue == 0)
    let z = (Double(n) * Double(n) / 2 - 0.5) / (Double(n) * Double(n) * Double(2 * n + 1) / 12).squareRoot()
    let expected = -z * z / 2 - logarithm(z) - 0.5 * logarithm(2 * Double.pi) + logarithm(2)
    #expect(abs(result.logPValue - expected) < 1e-4)
    #expect(result.warnings.contains(.completeSeparation))
    let distance = try pooled.kolmogorovSmirnov()
    #expect(distance.statistic == 1)
    #expect(abs(distance.logPValue - (logarithm(2) - Double(n))) < 1e-6)
    let welch = try welchTest(x.values, y.values.map { $0 * 1e3 })
    #expect(welch.test.logPValue < -700 && welch.test.logPValue.isFinite)
    let tied = SortedSample(ascending: [Double](repeating: 1, count: n))
    let ties = PooledSamples(tied, SortedSample(ascending: [Double](repeating: 1, count: n - 1) + [2]))
    #expect(ties.tieCubes == Double(2 * n - 1) * (Double(2 * n - 1) * Double(2 * n - 1) - 1))
    #expect(try ties.mannWhitney().pValue > 0.3)
  }

  @Test func `Hostile samples give typed errors or a p-value of 1`() throws {
    for bad in [[], [1, .nan], [.infinity], [2, -.infinity]] as [[Double]] {
      #expect(throws: StatisticsError.self) { try PooledSamples(bad, [1, 2]) }
      #expect(throws: StatisticsError.self) { try PooledSamples([1, 2], bad) }
      #expect(throws: StatisticsError.self) { try welchTest(bad, [1, 2]) }
    }
    #expect(throws: StatisticsError.tooFew(what: "samples", found: 1, needed: 2)) {
      try kruskalWallis([SortedSample([1, 2])])
    }
    #expect(throws: StatisticsError.self) { try andersonDarling([SortedSample([1]), SortedSample([2])]) }
    #expect(throws: StatisticsError.self) { try welchTest([1], [1, 2]) }
    #expect(throws: StatisticsError.self) { try welchTest([1, 1], [2, 2]) }
    #expect(throws: StatisticsError.self) { try welchTest([1e308, -1e308], [1e308, 1e307]) }
    #expect(throws: StatisticsError.self) { try PooledSamples([1], [2]).brunnerMunzel() }
    #expect(throws: StatisticsError.self) { try SortedSample([3, 3]).signedRankTest(center: 3) }
    let equal = try PooledSamples([5, 5, 5], [5, 5])
    for result in [try equal.mannWhitney(), try equal.kolmogorovSmirnov(), try equal.brunnerMunzel()] {
      #expect(result.pValue == 1)
      #expect(result.warnings.contains(.allEqual))
    }
    #expect(try kruskalWallis([equal.x, equal.y]).pValue == 1)
    #expect(try andersonDarling([equal.x, equal.y]).pValue == 1)
    let single = try PooledSamples([1], [2])
    #expect(try single.mannWhitney().pValue == 1)
    #expect(try single.kolmogorovSmirnov().pValue == 1)
    let apart = try PooledSamples([1, 2, 3], [4, 5, 6, 7])
    let separated = try apart.brunnerMunzel()
    #expect(separated.warnings == [.completeSeparation])
    #expect(relativeError(separated.pValue, 2.0 / 35) < 1e-12)
    let large = try PooledSamples((0..<40_000).map(Double.init), (0..<40_000).map { Double($0) + 0.5 })
    #expect(throws: StatisticsError.self) { try large.mannWhitney(law: .exact) }
    #expect(throws: StatisticsError.self) { try large.kolmogorovSmirnov(law: .exact) }
  }

  @Test func `Log tails join the ordinary tails`() throws {
    #expect(abs(LogTail.normal(above: 30.000001) - LogTail.normal(above: 29.999999)) < 1e-4)
    #expect(abs(LogTail.normal(above: 37) - logarithm(Normal.standard.survival(37))) < 1e-10)
    #expect(LogTail.normal(above: .infinity) == -.infinity)
    // A t of ν degrees of freedom falls like t^(−ν); from 1e40 to 1e50 by 10 ν ln 10.
    let near = LogTail.studentT(above: 1e40, degreesOfFreedom: 5)
    let far = LogTail.studentT(above: 1e80, degreesOfFreedom: 5)
    #expect(relativeError(far - near, -200 * logarithm(10)) < 1e-12)
    // F with 1 and ν degrees of freedom is t².
    let f = LogTail.fisherF(above: 90 * 90, numerator: 1, denominator: 300)
    #expect(abs(f - logarithm(2) - LogTail.studentT(above: 90, degreesOfFreedom: 300)) < 1e-9)
    // Chi-squared with 2 degrees of freedom is exponential.
    #expect(relativeError(LogTail.chiSquared(above: 4000, degreesOfFreedom: 2), -2000) < 1e-12)
    let tail = LogTail.chiSquared(above: 1500, degreesOfFreedom: 1)
    #expect(abs(tail - logarithm(2) - LogTail.normal(above: 1500.0.squareRoot())) < 1e-10)
  }
}
