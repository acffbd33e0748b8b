public import Statistics

/// A value with its interval.
public struct TunedValue: Codable, Hashable, Sendable {
  /// The estimate.
  public var value: Double
  /// What it could truly be.
  public var interval: ConfidenceInterval

  /// Creates a value.
  public init(value: Double, interval: ConfidenceInterval) {
    self.value = value
    self.interval = interval
  }
}

/// One size of a choice.
public struct SizeStanding: Codable, Hashable, Sendable {
  /// Memory size in MB.
  public var memoryMB: Int
  /// Number of calls.
  public var calls: Int
  /// Number of batches; calls where batches were not recorded.
  public var batches: Int
  /// US dollars for a million calls.
  public var costPerMillion: TunedValue
  /// Time in µs, by the statistic of the goal.
  public var time: TunedValue
  /// Time in µs at the percentile that is limited, when there is a limit.
  public var limitedTime: TunedValue?
  /// Whether it belongs to the set that holds the best size at the level.
  public var couldBeBest: Bool
  /// Probability of being the best by the goal.
  public var probabilityBest: Double
  /// Probability of being the cheapest, whatever the goal.
  public var probabilityCheapest: Double
  /// Probability of being the fastest, whatever the goal.
  public var probabilityFastest: Double
  /// Probability that no other size is cheaper and faster.
  public var probabilityOnFront: Double
  /// Probability of meeting limit and budget, when there are any.
  public var probabilityMeetsDemands: Double?
  /// Probability of losing no more than the margin against the best.
  public var probabilityWithinMargin: Double
  /// Expected relative loss against the best.
  public var expectedLoss: Double
}

/// Which sizes could be best for a goal.
public struct SizeChoice: Codable, Hashable, Sendable {
  /// What the data can answer.
  public enum Answer: String, Codable, Hashable, Sendable {
    /// One size is left.
    case one
    /// Several sizes are left, and others were struck off.
    case some
    /// Several are left, and each is within the margin of the best: any will do.
    case equal
    /// No size was struck off, and they were not shown to be equal.
    case undecided
    /// No size meets the demands.
    case none
  }

  /// The goal.
  public let goal: TuningGoal
  /// The level of the set and of all intervals.
  public let level: Double
  /// Relative loss that does not matter.
  public let margin: Double
  /// The sizes, ascending.
  public let sizes: [SizeStanding]
  /// What the data can answer.
  public let answer: Answer
  /// The size to take: of those that could be best, the one that most probably is; of equal ones, the cheapest where
  /// time alone was asked for, and the fastest where cost alone was. `nil` when none could be best.
  public let recommendedMB: Int?
  /// Probability that no size meets the demands, when there are any.
  public let probabilityNoneMeets: Double?
  /// Batches a size that would do, when the choice is open.
  public let batchesNeeded: Int?

  /// The sizes that could be best: they hold the truly best of the measured sizes with the probability of the level.
  public var possible: [SizeStanding] { sizes.filter(\.couldBeBest) }
}

extension SizeChoice {
  /// Chooses among sizes.
  ///
  /// - Parameters:
  ///   - samples: At least two, with different memory sizes.
  ///   - goal: What is best.
  ///   - margin: Relative loss that does not matter, in (0, 1).
  ///   - level: Probability with which the set shall hold the truly best size.
  ///   - replicates: Draws of the bootstrap.
  ///   - seed: Equal seeds give equal results.
  /// - Throws: ``StatisticsError``: too few sizes or calls, parameters out of range.
  /// - Complexity: O(replicates · (calls + sizes²)).
  public init(
    _ samples: [SizeSample], goal: TuningGoal, margin: Double = 0.05, level: Double = 0.95,
    replicates: Int = 2000, seed: UInt64
  ) throws(StatisticsError) {
    let contest = try SizeContest(
      samples, goal: goal, margin: margin, level: level, replicates: replicates, seed: seed)
    self.init(contest, contest.odds(margin: margin), margin: margin, level: level)
  }

  /// The choice that a contest and its odds amount to.
  init(_ contest: SizeContest, _ odds: SizeOdds, margin: Double, level: Double) {
    let goal = contest.goal
    let samples = contest.samples
    let couldBeBest = contest.couldBeBest(level: level)
    let remaining = couldBeBest.indices.filter { couldBeBest[$0] }
    let isEqual = remaining.allSatisfy { odds.withinMargin[$0] >= level }
    let answer: Answer =
      switch remaining.count {
      case 0: .none
      case 1: contest.meets(remaining[0]) ? .one : .undecided
      case _ where isEqual: .equal
      case samples.count: .undecided
      default: .some
      }
    let isOpen = answer == .some || answer == .undecided
    self.goal = goal
    self.level = level
    self.margin = margin
    self.answer = answer
    sizes = samples.indices.map { index in
      let draws = contest.sizes[index]
      return SizeStanding(
        memoryMB: samples[index].memoryMB, calls: samples[index].callCount,
        batches: samples[index].batchCount, costPerMillion: Self.value(draws.logCost, level, exponential),
        time: Self.value(draws.logTime, level, exponential),
        limitedTime: goal.limit == nil ? nil : Self.value(draws.logLimitedTime, level, exponential),
        couldBeBest: couldBeBest[index], probabilityBest: odds.best[index],
        probabilityCheapest: odds.cheapest[index], probabilityFastest: odds.fastest[index],
        probabilityOnFront: odds.onFront[index],
        probabilityMeetsDemands: goal.isConstrained ? odds.meetsDemands[index] : nil,
        probabilityWithinMargin: odds.withinMargin[index], expectedLoss: odds.expectedLoss[index])
    }
    // Of equal sizes the cheapest of the fastest is the better bargain, and the fastest of the cheapest.
    let bargains = zip(contest.sizes, contest.scores).map { size, score in
      goal.costWeight == 0
        ? size.logCost.estimate : goal.costWeight == 1 ? size.logTime.estimate : score.estimate
    }
    let order = remaining.sorted { a, b in
      answer == .equal
        ? bargains[a] < bargains[b]
        : (-odds.best[a], odds.expectedLoss[a]) < (-odds.best[b], odds.expectedLoss[b])
    }
    recommendedMB = order.first.map { samples[$0].memoryMB }
    probabilityNoneMeets = goal.isConstrained ? max(0, 1 - odds.best.reduce(0, +)) : nil
    batchesNeeded =
      isOpen
      ? contest.batchesNeeded(
        samples.map(\.batchCount).min() ?? 0, remaining: remaining, margin: margin, level: level) : nil
  }

  private static func value(
    _ draws: SizeReplicates.Draws, _ level: Double, _ scale: (Double) -> Double
  ) -> TunedValue {
    TunedValue(value: scale(draws.estimate), interval: draws.interval(level: level, scale))
  }
}

extension SizeChoice {
  /// What the goal makes small, by the estimates: w · ln cost + (1 − w) · ln time.
  public func score(_ size: SizeStanding) -> Double {
    goal.costWeight * logarithm(size.costPerMillion.value) + (1 - goal.costWeight)
      * logarithm(size.time.value)
  }

  /// Whether a size keeps limit and budget by the estimates.
  public func meetsDemands(_ size: SizeStanding) -> Bool {
    let keepsLimit = (size.limitedTime?.value ?? 0) <= goal.limit?.microseconds ?? .infinity
    return keepsLimit && size.costPerMillion.value <= goal.budgetPerMillion ?? .infinity
  }
}
