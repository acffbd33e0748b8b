public import Measurements
public import Statistics

/// What a group of calls took, in µs.
public struct Performance: Codable, Hashable, Sendable {
  /// Group.
  public var id: String
  /// What tells it from the others; untrusted text.
  public var label: String
  /// Label without the memory size.
  public var seriesLabel: String
  /// What was held fixed.
  public var memoryMB: Int?
  /// Start of the calls.
  public var start: Start?
  /// Number of successful calls.
  public var n: Int
  /// Number of batches; `nil` when they were not recorded.
  public var batches: Int?
  /// How much alike the calls of a batch are.
  public var dependence: ClusterDependence?
  /// p50, p95 and p99.
  public var quantiles: [QuantileResult]
  /// The quantile curve with its band.
  public var curve: [CurvePoint]
  /// Probability up to which the curve rests on at least ten calls beyond it.
  public var curveSupportedUpTo: Double

  /// The result at a probability, if it was asked for.
  public func quantile(_ probability: Double) -> QuantileResult? {
    quantiles.first { $0.probability == probability }
  }

  /// The median.
  public var median: QuantileResult? { quantile(0.5) }
}

/// A quantile by three methods, of which the first is the one to quote.
public struct QuantileResult: Codable, Hashable, Sendable {
  /// Probability of the quantile.
  public var probability: Double
  /// The estimate to quote, with an interval that respects batches.
  public var estimate: Estimate
  /// The interval that results when calls are taken as independent.
  public var independent: ConfidenceInterval
  /// The interval of a bootstrap that resamples batches; `nil` when there are fewer than two.
  public var bootstrap: ConfidenceInterval?
  /// Calls that would do to bound the quantile, when these do not.
  public var callsNeeded: Int?

  /// Whether the data bound the quantile on both sides, so that it may be quoted as a number.
  public var isBounded: Bool { estimate.interval?.lower != nil && estimate.interval?.upper != nil }
}

/// A point of a quantile curve.
public struct CurvePoint: Codable, Hashable, Sendable {
  /// Probability.
  public var probability: Double
  /// Quantile in µs.
  public var value: Double
  /// Ends of its interval; `nil` when unbounded.
  public var lower: Double?
  /// Upper end.
  public var upper: Double?
}

extension Performance {
  /// Probabilities that are reported.
  public static let reported = [0.5, 0.95, 0.99]

  /// Summarises a group.
  ///
  /// - Throws: ``StatisticsError`` for a level outside (0, 1).
  init(_ group: CallGroup, options: StudyOptions) throws {
    let sample = group.sample
    let usesBootstrap = group.hasBatches && sample.clusterCount >= 2
    let bootstrap = ClusterBootstrap(replicates: options.replicates, seed: options.seed)
    let replicates = usesBootstrap ? try bootstrap.quantileReplicates(of: sample, at: Self.reported) : []
    var quantiles: [QuantileResult] = []
    for (index, probability) in Self.reported.enumerated() {
      let answer = try group.quantile(probability, level: options.level)
      let independent = try sample.sorted.quantileInterval(probability, level: options.level).interval
      quantiles.append(
        QuantileResult(
          probability: probability, estimate: answer.estimate,
          independent: independent ?? ConfidenceInterval(lower: nil, upper: nil, level: options.level),
          bootstrap: usesBootstrap
            ? ClusterBootstrap.percentileInterval(replicates[index], level: options.level) : nil,
          callsNeeded: answer.missing.map { $0.calls + answer.estimate.n }))
    }
    self.init(
      id: group.id, label: group.label, seriesLabel: group.seriesLabel,
      memoryMB: group.configuration.memoryMB, start: group.start, n: sample.count,
      batches: group.hasBatches ? sample.clusterCount : nil,
      dependence: group.hasBatches ? sample.rankDependence() : nil, quantiles: quantiles,
      curve: try Self.curve(of: group, level: options.level),
      curveSupportedUpTo: max(0, 1 - 10 / Double(sample.count)))
  }

  /// About sixty points, even in the number of nines, with bands at every one.
  private static func curve(of group: CallGroup, level: Double) throws -> [CurvePoint] {
    let sample = group.sample
    let count = Double(sample.count)
    guard sample.count >= 2 else { return [] }
    let lastNines = nines(1 - 1 / count)
    let steps = 60
    var points: [CurvePoint] = []
    for step in 0...steps {
      let probability = 1 - powerOfTen(-lastNines * Double(step) / Double(steps))
      if probability <= 0 || probability >= 1 {
        points.append(CurvePoint(probability: 0, value: sample.sorted.values[0]))
        continue
      }
      let estimate = try group.quantile(probability, level: level).estimate
      points.append(
        CurvePoint(
          probability: probability, value: estimate.value, lower: estimate.interval?.lower,
          upper: estimate.interval?.upper))
    }
    return points
  }
}
