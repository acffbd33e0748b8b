/// Two samples in one common order: what all rank tests of two samples need, from a single merge.
///
/// Several tests of the same two samples cost one sort each and one merge.
public struct PooledSamples: Sendable {
  /// The first sample.
  public let x: SortedSample
  /// The second sample.
  public let y: SortedSample
  /// Twice the number of pairs with x above y, ties counted half: 2U.
  let doubledWins: Int
  /// Σ (t³ − t) over the groups of t tied values.
  let tieCubes: Double
  /// Largest excess of the distribution function of x over that of y, times both sizes.
  let excess: Int
  /// Largest excess of the distribution function of y over that of x, times both sizes.
  let deficit: Int

  /// Merges two samples.
  ///
  /// - Complexity: O(n + m).
  public init(_ x: SortedSample, _ y: SortedSample) {
    self.x = x
    self.y = y
    let merge = x.values.withUnsafeBufferPointer { x in
      y.values.withUnsafeBufferPointer { y in Merge(x, y) }
    }
    doubledWins = merge.doubledWins
    tieCubes = merge.tieCubes
    excess = merge.excess
    deficit = merge.deficit
  }

  /// Sorts and merges two samples.
  ///
  /// - Throws: ``StatisticsError/emptySample``, ``StatisticsError/notFinite(index:)``.
  /// - Complexity: O(n + m) for large samples.
  public init(_ x: [Double], _ y: [Double]) throws(StatisticsError) {
    self.init(try SortedSample(x), try SortedSample(y))
  }

  /// Whether any two of the pooled values are equal.
  public var hasTies: Bool { tieCubes > 0 }

  var sizes: [Int] { [x.count, y.count] }

  /// Whether all pooled values are equal.
  var areAllEqual: Bool {
    x.values[0] == x.values[x.count - 1] && y.values[0] == x.values[0] && y.values[y.count - 1] == x.values[0]
  }

  /// Sizes of the groups of equal values, in ascending order of the values.
  func tieSizes() -> [Int] {
    var sizes: [Int] = []
    var (i, j) = (0, 0)
    while i < x.count || j < y.count {
      let value =
        j == y.count || i < x.count && x.values[i] <= y.values[j] ? x.values[i] : y.values[j]
      let start = i + j
      while i < x.count, x.values[i] == value { i += 1 }
      while j < y.count, y.values[j] == value { j += 1 }
      sizes.append(i + j - start)
    }
    return sizes
  }
}

/// Counts collected while merging two ascending arrays.
private struct Merge {
  var doubledWins = 0
  var tieCubes = 0.0
  var excess = 0
  var deficit = 0

  init(_ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>) {
    let n = x.count
    let m = y.count
    var (i, j) = (0, 0)
    // Of twice U, a step with `a` values of x and `b` of y adds a (2 j + b). Without ties exactly one of both
    // is 1; the steps are added without branches, which could not be predicted.
    while i + 1 < n, j + 1 < m {
      let (u, v) = (x[i], y[j])
      let a = u <= v ? 1 : 0
      let b = v <= u ? 1 : 0
      let value = u <= v ? u : v
      if a + b == 2 || x[i + a] == value || y[j + b] == value {
        step(x, y, &i, &j, value)
        continue
      }
      doubledWins &+= a &* (2 &* j)
      i &+= a
      j &+= b
      let difference = i &* m &- j &* n
      excess = max(excess, difference)
      deficit = max(deficit, 0 &- difference)
    }
    while i < n || j < m {
      let value = j == m || i < n && x[i] <= y[j] ? x[i] : y[j]
      step(x, y, &i, &j, value)
    }
  }

  /// Takes a whole group of equal values.
  private mutating func step(
    _ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>, _ i: inout Int, _ j: inout Int,
    _ value: Double
  ) {
    let (n, m) = (x.count, y.count)
    let (startX, startY) = (i, j)
    while i < n, x[i] == value { i += 1 }
    while j < m, y[j] == value { j += 1 }
    let (a, b) = (i - startX, j - startY)
    doubledWins += a * (2 * startY + b)
    let size = Double(a + b)
    tieCubes += size * (size * size - 1)
    let difference = i * m - j * n
    excess = max(excess, difference)
    deficit = max(deficit, -difference)
  }
}
