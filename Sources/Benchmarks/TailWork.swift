import Statistics

extension Work {
  /// Tails, modes and lifetimes.
  static let tails: [Work] = [
    Work("pareto-fit-1e5") { inputs in
      let excesses = try inputs.values("g100000")
      return { try ParetoFit(SortedSample(excesses), above: 0).shape }
    },
    Work("mixture-1e5") { inputs in
      let values = try inputs.values("m100000")
      return { try LogNormalMixture.fits(SortedSample(values), upTo: 2, shift: .none)[1].logLikelihood }
    },
    Work("dip-test-1e4") { inputs in
      let values = try inputs.sample(10_000)
      return { try DipTest(SortedSample(values), replicates: 1999, seed: 1).dip }
    },
    Work("kaplan-meier-1e5") { inputs in
      let (ends, limits) = (try inputs.sample(100_000), try inputs.second(100_000))
      let times = zip(ends, limits).map { min($0, $1) }
      let isCensored = zip(ends, limits).map { $0 > $1 }
      return { try ProductLimitCurve(CensoredSample(times, isCensored: isCensored)).survival(at: 1) }
    },
  ]
}
