import Statistics

/// The sentences of a diagnosis.
struct TailWords {
  let diagnosis: TailDiagnosis
  private let wording: Wording

  init(_ diagnosis: TailDiagnosis) {
    self.diagnosis = diagnosis
    wording = Wording(unit: diagnosis.unit, level: diagnosis.options.level)
  }

  /// All findings, most important first.
  func findings() -> [Finding] {
    var findings = diagnosis.groups.count > 1 ? [overview()] : []
    for (rank, group) in diagnosis.foremost.enumerated() {
      let weight = 90 - Double(rank)
      let named = group.named
      if named.isEmpty { findings.append(nothing(group, weight: weight)) }
      for (place, cause) in named.enumerated() {
        findings.append(finding(cause, group, weight: weight - 0.1 * Double(place)))
      }
      if let crowding = TailCrowding(group, isAlone: diagnosis.groups.count == 1).finding(
        weight: weight - 0.9)
      {
        findings.append(crowding)
      }
      if let omission = omission(group) { findings.append(omission) }
      if let clocks = clocks(group) { findings.append(clocks) }
    }
    if !diagnosis.refusals.isEmpty { findings.append(refused()) }
    return findings.enumerated().sorted {
      ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset)
    }.map(\.element)
  }

  // MARK: All groups

  private func overview() -> Finding {
    let count = Quantity.count(diagnosis.groups.count, "groups")
    let named = diagnosis.causes.filter(\.isNamed)
    guard let first = named.first else {
      return Finding(
        id: "tail", standing: .fact, sentence: "In none of the \(count) configurations can a cause be named.",
        section: "causes", weight: 100)
    }
    let source = "causes.\(first.cause.rawValue)"
    let share = Quantity(first.share, text: NumberText.percent(first.share), source: "\(source).share")
    let groups = Quantity.count(first.groups, "\(source).groups")
    var sentence: Sentence =
      "\(name: Self.capitalised(first.cause.rawValue)) is named in \(groups) of \(count) configurations and carries \(share) of the excess of all slow calls."
    if named.count > 1 {
      sentence =
        sentence
        + "Named as well: \(name: named.dropFirst().map(\.cause.rawValue).joined(separator: ", "))."
    }
    return Finding(id: "tail", standing: .fact, sentence: sentence, section: "causes", weight: 100)
  }

  private func refused() -> Finding {
    let count = Quantity.count(diagnosis.refusals.count, "refusals")
    let needed = Quantity.count(TailOptions.fewestCalls, "fewestCalls")
    return Finding(
      id: "tail-refused", standing: .refusal,
      sentence: "\(count) configurations have too few calls to speak of a tail; \(needed) each would do.",
      section: nil, weight: 20)
  }

  // MARK: One group

  private func finding(_ cause: CauseShare, _ group: GroupTail, weight: Double) -> Finding {
    let source = "groups.\(group.id).causes.\(cause.cause.rawValue)"
    let (low, high) = (cause.share.interval.lower ?? 0, cause.share.interval.upper ?? 1)
    let decimals = high - low < 0.02 && low < 0.9995 ? 1 : 0
    func percent(_ share: Double) -> String { NumberText.fixed(100 * share, decimals: decimals) }
    let share = Quantity(
      cause.share.value,
      text: "\(percent(cause.share.value))\u{00A0}% (\(percent(low)) to \(percent(high)))",
      source: "\(source).share")
    var sentence: Sentence =
      "\(subject(cause, group)) \(place(cause, group)): \(what(cause, source)) [share of excess \(share)]"
    if let remains = remains(cause, group, source) {
      sentence = "\(sentence); \(remains)."
    } else {
      sentence = "\(sentence)."
    }
    return Finding(
      id: "tail-\(group.id)-\(cause.cause.rawValue)", standing: .fact, sentence: sentence,
      consequence: consequence(cause, source), section: "causes", weight: weight)
  }

  /// The slow calls, or those of a cause among them: `Of the slowest 1 % of 5000 calls, 30 of 50`.
  private func subject(_ cause: CauseShare, _ group: GroupTail) -> Sentence {
    if cause.calls == group.tailCalls { return subject(group) }
    let source = "groups.\(group.id)"
    let some = Quantity.count(cause.calls, "\(source).causes.\(cause.cause.rawValue).calls")
    return "Of the \(tail(group)), \(some) of \(Quantity.count(group.tailCalls, "\(source).tailCalls"))"
  }

  private func subject(_ group: GroupTail) -> Sentence { "The \(tail(group))" }

  /// `slowest 1 % of 245 calls of x`.
  private func tail(_ group: GroupTail) -> Sentence {
    let slow = group.segments.reduce(0) { $0 + $1.slowMicroseconds }
    let slowest = Superlative("slowest", .largest, slow, among: [slow, group.typicalMicroseconds])
    let tail = Quantity(
      group.tailShare, text: NumberText.percent(group.tailShare, decimals: group.tailShare < 0.0095 ? 1 : 0),
      source: "groups.\(group.id).tailShare")
    let calls = Quantity.count(group.calls, "groups.\(group.id).calls")
    return diagnosis.groups.count > 1
      ? "\(slowest) \(tail) of \(calls) calls of \(name: group.label)"
      : "\(slowest) \(tail) of \(calls) calls"
  }

  /// `is one batch of 50 calls`, or `come from 3 of 20 batches` of some of the slow calls.
  private func place(_ cause: CauseShare, _ group: GroupTail) -> Sentence {
    let source = "groups.\(group.id)"
    let own = "\(source).causes.\(cause.cause.rawValue)"
    let bearing = Quantity.count(cause.bearing, "\(own).bearing")
    let isWhole = cause.calls == group.tailCalls
    let (are, come): (Sentence, Sentence) = isWhole ? ("is", "comes") : ("are", "come")
    let isCold = cause.cause.isStart && cause.evidence.contains { $0.kind == .recorded }
    let kind: Sentence = isCold ? "\(bearing) cold calls" : "\(bearing) calls of this kind"
    guard group.hasBatches else { return "\(are) among \(kind)" }
    let batches = group.batches(of: cause.cause)
    if batches == 1 {
      return cause.evidence.contains { $0.units == 1 && $0.calls == cause.bearing }
        ? "\(are) one batch of \(bearing) calls"
        : "\(are) in one batch, among \(kind)"
    }
    let some = Quantity.count(batches, "\(own).batches")
    let all = Quantity.count(group.clusters, "\(source).clusters")
    return "\(come) from \(some) of \(all) batches, among \(kind)"
  }

  private func what(_ cause: CauseShare, _ source: String) -> Sentence {
    let time = cause.addedMicroseconds.map { duration($0, "\(source).added") }
    guard let time else { return "\(name: cause.cause.rawValue)" }
    let part = cause.segment?.rawValue ?? "time"
    switch cause.cause {
    case .clientConnection: return "\(time) of \(name: part) on the client, not the platform"
    case .storage: return "\(time) of \(name: part), by the store and not the processor"
    case .coldStart: return "\(time) of starting new sandboxes"
    case .sandboxCreation: return "\(time) of waiting (\(name: part)) while sandboxes are created"
    case .runtimeInit: return "\(time) of \(name: part), loading runtime and code"
    case .throttling: return "\(time) of waiting because the platform refused calls"
    case .noisyHost:
      return "\(time) of \(name: part) on \(hosts(cause, source)) that is slow for all its calls"
    case .processorQuota:
      return "pauses of \(time) in \(name: part), as a processor quota or garbage collection makes"
    case .clockError: return "\(time) that other clocks contradict"
    case .loadGenerator: return "\(time) by which our own generator sent calls late"
    case .firstBatch: return "\(time) more before the service reached its steady state"
    case .unexplained: return "\(time) without a cause"
    }
  }

  private func hosts(_ cause: CauseShare, _ source: String) -> Sentence {
    if let name = cause.evidence.compactMap(\.name).first { return "\(name: name)" }
    guard let units = cause.evidence.compactMap(\.units).first else { return "a machine" }
    return "each of \(Quantity.count(units, "\(source).units")) machines"
  }

  private func consequence(_ cause: CauseShare, _ source: String) -> Sentence? {
    if let seconds = cause.evidence.compactMap(\.retrySeconds).first {
      let text = Quantity(
        seconds, text: NumberText.fixed(seconds, decimals: 0) + "\u{00A0}s", source: "\(source).retry")
      return "The time fits a resolver or a handshake that tries again after \(text)."
    }
    if let step = cause.evidence.compactMap(\.stepMicroseconds).first {
      return "The time grows in steps of \(duration(step, "\(source).step"))."
    }
    return nil
  }

  /// What the percentile that the tail decides is among these calls with and without a cause; how far it holds for
  /// others is told by the intervals of the table.
  private func remains(_ cause: CauseShare, _ group: GroupTail, _ source: String) -> Sentence? {
    let wanted = group.decidedProbability
    guard let before = group.quantiles.first(where: { $0.probability == wanted }),
      let after = cause.without.first(where: { $0.probability == wanted }),
      before.value - after.value > 0.01 * before.value
    else { return nil }
    let name = percentile(wanted)
    return
      "without it \(name) of these calls is \(duration(after.value, "\(source).without.\(name.text)")), not \(duration(before.value, "groups.\(group.id).quantiles.\(name.text)"))"
  }

  private func nothing(_ group: GroupTail, weight: Double) -> Finding {
    let largest = group.segments.max { $0.share.value < $1.share.value }
    let excess = duration(group.excessMicroseconds, "groups.\(group.id).excess")
    var sentence: Sentence =
      group.excessMicroseconds > 0
      ? "\(subject(group)) takes \(excess) more than the typical one, and no cause can be named for it: no part and no batch stands apart from a smooth tail."
      : "\(subject(group)) takes no longer than the typical one."
    if let largest, group.segments.count > 1, group.excessMicroseconds > 0 {
      let share = Quantity(
        largest.share.value, text: NumberText.percent(largest.share.value),
        source: "groups.\(group.id).segments.\(largest.segment.rawValue).share")
      sentence = sentence + "Of this excess \(share) is \(name: largest.segment.rawValue)."
    }
    return Finding(
      id: "tail-\(group.id)-nothing", standing: .fact, sentence: sentence, section: "segments", weight: weight
    )
  }

  private func omission(_ group: GroupTail) -> Finding? {
    guard let probability = TailPercentile.reported.filter({ $0 < 1 - group.tailShare / 2 }).last,
      let corrected = group.omission.corrected.first(where: { $0.probability == probability }),
      let uncorrected = group.omission.uncorrected.first(where: { $0.probability == probability }),
      corrected.value > 1.1 * uncorrected.value
    else { return nil }
    let source = "groups.\(group.id).omission"
    let name = percentile(probability)
    let how: Sentence =
      group.omission.state == .measured
      ? "Their lateness was measured, so that nothing is corrected by a formula."
      : "The calls that a slow one kept from being sent are added by the interval of the loop."
    return Finding(
      id: "tail-\(group.id)-omission", standing: .caution,
      sentence:
        "Counted from when calls were due, \(name) of \(name: group.label) is \(time(corrected, "\(source).corrected.\(name.text)")); counted from when they were sent, it is \(time(uncorrected, "\(source).uncorrected.\(name.text)")).",
      consequence: how, section: "omission", weight: 50)
  }

  private func clocks(_ group: GroupTail) -> Finding? {
    guard 20 * group.negativeCalls > group.calls else { return nil }
    return Finding(
      id: "tail-\(group.id)-clocks", standing: .caution,
      sentence:
        "In \(Quantity.count(group.negativeCalls, "groups.\(group.id).negativeCalls")) of \(Quantity.count(group.calls, "groups.\(group.id).calls")) calls of \(name: group.label) a part that is left over is below nothing: durations of different clocks contradict each other.",
      consequence: "Shares of parts that border on each other are as uncertain as that.", section: "segments",
      weight: 45)
  }

  // MARK: Numbers

  private func percentile(_ probability: Double) -> Quantity {
    let name = NumberText.quantileName(probability)
    return Quantity(probability, text: name, source: "quantiles.\(name)")
  }

  /// `5.04 s`, in the unit that suits the duration.
  private func duration(_ microseconds: Double, _ source: String) -> Quantity {
    let unit: DisplayUnit =
      microseconds < 1e3 ? .microseconds : microseconds < 1e6 ? .milliseconds : .seconds
    let text =
      NumberText.significant(microseconds / unit.microseconds, digits: 3) + "\u{00A0}\(unit.rawValue)"
    return Quantity(microseconds, text: text, source: source)
  }

  /// A percentile with its interval, or its bound; in seconds from one on.
  private func time(_ quantile: TailPercentile, _ source: String) -> Quantity {
    let unit: DisplayUnit =
      quantile.value < 1e3 ? .microseconds : quantile.value < 1e6 ? .milliseconds : .seconds
    let text = Wording.interval(
      quantile.value, quantile.interval, scale: unit.microseconds, unit: unit.rawValue)
    return Quantity(quantile.value, text: text, source: source)
  }

  private static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
