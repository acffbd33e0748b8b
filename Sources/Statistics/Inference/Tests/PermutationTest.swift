/// A test of any statistic by random rearrangement of the labels.
///
/// Under the null hypothesis the labels of the exchangeable units could have fallen in any order, so the
/// p-value is the rank of the observed statistic among those of rearranged labels; the observed arrangement
/// counts as one of them, which keeps the level exact (Phipson and Smyth, Stat. Appl. Genet. Mol. Biol. 9, 2010).
public struct PermutationTest: Sendable {
  /// Number of rearrangements, at most.
  public var replicates: Int
  /// Seed of the rearrangements.
  public var seed: UInt64
  /// Stop as soon as this many rearrangements were at least as extreme as the data; `nil` never stops early.
  /// The p-value is then that number over the rearrangements made, which keeps the level
  /// (Besag and Clifford, Biometrika 78, 1991).
  public var exceedancesToStop: Int?

  /// Creates a test.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` unless there is at least one replicate and
  ///   at least one exceedance to stop at.
  public init(replicates: Int = 9999, seed: UInt64, exceedancesToStop: Int? = nil) throws(StatisticsError) {
    if replicates < 1 {
      throw .outOfRange(parameter: "replicates", value: Double(replicates), range: "[1, ∞)")
    }
    if let exceedancesToStop, exceedancesToStop < 1 {
      throw .outOfRange(parameter: "exceedances to stop", value: Double(exceedancesToStop), range: "[1, ∞)")
    }
    self.replicates = replicates
    self.seed = seed
    self.exceedancesToStop = exceedancesToStop
  }

  /// Rearranges labels and compares statistics.
  ///
  /// - Parameters:
  ///   - labels: Group of each value, any numbers.
  ///   - blocks: Labels are exchanged only inside of a block, such as a day; `nil` for one block.
  ///   - clusters: Values of a cluster, such as a batch, keep one common label that moves with all of them;
  ///     `nil` when the values themselves are independent.
  ///   - alternative: `greater` when large statistics are evidence, `twoSided` for twice the smaller tail.
  ///   - statistic: Of the values under rearranged labels; must be finite.
  /// - Throws: ``StatisticsError`` for unequal lists, fewer than two labels, a cluster with two labels or in two
  ///   blocks, or a statistic that is not finite.
  /// - Complexity: O(n) and one evaluation of the statistic a replicate.
  public func test(
    labels: [Int], blocks: [Int]? = nil, clusters: [Int]? = nil, alternative: Alternative = .twoSided,
    statistic: (_ labels: [Int]) -> Double
  ) throws(StatisticsError) -> TestResult {
    let units = try ExchangeableUnits(labels: labels, blocks: blocks, clusters: clusters)
    let observed = statistic(labels)
    try requireFinite(observed, "statistic")
    // Rearrangements that give the same value but for rounding count as equal.
    let tolerance = 1e-12 * max(abs(observed), .leastNormalMagnitude)
    var generator = Xoshiro256PlusPlus(seed: seed)
    var arranged = units.labels
    var rearranged = labels
    var (above, below, drawn) = (0, 0, 0)
    func exceedances() -> Int {
      switch alternative {
      case .greater: above
      case .less: below
      case .twoSided: min(above, below)
      }
    }
    while drawn < replicates {
      units.shuffle(&arranged, using: &generator)
      for index in rearranged.indices { rearranged[index] = arranged[units.unitOfValue[index]] }
      let value = statistic(rearranged)
      try requireFinite(value, "statistic of a rearrangement")
      if value >= observed - tolerance { above += 1 }
      if value <= observed + tolerance { below += 1 }
      drawn += 1
      if let exceedancesToStop, exceedances() >= exceedancesToStop { break }
    }
    let stopped = drawn < replicates
    let tail =
      stopped
      ? Double(exceedances()) / Double(drawn) : Double(exceedances() + 1) / Double(drawn + 1)
    return TestResult(
      statistic: observed, pValue: min(1, alternative == .twoSided ? 2 * tail : tail), law: .permutation,
      sizes: units.sizes, warnings: stopped ? [.stoppedEarly(replicates: drawn)] : [])
  }

