/// A condition, or two, under which weight crowds, with what other clusters than those it was found in say of it.
public struct SubgroupRule: Codable, Hashable, Sendable {
  /// The conditions, which all hold.
  public var conditions: [LevelCondition]
  /// Positions that meet them and none of the rules before, ascending.
  public var positions: [Int]
  /// Chance that the best rule of rearranged weights is as good.
  public var pValue: Double
  /// Positions that the rules found without the own fold meet there, ascending.
  public var outOfSamplePositions: [Int]
  /// Weight beyond the mean in these, over its standard error between clusters.
  public var outOfSampleScore: Double
}

/// A short list of rules by which weight, such as the excess of slow calls, crowds.
///
/// Each rule is the best condition or pair of conditions of those values that no rule before covers. It stays in the
/// list only if rules found in the same way with a fifth of the clusters left out have weight beyond the mean in that
/// fifth, and if the best rules of rearranged weights are worse. A pair replaces a single condition only where it is
/// better by more than a standard error out of sample. The list ends with the first rule that fails.
/// Sources: Herrera et al., Knowledge and Information Systems 29 (2011) on subgroup discovery; Duivesteijn and Knobbe,
/// ICDM (2011) on guarding it by rearrangement; Hastie, Tibshirani and Friedman (2009) 7.10 on one standard error.
public struct SubgroupSearch: Sendable {
  /// Conditions of a rule at most, 1 or 2.
  public var depth: Int
  /// Rules at most.
  public var limit: Int
  /// Share of all weight that a rule must hold beyond the mean.
  public var smallestShare: Double
  /// Level of both guards.
  public var level: Double
  /// Rearrangements of each guard.
  public var replicates: Int
  /// Seed of folds and rearrangements.
  public var seed: UInt64

  /// Creates a search.
  public init(
    depth: Int = 2, limit: Int = 4, smallestShare: Double = 0.05, level: Double = 0.95, replicates: Int = 199,
    seed: UInt64
  ) {
    self.depth = depth
    self.limit = limit
    self.smallestShare = smallestShare
    self.level = level
    self.replicates = replicates
    self.seed = seed
  }

  /// Folds of the cross-validation.
  public static let folds = 5
  /// Clusters, or blocks of them, below which nothing can be said out of sample.
  public static let fewestClusters = 5
  /// Clusters in which a rule must hold weight out of sample.
  public static let fewestSupporting = 3

  /// Finds rules.
  ///
  /// - Parameters:
  ///   - factors: As many codes each as the layout has values.
  ///   - weights: At least 0; mostly 0.
  ///   - layout: Clusters.
  /// - Returns: Rules in the order found; none when there are too few clusters.
  /// - Throws: ``StatisticsError``: lists of unequal lengths, weights that are not finite or below 0, or a
  ///   parameter out of range.
  /// - Complexity: O(n · factors²) a rule and fold, and O(weights · factors² + pairs of conditions) a rearrangement;
  ///   memory O(n · factors + pairs of conditions).
  public func rules(
    _ factors: [LevelFactor], weights: [Double], layout: ClusterLayout
  ) throws(StatisticsError) -> [SubgroupRule] {
    try check(factors, weights, layout)
    let all = weights.reduce(0, +)
    var kept = Array(0..<layout.count)
    var rules: [SubgroupRule] = []
    var generator = RandomStreams(seed: seed)[0]
    while rules.count < limit, all > 0, let layout = layout.selecting(kept) {
      let round = SubgroupRound(
        factors: factors.map { $0.selecting(kept) }, weights: kept.map { weights[$0] }, layout: layout,
        search: self)
      guard let rule = round.rule(leastGain: smallestShare * all, using: &generator) else { break }
      rules.append(
        SubgroupRule(
          conditions: rule.conditions, positions: rule.positions.map { kept[$0] }, pValue: rule.pValue,
          outOfSamplePositions: rule.outOfSamplePositions.map { kept[$0] },
          outOfSampleScore: rule.outOfSampleScore))
      let covered = Set(rule.positions)
      kept = kept.indices.filter { !covered.contains($0) }.map { kept[$0] }
    }
    return rules
  }

  /// The best conditions by themselves, without any guard; `nil` when none has weight beyond the mean.
  ///
  /// - Throws: ``StatisticsError`` as ``rules(_:weights:layout:)``.
  public func best(
    _ factors: [LevelFactor], weights: [Double], layout: ClusterLayout
  ) throws(StatisticsError) -> [LevelCondition]? {
    try check(factors, weights, layout)
    let heavy = weights.indices.filter { weights[$0] > 0 }
    return ConditionSearch(factors, rows: Array(weights.indices), depth: depth)
      .best(rows: heavy, weights: heavy.map { weights[$0] })?.conditions
  }

