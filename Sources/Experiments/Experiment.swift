public import Archive
public import Measurements
public import Platforms
public import Workloads

/// A standard procedure that measures something on a platform and stores what it finds.
///
/// An experiment is made from a plan. The plan is stored with the campaign, so that an interrupted campaign can
/// be continued by the same procedure in another process.
public protocol Experiment: Sendable {
  /// Name on the command line and in the store, such as `perf-cost`.
  static var name: String { get }
  /// What it measures, in a sentence.
  static var summary: String { get }

  /// Makes the experiment from a stored plan.
  ///
  /// - Throws: ``ExperimentError/unreadablePlan(detail:)`` or ``PlanError``.
  init(planJSON: String, context: ExperimentContext) throws

  /// Measures a new campaign from its beginning.
  ///
  /// When the task is cancelled, whatever is complete has been stored and the outcome says `interrupted`.
  ///
  /// - Parameter campaign: Identifier, title and provenance; the experiment fills in the rest.
  func start(_ campaign: Campaign) async throws -> ExperimentOutcome

  /// Continues a campaign after the last batch that was stored.
  func resume(_ stored: DataSet) async throws -> ExperimentOutcome
}

/// What experiments work with.
public struct ExperimentContext: Sendable {
  /// Where functions run. It is left running; whoever made it shuts it down.
  public var platform: any Platform
  /// Where measurements go.
  public var store: any MeasurementStore
  /// The benchmarks to choose from.
  public var workloads: WorkloadCatalogue
  /// The driver's clocks.
  public var clock: any ExperimentClock
  /// Makes the package of a workload; asked only when the platform deploys.
  public var package: @Sendable (any Workload) async throws -> FunctionPackage
  /// Judges precision: the half width of the 95 % interval of the median divided by the median, or `nil` when it
  /// cannot be computed yet.
  ///
  /// Takes values (client times in µs) and the batch of each. It is asked after every batch, so its interval must
  /// respect batches and repeated looks. Without it a precision target is refused.
  public var precision: (@Sendable (_ values: [Double], _ batches: [Int]) -> Double?)?
  /// Told about progress after every step; it must return at once.
  public var progress: @Sendable (ExperimentProgress) -> Void

  /// Creates a context.
  public init(
    platform: any Platform, store: any MeasurementStore, workloads: WorkloadCatalogue = .standard,
    clock: any ExperimentClock = SystemClock(),
    package: @escaping @Sendable (any Workload) async throws -> FunctionPackage,
    precision: (@Sendable (_ values: [Double], _ batches: [Int]) -> Double?)? = nil,
    progress: @escaping @Sendable (ExperimentProgress) -> Void = { _ in }
  ) {
    self.platform = platform
    self.store = store
    self.workloads = workloads
    self.clock = clock
    self.package = package
    self.precision = precision
    self.progress = progress
  }
}

/// How far an experiment has come.
public struct ExperimentProgress: Hashable, Sendable {
  /// What is being done.
  public enum Phase: String, Hashable, Sendable {
    /// The package is being built.
    case packaging
    /// Functions are being deployed.
    case deploying
    /// Calls are being made.
    case measuring
    /// Nothing more is done.
    case finished
  }

  /// What is being done.
  public var phase: Phase
  /// Run that was worked on last.
  public var run: String?
  /// Runs that have ended.
  public var finishedRuns: Int
  /// All runs.
  public var totalRuns: Int
  /// Calls that count, in all runs.
  public var keptCalls: Int
  /// Most calls that will count, in all runs; precision or time may end them earlier.
  public var plannedCalls: Int
  /// Calls that were made, with those that failed or do not count.
  public var madeCalls: Int
  /// Time since measuring began, in seconds.
  public var elapsedSeconds: Double
  /// Estimate of the time left at most, in seconds; `nil` before the first batch.
  public var remainingSeconds: Double?
}

/// How an experiment ended.
public struct ExperimentOutcome: Hashable, Sendable {
  /// The campaign that holds the measurements.
  public var campaignID: String
  /// Whether it was cancelled and can be resumed.
  public var isInterrupted: Bool
  /// What came of each run, in the order of the plan.
  public var runs: [RunOutcome]
}

/// What came of one run.
///
/// Every call is in exactly one of the counts: `madeCalls` is the sum of kept, failed and discarded calls.
public struct RunOutcome: Hashable, Sendable {
  /// Identifier of the run.
  public var id: String
  /// Why it ended.
  public var ending: RunEnding
  /// Batches that were stored.
  public var batches: Int
  /// Calls that count.
  public var keptCalls: Int
  /// Calls that are stored with a status other than `ok`.
  public var failedCalls: Int
  /// Calls that were made but are not stored, by reason.
  public var discardedCalls: [String: Int]

  /// All calls that were made.
  public var madeCalls: Int { keptCalls + failedCalls + discardedCalls.values.reduce(0, +) }
}
