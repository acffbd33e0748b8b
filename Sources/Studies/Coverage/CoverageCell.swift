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
    let peers = try CoveragePeers(
      values, structure, options.statistics, replicates: options.peerReplicates, using: &generator)
    for (place, statistic) in options.statistics.enumerated() {
      let truth = truths[place]
      for (index, level) in options.levels.enumerated() {
        let estimate: Estimate
        if let probability = statistic.probability {
          estimate = try sample.quantileInterval(probability, level: level).estimate
        } else {
          estimate = try meanInterval(values, level: level, structure: structure)
        }
        tally.count(
          cell: place * options.levels.count + index, estimate, truth: truth,
          peerHolds: peers.independent[place].interval(level: level).contains(truth),
          dependentPeerHolds: peers.dependent?[place].interval(level: level).contains(truth))
      }
    }
  }
}