  /// The positions that rules found in other clusters meet; `nil` when there are too few clusters.
  ///
  /// - Throws: ``StatisticsError`` as ``rules(_:weights:layout:)``.
  public func outOfSamplePositions(
    _ factors: [LevelFactor], weights: [Double], layout: ClusterLayout
  ) throws(StatisticsError) -> [Int]? {
    try check(factors, weights, layout)
    let round = SubgroupRound(factors: factors, weights: weights, layout: layout, search: self)
    var generator = RandomStreams(seed: seed)[0]
    return round.outOfSamplePositions(using: &generator)
  }

  private func check(
    _ factors: [LevelFactor], _ weights: [Double], _ layout: ClusterLayout
  ) throws(StatisticsError) {
    try requireFinite(weights)
    if depth < 1 || depth > 2 {
      throw .outOfRange(parameter: "depth", value: Double(depth), range: "[1, 2]")
    }
    if replicates < 19 {
      throw .outOfRange(parameter: "replicates", value: Double(replicates), range: "[19, ∞)")
    }
    try require(level, "level", above: 0, below: 1)
    for count in [weights.count] + factors.map(\.codes.count) where count != layout.count {
      throw .lengthMismatch(expected: layout.count, found: count)
    }
    for weight in weights where weight < 0 {
      throw .outOfRange(parameter: "weight", value: weight, range: "[0, ∞)")
    }
  }
}

/// The search for one rule.
struct SubgroupRound {
  let factors: [LevelFactor]
  let weights: [Double]
  let layout: ClusterLayout
  let search: SubgroupSearch

  /// The values with a weight.
  private var heavy: [Int] { weights.indices.filter { weights[$0] > 0 } }

  func rule(leastGain: Double, using generator: inout Xoshiro256PlusPlus) -> SubgroupRule? {
    let blocks = layout.blockOfCluster
    guard (blocks.last ?? 0) + 1 >= SubgroupSearch.fewestClusters else { return nil }
    let heavy = heavy
    let heavyWeights = heavy.map { weights[$0] }
    let searches = (1...search.depth).map {
      ConditionSearch(factors, rows: Array(0..<layout.count), depth: $0)
    }
    let foldOfCluster = folds(blocks, using: &generator)
    var chosen: (candidate: ConditionSearch.Candidate, validation: Validation)?
    for (index, conditions) in searches.enumerated() {
      guard let candidate = conditions.best(rows: heavy, weights: heavyWeights) else { return nil }
      if index > 0, candidate.conditions.count <= index { continue }
      let validation = validation(depth: index + 1, foldOfCluster)
      if let present = chosen {
        let better = zip(validation.gains, present.validation.gains).map(-)
        let spread = better.reduce(0) { $0 + $1 * $1 }.squareRoot()
        if better.reduce(0, +) <= spread { continue }
      }
      chosen = (candidate, validation)
    }
    guard let (candidate, validation) = chosen, validation.isSupported(at: search.level) else { return nil }
    let positions = (0..<layout.count).filter { factors.meets(candidate.conditions, at: $0) }
    let mean = heavyWeights.reduce(0, +) / Double(layout.count)
    let gain = positions.reduce(0) { $0 + weights[$1] - mean }
    guard gain >= leastGain, let search = searches.last, positions.count < layout.count,
      let pValue = guardingPValue(search, heavy, using: &generator)
    else { return nil }
    return SubgroupRule(
      conditions: candidate.conditions, positions: positions, pValue: pValue,
      outOfSamplePositions: validation.positions, outOfSampleScore: validation.score)
  }

  /// Positions that rules found in other folds meet.
  func outOfSamplePositions(using generator: inout Xoshiro256PlusPlus) -> [Int]? {
    let blocks = layout.blockOfCluster
    guard (blocks.last ?? 0) + 1 >= SubgroupSearch.fewestClusters else { return nil }
    return validation(depth: search.depth, folds(blocks, using: &generator)).positions
  }

  /// A fold for each cluster: blocks in random order are dealt out.
  private func folds(_ blocks: [Int], using generator: inout Xoshiro256PlusPlus) -> [Int] {
    var deal = Array(0...(blocks.last ?? 0))
    generator.shuffle(&deal)
    return blocks.map { deal[$0] % SubgroupSearch.folds }
  }

