/// Values in order of time, for quantiles that respect autocorrelation.
public struct SeriesSample: Sendable {
  /// The values in order of time.
  public let values: [Double]
  /// The same values in ascending order.
  public let sorted: SortedSample
  let scores: SeriesScores

  /// Number of values.
  public var count: Int { values.count }

  /// Episodes below which no interval is given.
  public static let episodesNeeded = 10
  /// Independent values, by the variance of the mean of the normal scores, below which no interval is given.
  static let independentNeeded = 15
  /// Design effect from which episodes are counted: below it the values are nearly independent.
  static let signalled = 2.5
  /// Bursts that must be seen when the correlation of ranks does not explain them; a few more are there than
  /// are seen.
  static let burstsNeeded = 8

  /// Takes values in order of time.
  ///
  /// - Throws: ``StatisticsError/emptySample``, ``StatisticsError/notFinite(index:)``.
  /// - Complexity: O(n log n).
  public init(_ values: [Double]) throws(StatisticsError) {
    self.values = values
    self.sorted = try SortedSample(values)
    self.scores = SeriesScores(values)
  }

  /// Dependence that matters for a quantile.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  /// - Complexity: O(n).
  public func dependence(at probability: Double) throws(StatisticsError) -> SeriesDependence {
    try require(probability, "probability", above: 0, below: 1)
    let rank = min(count, max(1, Int((probability * Double(count)).rounded(.up))))
    let threshold = sorted.values[rank - 1]
    return SeriesDependence(
      scores: scores, isUpTo: values.map { $0 <= threshold }, probability: probability)
  }

  /// A quantile with an order-statistic interval at the effective size of the series.
  ///
  /// The variance of the share of values up to the quantile is inflated by the larger of two estimates: that
  /// of a Gaussian copula whose autoregression is fitted to the normal scores, and that between batches of
  /// the series, with Student's t, when the batches differ. Because bursts make the count of exceedances
  /// skewed, the end on the side of the body is further out, as for a two-state Markov chain. When dependence
  /// shows and fewer than ``episodesNeeded`` episodes of exceedances were seen, no interval is given.
  ///
  /// Sources: Woodruff (1952); Heidelberger and Lewis, "Quantile estimation in dependent sequences",
  /// Operations Research 32 (1984); Gabriel, Biometrika 46 (1959), for the Markov chain.
  /// - Parameters:
  ///   - probability: In (0, 1).
  ///   - level: Nominal coverage, in (0, 1).
  ///   - definition: Of the point estimate.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  /// - Complexity: O(n).
  public func quantileInterval(
    _ probability: Double, level: Double = 0.95, definition: QuantileDefinition = .linear
  ) throws(StatisticsError) -> Estimate {
    try require(level, "level", above: 0, below: 1)
    let dependence = try dependence(at: probability)
    let inflation = dependence.inflation(count: count, level: level)
    var estimate = Estimate(
      value: try sorted.quantile(probability, definition: definition), interval: nil,
      method: .seriesOrderStatistic, n: count, designEffect: inflation.designEffect,
      effectiveN: Double(count) / inflation.designEffect)
    if let shortage = dependence.shortage(inflation, count: count) {
      estimate.warnings = [shortage]
      return estimate
    }
    let (interval, warnings) = sorted.skewedBounds(
      probability, level: level, designEffect: inflation.withUncertainty)
    estimate.interval = interval
    estimate.warnings = warnings
    return estimate
  }
}

extension SeriesDependence {
  /// A design effect, and the same made larger for not being known.
  struct Inflation {
    var designEffect: Double
    var withUncertainty: Double
  }

