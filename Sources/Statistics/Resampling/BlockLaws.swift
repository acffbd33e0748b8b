/// Blocks of one length over a series, and the shorter one that fills a resample up.
private struct BlockPlan {
  let count: Int
  let length: Int
  let isCircular: Bool

  init(count: Int, kind: BlockResampling.Kind, length: Double) throws(StatisticsError) {
    let scheme = try BlockResampling(count: count, kind: kind, length: length)
    if kind == .stationary {
      throw .outOfRange(
        parameter: "block kind", value: length, range: "moving or circular: blocks of one length")
    }
    self.count = count
    self.length = Int(scheme.length)
    isCircular = kind == .circular
  }

  var starts: Int { isCircular ? count : count - length + 1 }
  var wholeBlocks: Int { count / length }
  var rest: Int { count % length }

  /// Sums over `size` values from each start.
  func sums<Number: AdditiveArithmetic>(of prefix: [Number], size: Int) -> [Number] {
    (0..<starts).map { start in
      let end = start + size
      if end <= count { return prefix[end] - prefix[start] }
      return prefix[count] - prefix[start] + prefix[end - count]
    }
  }
}

/// The exact law of a sample quantile under a block bootstrap.
///
/// A resample holds at least k values up to x when the counts of such values in its blocks add up to k; the
/// counts are independent, so their law is a power of one Fourier transform. A resample need never be drawn.
public struct BlockQuantileLaw: BootstrapLaw {
  /// The quantile of the data, by the inverse of the empirical distribution function.
  public let observed: Double
  /// Not known for dependent values.
  public let acceleration: Double? = nil
  /// Mean of the law, from at most 64 points of it.
  public let mean: Double
  /// Standard deviation of the law, from at most 64 points of it.
  public let standardDeviation: Double
  /// Values and the length of blocks.
  public let resampling: ResamplingRecord

  private let sorted: SortedSample
  /// Index in `sorted` of each value of the series.
  private let places: [Int]
  private let rank: Int
  private let plan: BlockPlan

  /// The law of a quantile of a series.
  ///
  /// - Parameters:
  ///   - probability: In (0, 1).
  ///   - series: Finite values in order of time.
  ///   - kind: Moving or circular.
  ///   - blockLength: In [1, n], rounded; the optimal one of the series of exceedances unless given.
  /// - Throws: ``StatisticsError``.
  /// - Complexity: O(n log n), then O(n + m log m) for a probability, m about 48 standard deviations of the
  ///   count, and log₂ n of these for an end.
  public init(
    ofQuantile probability: Double, of series: [Double], kind: BlockResampling.Kind = .moving,
    blockLength: Double? = nil
  ) throws(StatisticsError) {
    try require(probability, "probability", above: 0, below: 1)
    try requireFinite(series)
    let count = series.count
    let order = series.indices.sorted { (series[$0], $0) < (series[$1], $1) }
    var places = [Int](repeating: 0, count: count)
    for (place, position) in order.enumerated() { places[position] = place }
    let sorted = SortedSample(ascending: order.map { series[$0] })
    let rank = min(max(Int(QuantileDefinition.inverseEmpirical.rank(probability, count: count)), 1), count)
    let observed = sorted.values[rank - 1]
    let length: Double
    if let blockLength {
      length = blockLength
    } else {
      length = try optimalBlockLength(of: series.map { $0 > observed ? 1 : 0 }).circular
    }
    let plan = try BlockPlan(count: count, kind: kind, length: length)
    (self.sorted, self.places, self.rank, self.plan) = (sorted, places, rank, plan)
    self.observed = observed
    resampling = ResamplingRecord(n: count, blockLength: Double(plan.length))
    (mean, standardDeviation) = Self.moments(sorted, places, rank, plan)
  }

  /// Probability that the quantile of a resample is one of the `j` least values.
  private static func cumulative(rank j: Int, _ places: [Int], _ rank: Int, _ plan: BlockPlan) -> Double {
    if j <= 0 { return 0 }
    if j >= plan.count { return 1 }
    var prefix = [Int](repeating: 0, count: plan.count + 1)
    for (index, place) in places.enumerated() { prefix[index + 1] = prefix[index] + (place < j ? 1 : 0) }
    func part(size: Int, times: Int) -> IntegerSumLaw.Part {
      var masses = [Double](repeating: 0, count: size + 1)
      for sum in plan.sums(of: prefix, size: size) { masses[sum] += 1 }
      return IntegerSumLaw.Part(masses: masses.map { $0 / Double(plan.starts) }, times: times)
    }
    let law = IntegerSumLaw([
      part(size: plan.length, times: plan.wholeBlocks), part(size: plan.rest, times: plan.rest > 0 ? 1 : 0),
    ])
    return law.upper(rank)
  }

  private func cumulative(rank j: Int) -> Double { Self.cumulative(rank: j, places, rank, plan) }

