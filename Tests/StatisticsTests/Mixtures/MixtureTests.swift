import Testing

@testable import Statistics

@Suite struct MixtureTests {
  @Test func `Fits of durations reach those of mclust`() throws {
    let golden = try TailFixtures.read(TailFixtures.Mixture.self, "r-golden/mixture.json")
    // mclust fits normal laws: the values are the logarithms here.
    let fits = try LogNormalMixture.fits(
      SortedSample(golden.x.map { exponential($0) }), upTo: 4, shift: .none)
    let jacobian = -compensatedSum(golden.x)
    let n = golden.x.count
    for (index, fit) in fits.enumerated() {
      let own = -(fit.bic + 2 * jacobian)
      // mclust's criterion has the other sign, and its search stops a little earlier.
      let other = try #require(golden.bic[index][1])
      #expect(own > other - 1e-6, "\(index) \(own) \(other)")
      // Of three components mclust finds a lower maximum.
      if index != 2 { #expect(own < other + 0.2) }
    }
    // Mixture of scikit-learn 1.9 with a tolerance of 1e-9, best of eight starts.
    #expect(abs(-(fits[1].bic + 2 * jacobian) + 580.7490913877) < 1e-4)
    #expect(abs(fits[3].logLikelihood - jacobian + 257.4584972767) < 1e-3)
    #expect(fits[1].n == n && fits[1].parameters == 5)
  }

  @Test func `Planted modes are found with their shares and places`() throws {
    var generator = Xoshiro256PlusPlus(seed: 41)
    let values = (0..<900).map { index in
      let (place, spread) = index % 10 < 6 ? (200.0, 0.1) : index % 10 < 9 ? (600.0, 0.08) : (5000.0, 0.2)
      return 40 + place * exponential(spread * generator.normal())
    }
    let choice = try MixtureChoice(SortedSample(values), upTo: 4, replicates: 0, seed: 1)
    #expect(choice.chosen == 3)
    let labels = values.indices.map { $0 / 30 }
    let modes = try choice.mixture.modes(
      of: ClusteredSample(values, labels: labels), bootstrap: ClusterBootstrap(replicates: 60, seed: 2))
    #expect(modes.count == 3)
    for (mode, (share, place)) in zip(modes, [(0.6, 240.0), (0.3, 640), (0.1, 5040)]) {
      #expect(abs(mode.share - share) < 0.01 && abs(mode.location / place - 1) < 0.05)
      let interval = try #require(mode.shareInterval)
      #expect(interval.contains(mode.share) && (interval.width ?? 1) < 0.1)
      #expect((try #require(mode.locationInterval)).contains(mode.location))
    }
    #expect(abs(modes.reduce(0) { $0 + $1.share } - 1) < 1e-12)
  }

  @Test func `One mode stays one, and the bootstrap test does not ask for more`() throws {
    var generator = Xoshiro256PlusPlus(seed: 42)
    let values = (0..<300).map { _ in exponential(5 + 0.3 * generator.normal()) }
    let choice = try MixtureChoice(SortedSample(values), upTo: 3, shift: .none, replicates: 29, seed: 1)
    #expect(choice.byBIC == 1 && choice.chosen == 1)
    #expect(choice.tests.count == 1 && choice.tests[0].pValue > 0.05)
    #expect(try choice.mixture.modes().count == 1)
    let again = try MixtureChoice(SortedSample(values), upTo: 3, shift: .none, replicates: 29, seed: 1)
    #expect(again == choice)
  }

  @Test func `The bootstrap test supports a second component that is there`() throws {
    var generator = Xoshiro256PlusPlus(seed: 43)
    let values = (0..<240).map { exponential(($0 % 3 == 0 ? 6.5 : 5) + 0.25 * generator.normal()) }
    let choice = try MixtureChoice(SortedSample(values), upTo: 3, shift: .none, replicates: 39, seed: 1)
    #expect(choice.chosen == 2)
    #expect(choice.tests[0].components == 1 && choice.tests[0].pValue <= 0.05)
  }

  @Test(arguments: [(128, 0.07), (256, 0.13), (512, 0.43), (1024, 0.65), (2048, 0.81), (3008, 0.98)])
  func `Shares of slow cold starts in a private network are recovered`(memory: Int, share: Double) throws {
    let values = try TailFixtures.coldStarts(memory: memory)
    #expect(values.count >= 619)
    let choice = try MixtureChoice(SortedSample(values), upTo: 5, shift: .none, replicates: 0, seed: 1)
    let modes = try choice.mixture.modes(
      of: ClusteredSample(values, labels: Array(values.indices)),
      bootstrap: ClusterBootstrap(replicates: 20, seed: 1))
    let slow = modes.filter { $0.location > 1000 }
    // At 128 MB three of 620 times lie between the modes.
    #expect(abs(slow.reduce(0) { $0 + $1.share } - share) < 0.01, "\(modes)")
    let fast = try #require(modes[0].shareInterval)
    #expect(fast.contains(Double(values.count { $0 < 1000 }) / Double(values.count)), "\(modes)")
    #expect(modes.count - slow.count == 1, "\(modes)")
    let dip = try DipTest(SortedSample(values), replicates: 99, seed: 1)
    #expect(dip.pValue <= 0.02 || share < 0.1 || share > 0.9)
  }

  @Test func `Many values are gathered without moving the fit`() throws {
    var generator = Xoshiro256PlusPlus(seed: 44)
    let values = (0..<20_000).map { exponential(($0 % 4 == 0 ? 7 : 5) + 0.2 * generator.normal()) }
    let fit = try LogNormalMixture.fits(SortedSample(values), upTo: 2, shift: .none)[1]
    #expect(abs(fit.components[0].share - 0.75) < 1e-3 && abs(fit.components[1].logMean - 7) < 0.01)
    #expect(abs(fit.components[0].logStandardDeviation - 0.2) < 0.005)
    #expect(abs(fit.cumulative(exponential(6)) - 0.75) < 1e-3)
  }

  @Test func `Equal values in one component and hostile input give numbers or a reason`() throws {
    let spike = (0..<50).map { $0 < 30 ? 5.0 : 5 + Double($0) }
    for fit in try LogNormalMixture.fits(SortedSample(spike), upTo: 4) {
      #expect(fit.logLikelihood.isFinite && fit.components.allSatisfy { $0.logStandardDeviation > 0 })
      #expect(abs(fit.components.reduce(0) { $0 + $1.share } - 1) < 1e-9)
      #expect(try !fit.modes().isEmpty)
    }
    #expect(throws: StatisticsError.self) { try LogNormalMixture.fits(SortedSample([1, 2, 3]), upTo: 1) }
    #expect(throws: StatisticsError.self) {
      try LogNormalMixture.fits(SortedSample([Double](repeating: 2, count: 30)), upTo: 1)
    }
    #expect(throws: StatisticsError.self) {
      try LogNormalMixture.fits(SortedSample((0..<30).map(Double.init)), upTo: 2)
    }
    #expect(throws: StatisticsError.self) { try LogNormalMixture.fits(SortedSample(spike), upTo: 0) }
    #expect(throws: StatisticsError.self) {
      try LogNormalMixture.fits(SortedSample(spike), upTo: 1)[0].modes(depth: 1)
    }
  }
}
