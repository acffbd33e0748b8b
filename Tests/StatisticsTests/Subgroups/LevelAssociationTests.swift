import Testing

@testable import Statistics

@Suite struct LevelAssociationTests {
  /// All orders of the first numbers.
  static func orders(_ count: Int) -> [[Int]] {
    if count == 0 { return [[]] }
    return orders(count - 1).flatMap { order in
      (0..<count).map { place in Array(order[..<place]) + [count - 1] + Array(order[place...]) }
    }
  }

  @Test func `A factor of clusters has the p-value of all orders of the clusters`() throws {
    // Two levels, so that the excess in one level, standardised, is the whole statistic.
    let sizes = [3, 5, 2, 4, 3, 6, 2]
    let slow = [2, 4, 0, 1, 2, 1, 0]
    let levels = [1, 1, 0, 0, 1, 0, 0]
    var (labels, codes, marked): ([Int], [Int?], [Int]) = ([], [], [])
    for cluster in sizes.indices {
      for place in 0..<sizes[cluster] {
        if place < slow[cluster] { marked.append(labels.count) }
        labels.append(cluster)
        codes.append(levels[cluster])
      }
    }
    let (n, rate) = (Double(labels.count), Double(marked.count) / Double(labels.count))
    func statistic(_ order: [Int]) -> Double {
      let members = sizes.indices.filter { levels[$0] == 1 }.map { order[$0] }
      let size = members.reduce(0.0) { $0 + Double(sizes[$1]) }
      let excess = members.reduce(0.0) { $0 + Double(slow[$1]) } - rate * size
      return abs(excess) / (n * rate * (1 - rate) * size / n * (1 - size / n)).squareRoot()
    }
    let observed = statistic(Array(sizes.indices))
    let all = Self.orders(sizes.count).map(statistic)
    let exact = Double(all.count { $0 >= observed - 1e-9 }) / Double(all.count)
    var test = LevelAssociationTest(replicates: 5_000, seed: 3)
    test.exceedancesToStop = .max
    let factor = try LevelFactor(codes, levelCount: 2, scale: .nominal)
    let found = try #require(
      try test.associations([factor], marked: marked, layout: ClusterLayout(labels: labels))[0])
    #expect(found.withinClusters == nil)
    #expect(abs(found.pValue - exact) < 4 * (exact * (1 - exact) / 5_000).squareRoot())
    #expect(exact < 0.5 && exact > 0.005)
  }

  @Test func `A factor inside of clusters has the p-value of all turns of the clusters`() throws {
    let clusters: [(codes: [Int], slow: [Int])] = [
      ([0, 1, 1, 0, 0], [1, 2]), ([1, 0, 0, 1, 0], [0]), ([0, 0, 1, 0, 1], [2, 4]), ([0, 1, 0, 1, 0], [1]),
    ]
    func excess(_ turns: [Int]) -> Double {
      var sum = 0.0
      for (cluster, turn) in zip(clusters, turns) {
        let size = cluster.codes.count
        sum += cluster.slow.reduce(0.0) { $0 + Double(cluster.codes[($1 + turn) % size]) }
        sum -= Double(cluster.slow.count * cluster.codes.reduce(0, +)) / Double(size)
      }
      return abs(sum)
    }
    var all: [Double] = []
    for a in 0..<5 {
      for b in 0..<5 { for c in 0..<5 { for d in 0..<5 { all.append(excess([a, b, c, d])) } } }
    }
    let exact = Double(all.count { $0 >= excess([0, 0, 0, 0]) - 1e-9 }) / Double(all.count)
    let codes = clusters.flatMap(\.codes)
    let marked = clusters.enumerated().flatMap { index, cluster in cluster.slow.map { 5 * index + $0 } }
    var test = LevelAssociationTest(replicates: 5_000, seed: 5)
    test.exceedancesToStop = .max
    let found = try #require(
      try test.associations(
        [LevelFactor(codes, levelCount: 2, scale: .nominal)], marked: marked,
        layout: ClusterLayout(labels: codes.indices.map { $0 / 5 }))[0])
    #expect(found.betweenClusters == nil)
    #expect(abs(found.pValue - exact) < 4 * (exact * (1 - exact) / 5_000).squareRoot() + 1e-4)
    #expect(exact < 0.2)
  }

  /// Calls of batches with effects that depend on the batch before, without any effect of a factor.
  static func noise(
    _ generator: inout Xoshiro256PlusPlus, clusters: Int, correlation: Double
  ) -> (labels: [Int], values: [Double]) {
    var (labels, values): ([Int], [Double]) = ([], [])
    var effect = Normal.quantile(generator.openUniform())
    for cluster in 0..<clusters {
      effect =
        correlation * effect
        + (1 - correlation * correlation).squareRoot() * Normal.quantile(generator.openUniform())
      for _ in 0..<(1 + generator.index(below: 12)) {
        labels.append(cluster)
        values.append(0.6 * effect + Normal.quantile(generator.openUniform()))
      }
    }
    return (labels, values)
  }

  @Test(arguments: [0.0, 0.6])
  func `Factors without an effect are seldom found among dependent calls of unequal clusters`(
    correlation: Double
  ) throws {
    let streams = RandomStreams(seed: 77)
    var hits = [0, 0, 0]
    let replicates = 100
    for replicate in 0..<replicates {
      var generator = streams[UInt64(replicate)]
      let (labels, values) = Self.noise(&generator, clusters: 40, correlation: correlation)
      let sorted = values.sorted()
      let limit = sorted[values.count * 9 / 10]
      let marked = values.indices.filter { values[$0] > limit }
      // Constant in clusters; varying inside of them; slow in time, as hours are.
      let ofCluster = (0..<40).map { _ in generator.index(below: 3) }
      let factors = try [
        LevelFactor(labels.map { ofCluster[$0] }, levelCount: 3, scale: .nominal),
        LevelFactor(labels.map { _ in generator.index(below: 4) }, levelCount: 4, scale: .ordered),
        LevelFactor(labels.map { $0 / 5 }, levelCount: 8, scale: .cyclic),
      ]
      let block = correlation == 0 ? 1 : 4
      let found = try LevelAssociationTest(replicates: 99, seed: UInt64(replicate)).associations(
        factors, marked: marked, layout: ClusterLayout(labels: labels, blockLength: block))
      for index in factors.indices where (found[index]?.pValue ?? 1) <= 0.05 { hits[index] += 1 }
    }
    // 5 % of 100 and two and a half standard errors; dependence in blocks is broken at their ends only.
    #expect(hits[0] <= 10 && hits[1] <= 10)
    #expect(hits[2] <= (correlation == 0 ? 10 : 15))
  }

  @Test func `A factor of whole runs is compared in long blocks, and not at all between few`() throws {
    let test = LevelAssociationTest(replicates: 99, seed: 1)
    func association(clusters: Int, isMarked: (Int) -> Bool) throws -> LevelAssociation? {
      let labels = (0..<4 * clusters * 5).map { $0 / 5 }
      let runs = labels.map { $0 / clusters }
      return try test.associations(
        [LevelFactor(runs.map { $0 % 2 }, levelCount: 2, scale: .nominal)],
        marked: labels.indices.filter { $0 % 5 == 0 && isMarked(runs[$0]) },
        layout: ClusterLayout(labels: labels, strata: runs, blockLength: 3))[0]
    }
    #expect(try association(clusters: 11) { $0 % 2 == 0 } == nil)
    #expect(try #require(association(clusters: 60) { $0 % 2 == 0 }).pValue <= 0.05)
    #expect(try #require(association(clusters: 60) { $0 == 1 || $0 == 2 }).pValue > 0.05)
  }

  @Test func `Results depend neither on threads nor on the other factors`() throws {
    var generator = Xoshiro256PlusPlus(seed: 4)
    let (labels, values) = Self.noise(&generator, clusters: 20, correlation: 0)
    let marked = values.indices.filter { values[$0] > 1 }
    let factor = try LevelFactor(labels.map { $0 % 3 }, levelCount: 3, scale: .ordered)
    let other = try LevelFactor(labels.map { _ in generator.index(below: 2) }, levelCount: 2, scale: .nominal)
    let layout = try ClusterLayout(labels: labels)
    let test = LevelAssociationTest(replicates: 99, seed: 1)
    let both = try test.associations([factor, other], marked: marked, layout: layout)
    #expect(try test.associations([factor], marked: marked, layout: layout)[0] == both[0])
    #expect(try test.associations([factor, other], marked: marked, layout: layout) == both)
  }

  @Test func `What cannot be rearranged has no p-value, and bad input is refused`() throws {
    let layout = try ClusterLayout(labels: [0, 0, 1, 1])
    let test = LevelAssociationTest(replicates: 99, seed: 1)
    let constant = try LevelFactor([0, 0, 0, 0], levelCount: 1, scale: .nominal)
    let varying = try LevelFactor([0, 1, nil, 1], levelCount: 2, scale: .ordered)
    #expect(try test.associations([constant], marked: [0], layout: layout) == [nil])
    #expect(try test.associations([varying], marked: [], layout: layout) == [nil])
    #expect(try test.associations([varying], marked: [0, 1, 2, 3], layout: layout) == [nil])
    #expect(throws: StatisticsError.self) { try test.associations([varying], marked: [4], layout: layout) }
    #expect(throws: StatisticsError.self) {
      try test.associations([varying], marked: [0], layout: ClusterLayout(labels: [0]))
    }
    #expect(throws: StatisticsError.self) { try LevelFactor([2], levelCount: 2, scale: .nominal) }
    #expect(throws: StatisticsError.emptySample) { try LevelFactor([], levelCount: 2, scale: .nominal) }
  }

  @Test func `A layout refuses clusters in two places and keeps blocks inside of strata`() throws {
    #expect(throws: StatisticsError.self) { try ClusterLayout(labels: [0, 1, 0]) }
    #expect(throws: StatisticsError.self) { try ClusterLayout(labels: [0, 0], strata: [0, 1]) }
    #expect(throws: StatisticsError.self) { try ClusterLayout(labels: [0, 1, 2], strata: [0, 1, 0]) }
    #expect(throws: StatisticsError.self) { try ClusterLayout(labels: [0], blockLength: 0) }
    #expect(throws: StatisticsError.emptySample) { try ClusterLayout(labels: []) }
    let layout = try ClusterLayout(
      labels: [0, 0, 1, 2, 3, 4], strata: [0, 0, 0, 0, 1, 1], blockLength: 2)
    #expect(layout.blockOfCluster == [0, 0, 1, 2, 2])
    var shuffle = ClusterShuffle(layout)
    var generator = Xoshiro256PlusPlus(seed: 1)
    for _ in 0..<50 {
      shuffle.draw(using: &generator)
      #expect(Set(shuffle.order[0..<3]) == [0, 1, 2] && Set(shuffle.order[3...]) == [3, 4])
    }
  }
}
