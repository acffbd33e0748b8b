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
    let n = Double(count)
    let fuzz = 4 * Double.ulpOfOne
    switch definition {
    case .inverseEmpirical, .averagedInverse, .nearestEven:
      let position = definition == .nearestEven ? n * probability - 0.5 : n * probability
      let below = (position + fuzz).rounded(.down)
      let atKnot = abs(position - below) < fuzz * max(1, n)
      let weight: Double
      switch definition {
      case .inverseEmpirical: weight = atKnot ? 0 : 1
      case .averagedInverse: weight = atKnot ? 0.5 : 1
      default: weight = atKnot && below.truncatingRemainder(dividingBy: 2) == 0 ? 0 : 1
      }
      let low = value(atRank: below)
      return low + weight * (value(atRank: below + 1) - low)
    case .interpolatedEmpirical: return value(atRank: snapped(n * probability))
    case .hazen: return value(atRank: snapped(n * probability + 0.5))
    case .weibull: return value(atRank: snapped((n + 1) * probability))
    case .linear: return value(atRank: snapped((n - 1) * probability + 1))
    case .medianUnbiased: return value(atRank: snapped((n + 1.0 / 3) * probability + 1.0 / 3))
    case .normalUnbiased: return value(atRank: snapped((n + 0.25) * probability + 0.375))
    }
  }

  /// A rank that is whole but for rounding is taken as whole.
  private func snapped(_ rank: Double) -> Double {
    let whole = rank.rounded()
    return abs(rank - whole) < 4 * Double.ulpOfOne * max(1, rank) ? whole : rank
  }
}
