extension PooledSamples {
  /// Mann and Whitney's U of the first sample: the number of pairs with x above y, ties counted half.
  public var wins: Double { Double(doubledWins) / 2 }

  /// The rank-sum test of Wilcoxon, Mann and Whitney.
  ///
  /// The statistic is U of the first sample, as in R. Exact counting covers ties, by the shift algorithm;
  /// the normal law has the variance corrected for ties.
  /// The two-sided p-value doubles the smaller tail; exact with ties it is that of statistics at least as far
  /// from the mean on either side.
  /// Source: Lehmann, Nonparametrics (1975) 1.2 to 1.4.
  /// - Parameters:
  ///   - alternative: `less` when the first sample tends to smaller values.
  ///   - choice: Of the law; exact when automatic while the smaller sample has at most 120 values and both
  ///     1,000, with ties about 100 each.
  ///   - continuityCorrection: Of one half of a pair, for the normal law.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` when exact counting was asked for and would
  ///   take too long.
  /// - Complexity: O(1) after the merge for the normal law.
  public func mannWhitney(
    _ alternative: Alternative = .twoSided, law choice: NullLawChoice = .automatic,
    continuityCorrection: Bool = true
  ) throws(StatisticsError) -> TestResult {
    if areAllEqual {
      return TestResult(
        statistic: wins, pValue: 1, law: .exact, hasTies: x.count + y.count > 1, sizes: sizes,
        warnings: [.allEqual])
    }
    if choice != .asymptotic, let result = exactMannWhitney(alternative) { return result }
    if choice == .exact {
      throw .outOfRange(
        parameter: "number of values for exact counting", value: Double(x.count + y.count),
        range: "[2, \(ExactSumLaw.largestCount)], less with ties: use the normal law")
    }
    return normalMannWhitney(alternative, continuityCorrection: continuityCorrection)
  }

  private func exactMannWhitney(_ alternative: Alternative) -> TestResult? {
    let (n, m) = (x.count, y.count)
    let lower: Double
    let upper: Double
    let twoSided: Double
    if hasTies {
      // Twice the mid-ranks are whole.
      var scores: [Int] = []
      for size in tieSizes() {
        let score = 2 * scores.count + size + 1
        scores += [Int](repeating: score, count: size)
      }
      let chosen = min(n, m)
      guard let (law, least) = ExactSumLaw.sum(of: chosen, scores: scores) else { return nil }
      let doubled = (n <= m ? doubledWins : 2 * n * m - doubledWins) + chosen * (chosen + 1)
      let index = doubled - least
      (lower, upper) =
        n <= m
        ? (law.lowerTail(index), law.upperTail(index)) : (law.upperTail(index), law.lowerTail(index))
      twoSided = law.twoSided(index, center: chosen * (n + m + 1) - least)
    } else {
      guard ExactSumLaw.canCountWins(n, m) else { return nil }
      let law = ExactSumLaw.wins(n, m)
      (lower, upper) = (law.lowerTail(doubledWins / 2), law.upperTail(doubledWins / 2))
      twoSided = 2 * min(lower, upper)
    }
    let pValue =
      switch alternative {
      case .less: lower
      case .greater: upper
      case .twoSided: twoSided
      }
    return TestResult(
      statistic: wins, pValue: min(1, pValue), law: .exact, hasTies: hasTies, sizes: sizes,
      warnings: separationWarnings)
  }

  private func normalMannWhitney(_ alternative: Alternative, continuityCorrection: Bool) -> TestResult {
    let (n, m) = (Double(x.count), Double(y.count))
    let total = n + m
    let variance = n * m / 12 * (total + 1 - tieCubes / (total * (total - 1)))
    let distance = wins - n * m / 2
    let correction = continuityCorrection ? 0.5 : 0
    let deviation = variance.squareRoot()
    func score(_ shift: Double) -> Double { (distance + shift) / deviation }
    let logPValue: Double
    switch alternative {
    case .less: logPValue = LogTail.normal(above: -score(correction))
    case .greater: logPValue = LogTail.normal(above: score(-correction))
    case .twoSided:
      let z = max(0, abs(distance) - correction) / deviation
      logPValue = logarithm(2) + LogTail.normal(above: z)
    }
    return TestResult(
      statistic: wins, pValue: exponential(logPValue), logPValue: logPValue, law: .normal, hasTies: hasTies,
      sizes: sizes, warnings: separationWarnings + smallGroupWarnings(sizes, below: 10))
  }

  var separationWarnings: [TestWarning] {
    doubledWins == 0 || doubledWins == 2 * x.count * y.count ? [.completeSeparation] : []
  }
}

/// Warns of the smallest group when it is too small for a limit law.
func smallGroupWarnings(_ sizes: [Int], below limit: Int) -> [TestWarning] {
  guard let smallest = sizes.min(), smallest < limit else { return [] }
  return [.smallGroup(size: smallest)]
}