  /// Probability of a quantile of at most `x`.
  public func cumulative(_ x: Double) -> Double { cumulative(rank: sorted.rank(notAbove: x)) }

  /// Probability of a quantile below `x`.
  public func cumulative(below x: Double) -> Double { cumulative(rank: sorted.rank(below: x)) }

  /// The value of the series that the law reaches with the probability.
  public func quantile(_ probability: Double) -> Double {
    sorted.values[Self.place(of: probability, places, rank, plan)]
  }

  private static func place(of probability: Double, _ places: [Int], _ rank: Int, _ plan: BlockPlan) -> Int {
    let wanted = probability - roundingOfProbability
    let ranks = 1...plan.count
    let found = ranks.partitionPoint { cumulative(rank: $0, places, rank, plan) >= wanted }
    return found - 1
  }

  /// Mean and standard deviation, the distribution function taken as straight between points.
  private static func moments(
    _ sorted: SortedSample, _ places: [Int], _ rank: Int, _ plan: BlockPlan
  ) -> (mean: Double, deviation: Double) {
    let first = place(of: 1e-6, places, rank, plan)
    let last = place(of: 1 - 1e-6, places, rank, plan)
    let points = 64
    let knots =
      last - first < points
      ? Array(first...last) : (0...points).map { first + (last - first) * $0 / points }
    var atoms: [(value: Double, mass: Double)] = []
    var before = 0.0
    var start = first
    for knot in knots {
      let reached = knot == last ? 1 : cumulative(rank: knot + 1, places, rank, plan)
      let mass = max(0, reached - before) / Double(knot - start + 1)
      for place in start...knot { atoms.append((sorted.values[place], mass)) }
      (before, start) = (reached, knot + 1)
    }
    let law = DiscreteLaw(
      observed: sorted.values[rank - 1], atoms: atoms, resampling: ResamplingRecord(n: plan.count))
    return (law.mean, law.standardDeviation)
  }
}

extension ClosedRange<Int> {
  /// The first number at which a condition holds that stays true; the upper bound if none before does.
  fileprivate func partitionPoint(_ holds: (Int) -> Bool) -> Int {
    var (low, high) = (lowerBound, upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// The law of the mean of a series under a block bootstrap, without resampling: a sum of independent block
/// sums.
public struct BlockMeanLaw: BootstrapLaw {
  /// The mean of the data.
  public let observed: Double
  /// Values and the length of blocks.
  public let resampling: ResamplingRecord
  private let law: SmoothLaw

  /// The law of the mean of a series.
  ///
  /// - Parameters:
  ///   - series: Finite values in order of time.
  ///   - kind: Moving or circular.
  ///   - blockLength: In [1, n], rounded; the optimal one unless given.
  /// - Throws: ``StatisticsError``.
  /// - Complexity: O(n).
  public init(
    of series: [Double], kind: BlockResampling.Kind = .circular, blockLength: Double? = nil
  ) throws(StatisticsError) {
    let center = try Statistics.mean(series)
    let length: Double
    if let blockLength { length = blockLength } else { length = try optimalBlockLength(of: series).circular }
    let plan = try BlockPlan(count: series.count, kind: kind, length: length)
    var prefix = [Double](repeating: 0, count: series.count + 1)
    for (index, value) in series.enumerated() { prefix[index + 1] = prefix[index] + (value - center) }
    func part(size: Int, draws: Int) throws(StatisticsError) -> SmoothLaw.Part {
      SmoothLaw.Part(
        characteristic: try EmpiricalCharacteristic(plan.sums(of: prefix, size: size)), draws: draws,
        factor: 1 / Double(series.count))
    }
    var parts = [try part(size: plan.length, draws: plan.wholeBlocks)]
    if plan.rest > 0 { parts.append(try part(size: plan.rest, draws: 1)) }
    observed = center
    law = SmoothLaw(parts)
    resampling = ResamplingRecord(n: series.count, blockLength: Double(plan.length))
  }

  /// A sixth of the skewness of the law.
  public var acceleration: Double? { law.skewness / 6 }
  /// Mean of the law, which moving blocks draw towards the middle of the series.
  public var mean: Double { observed + law.mean }
  /// Standard deviation of the law.
  public var standardDeviation: Double { law.standardDeviation }
  /// Steps that the smooth form hides.
  public var warnings: [BootstrapWarning] {
    law.largestStep > 0.01 ? [.visibleSteps(probability: law.largestStep)] : []
  }
  /// Probability of a mean of at most `x`.
  public func cumulative(_ x: Double) -> Double { law.cumulative(x - observed) }
  /// Probability of a mean below `x`.
  public func cumulative(below x: Double) -> Double { law.cumulative(x - observed) }
  /// The mean that the law reaches with the probability.
  public func quantile(_ probability: Double) -> Double { observed + law.quantile(probability) }
}
