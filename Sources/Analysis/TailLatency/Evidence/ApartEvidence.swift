import Measurements
import Statistics

/// Causes that show as calls, or whole batches, that lie apart from all others in some parts.
extension EvidenceSearch {
  /// Evidence that some parts are apart.
  func apart(_ cause: TailCause, _ wanted: [CallSegment]) -> TailCandidate? {
    let known = wanted.filter(calls.segments.contains)
    // Each part by itself, and together: a small part may hide behind a large one. Parts that have nothing to do
    // with the tail explain none of it.
    var choices = known.map { [$0] }.filter { shareOfTail($0) > TailOptions.smallShare / 2 }
    if choices.count > 1 { choices.append(known) }
    var members = [Bool](repeating: false, count: calls.count)
    var evidence: [TailEvidence] = []
    var best = 1.0
    for choice in choices {
      guard let times = calls.sum(choice), let amounts = sample.deviation(of: choice) else { continue }
      let logs = logarithms(times)
      for found in [callsApart(logs, amounts), batchesApart(logs, amounts)].compactMap({ $0 }) {
        let pValue = min(1, found.evidence.pValue * Double(2 * choices.count))
        if pValue > Self.weak { continue }
        best = min(best, pValue)
        var item = found.evidence
        item.pValue = pValue
        item.retrySeconds = cause == .clientConnection ? Self.retry(item.microseconds) : nil
        evidence.append(item)
        for call in members.indices where found.members[call] { members[call] = true }
      }
    }
    guard let amounts = sample.deviation(of: known) else { return nil }
    evidence.sort { ($0.pValue, $0.kind.rawValue) < ($1.pValue, $1.kind.rawValue) }
    return TailCandidate(
      cause: cause, members: members, amounts: amounts, evidence: evidence, segments: known, pValue: best)
  }

  /// Seconds after which resolvers and connections are known to try again: doubled times of TCP, and those of
  /// name servers.
  private static let retries = [1.0, 3, 5, 7, 10, 15, 20, 31]

  /// The known time of a retry that a time fits.
  static func retry(_ microseconds: Double?) -> Double? {
    guard let microseconds else { return nil }
    return retries.first { abs(microseconds / 1e6 - $0) <= 0.08 * $0 }
  }

  /// Single calls apart from those of their batch.
  func callsApart(_ logs: [Double], _ amounts: [Double]) -> (members: [Bool], evidence: TailEvidence)? {
    let levelled = withoutLevels(logs)
    guard let mode = DistinctMode.find(levelled, fewest: 3, largestShare: 0.45) else { return nil }
    let members = levelled.map { $0 > mode.boundary }
    return (members, evidence(.callsApart, members, amounts, pValue: mode.pValue))
  }

  /// Whole batches apart from the others.
  func batchesApart(_ logs: [Double], _ amounts: [Double]) -> (members: [Bool], evidence: TailEvidence)? {
    guard let apart = clustersApart(logs) else { return nil }
    let overall = Self.median(logs)
    let members = logs.indices.map { apart.clusters.contains(calls.cluster[$0]) && logs[$0] > overall }
    return (
      members,
      evidence(.batchesApart, members, amounts, pValue: apart.pValue, units: apart.clusters.count)
    )
  }

  /// The clusters whose medians lie apart from the others.
  func clustersApart(_ logs: [Double]) -> (clusters: Set<Int>, pValue: Double)? {
    let large = members.indices.filter { members[$0].count >= 3 }
    let levels = large.map { cluster in Self.median(members[cluster].map { logs[$0] }) }
    guard let mode = DistinctLevels.find(levels) else { return nil }
    return (Set(zip(large, levels).filter { $1 > mode.boundary }.map(\.0)), mode.pValue)
  }

  /// A host, or a container where hosts are not known, apart from the others.
  func noisyHost() -> TailCandidate? {
    noisy(\.hostID) ?? noisy(\.containerID)
  }

  private func noisy(_ identity: KeyPath<Invocation, String?>) -> TailCandidate? {
    var places: [String: [Int]] = [:]
    for (index, call) in calls.calls.enumerated() {
      if let name = call[keyPath: identity] { places[name, default: []].append(index) }
    }
    let usual = Self.median(places.values.map { Double($0.count) })
    let names = places.keys.filter { Double(places[$0]?.count ?? 0) >= max(5, usual / 4) }.sorted()
    let inner = CallSegment.processor + CallSegment.storage
    guard names.count >= 5, let times = calls.sum(inner) ?? calls.sum(CallSegment.allCases),
      let amounts = sample.deviation(of: inner) ?? sample.deviation(of: CallSegment.allCases)
    else { return nil }
    let levelled = withoutLevels(logarithms(times))
    let levels = names.map { name in
      let here = places[name] ?? []
      return here.reduce(0) { $0 + levelled[$1] } / Double(max(1, here.count))
    }
    guard let mode = DistinctLevels.find(levels) else { return nil }
    let slow = zip(names, levels).filter { $1 > mode.boundary }.map(\.0)
    var members = [Bool](repeating: false, count: calls.count)
    for name in slow { for call in places[name] ?? [] { members[call] = true } }
    let item = evidence(
      .hostApart, members, amounts, pValue: mode.pValue, units: slow.count,
      name: slow.count == 1 ? slow[0] : nil)
    return TailCandidate(
      cause: .noisyHost, members: members, amounts: amounts, evidence: [item], segments: nil,
      pValue: mode.pValue)
  }
}
