/// A generalised Pareto law fitted to what exceeds a threshold.
public struct ParetoFit: Codable, Hashable, Sendable {
  /// How the parameters were found.
  public enum Method: String, Codable, CaseIterable, Hashable, Sendable {
    /// Maximum of the likelihood, searched in one dimension (Grimshaw 1993).
    case profileLikelihood = "profile_likelihood"
    /// Posterior mean under a vague prior, where the likelihood has no maximum with a shape above −1
    /// (Zhang and Stephens 2009).
    case zhangStephens = "zhang_stephens"
  }

  /// Only values above it were used.
  public var threshold: Double
  /// Scale, in the unit of the values.
  public var scale: Double
  /// Shape: above 0 a heavy tail with tail index 1/shape, below 0 a tail that ends.
  public var shape: Double
  /// Log-likelihood of the excesses.
  public var logLikelihood: Double
  /// Number of values above the threshold.
  public var exceedances: Int
  /// How the parameters were found.
  public var method: Method

  /// Where a tail of negative shape ends.
  public var endPoint: Double? { shape < 0 ? threshold - scale / shape : nil }

  /// Fits the law to the values above a threshold.
  ///
  /// - Parameters:
  ///   - sample: Values below the threshold are left out.
  ///   - threshold: Finite.
  /// - Throws: ``StatisticsError``: a threshold that is not finite, or fewer than 2 values above it.
  /// - Complexity: O(k) for k values above the threshold, about 60 passes.
  public init(_ sample: SortedSample, above threshold: Double) throws(StatisticsError) {
    try requireFinite(threshold, "threshold")
    let excesses = sample.excesses(above: threshold)
    if excesses.count < 2 {
      throw .tooFew(what: "values above the threshold", found: excesses.count, needed: 2)
    }
    self.init(ParetoLikelihood(excesses), threshold: threshold)
  }

  init(_ likelihood: ParetoLikelihood, threshold: Double, near theta: Double? = nil) {
    let maximum = likelihood.maximum(near: theta)
    let (scale, shape) = maximum ?? likelihood.posteriorMean()
    self.threshold = threshold
    self.scale = scale
    self.shape = shape
    method = maximum == nil ? .zhangStephens : .profileLikelihood
    logLikelihood = likelihood.total * likelihood.logLikelihood(scale: scale, shape: shape)
    exceedances = Int(likelihood.total)
  }

  /// The value that is exceeded with a probability, when a share of all values exceeds the threshold.
  func value(exceededWith probability: Double, share: Double) -> Double {
    let e = logarithm(share / probability)
    return threshold + scale * (abs(shape * e) < 1e-12 ? e : exponentialMinusOne(shape * e) / shape)
  }
}

extension SortedSample {
  /// Values above a threshold less the threshold, ascending.
  func excesses(above threshold: Double) -> [Double] {
    values[firstIndex(above: threshold)...].map { $0 - threshold }
  }

  func firstIndex(above threshold: Double) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] <= threshold { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
