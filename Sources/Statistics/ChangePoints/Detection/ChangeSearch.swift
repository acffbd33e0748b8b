/// The search itself: segments and noise, fitted in turn until they agree.
///
/// The price of a change is a multiple of the long-run variance of what the segments leave over. A fit with
/// too many segments leaves too little, so the noise starts low, from differences that changes and drift
/// hardly touch, and only ever grows; what remains are changes that stand out of the noise that they
/// themselves leave.
struct ChangeSearch {
  let times: [Double]
  /// Values about their medians, by statistic.
  let series: [[Double]]
  let weights: [Double]
  let minimumLength: Int
  let allowsTrends: Bool
  let penaltyFactor: Double
  let leastSize: Double
  /// Of the bound by which levels must differ by more than the least size.
  let level: Double

  /// Price of a date in units of ln n, beside 1 for each series' new level.
  static let pricePerDate = 0.75

  /// Most groups that are searched one by one.
  static let largestCount = 2000

  struct Result {
    var changes: [Int]
    var noise: [NoiseModel]
    var penalty: PenaltyChoice
    /// Costs in units of the noise.
    var cost: FlatOrTrendCost
    var blockSize: Int
  }

  func run() throws(StatisticsError) -> Result {
    let n = times.count
    let logCount = logarithm(Double(n))
    let slopePrice = allowsTrends ? logCount : nil
    let full = FlatOrTrendCost(series: series, times: times, weights: weights, slopePrice: slopePrice)
    let local = series.map(NoiseModel.localVariance)
    var scale = local
    var changes: [Int] = []
    var noise: [NoiseModel] = []
    var rounds = 0
    let price = (Self.pricePerDate + Double(series.count)) * logCount * penaltyFactor
    let blocks = Blocks(count: n, largest: Self.largestCount)
    while true {
      rounds += 1
      let cost = full.scaled(by: scale)
      changes = try search(cost, blocks, price: price)
      noise = noiseModels(cost, changes, local)
      let grown = zip(scale, noise).map { max($0, $1.longRunVariance) }
      let isStable = zip(scale, grown).allSatisfy { $1 <= 1.001 * $0 }
      if changes.isEmpty || isStable || rounds >= 50 { break }
      scale = grown
    }
    for index in noise.indices {
      noise[index].longRunVariance = max(scale[index], noise[index].longRunVariance)
    }
    let cost = full.scaled(by: noise.map(\.longRunVariance))
    if leastSize > 0 { changes = joined(changes, cost) }
    let penalty = PenaltyChoice(perChange: price, perSlope: logCount, falseAlarmRate: nil, rounds: rounds)
    return Result(
      changes: changes, noise: noise, penalty: penalty, cost: cost,
      blockSize: blocks.size)
  }

  /// The chance of a false alarm, from the noise and, where only changes of some size count, the wander that the
  /// segments leave over.
  func rated(_ result: Result) -> Result {
    var result = result
    let segments = Segmentation(changes: result.changes, cost: 0).segments(count: times.count)
    for index in series.indices { result.noise[index].wander = Wander(series[index], segments: segments) }
    guard series.count == 1, penaltyFactor >= 1 else { return result }
    let noise = result.noise[0]
    let rate = FalseAlarms.rate(count: times.count, correlation: noise.correlation)
    let wander = noise.wander?.falseAlarmRate(count: times.count, leastSize: leastSize) ?? 0
    result.penalty.falseAlarmRate = max(rate, wander)
    return result
  }

  /// As ``run()``, and then each segment by itself, until none divides any more. Noise and penalty are those of the
  /// whole.
  func runWithin() throws(StatisticsError) -> Result {
    var result = try run()
    if result.changes.isEmpty { return result }
    var parts = Segmentation(changes: result.changes, cost: 0).segments(count: times.count)
    while let part = parts.popLast() {
      if part.count < Self.leastLengths * minimumLength { continue }
      let changes = try self.part(part).run().changes
      if changes.isEmpty { continue }
      result.changes += changes.map { part.lowerBound + $0 }
      parts += Segmentation(changes: changes, cost: 0).segments(count: part.count).map {
        part.lowerBound + $0.lowerBound..<part.lowerBound + $0.upperBound
      }
    }
    result.changes.sort()
    return result
  }

  /// Least lengths of a segment that a part needs to have noise of its own.
  private static let leastLengths = 4

