import Statistics

/// One family and size with all its statistics and levels.
struct CoverageCell: Sendable {
  let family: CoverageFamily
  let n: Int
  let options: CoverageStudy.Options
  let truths: [Double]

  /// Samples of a block; fixed, so that a block always draws the same numbers.
  static let blockSize = 25

  init(family: CoverageFamily, n: Int, options: CoverageStudy.Options) {
    self.family = family
    self.n = n
    self.options = options
    self.truths = options.statistics.map(family.truth)
  }

  /// Samples of this cell.
  var samples: Int { n > 2000 ? options.replications / 3 : options.replications }

  var blocks: Int { (samples + Self.blockSize - 1) / Self.blockSize }

  /// Draws the samples of a block and counts.
  func run(block: Int, stream: UInt64) throws(CoverageStudy.Failure) -> CoverageTally {
    var generator = RandomStreams(seed: options.seed)[stream]
    var tally = CoverageTally(self)
    let size = min(Self.blockSize, samples - block * Self.blockSize)
    for _ in 0..<size {
      let (values, structure) = family.draw(n, using: &generator)
      do {
        try count(values, structure, into: &tally, using: &generator)
      } catch {
        throw .statistic(family: family.name, n: n, error)
      }
    }
    return tally
  }

  private func count(
    _ values: [Double], _ structure: SampleStructure, into tally: inout CoverageTally,
    using generator: inout Xoshiro256PlusPlus
  ) throws(StatisticsError) {
    let sample = try StructuredSample(values, structure)
    let sorted = try SortedSample(values)
    for (place, statistic) in options.statistics.enumerated() {
      let truth = truths[place]
      let peer: CoveragePeer
      if let probability = statistic.probability {
        peer = try .percentiles(
          of: sorted, probability, replicates: options.peerReplicates, using: &generator)
      } else {
        peer = try .studentT(of: values)
      }
      for (index, level) in options.levels.enumerated() {
        let estimate: Estimate
        if let probability = statistic.probability {
          estimate = try sample.quantileInterval(probability, level: level).estimate
        } else {
          estimate = try meanInterval(values, level: level, structure: structure)
        }
        tally.count(
          cell: place * options.levels.count + index, estimate, truth: truth,
          peerHolds: peer.interval(level: level).contains(truth))
      }
    }
  }
}

/// The interval that users of other tools get.
enum CoveragePeer {
  /// Sorted replicates of a bootstrap, whose percentiles are the ends.
  case replicates([Double])
  /// Mean, standard error and degrees of freedom.
  case normalTheory(center: Double, error: Double, freedom: Double)

  /// Percentile bootstrap of the linear quantile, in law: rank j of a resample is the value at ⌈nU⌉ with U a
  /// beta variable of shapes j and n − j + 1, and the next rank follows from one more.
  static func percentiles(
    of sample: SortedSample, _ probability: Double, replicates: Int,
    using generator: inout Xoshiro256PlusPlus
  ) throws(StatisticsError) -> CoveragePeer {
    let n = sample.count
    let position = Double(n - 1) * probability
    let below = Int(position)
    let share = position - Double(below)
    let ranks = try Beta(a: Double(below + 1), b: Double(n - below))
    var results: [Double] = []
    results.reserveCapacity(replicates)
    for _ in 0..<replicates {
      let u = ranks.sample(using: &generator)
      let low = sample.values[min(n - 1, Int(u * Double(n)))]
      if below + 1 >= n {
        results.append(low)
        continue
      }
      // The least of the n − j uniform numbers above u.
      let step = 1 - elementaryPower(1 - generator.uniform(), 1 / Double(n - below - 1))
      let high = sample.values[min(n - 1, Int((u + (1 - u) * step) * Double(n)))]
      results.append(low + share * (high - low))
    }
    results.sort()
    return .replicates(results)
  }

  static func studentT(of values: [Double]) throws(StatisticsError) -> CoveragePeer {
    let n = Double(values.count)
    return .normalTheory(
      center: try mean(values), error: try standardDeviation(values) / n.squareRoot(), freedom: n - 1)
  }

  func interval(level: Double) -> ConfidenceInterval {
    let tail = (1 - level) / 2
    switch self {
    case .replicates(let sorted):
      func end(_ probability: Double) -> Double {
        let position = Double(sorted.count - 1) * probability
        let below = Int(position)
        let above = min(sorted.count - 1, below + 1)
        return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
      }
      return ConfidenceInterval(lower: end(tail), upper: end(1 - tail), level: level)
    case .normalTheory(let center, let error, let freedom):
      let half = error * StudentT.quantile(1 - tail, degreesOfFreedom: freedom)
      return ConfidenceInterval(lower: center - half, upper: center + half, level: level)
    }
  }
}
