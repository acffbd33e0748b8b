public import Measurements
import Statistics

/// Everything that an analysis of a data set found: the one object that pages, tables, figures and JSON
/// are written from.
public struct Study: Codable, Hashable, Sendable {
  /// Campaign that was analysed.
  public var campaign: Campaign
  /// What was asked for.
  public var options: StudyOptions
  /// Metric that calls are compared by.
  public var metric: Metric
  /// Unit in which durations are shown.
  public var unit: DisplayUnit
  /// What became of every call.
  public var quality: DataQuality
  /// Times of each group.
  public var performances: [Performance]
  /// Cost of each group whose memory size and billed time are known.
  public var costs: [CostPerformance]
  /// The bill of each of these groups: its lines, what rounding adds, earlier prices, a rented machine.
  public var bills: [GroupBill]
  /// Prices that were applied, when any were.
  public var prices: AppliedPrices?
  /// Cold against warm.
  public var coldPenalties: [ColdPenalty]
  /// What the data say, most important first.
  public var findings: [Finding]
  /// Which memory sizes could be best, when that was asked for.
  public var tuning: Tuning?
}

/// A study with the calls it was made from, for figures that show single calls.
public struct AnalysedData: Sendable {
  /// The results.
  public let study: Study
  /// The groups, in the order of `study.performances`.
  public let groups: [CallGroup]

  /// Analyses a data set.
  ///
  /// - Parameters:
  ///   - data: At least one successful call with a duration.
  ///   - prices: Rule by which calls are priced; `nil` leaves cost out.
  ///   - options: Level, seed and what else was asked for.
  /// - Throws: ``StudyError`` when there is nothing to analyse.
  /// - Complexity: O(calls · (log calls + replicates)).
  public init(_ data: DataSet, prices: PriceSelection?, options: StudyOptions) throws {
    let quality = DataQuality(data)
    guard let metric = options.metric ?? Metric.preferred(for: data) else {
      throw StudyError.nothingToAnalyse(attempted: quality.attempted, failed: quality.failed)
    }
    let groups = try Grouping.groups(of: data, metric: metric)
    if groups.isEmpty { throw StudyError.metricNotMeasured(metric) }
    let performances = try groups.map { try Performance($0, options: options) }
    let (costs, applied) =
      try prices.map { try CostPerformance.all(groups, performances, prices: $0, options: options) } ?? (
        [], nil
      )
    let middles = performances.compactMap { $0.median?.estimate.value }.sorted()
    var study = Study(
      campaign: data.campaign, options: options, metric: metric,
      unit: DisplayUnit.choose(typicalMicroseconds: middles[middles.count / 2]), quality: quality,
      performances: performances, costs: costs,
      bills: try prices.map {
        try GroupBill.all(groups, costs: costs, prices: $0, machine: options.machine)
      } ?? [], prices: applied,
      coldPenalties: ColdPenalty.all(groups, performances, margin: options.margin), findings: [])
    study.findings = FindingRules(study).all()
    self.init(study: study, groups: groups)
  }

  init(study: Study, groups: [CallGroup]) {
    self.study = study
    self.groups = groups
  }
}
