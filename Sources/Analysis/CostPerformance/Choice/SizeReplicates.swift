import Statistics

/// What the values of one size could truly be, as draws of a cluster bootstrap.
///
/// A draw takes whole batches with replacement, and times and cost come from the
/// same draw, so that they stay together. A bootstrap of few batches is too sure of itself in two ways: its variance is
/// (G − 1)/G of what it should be, and it treats that variance as known. Each draw is therefore stretched from the
/// estimate by √(G/(G − 1)) · √(ν/χ²ᵥ) with ν = G − 1, which turns normal draws into Student's t: the confidence
/// distribution of the value.
/// Source: Davison and Hinkley, Bootstrap Methods and their Application (1997) 2.4 and 3.8; Hannig, Iyer, Lai and Lee,
/// "Generalized fiducial inference", J. Am. Stat. Assoc. 111 (2016).
struct SizeReplicates: Sendable {
  let memoryMB: Int
  /// Logarithm of the cost, estimated and drawn.
  let logCost: Draws
  /// Logarithm of the time.
  let logTime: Draws
  /// Logarithm of the time at the percentile that is limited.
  let logLimitedTime: Draws

  /// An estimate with what it could truly be.
  struct Draws: Sendable {
    var estimate: Double
    /// Deviations from the estimate.
    var deviations: [Double]
    /// Root of their mean square, before they were stretched to Student's t.
    var spread: Double

    subscript(replicate: Int) -> Double { estimate + deviations[replicate] }
  }

  init(
    _ sample: SizeSample, goal: TuningGoal, replicates: Int, using generator: inout Xoshiro256PlusPlus
  ) throws(StatisticsError) {
    let estimate = sample.values(goal)
    var (costs, times, limited) = ([Double](), [Double](), [Double]())
    var counted = [Double](repeating: 0, count: sample.counts.count)
    for _ in 0..<replicates {
      for batch in counted.indices { counted[batch] = 0 }
      for stratum in sample.strata {
        for _ in stratum.batches {
          counted[stratum.batches.lowerBound + generator.index(below: stratum.batches.count)] += 1
        }
      }
      let values = sample.values(counted, goal)
      costs.append(logarithm(values.cost / estimate.cost))
      times.append(logarithm(values.time / estimate.time))
      limited.append(logarithm(values.limitedTime / estimate.limitedTime))
    }
    let batches = Double(sample.batchCount)
    let law = try ChiSquared(degreesOfFreedom: batches - 1)
    let correction = (batches / (batches - 1)).squareRoot()
    let stretches = (0..<replicates).map { _ in ((batches - 1) / law.sample(using: &generator)).squareRoot() }
    func draws(_ estimate: Double, _ deviations: [Double]) -> Draws {
      let corrected = deviations.map { $0 * correction }
      return Draws(
        estimate: estimate, deviations: zip(corrected, stretches).map { $0 * $1 },
        spread: rootMeanSquare(corrected))
    }
    memoryMB = sample.memoryMB
    logCost = draws(logarithm(estimate.cost), costs)
    logTime = draws(logarithm(estimate.time), times)
    logLimitedTime = draws(logarithm(estimate.limitedTime), limited)
  }

  /// Draws of every size, each from a stream of its own, so that sizes do not depend on each other.
  static func all(
    _ samples: [SizeSample], goal: TuningGoal, replicates: Int, seed: UInt64
  ) throws(StatisticsError) -> [SizeReplicates] {
    let streams = RandomStreams(seed: seed)
    var all: [SizeReplicates] = []
    for sample in samples {
      var generator = streams[UInt64(sample.memoryMB)]
      all.append(try SizeReplicates(sample, goal: goal, replicates: replicates, using: &generator))
    }
    return all
  }
}

func rootMeanSquare(_ values: [Double]) -> Double {
  if values.isEmpty { return 0 }
  return (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
}

extension SizeReplicates.Draws {
  /// Percentile interval of the draws after a change of scale that keeps their order.
  func interval(level: Double, _ scale: (Double) -> Double) -> ConfidenceInterval {
    let plain = ClusterBootstrap.percentileInterval(deviations.map { estimate + $0 }, level: level)
    return ConfidenceInterval(lower: plain.lower.map(scale), upper: plain.upper.map(scale), level: level)
  }
}
