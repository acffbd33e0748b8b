/// The best condition, or pair of conditions on two factors, by weight beyond the mean: Σ (wᵢ − w̄) over the values
/// that meet it.
///
/// All of them are looked at: sums over rectangles of levels come from cumulative tables of each pair of factors,
/// so that only the tables depend on the number of values.
/// Source: Klösgen, "Explora", Advances in Knowledge Discovery and Data Mining (1996), for the quality.
struct ConditionSearch: Sendable {
  /// A set of conditions that all hold, with its quality.
  struct Candidate {
    var conditions: [LevelCondition]
    var quality: Double
  }

  private let factors: [LevelFactor]
  private let sets: [[LevelSet]]
  private let pairs: [(first: Int, second: Int)]
  private let counts: [[Double]]
  private let pairCounts: [[Double]]
  private let total: Double

  /// Counts the values of every candidate.
  ///
  /// - Parameters:
  ///   - rows: Positions of the values that count.
  ///   - depth: Conditions at most, 1 or 2.
  /// - Complexity: O(n · factors²); memory O(pairs of conditions).
  init(_ factors: [LevelFactor], rows: [Int], depth: Int) {
    self.factors = factors
    total = Double(rows.count)
    let sets = factors.map(\.conditions)
    self.sets = sets
    pairs =
      depth < 2
      ? []
      : factors.indices.flatMap { first in
        factors.indices.filter { $0 > first }.map { (first, $0) }
      }
    let singles = factors.map { factor in
      var table = [Double](repeating: 0, count: factor.places)
      for row in rows { table[Int(factor.codes[row])] += 1 }
      return table
    }
    counts = zip(factors, singles).enumerated().map { index, entry in
      var sums = LevelSums(entry.0)
      sums.set(entry.1)
      return sets[index].map { sums[$0] }
    }
    pairCounts = pairs.map { first, second in
      let (a, b) = (factors[first], factors[second])
      var table = [Double](repeating: 0, count: a.places * b.places)
      for row in rows { table[Int(a.codes[row]) * b.places + Int(b.codes[row])] += 1 }
      var result: [Double] = []
      result.reserveCapacity(sets[first].count * sets[second].count)
      Self.rectangles(table, a, sets[first], b, sets[second]) { _, _, count in result.append(count) }
      return result
    }
  }

  /// Sums of a table over all rectangles of two lists of sets.
  @inline(__always)
  private static func rectangles(
    _ table: [Double], _ a: LevelFactor, _ aSets: [LevelSet], _ b: LevelFactor, _ bSets: [LevelSet],
    _ body: (_ i: Int, _ j: Int, _ sum: Double) -> Void
  ) {
    let (rows, columns) = (a.places, b.places)
    var cumulative = [Double](repeating: 0, count: (rows + 1) * columns)
    for row in 0..<rows {
      for column in 0..<columns {
        cumulative[(row + 1) * columns + column] =
          cumulative[row * columns + column] + table[row * columns + column]
      }
    }
    var sums = LevelSums(b)
    var line = [Double](repeating: 0, count: columns)
    for (i, set) in aSets.enumerated() {
      let end = set.first + set.count
      let wraps = set.first < a.levelCount && end > a.levelCount
      let stop = wraps ? a.levelCount : end
      for column in 0..<columns {
        line[column] = cumulative[stop * columns + column] - cumulative[set.first * columns + column]
        if wraps { line[column] += cumulative[(end - a.levelCount) * columns + column] }
      }
      sums.set(line)
      for (j, other) in bSets.enumerated() { body(i, j, sums[other]) }
    }
  }

  /// Weight that a second condition must add, as a share of that of the best single one, to be looked at.
  private static let advantage = 1.1
  /// The same for an inner interval against a half-line.
  private static let innerAdvantage = 1.02
  /// Fewest values that a condition speaks of.
  private static let fewest = 5.0

  /// The best candidate, or `nil` when none has more weight than the mean.
  ///
  /// - Parameters:
  ///   - rows: Positions of the values with a weight.
  ///   - weights: Their weights, at least 0.
  /// - Complexity: O(values with a weight · factors² + pairs of conditions).
  func best(rows: [Int], weights: [Double]) -> Candidate? {
    let sum = weights.reduce(0, +)
    let mean = sum / total
    var best: Candidate?
    var quality = 1e-12 * sum
    for (index, factor) in factors.enumerated() {
      var table = [Double](repeating: 0, count: factor.places)
      for (row, weight) in zip(rows, weights) { table[Int(factor.codes[row])] += weight }
      var sums = LevelSums(factor)
      sums.set(table)
      for (place, set) in sets[index].enumerated() where counts[index][place] >= Self.fewest {
        let gain = (sums[set] - counts[index][place] * mean) / Self.cost(of: set, factor)
        if gain > quality * (1 + 1e-9) {
          quality = gain
          best = Candidate(conditions: [LevelCondition(factor: index, levels: set)], quality: gain)
        }
      }
    }
    for (pair, (first, second)) in pairs.enumerated() {
      let (a, b) = (factors[first], factors[second])
      var table = [Double](repeating: 0, count: a.places * b.places)
      for (row, weight) in zip(rows, weights) {
        table[Int(a.codes[row]) * b.places + Int(b.codes[row])] += weight
      }
      let counts = pairCounts[pair]
      let (aCosts, bCosts) = (
        sets[first].map { Self.advantage * Self.cost(of: $0, a) }, sets[second].map { Self.cost(of: $0, b) }
      )
      let columns = sets[second].count
      Self.rectangles(table, a, sets[first], b, sets[second]) { i, j, weight in
        let count = counts[i * columns + j]
        let gain = (weight - count * mean) / (aCosts[i] * bCosts[j])
        if gain > quality * (1 + 1e-9), count >= Self.fewest {
          quality = gain
          best = Candidate(
            conditions: [
              LevelCondition(factor: first, levels: sets[first][i]),
              LevelCondition(factor: second, levels: sets[second][j]),
            ], quality: gain)
        }
      }
    }
    return best
  }

  private static func cost(of set: LevelSet, _ factor: LevelFactor) -> Double {
    factor.scale == .ordered && set.first > 0 && set.first + set.count < factor.levelCount
      ? innerAdvantage : 1
  }
}

extension [LevelFactor] {
  /// Whether a value meets all conditions.
  public func meets(_ conditions: [LevelCondition], at position: Int) -> Bool {
    conditions.allSatisfy {
      self[$0.factor].contains($0.levels, code: self[$0.factor].codes[position])
    }
  }
}