  /// Compares two samples of independent values.
  ///
  /// - Parameter statistic: Of the first and the second sample, such as a ratio of 99th percentiles.
  /// - Throws: ``StatisticsError`` for empty samples, values or statistics that are not finite.
  /// - Complexity: O(n + m) and one evaluation of the statistic a replicate.
  public func test(
    _ x: [Double], _ y: [Double], alternative: Alternative = .twoSided,
    statistic: (_ x: [Double], _ y: [Double]) -> Double
  ) throws(StatisticsError) -> TestResult {
    try requireFinite(x)
    try requireFinite(y)
    let values = x + y
    var first = x
    var second = y
    let labels = [Int](repeating: 0, count: x.count) + [Int](repeating: 1, count: y.count)
    return try test(labels: labels, alternative: alternative) { labels in
      var (i, j) = (0, 0)
      for (value, label) in zip(values, labels) {
        if label == 0 {
          first[i] = value
          i += 1
        } else {
          second[j] = value
          j += 1
        }
      }
      return statistic(first, second)
    }
  }

  /// The exact permutation test of the means of whole numbers, such as microseconds, by counting all
  /// arrangements.
  ///
  /// The statistic is the difference of the means, first less second; the two-sided p-value is that of sums at
  /// least as far from their mean on either side.
  /// Source: the shift algorithm of Streitberg and Röhmel, Biometrical J. 28 (1986).
  /// - Returns: `nil` when counting would cost too much; sample the arrangements then.
  /// - Throws: ``StatisticsError/emptySample``.
  /// - Complexity: O(n m · range of the sums).
  public static func exactDifferenceOfMeans(
    _ x: [Int], _ y: [Int], alternative: Alternative = .twoSided
  ) throws(StatisticsError) -> TestResult? {
    if x.isEmpty || y.isEmpty { throw .emptySample }
    guard let (law, least) = ExactSumLaw.sum(of: x.count, scores: x + y) else { return nil }
    let sum = x.reduce(0, +)
    let total = sum + y.reduce(0, +)
    let index = sum - least
    let count = x.count + y.count
    let pValue: Double
    switch alternative {
    case .less: pValue = law.lowerTail(index)
    case .greater: pValue = law.upperTail(index)
    case .twoSided: pValue = law.twoSided(index, center: x.count * total - count * least, over: count)
    }
    return TestResult(
      statistic: Double(sum) / Double(x.count) - Double(total - sum) / Double(y.count), pValue: pValue,
      law: .exact, hasTies: Set(x + y).count < count, sizes: [x.count, y.count])
  }
}

/// The units whose labels may be exchanged, grouped in blocks.
private struct ExchangeableUnits {
  /// Label of each unit.
  var labels: [Int] = []
  /// Unit of each value.
  let unitOfValue: [Int]
  /// Units of each block.
  let blocks: [[Int]]
  /// Number of units a label, labels in ascending order.
  let sizes: [Int]

  init(labels all: [Int], blocks: [Int]?, clusters: [Int]?) throws(StatisticsError) {
    if all.isEmpty { throw .emptySample }
    for list in [blocks, clusters] {
      if let list, list.count != all.count {
        throw .lengthMismatch(expected: all.count, found: list.count)
      }
    }
    var indexOfCluster: [Int: Int] = [:]
    var unitOfValue: [Int] = []
    var blockOfUnit: [Int] = []
    for index in all.indices {
      let cluster = clusters?[index] ?? index
      let block = blocks?[index] ?? 0
      if let unit = indexOfCluster[cluster] {
        if labels[unit] != all[index] || blockOfUnit[unit] != block {
          throw .outOfRange(
            parameter: "number of labels or blocks in cluster \(cluster)", value: 2, range: "[1, 1]")
        }
        unitOfValue.append(unit)
      } else {
        indexOfCluster[cluster] = labels.count
        unitOfValue.append(labels.count)
        labels.append(all[index])
        blockOfUnit.append(block)
      }
    }
    self.unitOfValue = unitOfValue
    let names = Set(blockOfUnit).sorted()
    let indexOfBlock = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    var members = [[Int]](repeating: [], count: names.count)
    for (unit, block) in blockOfUnit.enumerated() { members[indexOfBlock[block] ?? 0].append(unit) }
    self.blocks = members
    let counts = Dictionary(labels.map { ($0, 1) }, uniquingKeysWith: +)
    sizes = counts.sorted { $0.key < $1.key }.map(\.value)
    if sizes.count < 2 { throw .tooFew(what: "different labels", found: sizes.count, needed: 2) }
  }

  /// Exchanges labels inside of every block.
  func shuffle(_ labels: inout [Int], using generator: inout Xoshiro256PlusPlus) {
    for block in blocks {
      var last = block.count - 1
      while last > 0 {
        labels.swapAt(block[last], block[generator.index(below: last + 1)])
        last -= 1
      }
    }
  }
}
