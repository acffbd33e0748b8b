import Testing

@testable import Statistics

@Suite struct ParetoTests {
  @Test func `Fits equal those of evd`() throws {
    let extreme = try TailFixtures.extreme.get()
    let port = try ParetoFit(SortedSample(extreme.portpirie), above: 3.8)
    #expect(port.exceedances == extreme.pot38.nat && port.method == .profileLikelihood)
    #expect(abs(port.scale - extreme.pot38.est[0]) < 5e-4 && abs(port.shape - extreme.pot38.est[1]) < 5e-4)
    // evd stops its search a little earlier.
    #expect(-2 * port.logLikelihood <= extreme.pot38.dev + 1e-9)
    #expect(abs(-2 * port.logLikelihood - extreme.pot38.dev) < 1e-5)
    let pareto = try ParetoFit(SortedSample(extreme.pareto), above: extreme.potThreshold)
    #expect(pareto.exceedances == extreme.pot.nat)
    #expect(abs(pareto.scale - extreme.pot.est[0]) < 1e-4 && abs(pareto.shape - extreme.pot.est[1]) < 1e-4)
    #expect(-2 * pareto.logLikelihood <= extreme.pot.dev + 1e-9)
    // evd's default is the runs estimator with one value below the threshold between bursts.
    let episodes = try ExceedanceEpisodes(extreme.pareto, above: extreme.potThreshold)
    #expect(abs((try #require(episodes.extremalIndex)) - extreme.exiFerroSegers) < 1e-12)
    let hill = try #require(try TailIndex(SortedSample(extreme.pareto), count: 100))
    #expect(abs(1 / hill.value - extreme.hill100) < 1e-12)
  }

  @Test func `Fits reach the maximum that a search in both parameters finds`() throws {
    for golden in try TailFixtures.golden.get().pareto {
      let fit = try ParetoFit(SortedSample(golden.excesses), above: 0)
      #expect(abs(fit.logLikelihood - golden.logLikelihood) < 1e-7)
      #expect(abs(fit.shape - golden.shape) < 1e-4 && abs(fit.scale / golden.scale - 1) < 1e-4)
    }
  }

  @Test func `Profile intervals equal those of a search in both parameters`() throws {
    for golden in try TailFixtures.golden.get().pareto {
      // All values exceed the threshold but the one at it, so that the share above it is all but known.
      let model = try TailModel([0] + golden.excesses, threshold: 0)
      let share = model.exceedanceShare
      let quantile = try model.quantile(1 - 1e-3 * share)
      #expect(abs(quantile.value / golden.quantile - 1) < 1e-3)
      #expect(abs((try #require(quantile.interval.lower)) / golden.lower - 1) < 0.02)
      #expect(abs((try #require(quantile.interval.upper)) / golden.upper - 1) < 0.05)
      #expect(quantile.isExtrapolated && quantile.method == .profileLikelihood)
    }
  }

  @Test func `Scale and threshold only scale and move the fit`() throws {
    let y = try TailFixtures.golden.get().pareto[0].excesses
    let plain = try ParetoFit(SortedSample(y), above: 0)
    let moved = try ParetoFit(SortedSample(y.map { 5 + 1e6 * $0 }), above: 5)
    #expect(abs(moved.shape - plain.shape) < 1e-7)
    #expect(abs(moved.scale / plain.scale / 1e6 - 1) < 1e-7)
  }

  @Test func `Short and uniform tails that have no maximum fall to Zhang and Stephens and say so`() throws {
    var fallbacks = 0
    for seed in 0..<200 as Range<UInt64> {
      var generator = Xoshiro256PlusPlus(seed: seed)
      let y = (0..<12).map { _ in power(generator.openUniform(), 0.3) }
      let fit = try ParetoFit(SortedSample(y), above: 0)
      #expect(fit.scale > 0 && fit.scale.isFinite && fit.shape.isFinite && fit.logLikelihood.isFinite)
      #expect((fit.endPoint ?? .infinity) >= (y.max() ?? 0))
      if fit.method == .zhangStephens { fallbacks += 1 }
    }
    #expect(fallbacks > 100)
  }

  @Test func `Anderson-Darling p-values are uniform when the law holds`() throws {
    for shape in [-0.2, 0, 0.5] {
      let law = try GeneralizedPareto(scale: 2, shape: shape)
      var generator = Xoshiro256PlusPlus(seed: 5)
      let p = try (0..<300).map { _ in
        let y = (0..<150).map { _ in law.sample(using: &generator) }.sorted()
        let fit = ParetoFit(ParetoLikelihood(y), threshold: 0)
        return try ParetoGoodnessOfFit.pValue(ParetoGoodnessOfFit.statistic(y, fit), shape: fit.shape)
      }
      try expectFit(p) { $0 }
      let small = p.count { $0 < 0.1 }
      #expect(small > 15 && small < 50, "\(small) of 300 below 0.1")
    }
  }

  @Test func `Tails of weighted sums equal those that have a closed form`() throws {
    for x in [0.1, 1, 5, 20.0] {
      let found = ParetoGoodnessOfFit.upperTail(x / 5, [0.2, 0.2, 0.2, 0.2])
      #expect(abs(found - exponential(-x / 2) * (1 + x / 2)) < 1e-6)
    }
    // Pairs of equal weights a and b: a mixture of two exponentials.
    let x = 1.3
    let two = (0.5 * exponential(-x / 1) - 0.2 * exponential(-x / 0.4)) / 0.3
    #expect(abs(ParetoGoodnessOfFit.upperTail(x, [0.5, 0.5, 0.2, 0.2]) - two) < 1e-6)
  }
}
