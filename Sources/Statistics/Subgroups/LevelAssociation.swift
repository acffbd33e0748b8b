/// Whether marked values, such as slow calls, go with the levels of a factor.
public struct LevelAssociation: Codable, Hashable, Sendable {
  /// The p-value: twice the smaller of those below where both exist, at most 1.
  public var pValue: Double
  /// That of the levels of clusters; `nil` where all clusters have the same.
  public var betweenClusters: Double?
  /// That of the levels inside of clusters; `nil` where none varies inside of a cluster with marked values.
  public var withinClusters: Double?
}

/// A test by rearrangement that respects clusters.
///
/// Between clusters the shares of levels are exchanged among the clusters of a stratum, in blocks of neighbours that
/// depend on each other; inside of clusters every cluster is turned round by a random number of places, which
/// keeps dependence over time on both sides. The statistic is the largest of the standardised excess of
/// marked values over all sets of levels that a condition may ask for, and of that of all levels together.
/// The arrangement of the data counts as one of the arrangements. Only a factor that is constant in each stratum is
/// compared between strata, in blocks of twice the length, since what lasts as long as a stratum looks like such a
/// factor and its length is underestimated in short strata; with fewer than eight such blocks it has no p-value.
/// Sources: Phipson and Smyth, Stat. Appl. Genet. Mol. Biol. 9 (2010); Besag and Clifford, Biometrika 78 (1991) on
/// stopping; Winkler et al., NeuroImage 123 (2015) on exchanging whole blocks and inside of blocks.
public struct LevelAssociationTest: Sendable {
  /// Rearrangements, at most.
  public var replicates: Int
  /// Seed of all factors.
  public var seed: UInt64
  /// Rearrangements at least as extreme as the data after which the answer is clear.
  public var exceedancesToStop = 40

  /// Creates a test.
  public init(replicates: Int = 1999, seed: UInt64) {
    self.replicates = replicates
    self.seed = seed
  }

  /// Tests factors.
  ///
  /// - Parameters:
  ///   - factors: As many codes each as the layout has values.
  ///   - marked: Positions of the marked values, ascending.
  ///   - layout: Clusters.
  /// - Returns: One result a factor; `nil` where nothing can be rearranged.
  /// - Throws: ``StatisticsError``: lists of unequal lengths, no replicate, or a position out of range.
  /// - Complexity: O(replicates · (clusters · levels + marked)) a factor, on all processors; memory O(n).
  public func associations(
    _ factors: [LevelFactor], marked: [Int], layout: ClusterLayout
  ) throws(StatisticsError) -> [LevelAssociation?] {
    if replicates < 1 {
      throw .outOfRange(parameter: "replicates", value: Double(replicates), range: "[1, ∞)")
    }
    for factor in factors where factor.codes.count != layout.count {
      throw .lengthMismatch(expected: layout.count, found: factor.codes.count)
    }
    for position in marked where position < 0 || position >= layout.count {
      throw .outOfRange(parameter: "marked position", value: Double(position), range: "[0, \(layout.count))")
    }
    let streams = RandomStreams(seed: seed)
    let test = self
    // Pairs of p-values, each not a number where there is none.
    let between = Parallel.map(count: factors.count, scratch: { () }) { index, _ in
      var generator = streams[UInt64(2 * index)]
      return BetweenClusters(factors[index], marked, layout)
        .map { test.pValue($0, using: &generator) } ?? .nan
    }
    let within = Parallel.map(count: factors.count, scratch: { () }) { index, _ in
      var generator = streams[UInt64(2 * index + 1)]
      return WithinClusters(factors[index], marked, layout)
        .map { test.pValue($0, using: &generator) } ?? .nan
    }
    return zip(between, within).map { between, within in
      let parts = [between, within].filter { !$0.isNaN }
      guard let least = parts.min() else { return nil }
      return LevelAssociation(
        pValue: min(1, Double(parts.count) * least), betweenClusters: between.isNaN ? nil : between,
        withinClusters: within.isNaN ? nil : within)
    }
  }

  private func pValue(
    _ start: some Rearrangement, using generator: inout Xoshiro256PlusPlus
  ) -> Double {
    var arrangement = start
    let bound = arrangement.statistic() - 1e-9
    var exceedances = 0
    for drawn in 1...replicates {
      arrangement.draw(using: &generator)
      if arrangement.statistic() >= bound { exceedances += 1 }
      if exceedances == exceedancesToStop { return Double(exceedances) / Double(drawn) }
    }
    return Double(exceedances + 1) / Double(replicates + 1)
  }
}

