import Statistics

/// The class of each slow call, and the share of each class.
struct TailClasses: Sendable {
  let candidates: [TailCandidate]
  /// Corrected chance of the evidence of each candidate.
  let pValues: [Double]
  /// Candidate of each slow call, in the order of the tail; `nil` when none fits.
  let classes: [Int?]
  /// What its class added to each slow call, in µs.
  let explained: [Double]
  /// What calls would take without each candidate.
  private let without: [Counterfactual]

  /// Gives each slow call the most specific candidate that explains half of its excess, or the one that explains
  /// most.
  init(_ sample: TailSample, _ search: EvidenceSearch, level: Double) {
    let (found, tried) = search.candidates()
    // Causes without evidence were looked for too.
    let padded = found.map(\.pValue) + [Double](repeating: 1, count: tried - found.count)
    let adjusted = (try? MultiplicityAdjustment.holm.adjusted(padded)) ?? padded
    let surviving = found.indices.filter { adjusted[$0] <= 1 - level }
      .sorted { Self.rank(found[$0].cause) < Self.rank(found[$1].cause) }
    let candidates = surviving.map { found[$0] }
    self.candidates = candidates
    pValues = surviving.map { adjusted[$0] }
    let without = candidates.map {
      Counterfactual(
        members: $0.members, amounts: $0.amounts, cluster: sample.calls.cluster,
        clusterCount: sample.calls.clusterCount)
    }
    self.without = without
    var classes: [Int?] = []
    var explained: [Double] = []
    for call in sample.tail {
      let excess = max(0, sample.excess[call])
      let amounts = candidates.map { $0.members[call] ? min(max(0, $0.amounts[call]), excess) : 0 }
      let most = amounts.indices.max { (amounts[$0], -$0) < (amounts[$1], -$1) }
      let chosen = amounts.indices.first { amounts[$0] >= 0.5 * excess && amounts[$0] > 0 } ?? most
      if let chosen, amounts[chosen] > 0 {
        classes.append(chosen)
        explained.append(
          without[chosen].added(call, amount: candidates[chosen].amounts[call], atMost: excess))
      } else {
        classes.append(nil)
        explained.append(0)
      }
    }
    self.classes = classes
    self.explained = explained
  }

  private static func rank(_ cause: TailCause) -> Int {
    TailCandidate.order.firstIndex(of: cause) ?? TailCandidate.order.count
  }

  /// What a candidate added to each slow call, in the order of the tail.
  func explained(by candidate: Int) -> [Double] {
    classes.indices.map { classes[$0] == candidate ? explained[$0] : 0 }
  }

  /// One draw of what a candidate added to each slow call, as what they would have taken without it is not known.
  func drawn(
    by candidate: Int, _ sample: TailSample, using generator: inout Xoshiro256PlusPlus
  ) -> [Double] {
    let amounts = candidates[candidate].amounts
    let mine = classes.indices.filter { classes[$0] == candidate }
    let calls = mine.map { position in
      let call = sample.tail[position]
      return (call: call, amount: amounts[call], bound: max(0, sample.excess[call]))
    }
    var drawn = [Double](repeating: 0, count: classes.count)
    for (position, added) in zip(mine, without[candidate].draw(calls, using: &generator)) {
      drawn[position] = added
    }
    return drawn
  }
}

/// Draws whole clusters anew, those whose slow calls are of one class among themselves.
///
/// Which clusters a cause strikes is what the tests judge. Shares are of these slow calls, so that a tail that is one
/// batch stays one batch in every draw; where a class has few clusters, all are kept and its slow calls are drawn.
struct ClusterDraws: Sendable {
  private let strata: [[Int]]
  private let clusterCount: Int
  private let slowOfCluster: [[Int]]

  /// Clusters of a class below which calls are drawn within them.
  private static let fewClusters = 5

