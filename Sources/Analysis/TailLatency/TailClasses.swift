import Statistics

/// The class of each slow call, and the share of each class.
struct TailClasses: Sendable {
  let candidates: [TailCandidate]
  /// Corrected chance of the evidence of each candidate.
  let pValues: [Double]
  /// Candidate of each slow call, in the order of the tail; `nil` when none fits.
  let classes: [Int?]
  /// What its class explains of each slow call, in µs.
  let explained: [Double]

  /// Gives each slow call the most specific candidate that explains half of its excess, or the one that explains
  /// most.
  init(_ sample: TailSample, _ search: EvidenceSearch, level: Double) {
    let (found, tried) = search.candidates()
    // Causes without evidence were looked for too.
    let padded = found.map(\.pValue) + [Double](repeating: 1, count: tried - found.count)
    let adjusted = (try? MultiplicityAdjustment.holm.adjusted(padded)) ?? padded
    let surviving = found.indices.filter { adjusted[$0] <= 1 - level }
      .sorted { Self.rank(found[$0].cause) < Self.rank(found[$1].cause) }
    candidates = surviving.map { found[$0] }
    pValues = surviving.map { adjusted[$0] }
    let candidates = candidates
    var classes: [Int?] = []
    var explained: [Double] = []
    for call in sample.tail {
      let excess = max(0, sample.excess[call])
      let amounts = candidates.map { $0.members[call] ? min(max(0, $0.amounts[call]), excess) : 0 }
      let most = amounts.indices.max { (amounts[$0], -$0) < (amounts[$1], -$1) }
      let chosen = amounts.indices.first { amounts[$0] >= 0.5 * excess && amounts[$0] > 0 } ?? most
      let amount = chosen.map { amounts[$0] } ?? 0
      classes.append(amount > 0 ? chosen : nil)
      explained.append(amount)
    }
    self.classes = classes
    self.explained = explained
  }

  private static func rank(_ cause: TailCause) -> Int {
    TailCandidate.order.firstIndex(of: cause) ?? TailCandidate.order.count
  }

  /// What a candidate explains of each slow call, in the order of the tail.
  func explained(by candidate: Int) -> [Double] {
    classes.indices.map { classes[$0] == candidate ? explained[$0] : 0 }
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
  /// Weights of the slow calls in each replicate.
  private let weights: [[Double]]

  init(_ sample: TailSample, _ draws: ClusterDraws, options: TailOptions) {
    excess = sample.tail.map { sample.excess[$0] }
    level = options.level
    var generator = RandomStreams(seed: options.seed)[1]
    weights = (0..<options.replicates).map { _ in draws.draw(using: &generator).slow }
  }

  /// The share of what is given for each slow call, in µs, in their excess.
  func share(of parts: [Double]) -> TailShareEstimate {
    func ratio(_ weight: (Int) -> Double) -> Double? {
      var part = 0.0
      var whole = 0.0
      for index in parts.indices {
        part += weight(index) * parts[index]
        whole += weight(index) * excess[index]
      }
      return whole > 0 ? part / whole : nil
    }
    let replicates = weights.compactMap { weights in ratio { weights[$0] } }
    let interval =
      replicates.isEmpty
      ? ConfidenceInterval(lower: nil, upper: nil, level: level)
      : ClusterBootstrap.percentileInterval(replicates, level: level)
    return TailShareEstimate(value: ratio { _ in 1 } ?? 0, interval: interval)
  }
}