/// A way to rearrange, with the statistic of the present arrangement.
private protocol Rearrangement {
  mutating func draw(using generator: inout Xoshiro256PlusPlus)
  mutating func statistic() -> Double
}

/// A normal score of the excess of all levels together: the cube root of chi-squared (Wilson and Hilferty 1931).
private func omnibusScore(_ squares: Double, levels: Int) -> Double {
  let freedom = Double(max(levels - 1, 1))
  let spread = 2 / (9 * freedom)
  return (power(squares / freedom, 1.0 / 3) - (1 - spread)) / spread.squareRoot()
}

/// The levels of each cluster with their shares.
private struct ClusterProfiles {
  private(set) var starts = [0]
  private(set) var levels: [Int] = []
  private(set) var shares: [Double] = []

  init(_ factor: LevelFactor, _ layout: ClusterLayout) {
    var counts = [Int](repeating: 0, count: factor.places)
    for cluster in 0..<layout.clusterCount {
      let positions = layout.positions(of: cluster)
      var touched: [Int] = []
      for position in positions {
        let level = Int(factor.codes[position])
        if counts[level] == 0 { touched.append(level) }
        counts[level] += 1
      }
      for level in touched.sorted() {
        levels.append(level)
        shares.append(Double(counts[level]) / Double(positions.count))
        counts[level] = 0
      }
      starts.append(levels.count)
    }
  }

  /// Whether all clusters of a range have the same levels in the same shares.
  func areEqual(in range: Range<Int>) -> Bool {
    let first = starts[range.lowerBound]..<starts[range.lowerBound + 1]
    return range.allSatisfy { cluster in
      let own = starts[cluster]..<starts[cluster + 1]
      return levels[own].elementsEqual(levels[first]) && shares[own].elementsEqual(shares[first])
    }
  }
}

private struct BetweenClusters: Rearrangement {
  private let sets: [LevelSet]
  private let profiles: ClusterProfiles
  /// Size and marks of each cluster, the latter less those expected in its stratum.
  private let sizes: [Double]
  private let excess: [Double]
  private let variance: Double
  private let total: Double
  private var shuffle: ClusterShuffle
  private var sums: LevelSums
  private var counts: LevelSums
  private var levelExcess: [Double]
  private var levelCounts: [Double]

  /// Blocks below which strata cannot be compared.
  private static let fewestBlocks = 8

  /// `nil` when all clusters have the same levels, or all or none of the values are marked, or when strata are to be
  /// compared and have too few blocks.
  init?(_ factor: LevelFactor, _ marked: [Int], _ layout: ClusterLayout) {
    let clusters = 0..<layout.clusterCount
    let profiles = ClusterProfiles(factor, layout)
    if profiles.areEqual(in: clusters) { return nil }
    // A factor of whole strata is compared between them, any other inside of them.
    let isOfStrata = layout.stratumRanges.allSatisfy(profiles.areEqual)
    var used = isOfStrata ? layout.unstratified : layout
    if isOfStrata {
      used.blockLength *= 2
      if used.clusterCount < Self.fewestBlocks * used.blockLength { return nil }
    }
    let sizes = clusters.map { Double(layout.positions(of: $0).count) }
    var excess = [Double](repeating: 0, count: clusters.count)
    var cluster = 0
    for position in marked {
      while position >= layout.bounds[cluster + 1] { cluster += 1 }
      excess[cluster] += 1
    }
    var variance = 0.0
    for range in used.stratumRanges {
      let size = range.reduce(0) { $0 + sizes[$1] }
      let rate = range.reduce(0) { $0 + excess[$1] } / size
      for cluster in range { excess[cluster] -= rate * sizes[cluster] }
      variance += size * rate * (1 - rate)
    }
    if variance <= 0 { return nil }
    self.profiles = profiles
    self.sizes = sizes
    self.excess = excess
    self.variance = variance
    total = Double(layout.count)
    sets = factor.conditions
    shuffle = ClusterShuffle(used)
    sums = LevelSums(factor)
    counts = LevelSums(factor)
    levelExcess = [Double](repeating: 0, count: factor.places)
    levelCounts = levelExcess
  }

