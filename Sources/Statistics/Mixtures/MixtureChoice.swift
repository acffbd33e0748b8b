/// How many components a mixture needs.
public struct MixtureChoice: Codable, Hashable, Sendable {
  /// A test of one number of components against one more.
  public struct LikelihoodRatio: Codable, Hashable, Sendable {
    /// Number of components under the null hypothesis.
    public var components: Int
    /// Twice the gain of log-likelihood by one more.
    public var statistic: Double
    /// Share of samples from the smaller mixture that gain as much, the data counted as one of them.
    public var pValue: Double
    /// Number of samples drawn.
    public var replicates: Int
  }

  /// Fits of 1, 2, … components.
  public var fits: [LogNormalMixture]
  /// Number of components with the least Bayesian information criterion.
  public var byBIC: Int
  /// Tests of the number below and of the number chosen by the criterion.
  public var tests: [LikelihoodRatio]
  /// Number of components: that of the criterion, one less if the last of them is not supported by its test.
  public var chosen: Int

  /// The chosen mixture.
  public var mixture: LogNormalMixture { fits[chosen - 1] }

  /// Chooses the number of components.
  ///
  /// Source of the test: McLachlan, Applied Statistics 36 (1987).
  /// - Parameters:
  ///   - sample: Above the shift, not all equal.
  ///   - largest: Number of components, from 1 to 9.
  ///   - shift: What no value can be below.
  ///   - replicates: Samples drawn for each test; 0 leaves the tests out.
  ///   - seed: Of the draws.
  ///   - significance: Largest p-value that supports a component.
  /// - Throws: As ``LogNormalMixture/fits(_:upTo:shift:)``.
  /// - Complexity: That of the fits, and of two fits a replicate and test.
  public init(
    _ sample: SortedSample, upTo largest: Int = 5, shift: LogNormalMixture.Shift = .searched,
    replicates: Int = 99, seed: UInt64, significance: Double = 0.05
  ) throws(StatisticsError) {
    if replicates < 0 {
      throw .outOfRange(parameter: "replicates", value: Double(replicates), range: "[0, ∞)")
    }
    try require(significance, "significance", above: 0, below: 1)
    let fits = try LogNormalMixture.fits(sample, upTo: largest, shift: shift)
    var best = 0
    for index in fits.indices where fits[index].bic < fits[best].bic { best = index }
    var tests: [LikelihoodRatio] = []
    if replicates > 0 {
      for smaller in [best - 1, best] where smaller >= 0 && smaller + 1 < fits.count {
        tests.append(
          Self.test(fits[smaller], against: fits[smaller + 1], replicates: replicates, seed: seed))
      }
    }
    let isSupported = tests.first { $0.components == best }.map { $0.pValue <= significance } ?? true
    self.fits = fits
    byBIC = best + 1
    self.tests = tests
    chosen = isSupported ? best + 1 : best
  }

  private static func test(
    _ smaller: LogNormalMixture, against larger: LogNormalMixture, replicates: Int, seed: UInt64
  ) -> LikelihoodRatio {
    let observed = max(0, 2 * (larger.logLikelihood - smaller.logLikelihood))
    let streams = RandomStreams(seed: seed)
    let gains = Parallel.map(count: replicates, scratch: { () }) { replicate, _ in
      var generator = streams[UInt64(replicate)]
      let drawn = smaller.logarithms(count: smaller.n, using: &generator)
      let data = MixturePoints(ascending: RadixSort.ascending(drawn))
      let less = MixtureSearch.refined(smaller.normal, data)
      let more = MixtureSearch.fit(data, after: less)
      return 2 * (more.logLikelihood - less.logLikelihood)
    }
    let above = gains.reduce(0) { $0 + ($1 >= observed ? 1 : 0) }
    return LikelihoodRatio(
      components: smaller.components.count, statistic: observed,
      pValue: Double(above + 1) / Double(replicates + 1), replicates: replicates)
  }
}
