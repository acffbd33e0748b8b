/// The nine sample quantiles of Hyndman and Fan, "Sample quantiles in statistical packages",
/// The American Statistician 50 (1996).
public enum QuantileDefinition: Int, Codable, CaseIterable, Hashable, Sendable {
  /// Inverse of the empirical distribution function.
  case inverseEmpirical = 1
  /// The same, averaged at discontinuities.
  case averagedInverse = 2
  /// Nearest even order statistic.
  case nearestEven = 3
  /// Linear interpolation of the empirical distribution function.
  case interpolatedEmpirical = 4
  /// Knots at (k − ½)/n.
  case hazen = 5
  /// Knots at k/(n + 1).
  case weibull = 6
  /// Knots at (k − 1)/(n − 1); the default of R and numpy.
  case linear = 7
  /// Knots at (k − ⅓)/(n + ⅓); approximately median-unbiased.
  case medianUnbiased = 8
  /// Knots at (k − ⅜)/(n + ¼); approximately unbiased for normal data.
  case normalUnbiased = 9
}

extension SortedSample {
  /// Sample quantile.
  ///
  /// - Parameters:
  ///   - probability: In [0, 1].
  ///   - definition: Hyndman-Fan type; 7 unless another is asked for.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  /// - Complexity: O(1).
  public func quantile(
    _ probability: Double, definition: QuantileDefinition = .linear
  ) throws(StatisticsError) -> Double {
    if !(probability >= 0 && probability <= 1) {
      throw .outOfRange(parameter: "probability", value: probability, range: "[0, 1]")
    }
    return value(atRank: definition.rank(probability, count: count))
  }
}

extension QuantileDefinition {
  /// Rank, from 1 and with a share of the step to the next one, of the quantile of `count` values; ranks
  /// beyond the ends mean the ends.
  func rank(_ probability: Double, count: Int) -> Double {
    let n = Double(count)
    switch self {
    case .inverseEmpirical, .averagedInverse, .nearestEven: return steppedRank(probability, n)
    case .interpolatedEmpirical: return snapped(n * probability)
    case .hazen: return snapped(n * probability + 0.5)
    case .weibull: return snapped((n + 1) * probability)
    case .linear: return snapped((n - 1) * probability + 1)
    case .medianUnbiased: return snapped((n + 1.0 / 3) * probability + 1.0 / 3)
    case .normalUnbiased: return snapped((n + 0.25) * probability + 0.375)
    }
  }

  /// The rank of the definitions that jump.
  private func steppedRank(_ probability: Double, _ n: Double) -> Double {
    let fuzz = 4 * Double.ulpOfOne
    let position = self == .nearestEven ? n * probability - 0.5 : n * probability
    let below = (position + fuzz).rounded(.down)
    let isAtKnot = abs(position - below) < fuzz * max(1, n)
    if !isAtKnot { return below + 1 }
    switch self {
    case .averagedInverse: return below + 0.5
    case .nearestEven: return below.truncatingRemainder(dividingBy: 2) == 0 ? below : below + 1
    default: return below
    }
  }

  /// A rank that is whole but for rounding is taken as whole.
  private func snapped(_ rank: Double) -> Double {
    let whole = rank.rounded()
    return abs(rank - whole) < 4 * Double.ulpOfOne * max(1, rank) ? whole : rank
  }
}
