import Analysis
import Statistics

/// How often the set of sizes that could be best holds the truly best size, and how small it is: measured on
/// functions whose best size is known.
public enum TuneStudy {
  /// A simulated cell.
  public struct Row: Codable, Hashable, Sendable {
    /// How time depends on memory.
    public var shape: String
    /// What is best.
    public var goal: String
    /// Batches of each size.
    public var batches: Int
    /// Calls of each batch.
    public var callsPerBatch: Int
    /// Standard deviation of the logarithm of what the calls of a batch share.
    public var shared: Double
    /// The same of a call of its own.
    public var own: Double
    /// Granularity of billing in ms.
    public var granularityMilliseconds: Int
    /// Simulated measurements.
    public var samples: Int
    /// Share of them whose set holds the truly best size.
    public var held: Double
    /// Mean number of sizes in the set, of six.
    public var meanSize: Double
    /// Share in which the size to take is the best one.
    public var recommendedRight: Double
    /// Share in which the size with the least mean is the best one, which is how others choose, without doubt.
    public var leastMeanRight: Double
    /// Mean probability that the choice gives the truly best size.
    public var statedProbability: Double
  }

  /// What to simulate.
  public struct Options: Sendable {
    /// Numbers of batches.
    public var batches: [Int]
    /// Measurements a cell.
    public var samples: Int
    /// Draws of each bootstrap.
    public var replicates: Int
    /// Nominal probability of the set.
    public var level: Double
    /// Equal seeds give equal tables.
    public var seed: UInt64

    /// Creates options.
    public init(
      batches: [Int] = [5, 10, 20, 30], samples: Int = 1000, replicates: Int = 999, level: Double = 0.95,
      seed: UInt64 = 1
    ) {
      self.batches = batches
      self.samples = samples
      self.replicates = replicates
      self.level = level
      self.seed = seed
    }
  }

  private static let callsPerBatch = 10

  private static func worlds(_ batches: Int) -> [TuneWorld] {
    func world(_ shape: TuneWorld.Shape, _ shared: Double, _ own: Double, _ granularity: Double = 1)
      -> TuneWorld
    {
      TuneWorld(
        shape: shape, batches: batches, callsPerBatch: callsPerBatch, shared: shared, own: own,
        granularityMilliseconds: granularity)
    }
    return TuneWorld.Shape.allCases.map { world($0, 0.1, 0.2) }
      + [world(.near, 0.02, 0.05), world(.inverse, 0.3, 0.6), world(.exponential, 0.1, 0.2, 100)]
  }

  /// A limit that the size of 512 MB keeps by 5 %, so that it is hard to judge.
  private static func goals(_ world: TuneWorld) throws(StatisticsError) -> [(name: String, goal: TuningGoal)]
  {
    let spread = (world.shared * world.shared + world.own * world.own).squareRoot()
    let p90 = world.milliseconds(512) * elementaryExponential(spread * Normal.quantile(0.9))
    let limit = LatencyLimit(probability: 0.9, microseconds: 1050 * p90)
    return [
      ("cost", try TuningGoal(costWeight: 1)), ("time", try TuningGoal(costWeight: 0)),
      ("balanced", try TuningGoal(costWeight: 0.5)), ("cost, p90 limited", try TuningGoal(limit: limit)),
    ]
  }

  /// Simulates every cell.
  ///
  /// - Throws: ``StatisticsError`` for options out of range.
  /// - Complexity: O(cells · samples · replicates · calls), some minutes at the defaults, on all processors.
  public static func run(_ options: Options = Options()) async throws -> [Row] {
    let least = SizeSample.leastBatches
    if let few = options.batches.min(), few < least {
      throw StatisticsError.tooFew(what: "batches", found: few, needed: least)
    }
    if options.samples < 1 {
      throw StatisticsError.tooFew(what: "samples", found: options.samples, needed: 1)
    }
    var cells: [(world: TuneWorld, name: String, goal: TuningGoal)] = []
    for batches in options.batches {
      for world in worlds(batches) {
        for (name, goal) in try goals(world) { cells.append((world, name, goal)) }
      }
    }
    return try await withThrowingTaskGroup(of: (Int, Row).self) { group in
      for (index, cell) in cells.enumerated() {
        group.addTask { (index, try row(cell.world, cell.name, cell.goal, UInt64(index), options)) }
      }
      var rows = [Row?](repeating: nil, count: cells.count)
      for try await (index, row) in group { rows[index] = row }
      return rows.compactMap { $0 }
    }
  }

  private static func row(
    _ world: TuneWorld, _ name: String, _ goal: TuningGoal, _ cell: UInt64, _ options: Options
  ) throws -> Row {
    var generator = RandomStreams(seed: options.seed)[cell]
    let truth = world.truth(goal)
    let best = zip(TuneWorld.sizes, truth).compactMap { size, score in score.map { (score: $0, size: size) } }
      .min { $0.score < $1.score }?.size
    var row = Row(
      shape: world.shape.rawValue, goal: name, batches: world.batches, callsPerBatch: world.callsPerBatch,
      shared: world.shared, own: world.own, granularityMilliseconds: Int(world.granularityMilliseconds),
      samples: options.samples, held: 0, meanSize: 0, recommendedRight: 0, leastMeanRight: 0,
      statedProbability: 0)
    let share = 1 / Double(options.samples)
    for sample in 0..<options.samples {
      let samples = try world.draw(using: &generator)
      let choice = try SizeChoice(
        samples, goal: goal, level: options.level, replicates: options.replicates,
        seed: options.seed &+ UInt64(sample))
      if choice.possible.contains(where: { $0.memoryMB == best }) { row.held += share }
      row.meanSize += share * Double(choice.possible.count)
      if choice.recommendedMB == best { row.recommendedRight += share }
      if leastMean(choice) == best { row.leastMeanRight += share }
      row.statedProbability += share * (choice.sizes.first { $0.memoryMB == best }?.probabilityBest ?? 0)
    }
    return row
  }

  /// The choice without doubt: the least score by the estimates among sizes that keep the limit by the estimates.
  private static func leastMean(_ choice: SizeChoice) -> Int? {
    choice.sizes.filter(choice.meetsDemands).min { choice.score($0) < choice.score($1) }?.memoryMB
  }

  /// Rows as comma-separated text with fixed decimals.
  public static func csv(_ rows: [Row]) -> String {
    let head =
      "shape,goal,batches,calls_per_batch,shared_sd,own_sd,granularity_ms,samples,held,mean_set_size,sizes,"
      + "recommended_right,least_mean_right,stated_probability"
    let lines = rows.map { row in
      [
        row.shape, "\"\(row.goal)\"", "\(row.batches)", "\(row.callsPerBatch)",
        FixedText.decimals(row.shared, 2), FixedText.decimals(row.own, 2), "\(row.granularityMilliseconds)",
        "\(row.samples)", FixedText.decimals(row.held, 4), FixedText.decimals(row.meanSize, 3),
        "\(TuneWorld.sizes.count)", FixedText.decimals(row.recommendedRight, 4),
        FixedText.decimals(row.leastMeanRight, 4), FixedText.decimals(row.statedProbability, 4),
      ].joined(separator: ",")
    }
    return ([head] + lines).joined(separator: "\n") + "\n"
  }
}
