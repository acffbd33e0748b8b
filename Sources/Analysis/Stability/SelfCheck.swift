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
  /// The halves of each configuration, in the order of the configurations.
  public var byConfiguration: [Halves]
  /// Seed of the orders.
  public var seed: UInt64

  /// What the halves of the longest regime of one configuration raise.
  public struct Halves: Codable, Hashable, Sendable {
    /// Configuration.
    public var series: String
    /// Halves searched; 0 when the regime is too short.
    public var halves: Int
    /// Those with an alarm.
    public var alarms: Int
    /// Alarms that the stated rates let expect.
    public var expected: Double
  }

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
    byConfiguration = histories.map { Halves(series: $0.id, halves: 0, alarms: 0, expected: 0) }
    for (place, (series, history)) in zip(series, histories).enumerated() {
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
      // The wander of the whole record: a half is too short to tell its own wander from a change.
      let wander = history.searches.first?.noise.wander
      for half in [0..<part.count / 2, part.count / 2..<part.count] {
        guard var outcome = try Self.outcome(Array(times[half]), Array(samples[half]), options) else {
          continue
        }
        let rate = wander?.falseAlarmRate(count: half.count, leastSize: options.margin) ?? 0
        outcome.rate = max(outcome.rate, rate)
        if history.changes.isEmpty { halves.append(outcome) } else { regimeHalves.append(outcome) }
        byConfiguration[place].halves += 1
        byConfiguration[place].alarms += outcome.isAlarm ? 1 : 0
        byConfiguration[place].expected += outcome.rate
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
