public import Measurements

/// What happened to every call that was made: the first thing a reader must know.
public struct DataQuality: Codable, Hashable, Sendable {
  /// Calls made: kept, discarded and failed.
  public var attempted: Int
  /// Calls with a valid result.
  public var succeeded: Int
  /// Calls that failed, by status and error class, most frequent first.
  public var failures: [FailureCount]
  /// Calls that were made but not kept, by reason.
  public var discarded: [String: Int]
  /// Successful cold, warm and unknown starts.
  public var starts: [String: Int]
  /// For each duration that any call carries: successful calls without it.
  public var missing: [String: Int]
  /// Calls that the load generator sent more than ``latenessLimitMicroseconds`` late.
  public var lateCalls: Int
  /// Calls whose driver time is shorter than their function time: a clock error.
  public var clockErrors: Int
  /// Remarks of the platform or the importer.
  public var notices: [String]
  /// The counts of each run, in the order of the data set.
  public var runs: [RunQuality]

  /// Lateness from which a call counts as late, in µs.
  public static let latenessLimitMicroseconds = 10_000

  /// Calls that failed.
  public var failed: Int { failures.reduce(0) { $0 + $1.count } }
}

/// How often calls failed in one way.
public struct FailureCount: Codable, Hashable, Sendable {
  /// How the calls ended.
  public var status: Status
  /// Name of the error, when there is one.
  public var errorClass: String?
  /// One of the messages.
  public var example: String?
  /// How many calls.
  public var count: Int
}

/// The counts of one run.
public struct RunQuality: Codable, Hashable, Sendable {
  /// The run.
  public var runID: String
  /// Calls made.
  public var attempted: Int
  /// Calls with a valid result.
  public var succeeded: Int
  /// Calls that failed.
  public var failed: Int
  /// Calls that were made but not kept.
  public var discarded: Int
  /// Batches with at least one kept call; `nil` when batches were not recorded.
  public var batches: Int?
}

extension DataQuality {
  /// Counts a data set.
  ///
  /// - Complexity: O(calls).
  public init(_ data: DataSet) {
    var failures: [FailureKey: FailureCount] = [:]
    var starts: [String: Int] = [:]
    var discarded: [String: Int] = [:]
    var late = 0
    var clockErrors = 0
    var present: [Metric: Int] = [:]
    var succeeded = 0
    var runs: [RunQuality] = []
    for run in data.runs {
      discarded.merge(run.discarded, uniquingKeysWith: +)
      var batches: Set<Int> = []
      var failedHere = 0
      for call in run.invocations {
        if let batch = call.batch { batches.insert(batch) }
        if let lateness = call.responseLatenessMicroseconds, lateness > Self.latenessLimitMicroseconds {
          late += 1
        }
        guard call.status == .ok else {
          failedHere += 1
          let key = FailureKey(status: call.status, errorClass: call.errorClass)
          failures[
            key,
            default: FailureCount(
              status: call.status, errorClass: call.errorClass, example: call.message, count: 0)
          ].count += 1
          continue
        }
        succeeded += 1
        starts[(call.start ?? .unknown).rawValue, default: 0] += 1
        for metric in Metric.allCases where metric.microseconds(of: call) != nil {
          present[metric, default: 0] += 1
        }
        if let client = call.clientMicroseconds, let function = call.functionMicroseconds, client < function {
          clockErrors += 1
        }
      }
      let dropped = run.discarded.values.reduce(0, +)
      runs.append(
        RunQuality(
          runID: run.id, attempted: run.invocations.count + dropped,
          succeeded: run.invocations.count - failedHere, failed: failedHere, discarded: dropped,
          batches: batches.isEmpty ? nil : batches.count))
    }
    self.init(
      attempted: runs.reduce(0) { $0 + $1.attempted }, succeeded: succeeded,
      failures: failures.values.sorted {
        ($1.count, $0.status.rawValue, $0.errorClass ?? "") < (
          $0.count, $1.status.rawValue, $1.errorClass ?? ""
        )
      },
      discarded: discarded, starts: starts,
      missing: Self.missing(present: present, succeeded: succeeded, cold: starts["cold"] ?? 0),
      lateCalls: late, clockErrors: clockErrors, notices: data.campaign.notices, runs: runs)
  }

  /// Durations that some but not all calls carry; initialisation belongs to cold starts alone.
  private static func missing(present: [Metric: Int], succeeded: Int, cold: Int) -> [String: Int] {
    var missing: [String: Int] = [:]
    for (metric, count) in present {
      let expected = metric == .initialisation ? cold : succeeded
      if count < expected { missing[metric.rawValue] = expected - count }
    }
    return missing
  }

  private struct FailureKey: Hashable {
    var status: Status
    var errorClass: String?
  }
}