  mutating func draw(using generator: inout Xoshiro256PlusPlus) { shuffle.draw(using: &generator) }

  mutating func statistic() -> Double {
    for level in levelExcess.indices {
      levelExcess[level] = 0
      levelCounts[level] = 0
    }
    for (place, cluster) in shuffle.order.enumerated() {
      for entry in profiles.starts[place]..<profiles.starts[place + 1] {
        let (level, share) = (profiles.levels[entry], profiles.shares[entry])
        levelExcess[level] += share * excess[cluster]
        levelCounts[level] += share * sizes[cluster]
      }
    }
    var squares = 0.0
    var used = 0
    for level in levelCounts.indices where levelCounts[level] > 0 {
      squares += levelExcess[level] * levelExcess[level] * total / (variance * levelCounts[level])
      used += 1
    }
    sums.set(levelExcess)
    counts.set(levelCounts)
    var largest = omnibusScore(squares, levels: used)
    for set in sets {
      let share = counts[set] / total
      if share > 1e-12, share < 1 - 1e-12 {
        largest = max(largest, sums[set] / (variance * share * (1 - share)).squareRoot())
      }
    }
    return largest
  }
}

private struct WithinClusters: Rearrangement {
  private let codes: [Int32]
  private let places: Int
  private let sets: [LevelSet]
  /// For each cluster with marks and more than one level: its positions and its marks.
  private var clusters: [(positions: Range<Int>, marks: Range<Int>)] = []
  private var marks: [Int] = []
  private var turns: [Int] = []
  private var expected: [Double]
  private var variances: [Double]
  private var setVariances: [Double]
  private var usedLevels: Int
  private var sums: LevelSums
  private var levelExcess: [Double]

  init?(_ factor: LevelFactor, _ marked: [Int], _ layout: ClusterLayout) {
    codes = factor.codes
    places = factor.places
    sets = factor.conditions
    sums = LevelSums(factor)
    expected = [Double](repeating: 0, count: factor.places)
    variances = expected
    levelExcess = expected
    setVariances = [Double](repeating: 0, count: sets.count)
    usedLevels = 0
    var counts = LevelSums(factor)
    var next = 0
    for cluster in 0..<layout.clusterCount {
      let positions = layout.positions(of: cluster)
      let first = next
      while next < marked.count, marked[next] < positions.upperBound { next += 1 }
      if next == first { continue }
      var own = [Double](repeating: 0, count: factor.places)
      for position in positions { own[Int(codes[position])] += 1 }
      if own.filter({ $0 > 0 }).count < 2 || next - first == positions.count { continue }
      let size = Double(positions.count)
      let rate = Double(next - first) / size
      let spread = rate * (1 - rate) * size / (size - 1)
      for level in own.indices {
        expected[level] += rate * own[level]
        variances[level] += spread * own[level]
      }
      counts.set(own)
      for (index, set) in sets.enumerated() {
        let count = counts[set]
        setVariances[index] += spread * count * (1 - count / size)
      }
      clusters.append((positions, marks.count..<(marks.count + next - first)))
      marks += marked[first..<next]
    }
    if clusters.isEmpty { return nil }
    turns = [Int](repeating: 0, count: clusters.count)
    usedLevels = variances.filter { $0 > 0 }.count
  }

  mutating func draw(using generator: inout Xoshiro256PlusPlus) {
    for index in clusters.indices { turns[index] = generator.index(below: clusters[index].positions.count) }
  }

  mutating func statistic() -> Double {
    for level in 0..<places { levelExcess[level] = -expected[level] }
    for (index, cluster) in clusters.enumerated() {
      for mark in cluster.marks {
        var position = marks[mark] + turns[index]
        if position >= cluster.positions.upperBound { position -= cluster.positions.count }
        levelExcess[Int(codes[position])] += 1
      }
    }
    var squares = 0.0
    for level in 0..<places where variances[level] > 0 {
      squares += levelExcess[level] * levelExcess[level] / variances[level]
    }
    sums.set(levelExcess)
    var largest = omnibusScore(squares, levels: usedLevels)
    for (index, set) in sets.enumerated() where setVariances[index] > 1e-12 {
      largest = max(largest, sums[set] / setVariances[index].squareRoot())
    }
    return largest
  }
}
