/// How a level moves by itself between changes: an autoregression of order 1 that moves slowly, seen through white
/// noise.
///
/// From the variogram, half the mean square of the differences of values h apart within segments. It needs no mean,
/// so that fitted levels do not hide slow movements from it, and under this model it is
/// noiseVariance + variance · (1 − persistence^h). Source: Cressie, Statistics for Spatial Data (1993), 2.4.
public struct Wander: Codable, Hashable, Sendable {
  /// Variance of the part that values do not share with their neighbours, on the scale of the search.
  public var noiseVariance: Double
  /// Variance of the part that moves slowly.
  public var variance: Double
  /// Correlation of the slow part with itself one group before: one of ``persistences``.
  public var persistence: Double

  /// Persistences that are told apart: a memory of 10 to 200 groups.
  public static let persistences = [0.9, 0.95, 0.98, 0.99, 0.995]

  /// A model.
  public init(noiseVariance: Double, variance: Double, persistence: Double) {
    self.noiseVariance = noiseVariance
    self.variance = variance
    self.persistence = persistence
  }

  /// Fits the model by least squares to the variogram at lags that grow by a half, in relative units and weighted by
  /// the number of separate pairs.
  ///
  /// - Returns: `nil` when fewer than four lags have ``leastPairs`` pairs, or when values do not differ.
  /// - Complexity: O(n log n).
  public init?(_ values: [Double], segments: [Range<Int>]) {
    var points: [(lag: Double, value: Double, weight: Double)] = []
    var lag = 1
    while lag < values.count {
      var (sum, pairs) = (0.0, 0)
      for segment in segments where segment.count > lag {
        for index in segment.lowerBound..<segment.upperBound - lag {
          let difference = values[index + lag] - values[index]
          sum += difference * difference
        }
        pairs += segment.count - lag
      }
      if pairs < max(Self.leastPairs, 2 * lag) { break }
      points.append((Double(lag), 0.5 * sum / Double(pairs), Double(pairs) / Double(lag)))
      lag = max(lag + 1, lag * 3 / 2)
    }
    guard points.count >= 4, points.allSatisfy({ $0.value > 0 }) else { return nil }
    var best = Double.infinity
    var model: Wander?
    for persistence in Self.persistences {
      let candidate = Self.fit(points, persistence)
      let loss = points.reduce(0) { sum, point in
        let distance = candidate.variogram(point.lag) / point.value - 1
        return sum + point.weight * distance * distance
      }
      if loss < best { (best, model) = (loss, candidate) }
    }
    guard let model else { return nil }
    self = model
  }

  /// Pairs that a lag needs.
  static let leastPairs = 20

  /// Half the expected square of the difference of values so many groups apart.
  public func variogram(_ lag: Double) -> Double {
    noiseVariance + variance * (1 - exponential(lag * logarithm(persistence)))
  }

  /// Size that the difference between the means of neighbouring stretches reaches by wander alone somewhere in a series,
  /// with a chance of at most 1 − `level` (Bonferroni over stretches).
  ///
  /// - Parameters:
  ///   - length: Groups of a stretch, at least 1.
  ///   - count: Groups of the series.
  ///   - level: Between 0 and 1.
  public func largestStep(lasting length: Int, count: Int, level: Double) -> Double {
    let (groups, phi) = (Double(length), persistence)
    let faded = exponential(groups * logarithm(phi))
    let share = (1 - faded) / (1 - phi)
    // Variance of a mean of the slow part, and covariance of the means of two neighbouring stretches.
    let own = (groups * (1 + phi) / (1 - phi) - 2 * phi * share / (1 - phi)) / (groups * groups)
    let shared = phi * share * share / (groups * groups)
    let error = (2 * variance * max(0, own - shared) + 2 * noiseVariance / groups).squareRoot()
    let stretches = max(1, Double(count) / groups)
    return Normal.quantile(1 - 0.5 * (1 - level) / stretches) * error
  }

  /// The two variances that fit best for a persistence, neither below 0.
  private static func fit(
    _ points: [(lag: Double, value: Double, weight: Double)], _ persistence: Double
  ) -> Wander {
    var (oneOne, oneSlow, slowSlow, one, slow) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for point in points {
      let grown = 1 - exponential(point.lag * logarithm(persistence))
      let weight = point.weight / (point.value * point.value)
      oneOne += weight
      oneSlow += weight * grown
      slowSlow += weight * grown * grown
      one += weight * point.value
      slow += weight * grown * point.value
    }
    let determinant = oneOne * slowSlow - oneSlow * oneSlow
    var noise = one / oneOne
    var variance = 0.0
    if determinant > 0 {
      noise = (one * slowSlow - slow * oneSlow) / determinant
      variance = (slow * oneOne - one * oneSlow) / determinant
      if variance < 0 { (noise, variance) = (one / oneOne, 0) }
      if noise < 0 { (noise, variance) = (0, slow / slowSlow) }
    }
    return Wander(noiseVariance: noise, variance: variance, persistence: persistence)
  }
}
