import Statistics

/// Finds the numbers of a tuning by the paths that sentences name.
struct TuningIndex {
  let tuning: Tuning

  /// The number at a path such as `t1.sizes.512.probabilityBest`, without the leading `tuning`.
  func value(at path: [String]) -> Double? {
    if path.isEmpty { return Double(tuning.series.count) }
    if path == ["coldShare"] { return tuning.options.coldShare }
    if path == ["goal", "costWeight"] { return tuning.options.goal.costWeight }
    if path == ["goal", "timeWeight"] { return 1 - tuning.options.goal.costWeight }
    guard let series = tuning.series.first(where: { $0.id == path[0] }) else { return nil }
    let rest = Array(path.dropFirst())
    switch rest.first {
    case "sizes": return size(series.choice, Array(rest.dropFirst()))
    case "billing":
      guard rest.count == 3,
        let outcome = series.billing.first(where: { "\($0.granularityMilliseconds)" == rest[1] })
      else { return nil }
      return rest[2] == "granularityMilliseconds"
        ? Double(outcome.granularityMilliseconds) : Self.value(of: outcome.outcome, rest[2])
    case "history":
      if rest.count == 1 { return Double(series.history.count) }
      guard rest.count == 3, let index = Int(rest[1]), series.history.indices.contains(index) else {
        return nil
      }
      return Self.value(of: series.history[index].outcome, rest[2])
    case "advice":
      guard rest.count == 3, let index = Int(rest[1]), series.advice.indices.contains(index) else {
        return nil
      }
      let next = series.advice[index]
      let values: [String: Double] = [
        "memoryMB": Double(next.memoryMB), "calls": Double(next.calls), "dollars": next.dollars,
        "expectedGain": next.expectedGain,
      ]
      return values[rest[2]]
    default: return Self.single(series, rest)
    }
  }

  private func size(_ choice: SizeChoice, _ path: [String]) -> Double? {
    if path.isEmpty { return Double(choice.sizes.count) }
    guard path.count == 2, let size = choice.sizes.first(where: { "\($0.memoryMB)" == path[0] }) else {
      return nil
    }
    switch path[1] {
    case "memoryMB": return Double(size.memoryMB)
    case "probabilityBest": return size.probabilityBest
    default: return nil
    }
  }

  private static func value(of outcome: Outcome, _ name: String) -> Double? {
    name == "recommendedMB"
      ? outcome.recommendedMB.map { Double($0) } : name == "probability" ? outcome.probability : nil
  }

  private static func single(_ series: TunedSeries, _ path: [String]) -> Double? {
    let choice = series.choice
    switch path {
    case ["level"]: return choice.level
    case ["margin"]: return choice.margin
    case ["possible"]: return Double(choice.possible.count)
    case ["batchesNeeded"]: return choice.batchesNeeded.map { Double($0) }
    case ["limit", "microseconds"]: return choice.goal.limit?.microseconds
    case ["limit", "probability"]: return choice.goal.limit?.probability
    case ["budget"]: return choice.goal.budgetPerMillion
    case ["model", "relativeRange"]: return series.model?.flatness.relativeRange
    case ["saturation", "oneProcessorMB"]: return series.saturation.map { Double($0.oneProcessorMB) }
    case ["saturation", "fromMB"]: return series.saturation.map { Double($0.fromMB) }
    case ["saturation", "toMB"]: return series.saturation.map { Double($0.toMB) }
    case ["saturation", "timeRatio"]: return series.saturation?.timeRatio.value
    default: return nil
    }
  }
}
