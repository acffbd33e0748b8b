public import Statistics

/// A share of the excess of the slow calls, with its interval.
public struct TailShareEstimate: Codable, Hashable, Sendable {
  /// Share, mostly in [0, 1]; parts that are shorter in slow calls have a share below 0.
  public var value: Double
  /// Interval by a bootstrap of whole batches; that of a cause also holds what is not known of the time without it.
  public var interval: ConfidenceInterval

  /// Creates an estimate.
  public init(value: Double, interval: ConfidenceInterval) {
    self.value = value
    self.interval = interval
  }
}

/// A time in µs with its interval, at a percentile.
public struct TailPercentile: Codable, Hashable, Sendable {
  /// Probability of the percentile.
  public var probability: Double
  /// The percentile, or the bound when the data bound one side only.
  public var value: Double
  /// Interval that respects batches; `nil` when the calls are too few for one.
  public var interval: ConfidenceInterval?

  /// Percentiles that are told.
  public static let reported = [0.5, 0.9, 0.99, 0.999]
}

/// What a part of the calls has to do with the tail.
public struct SegmentShare: Codable, Hashable, Sendable {
  /// The part.
  public var segment: CallSegment
  /// Mean of the typical calls, in µs.
  public var typicalMicroseconds: Double
  /// Mean of the slow calls, in µs.
  public var slowMicroseconds: Double
  /// Share of the mean excess of the slow calls; shares add up to 1.
  public var share: TailShareEstimate
  /// Share of the distance between the percentile where the tail begins and the typical call, by Shapley's value;
  /// shares add up to 1.
  public var quantileShare: TailShareEstimate
}

/// A cause, and how much of the tail it explains.
public struct CauseShare: Codable, Hashable, Sendable {
  /// The cause.
  public var cause: TailCause
  /// Whether its evidence survives its test and its share is surely not small.
  public var isNamed: Bool
  /// Share of the excess of the slow calls that the cause added: what would go if it had not struck them, at most the
  /// excess of each. The rest is how slow they would have been without it.
  ///
  /// The interval is true for these slow calls, also when all of them are of one batch; how often such a batch occurs is
  /// then not known, and no interval tells.
  public var share: TailShareEstimate
  /// Slow calls of which it is the class.
  public var calls: Int
  /// Calls that bear its evidence, slow or not.
  public var bearing: Int
  /// Mean of what it adds to a slow call of its class, in µs.
  public var addedMicroseconds: Double?
  /// Part that carries most of what it adds.
  public var segment: CallSegment?
  /// What speaks for it, strongest first.
  public var evidence: [TailEvidence]
  /// Chance of such evidence without a cause, corrected for all causes that were looked for; `nil` for unexplained.
  public var pValue: Double?
  /// Percentiles that would remain without it.
  public var without: [TailPercentile]
}

/// How strongly the slow calls gather in one place or time.
public struct TailConcentration: Codable, Hashable, Sendable {
  /// What calls are told apart by.
  public var factor: Factor
  /// Where most of the slow calls beyond chance are; untrusted text.
  public var level: String
  /// Slow calls there.
  public var tailCalls: Int
  /// All calls there.
  public var calls: Int
  /// Share of the slow calls that are there.
  public var share: Double
  /// Share of all calls that are there.
  public var expectedShare: Double
  /// Chance of such a gathering somewhere, batches kept whole, corrected for the factors that were looked at.
  public var pValue: Double

  /// What calls are told apart by.
  public enum Factor: String, Codable, CaseIterable, Hashable, Sendable {
    case batch, container, host, hour
    case firstBatch = "first batch"
    case start
  }
}

