import Measurements
import Statistics

/// Draws scenarios: functions as they occur, with one cause or none.
///
/// - Load: 300 to 20,000 calls (uniform in the logarithm) in batches of 1 to 200, at least eight batches; six in
///   ten closed, else open.
/// - Base: a median of 20 ms to 3 s, split between network, handshakes, platform and handler; shifted lognormal
///   parts with spreads of 0.05 to 0.3. One part, the network or the handler's computing, is far more variable
///   (0.4 to 0.9) in half of the scenarios without a cause and three in ten of the others; two in ten have a
///   second mode of computing.
/// - What is shared: strong effects of batches (0.1 to 0.4, correlated up to 0.9) in half of the scenarios
///   without a cause and three in ten of the others, otherwise up to 0.1; sandboxes up to 0.2, machines up to
///   0.04; drift up to ±0.4 in four of ten. Without a cause, what varies varies where no cause is at home.
/// - Records: clocks of 1 µs to 10 ms; columns as tools record them, always the client time and always what
///   tells the planted cause, such as `host_id` for a noisy host; other columns by chance.
/// - Cause: 0.5 to 8 % of the calls, scattered, in episodes of whole batches, or where the cause has them. Sizes
///   are 1.5 to 6 times the distance from the median to p99 of the same calls without the cause; where nature
///   fixes the size (retries at 1, 3, 5, 7 and 15 s, periods of 20 and 100 ms) the calls are made shorter instead.
/// - A scenario counts when at least five calls are hit and the cause carries half or more of the excess of the
///   slowest 1 %; otherwise another is drawn.
public struct ScenarioPrior: Hashable, Sendable {
  /// What makes calls slow, or `nil` for nothing.
  public var cause: PlantedCause?
  /// Number of calls; drawn unless it is given.
  public var calls: Int?
  /// Share of the calls that are hit; drawn unless it is given.
  public var share: Double?

  /// Creates a prior.
  public init(cause: PlantedCause?, calls: Int? = nil, share: Double? = nil) {
    self.cause = cause
    self.calls = calls
    self.share = share
  }

  private static let attempts: UInt64 = 60
  /// Numbers of the streams below this one are the simulation's.
  private static let firstStream: UInt64 = 64

  /// A scenario.
  ///
  /// - Throws: ``SimulationError`` for numbers out of range, or when a cause of this share does not show.
  public func draw(seed: UInt64) throws(SimulationError) -> LatencyScenario {
    if let share, !(share > 0 && share <= 0.5) {
      throw .outOfRange(parameter: "share", value: share, range: "(0, 0.5]")
    }
    if let calls, !(20...10_000_000).contains(calls) {
      throw .outOfRange(parameter: "calls", value: Double(calls), range: "[20, 10000000]")
    }
    let streams = RandomStreams(seed: seed)
    guard let cause else {
      var draws = Draws(generator: streams[Self.firstStream])
      return try base(&draws, seed: seed)
    }
    for attempt in 0..<Self.attempts {
      var draws = Draws(generator: streams[Self.firstStream + attempt])
      var scenario = try base(&draws, seed: seed)
      try plant(cause, in: &scenario, &draws)
      let truth = try SimulatedData(scenario).truth
      if truth.hitCalls >= 5, truth.shareOfExcess(slowest: 0.01) ?? 0 >= 0.5 { return scenario }
    }
    throw .invisible(cause: cause)
  }

