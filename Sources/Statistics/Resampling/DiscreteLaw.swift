/// A law on finitely many values, each with its probability.
public struct DiscreteLaw: BootstrapLaw {
  /// The statistic of the data.
  public let observed: Double
  /// The possible values, ascending, each once.
  public let values: [Double]
  /// Probability of a value of at most each of `values`.
  public let cumulatives: [Double]
  /// Acceleration for corrected intervals.
  public var acceleration: Double?
  /// What was resampled.
  public let resampling: ResamplingRecord

  /// Collects values with their probabilities.
  ///
  /// - Parameters:
  ///   - atoms: In any order; equal values are put together. At least one.
  init(
    observed: Double, atoms: [(value: Double, mass: Double)], acceleration: Double? = nil,
    resampling: ResamplingRecord
  ) {
    var values: [Double] = []
    var cumulatives: [Double] = []
    var sum = 0.0
    for atom in atoms.sorted(by: { $0.value < $1.value }) {
      sum += atom.mass
      if values.last == atom.value {
        cumulatives[cumulatives.count - 1] = sum
      } else {
        values.append(atom.value)
        cumulatives.append(sum)
      }
    }
    // What rounding and cut tails took away is given back in proportion.
    for index in cumulatives.indices { cumulatives[index] /= sum }
    self.observed = observed
    self.values = values
    self.cumulatives = cumulatives
    self.acceleration = acceleration
    self.resampling = resampling
  }

  /// Probability of a value by its place in `values`.
  func mass(_ index: Int) -> Double {
    index == 0 ? cumulatives[0] : cumulatives[index] - cumulatives[index - 1]
  }

  /// Expectation of a function of the value.
  func expectation(_ function: (Double) -> Double) -> Double {
    compensatedSum(values.indices.map { mass($0) * function(values[$0]) })
  }

  /// Mean of the law.
  public var mean: Double { observed + expectation { $0 - observed } }

  /// Standard deviation of the law.
  public var standardDeviation: Double {
    let center = mean
    return expectation { ($0 - center) * ($0 - center) }.squareRoot()
  }

  /// Probability of a value of at most `x`.
  public func cumulative(_ x: Double) -> Double {
    let rank = values.partitionPoint { $0 > x }
    return rank == 0 ? 0 : cumulatives[rank - 1]
  }

  /// Probability of a value below `x`.
  public func cumulative(below x: Double) -> Double {
    let rank = values.partitionPoint { $0 >= x }
    return rank == 0 ? 0 : cumulatives[rank - 1]
  }

  /// The least value that the law stays at or below with the probability.
  public func quantile(_ probability: Double) -> Double {
    values[min(cumulatives.partitionPoint { $0 >= probability - roundingOfProbability }, values.count - 1)]
  }
}

/// A probability that is missed by less than this counts as reached.
let roundingOfProbability = 1e-13
