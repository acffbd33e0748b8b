/// A mean with the interval that the structure of the data calls for.
///
/// Independent values get Student's t with the skewness taken out; clusters Student's t on their totals with
/// degrees of freedom that fall when clusters are few or unequal; series Student's t at the effective size.
///
/// No method bounds a mean from above without knowing how far the tail reaches (Bahadur and Savage, Annals of
/// Mathematical Statistics 27, 1956). So the upper end is left open when the tail is or may be too heavy for
/// one (``EstimateWarning/heavyTail(index:)``, ``EstimateWarning/tailUncertain(index:)``) or a few values
/// decide the mean (``EstimateWarning/dominatedByFew(effectiveValues:)``), and every other interval says how
/// rare a kind of value may be that it cannot know of (``EstimateWarning/blindToRareValues(share:)``). A heavy
/// lower tail opens the lower end alike.
///
/// - Parameters:
///   - values: Finite values; in order of time for the two kinds of series.
///   - level: Nominal coverage, in (0, 1).
///   - structure: How the values belong together.
/// - Throws: ``StatisticsError``: empty, not finite, lists of unequal length, fewer than two values or
///   clusters, or a level out of range.
/// - Complexity: O(n log n).
public func meanInterval(
  _ values: [Double], level: Double = 0.95, structure: SampleStructure
) throws(StatisticsError) -> Estimate {
  try require(level, "level", above: 0, below: 1)
  try requireFinite(values)
  if values.count < 2 { throw .tooFew(what: "values", found: values.count, needed: 2) }
  var estimate: Estimate
  switch structure {
  case .independent:
    estimate = try skewnessAdjustedInterval(values, level: level)
  case .clustered(let labels):
    estimate = try clusterInterval(values, labels: labels, level: level)
  case .series:
    estimate = try seriesInterval(values, level: level)
  case .clusteredSeries(let labels):
    let clustered = try clusterInterval(values, labels: labels, level: level)
    let series = try seriesInterval(values, level: level)
    let (a, b) = (clustered.interval?.width, series.interval?.width)
    estimate = (a ?? .infinity) >= (b ?? .infinity) && b != nil ? clustered : series
    estimate.clusters = clustered.clusters
  }
  if estimate.interval != nil { try MeanReach(values).limit(&estimate) }
  return estimate
}

/// How far a sample can speak of its mean.
public struct MeanReach {
  /// Equal contributions to the variance below which a few values decide.
  static let fewestEffectiveValues = 3.0
  /// Times that a kind of value must be expected in a sample for an interval to know of it.
  public static let seenTimes = 5.0
  /// Standard errors by which the whole tail and its far end must be lighter than one without variance.
  static let margins = (tail: 1.5, end: 1.0)

  private let count: Int
  private let effectiveValues: Double
  private let upperWarning: EstimateWarning?
  private let lowerWarning: EstimateWarning?

  init(_ values: [Double]) throws(StatisticsError) {
    let sample = try SortedSample(values)
    count = sample.count
    let shape = Self.shape(values)
    effectiveValues = shape.effectiveValues
    let few: EstimateWarning? =
      effectiveValues < Self.fewestEffectiveValues ? .dominatedByFew(effectiveValues: effectiveValues) : nil
    upperWarning = try Self.tailWarning(sample) ?? (shape.skewness >= 0 ? few : nil)
    let hasLowerTail = sample.values[sample.count / 2] < 0
    lowerWarning =
      try (hasLowerTail ? Self.tailWarning(SortedSample(values.map { -$0 })) : nil)
      ?? (shape.skewness < 0 ? few : nil)
  }

  /// Opens the ends that cannot be known, and says what the others do not know of.
  func limit(_ estimate: inout Estimate) {
    if let upperWarning {
      estimate.interval?.upper = nil
      estimate.warnings.append(upperWarning)
    }
    if let lowerWarning {
      estimate.interval?.lower = nil
      estimate.warnings.append(lowerWarning)
    }
    if estimate.interval?.lower == nil, estimate.interval?.upper == nil { estimate.interval = nil }
    if estimate.interval?.width != nil {
      estimate.warnings.append(.blindToRareValues(share: min(1, Self.seenTimes / Double(count))))
    }
  }

