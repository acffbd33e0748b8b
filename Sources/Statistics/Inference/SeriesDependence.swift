/// How much less a dependent series tells about a quantile than as many independent values.
public struct SeriesDependence: Codable, Hashable, Sendable {
  /// Variance of the share of values up to the quantile, in units of that of independent values, as a Gaussian
  /// copula with the autoregression of the normal scores implies; 1 when they show none.
  public var copulaInflation: Double
  /// The same from batches of the series itself, which sees bursts that ranks hide.
  public var batchInflation: Double
  /// Number of these batches.
  public var batches: Int
  /// Whether the batches differ more than independent values would, at 5 %.
  public var batchesDiffer: Bool
  /// Batches that make up the variance between them: as many equal distances from the mean would spread it as
  /// widely. About a third of the batches in a calm series, 1 for a single burst.
  public var effectiveBatches: Double
  /// Order of the autoregression of the normal scores.
  public var order: Int
  /// Variance of the mean of the normal scores, in units of that of independent values.
  public var scoreInflation: Double
  /// Groups of values on the rarer side of the quantile that lie close together.
  public var episodes: Int

  /// Stretches of about a hundredth of the series in which rarer values crowd; each counts once however many
  /// follow each other.
  public var bursts: Int

  /// Whether the values depend on their past, by the one or the other sign.
  public var isDependent: Bool { order > 0 || batchesDiffer }
}

extension SeriesDependence {
  /// Measures the dependence that matters for one quantile.
  ///
  /// - Parameters:
  ///   - scores: Of the series.
  ///   - isUpTo: Whether each value, in order of time, is at most the sample quantile.
  ///   - probability: Of the quantile.
  init(scores: SeriesScores, isUpTo: [Bool], probability: Double) {
    let n = isUpTo.count
    order = scores.model?.order ?? 0
    scoreInflation = max(1, scores.model?.varianceInflation ?? 1)
    copulaInflation = scores.exceedanceInflation(at: probability)
    batches = n >= 400 ? 20 : 10
    (batchInflation, effectiveBatches) = Self.batchInflation(isUpTo, batches: batches)
    let freedom = Double(batches - 1)
    // The 95 % point of χ²/ν by Wilson and Hilferty, good to 0.2 % here.
    let root = 1 - 2 / (9 * freedom) + 1.6449 * (2 / (9 * freedom)).squareRoot()
    batchesDiffer = batchInflation > root * root * root
    let rarer = min(probability, 1 - probability)
    let gap = max(1, Int(min(0.5 / rarer, Double(n))))
    let isAbove = probability >= 0.5
    let isRarer = isUpTo.map { $0 != isAbove }
    episodes = ExceedanceEpisodes(isRarer, gap: gap).episodes
    bursts = Self.bursts(isRarer, share: rarer)
    if probability == 0.5 {
      episodes = min(episodes, ExceedanceEpisodes(isUpTo, gap: gap).episodes)
    }
  }

  /// Runs of short batches that hold significantly many of the marked values.
  private static func bursts(_ isMarked: [Bool], share: Double) -> Int {
    let size = max(10, isMarked.count / 100)
    let expected = Double(size) * share
    let limit = expected + 3 * (expected * (1 - share)).squareRoot()
    var bursts = 0
    var wasCrowded = false
    for start in stride(from: 0, to: isMarked.count, by: size) {
      var count = 0
      for index in start..<min(start + size, isMarked.count) where isMarked[index] { count += 1 }
      let isCrowded = Double(count) > limit
      if isCrowded && !wasCrowded { bursts += 1 }
      wasCrowded = isCrowded
    }
    return bursts
  }

  /// Variance of the share in batches over that of independent values; below 1 is possible.
  private static func batchInflation(_ isUpTo: [Bool], batches: Int) -> (Double, Double) {
    let size = isUpTo.count / batches
    let m = Double(batches)
    if size < 1 { return (1, m) }
    var counts: [Double] = []
    for batch in 0..<batches {
      var count = 0
      for index in (batch * size)..<((batch + 1) * size) where isUpTo[index] { count += 1 }
      counts.append(Double(count))
    }
    let center = counts.reduce(0, +) / m
    let share = center / Double(size)
    guard share > 0, share < 1 else { return (1, m) }
    var squares = 0.0
    var fourths = 0.0
    for count in counts {
      let square = (count - center) * (count - center)
      squares += square
      fourths += square * square
    }
    if fourths == 0 { return (0, m) }
    return (squares / (m - 1) / (Double(size) * share * (1 - share)), squares * squares / fourths)
  }
}

/// Normal scores of a series with their autoregression, shared by all quantiles.
///
/// Ranks see no outlier, and correlations of scores become those of exceedances by the bivariate normal law.
struct SeriesScores: Sendable {
  /// The autoregression, or `nil` when all values are equal.
  let model: AutoregressiveModel?
  /// Implied autocorrelations from lag 1.
  let correlations: [Double]

  init(_ series: [Double]) {
    let n = series.count
    let order = series.indices.sorted { (series[$0], $0) < (series[$1], $1) }
    let ranks = midRanks(ascending: order.map { series[$0] })
    var scores = [Double](repeating: 0, count: n)
    for (place, index) in order.enumerated() {
      scores[index] = Normal.quantile((ranks[place] - 0.5) / Double(n))
    }
    let greatest = max(1, min(30, n / 10))
    model = try? AutoregressiveModel(fitting: scores, method: .burg, order: .cautious(greatest: greatest))
    correlations = Array(model?.impliedAutocorrelations(greatestLag: min(n / 2, 4000)).dropFirst() ?? [])
  }

  /// Variance inflation of the share of values up to the quantile of a probability.
  ///
  /// P(both scores beyond h) − P(beyond h)² is ∫ exp(−h²/(1 + sin t)) dt / 2π from 0 to arcsin r (Drezner and
  /// Wesolowsky 1990), tabulated once for all lags.
  func exceedanceInflation(at probability: Double) -> Double {
    if correlations.isEmpty { return 1 }
    let h = Normal.quantile(probability)
    let steps = 200
    let width = Double.pi / 2 / Double(steps)
    func density(_ t: Double) -> Double { exponential(-h * h / max(1e-300, 1 + sine(t))) }
    func table(_ sign: Double) -> [Double] {
      var sums = [0.0]
      for step in 0..<steps {
        let t = sign * (Double(step) + 0.5) * width
        sums.append(sums[step] + sign * width * density(t))
      }
      return sums
    }
    let tables = (positive: table(1), negative: table(-1))
    var sum = 0.0
    for correlation in correlations {
      let position = abs(arcSine(correlation)) / width
      let below = min(steps - 1, Int(position))
      let table = correlation >= 0 ? tables.positive : tables.negative
      sum += table[below] + (position - Double(below)) * (table[below + 1] - table[below])
    }
    return max(1, 1 + 2 * sum / (2 * Double.pi) / (probability * (1 - probability)))
  }
}