  private func part(_ range: Range<Int>) -> ChangeSearch {
    ChangeSearch(
      times: Array(times[range]), series: series.map { Array($0[range]) }, weights: Array(weights[range]),
      minimumLength: minimumLength, allowsTrends: allowsTrends, penaltyFactor: penaltyFactor,
      leastSize: leastSize, level: level)
  }

  private func search(
    _ cost: FlatOrTrendCost, _ blocks: Blocks, price: Double
  ) throws(StatisticsError) -> [Int] {
    let length = max(minimumLength, cost.minimumLength)
    if times.count < 2 * length { return [] }
    if blocks.size == 1 {
      return try prunedExactSegmentation(cost, penalty: price, minimumLength: length).changes
    }
    let coarse = try prunedExactSegmentation(
      BlockCost(cost: cost, blocks: blocks), penalty: price, minimumLength: length)
    // Each date exactly, within the blocks on both sides of it.
    var changes = coarse.changes.map(blocks.start)
    for index in changes.indices {
      let low = index > 0 ? changes[index - 1] : 0
      let high = index + 1 < changes.count ? changes[index + 1] : times.count
      let reach = 2 * blocks.size
      let range = max(low + length, changes[index] - reach)...min(high - length, changes[index] + reach)
      changes[index] = Self.bestSplit(cost, low, high, range).index
    }
    return changes
  }

  /// The least cost of two segments, and where the second starts.
  static func bestSplit(
    _ cost: FlatOrTrendCost, _ low: Int, _ high: Int, _ range: ClosedRange<Int>
  ) -> (index: Int, cost: Double) {
    var best = (index: range.lowerBound, cost: Double.infinity)
    for index in range {
      let value = cost(low, index) + cost(index, high)
      if value < best.cost { best = (index, value) }
    }
    return best
  }

  /// Joins the two segments that differ least surely until all surely differ by more than the least size, and dates
  /// the changes beside them anew.
  private func joined(_ start: [Int], _ cost: FlatOrTrendCost) -> [Int] {
    var changes = start
    let length = max(minimumLength, cost.minimumLength)
    let reach = Normal.quantile(level)
    while true {
      let bounds = [0] + changes + [times.count]
      let sizes = changes.indices.map { index in
        (0..<cost.dimensions).reduce(-Double.infinity) { size, dimension in
          let step = cost.step(
            dimension, bounds[index]..<bounds[index + 1], bounds[index + 1]..<bounds[index + 2])
          return max(size, abs(step.size) - reach * step.error)
        }
      }
      guard let least = sizes.indices.min(by: { sizes[$0] < sizes[$1] }), sizes[least] <= leastSize else {
        return changes
      }
      changes.remove(at: least)
      for index in [least - 1, least] where changes.indices.contains(index) {
        let low = index > 0 ? changes[index - 1] : 0
        let high = index + 1 < changes.count ? changes[index + 1] : times.count
        changes[index] = Self.bestSplit(cost, low, high, (low + length)...(high - length)).index
      }
    }
  }

  private func noiseModels(_ cost: FlatOrTrendCost, _ changes: [Int], _ local: [Double]) -> [NoiseModel] {
    let segments = Segmentation(changes: changes, cost: 0).segments(count: times.count)
    let (low, high) = (times[0], times[times.count - 1])
    let unit = high > low ? 2 / (high - low) : 1
    return series.indices.map { dimension in
      var residuals = series[dimension]
      var slopes = 0
      for segment in segments {
        let line = cost.line(dimension, segment)
        if line.slope != 0 { slopes += 1 }
        for index in segment {
          let time = (times[index] - low) * unit - 1
          residuals[index] -= line.mean + line.slope * (time - line.center)
        }
      }
      return NoiseModel(
        residuals: residuals, weights: weights, segments: segments, slopes: slopes,
        localVariance: local[dimension])
    }
  }
}

/// Neighbouring groups taken together, so that a long series is searched in bounded time.
struct Blocks: Hashable, Sendable {
  let count: Int
  let size: Int

  init(count: Int, largest: Int) {
    size = (count + largest - 1) / largest
    self.count = count / size
    total = count
  }

  private let total: Int

  /// First group of a block; the last block also holds what is left over.
  func start(_ block: Int) -> Int { block >= count ? total : block * size }
}

private struct BlockCost: SegmentCost {
  let cost: FlatOrTrendCost
  let blocks: Blocks
  var count: Int { blocks.count }
  var excess: Double { cost.excess }
  var minimumLength: Int { cost.minimumLength }

  func callAsFunction(_ start: Int, _ end: Int) -> Double { cost(blocks.start(start), blocks.start(end)) }
}