  /// The function, its load and its records, without a cause.
  private func base(_ draws: inout Draws, seed: UInt64) throws(SimulationError) -> LatencyScenario {
    let calls = self.calls ?? Int(draws.logUniform(300, 20_000))
    let median = draws.logUniform(20_000, 3_000_000)
    var size = draws.pick(1, 1, 5, 10, 20, 50, 100, 200)
    while size > 1, calls / size < 8 { size /= 2 }
    let isOpen = cause == .loadGenerator || draws.chance(0.4)
    let gap = median * (isOpen && size == 1 ? draws.logUniform(0.05, 3) : draws.logUniform(0.3, 5))
    let warm = max(size, Int(draws.logUniform(1, 60)), isOpen ? 40 : 1)
    var scenario = LatencyScenario(
      seed: seed,
      load: .init(calls: calls, batchSize: size, arrival: isOpen ? .open : .closed, gapMicroseconds: gap),
      segments: segments(median: median, &draws), secondMode: nil, effects: effects(&draws),
      sandboxes: .init(
        warm: warm, hosts: max(1, Int(Double(warm) / draws.uniform(1, 6))), cpuModels: draws.pick(1, 2, 3)),
      failureShare: draws.chance(0.3) ? draws.uniform(0, 0.01) : 0, resolutionMicroseconds: 1, columns: [],
      planting: nil)
    if draws.chance(0.2) {
      scenario.secondMode = .init(share: draws.uniform(0.1, 0.45), factor: draws.uniform(1.2, 2.5))
    }
    let steps = median > 300_000 ? draws.pick(1, 1, 10, 1000, 1000, 10_000) : draws.pick(1, 1, 10, 1000)
    scenario.resolutionMicroseconds = steps
    if draws.chance(0.3) {
      scenario.sandboxes.coldShare = draws.uniform(0.001, 0.01)
      scenario.sandboxes.coldMicroseconds = 0.3 * (try Self.reach(scenario))
    }
    scenario.columns = Columns.draw(scenario, &draws)
    return scenario
  }

  private func segments(median: Double, _ draws: inout Draws) -> [Segment: SegmentLaw] {
    func law(_ share: Double, _ draws: inout Draws) -> SegmentLaw {
      SegmentLaw(
        medianMicroseconds: share * median, spread: draws.uniform(0.05, 0.3),
        fixedShare: draws.uniform(0, 0.6))
    }
    var segments: [Segment: SegmentLaw] = [
      .dns: law(draws.uniform(0.01, 0.03), &draws), .connect: law(draws.uniform(0.02, 0.06), &draws),
      .tls: law(draws.uniform(0.03, 0.1), &draws), .queue: law(draws.uniform(0.003, 0.02), &draws),
      .runtime: law(draws.uniform(0.002, 0.02), &draws), .reply: law(draws.uniform(0.005, 0.05), &draws),
    ]
    let network = draws.uniform(0.1, 0.45)
    let handler = 1 - network - segments.totalMedian / median
    segments[.network] = law(network, &draws)
    let hasStorage = cause == .storage || draws.chance(0.4)
    let download = hasStorage ? draws.uniform(0.1, 0.4) : 0
    let upload = hasStorage ? draws.uniform(0.05, 0.2) : 0
    if hasStorage {
      segments[.download] = law(download * handler, &draws)
      segments[.upload] = law(upload * handler, &draws)
    }
    segments[.compute] = law((1 - download - upload) * handler, &draws)
    if draws.chance(cause == nil ? 0.5 : 0.3) {
      let wild = draws.pick(Segment.network, .compute)
      segments[wild]?.spread = draws.uniform(0.4, 0.9)
    }
    return segments
  }

  private func effects(_ draws: inout Draws) -> LatencyScenario.SharedEffects {
    let isStrong = draws.chance(cause == nil ? 0.5 : 0.3)
    return LatencyScenario.SharedEffects(
      batch: isStrong ? draws.uniform(0.1, 0.4) : draws.uniform(0, 0.1),
      batchCorrelation: draws.uniform(0, 0.9), sandbox: draws.uniform(0, 0.2), host: draws.uniform(0, 0.04),
      drift: draws.chance(0.4) ? draws.uniform(-0.4, 0.4) : 0)
  }

  /// Distance from the median to p99 of the calls without a cause, in µs.
  static func reach(_ scenario: LatencyScenario) throws(SimulationError) -> Double {
    var pilot = scenario.withoutCause
    pilot.load.calls = min(pilot.load.calls, 2000)
    pilot.load.batchSize = min(pilot.load.batchSize, pilot.load.calls)
    let totals = try SimulatedData(pilot).truth.totalMicroseconds.compactMap(\.self)
    guard let sorted = try? SortedSample(totals), let middle = try? sorted.quantile(0.5),
      let high = try? sorted.quantile(0.99)
    else { return 1 }
    return max(1, high - middle)
  }
}
