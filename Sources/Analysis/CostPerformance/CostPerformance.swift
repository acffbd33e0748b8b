public import Measurements
import Pricing
public import Statistics

/// What a million calls of a group cost, beside the time that they take.
public struct CostPerformance: Codable, Hashable, Sendable {
  /// Group.
  public var id: String
  /// Label of the group; untrusted text.
  public var label: String
  /// Label without the memory size.
  public var seriesLabel: String
  /// Memory size.
  public var memoryMB: Int
  /// Start of the calls.
  public var start: Start?
  /// US dollars for a million calls: the mean of the prices of the single calls, never the price of a
  /// typical call, because money adds up.
  public var costPerMillion: Estimate
  /// The median time.
  public var median: QuantileResult
  /// Which duration was priced.
  public var basis: Metric
  /// Whether another size of the same start is both cheaper and faster by the point estimates.
  public var isDominated: Bool
}

/// Prices as they were applied.
public struct AppliedPrices: Codable, Hashable, Sendable {
  /// Identifier of the book.
  public var book: String
  /// Day whose prices count.
  public var date: String
  /// The rule in words.
  public var rule: String
  /// Where the figures are from.
  public var source: String
}

extension CostPerformance {
  /// Prices every group whose memory size is known and whose calls carry a billable duration.
  static func all(
    _ groups: [CallGroup], _ performances: [Performance], prices: PriceSelection, options: StudyOptions
  ) throws -> (costs: [CostPerformance], applied: AppliedPrices?) {
    var costs: [CostPerformance] = []
    var rules: [PriceRule] = []
    for (group, performance) in zip(groups, performances) {
      guard let pricing = CallPricing(group, prices), let median = performance.median else { continue }
      let perMillion = try group.calls.map(pricing.costPerMillion)
      rules.append(pricing.rule)
      costs.append(
        CostPerformance(
          id: group.id, label: group.label, seriesLabel: group.seriesLabel, memoryMB: pricing.memoryMB,
          start: group.start,
          costPerMillion: try meanCost(perMillion, group, level: options.level), median: median,
          basis: pricing.basis,
          isDominated: false))
    }
    for index in costs.indices { costs[index].isDominated = costs.contains { $0.dominates(costs[index]) } }
    return (costs, rules.isEmpty ? nil : prices.described(rules))
  }

  private static func meanCost(_ costs: [Double], _ group: CallGroup, level: Double) throws -> Estimate {
    if group.sample.clusterCount >= 2 {
      return try meanInterval(costs, level: level, structure: group.structure)
    }
    return Estimate(
      value: try mean(costs), interval: nil, method: .clusterT, n: costs.count, clusters: 1,
      effectiveN: 1, warnings: [.singleCluster])
  }

  /// Whether this size is at least as good in both respects and better in one, by the point estimates.
  private func dominates(_ other: CostPerformance) -> Bool {
    guard seriesLabel == other.seriesLabel, start == other.start else { return false }
    let cheaper = costPerMillion.value - other.costPerMillion.value
    let faster = median.estimate.value - other.median.estimate.value
    return cheaper <= 0 && faster <= 0 && (cheaper < 0 || faster < 0)
  }
}