  init(_ sample: TailSample, _ classes: TailClasses) {
    let calls = sample.calls
    clusterCount = calls.clusterCount
    var slow = [[Int]](repeating: [], count: calls.clusterCount)
    for (position, call) in sample.tail.enumerated() { slow[calls.cluster[call]].append(position) }
    slowOfCluster = slow
    var strata: [Int: [Int]] = [:]
    for cluster in 0..<calls.clusterCount {
      var counts: [Int: Int] = [:]
      for position in slow[cluster] { counts[classes.classes[position] ?? -1, default: 0] += 1 }
      let most = counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? -1
      strata[most, default: []].append(cluster)
    }
    self.strata = strata.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Weights of the clusters, and of the slow calls within them.
  func draw(using generator: inout Xoshiro256PlusPlus) -> (clusters: [Double], slow: [Double]) {
    var clusters = [Double](repeating: 0, count: clusterCount)
    var slow = [Double](repeating: 0, count: slowOfCluster.reduce(0) { $0 + $1.count })
    for stratum in strata {
      let isFew = stratum.count < Self.fewClusters
      for cluster in stratum {
        clusters[isFew ? cluster : stratum[generator.index(below: stratum.count)]] += 1
      }
      let calls = stratum.flatMap { slowOfCluster[$0] }
      if isFew {
        for _ in calls { slow[calls[generator.index(below: calls.count)]] += 1 }
      } else {
        for cluster in stratum { for call in slowOfCluster[cluster] { slow[call] += clusters[cluster] } }
      }
    }
    return (clusters, slow)
  }
}

/// Shares of the excess of the slow calls, with intervals by a bootstrap of clusters.
struct ShareBootstrap: Sendable {
  private let excess: [Double]
  private let level: Double
  private let seed: UInt64
  /// Weights of the slow calls in each replicate.
  private let weights: [[Double]]
  /// Excess of the slow calls in each replicate.
  private let wholes: [Double]

  /// Times of slow calls added up in µs, and the same in each replicate.
  struct Part: Sendable {
    var value: Double
    var replicates: [Double]

    static func - (left: Part, right: Part) -> Part {
      Part(
        value: left.value - right.value, replicates: zip(left.replicates, right.replicates).map { $0 - $1 })
    }
  }

  init(_ sample: TailSample, _ draws: ClusterDraws, options: TailOptions) {
    let excess = sample.tail.map { sample.excess[$0] }
    self.excess = excess
    level = options.level
    seed = options.seed
    var generator = RandomStreams(seed: options.seed)[1]
    weights = (0..<options.replicates).map { _ in draws.draw(using: &generator).slow }
    wholes = weights.map { Self.sum(excess, $0) }
  }

  /// All of the excess.
  var whole: Part { Part(value: excess.reduce(0, +), replicates: wholes) }

  /// What is given for each slow call, in µs.
  func part(_ times: [Double]) -> Part {
    Part(value: times.reduce(0, +), replicates: weights.map { Self.sum(times, $0) })
  }

  /// What a candidate added, with a draw of what is not known of it in each replicate.
  func part(of candidate: Int, _ classes: TailClasses, _ sample: TailSample) -> Part {
    var generator = RandomStreams(seed: seed)[16 + UInt64(candidate)]
    return Part(
      value: classes.explained(by: candidate).reduce(0, +),
      replicates: weights.map { Self.sum(classes.drawn(by: candidate, sample, using: &generator), $0) })
  }

  /// The share of a part in the excess.
  func share(of part: Part) -> TailShareEstimate {
    let whole = excess.reduce(0, +)
    let replicates = zip(part.replicates, wholes).compactMap { $1 > 0 ? $0 / $1 : nil }
    let interval =
      replicates.isEmpty
      ? ConfidenceInterval(lower: nil, upper: nil, level: level)
      : ClusterBootstrap.percentileInterval(replicates, level: level)
    return TailShareEstimate(value: whole > 0 ? part.value / whole : 0, interval: interval)
  }

  private static func sum(_ times: [Double], _ weights: [Double]) -> Double {
    zip(times, weights).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
