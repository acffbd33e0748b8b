import Measurements
import Statistics

/// Causes that the platform, the client or the clocks record with each call.
extension EvidenceSearch {
  /// New sandboxes among warm ones.
  func coldStarts() -> TailCandidate? {
    let flags = calls.calls.map { $0.start == .cold }
    let cold = flags.count { $0 }
    guard cold > 0, 2 * cold < calls.count else { return nil }
    let pValue = chance(of: flags, lengthening: calls.totals)
    let slow = sample.tail.filter { flags[$0] }
    let whole = slow.reduce(0) { $0 + sample.excess[$1] }
    func share(_ segments: [CallSegment]) -> Double {
      guard let amounts = sample.deviation(of: segments), whole > 0 else { return 0 }
      return slow.reduce(0) { $0 + amounts[$1] } / whole
    }
    let parts: [(TailCause, [CallSegment])] = [
      (.runtimeInit, [.initialisation]), (.sandboxCreation, CallSegment.waiting),
    ]
    let dominant = parts.first { share($0.1) >= 0.6 }
    // Where initialisation is not known, it is part of what is left.
    let isSplit = calls.segments.contains(.initialisation) || calls.segments.contains(.queue)
    let (cause, segments) = isSplit ? dominant ?? (.coldStart, []) : (.coldStart, [])
    let amounts = (segments.isEmpty ? nil : sample.deviation(of: segments)) ?? sample.excess
    return TailCandidate(
      cause: cause, members: flags, amounts: amounts,
      evidence: [evidence(.recorded, flags, amounts, pValue: pValue)],
      segments: segments.isEmpty ? nil : segments,
      pValue: pValue)
  }

  /// Slow initialisation among sandboxes that are all new.
  func slowInitialisation() -> TailCandidate? {
    areMostlyCold ? apart(.runtimeInit, [.initialisation]) : nil
  }

  /// Slow creation among sandboxes that are all new.
  func slowCreation() -> TailCandidate? {
    areMostlyCold ? apart(.sandboxCreation, CallSegment.waiting) : nil
  }

  private var areMostlyCold: Bool { 2 * calls.calls.count { $0.start == .cold } >= calls.count }

  /// Calls that were sent again, or sent next to calls that were refused.
  func throttling() -> TailCandidate? {
    let waiting =
      CallSegment.waiting.contains(where: calls.segments.contains)
      ? CallSegment.waiting : CallSegment.allCases
    guard let times = calls.sum(waiting), let amounts = sample.deviation(of: waiting) else { return nil }
    let retried = calls.calls.map(Self.wasRetried)
    if retried.contains(true) {
      let pValue = chance(of: retried, lengthening: times)
      return TailCandidate(
        cause: .throttling, members: retried, amounts: amounts,
        evidence: [evidence(.recorded, retried, amounts, pValue: pValue)], segments: waiting, pValue: pValue)
    }
    guard calls.isNearRefused.contains(true) else { return nil }
    let limit = 0.5 * (sample.tail.map { sample.excess[$0] }.min() ?? 0)
    let slow = amounts.map { $0 > limit }
    var members = slow.indices.map { calls.isNearRefused[$0] && slow[$0] }
    var pValue = chanceOfClusters(calls.isNearRefused, slow: slow)
    // Calls that waited apart from all others, beside refused ones, were refused themselves.
    let logs = logarithms(times)
    let overall = Double(calls.isNearRefused.count { $0 }) / Double(calls.count)
    for found in [callsApart(logs, amounts), batchesApart(logs, amounts)].compactMap({ $0 }) {
      let near = found.members.indices.count { found.members[$0] && calls.isNearRefused[$0] }
      let share = Double(near) / Double(max(1, found.evidence.calls))
      guard share >= 0.8 || (share >= 0.2 && share >= 2 * overall) else { continue }
      pValue = min(pValue, found.evidence.pValue)
      if found.evidence.pValue <= Self.weak {
        for call in members.indices where found.members[call] { members[call] = true }
      }
    }
    pValue = min(1, 3 * pValue)
    return TailCandidate(
      cause: .throttling, members: members, amounts: amounts,
      evidence: [evidence(.nearRefused, members, amounts, pValue: pValue)], segments: waiting, pValue: pValue)
  }

  /// The chance that so many clusters hold both calls that bear a flag and slow ones, when the flag means nothing.
  private func chanceOfClusters(_ flags: [Bool], slow: [Bool]) -> Double {
    let flagged = members.map { $0.contains { flags[$0] } }
    let isSlow = members.map { $0.contains { slow[$0] } }
    let both = flagged.indices.count { flagged[$0] && isSlow[$0] }
    let mean = Double(flagged.count { $0 } * isSlow.count { $0 }) / Double(members.count)
    guard both > 0, let law = try? Poisson(mean: mean) else { return 1 }
    return law.survival(both - 1)
  }