  /// Two modes look like a heavy tail from afar, so the far end must agree that it is one.
  private static func tailWarning(_ sample: SortedSample) throws(StatisticsError) -> EstimateWarning? {
    guard sample.count >= 20, let tail = try TailIndex(sample) else { return nil }
    if tail.value >= 2 * (1 + margins.tail / Double(tail.count).squareRoot()) { return nil }
    let few = max(8, min(32, tail.count / 8))
    guard let end = try TailIndex(sample, count: few) else { return nil }
    if end.value >= 2 * (1 + margins.end / Double(few).squareRoot()) { return nil }
    return tail.excludesVariance ? .heavyTail(index: tail.value) : .tailUncertain(index: tail.value)
  }

  /// (Σ d²)²/Σ d⁴ of the distances d from the mean, as many equal distances would spread the variance as
  /// widely, and the sign of their skewness.
  private static func shape(_ values: [Double]) -> (effectiveValues: Double, skewness: Double) {
    let center = compensatedSum(values) / Double(values.count)
    let largest = values.reduce(0) { max($0, abs($1 - center)) }
    if !(largest > 0 && largest.isFinite) { return (Double(values.count), 0) }
    var (squares, cubes, fourths) = (0.0, 0.0, 0.0)
    for value in values {
      let distance = (value - center) / largest
      let square = distance * distance
      squares += square
      cubes += square * distance
      fourths += square * square
    }
    return (squares * squares / fourths, cubes)
  }
}

/// Student's t for skewed values: the cubic change of t that has no skewness, turned back.
///
/// With T = √n (mean − µ)/s and skewness γ, g(T) = T + γ T²/(3√n) + γ² T³/(27 n) + γ/(6√n) is symmetric to
/// second order and increasing. Source: Hall, "On the removal of skewness by transformation", JRSS B 54
/// (1992).
private struct SkewedT {
  /// Skewness over √n.
  let a: Double
  /// Quantile of Student's t for the upper end.
  let quantile: Double

  init(skewness: Double, count: Double, freedom: Double, level: Double) {
    a = skewness / count.squareRoot()
    quantile = StudentT.quantile(0.5 + level / 2, degreesOfFreedom: max(1, freedom))
  }

  /// The t with g(t) = z: (1 + at/3)³ = 1 + a (z − a/6).
  private func original(_ z: Double) -> Double {
    if abs(a) < 1e-9 { return z }
    let base = 1 + a * (z - a / 6)
    let root = base < 0 ? -power(-base, 1.0 / 3) : power(base, 1.0 / 3)
    return 3 * (root - 1) / a
  }

  func interval(center: Double, error: Double, level: Double) -> ConfidenceInterval {
    ConfidenceInterval(
      lower: center - original(quantile) * error, upper: center - original(-quantile) * error,
      level: level)
  }
}

/// Mean cube over the 3/2 power of the mean square of numbers about 0; 0 when all are 0.
private func skewness(ofCentred values: [Double]) -> Double {
  let largest = values.reduce(0) { max($0, abs($1)) }
  if !(largest > 0) { return 0 }
  let n = Double(values.count)
  let squares = compensatedSum(values.map { $0 / largest * ($0 / largest) }) / n
  let cubes = compensatedSum(values.map { $0 / largest * ($0 / largest) * ($0 / largest) }) / n
  return cubes / (squares * squares.squareRoot())
}

private func skewnessAdjustedInterval(
  _ values: [Double], level: Double
) throws(StatisticsError) -> Estimate {
  let center = try mean(values)
  let n = Double(values.count)
  let deviation = try standardDeviation(values)
  let law = SkewedT(
    skewness: skewness(ofCentred: values.map { $0 - center }), count: n, freedom: n - 1, level: level)
  return Estimate(
    value: center,
    interval: law.interval(center: center, error: deviation / n.squareRoot(), level: level),
    method: .skewnessAdjustedT, n: values.count, effectiveN: n)
}

