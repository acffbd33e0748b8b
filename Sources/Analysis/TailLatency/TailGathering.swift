import Measurements
import Statistics

/// Whether slow calls gather in one batch, container, host, hour or start, more than chance gives.
struct TailGathering: Sendable {
  let sample: TailSample
  let options: TailOptions
  private var calls: SegmentedCalls { sample.calls }
  private static let hour = 3_600_000_000_000

  init(_ sample: TailSample, options: TailOptions) {
    self.sample = sample
    self.options = options
  }

  /// The factors that have more than one level, with the level that holds most slow calls beyond its part.
  func all() -> [TailConcentration] {
    let factors: [(TailConcentration.Factor, [String?])] = [
      (.batch, calls.hasBatches ? batchNames() : []),
      (.container, calls.calls.map(\.containerID)), (.host, calls.calls.map(\.hostID)),
      (.hour, calls.calls.map { $0.sentUnixNanoseconds.map { Self.hourName($0) } }),
      (.firstBatch, calls.hasBatches ? calls.cluster.map { calls.isFirstOfRun[$0] ? "first" : "later" } : []),
      (.start, calls.calls.map { $0.start?.rawValue }),
    ]
    var generator = RandomStreams(seed: options.seed)[4]
    var found = factors.compactMap { gathering($0.0, $0.1, using: &generator) }
    let adjusted = (try? MultiplicityAdjustment.holm.adjusted(found.map(\.pValue))) ?? found.map(\.pValue)
    for index in found.indices { found[index].pValue = adjusted[index] }
    return found
  }

  /// What the batch of each call is called.
  private func batchNames() -> [String?] {
    let hasRuns = Set(calls.runOfCluster).count > 1
    var names = [String?](repeating: nil, count: calls.clusterCount)
    for (call, cluster) in zip(calls.calls, calls.cluster) where names[cluster] == nil {
      let batch = call.batch.map { "\($0)" } ?? "\(cluster)"
      names[cluster] = hasRuns ? "\(call.runID) \(batch)" : batch
    }
    return calls.cluster.map { names[$0] }
  }

  private static func hourName(_ instant: Int) -> String {
    let seconds = instant / 1_000_000_000
    let hour = (seconds % 86_400 + 86_400) % 86_400 / 3600
    let day = CalendarDate(unixNanoseconds: instant).map { "\($0)" } ?? ""
    return "\(day) \(hour < 10 ? "0" : "")\(hour):00"
  }

  private func gathering(
    _ factor: TailConcentration.Factor, _ names: [String?], using generator: inout Xoshiro256PlusPlus
  ) -> TailConcentration? {
    let known = names.compactMap { $0 }
    guard known.count == calls.count else { return nil }
    let levels = Set(known).sorted()
    guard levels.count > 1, 2 * levels.count <= calls.count else { return nil }
    let index = Dictionary(uniqueKeysWithValues: zip(levels, levels.indices))
    let level = known.map { index[$0] ?? 0 }
    let (score, top, slow, size) = score(level, sample.isTail, levels: levels.count)
    let pValue = chance(of: score, factor, level, levels: levels.count, using: &generator)
    return TailConcentration(
      factor: factor, level: levels[top], tailCalls: slow, calls: size,
      share: Double(slow) / Double(sample.tail.count), expectedShare: Double(size) / Double(calls.count),
      pValue: pValue)
  }

  /// How far the level that exceeds its part most does so, in standard deviations of a Poisson count.
  private func score(
    _ level: [Int], _ isTail: [Bool], levels: Int
  ) -> (score: Double, level: Int, slow: Int, size: Int) {
    var slow = [Int](repeating: 0, count: levels)
    var sizes = [Int](repeating: 0, count: levels)
    for call in level.indices {
      sizes[level[call]] += 1
      if isTail[call] { slow[level[call]] += 1 }
    }
    let rate = Double(sample.tail.count) / Double(calls.count)
    var best = (score: -Double.infinity, level: 0, slow: 0, size: 0)
    for index in 0..<levels where sizes[index] > 0 {
      let expected = rate * Double(sizes[index])
      let score = (Double(slow[index]) - expected) / expected.squareRoot()
      if score > best.score { best = (score, index, slow[index], sizes[index]) }
    }
    return best
  }

  /// Chance of such a score: whole batches change places where each has one level; otherwise slow calls do within
  /// their batch; for batches themselves, among all calls.
  private func chance(
    of observed: Double, _ factor: TailConcentration.Factor, _ level: [Int], levels: Int,
    using generator: inout Xoshiro256PlusPlus
  ) -> Double {
    let members = calls.members
    let isNested = members.allSatisfy { calls in calls.allSatisfy { level[$0] == level[calls[0]] } }
    var asGreat = 1
    for _ in 0..<options.replicates {
      var moved = level
      var isTail = sample.isTail
      if factor == .batch {
        generator.shuffle(&isTail)
      } else if isNested {
        var order = Array(members.indices)
        generator.shuffle(&order)
        for (cluster, calls) in members.enumerated() {
          let other = level[members[order[cluster]][0]]
          for call in calls { moved[call] = other }
        }
      } else {
        for calls in members {
          var within = calls.map { isTail[$0] }
          if within.contains(true) {
            generator.shuffle(&within)
            for (call, value) in zip(calls, within) { isTail[call] = value }
          }
        }
      }
      if score(moved, isTail, levels: levels).score >= observed - 1e-9 { asGreat += 1 }
    }
    return Double(asGreat) / Double(options.replicates + 1)
  }
}
