public import Statistics

extension TailFactors {
  /// Finds the factors that go with slow calls.
  ///
  /// Each factor is tested by rearrangements that respect clusters (see ``LevelAssociationTest``), all together by
  /// Holm's method. Rules are kept only when clusters that they were not found in bear them out (see
  /// ``SubgroupSearch``). Excess is what a slow call took beyond the median.
  /// - Throws: ``StatisticsError``: a parameter out of range, or fewer than five slow calls.
  /// - Complexity: O(calls · factors²) and, for each rearrangement, O(slow calls · factors²); memory as of the table.
  public init(_ table: FactorTable, options: FactorOptions = FactorOptions()) throws(StatisticsError) {
    let sample = try SlowCalls(table, slowest: options.slowest)
    let named = try FactorTests(table, sample, options).findings()
    let rules = try TailRules(table, sample, options).found()
    self.init(
      options: options, n: table.count, slow: sample.positions.count, threshold: sample.threshold,
      clusters: table.clusters, clusterCount: table.layout.clusterCount,
      blockLength: table.layout.blockLength,
      findings: named, rules: rules, silent: table.silent)
  }
}

/// Which rows are slow, and by how much.
struct SlowCalls {
  let threshold: Double
  let isSlow: [Bool]
  let positions: [Int]
  /// What each slow call took beyond the median; 0 for others.
  let excess: [Double]
  /// The same, with single huge values cut so that none decides where to look.
  let weights: [Double]

  /// Excess beyond which it counts no further in the search, in units of the median excess of slow calls.
  private static let greatestWeight = 3.0

  init(_ table: FactorTable, slowest: Double) throws(StatisticsError) {
    if !(slowest > 0 && slowest < 1) {
      throw .outOfRange(parameter: "share of the slowest calls", value: slowest, range: "(0, 1)")
    }
    let sorted = table.responses.sorted()
    let n = sorted.count
    let wanted = max(FactorOptions.fewestSlowCalls, Int((slowest * Double(n)).rounded()))
    if n < 2 * wanted { throw .tooFew(what: "calls", found: n, needed: 2 * wanted) }
    let threshold = sorted[n - wanted - 1]
    self.threshold = threshold
    let median = sorted[n / 2]
    isSlow = table.responses.map { $0 > threshold }
    let positions = table.responses.indices.filter { table.responses[$0] > threshold }
    if positions.count < FactorOptions.fewestSlowCalls {
      throw .tooFew(
        what: "calls slower than all others", found: positions.count, needed: FactorOptions.fewestSlowCalls)
    }
    self.positions = positions
    excess = table.responses.map { $0 > threshold ? $0 - median : 0 }
    let middle = positions.map { table.responses[$0] - median }.sorted()[positions.count / 2]
    weights = excess.map { min($0, Self.greatestWeight * middle) }
  }
}

/// The test of every factor, and what those that count do.
struct FactorTests {
  let table: FactorTable
  let sample: SlowCalls
  let options: FactorOptions
  private let bootstrap: SubgroupBootstrap
  private let test: LevelAssociationTest

  init(_ table: FactorTable, _ sample: SlowCalls, _ options: FactorOptions) {
    self.table = table
    self.sample = sample
    self.options = options
    bootstrap = SubgroupBootstrap(replicates: options.replicates, seed: options.seed, level: options.level)
    // Many clusters take long to exchange, and need fewer rearrangements to be sure.
    let affordable = max(Self.fewestPermutations, Self.mostExchanges / table.layout.clusterCount)
    test = LevelAssociationTest(
      replicates: min(options.permutations, affordable), seed: options.seed)
  }

  /// Exchanges of clusters in one test that take a tenth of a second or so.
  private static let mostExchanges = 10_000_000
  private static let fewestPermutations = 499

  func findings() throws(StatisticsError) -> [FactorFinding] {
    let factors = table.columns.map(\.levels)
    let slow = try test.associations(factors, marked: sample.positions, layout: table.layout)
    let upper = try test.associations(factors, marked: upperPositions, layout: table.layout)
    let adjusted = try holm(slow.map { $0?.pValue })
    let adjustedUpper = try holm(upper.map { $0?.pValue })
    var findings: [Entry] = []
    for (index, column) in table.columns.enumerated() {
      let condition = try bestCondition(index)
      let outOfSample = try outOfSampleShare(index)
      // Levels that go with slow calls here must do so elsewhere, too.
      let isBorneOut = outOfSample.map { ($0.interval?.lower ?? $0.value) > 0 } ?? false
      let isNamed = isBorneOut && (adjusted[index] ?? 1) <= 1 - options.level
      findings.append(
        (
          FactorFinding(
            factor: column.factor, pValue: slow[index]?.pValue, adjustedPValue: adjusted[index],
            upperQuantilePValue: adjustedUpper[index], isNamed: isNamed,
            condition: condition.map { column.words($0.levels) },
            effect: try condition.map { condition throws(StatisticsError) in
              try effect(condition, probabilities: isNamed ? options.probabilities : [])
            }, outOfSampleShare: outOfSample), index, condition
        ))
    }
    return try besidesOthers(
      Self.ranked(findings.filter(\.finding.isNamed)) + Self.ranked(findings.filter { !$0.finding.isNamed }))
  }

  private typealias Entry = (finding: FactorFinding, column: Int, condition: LevelCondition?)

