extension SortedSample {
  /// Number of pairs of different positions.
  private var pairCount: Int { count * (count - 1) / 2 }

  /// The Hodges-Lehmann centre: the median of the means of all pairs, each value with itself included.
  ///
  /// Breaks down only when 29 % of the values are wild; loses 5 % against the mean on normal data.
  /// Source: Hodges and Lehmann, Ann. Math. Statist. 34 (1963); algorithm as Monahan, ACM TOMS 10 (1984).
  /// - Complexity: O(n log n).
  public func hodgesLehmannCenter() -> Double {
    values.withUnsafeBufferPointer { values in
      let means = PairwiseMeans(values: values)
      let last = values.count - 1
      return means.median(
        low: means.value(row: last, column: 0), high: means.value(row: 0, column: last),
        entries: pairCount + count, mean: { 0.5 * $0 + 0.5 * $1 })
    }
  }

  /// The Shamos spread: the median of the distances of all pairs; not scaled to any law (1.0484 times
  /// this estimates the standard deviation of normal data).
  ///
  /// Source: Shamos (1976); Rousseeuw and Croux, J. Am. Stat. Assoc. 88 (1993).
  /// - Throws: ``StatisticsError/tooFew(what:found:needed:)`` for fewer than two values.
  /// - Complexity: O(n log n).
  public func shamosSpread() throws(StatisticsError) -> Double {
    try requireCount(atLeast: 2)
    return values.withUnsafeBufferPointer { values in
      PairwiseDifferences(values: values).median(
        low: 0, high: values[values.count - 1] - values[0], entries: pairCount,
        mean: { 0.5 * $0 + 0.5 * $1 })
    }
  }

  /// The scale Qn: a low order statistic of the distances of all pairs, scaled to the standard deviation
  /// of normal data; breaks down at 50 %, 82 % efficient.
  ///
  /// Source: Rousseeuw and Croux (1993); factors for small samples as in robustbase (Maechler).
  /// - Throws: ``StatisticsError/tooFew(what:found:needed:)`` for fewer than two values.
  /// - Complexity: O(n log n).
  public func qnScale() throws(StatisticsError) -> Double {
    try requireCount(atLeast: 2)
    let half = count / 2 + 1
    let raw = values.withUnsafeBufferPointer { values in
      PairwiseDifferences(values: values).entry(
        rank: half * (half - 1) / 2, low: 0, high: values[values.count - 1] - values[0], entries: pairCount)
    }
    return 2.21914 * raw * Self.qnFactor(count)
  }

  /// Correction of Qn for the bias of small samples.
  private static func qnFactor(_ count: Int) -> Double {
    let small = [
      0.399356, 0.99365, 0.51321, 0.84401, 0.61220, 0.85877, 0.66993, 0.87344, 0.72014, 0.88906, 0.75743,
    ]
    if count <= 12 { return small[count - 2] }
    let n = Double(count)
    let excess =
      count % 2 == 1
      ? 1.60188 + (-2.1284 - 5.172 / n) / n : 3.67561 + (1.9654 + (6.987 - 77 / n) / n) / n
    return 1 / (1 + excess / n)
  }

  /// The scale Sn: the low median over i of the high median over j of |xᵢ − xⱼ|, scaled to the standard
  /// deviation of normal data; breaks down at 50 %, 58 % efficient, needs no centre.
  ///
  /// Source: Rousseeuw and Croux (1993); factors for small samples from Croux and Rousseeuw (1992).
  /// - Throws: ``StatisticsError/tooFew(what:found:needed:)`` for fewer than two values.
  /// - Complexity: O(n) on the sorted values: the window of nearest neighbours only moves up.
  public func snScale() throws(StatisticsError) -> Double {
    try requireCount(atLeast: 2)
    let window = count / 2 + 1
    var start = 0
    var medians = values.map { center in
      while start + window < count, values[start + window] - center < center - values[start] { start += 1 }
      return max(center - values[start], values[start + window - 1] - center)
    }
    let raw = Selection.value(&medians, rank: (count + 1) / 2 - 1)
    let small = [0.743, 1.851, 0.954, 1.351, 0.993, 1.198, 1.005, 1.131]
    let factor = count <= 9 ? small[count - 2] : count % 2 == 1 ? Double(count) / (Double(count) - 0.9) : 1
    return 1.1926 * raw * factor
  }

  /// Throws when there are too few values for a method.
  func requireCount(atLeast needed: Int) throws(StatisticsError) {
    if count < needed { throw .tooFew(what: "values", found: count, needed: needed) }
  }
}
