/// What a study is asked for; written into every output.
public struct StudyOptions: Codable, Hashable, Sendable {
  /// Nominal coverage of every interval.
  public var level: Double
  /// Seed of every random choice.
  public var seed: UInt64
  /// Replicates of each bootstrap.
  public var replicates: Int
  /// Metric that calls are compared by; the most outward one that was measured when `nil`.
  public var metric: Metric?
  /// Relative change that does not matter, fixed before looking at the data.
  public var margin: Double
  /// Price book.
  public var priceBook: String
  /// Day whose prices count, `YYYY-MM-DD`.
  public var priceDate: String
  /// A rented machine that calls are compared with.
  public var machine: RentedMachine?

  /// Creates options.
  public init(
    level: Double = 0.95, seed: UInt64 = 1, replicates: Int = 2000, metric: Metric? = nil,
    margin: Double = 0.05, priceBook: String = "aws-lambda", priceDate: String, machine: RentedMachine? = nil
  ) {
    self.level = level
    self.seed = seed
    self.replicates = replicates
    self.metric = metric
    self.margin = margin
    self.priceBook = priceBook
    self.priceDate = priceDate
    self.machine = machine
  }
}

/// Why a study could not be made.
public enum StudyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No successful call carries any duration.
  case nothingToAnalyse(attempted: Int, failed: Int)
  /// No successful call carries the metric that was asked for.
  case metricNotMeasured(Metric)

  /// The whole message.
  public var description: String {
    switch self {
    case .nothingToAnalyse(let attempted, let failed):
      "There is nothing to analyse: of \(attempted) calls \(failed) failed and none of the others carries a "
        + "duration. Look at the failures with `sebs store show`, or check the imported columns with `sebs validate`."
    case .metricNotMeasured(let metric):
      "No successful call carries \(metric.title). Ask for another metric with --metric, or leave it out."
    }
  }
}
