import Measurements
import Statistics

/// Causes that the platform, the client or the clocks record with each call.
extension EvidenceSearch {
  /// New sandboxes among warm ones.
  func coldStarts() -> TailCandidate? {
    let flags = calls.calls.map { $0.start == .cold }
    let cold = flags.count { $0 }
    guard cold > 0, 2 * cold < calls.count else { return nil }
    var pValue = chanceOfAssociation(flags)
    if let batches = batchesApart(logarithms(calls.totals), sample.excess),
      zip(batches.members, flags).allSatisfy({ !$0 || $1 })
    {
      pValue = min(pValue, batches.evidence.pValue)
    }
    pValue = min(1, 2 * pValue)
    if pValue > Self.weak { return nil }
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
      evidence: [evidence(.recorded, flags, amounts, pValue: pValue)], segments: segments.isEmpty ? nil : segments,
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

  /// Calls that were refused or sent again.
  func throttling() -> TailCandidate? {
    let flags = calls.calls.map(Self.wasRetried)
    guard flags.contains(true), let amounts = sample.deviation(of: CallSegment.waiting) ?? Optional(sample.excess)
    else { return nil }
    let pValue = chanceOfAssociation(flags)
    if pValue > Self.weak { return nil }
    return TailCandidate(
      cause: .throttling, members: flags, amounts: amounts,
      evidence: [evidence(.recorded, flags, amounts, pValue: pValue)], segments: CallSegment.waiting, pValue: pValue)
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
    guard let times = calls.sum([.lateness]), let amounts = sample.deviation(of: [.lateness]) else { return nil }
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

  /// Durations that contradict each other.
  func clockErrors() -> TailCandidate? {
    let flags = calls.calls.indices.map(isImpossible)
    guard flags.contains(true) else { return nil }
    let pValue = chanceOfAssociation(flags)
    if pValue > Self.weak { return nil }
    return TailCandidate(
      cause: .clockError, members: flags, amounts: sample.excess,
      evidence: [evidence(.impossible, flags, sample.excess, pValue: pValue)], segments: nil, pValue: pValue)
  }

  /// Whether what is left of a call is negative, or its instants and its duration disagree by a good part of a call.
  private func isImpossible(_ index: Int) -> Bool {
    let call = calls.calls[index]
    let limit = max(2000, 0.1 * sample.typicalTotal(calls.configuration[index]))
    for (segment, times) in zip(calls.segments, calls.times)
    where CallSegment.residuals.contains(segment) && times[index] < -limit { return true }
    guard calls.metric == .client, let sent = call.sentUnixNanoseconds, let done = call.doneUnixNanoseconds,
      let client = call.clientMicroseconds
    else { return false }
    return abs((done - sent) / 1000 - client) > max(20_000, Int(2.5 * limit))
  }
}
