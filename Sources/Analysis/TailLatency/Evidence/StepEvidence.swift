import Statistics

/// Pauses of the processor, which have a length of their own: periods of a quota, or stops for a garbage collection.
extension EvidenceSearch {
  func pauses() -> TailCandidate? {
    guard let times = calls.sum(CallSegment.processor),
      let amounts = sample.deviation(of: CallSegment.processor)
    else { return nil }
    var found: [TailEvidence] = []
    var members = [Bool](repeating: false, count: calls.count)
    if let pauses = callsApart(logarithms(times), amounts), isPause(pauses.members, times) {
      found.append(pauses.evidence)
      members = pauses.members
    }
    if let steps = equalSteps(times) {
      found.append(steps.evidence)
      for call in members.indices where steps.members[call] { members[call] = true }
    }
    for index in found.indices { found[index].pValue = min(1, 2 * found[index].pValue) }
    return TailCandidate(
      cause: .processorQuota, members: members, amounts: amounts, evidence: found,
      segments: CallSegment.processor,
      pValue: found.map(\.pValue).min() ?? 1)
  }

  /// Calls that are no more different from each other than the others are: a pause adds the same to each, but work
  /// that is several times as much varies several times as much. Pauses strike few calls.
  private func isPause(_ members: [Bool], _ times: [Double]) -> Bool {
    let within = withoutLevels(times)
    func spread(_ isWanted: (Int) -> Bool) -> Double? {
      guard let sorted = try? SortedSample(within.indices.filter(isWanted).map { within[$0] }) else {
        return nil
      }
      return sorted.value(at: 0.75) - sorted.value(at: 0.25)
    }
    guard 7 * members.count(where: \.self) < members.count, let inside = spread({ members[$0] }),
      let outside = spread({ !members[$0] })
    else { return false }
    return inside < 1.5 * outside
  }

  /// Times that grow by whole numbers of one step, by the first harmonic with known phase (the V-test of Rayleigh's
  /// statistic, Mardia and Jupp, Directional Statistics, 2000, 6.3.1).
  ///
  /// Only steps several times as long as the usual spread are tried, so that a smooth tail, which falls over each
  /// period, speaks against them.
  private func equalSteps(_ times: [Double]) -> (members: [Bool], evidence: TailEvidence)? {
    var beyond = times
    for calls in members {
      let level = Self.median(calls.map { times[$0] })
      for call in calls { beyond[call] -= level }
    }
    let spread = 1.4826 * Self.median(beyond.map(abs))
    var best: (score: Double, step: Double)?
    var tried = 0
    var step = max(5000, 8 * spread)
    let longest = beyond.max() ?? 0
    while step <= min(2_000_000, longest * 1.2) {
      let beyondHalf = beyond.filter { $0 > step / 2 && $0 < 8.5 * step }
      if beyondHalf.count >= 8 {
        tried += 1
        let sum = beyondHalf.reduce(0) { $0 + cosine(2 * .pi * $1 / step) }
        let score = sum / (Double(beyondHalf.count) / 2).squareRoot()
        if best.map({ score > $0.score }) ?? true { best = (score, step) }
      }
      step *= 1.04
    }
    guard let best, best.score > 0, let normal = try? Normal(mean: 0, standardDeviation: 1) else {
      return nil
    }
    // One peak may be anything: there must be a second one at twice the step.
    let further = beyond.filter { $0 > 1.5 * best.step && $0 < 8.5 * best.step }
    let sum = further.reduce(0) { $0 + cosine(2 * .pi * $1 / best.step) }
    guard further.count >= 3, 10 * further.count >= beyond.count(where: { $0 > best.step / 2 }) else {
      return nil
    }
    let second = normal.survival(sum / (Double(further.count) / 2).squareRoot())
    let pValue = min(1, max(Double(tried) * normal.survival(best.score), second))
    let members = beyond.map { $0 > best.step / 2 }
    var item = evidence(.steps, members, beyond, pValue: pValue)
    item.stepMicroseconds = best.step
    return (members, item)
  }
}
