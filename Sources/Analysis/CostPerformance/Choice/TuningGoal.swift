public import Statistics

/// What a memory size is chosen for.
public struct TuningGoal: Codable, Hashable, Sendable {
  /// Weight of cost, from 0 (time alone) to 1 (cost alone): the least of cost^w · time^(1−w) is best, so that a
  /// per cent of the one counts as much as (1−w)/w per cent of the other, in any unit.
  public var costWeight: Double
  /// What stands for the time: `nil` for the mean, otherwise the probability of a quantile.
  public var timeQuantile: Double?
  /// A limit that the time must keep.
  public var limit: LatencyLimit?
  /// US dollars that a million calls may cost.
  public var budgetPerMillion: Double?

  /// Creates a goal.
  ///
  /// - Parameters:
  ///   - costWeight: `nil` takes time where there is only a budget, otherwise cost.
  ///   - timeQuantile: Probability of the quantile that stands for the time; `nil` for the mean.
  ///   - limit: A limit that the time must keep.
  ///   - budgetPerMillion: US dollars that a million calls may cost.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  public init(
    costWeight: Double? = nil, timeQuantile: Double? = 0.5, limit: LatencyLimit? = nil,
    budgetPerMillion: Double? = nil
  ) throws(StatisticsError) {
    self.costWeight = costWeight ?? (limit == nil && budgetPerMillion != nil ? 0 : 1)
    self.timeQuantile = timeQuantile
    self.limit = limit
    self.budgetPerMillion = budgetPerMillion
    if !(self.costWeight >= 0 && self.costWeight <= 1) {
      throw .outOfRange(parameter: "the weight of cost", value: self.costWeight, range: "[0, 1]")
    }
    for probability in [timeQuantile, limit?.probability].compactMap({ $0 })
    where !(probability > 0 && probability < 1) {
      throw .outOfRange(parameter: "the probability of a quantile", value: probability, range: "(0, 1)")
    }
    for bound in [limit?.microseconds, budgetPerMillion].compactMap({ $0 })
    where !(bound > 0 && bound.isFinite) {
      throw .outOfRange(parameter: "a limit", value: bound, range: "the positive finite numbers")
    }
  }

  /// Whether sizes may be ruled out by a limit or a budget.
  public var isConstrained: Bool { limit != nil || budgetPerMillion != nil }

  /// What the best size is called: `cheapest`, `fastest` or `best`.
  public var superlative: String { costWeight == 1 ? "cheapest" : costWeight == 0 ? "fastest" : "best" }
}

/// A time that a share of the calls must keep, such as "p95 <= 800 ms".
public struct LatencyLimit: Codable, Hashable, Sendable {
  /// Probability of the quantile.
  public var probability: Double
  /// The largest time allowed, in µs.
  public var microseconds: Double

  /// Creates a limit.
  public init(probability: Double, microseconds: Double) {
    self.probability = probability
    self.microseconds = microseconds
  }

  /// Reads `p95<=800ms`: a percentile, `<=` and a time in µs, us, ms or s; blanks do not matter.
  public init?(parsing text: String) {
    let plain = text.filter { !$0.isWhitespace }
    guard plain.hasPrefix("p"), let sign = plain.firstRange(of: "<=") else { return nil }
    let percentile = plain[plain.index(after: plain.startIndex)..<sign.lowerBound]
    let bound = plain[sign.upperBound...]
    let units = [("us", 1.0), ("µs", 1.0), ("ms", 1e3), ("s", 1e6)]
    guard let percent = Double(percentile), percent > 0, percent < 100,
      let (unit, scale) = units.first(where: { bound.hasSuffix($0.0) }),
      let number = Double(bound.dropLast(unit.count)), number > 0, number.isFinite
    else { return nil }
    self.init(probability: percent / 100, microseconds: number * scale)
  }

  /// Calls of a size below which the limit cannot be judged: five of them are expected above the quantile, as a bootstrap
  /// of it needs.
  public var leastCalls: Int { Int((5 / (1 - probability) - 1e-9).rounded(.up)) }
}
