import Measurements
public import Statistics

/// How much longer cold calls take than warm ones of the same configuration.
public struct ColdPenalty: Codable, Hashable, Sendable {
  /// Group of the cold calls.
  public var coldID: String
  /// Group of the warm calls.
  public var warmID: String
  /// What was held fixed; untrusted text.
  public var label: String
  /// Median of the cold calls over the median of the warm ones.
  public var ratio: RatioEstimate
  /// Verdict within the margin of the study.
  public var verdict: Verdict
}

extension ColdPenalty {
  /// One penalty for every configuration of which both starts were seen often enough to bound the ratio.
  static func all(_ groups: [CallGroup], _ performances: [Performance], margin: Double) -> [ColdPenalty] {
    var penalties: [ColdPenalty] = []
    for (cold, coldPerformance) in zip(groups, performances) where cold.start == .cold {
      let candidates = zip(groups, performances).filter { warm, _ in
        warm.start == .warm && warm.configuration.withoutStart == cold.configuration.withoutStart
      }
      let best = candidates.max { $0.1.n < $1.1.n }
      guard let (warm, warmPerformance) = best,
        let ratio = coldPerformance.median?.estimate.ratio(to: warmPerformance.median?.estimate),
        ratio.interval.lower != nil, ratio.interval.upper != nil
      else { continue }
      let size = cold.configuration.memoryMB.map { "\($0)\u{00A0}MB" }
      let others = FactorNames(groups.map { ($0.configuration.withoutStart, nil) })
      let name = others.label(cold.configuration.withoutStart, nil)
      penalties.append(
        ColdPenalty(
          coldID: cold.id, warmID: warm.id,
          label: size.map { name.contains($0) ? name : "\(name) · \($0)" } ?? name,
          ratio: ratio, verdict: ratio.verdict(margin: margin)))
    }
    return penalties
  }
}

extension Estimate {
  fileprivate func ratio(to other: Estimate?) -> RatioEstimate? { other.flatMap { ratio(to: $0) } }
}
