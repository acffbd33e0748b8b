/// Divides a series again and again where its distribution differs most, as long as the difference is too
/// large for chance: any change of the distribution is seen, not of the mean only.
///
/// Matteson and James (2014) call the procedure E-divisive; here a part is always split into two whole parts (they
/// also try to leave values at its end aside, which needs O(n²)), and each split is scanned in O(n log n).
///
/// The values must be exchangeable where nothing changes: dependence over time raises false alarms.
public struct EnergyDivision: Codable, Hashable, Sendable {
  /// A split that was tested.
  public struct Split: Codable, Hashable, Sendable {
    /// First index of the part after it.
    public var index: Int
    /// Energy statistic, in units of the values.
    public var statistic: Double
    /// Chance of as large a statistic when the order of the part is random.
    public var pValue: Double
    /// Random orders that were drawn.
    public var permutations: Int
  }

  /// Significant splits in order of time.
  public var splits: [Split]

  /// First index of each part but the first.
  public var changes: [Int] { splits.map(\.index) }

  /// Divides a series.
  ///
  /// The p-value counts the data as one of the orders and stops drawing once it is clear that it will not
  /// be below `significance` (Besag and Clifford, Biometrika 78, 1991): the level is kept, and a part without a
  /// change costs few draws.
  /// - Parameters:
  ///   - series: Finite values.
  ///   - significance: Largest p-value of a split, in (0, 1).
  ///   - minimumLength: Least number of values in a part; at least 2.
  ///   - permutations: Random orders, at most.
  ///   - seed: Of the orders.
  /// - Throws: ``StatisticsError``: empty, not finite or a parameter out of range, such as too few permutations
  ///   for the significance.
  /// - Complexity: O(permutations · n log n) for each level of division; O(n) memory.
  public init(
    _ series: [Double], significance: Double = 0.05, minimumLength: Int = 5, permutations: Int = 199,
    seed: UInt64
  ) throws(StatisticsError) {
    _ = try CentredSeries.make(series)
    try require(significance, "significance", above: 0, below: 1)
    if minimumLength < 2 {
      throw .outOfRange(parameter: "minimum length", value: Double(minimumLength), range: "[2, ∞)")
    }
    if permutations < 1 || Double(permutations + 1) * significance < 1 {
      throw .outOfRange(
        parameter: "permutations", value: Double(permutations), range: "[\(1 / significance - 1), ∞)")
    }
    let streams = RandomStreams(seed: seed)
    // A part stops as soon as this many orders are as extreme: its p-value is above the significance then.
    let enough = Int((significance * Double(permutations + 1)).rounded(.down))
    var parts = [0..<series.count]
    var splits: [Split] = []
    while let part = parts.popLast() {
      // Streams belong to parts, so that one part's draws do not move another's.
      let generator = streams[UInt64(part.lowerBound) << 32 | UInt64(part.upperBound)]
      guard
        let split = Self.test(
          series[part], minimumLength: minimumLength, permutations: permutations, enough: enough, generator),
        split.pValue <= significance
      else { continue }
      splits.append(split)
      parts += [part.lowerBound..<split.index, split.index..<part.upperBound]
    }
    self.splits = splits.sorted { $0.index < $1.index }
  }

  private static func test(
    _ part: ArraySlice<Double>, minimumLength: Int, permutations: Int, enough: Int,
    _ start: Xoshiro256PlusPlus
  ) -> Split? {
    // About the first value, so that sums keep their digits.
    var values = part.map { $0 - part[part.startIndex] }
    var (ranks, ascending) = orderRanks(values[...])
    if ascending.first == ascending.last { return nil }
    var tree = RankTree(ascending: ascending)
    guard let observed = EnergySplit.best(values, ranks: ranks, minimumLength: minimumLength, tree: &tree)
    else { return nil }
    let bar = observed.statistic * (1 - 1e-12)
    var generator = start
    var (exceedances, drawn) = (0, 0)
    while drawn < permutations, exceedances < enough {
      generator.shuffle(&ranks)
      for index in values.indices { values[index] = ascending[ranks[index]] }
      let split = EnergySplit.best(values, ranks: ranks, minimumLength: minimumLength, tree: &tree)
      drawn += 1
      if let split, split.statistic >= bar { exceedances += 1 }
    }
    let stopped = exceedances >= enough && drawn < permutations
    return Split(
      index: part.startIndex + observed.index, statistic: observed.statistic,
      pValue: stopped ? Double(exceedances) / Double(drawn) : Double(exceedances + 1) / Double(drawn + 1),
      permutations: drawn)
  }
}
