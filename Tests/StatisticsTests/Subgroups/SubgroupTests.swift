import LinearAlgebra
import Testing

@testable import Statistics

@Suite struct SubgroupTests {
  /// Four factors of all kinds, with missing values.
  static func factors(_ count: Int, _ generator: inout Xoshiro256PlusPlus) throws -> [LevelFactor] {
    try [
      LevelFactor((0..<count).map { _ in generator.index(below: 3) }, levelCount: 3, scale: .nominal),
      LevelFactor(
        (0..<count).map { _ in generator.uniform() < 0.1 ? nil : generator.index(below: 5) }, levelCount: 5,
        scale: .ordered),
      LevelFactor((0..<count).map { _ in generator.index(below: 8) }, levelCount: 8, scale: .cyclic),
      LevelFactor((0..<count).map { _ in generator.index(below: 2) }, levelCount: 2, scale: .nominal),
    ]
  }

  @Test func `The search finds what looking at every condition and pair finds`() throws {
    for seed in 0..<20 {
      var generator = Xoshiro256PlusPlus(seed: UInt64(seed))
      let n = 120
      let factors = try Self.factors(n, &generator)
      let weights = (0..<n).map { _ in generator.uniform() < 0.2 ? generator.uniform() : 0 }
      let mean = weights.reduce(0, +) / Double(n)
      func quality(_ conditions: [LevelCondition]) -> Double {
        let members = (0..<n).filter { factors.meets(conditions, at: $0) }
        if members.count < 5 { return 0 }
        var value = members.reduce(0) { $0 + weights[$1] - mean }
        if conditions.count == 2 { value /= 1.05 }
        for condition in conditions {
          let set = condition.levels
          if factors[condition.factor].scale == .ordered, set.first > 0, set.first + set.count < 5 {
            value /= 1.02
          }
        }
        return value
      }
      let singles = factors.enumerated().flatMap { index, factor in
        factor.conditions.map { LevelCondition(factor: index, levels: $0) }
      }
      var all = singles.map { quality([$0]) }
      for a in singles { for b in singles where a.factor < b.factor { all.append(quality([a, b])) } }
      let heavy = weights.indices.filter { weights[$0] > 0 }
      let best = try #require(
        ConditionSearch(factors, rows: Array(0..<n), depth: 2).best(
          rows: heavy, weights: heavy.map { weights[$0] }))
      #expect(abs(best.quality - (all.max() ?? 0)) < 1e-9)
      #expect(quality(best.conditions) >= 0.95 * best.quality - 1e-9)
    }
  }

  /// Batches of calls with a weight for some, more often where `isPlanted`.
  static func data(
    seed: UInt64, clusters: Int, planted: (_ factors: [LevelFactor], _ position: Int) -> Bool
  ) throws -> (factors: [LevelFactor], weights: [Double], layout: ClusterLayout) {
    var generator = RandomStreams(seed: 9)[seed]
    var labels: [Int] = []
    for cluster in 0..<clusters { labels += [Int](repeating: cluster, count: 4 + generator.index(below: 12)) }
    let factors = try factors(labels.count, &generator)
    let effects = (0..<clusters).map { _ in generator.uniform() < 0.2 ? 0.2 : 0.02 }
    let weights = labels.indices.map { position in
      let rate = planted(factors, position) ? 0.7 : effects[labels[position]]
      return generator.uniform() < rate ? 0.5 + generator.uniform() : 0
    }
    return (factors, weights, try ClusterLayout(labels: labels))
  }

  @Test func `Noise among clusters that differ gives no rule`() throws {
    var rules = 0
    for seed in 0..<40 {
      let (factors, weights, layout) = try Self.data(seed: UInt64(seed), clusters: 30) { _, _ in false }
      let found = try SubgroupSearch(replicates: 99, seed: UInt64(seed))
        .rules(factors, weights: weights, layout: layout)
      if !found.isEmpty { rules += 1 }
    }
    // 5 % of 40 and two and a half standard errors.
    #expect(rules <= 5)
  }

  @Test func `Planted conditions and pairs are found as planted`() throws {
    let single = LevelCondition(factor: 0, levels: LevelSet(first: 2, count: 1))
    let arc = LevelCondition(factor: 2, levels: LevelSet(first: 7, count: 2))
    let flag = LevelCondition(factor: 3, levels: LevelSet(first: 1, count: 1))
    for planted in [[single], [arc], [single, flag]] {
      var hits = 0
      for seed in 0..<8 {
        let (factors, weights, layout) = try Self.data(seed: UInt64(seed), clusters: 40) {
          $0.meets(planted, at: $1)
        }
        let found = try SubgroupSearch(replicates: 99, seed: 1).rules(
          factors, weights: weights, layout: layout)
        if found.first?.conditions == planted { hits += 1 }
        if let rule = found.first {
          #expect(rule.positions.allSatisfy { factors.meets(rule.conditions, at: $0) })
          #expect(rule.pValue <= 0.05 && rule.outOfSampleScore > 1.6)
        }
      }
      #expect(hits >= 6, "\(planted) \(hits)")
    }
  }

  @Test func `Two planted rules are both found, the heavier one first`() throws {
    let (factors, weights, layout) = try Self.data(seed: 1, clusters: 60) { factors, position in
      factors[0].codes[position] == 1 || factors[1].codes[position] == 5
    }
    let found = try SubgroupSearch(replicates: 99, seed: 1).rules(factors, weights: weights, layout: layout)
    #expect(
      found.map(\.conditions) == [
        [LevelCondition(factor: 0, levels: LevelSet(first: 1, count: 1))],
        [LevelCondition(factor: 1, levels: LevelSet(first: 5, count: 1))],
      ])
    #expect(Set(found[0].positions).isDisjoint(with: found[1].positions))
    #expect(
      try SubgroupSearch(replicates: 99, seed: 1).rules(factors, weights: weights, layout: layout) == found)
  }

  @Test func `Too few clusters, no weight and bad weights`() throws {
    let factor = try LevelFactor([0, 1, 0, 1, 0, 1, 0, 1], levelCount: 2, scale: .nominal)
    let search = SubgroupSearch(seed: 1)
    let few = try ClusterLayout(labels: [0, 0, 0, 0, 1, 1, 1, 1])
    let many = try ClusterLayout(labels: Array(0..<8))
    #expect(try search.rules([factor], weights: [0, 1, 0, 1, 0, 1, 0, 1], layout: few).isEmpty)
    #expect(try search.rules([factor], weights: [Double](repeating: 0, count: 8), layout: many).isEmpty)
    #expect(try search.rules([factor], weights: [Double](repeating: 1, count: 8), layout: many).isEmpty)
    #expect(try search.rules([], weights: [Double](repeating: 1, count: 8), layout: many).isEmpty)
    #expect(throws: StatisticsError.self) { try search.rules([factor], weights: [.nan], layout: many) }
    #expect(throws: StatisticsError.self) {
      try search.rules([factor], weights: [Double](repeating: -1, count: 8), layout: many)
    }
  }

  @Test func `Differences of quantiles are the coefficients of the quantile regression`() throws {
    var generator = Xoshiro256PlusPlus(seed: 2)
    let n = 203
    let isInside = (0..<n).map { _ in generator.uniform() < 0.3 }
    let values = isInside.map { ($0 ? 2.0 : 1.0) * -logarithm(generator.openUniform()) }
    let weights = values.map { $0 > 2.5 ? $0 - 1 : 0 }
    let layout = try ClusterLayout(labels: (0..<n).map { $0 / 7 })
    let effect = try SubgroupBootstrap(replicates: 99, seed: 1).effect(
      isInside: isInside, isMarked: weights.map { $0 > 0 }, weights: weights, values: values,
      probabilities: [0.9, 0.5], layout: layout)
    let design = try Matrix(
      rows: n, columns: 2, columnMajor: [Double](repeating: 1, count: n) + isInside.map { $0 ? 1 : 0 })
    for difference in effect.quantileDifferences {
      let fit = try QuantileRegression(design: design, response: values).fit(at: difference.probability)
      // Where several lines are best, ours is one of them.
      let loss = zip(values, isInside).reduce(0) { sum, entry in
        let residual = entry.0 - difference.without - (entry.1 ? difference.difference.value : 0)
        return sum + residual * (difference.probability - (residual < 0 ? 1 : 0))
      }
      #expect(abs(loss - fit.objective) < 1e-9 * fit.objective)
      #expect(difference.difference.interval?.contains(difference.difference.value) == true)
    }
    #expect(effect.quantileDifferences.map(\.probability) == [0.9, 0.5])
  }

  @Test func `Shares of a subgroup are those counted by hand`() throws {
    let layout = try ClusterLayout(labels: [0, 0, 1, 1, 2, 2, 3, 3])
    let effect = try SubgroupBootstrap(replicates: 200, seed: 1).effect(
      isInside: [true, false, true, false, true, false, true, false],
      isMarked: [true, false, true, true, false, false, true, false],
      weights: [4, 0, 3, 2, 0, 0, 1, 0], values: [1, 2, 3, 4, 5, 6, 7, 8], probabilities: [], layout: layout)
    #expect(effect.count == 4 && effect.marked == 3)
    #expect(effect.shareWith.value == 0.75 && effect.shareWithout.value == 0.25)
    #expect(effect.riskRatio?.value == 3)
    // 8 of 10 lie inside; the mean of the others, 0.5, would leave 2 there.
    #expect(abs(effect.attributableShare.value - 0.6) < 1e-12)
    #expect(effect.attributableShare.interval != nil)
  }

  @Test func `Intervals of the attributable share cover it`() throws {
    var covered = 0
    let rounds = 100
    for seed in 0..<rounds {
      var generator = RandomStreams(seed: 21)[UInt64(seed)]
      var (labels, isInside, weights): ([Int], [Bool], [Double]) = ([], [], [])
      for cluster in 0..<60 {
        let effect = 0.5 + generator.uniform()
        for _ in 0..<10 {
          labels.append(cluster)
          isInside.append(generator.uniform() < 0.25)
          // Mean weights of 0.6 inside and 0.2 outside: 0.1 of 0.3 goes with being inside.
          let rate = (isInside[isInside.count - 1] ? 0.3 : 0.1) * effect
          weights.append(generator.uniform() < rate ? 4 * generator.uniform() : 0)
        }
      }
      let share = try SubgroupBootstrap(replicates: 199, seed: 1).attributableShare(
        of: isInside.indices.filter { isInside[$0] }, among: Array(isInside.indices), weights: weights,
        layout: ClusterLayout(labels: labels))
      if share?.interval?.contains(1.0 / 3) == true { covered += 1 }
    }
    #expect(Double(covered) / Double(rounds) > 0.9)
  }

  @Test func `A subgroup of all, of none, and without weight is refused`() throws {
    let layout = try ClusterLayout(labels: [0, 1])
    let bootstrap = SubgroupBootstrap(seed: 1)
    func effect(_ isInside: [Bool], _ weights: [Double], _ values: [Double]) throws -> SubgroupEffect {
      try bootstrap.effect(
        isInside: isInside, isMarked: [true, false], weights: weights, values: values, probabilities: [0.5],
        layout: layout)
    }
    #expect(throws: StatisticsError.self) { try effect([true, true], [1, 1], [1, 1]) }
    #expect(throws: StatisticsError.self) { try effect([false, false], [1, 1], [1, 1]) }
    #expect(throws: StatisticsError.self) { try effect([true, false], [0, 0], [1, 1]) }
    #expect(throws: StatisticsError.self) { try effect([true, false], [1, 1], [1, .infinity]) }
    #expect(try effect([true, false], [1, 0], [1, 2]).attributableShare.interval == nil)
  }
}
