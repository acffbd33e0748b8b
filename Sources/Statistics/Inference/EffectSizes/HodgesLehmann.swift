/// Differences xⱼ − yᵢ of two ascending samples.
private struct CrossDifferences: StaircaseMatrix {
  let x: UnsafeBufferPointer<Double>
  let y: UnsafeBufferPointer<Double>
  var rows: Int { y.count }
  var columns: Int { x.count }
  @inline(__always)
  func range(ofRow row: Int) -> Range<Int> { 0..<x.count }
  @inline(__always)
  func value(row: Int, column: Int) -> Double { x[column] - y[row] }
}

extension PooledSamples {
  /// The shift of the first sample against the second: the median of all pairwise differences, with
  /// distribution-free bounds.
  ///
  /// The bounds are order statistics of the differences at ranks from the law of U; they hold for any two
  /// distributions that differ by a shift, whatever their form. Ties make them wider than needed. Values must
  /// be independent: for clustered values compare summaries of the clusters.
  /// Sources: Hodges and Lehmann, Ann. Math. Statist. 34 (1963); Moses (1965); selection after Monahan, ACM
  /// TOMS 10 (1984).
  /// - Parameters:
  ///   - level: Nominal coverage, in (0, 1).
  ///   - coverage: What the level means where it cannot be met exactly.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``, also for values so large that differences
  ///   overflow.
  /// - Complexity: O((n + m) log(n m)); no difference is stored.
  public func hodgesLehmannShift(
    level: Double = 0.95, coverage: DiscreteCoverage = .atLeast
  ) throws(StatisticsError) -> EffectEstimate {
    try require(level, "level", above: 0, below: 1)
    let low = x.values[0] - y.values[y.count - 1]
    let high = x.values[x.count - 1] - y.values[0]
    try requireFinite(low, "difference of values")
    try requireFinite(high, "difference of values")
    let margin = RankMargin.pairs(x.count, y.count, tail: (1 - level) / 2, coverage: coverage)
    let entries = x.count * y.count
    return x.values.withUnsafeBufferPointer { x in
      y.values.withUnsafeBufferPointer { y in
        let differences = CrossDifferences(x: x, y: y)
        let value = differences.median(low: low, high: high, entries: entries) { 0.5 * $0 + 0.5 * $1 }
        let ends = margin.ends(of: differences, low: low, high: high, entries: entries, level: level)
        return EffectEstimate(
          value: value, interval: ends, achievedLevel: margin.achievedLevel, method: margin.method,
          sizes: sizes)
      }
    }
  }

  /// The ratio of the first sample to the second: the shift of the logarithms.
  ///
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` for values that are not positive.
  /// - Complexity: O((n + m) log(n m)).
  public func hodgesLehmannRatio(
    level: Double = 0.95, coverage: DiscreteCoverage = .atLeast
  ) throws(StatisticsError) -> EffectEstimate {
    let logs = PooledSamples(
      SortedSample(ascending: try logarithms(of: x.values)),
      SortedSample(ascending: try logarithms(of: y.values)))
    return try logs.hodgesLehmannShift(level: level, coverage: coverage).mapped { exponential($0) }
  }
}

extension SortedSample {
  /// The Hodges-Lehmann centre with distribution-free bounds, for a symmetric distribution; of paired samples on
  /// their differences.
  ///
  /// Source: Hodges and Lehmann (1963); Tukey's ranks of the pairwise means.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)``.
  /// - Complexity: O(n log n).
  public func hodgesLehmannCenter(
    level: Double, coverage: DiscreteCoverage = .atLeast
  ) throws(StatisticsError) -> EffectEstimate {
    try require(level, "level", above: 0, below: 1)
    let margin = RankMargin.means(count, tail: (1 - level) / 2, coverage: coverage)
    let interval = values.withUnsafeBufferPointer { values in
      margin.ends(
        of: PairwiseMeans(values: values), low: values[0], high: values[values.count - 1],
        entries: values.count * (values.count + 1) / 2, level: level)
    }
    return EffectEstimate(
      value: hodgesLehmannCenter(), interval: interval, achievedLevel: margin.achievedLevel,
      method: margin.method, sizes: [count])
  }
}

extension RankMargin {
  /// The entries at the rank and at its mirror image.
  @inline(__always)
  fileprivate func ends(
    of matrix: some StaircaseMatrix, low: Double, high: Double, entries: Int, level: Double
  ) -> ConfidenceInterval {
    guard let rank else { return ConfidenceInterval(lower: nil, upper: nil, level: level) }
    let inner = min(rank, (entries + 1) / 2)
    return ConfidenceInterval(
      lower: matrix.entry(rank: inner, low: low, high: high, entries: entries),
      upper: matrix.entry(rank: entries + 1 - inner, low: low, high: high, entries: entries), level: level)
  }
}