  /// What rules found elsewhere are worth in each cluster.
  private struct Validation {
    var gains: [Double]
    var positions: [Int] = []
    var supporting = 0
    var score: Double

    /// Whether the weight lies beyond the mean by a one-sided t test between clusters.
    func isSupported(at level: Double) -> Bool {
      let freedom = gains.filter { $0 != 0 }.count - 1
      return supporting >= SubgroupSearch.fewestSupporting && freedom >= 2
        && score > StudentT.quantile(level, degreesOfFreedom: Double(freedom))
    }
  }

  private func validation(depth: Int, _ foldOfCluster: [Int]) -> Validation {
    var gains = [Double](repeating: 0, count: layout.clusterCount)
    var result = Validation(gains: gains, score: 0)
    let clusterOfPosition = layout.clusterOfPosition
    for fold in 0..<SubgroupSearch.folds {
      let training = weights.indices.filter { foldOfCluster[clusterOfPosition[$0]] != fold }
      let heavy = training.filter { weights[$0] > 0 }
      guard
        let candidate = ConditionSearch(factors, rows: training, depth: depth)
          .best(rows: heavy, weights: heavy.map { weights[$0] })
      else { continue }
      let held = weights.indices.filter { foldOfCluster[clusterOfPosition[$0]] == fold }
      // The own mean of the fold, so that a heavy fold is no evidence for a rule that covers much of it.
      let mean = held.reduce(0) { $0 + weights[$1] } / Double(max(held.count, 1))
      for position in held where factors.meets(candidate.conditions, at: position) {
        gains[clusterOfPosition[position]] += weights[position] - mean
        result.positions.append(position)
      }
    }
    result.positions.sort()
    result.supporting = Set(
      result.positions.lazy.filter { weights[$0] > 0 }.map { clusterOfPosition[$0] }
    ).count
    // Dependent neighbours count as one.
    let blocks = layout.blockOfCluster
    var blockGains = [Double](repeating: 0, count: (blocks.last ?? 0) + 1)
    for (cluster, gain) in gains.enumerated() { blockGains[blocks[cluster]] += gain }
    result.gains = blockGains
    let spread = blockGains.reduce(0) { $0 + $1 * $1 }.squareRoot()
    result.score = spread > 0 ? blockGains.reduce(0, +) / spread : 0
    return result
  }

  /// Rank of the best rule among those of rearranged weights; `nil` as soon as it cannot be small.
  ///
  /// Clusters take each other's place, turned round by a random number of values; where sizes differ, places and
  /// weights are scaled.
  private func guardingPValue(
    _ conditions: ConditionSearch, _ heavy: [Int], using generator: inout Xoshiro256PlusPlus
  ) -> Double? {
    let weights = heavy.map { self.weights[$0] }
    guard let observed = conditions.best(rows: heavy, weights: weights)?.quality else { return nil }
    let clusterOfPosition = layout.clusterOfPosition
    let allowed = Int((1 - search.level) * Double(search.replicates + 1) + 1e-9) - 1
    var shuffle = ClusterShuffle(layout.unstratified)
    var placeOfCluster = [Int](repeating: 0, count: layout.clusterCount)
    var turns = placeOfCluster
    var (rows, moved) = (heavy, weights)
    var exceedances = 0
    for _ in 0..<search.replicates {
      shuffle.draw(using: &generator)
      for (place, cluster) in shuffle.order.enumerated() {
        placeOfCluster[cluster] = place
        turns[cluster] = generator.index(below: layout.positions(of: cluster).count)
      }
      var sum = 0.0
      for (index, position) in heavy.enumerated() {
        let cluster = clusterOfPosition[position]
        let (own, other) = (
          layout.positions(of: cluster), layout.positions(of: placeOfCluster[cluster])
        )
        let turned = (position - own.lowerBound + turns[cluster]) % own.count
        rows[index] = other.lowerBound + turned * other.count / own.count
        moved[index] = weights[index] * Double(other.count) / Double(own.count)
        sum += moved[index]
      }
      let scale = weights.reduce(0, +) / sum
      for index in moved.indices { moved[index] *= scale }
      if let best = conditions.best(rows: rows, weights: moved), best.quality >= observed * (1 - 1e-9) {
        exceedances += 1
        if exceedances > allowed { return nil }
      }
    }
    return Double(exceedances + 1) / Double(search.replicates + 1)
  }
}
