public import Measurements
import Statistics

/// Everything that a history found: the one object that pages, tables, figures and JSON are written from.
public struct Stability: Codable, Hashable, Sendable {
  /// Campaign, or the first of those that were joined.
  public var campaign: Campaign
  /// What was asked for.
  public var options: StabilityOptions
  /// Duration that was followed.
  public var metric: Metric
  /// Unit in which durations are shown.
  public var unit: DisplayUnit
  /// First and last period.
  public var first: String
  /// See ``first``.
  public var last: String
  /// Number of calls.
  public var calls: Int
  /// Calls that failed and are no part of any level.
  public var failed: Int
  /// Configurations in order of their names.
  public var series: [SeriesHistory]
  /// Changes with those who share them, oldest first.
  public var changes: [JointChange]
  /// Number of events that were given; `nil` for none.
  public var events: Int?
  /// Whether the newest period is slower.
  public var verdict: RegressionVerdict
  /// What is odd about the record.
  public var annotations: [Annotation]
  /// The search on data in which nothing changes.
  public var selfCheck: SelfCheck
  /// What the data say, most important first.
  public var findings: [Finding]

  /// Configurations whose level never changed, in any statistic.
  public var silent: [SeriesHistory] { series.filter { $0.changes.isEmpty } }
}

/// A history with the calls that it was made from, for figures.
public struct AnalysedHistory: Sendable {
  /// The results.
  public let stability: Stability
  /// The series, in the order of `stability.series`.
  public let series: [PeriodSeries]
  /// The events that were given, oldest first.
  public let events: [Event]

  /// Series with fewer periods are not followed.
  static let leastPeriods = 2

  /// Follows every configuration of a data set over time.
  ///
  /// - Parameters:
  ///   - data: Successful calls with a duration and a time.
  ///   - events: What may have caused changes; `nil` leaves causes out.
  ///   - options: What counts as a change.
  ///   - seed: Of the orders in the search's check of itself.
  /// - Throws: ``StabilityError``, and ``StatisticsError`` for options out of range.
  /// - Complexity: O(calls log calls + series · periods²).
  public init(
    _ data: DataSet, events: [Event]?, options: StabilityOptions = StabilityOptions(), seed: UInt64 = 1
  ) throws {
    guard let metric = options.metric ?? Metric.preferred(for: data) else {
      throw StabilityError.nothingMeasured
    }
    let all = try PeriodSeries.all(of: data, metric: metric, period: options.period)
    let series = all.filter { $0.periods.count >= Self.leastPeriods }
    let needed = 2 * ChangeOptions.lastingLevels.minimumLength
    let longest = all.map(\.periods.count).max() ?? 0
    guard longest >= needed else {
      throw StabilityError.tooFewPeriods(found: longest, needed: needed, period: options.period)
    }
    let histories = try series.map { try SeriesSearch(series: $0, options: options).history() }
    var changes = JointChangeSearch(histories: histories, series: series, options: options).all()
    if let events {
      changes = try EventLinks(events, series: series, options: options).attribute(changes)
    }
    let annotations = AnnotationSearch(
      series: series, period: options.period, layouts: data.campaign.layouts
    ).all()
    for index in changes.indices { changes[index].mark(annotations, window: options.windowSeconds) }
    let levels = histories.compactMap { $0.presentRegime?.levels.first?.estimate.value }.sorted()
    let indices = series.flatMap { [$0.periods[0].index, $0.periods[$0.periods.count - 1].index] }
    var stability = Stability(
      campaign: data.campaign, options: options, metric: metric,
      unit: DisplayUnit.choose(typicalMicroseconds: levels[levels.count / 2]),
      first: options.period.text(indices.min() ?? 0), last: options.period.text(indices.max() ?? 0),
      calls: histories.reduce(0) { $0 + $1.calls },
      failed: data.runs.reduce(0) { $0 + $1.invocations.count { $0.status != .ok } }, series: histories,
      changes: changes, events: events?.count,
      verdict: RegressionVerdict(histories, series, options), annotations: annotations,
      selfCheck: try SelfCheck(series, histories, options, seed: seed), findings: [])
    stability.findings = StabilityFindings(stability).all()
    self.stability = stability
    self.series = series
    self.events = (events ?? []).sorted { $0.unixNanoseconds < $1.unixNanoseconds }
  }
}

extension JointChange {
  /// Notes which oddities of the record lie within a window of the change.
  fileprivate mutating func mark(_ annotations: [Annotation], window: Int) {
    let span = span
    beside = annotations.filter {
      $0.startUnixSeconds <= span.upperBound && $0.endUnixSeconds >= span.lowerBound - window
    }.map(\.id)
  }
}