/// Student's t on cluster totals.
///
/// Residual totals are enlarged by their leverage, so that the variance is unbiased for independent values,
/// and the degrees of freedom are those of that variance: G − 1 for equal clusters, fewer for unequal ones.
/// Source: Bell and McCaffrey, Survey Methodology 28 (2002); Imbens and Kolesár, Review of Economics and
/// Statistics 98 (2016).
private func clusterInterval(
  _ values: [Double], labels: [Int], level: Double
) throws(StatisticsError) -> Estimate {
  let sample = try ClusteredSample(values, labels: labels)
  if sample.clusterCount < 2 { throw .tooFew(what: "clusters", found: sample.clusterCount, needed: 2) }
  let n = Double(sample.count)
  let center = compensatedSum(sample.sorted.values) / n
  var squares = 0.0
  var sizeSquares = 0.0
  var weightedSizes = 0.0
  var weightedFourths = 0.0
  var residuals: [Double] = []
  for group in sample.groups {
    let size = Double(group.count)
    let enlargement = 1 / (1 - size / n)
    let residual = compensatedSum(group.map { $0 - center })
    residuals.append(residual)
    squares += enlargement * residual * residual
    sizeSquares += size * size
    weightedSizes += enlargement * size * size
    weightedFourths += enlargement * enlargement * size * size * size * size
  }
  let error = squares.squareRoot() / n
  let freedom = n * n / (sizeSquares + (weightedSizes * weightedSizes - weightedFourths) / (n * n))
  let plain = (try variance(values) / n).squareRoot()
  let effect = plain > 0 ? max(1, (error / plain) * (error / plain)) : 1
  // One degree of freedom goes to the skewness.
  let law = SkewedT(
    skewness: skewness(ofCentred: residuals), count: Double(sample.clusterCount), freedom: freedom - 1,
    level: level)
  var warnings: [EstimateWarning] = []
  if sample.clusterCount < ClusteredSample.fewClusters {
    warnings = [.fewClusters(found: sample.clusterCount)]
  }
  return Estimate(
    value: center, interval: law.interval(center: center, error: error, level: level),
    method: .clusterT, n: sample.count, clusters: sample.clusterCount, designEffect: effect,
    effectiveN: n / effect, warnings: warnings)
}

/// Values below which the order of an autoregression cannot be told.
private let shortSeries = 200
/// Independent values below which the mean of a series has no interval.
private let independentValuesNeeded = 20

/// Variance of the mean of a first-order autoregression in units of that of independent values, with Kendall's
/// correction (1954) of the bias of its correlation.
private func firstOrderInflation(_ values: [Double], center: Double) -> Double {
  var (products, squares) = (0.0, 0.0)
  var last: Double?
  for value in values {
    let distance = value - center
    if let last { products += last * distance }
    squares += distance * distance
    last = distance
  }
  if !(squares > 0) { return 1 }
  let found = products / squares
  let correlation = min(0.99, found + (1 + 3 * found) / Double(values.count))
  return max(1, (1 + correlation) / (1 - correlation))
}

/// Student's t with the variance inflation of an autoregression or of batches, whichever is larger.
private func seriesInterval(_ values: [Double], level: Double) throws(StatisticsError) -> Estimate {
  let center = try mean(values)
  let n = Double(values.count)
  let deviation = try standardDeviation(values)
  // Bursts move the mean as they move the upper quantiles.
  let sample = try SeriesSample(values)
  let upper = [try sample.dependence(at: 0.9), try sample.dependence(at: 0.95)]
  let shortage = upper.compactMap(\.burstShortage).first
  var estimate = Estimate(
    value: center, interval: ConfidenceInterval(lower: center, upper: center, level: level),
    method: .seriesT, n: values.count, effectiveN: n)
  if deviation == 0 { return estimate }
  let greatest = max(1, min(30, values.count / 10))
  let model = try AutoregressiveModel(
    fitting: values, method: .burg, order: .cautious(greatest: greatest))
  // A short series hides a dependence that would matter, so an unproved one is allowed for.
  let allowed = values.count < shortSeries ? firstOrderInflation(values, center: center) : 1
  let modelled = max(allowed, model.order == 0 ? 1 : model.varianceInflation)
  let uncertain = modelled * (1 + 2 * min(1, modelled / n))
  let batches = values.count >= 400 ? 20 : 10
  let size = values.count / batches
  var effect = uncertain
  var freedom = modelled == 1 ? n - 1 : max(1, n / modelled - 1)
  if size >= 1 {
    let means = (0..<batches).map { batch in
      compensatedSum(Array(values[(batch * size)..<((batch + 1) * size)])) / Double(size)
    }
    let between = try variance(means) * Double(size) / (deviation * deviation)
    if between > max(uncertain, 1.6) {
      effect = between
      freedom = min(freedom, Double(batches - 1))
    }
  }
  estimate.designEffect = effect
  estimate.effectiveN = n / effect
  if n / effect < Double(independentValuesNeeded), effect > 1 {
    estimate.interval = nil
    estimate.warnings = [.notEnoughEpisodes(found: Int(n / effect), needed: independentValuesNeeded)]
    return estimate
  }
  if let shortage {
    estimate.interval = nil
    estimate.warnings = [shortage]
    return estimate
  }
  let half =
    deviation * (effect / n).squareRoot()
    * StudentT.quantile(0.5 + level / 2, degreesOfFreedom: freedom)
  estimate.interval = ConfidenceInterval(lower: center - half, upper: center + half, level: level)
  return estimate
}
