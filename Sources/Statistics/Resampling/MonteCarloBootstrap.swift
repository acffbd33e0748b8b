/// Replicates of any statistic by drawing.
///
/// Replicates are made in blocks of 32 with a stream of random numbers each, on all processors; equal seeds
/// give equal replicates on any number of them.
public struct MonteCarloBootstrap: Hashable, Sendable {
  /// Number of replicates.
  public var replicates: Int
  /// Seed of the draws.
  public var seed: UInt64
  /// Largest number of threads.
  var lanes = Parallel.lanes

  /// Replicates that share a stream.
  static let blockSize = 32

  /// Creates a bootstrap.
  ///
  /// - Parameters:
  ///   - replicates: At least 2; 1,999 are usual for 95 % percentiles, of which 50 lie in each tail.
  ///   - seed: Equal seeds give equal results.
  public init(replicates: Int = 1999, seed: UInt64) {
    self.replicates = replicates
    self.seed = seed
  }

  /// Replicates of a statistic of values.
  ///
  /// - Parameters:
  ///   - values: Finite.
  ///   - scheme: Independent draws unless given.
  ///   - acceleration: For corrected intervals; see ``Jackknife``.
  ///   - statistic: Of values in the order drawn; NaN where it is not defined. Called from several threads.
  /// - Throws: ``StatisticsError``.
  /// - Complexity: One draw and one evaluation a replicate.
  public func replicates(
    of values: [Double], by scheme: (any ResamplingScheme)? = nil, acceleration: Double? = nil,
    statistic: @Sendable ([Double]) -> Double
  ) throws(StatisticsError) -> BootstrapReplicates {
    try requireFinite(values)
    let independent = try IndependentResampling(count: values.count)
    let scheme: any ResamplingScheme = scheme ?? independent
    if scheme.count != values.count {
      throw .lengthMismatch(expected: scheme.count, found: values.count)
    }
    let drawn = try run(
      scheme, scratch: { values },
      { positions, resample in
        resample.removeAll(keepingCapacity: true)
        for position in positions { resample.append(values[position]) }
        return statistic(resample)
      })
    return try BootstrapReplicates(
      observed: statistic(values), values: drawn, acceleration: acceleration, resampling: record(scheme))
  }

  /// Replicates of a statistic of positions, for rows of several columns.
  ///
  /// - Parameter statistic: Of the positions drawn, in order; all positions in order give the data.
  /// - Throws: ``StatisticsError``.
  public func replicates(
    by scheme: some ResamplingScheme, acceleration: Double? = nil,
    ofPositions statistic: @Sendable ([Int]) -> Double
  ) throws(StatisticsError) -> BootstrapReplicates {
    let drawn = try run(scheme, scratch: { 0 }, { positions, _ in statistic(positions) })
    return try BootstrapReplicates(
      observed: statistic(Array(0..<scheme.count)), values: drawn, acceleration: acceleration,
      resampling: record(scheme))
  }

  /// Replicates of a statistic of weights.
  ///
  /// - Parameter statistic: Of one weight a value, how often it was drawn; ones give the data.
  /// - Throws: ``StatisticsError``.
  public func replicates(
    by scheme: some ResamplingScheme, acceleration: Double? = nil,
    ofWeights statistic: @Sendable ([Double]) -> Double
  ) throws(StatisticsError) -> BootstrapReplicates {
    let none = [Double](repeating: 0, count: scheme.count)
    let drawn = try run(
      scheme, scratch: { none },
      { positions, weights in
        for index in weights.indices { weights[index] = 0 }
        for position in positions { weights[position] += 1 }
        return statistic(weights)
      })
    return try BootstrapReplicates(
      observed: statistic([Double](repeating: 1, count: scheme.count)), values: drawn,
      acceleration: acceleration, resampling: record(scheme))
  }

  /// Replicates of a comparison of two samples that are resampled independently.
  ///
  /// - Parameter statistic: Of a resample of each.
  /// - Throws: ``StatisticsError``.
  public func replicates(
    of first: [Double], and second: [Double], acceleration: Double? = nil,
    statistic: @Sendable ([Double], [Double]) -> Double
  ) throws(StatisticsError) -> BootstrapReplicates {
    try requireFinite(first)
    try requireFinite(second)
    let pair = PairResampling(
      first: try IndependentResampling(count: first.count),
      second: try IndependentResampling(count: second.count))
    let drawn = try run(
      pair, scratch: { (first, second) },
      { positions, samples in
        for index in 0..<first.count { samples.0[index] = first[positions[index]] }
        for index in 0..<second.count { samples.1[index] = second[positions[first.count + index]] }
        return statistic(samples.0, samples.1)
      })
    return try BootstrapReplicates(
      observed: statistic(first, second), values: drawn, acceleration: acceleration,
      resampling: record(pair))
  }

  private func record(_ scheme: any ResamplingScheme) -> ResamplingRecord {
    var record = scheme.record
    record.seed = seed
    record.replicates = replicates
    return record
  }

  private func run<Scratch>(
    _ scheme: some ResamplingScheme, scratch: @Sendable () -> Scratch,
    _ evaluate: @Sendable ([Int], inout Scratch) -> Double
  ) throws(StatisticsError) -> [Double] {
    if replicates < 2 { throw .tooFew(what: "replicates", found: replicates, needed: 2) }
    let streams = RandomStreams(seed: seed)
    let blocks = (replicates + Self.blockSize - 1) / Self.blockSize
    let total = replicates
    return [Double](unsafeUninitializedCapacity: total) { results, initialised in
      // Threads share this memory, but each replicate belongs to one block and is written once.
      nonisolated(unsafe) let places = results
      Parallel.run(count: blocks, lanes: lanes) { lane in
        var memory = scratch()
        var positions: [Int] = []
        positions.reserveCapacity(scheme.count)
        for block in lane {
          var generator = streams[UInt64(block)]
          for index in (block * Self.blockSize)..<min((block + 1) * Self.blockSize, total) {
            scheme.draw(&positions, using: &generator)
            places.initializeElement(at: index, to: evaluate(positions, &memory))
          }
        }
      }
      initialised = total
    }
  }
}

/// Positions of two samples, one after the other, each below its own count.
private struct PairResampling: ResamplingScheme {
  let first: IndependentResampling
  let second: IndependentResampling

  var count: Int { first.count + second.count }
  var record: ResamplingRecord { ResamplingRecord(n: count) }

  func draw(_ positions: inout [Int], using generator: inout Xoshiro256PlusPlus) {
    positions.removeAll(keepingCapacity: true)
    for _ in 0..<first.count { positions.append(generator.index(below: first.count)) }
    for _ in 0..<second.count { positions.append(generator.index(below: second.count)) }
  }
}