/// One slow call with its class.
public struct SlowCall: Codable, Hashable, Sendable {
  /// Run of the call.
  public var runID: String
  /// Identifier of the request.
  public var requestID: String?
  /// Batch within the run.
  public var batch: Int?
  /// Place among the calls of its group, run after run in the order of time, from 0.
  public var position: Int
  /// When it was sent, in nanoseconds since 1970.
  public var sentUnixNanoseconds: Int?
  /// Whole time in µs.
  public var microseconds: Double
  /// Time beyond the typical call, in µs.
  public var excessMicroseconds: Double
  /// Part with the largest excess.
  public var segment: CallSegment
  /// Its class.
  public var cause: TailCause
  /// Share of its excess that the class accounts for, in [0, 1].
  public var confidence: Double
  /// The parts, in the order of the group's segments, in µs.
  public var parts: [Double]
}

/// Percentiles as measured, and as they are when calls that were not sent in time count from when they were due.
public struct Omission: Codable, Hashable, Sendable {
  /// What is known of the schedule.
  public var state: State
  /// Interval that the closed loop wanted between calls, in µs.
  public var intervalMicroseconds: Double?
  /// Percentiles from sending.
  public var uncorrected: [TailPercentile]
  /// Percentiles from when the calls were due; empty when that is not known.
  public var corrected: [TailPercentile]

  /// What is known of the schedule.
  public enum State: String, Codable, Hashable, Sendable {
    /// Lateness was measured with each call and is part of its time, so that no correction is due.
    case measured = "lateness measured"
    /// Calls that a closed loop omitted were added by its interval.
    case corrected = "corrected by the interval"
    /// Calls were sent by schedule whatever became of earlier ones.
    case openLoop = "open loop"
    /// Nothing tells when the calls were due.
    case unknown
  }
}

/// The diagnosis of one configuration, or of several that were joined.
public struct GroupTail: Codable, Hashable, Sendable {
  /// Identifier, such as `t1`.
  public var id: String
  /// What tells it from the others; untrusted text.
  public var label: String
  /// Names of its runs.
  public var runs: [String]
  /// Calls with all their parts.
  public var calls: Int
  /// Calls that lack a part and were left out.
  public var incomplete: Int
  /// Batches, or stretches of time.
  public var clusters: Int
  /// Whether clusters are recorded batches.
  public var hasBatches: Bool
  /// Slow calls.
  public var tailCalls: Int
  /// Share of the calls that they are.
  public var tailShare: Double
  /// Batches with slow calls.
  public var tailClusters: Int
  /// The typical call, in µs.
  public var typicalMicroseconds: Double
  /// Where the tail begins, in µs.
  public var thresholdMicroseconds: Double
  /// Mean time beyond the typical call of the slow calls, in µs.
  public var excessMicroseconds: Double
  /// Percentiles as measured.
  public var quantiles: [TailPercentile]
  /// The parts, in the order in which they happen.
  public var segments: [SegmentShare]
  /// Causes by share, named ones first, unexplained last.
  public var causes: [CauseShare]
  /// Where the slow calls gather.
  public var concentrations: [TailConcentration]
  /// Factors and rules that go with slow calls, when they were asked for and enough calls are slow.
  public var factors: TailFactors?
  /// Percentiles with and without omitted calls.
  public var omission: Omission
  /// Calls of which a part is negative by more than rounding.
  public var negativeCalls: Int
  /// The slow calls, slowest first.
  public var slow: [SlowCall]

  /// Time beyond the typical call of all slow calls together, in µs.
  var totalExcess: Double { excessMicroseconds * Double(tailCalls) }
  /// The causes that are named, by share.
  public var named: [CauseShare] { causes.filter(\.isNamed) }
  /// Batches that hold slow calls of a class.
  func batches(of cause: TailCause) -> Int {
    Set(slow.filter { $0.cause == cause }.map { "\($0.batch ?? 0) \($0.runID)" }).count
  }

  /// Probability of the percentile, among those told, that its slow calls decide.
  public var decidedProbability: Double { TailPercentile.reported.last { $0 <= 1 - 0.4 * tailShare } ?? 0.5 }
  /// The parts that take any time.
  public var lastingSegments: [SegmentShare] {
    segments.filter { $0.typicalMicroseconds != 0 || $0.slowMicroseconds != 0 }
  }
  /// Share of the excess that no named cause explains.
  public var unexplained: CauseShare? { causes.first { $0.cause == .unexplained } }
}