  /// By falling share; of those within a twentieth of the largest left, the more telling factor is first.
  private static func ranked(_ entries: [Entry]) -> [Entry] {
    var left = entries
    var result: [Entry] = []
    func share(_ entry: Entry) -> Double { entry.finding.effect?.attributableShare.value ?? 0 }
    while let largest = left.map(share).max() {
      let next = left.firstIndex { share($0) >= largest - 0.05 * abs(largest) } ?? 0
      result.append(left.remove(at: next))
    }
    return result
  }

  private var upperPositions: [Int] {
    let sorted = table.responses.sorted()
    let limit = sorted[Int(FactorOptions.upperQuantile * Double(sorted.count))]
    return table.responses.indices.filter { table.responses[$0] > limit }
  }

  private func holm(_ values: [Double?]) throws(StatisticsError) -> [Double?] {
    let known = values.indices.filter { values[$0] != nil }
    let adjusted = try MultiplicityAdjustment.holm.adjusted(known.map { values[$0] ?? 1 })
    var result = values
    for (index, value) in zip(known, adjusted) { result[index] = value }
    return result
  }

  private func bestCondition(_ column: Int) throws(StatisticsError) -> LevelCondition? {
    try SubgroupSearch(depth: 1, seed: options.seed)
      .best([table.columns[column].levels], weights: sample.weights, layout: table.layout)?.first
      .map { LevelCondition(factor: column, levels: $0.levels) }
  }

  private func isInside(_ condition: LevelCondition) -> [Bool] {
    let factors = table.columns.map(\.levels)
    return (0..<table.count).map { factors.meets([condition], at: $0) }
  }

  private func effect(
    _ condition: LevelCondition, probabilities: [Double]
  ) throws(StatisticsError) -> SubgroupEffect {
    try bootstrap.effect(
      isInside: isInside(condition), isMarked: sample.isSlow, weights: sample.excess, values: table.responses,
      probabilities: probabilities, layout: table.layout)
  }

  private func outOfSampleShare(_ column: Int) throws(StatisticsError) -> Estimate? {
    guard
      let positions = try SubgroupSearch(depth: 1, seed: options.seed)
        .outOfSamplePositions([table.columns[column].levels], weights: sample.weights, layout: table.layout)
    else { return nil }
    return try bootstrap.attributableShare(
      of: positions, among: Array(0..<table.count), weights: sample.excess, layout: table.layout)
  }

  /// Tests each named factor among the calls that the conditions of those before it leave.
  private func besidesOthers(
    _ findings: [Entry]
  ) throws(StatisticsError) -> [FactorFinding] {
    var result = findings.map(\.finding)
    var kept = Array(0..<table.count)
    for (index, entry) in findings.enumerated() where entry.finding.isNamed {
      if index > 0, let layout = table.layout.selecting(kept) {
        let slow = kept.indices.filter { sample.isSlow[kept[$0]] }
        let own = table.columns[entry.column].levels.selecting(kept)
        result[index].pValueBesidesOthers =
          try slow.count < FactorOptions.fewestSlowCalls
          ? 1 : test.associations([own], marked: slow, layout: layout)[0]?.pValue ?? 1
      }
      if let condition = entry.condition {
        let inside = isInside(condition)
        kept = kept.filter { !inside[$0] }
      }
    }
    return result
  }
}

/// The rules as a reader wants them.
struct TailRules {
  let table: FactorTable
  let sample: SlowCalls
  let options: FactorOptions

  init(_ table: FactorTable, _ sample: SlowCalls, _ options: FactorOptions) {
    self.table = table
    self.sample = sample
    self.options = options
  }

  func found() throws(StatisticsError) -> [TailRule] {
    if table.columns.isEmpty { return [] }
    let search = SubgroupSearch(depth: options.conditions, level: options.level, seed: options.seed)
    let rules = try search.rules(table.columns.map(\.levels), weights: sample.weights, layout: table.layout)
    let bootstrap = SubgroupBootstrap(
      replicates: options.replicates, seed: options.seed, level: options.level)
    var result: [TailRule] = []
    var left = Array(0..<table.count)
    for rule in rules {
      let conditions = rule.conditions.map {
        RuleCondition(
          factor: table.columns[$0.factor].factor, words: table.columns[$0.factor].words($0.levels))
      }
      let slow = rule.positions.count { sample.isSlow[$0] }
      let rate = Double(sample.positions.count) / Double(table.count)
      // Compared with the calls that no rule before covers.
      let share = try bootstrap.attributableShare(
        of: rule.positions, among: left, weights: sample.excess, layout: table.layout)
      let outOfSample = try bootstrap.attributableShare(
        of: rule.outOfSamplePositions, among: left, weights: sample.excess, layout: table.layout)
      let covered = Set(rule.positions)
      left = left.filter { !covered.contains($0) }
      guard let share, let outOfSample else { continue }
      result.append(
        TailRule(
          conditions: conditions, words: conditions.map(\.words).joined(separator: " and "),
          calls: rule.positions.count, slowCalls: slow,
          shareOfSlow: Double(slow) / Double(sample.positions.count),
          lift: Double(slow) / Double(rule.positions.count) / rate, shareOfExcess: share,
          outOfSampleShare: outOfSample, pValue: rule.pValue,
          members: rule.positions.map { table.calls[$0] }.sorted()))
    }
    return result
  }
}
