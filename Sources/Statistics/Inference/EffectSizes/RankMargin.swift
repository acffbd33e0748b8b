/// How many extreme pairwise differences, or means, an interval leaves out on each side.
struct RankMargin {
  /// Rank, from 1, of the difference at the lower end, or `nil` when the samples are too small.
  let rank: Int?
  /// Coverage by exact counting, or by the normal law.
  let achievedLevel: Double
  /// How it was found.
  let method: EffectMethod

  /// Of the pairwise differences of two samples, from the law of U, with an error rate for each side.
  static func pairs(_ n: Int, _ m: Int, tail: Double, coverage: DiscreteCoverage) -> RankMargin {
    if ExactSumLaw.canCountWins(n, m) {
      return RankMargin(exact: ExactSumLaw.wins(n, m), tail: tail, coverage: coverage)
    }
    let law = RankCumulants(wins: Double(n), Double(m))
    return RankMargin(law, tail: tail, coverage: coverage)
  }

  /// Of the pairwise means of one sample, from the law of the signed-rank statistic, with an error rate for each
  /// side.
  static func means(_ n: Int, tail: Double, coverage: DiscreteCoverage) -> RankMargin {
    if let law = ExactSumLaw.subsetSum(scores: Array(1...n)) {
      return RankMargin(exact: law, tail: tail, coverage: coverage)
    }
    return RankMargin(RankCumulants(signedRanks: Double(n)), tail: tail, coverage: coverage)
  }

  private init(exact law: ExactSumLaw, tail: Double, coverage: DiscreteCoverage) {
    let (value, below) = law.quantile(tail)
    method = .exactRanks
    // With S = number of differences below the truth, the r-th smallest difference exceeds the truth when S < r.
    switch coverage {
    case .atLeast:
      rank = value == 0 ? nil : value
      achievedLevel = 1 - 2 * below
    case .atMost:
      rank = value + 1
      achievedLevel = max(0, 1 - 2 * law.lowerTail(value))
    }
  }

  private init(_ law: RankCumulants, tail: Double, coverage: DiscreteCoverage) {
    var low = -1
    var high = Int(law.mean)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if law.cumulative(middle) >= tail { high = middle } else { low = middle }
    }
    method = .normalRanks
    rank = coverage == .atLeast ? (high == 0 ? nil : high) : high + 1
    achievedLevel = 1 - 2 * law.cumulative(coverage == .atLeast ? high - 1 : high)
  }
}

/// A symmetric rank statistic by its cumulants, for samples too large to count.
///
/// The normal law with the correction of Edgeworth for the fourth cumulant and with continuity correction.
/// Source: Fix and Hodges, Ann. Math. Statist. 26 (1955).
struct RankCumulants {
  let mean: Double
  let variance: Double
  let fourth: Double

  /// Mann and Whitney's U.
  init(wins n: Double, _ m: Double) {
    mean = n * m / 2
    variance = n * m * (n + m + 1) / 12
    fourth = -n * m * (n + m + 1) * (n * n + m * m + n * m + n + m) / 120
  }

  /// Wilcoxon's signed-rank statistic.
  init(signedRanks n: Double) {
    mean = n * (n + 1) / 4
    variance = n * (n + 1) * (2 * n + 1) / 24
    fourth = -n * (n + 1) * (2 * n + 1) * (3 * n * n + 3 * n - 1) / 240
  }

  /// P(S ≤ k).
  func cumulative(_ k: Int) -> Double {
    if k < 0 { return 0 }
    let z = (Double(k) + 0.5 - mean) / variance.squareRoot()
    let density = exponential(-0.5 * z * z - logRootTwoPi)
    let correction = fourth / (variance * variance) / 24 * z * (z * z - 3) * density
    return min(1, max(0, Normal.cumulative(z) - correction))
  }
}
