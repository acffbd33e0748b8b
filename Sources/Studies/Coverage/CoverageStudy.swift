public import Statistics

/// How often the default intervals hold what they promise, measured on samples with known truth.
public enum CoverageStudy {
  /// What to run.
  public struct Options: Hashable, Sendable {
    /// Laws of the samples.
    public var families: [CoverageFamily]
    /// Values in a sample.
    public var sizes: [Int]
    /// What intervals are for.
    public var statistics: [CoverageStatistic]
    /// Nominal coverages.
    public var levels: [Double]
    /// Samples of a family and size; of sizes above 2,000 a third of it.
    public var replications: Int
    /// Replicates of the peer's bootstrap.
    public var peerReplicates: Int
    /// Equal seeds give equal tables.
    public var seed: UInt64
    /// Tasks at a time; does not change the table.
    public var concurrency: Int

    /// Creates options.
    public init(
      families: [CoverageFamily] = CoverageFamily.standard, sizes: [Int] = [50, 100, 200, 1000, 10_000],
      statistics: [CoverageStatistic] = CoverageStatistic.allCases, levels: [Double] = [0.9, 0.95, 0.99],
      replications: Int = 1500, peerReplicates: Int = 999, seed: UInt64 = 1, concurrency: Int = 2
    ) {
      self.families = families
      self.sizes = sizes
      self.statistics = statistics
      self.levels = levels
      self.replications = replications
      self.peerReplicates = peerReplicates
      self.seed = seed
      self.concurrency = concurrency
    }

    /// The whole table.
    public static let full = Options()

    /// A table of seconds that shows that the study works, not what the coverage is.
    public static let quick = Options(
      families: [
        .lognormal, .autoregression(correlation: 0.5), .clustered(clusters: 10, correlation: 0.2),
      ], sizes: [100], statistics: [.mean, .p50, .p95], levels: [0.95], replications: 50,
      peerReplicates: 199)
  }

  /// One cell of the table.
  public struct Row: Codable, Hashable, Sendable {
    /// Name of the family.
    public var family: String
    /// Values in a sample.
    public var n: Int
    /// What the interval is for.
    public var statistic: CoverageStatistic
    /// Nominal coverage.
    public var level: Double
    /// Method of most samples.
    public var method: String
    /// Samples drawn.
    public var samples: Int
    /// Share of the intervals given that hold the truth, or `nil` when all were refused.
    public var coverage: Double?
    /// Share of all samples with an interval that misses the truth.
    public var misled: Double
    /// Share of all samples without an interval.
    public var refused: Double
    /// Share of all samples with a bound on one side only.
    public var oneSided: Double
    /// Median width of the two-sided intervals over the true value, or `nil` without any.
    public var medianWidth: Double?
    /// The peer's method.
    public var peer: String
    /// Its share of intervals that hold the truth.
    public var peerCoverage: Double
    /// A peer's method that draws clusters or blocks of time, for values that depend on each other.
    public var dependentPeer: String? = nil
    /// Its share of intervals that hold the truth.
    public var dependentPeerCoverage: Double? = nil
    /// What the cell shows.
    public var verdict: CoverageVerdict
  }

  /// Why a study cannot run.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// An option is out of range.
    case option(String)
    /// A statistic failed on a sample.
    case statistic(family: String, n: Int, StatisticsError)

    /// The whole message.
    public var description: String {
      switch self {
      case .option(let what): "The study cannot run: \(what)."
      case .statistic(let family, let n, let error): "Family \(family), n = \(n): \(error)"
      }
    }
  }

  /// Runs the study.
  ///
  /// Samples are drawn in fixed blocks with a generator of their own each, so the table does not depend on
  /// the number of tasks.
  /// - Returns: Rows by family, size, statistic and level, in the order of the options.
  /// - Throws: ``Failure``.
  /// - Complexity: O(families · Σ sizes · replications); the full table takes minutes.
  public static func run(_ options: Options) async throws -> [Row] {
    try check(options)
    let cells = options.families.flatMap { family in
      options.sizes.map { CoverageCell(family: family, n: $0, options: options) }
    }
    var jobs: [(cell: Int, block: Int)] = []
    for (index, cell) in cells.enumerated() {
      for block in 0..<cell.blocks { jobs.append((index, block)) }
    }
    var results = [CoverageTally?](repeating: nil, count: jobs.count)
    try await withThrowingTaskGroup(of: (Int, CoverageTally).self) { group in
      var next = 0
      func add() {
        let job = next
        let (cell, block) = (cells[jobs[job].cell], jobs[job].block)
        let stream = UInt64(jobs[job].cell) << 20 | UInt64(block)
        group.addTask { (job, try cell.run(block: block, stream: stream)) }
        next += 1
      }
      while next < min(options.concurrency, jobs.count) { add() }
      while let (job, tally) = try await group.next() {
        results[job] = tally
        if next < jobs.count { add() }
      }
    }
    var tallies = cells.map(CoverageTally.init)
    for (job, tally) in zip(jobs, results) {
      if let tally { tallies[job.cell].add(tally) }
    }
    return zip(cells, tallies).flatMap { cell, tally in tally.rows(of: cell) }
  }

  private static func check(_ options: Options) throws(Failure) {
    if options.families.isEmpty || options.statistics.isEmpty {
      throw .option("give at least one family and one statistic")
    }
    if options.sizes.isEmpty || options.sizes.contains(where: { $0 < 10 || $0 > 10_000_000 }) {
      throw .option("sizes must lie between 10 and 10,000,000")
    }
    if options.levels.isEmpty || options.levels.contains(where: { !($0 > 0.5 && $0 < 1) }) {
      throw .option("levels must lie in (0.5, 1)")
    }
    if options.replications < 3 || options.replications > 10_000_000 {
      throw .option("the number of samples must lie between 3 and 10,000,000")
    }
    if options.peerReplicates < 39 || options.peerReplicates > 1_000_000 {
      throw .option("the peer needs between 39 and 1,000,000 replicates")
    }
    if options.concurrency < 1 { throw .option("at least one task must run at a time") }
    for family in options.families { try check(family, options) }
  }

  private static func check(_ family: CoverageFamily, _ options: Options) throws(Failure) {
    let isSound: Bool
    switch family {
    case .lognormal, .noisyNeighbour: isSound = true
    case .pareto(let index): isSound = index > 1 && index < 1000
    case .coldStarts(let share): isSound = share > 0 && share < 1
    case .autoregression(let correlation): isSound = abs(correlation) < 1
    case .clustered(let clusters, let correlation):
      isSound =
        clusters >= 2 && correlation >= 0 && correlation < 1
        && options.sizes.allSatisfy { $0 >= clusters }
    }
    if !isSound { throw .option("family \(family.name) has a parameter out of range") }
  }
}
