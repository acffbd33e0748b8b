import Testing

@testable import Statistics

@Suite struct SerialTestsTests {
  @Test func `Ljung-Box and Box-Pierce equal R`() throws {
    let golden = try TimeSeriesGolden.read()
    let ljung = try portmanteauTest(golden.nile, lags: 10)
    #expect(abs(ljung.statistic - (try #require(golden.ljung.chiSquare))) < 1e-10)
    #expect(abs(ljung.pValue - golden.ljung.p) < 1e-15)
    let pierce = try portmanteauTest(golden.nile, lags: 10, statistic: .boxPierce)
    #expect(abs(pierce.statistic - (try #require(golden.boxpierce.chiSquare))) < 1e-10)
    #expect(abs(pierce.pValue - golden.boxpierce.p) < 1e-15)
  }

  @Test func `KPSS statistics equal R, which cuts the probability at 0.01`() throws {
    let golden = try TimeSeriesGolden.read()
    let level = try stationarityTest(golden.nile)
    #expect(abs(level.statistic - (try #require(golden.kpssLevel.stat))) < 1e-12)
    #expect(level.lags == golden.kpssLevel.lag && level.pValue < 0.01)
    let line = try stationarityTest(golden.nile, about: .line)
    #expect(abs(line.statistic - (try #require(golden.kpssTrend.stat))) < 1e-12)
    #expect(line.pValue < 0.01)
  }

  @Test(arguments: [
    (StationarityTrend.level, [0.347, 0.463, 0.574, 0.739]), (.line, [0.119, 0.146, 0.176, 0.216]),
  ])
  func `The limiting law has the published critical values`(trend: StationarityTrend, values: [Double]) {
    // Kwiatkowski et al. (1992), table 1: 10, 5, 2.5 and 1 %, from simulation.
    let law = StationarityLaw(trend: trend)
    for (value, p) in zip(values, [0.1, 0.05, 0.025, 0.01]) {
      #expect(abs(law.survival(value) - p) < 0.02 * p + 0.0015, "\(trend) \(value): \(law.survival(value))")
    }
    var last = 1.0
    for step in 1...200 {
      let p = law.survival(Double(step) * 0.01)
      #expect(p <= last + 1e-9 && p >= 0)
      last = p
    }
  }

  @Test(arguments: StationarityTrend.allCases)
  func `The limiting law is that of long random series`(trend: StationarityTrend) throws {
    var generator = Xoshiro256PlusPlus(seed: 77)
    var probabilities: [Double] = []
    for _ in 0..<2000 {
      let noise = (0..<400).map { _ in generator.normal() }
      probabilities.append(try stationarityTest(noise, about: trend, lags: .fixed(0)).pValue)
    }
    for level in [0.01, 0.05, 0.25, 0.5, 0.9] {
      let share = Double(probabilities.filter { $0 < level }.count) / 2000
      #expect(abs(share - level) < 3.5 * (level * (1 - level) / 2000).squareRoot())
    }
  }

  @Test func `The law of the level equals that of Cramér and von Mises`() {
    // Anderson and Darling (1952), table 1: P(W² ≤ 0.46136) = 0.95, P(W² ≤ 0.11888) = 0.5.
    let law = StationarityLaw(trend: .level)
    #expect(abs(law.survival(0.46136) - 0.05) < 1e-5)
    #expect(abs(law.survival(0.11888) - 0.5) < 1e-4)
  }

  @Test func `Rejection under the hypothesis is as often as stated and a random walk is found`() throws {
    var generator = Xoshiro256PlusPlus(seed: 21)
    var rejected = (noise: 0, portmanteau: 0, walk: 0)
    for _ in 0..<1000 {
      let noise = (0..<300).map { _ in generator.normal() }
      if try stationarityTest(noise, lags: .fixed(0)).pValue < 0.05 { rejected.noise += 1 }
      if try portmanteauTest(noise, lags: 8).pValue < 0.05 { rejected.portmanteau += 1 }
      var sum = 0.0
      let walk = noise.map { step in
        sum += step
        return sum
      }
      if try stationarityTest(walk).pValue < 0.05 { rejected.walk += 1 }
    }
    #expect((30...70).contains(rejected.noise) && (30...70).contains(rejected.portmanteau))
    #expect(rejected.walk > 900)
  }

  @Test func `Long-run variances are those of theory and of hand`() throws {
    // Deviations −1.5 −0.5 0.5 1.5: γ₀ = 1.25, γ₁ = 0.3125; two lags weights 2/3, 1/3; γ₂ = −0.375.
    let hand = try LongRunVariance([1, 2, 3, 4], bandwidth: .fixed(3)).value
    #expect(abs(hand - (1.25 + 2 * (0.3125 * 2 / 3 - 0.375 / 3))) < 1e-14)
    var generator = Xoshiro256PlusPlus(seed: 2)
    let series = autoregression(40_000, 0.5, using: &generator)
    for kernel in LongRunVariance.Kernel.allCases {
      for bandwidth in [LongRunVariance.Bandwidth.andrews, .neweyWest] {
        let found = try LongRunVariance(series, kernel: kernel, bandwidth: bandwidth)
        #expect(found.bandwidth > 2)
        #expect(abs(found.value / 3 - 1) < 0.15, "\(kernel) \(bandwidth) \(found)")
      }
    }
  }

  @Test func `Hostile series and parameters are refused`() {
    #expect(throws: StatisticsError.self) { try portmanteauTest([1, 2, 3], lags: 3) }
    #expect(throws: StatisticsError.self) { try portmanteauTest([1, 2, 3], lags: 0) }
    #expect(throws: StatisticsError.self) { try portmanteauTest([1, 2, 3, 5], lags: 2, fitted: 2) }
    #expect(throws: StatisticsError.self) { try stationarityTest([1, 2, 3]) }
    #expect(throws: StatisticsError.self) { try stationarityTest([Double](repeating: 4, count: 20)) }
    #expect(throws: StatisticsError.self) {
      try stationarityTest((0..<20).map { Double($0 % 3) }, lags: .fixed(20))
    }
    #expect(throws: StatisticsError.self) { try LongRunVariance([1]) }
    #expect(throws: StatisticsError.self) { try LongRunVariance([1, 2], bandwidth: .fixed(0)) }
    #expect(throws: StatisticsError.self) { try LongRunVariance([1, .infinity]) }
  }
}
