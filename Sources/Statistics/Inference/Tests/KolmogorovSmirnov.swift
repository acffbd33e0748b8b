extension PooledSamples {
  /// The two-sample test of Kolmogorov and Smirnov.
  ///
  /// The statistic is the largest distance between the two distribution functions: in both directions, or how
  /// far that of the first sample rises above (`less`: the first sample tends to smaller values) or falls
  /// below that of the second (`greater`).
  /// Exact: paths on the lattice of counts that reach the distance, looked at only where a group of ties
  /// ends; computed as a probability of reaching, so that small p-values keep their digits.
  /// Sources: Schröer and Trenkler, Comput. Stat. Data Anal. 20 (1995); Viehmann (2021); for the limit
  /// Smirnov (1939).
  /// - Parameters:
  ///   - alternative: Direction.
  ///   - choice: Of the law; exact when automatic while the product of the sizes is at most 4 million.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` when exact counting was asked for and the
  ///   product of the sizes is above 400 million.
  /// - Complexity: O(n m) exact, O(1) after the merge in the limit.
  public func kolmogorovSmirnov(
    _ alternative: Alternative = .twoSided, law choice: NullLawChoice = .automatic
  ) throws(StatisticsError) -> TestResult {
    let (n, m) = (x.count, y.count)
    let distance =
      switch alternative {
      case .twoSided: max(excess, deficit)
      case .less: excess
      case .greater: deficit
      }
    let statistic = Double(distance) / Double(n) / Double(m)
    let cells = Double(n) * Double(m)
    if choice == .exact, cells > 4e8 {
      throw .outOfRange(
        parameter: "product of the sizes for exact counting", value: cells,
        range: "[1, 4e8]: use the limit law")
    }
    if choice == .exact || choice == .automatic && cells <= 4e6 {
      return TestResult(
        statistic: statistic, pValue: reachProbability(distance, alternative), law: .exact, hasTies: hasTies,
        sizes: sizes, warnings: areAllEqual ? [.allEqual] : [])
    }
    let scaled = statistic * (Double(n) * (Double(m) / Double(n + m))).squareRoot()
    let logPValue =
      alternative == .twoSided ? KolmogorovLaw.logSurvival(scaled) : min(0, -2 * scaled * scaled)
    return TestResult(
      statistic: statistic, pValue: exponential(logPValue), logPValue: logPValue, law: .asymptotic,
      hasTies: hasTies, sizes: sizes,
      warnings: (areAllEqual ? [.allEqual] : []) + smallGroupWarnings(sizes, below: 20))
  }

  /// Probability that a random arrangement reaches a distance (times n m).
  func reachProbability(_ distance: Int, _ alternative: Alternative) -> Double {
    if distance <= 0 { return 1 }
    // The law is the same with the samples exchanged, but for the direction; the shorter one makes the rows.
    let isTransposed = y.count > x.count
    let (rows, columns) = isTransposed ? (x.count, y.count) : (y.count, x.count)
    let direction = alternative == .twoSided ? 0 : (alternative == .less) != isTransposed ? 1 : -1
    var ends = [Bool](repeating: !hasTies, count: rows + columns + 1)
    if hasTies {
      var end = 0
      for size in tieSizes() {
        end += size
        ends[end] = true
      }
    }
    func isReached(_ column: Int, _ row: Int) -> Bool {
      guard ends[column + row] else { return false }
      // How far the function of the columns lies above that of the rows.
      let difference = column * rows - row * columns
      return direction == 0 ? abs(difference) >= distance : direction * difference >= distance
    }
    // Probability that a path through a node has reached the distance.
    var reached = [Double](repeating: 0, count: rows + 1)
    for column in 0...columns {
      for row in 0...rows where row + column > 0 {
        if isReached(column, row) {
          reached[row] = 1
        } else {
          let left = column > 0 ? Double(column) * reached[row] : 0
          let below = row > 0 ? Double(row) * reached[row - 1] : 0
          reached[row] = (left + below) / Double(column + row)
        }
      }
    }
    return reached[rows]
  }
}
