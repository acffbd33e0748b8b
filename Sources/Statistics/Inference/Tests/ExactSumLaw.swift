/// The exact law of a whole-number statistic, as masses on 0, 1, 2, …
struct ExactSumLaw: Sendable {
  /// Probability of each value.
  let masses: [Double]

  init(counts: [Double]) {
    let total = compensatedSum(counts)
    masses = counts.map { $0 / total }
  }

  /// P(S ≤ k).
  func lowerTail(_ k: Int) -> Double {
    k < 0 ? 0 : min(1, compensatedSum(Array(masses[...min(k, masses.count - 1)])))
  }

  /// P(S ≥ k).
  func upperTail(_ k: Int) -> Double {
    k >= masses.count ? 0 : min(1, compensatedSum(Array(masses[max(0, k)...])))
  }

  /// P of a value at least as far from a centre, a fraction, as k.
  func twoSided(_ k: Int, center numerator: Int, over denominator: Int = 1) -> Double {
    let distance = abs(denominator * k - numerator)
    var extreme: [Double] = []
    for (value, mass) in masses.enumerated() where abs(denominator * value - numerator) >= distance {
      extreme.append(mass)
    }
    return min(1, compensatedSum(extreme))
  }

  /// The least k with P(S ≤ k) ≥ `probability`, with P(S < k); reached but for rounding counts as reached.
  func quantile(_ probability: Double) -> (value: Int, below: Double) {
    var below = 0.0
    for (k, mass) in masses.enumerated() {
      if below + mass >= probability * (1 - 1e-13) { return (k, below) }
      below += mass
    }
    return (masses.count - 1, below)
  }

  /// Largest number of values for which counts stay below the largest number.
  static let largestCount = 1000
  /// Elementary steps after which counting is left to limit laws; a fraction of a second.
  static let largestCost = 100_000_000

  /// Whether U of two samples without ties can be counted cheaply and to 13 digits: rounding grows
  /// exponentially with the smaller size, to 1e-14 at 100 and 3e-12 at 150.
  static func canCountWins(_ n: Int, _ m: Int) -> Bool { n + m <= largestCount && min(n, m) <= 120 }

  /// The law of Mann and Whitney's U for samples without ties.
  ///
  /// Its counts are the coefficients of a Gaussian binomial, built factor by factor as a quotient of
  /// 1 − qᵃ and 1 − qᵇ; only the rising half is computed, where no digits cancel, and mirrored.
  /// - Complexity: O(n m min(n, m)).
  static func wins(_ n: Int, _ m: Int) -> ExactSumLaw {
    let (small, large) = (min(n, m), max(n, m))
    var counts = [1.0]
    for factor in stride(from: 1, through: small, by: 1) {
      let degree = factor * large
      let half = degree / 2
      var next = [Double](repeating: 0, count: degree + 1)
      for k in 0...half {
        var count = k < counts.count ? counts[k] : 0
        if k >= large + factor, k - large - factor < counts.count { count -= counts[k - large - factor] }
        if k >= factor { count += next[k - factor] }
        next[k] = count
      }
      for k in 0..<half { next[degree - k] = next[k] }
      if degree % 2 == 1 { next[half + 1] = next[half] }
      counts = next
    }
    return ExactSumLaw(counts: counts)
  }

  /// The law of the sum of `chosen` scores drawn without replacement, less its least value.
  ///
  /// The shift algorithm of Streitberg and Röhmel, Biometrical J. 28 (1986): ties need no special care.
  /// - Parameter scores: Whole numbers, for ranks with ties twice the ranks.
  /// - Returns: The law and the least sum, or `nil` when counting would cost too much.
  /// - Complexity: O(scores · chosen · range of the sum).
  static func sum(of chosen: Int, scores: [Int]) -> (law: ExactSumLaw, least: Int)? {
    // Sums of sums of so few and so small numbers fit.
    guard let smallest = scores.min(), scores.count <= largestCount, smallest.magnitude < 1 << 40 else {
      return nil
    }
    // Smaller scores make a smaller table; the sum of all is fixed, so either part may be counted.
    let shifted = scores.map { $0 &- smallest }.sorted()
    guard shifted.allSatisfy({ $0 >= 0 && $0 <= largestCost }) else { return nil }
    let least = shifted[..<chosen].reduce(0, +)
    let most = shifted[(shifted.count - chosen)...].reduce(0, +)
    let (cells, overflow) = (most + 1).multipliedReportingOverflow(by: chosen + 1)
    guard !overflow, cells <= largestCost / 10, cells * shifted.count <= 8 * largestCost else { return nil }
    let width = most + 1
    var counts = [Double](repeating: 0, count: cells)
    counts[0] = 1
    counts.withUnsafeMutableBufferPointer { counts in
      var reach = 0
      for (index, score) in shifted.enumerated() {
        reach = min(most, reach + score)
        for taken in stride(from: min(chosen, index + 1), through: 1, by: -1) {
          let from = (taken - 1) * width
          let to = taken * width + score
          if score > reach { continue }
          for sum in 0...(reach - score) { counts[to + sum] += counts[from + sum] }
        }
      }
    }
    return (ExactSumLaw(counts: Array(counts[(chosen * width + least)...])), least + chosen * smallest)
  }

  /// The law of Wilcoxon's signed-rank statistic: sums of subsets of whole-number scores.
  ///
  /// - Returns: `nil` when counting would cost too much.
  /// - Complexity: O(scores · sum of the scores).
  static func subsetSum(scores: [Int]) -> ExactSumLaw? {
    guard scores.count <= largestCount else { return nil }
    let total = scores.reduce(0, +)
    guard total < largestCost, total * scores.count <= largestCost else { return nil }
    var counts = [Double](repeating: 0, count: total + 1)
    counts[0] = 1
    var reach = 0
    for score in scores {
      for sum in stride(from: reach, through: 0, by: -1) { counts[sum + score] += counts[sum] }
      reach += score
    }
    return ExactSumLaw(counts: counts)
  }
}
