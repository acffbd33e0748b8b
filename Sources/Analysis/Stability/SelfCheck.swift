import Statistics

/// How often the search raises an alarm where nothing changes, tried on the data themselves.
public struct SelfCheck: Codable, Hashable, Sendable {
  /// Halves of the series that never changed.
  public var halves: Trial
  /// Halves of the longest regimes of those that did: alarms there may also be true changes, which the noise of the
  /// whole record hid.
  public var regimeHalves: Trial
  /// Longest regimes with their periods in random order.
  public var shuffles: Trial
  /// Seed of the orders.
  public var seed: UInt64

  /// Searches of series without a change.
  public struct Trial: Codable, Hashable, Sendable {
    /// Number of series.
    public var series: Int
    /// Those with an alarm.
    public var alarms: Int
    /// Alarms that the stated rates let expect.
    public var expected: Double
    /// Chance of so many alarms or more at the stated rates.
    public var pValue: Double

    fileprivate init(_ outcomes: [(isAlarm: Bool, rate: Double)]) {
      series = outcomes.count
      alarms = outcomes.count { $0.isAlarm }
      expected = outcomes.reduce(0) { $0 + $1.rate }
      pValue = PoissonBinomial.probability(ofAtLeast: alarms, chances: outcomes.map(\.rate))
    }
  }

  /// Orders tried of each series.
  static let orders = 3
  /// Periods that a half must have.
  static let leastPeriods = 28

  init(
    _ series: [PeriodSeries], _ histories: [SeriesHistory], _ options: StabilityOptions, seed: UInt64
  ) throws(StatisticsError) {
    self.seed = seed
    var generator = Xoshiro256PlusPlus(seed: seed)
    var halves: [(isAlarm: Bool, rate: Double)] = []
    var regimeHalves: [(isAlarm: Bool, rate: Double)] = []
    var shuffles: [(isAlarm: Bool, rate: Double)] = []
    for (series, history) in zip(series, histories) {
      var start = 0
      var longest = 0..<0
      for regime in history.regimes {
        if regime.periods > longest.count { longest = start..<start + regime.periods }
        start += regime.periods
      }
      let part = Array(series.periods[longest])
      guard part.count >= 2 * Self.leastPeriods, part.allSatisfy({ $0.values.allSatisfy { $0 > 0 } })
      else { continue }
      let times = part.map { Double($0.index) }
      let samples = part.map(\.values)
      for half in [0..<part.count / 2, part.count / 2..<part.count] {
        if let outcome = try Self.outcome(Array(times[half]), Array(samples[half]), options) {
          if history.changes.isEmpty { halves.append(outcome) } else { regimeHalves.append(outcome) }
        }
      }
      for _ in 0..<Self.orders {
        let shuffled = samples.shuffled(using: &generator)
        if let outcome = try Self.outcome(times, shuffled, options) { shuffles.append(outcome) }
      }
    }
    self.halves = Trial(halves)
    self.regimeHalves = Trial(regimeHalves)
    self.shuffles = Trial(shuffles)
  }

  private static func outcome(
    _ times: [Double], _ samples: [[Double]], _ options: StabilityOptions
  ) throws(StatisticsError) -> (isAlarm: Bool, rate: Double)? {
    var search = options.search(.quantile(options.probabilities[0]))
    search.effects = []
    let report = try detectChanges(in: SampleSeries(times: times, samples: samples), options: search)
    guard let rate = report.penalty.falseAlarmRate else { return nil }
    return (!report.changes.isEmpty, rate)
  }
}