  /// Whether a call says that it needed more than one attempt.
  private static func wasRetried(_ call: Invocation) -> Bool {
    if call.errorClass?.lowercased().contains("throttl") == true { return true }
    return call.measurements.contains { name, measurement in
      let name = name.lowercased()
      if name.contains("attempt") { return measurement.value > 1 }
      return (name.contains("retr") || name.contains("throttl")) && measurement.value > 0
    }
  }

  /// Our own generator sent calls late, unless they had to wait for an earlier call that was slow itself.
  func lateGenerator() -> TailCandidate? {
    guard let times = calls.sum([.lateness]), let amounts = sample.deviation(of: [.lateness]) else {
      return nil
    }
    let limit = max(1000, 0.1 * sample.meanTypical)
    let members = times.indices.map { times[$0] > limit && !waited($0) }
    // No chance is involved: lateness is measured by the one who causes it.
    return members.contains(true)
      ? TailCandidate(
        cause: .loadGenerator, members: members, amounts: amounts,
        evidence: [evidence(.recorded, members, amounts, pValue: 0)], segments: [.lateness], pValue: 0) : nil
  }

  /// Whether a call of a closed loop could not be sent in time because the one before was not done.
  private func waited(_ call: Int) -> Bool {
    guard call > 0, calls.cluster[call - 1] == calls.cluster[call],
      let scheduled = calls.calls[call].scheduledUnixNanoseconds,
      let sent = calls.calls[call].sentUnixNanoseconds, let done = calls.calls[call - 1].doneUnixNanoseconds
    else { return false }
    return done > scheduled && sent >= done && sent - done < 5_000_000
  }

  /// Durations and instants that contradict each other.
  func clockErrors() -> TailCandidate? {
    let isBack = wasSetBack()
    let flags = calls.calls.indices.map { isImpossible($0) || isBack[$0] }
    let count = flags.count { $0 }
    // Contradictions in many calls are how these clocks or columns are, and explain no tail.
    guard count > 0, 4 * count < calls.count else { return nil }
    // Where instants and duration of a call disagree, they tell by how much.
    let differences = flags.indices.map { flags[$0] ? difference($0) : 0 }
    let isMeasured = flags.indices.allSatisfy { !flags[$0] || differences[$0] > tolerance($0) }
    let amounts = isMeasured ? differences : sample.excess
    return TailCandidate(
      cause: .clockError, members: flags, amounts: amounts,
      // No chance is involved in what cannot be.
      evidence: [evidence(.impossible, flags, amounts, pValue: 0)], segments: nil, pValue: 0)
  }

  /// What is too long for rounding and scheduling, in µs.
  private func tolerance(_ index: Int) -> Double {
    max(2000, 0.1 * sample.typicalTotal(calls.configuration[index]))
  }

  /// Whether what is left of a call is negative, or its instants and its duration disagree by a good part of a call.
  private func isImpossible(_ index: Int) -> Bool {
    let limit = tolerance(index)
    for (segment, times) in zip(calls.segments, calls.times)
    where CallSegment.residuals.contains(segment) && times[index] < -limit { return true }
    return abs(difference(index)) > max(20_000, 2.5 * limit)
  }

  /// What the duration of a call is longer than from its first instant to its last, in µs; 0 where that is not known.
  private func difference(_ index: Int) -> Double {
    let call = calls.calls[index]
    guard calls.metric == .client, let sent = call.sentUnixNanoseconds, let done = call.doneUnixNanoseconds,
      let client = call.clientMicroseconds
    else { return 0 }
    return Double(client - (done - sent) / 1000)
  }

  /// Calls during which a clock jumped ahead that was set back later: instants run backwards within some batches after
  /// them, by about what they are too long.
  private func wasSetBack() -> [Bool] {
    var flags = [Bool](repeating: false, count: calls.count)
    let order = calls.calls.indices.filter {
      calls.calls[$0].sequence != nil && calls.calls[$0].sentUnixNanoseconds != nil
    }.sorted {
      (calls.runOfCluster[calls.cluster[$0]], calls.calls[$0].sequence ?? 0)
        < (calls.runOfCluster[calls.cluster[$1]], calls.calls[$1].sequence ?? 0)
    }
    for (before, after) in zip(order.indices, order.indices.dropFirst()) {
      let (early, late) = (order[before], order[after])
      guard calls.runOfCluster[calls.cluster[early]] == calls.runOfCluster[calls.cluster[late]] else {
        continue
      }
      let back =
        Double((calls.calls[early].sentUnixNanoseconds ?? 0) - (calls.calls[late].sentUnixNanoseconds ?? 0))
        / 1000
      guard back > 5 * tolerance(early) else { continue }
      var batches: Set<Int> = []
      for call in order[...before].reversed() {
        batches.insert(calls.cluster[call])
        if batches.count > 6 { break }
        if sample.excess[call] > 0.7 * back { flags[call] = true }
      }
    }
    return flags
  }
}
