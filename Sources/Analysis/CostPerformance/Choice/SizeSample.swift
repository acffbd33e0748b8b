public import Statistics

/// The calls of one memory size, as they enter a choice among sizes.
public struct SizeSample: Sendable {
  /// What one call took and cost.
  public struct Call: Hashable, Sendable {
    /// Time in µs.
    public var microseconds: Double
    /// Price of a million such calls in US dollars.
    public var costPerMillion: Double

    /// Creates a call.
    public init(microseconds: Double, costPerMillion: Double) {
      self.microseconds = microseconds
      self.costPerMillion = costPerMillion
    }
  }

  /// Calls that stand for a share of all calls, such as the cold ones.
  public struct Part: Sendable {
    /// The share, in (0, 1].
    public var share: Double
    /// The calls of each batch: what is drawn again as a whole.
    public var batches: [[Call]]

    /// Creates a part.
    public init(share: Double = 1, batches: [[Call]]) {
      self.share = share
      self.batches = batches
    }
  }

  /// Batches below which no spread between them can be known.
  public static let leastBatches = 3

  /// Memory size in MB.
  public let memoryMB: Int
  /// Number of calls.
  public let callCount: Int
  /// Number of batches of the part that has the fewest.
  public let batchCount: Int

  /// Batches of one part, as a range of all batches.
  struct Stratum: Sendable {
    let share: Double
    let batches: Range<Int>
  }

  let strata: [Stratum]
  /// Sums over the calls of each batch.
  let counts: [Double]
  let times: [Double]
  let costs: [Double]
  /// Times of all calls, ascending, and the batch of each.
  let sortedTimes: [Double]
  let batchOfSorted: [Int]

  /// Takes the calls of a size.
  ///
  /// - Parameters:
  ///   - memoryMB: Memory size in MB.
  ///   - parts: At least one; shares add up to 1.
  /// - Throws: ``StatisticsError``: fewer than three batches in a part, times or costs that are not positive,
  ///   or shares that do not add up to 1.
  /// - Complexity: O(n log n).
  public init(memoryMB: Int, parts: [Part]) throws(StatisticsError) {
    let total = parts.reduce(0) { $0 + $1.share }
    guard abs(total - 1) < 1e-9, parts.allSatisfy({ $0.share > 0 }) else {
      throw .outOfRange(parameter: "sum of the shares", value: total, range: "the number 1")
    }
    var strata: [Stratum] = []
    var batches: [[Call]] = []
    for part in parts {
      let filled = part.batches.filter { !$0.isEmpty }
      if filled.count < Self.leastBatches {
        throw .tooFew(what: "batches at \(memoryMB) MB", found: filled.count, needed: Self.leastBatches)
      }
      strata.append(Stratum(share: part.share, batches: batches.count..<(batches.count + filled.count)))
      batches += filled
    }
    for call in batches.joined() {
      for (name, value) in [("a time", call.microseconds), ("a cost", call.costPerMillion)]
      where !(value > 0 && value.isFinite) {
        throw .outOfRange(parameter: name, value: value, range: "the positive finite numbers")
      }
    }
    self.memoryMB = memoryMB
    self.strata = strata
    callCount = batches.reduce(0) { $0 + $1.count }
    batchCount = strata.map(\.batches.count).min() ?? 0
    counts = batches.map { Double($0.count) }
    times = batches.map { compensatedSum($0.map(\.microseconds)) }
    costs = batches.map { compensatedSum($0.map(\.costPerMillion)) }
    let order = batches.enumerated().flatMap { batch, calls in calls.map { ($0.microseconds, batch) } }
      .sorted { $0 < $1 }
    sortedTimes = order.map(\.0)
    batchOfSorted = order.map(\.1)
  }
}

/// The values of one size that a choice rests on.
struct SizeValues {
  /// US dollars for a million calls.
  var cost: Double
  /// Time in µs by the statistic asked for.
  var time: Double
  /// Time in µs at the percentile that is limited; that of the statistic where nothing is.
  var limitedTime: Double
}

extension SizeSample {
  /// The values with each batch counted a number of times.
  ///
  /// - Parameter counted: One number a batch; at least one batch of each part is counted.
  /// - Complexity: O(n) for a quantile, otherwise O(batches).
  func values(_ counted: [Double], _ goal: TuningGoal) -> SizeValues {
    var factors = counted
    for stratum in strata {
      var total = 0.0
      for batch in stratum.batches { total += counted[batch] * counts[batch] }
      let factor = stratum.share / total
      for batch in stratum.batches { factors[batch] *= factor }
    }
    var (cost, mean) = (0.0, 0.0)
    for batch in factors.indices {
      cost += factors[batch] * costs[batch]
      mean += factors[batch] * times[batch]
    }
    let time = goal.timeQuantile.map { quantile($0, factors) } ?? mean
    let limited = goal.limit.map {
      $0.probability == goal.timeQuantile ? time : quantile($0.probability, factors)
    }
    return SizeValues(cost: cost, time: time, limitedTime: limited ?? time)
  }

  /// The values of the calls themselves.
  func values(_ goal: TuningGoal) -> SizeValues { values([Double](repeating: 1, count: counts.count), goal) }

  /// The least time that a share of the weight does not exceed; midway to the next one where the share is met exactly.
  private func quantile(_ probability: Double, _ factors: [Double]) -> Double {
    var reached = 0.0
    var lower: Double?
    for place in sortedTimes.indices {
      let factor = factors[batchOfSorted[place]]
      if factor == 0 { continue }
      if let lower { return 0.5 * (lower + sortedTimes[place]) }
      reached += factor
      if reached > probability + 1e-9 { return sortedTimes[place] }
      if reached > probability - 1e-9 { lower = sortedTimes[place] }
    }
    return lower ?? sortedTimes[sortedTimes.count - 1]
  }
}
