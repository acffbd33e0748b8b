import Statistics

/// The sentence on what goes with slow calls: the first rule, or the first factor where no rule holds.
struct TailCrowding {
  private let group: GroupTail
  private let isAlone: Bool

  init(_ group: GroupTail, isAlone: Bool) {
    self.group = group
    self.isAlone = isAlone
  }

  /// Factors that say the same as a cause.
  private static func restated(_ cause: TailCause) -> Set<String> {
    switch cause {
    case .coldStart, .sandboxCreation, .runtimeInit: ["start", "container_call", "container_age_s"]
    case .noisyHost: ["host_id", "container_id", "cpu_model"]
    case .firstBatch: ["first_batch"]
    case .throttling: ["attempts", "retries"]
    case .clientConnection, .processorQuota, .storage, .clockError, .loadGenerator, .unexplained: []
    }
  }

  /// `nil` when nothing goes with slow calls, or nothing beyond what a named cause says.
  func finding(weight: Double) -> Finding? {
    guard let factors = group.factors else { return nil }
    let known = group.named.reduce(into: Set<String>()) { $0.formUnion(Self.restated($1.cause)) }
    let rule = factors.rules.indices.first { index in
      !factors.rules[index].conditions.allSatisfy { known.contains($0.factor.name) }
    }
    if let rule { return finding(rule: rule, factors.rules[rule], weight: weight) }
    guard factors.rules.isEmpty, let factor = factors.findings.firstIndex(where: \.isNamed),
      !known.contains(factors.findings[factor].factor.name)
    else { return nil }
    return finding(factor: factor, factors.findings[factor], weight: weight)
  }

  private func finding(rule index: Int, _ rule: TailRule, weight: Double) -> Finding {
    let source = "groups.\(group.id).rules.\(index)"
    return made(
      words: rule.words, slow: rule.slowCalls, calls: rule.calls, source: source,
      consequence: "Batches or stretches of time in which this was not looked for bear it out.",
      weight: weight)
  }

  private func finding(factor index: Int, _ finding: FactorFinding, weight: Double) -> Finding? {
    guard let condition = finding.condition, let effect = finding.effect, effect.count > 0 else { return nil }
    guard lift(effect.marked, effect.count) > 1 else { return nil }
    return made(
      words: condition, slow: effect.marked, calls: effect.count,
      source: "groups.\(group.id).factors.\(index)", consequence: nil, weight: weight)
  }

  /// How much more often calls are slow than all calls together.
  private func lift(_ slow: Int, _ calls: Int) -> Double { Double(slow) / Double(calls) / group.tailShare }

  private func made(
    words: String, slow: Int, calls: Int, source: String, consequence: Sentence?, weight: Double
  ) -> Finding {
    let lift = lift(slow, calls)
    let slowCalls = Quantity.count(slow, "\(source).slowCalls")
    let all = Quantity.count(group.tailCalls, "groups.\(group.id).tailCalls")
    let among = Quantity.count(calls, "\(source).calls")
    let times = Quantity(lift, text: NumberText.significant(lift, digits: 2), source: "\(source).lift")
    let place: Sentence = isAlone ? "" : " of \(name: group.label)"
    return Finding(
      id: "tail-\(group.id)-crowding", standing: .fact,
      sentence:
        "Slow calls\(place) crowd where \(name: words): \(slowCalls) of \(all) are among these \(among) calls, \(times) times as often as in all calls together.",
      consequence: consequence, section: "places", weight: weight)
  }
}
