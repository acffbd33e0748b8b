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

/// Shares of the excess of the slow calls, with intervals by a bootstrap of whole clusters.
struct ShareBootstrap: Sendable {
  private let sample: TailSample
  private let level: Double
  /// Weights of the slow calls in each replicate.
  private let weights: [[Double]]

  /// Slow calls from fewer clusters than this are drawn within their clusters as well.
  private static let fewClusters = 5

  init(_ sample: TailSample, options: TailOptions) {
    self.sample = sample
    level = options.level
    let cluster = sample.tail.map { sample.calls.cluster[$0] }
    let positions = Dictionary(grouping: cluster.indices) { cluster[$0] }.sorted { $0.key < $1.key }
    let isWithin = positions.count < Self.fewClusters
    let clusters = sample.calls.clusterCount
    var generator = RandomStreams(seed: options.seed)[1]
    weights = (0..<options.replicates).map { _ in
      var drawn = [Double](repeating: 0, count: clusters)
      for _ in 0..<clusters { drawn[generator.index(below: clusters)] += 1 }
      var weights = cluster.map { drawn[$0] }
      if isWithin {
        for (_, members) in positions {
          var inner = [Double](repeating: 0, count: members.count)
          for _ in members { inner[generator.index(below: members.count)] += 1 }
          for (member, weight) in zip(members, inner) { weights[member] *= weight }
        }
      }
      return weights
    }
  }

  /// The share of what is given for each slow call, in µs, in their excess.
  func share(of parts: [Double]) -> TailShareEstimate {
    let excess = sample.tail.map { sample.excess[$0] }
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
    let value = ratio { _ in 1 } ?? 0
    let interval =
      replicates.isEmpty
      ? ConfidenceInterval(lower: nil, upper: nil, level: level)
      : ClusterBootstrap.percentileInterval(replicates, level: level)
    return TailShareEstimate(value: value, interval: interval)
  }
}
