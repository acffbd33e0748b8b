import Measurements
import Statistics

/// Looks for the evidence of every cause in the calls of a group.
struct EvidenceSearch: Sendable {
  let sample: TailSample
  let seed: UInt64
  let members: [[Int]]
  var calls: SegmentedCalls { sample.calls }

  init(_ sample: TailSample, seed: UInt64) {
    self.sample = sample
    self.seed = seed
    members = sample.calls.members
  }

  /// The candidates of which there is any evidence, and how many could have been found in such data.
  func candidates() -> (found: [TailCandidate], tried: Int) {
    let tried = [
      clockErrors(), lateGenerator(), throttling(), apart(.clientConnection, CallSegment.clientSide),
      apart(.storage, CallSegment.storage), coldStarts(), slowInitialisation(), slowCreation(), noisyHost(),
      pauses(),
      firstBatch(),
    ].compactMap { $0 }
    return (tried.filter { $0.pValue <= Self.weak }, tried.count)
  }

  /// Evidence weaker than this is not worth keeping.
  static let weak = 0.05

  // MARK: Scales

  /// What is too small to matter, added before taking logarithms, in µs.
  var grain: Double { max(1, 0.02 * sample.meanTypical) }

  /// Logarithms of times, which are comparable over batches and configurations.
  func logarithms(_ times: [Double]) -> [Double] {
    let grain = grain
    return times.map { logarithm(max(0, $0) + grain) }
  }

  /// Values without the level of their cluster, where that has enough calls to have one; otherwise of all calls.
  func withoutLevels(_ values: [Double]) -> [Double] {
    let overall = Self.median(values)
    var result = values
    for calls in members {
      let level = calls.count >= 8 ? Self.median(calls.map { values[$0] }) : overall
      for call in calls { result[call] -= level }
    }
    return result
  }

  /// Share of the excess of the slow calls that some parts carry.
  func shareOfTail(_ segments: [CallSegment]) -> Double {
    guard let amounts = sample.deviation(of: segments), sample.tailExcess > 0 else { return 0 }
    return sample.tail.reduce(0) { $0 + amounts[$1] } / sample.tailExcess
  }

  static func median(_ values: [Double]) -> Double {
    (try? SortedSample(values))?.value(at: 0.5) ?? 0
  }

  /// The chance that calls which bear a flag are slow as often as they are, when the flag means nothing.
  ///
  /// Where whole batches bear it, the batches must lie apart from the others as well.
  /// - Parameter times: What the flag would lengthen.
  func chance(of flags: [Bool], lengthening times: [Double]) -> Double {
    let logs = logarithms(times)
    let apart = [batchesApart(logs, times), callsApart(logs, times)].compactMap { $0 }.filter { found in
      let bearing = flags.indices.count { flags[$0] && found.members[$0] }
      return 5 * bearing >= 4 * found.evidence.calls
    }.map(\.evidence.pValue)
    return min(1, 3 * min(chanceOfAssociation(flags), apart.min() ?? 1))
  }

  /// Whether calls that bear a flag are slow more often than others of their batch, by chance.
  ///
  /// Within each batch, every choice of slow calls is equally likely when the flag means nothing; the number of
  /// those that bear it is then no more spread than Poisson's law with the same mean.
  func chanceOfAssociation(_ flags: [Bool]) -> Double {
    var expected = 0.0
    var seen = 0
    for calls in members {
      let slow = calls.count { sample.isTail[$0] }
      let flagged = calls.count { flags[$0] }
      expected += Double(slow * flagged) / Double(calls.count)
      seen += calls.count { sample.isTail[$0] && flags[$0] }
    }
    guard seen > 0, expected > 0, let law = try? Poisson(mean: expected) else { return 1 }
    return law.survival(seen - 1)
  }

  func evidence(
    _ kind: TailEvidence.Kind, _ members: [Bool], _ amounts: [Double], pValue: Double, units: Int? = nil,
    name: String? = nil
  ) -> TailEvidence {
    let borne = amounts.indices.filter { members[$0] }.map { amounts[$0] }
    return TailEvidence(
      kind: kind, calls: borne.count, units: units, name: name,
      microseconds: borne.isEmpty ? nil : Self.median(borne), pValue: pValue)
  }
}

extension SortedSample {
  /// The usual quantile of a probability that is known to be one.
  func value(at probability: Double) -> Double { (try? quantile(probability)) ?? values[0] }
}
