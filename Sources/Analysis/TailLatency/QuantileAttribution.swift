import Statistics

/// Divides the distance between a percentile and the typical call among the parts by Shapley's value.
///
/// A percentile of sums is not the sum of percentiles. For a set S of parts, let v(S) be the percentile when the parts
/// in S are as measured and all others are typical; a part gets the mean of what it adds to v over all orders in which
/// parts can be added (Shapley, Contributions to the Theory of Games II, 1953). Exact up to ``mostExact`` parts,
/// otherwise over random orders, each with its reverse.
struct QuantileAttribution: Sendable {
  /// Parts up to which all sets are computed.
  static let mostExact = 7
  /// Pairs of orders of more parts.
  private static let orders = 32

  private let sample: TailSample
  private let share: Double
  /// The upper end of v for each set of parts, as values and calls from above.
  private var upper: [Int: (values: [Double], calls: [Int])] = [:]
  private var arrangements: [[Int]] = []

  init(_ sample: TailSample, options: TailOptions) {
    self.sample = sample
    share = Double(sample.tail.count) / Double(sample.calls.count)
    let parts = sample.deviations.count
    if parts > Self.mostExact {
      var generator = RandomStreams(seed: options.seed)[2]
      for _ in 0..<Self.orders {
        var order = Array(0..<parts)
        generator.shuffle(&order)
        arrangements += [order, order.reversed()]
      }
    }
    for set in needed { upper[set] = end(of: set) }
  }

  /// The sets of parts that the values need, as bits.
  private var needed: [Int] {
    let parts = sample.deviations.count
    if arrangements.isEmpty { return Array(0..<(1 << parts)) }
    var sets: Set<Int> = [0]
    for order in arrangements {
      var set = 0
      for part in order {
        set |= 1 << part
        sets.insert(set)
      }
    }
    return sets.sorted()
  }

  /// The largest values when only a set of parts is as measured, enough of them for every replicate.
  private func end(of set: Int) -> (values: [Double], calls: [Int]) {
    let calls = sample.calls
    var values = (0..<calls.count).map { sample.typicalTotal(calls.configuration[$0]) }
    for (part, deviations) in sample.deviations.enumerated() where set >> part & 1 == 1 {
      for call in values.indices { values[call] += deviations[call] }
    }
    let order = values.indices.sorted { (values[$1], $0) < (values[$0], $1) }
    let kept = order.prefix(min(values.count, 6 * sample.tail.count + values.count / 20 + 50))
    return (kept.map { values[$0] }, Array(kept))
  }

  /// v(S) for calls with weights.
  private func quantile(_ set: Int, weight: (Int) -> Double, total: Double) -> Double {
    guard let (values, calls) = upper[set] else { return 0 }
    var seen = 0.0
    for (value, call) in zip(values, calls) {
      seen += weight(call)
      if seen >= share * total - 1e-9 { return value }
    }
    return values.last ?? 0
  }

  private func shares(weight: (Int) -> Double, total: Double) -> [Double]? {
    let parts = sample.deviations.count
    let v = upper.keys.reduce(into: [Int: Double]()) { $0[$1] = quantile($1, weight: weight, total: total) }
    let whole = (v[(1 << parts) - 1] ?? 0) - (v[0] ?? 0)
    guard whole > 0 else { return nil }
    func added(_ part: Int, to set: Int) -> Double { (v[set | 1 << part] ?? 0) - (v[set] ?? 0) }
    var result = [Double](repeating: 0, count: parts)
    if arrangements.isEmpty {
      // The weight of a set of size k among others is k! (n − k − 1)! / n!.
      var weights = [1 / Double(parts)]
      for size in 1..<max(1, parts) {
        weights.append(weights[size - 1] * Double(size) / Double(parts - size))
      }
      for part in 0..<parts {
        for set in 0..<(1 << parts) where set >> part & 1 == 0 {
          result[part] += weights[set.nonzeroBitCount] * added(part, to: set)
        }
      }
    } else {
      for order in arrangements {
        var set = 0
        for part in order {
          result[part] += added(part, to: set) / Double(arrangements.count)
          set |= 1 << part
        }
      }
    }
    return result.map { $0 / whole }
  }

  /// Shares of the parts, with intervals by a bootstrap of whole clusters.
  func shares(_ draws: ClusterDraws, options: TailOptions) -> [TailShareEstimate] {
    let cluster = sample.calls.cluster
    let sizes = sample.calls.members.map { Double($0.count) }
    let point = shares(weight: { _ in 1 }, total: Double(sample.calls.count))
    var generator = RandomStreams(seed: options.seed)[3]
    let replicates = (0..<min(options.replicates, 200)).compactMap { _ -> [Double]? in
      let drawn = draws.draw(using: &generator).clusters
      let total = zip(drawn, sizes).reduce(0) { $0 + $1.0 * $1.1 }
      return shares(weight: { drawn[cluster[$0]] }, total: total)
    }
    return sample.deviations.indices.map { part in
      let interval =
        replicates.isEmpty
        ? ConfidenceInterval(lower: nil, upper: nil, level: options.level)
        : ClusterBootstrap.percentileInterval(replicates.map { $0[part] }, level: options.level)
      return TailShareEstimate(value: point?[part] ?? 0, interval: interval)
    }
  }
}
