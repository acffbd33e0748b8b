public import Measurements
import Statistics

/// The calls of one configuration by period.
public struct PeriodSeries: Sendable {
  /// Identifier within the history, such as `s3`.
  public let id: String
  /// What tells this configuration from the others; untrusted text.
  public let label: String
  /// What was held fixed.
  public let configuration: Configuration
  /// Start of the calls, or `nil` when the platform never shows it.
  public let start: Start?
  /// Periods with calls, ascending.
  public let periods: [Calls]

  /// The calls of one period.
  public struct Calls: Hashable, Sendable {
    /// Number of the period since 1970.
    public let index: Int
    /// Time of each call in seconds since 1970, ascending.
    public let unixSeconds: [Int]
    /// Their durations in µs.
    public let values: [Double]
    /// Versions of the workload that they called, sorted; empty when unknown.
    public let versions: [String]

    /// First second of the period.
    public func startUnixSeconds(_ period: Period) -> Int { period.start(index) }
  }

  /// Time and samples, in periods since 1970.
  func samples() throws(StatisticsError) -> SampleSeries {
    try SampleSeries(times: periods.map { Double($0.index) }, samples: periods.map(\.values))
  }

  /// The calls by hour, with times in hours since 1970; `nil` when most days have calls in fewer than three hours.
  func hours() throws(StatisticsError) -> SampleSeries? {
    var samples: [Int: [Double]] = [:]
    for period in periods {
      for (time, value) in zip(period.unixSeconds, period.values) where value > 0 {
        samples[Period.hour.index(ofUnixSeconds: time), default: []].append(value)
      }
    }
    var hoursOfDay: [Int: Int] = [:]
    for hour in samples.keys { hoursOfDay[Period.day.index(ofUnixSeconds: hour * 3600), default: 0] += 1 }
    let counts = hoursOfDay.values.sorted()
    guard counts.count >= 2, counts[counts.count / 2] >= 3 else { return nil }
    let hours = samples.keys.sorted()
    return try SampleSeries(times: hours.map(Double.init), samples: hours.map { samples[$0] ?? [] })
  }

  /// A quantile of each period in µs; `nil` where too few calls lie beyond it.
  public func quantiles(_ probability: Double) -> [Double?] {
    periods.map { period in
      Self.supports(probability, calls: period.values.count)
        ? (try? SortedSample(period.values))?.quantileOrNil(probability) : nil
    }
  }

  /// Calls beyond a quantile below which a period says too little about it: p90 takes 50 calls a period.
  static let callsBeyond = 5.0

  /// Whether so many calls have a quantile; any have a median.
  static func supports(_ probability: Double, calls: Int) -> Bool {
    Double(calls) * min(probability, 1 - probability) >= callsBeyond - 1e-9
      || (probability == 0.5 && calls > 0)
  }
}

extension SortedSample {
  fileprivate func quantileOrNil(_ probability: Double) -> Double? { try? quantile(probability) }
}

extension PeriodSeries {
  /// Series of each configuration and start in a data set, in order of their names. Calls of the same
  /// configuration belong together, whichever run made them.
  static func all(of data: DataSet, metric: Metric, period: Period) throws(StabilityError) -> [PeriodSeries] {
    var calls: [Key: [Call]] = [:]
    var keys: [Key] = []
    var withoutTime = 0
    var order = 0
    for run in data.runs {
      for call in run.invocations where call.status == .ok {
        guard let value = metric.microseconds(of: call) else { continue }
        guard let time = call.sentUnixNanoseconds ?? call.scheduledUnixNanoseconds else {
          withoutTime += 1
          continue
        }
        let key = Key(configuration: run.configuration.withoutDeployment, start: call.start)
        if calls[key] == nil { keys.append(key) }
        calls[key, default: []].append(
          Call(
            time: time, order: order, value: Double(value), version: run.configuration.workloadVersion))
        order += 1
      }
    }
    if keys.isEmpty {
      if withoutTime > 0 { throw .noTimes(calls: withoutTime) }
      throw .nothingMeasured
    }
    let names = FactorNames(keys.map { ($0.configuration, $0.start) })
    func place(_ key: Key) -> (String, Int) {
      (names.seriesLabel(key.configuration, key.start), key.configuration.memoryMB ?? 0)
    }
    let sorted = keys.enumerated().sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }
    return sorted.enumerated().map { number, entry in
      let key = entry.element
      let ordered = (calls[key] ?? []).sorted { ($0.time, $0.order) < ($1.time, $1.order) }
      return PeriodSeries(
        id: "s\(number + 1)", label: names.label(key.configuration, key.start),
        configuration: key.configuration, start: key.start, periods: grouped(ordered, period))
    }
  }

  private static func grouped(_ calls: [Call], _ period: Period) -> [Calls] {
    var result: [Calls] = []
    var start = 0
    func index(_ position: Int) -> Int { period.index(ofUnixSeconds: calls[position].time / 1_000_000_000) }
    for position in calls.indices
    where position + 1 == calls.count || index(position + 1) != index(position) {
      result.append(
        Calls(
          index: index(position), unixSeconds: calls[start...position].map { $0.time / 1_000_000_000 },
          values: calls[start...position].map(\.value),
          versions: Set(calls[start...position].compactMap(\.version)).sorted()))
      start = position + 1
    }
    return result
  }

  private struct Call {
    var time: Int
    var order: Int
    var value: Double
    var version: String?
  }

  private struct Key: Hashable {
    var configuration: Configuration
    var start: Start?
  }
}

extension Configuration {
  /// The configuration without what names a deployment or a way of calling rather than what is followed.
  fileprivate var withoutDeployment: Configuration {
    var copy = self
    copy.expectedStart = nil
    copy.function = nil
    copy.isolation = nil
    copy.workloadVersion = nil
    return copy
  }
}

private func < (left: ((String, Int), Int), right: ((String, Int), Int)) -> Bool {
  (left.0.0, left.0.1, left.1) < (right.0.0, right.0.1, right.1)
}
