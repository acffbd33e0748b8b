/// How two numbers are compared.
public enum Contrast: String, Codable, CaseIterable, Hashable, Sendable {
  /// The first minus the second.
  case difference
  /// The first over the second; both must be positive.
  case ratio

  func value(_ first: Double, _ second: Double) -> Double {
    self == .difference ? first - second : first / second
  }
}

/// What acceleration needs to know of the influence values L of a statistic of n values.
struct InfluenceMoments {
  /// Σ L²/n², the variance of the statistic.
  var second: Double
  /// Σ L³/n³.
  var third: Double

  init(second: Double, third: Double) {
    self.second = second
    self.third = third
  }

  /// Of a statistic times a factor.
  func scaled(by factor: Double) -> InfluenceMoments {
    InfluenceMoments(second: second * factor * factor, third: third * factor * factor * factor)
  }

  /// Of a sum of independent statistics.
  static func + (a: InfluenceMoments, b: InfluenceMoments) -> InfluenceMoments {
    InfluenceMoments(second: a.second + b.second, third: a.third + b.third)
  }

  /// Σ L³ / (6 (Σ L²)^(3/2)); 0 where nothing has influence.
  var acceleration: Double { second > 0 ? third / (6 * second * second.squareRoot()) : 0 }

  /// Acceleration of a comparison of independent statistics (Davison and Hinkley 1997, 5.4).
  static func acceleration(
    of contrast: Contrast, first: (value: Double, moments: InfluenceMoments),
    second: (value: Double, moments: InfluenceMoments)
  ) -> Double {
    switch contrast {
    case .difference: (first.moments + second.moments.scaled(by: -1)).acceleration
    case .ratio:
      // Relative influence: the derivative of a/b over a/b.
      (first.moments.scaled(by: 1 / first.value) + second.moments.scaled(by: -1 / second.value)).acceleration
    }
  }
}

extension DiscreteLaw {
  /// Influence moments that give the variance and the acceleration of the law.
  var influence: InfluenceMoments {
    let deviation = standardDeviation
    let variance = deviation * deviation
    return InfluenceMoments(second: variance, third: 6 * (acceleration ?? 0) * variance * deviation)
  }
}

/// The exact law of the difference or ratio of two statistics that are resampled independently.
///
/// Every pair of values is taken into account by a walk along both lists: no resampling.
public struct ContrastLaw: BootstrapLaw {
  /// What is compared.
  public let first: DiscreteLaw
  /// What it is compared with.
  public let second: DiscreteLaw
  /// How.
  public let contrast: Contrast
  /// Acceleration for corrected intervals.
  public var acceleration: Double?

  /// Compares two laws.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` for a ratio of laws with a value that
  ///   is not positive.
  public init(
    of first: DiscreteLaw, against second: DiscreteLaw, as contrast: Contrast, acceleration: Double? = nil
  ) throws(StatisticsError) {
    if contrast == .ratio {
      try requirePositive(first.values[0], "least value of a ratio")
      try requirePositive(second.values[0], "least value of a ratio")
    }
    self.first = first
    self.second = second
    self.contrast = contrast
    self.acceleration = acceleration
  }

  /// Compares the quantiles of two samples, with the acceleration of both.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  /// - Complexity: O(√n + √m).
  public init(
    ofQuantile probability: Double, of first: SortedSample, against second: SortedSample,
    as contrast: Contrast
  ) throws(StatisticsError) {
    let laws = (
      try OrderStatisticLaw(of: first, probability: probability).discrete(),
      try OrderStatisticLaw(of: second, probability: probability).discrete()
    )
    try self.init(of: laws.0, against: laws.1, as: contrast)
    acceleration = InfluenceMoments.acceleration(
      of: contrast, first: (laws.0.observed, laws.0.influence), second: (laws.1.observed, laws.1.influence))
  }

  /// The comparison of the data.
  public var observed: Double { contrast.value(first.observed, second.observed) }

  /// Mean of the law.
  public var mean: Double {
    contrast == .difference ? first.mean - second.mean : first.mean * second.expectation { 1 / $0 }
  }

  /// Standard deviation of the law.
  public var standardDeviation: Double {
    if contrast == .difference {
      let (a, b) = (first.standardDeviation, second.standardDeviation)
      return (a * a + b * b).squareRoot()
    }
    // Var(A/B) = Var(A) E(1/B²) + E(A)² Var(1/B).
    let (center, spread) = (first.mean, first.standardDeviation)
    let inverse = second.expectation { 1 / $0 }
    let square = second.expectation { 1 / ($0 * $0) }
    let variance = second.expectation { (1 / $0 - inverse) * (1 / $0 - inverse) }
    return (spread * spread * square + center * center * variance).squareRoot()
  }

  /// Values of both samples.
  public var resampling: ResamplingRecord {
    ResamplingRecord(n: first.resampling.n + second.resampling.n)
  }

  /// Probability of a comparison of at most `x`.
  public func cumulative(_ x: Double) -> Double { probability { $0 <= x } }

  /// Probability of a comparison below `x`.
  public func cumulative(below x: Double) -> Double { probability { $0 < x } }

  /// Probability of a condition that holds up to some value.
  private func probability(_ holds: (Double) -> Bool) -> Double {
    // The comparison falls with the second value, so it holds from some place of the second list on, and
    // that place moves up as the first value grows; rounding keeps the order.
    var place = 0
    var sum = 0.0
    for (index, value) in first.values.enumerated() {
      while place < second.values.count, !holds(contrast.value(value, second.values[place])) { place += 1 }
      if place == second.values.count { break }
      sum += first.mass(index) * (place == 0 ? 1 : 1 - second.cumulatives[place - 1])
    }
    return min(1, sum)
  }

  /// The least comparison of two values that the law stays at or below with the probability.
  ///
  /// - Complexity: At most 64 walks along both lists.
  public func quantile(_ probability: Double) -> Double {
    var low = contrast.value(first.values[0], second.values[second.values.count - 1]).orderedKey
    var high = contrast.value(first.values[first.values.count - 1], second.values[0]).orderedKey
    while low < high {
      let middle = low + (high - low) / 2
      if cumulative(Double(orderedKey: middle)) >= probability - roundingOfProbability {
        high = middle
      } else {
        low = middle + 1
      }
    }
    // A difference of −0 is 0.
    return Double(orderedKey: low) + 0
  }
}
