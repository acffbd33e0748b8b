/// From which threshold on the values above it follow a generalised Pareto law.
///
/// Thresholds are tested in ascending order by Anderson-Darling with fitted parameters; ForwardStop turns the
/// p-values into the number of thresholds to reject with a bounded false-discovery rate.
/// Source: Bader, Yan and Zhang, Annals of Applied Statistics 12 (2018); G'Sell et al., JRSS B 78 (2016).
public struct ThresholdChoice: Codable, Hashable, Sendable {
  /// A threshold that was tested.
  public struct Candidate: Codable, Hashable, Sendable {
    /// The threshold.
    public var threshold: Double
    /// Number of values above it (of bursts, in a series).
    public var exceedances: Int
    /// Shape of the fitted law.
    public var shape: Double
    /// The Anderson-Darling statistic.
    public var statistic: Double
    /// Probability of a statistic at least as large if the law held.
    public var pValue: Double
  }

  /// Thresholds in ascending order.
  public var candidates: [Candidate]
  /// The chosen one; the last when all were rejected.
  public var chosen: Candidate
  /// Whether the law was accepted above the chosen threshold; if not, nothing is known about the tail's form.
  public var isAccepted: Bool

  /// Share of the values above the lowest threshold that is tried.
  private static let largestShare = 0.3
  static let fewestExceedances = 30

  /// Chooses a threshold.
  ///
  /// - Parameters:
  ///   - values: Finite.
  ///   - isSeries: Whether they are in order of time and come in bursts, of which only the peaks are then tested.
  ///   - count: Number of thresholds, evenly spaced in the logarithm of the number of values above.
  ///   - falseDiscoveryRate: Expected share of false rejections among the rejected thresholds.
  /// - Throws: ``StatisticsError``: empty, not finite, parameters out of range, too few different large values.
  /// - Complexity: O(n log n + thresholds · k).
  public init(
    _ values: [Double], isSeries: Bool = false, count: Int = 20, falseDiscoveryRate: Double = 0.1
  ) throws(StatisticsError) {
    try require(falseDiscoveryRate, "false-discovery rate", above: 0, below: 1)
    if count < 1 { throw .outOfRange(parameter: "thresholds", value: Double(count), range: "[1, ∞)") }
    let sample = try SortedSample(values)
    let n = sample.count
    let most = Int(Self.largestShare * Double(n))
    if most < Self.fewestExceedances {
      throw .tooFew(
        what: "values for a threshold to be chosen", found: n,
        needed: Int((Double(Self.fewestExceedances) / Self.largestShare).rounded(.up)))
    }
    let ratio = Double(Self.fewestExceedances) / Double(most)
    var candidates: [Candidate] = []
    for index in 0..<count {
      let share = count == 1 ? 0 : Double(index) / Double(count - 1)
      let above = Int((Double(most) * power(ratio, share)).rounded())
      let threshold = sample.values[n - above - 1]
      if let last = candidates.last, last.threshold >= threshold { continue }
      let tail = isSeries ? try Self.peaks(values, above: threshold) : sample
      let excesses = tail.excesses(above: threshold)
      if excesses.count < 10 || excesses[0] == excesses[excesses.count - 1] { continue }
      let fit = ParetoFit(ParetoLikelihood(excesses), threshold: threshold)
      let statistic = ParetoGoodnessOfFit.statistic(excesses, fit)
      candidates.append(
        Candidate(
          threshold: threshold, exceedances: excesses.count, shape: fit.shape, statistic: statistic,
          pValue: try ParetoGoodnessOfFit.pValue(statistic, shape: fit.shape)))
    }
    guard let last = candidates.last else {
      throw .tooFew(what: "different values in the upper tail", found: 0, needed: 10)
    }
    self.candidates = candidates
    let rejected = Self.forwardStop(candidates.map(\.pValue), rate: falseDiscoveryRate)
    isAccepted = rejected < candidates.count
    chosen = isAccepted ? candidates[rejected] : last
  }

  private static func peaks(
    _ series: [Double], above threshold: Double
  ) throws(StatisticsError) -> SortedSample {
    try SortedSample(ExtremalIndex(series, above: threshold).peaks.map { series[$0] })
  }

  /// The largest k for which the mean of −ln(1 − p) over the first k is at most the rate.
  static func forwardStop(_ pValues: [Double], rate: Double) -> Int {
    var (sum, rejected) = (0.0, 0)
    for (index, p) in pValues.enumerated() {
      sum -= logarithm(onePlus: -min(p, 1 - 1e-16))
      if sum <= rate * Double(index + 1) { rejected = index + 1 }
    }
    return rejected
  }
}
