import Statistics

/// Finds the numbers of a study by the paths that sentences name, to prove that prose and results agree.
public struct ResultIndex: Sendable {
  private let study: Study

  /// Creates the index of a study.
  public init(_ study: Study) { self.study = study }

  /// The number at a path such as `performances.g3.p50`, computed from the results anew, or `nil` when no result has
  /// this path.
  ///
  /// - Complexity: O(length of the path + groups).
  public func value(at path: String) -> Double? {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let first = parts.first else { return nil }
    let rest = Array(parts.dropFirst())
    switch first {
    case "quality": return quality(rest)
    case "options": return option(rest)
    case "methods": return constant(rest)
    case "performances": return performance(rest)
    case "costs": return cost(rest)
    case "bills": return BillIndex(bills: study.bills).value(at: rest)
    case "tuning": return study.tuning.flatMap { TuningIndex(tuning: $0).value(at: rest) }
    case "coldPenalties":
      return study.coldPenalties.first { [$0.coldID] == rest }?.ratio.value
    default: return nil
    }
  }

  private func quality(_ path: [String]) -> Double? {
    let quality = study.quality
    let counts: [String: Int] = [
      "attempted": quality.attempted, "succeeded": quality.succeeded, "failed": quality.failed,
      "failures": quality.failures.first?.count ?? 0, "lateCalls": quality.lateCalls,
      "clockErrors": quality.clockErrors, "notices": quality.notices.count,
      "latenessLimitMilliseconds": DataQuality.latenessLimitMicroseconds / 1000,
      "discardedTotal": quality.discarded.values.reduce(0, +),
    ]
    if path.count == 1 { return counts[path[0]].map(Double.init) }
    // Names of starts, reasons and metrics may hold dots themselves.
    let name = path.dropFirst().joined(separator: ".")
    switch path.first {
    case "discarded": return quality.discarded[name].map(Double.init)
    case "starts": return quality.starts[name].map(Double.init)
    case "missing": return quality.missing[name].map(Double.init)
    default: return nil
    }
  }

  private func option(_ path: [String]) -> Double? {
    switch path {
    case ["level"]: study.options.level
    case ["seed"]: Double(study.options.seed)
    case ["replicates"]: Double(study.options.replicates)
    case ["margin"]: study.options.margin
    default: nil
    }
  }

  /// What the methods fix for every study.
  private func constant(_ path: [String]) -> Double? {
    switch path {
    case ["quantileDefinition"]: Double(QuantileDefinition.linear.rawValue)
    case ["fewClusters"]: Double(ClusteredSample.fewClusters)
    case ["callsBeyond"]: 10
    case ["seenTimes"]: MeanReach.seenTimes
    default: nil
    }
  }

  private func performance(_ path: [String]) -> Double? {
    let counts = study.performances.map(\.n)
    switch path {
    case []: return Double(study.performances.count)
    case ["minimum", "n"]: return counts.min().map(Double.init)
    case ["maximum", "n"]: return counts.max().map(Double.init)
    case ["quantiles"]: return 0.99
    default: break
    }
    guard let performance = study.performances.first(where: { $0.id == path[0] }) else { return nil }
    let rest = Array(path.dropFirst())
    if rest.count == 2, rest[0] == "against" {
      let other = study.performances.first { $0.id == rest[1] }?.median?.estimate
      return other.flatMap { performance.median?.estimate.ratio(to: $0) }?.value
    }
    switch rest {
    case ["n"]: return Double(performance.n)
    case ["batches"]: return performance.batches.map(Double.init)
    case ["dependence"]: return performance.dependence?.effectiveN
    case ["dependence", "width"]:
      guard let median = performance.median, let honest = median.estimate.interval?.width,
        let naive = median.independent.width
      else { return nil }
      return honest / naive
    case ["tailFactor"]:
      guard let median = performance.median, let tail = performance.quantile(0.99) else { return nil }
      return tail.estimate.value / median.estimate.value
    default:
      guard let name = rest.first,
        let result = performance.quantiles.first(where: { NumberText.quantileName($0.probability) == name })
      else { return nil }
      if rest.count == 1 { return result.estimate.value }
      return rest.dropFirst().elementsEqual(["callsNeeded"]) ? result.callsNeeded.map(Double.init) : nil
    }
  }

  private func cost(_ path: [String]) -> Double? {
    if path == ["series"] {
      return Double(
        CostFindings(study, Wording(unit: study.unit, level: study.options.level)).choices().count)
    }
    guard let id = path.first, let cost = study.costs.first(where: { $0.id == id }) else {
      return path.isEmpty ? Double(study.costs.count) : nil
    }
    let rest = Array(path.dropFirst())
    switch rest {
    case ["costPerMillion"]: return cost.costPerMillion.value
    case ["memoryMB"]: return Double(cost.memoryMB)
    case ["sizes"]:
      let choices = CostFindings(study, Wording(unit: study.unit, level: study.options.level)).choices()
      return choices.first { $0.cheapest.id == id }.map { Double($0.sizes.count) }
    default: break
    }
    guard rest.count == 3, rest[0] == "against", let other = study.costs.first(where: { $0.id == rest[1] })
    else { return nil }
    let ratio =
      rest[2] == "time"
      ? cost.median.estimate.ratio(to: other.median.estimate)
      : cost.costPerMillion.ratio(to: other.costPerMillion)
    return ratio.map { 100 * ($0.value - 1) }
  }
}