  func inflation(count: Int, level: Double) -> Inflation {
    let n = Double(count)
    func widening(_ freedom: Double) -> Double {
      let ratio =
        StudentT.quantile(0.5 + level / 2, degreesOfFreedom: max(1, freedom))
        / Normal.quantile(0.5 + level / 2)
      return ratio * ratio
    }
    var effect = 1.0
    var uncertain = 1.0
    if order > 0 {
      // The mean is estimated too, which takes about two parts in n/inflation from the inflation.
      effect = copulaInflation * (1 + 2 * min(1, scoreInflation / n))
      uncertain = effect * (effect > 1 ? widening(n / scoreInflation - 1) : 1)
    }
    if batchesDiffer {
      effect = max(effect, batchInflation)
      uncertain = max(uncertain, batchInflation * widening(Double(batches - 1)))
    }
    // Nothing tells less than one value.
    effect = min(effect, n)
    return Inflation(designEffect: effect, withUncertainty: max(effect, uncertain))
  }

  /// Too few bursts to judge how often they come, if so.
  var burstShortage: EstimateWarning? {
    guard batchesDiffer else { return nil }
    // One or two batches that differ from all others are one or two bursts.
    let batchesNeeded = (batches + 6) / 7
    if effectiveBatches < Double(batches) / 7 {
      return .notEnoughEpisodes(found: Int(effectiveBatches), needed: batchesNeeded)
    }
    // Bursts that the correlation of ranks does not explain must themselves be many.
    let needed = SeriesSample.burstsNeeded
    return batchInflation > 2 * copulaInflation && bursts < needed
      ? .notEnoughEpisodes(found: bursts, needed: needed) : nil
  }

  /// Why no interval can be given, if so.
  func shortage(_ inflation: Inflation, count: Int) -> EstimateWarning? {
    if let shortage = burstShortage { return shortage }
    guard isDependent else { return nil }
    // A series that hardly moves has few episodes whatever the quantile.
    let n = Double(count)
    let independent = Int(n / (scoreInflation * (1 + 2 * min(1, scoreInflation / n))))
    if independent < SeriesSample.independentNeeded {
      return .notEnoughEpisodes(found: independent, needed: SeriesSample.independentNeeded)
    }
    return inflation.designEffect >= SeriesSample.signalled && episodes < SeriesSample.episodesNeeded
      ? .notEnoughEpisodes(found: episodes, needed: SeriesSample.episodesNeeded) : nil
  }
}

extension SortedSample {
  /// Bounds as if the sample held n / design effect independent values, with the skewness of counts that come
  /// in bursts.
  ///
  /// In a two-state Markov chain with lag-one correlation a, the design effect is (1 + a)/(1 − a) and the
  /// third cumulant of the count is (1 + 4a + a²)/(1 + a)² times that of a binomial count of as many
  /// independent values, stretched: up to 1.5 times. A coarser stretch of fewer values has that skewness.
  func skewedBounds(
    _ probability: Double, level: Double, designEffect: Double
  ) -> (ConfidenceInterval, [EstimateWarning]) {
    let (plain, warnings) = bounds(probability, level: level, effectiveN: Double(count) / designEffect)
    let a = (designEffect - 1) / (designEffect + 1)
    let skewness = 1 + ((1 + 4 * a + a * a) / ((1 + a) * (1 + a)) - 1) * abs(2 * probability - 1)
    if skewness <= 1 { return (plain, warnings) }
    let fewer = Double(count) / (designEffect * skewness * skewness)
    let ranks = RankBounds.ranks(probability: probability, n: fewer, level: level)
    let stretch = Double(count + 1) / (fewer + 1) / skewness
    func end(_ rank: Double?) -> Double? {
      rank.map {
        value(atRank: probability * Double(count + 1) - stretch * (probability * (fewer + 1) - $0))
      }
    }
    var interval = plain
    // On the side of the rarer values the plain end is the more cautious one.
    if probability > 0.5, let low = end(ranks.lower) {
      interval.lower = plain.lower.map { min($0, low) }
    } else if probability < 0.5, let high = end(ranks.upper) {
      interval.upper = plain.upper.map { max($0, high) }
    }
    return (interval, warnings)
  }
}
