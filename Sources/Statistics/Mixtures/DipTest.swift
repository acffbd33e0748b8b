/// Whether values come from a law with one mode.
///
/// The dip is the greatest distance between the empirical distribution function and the nearest one that is convex
/// up to a mode and concave beyond. Source: Hartigan and Hartigan, Annals of Statistics 13 (1985).
public struct DipTest: Codable, Hashable, Sendable {
  /// The dip, between 1/(2n) and 1/4.
  public var dip: Double
  /// The values between which the law is flattest against one mode.
  public var modalInterval: [Double]
  /// Probability of a dip at least as large for a uniform law, the least favourable with one mode.
  public var pValue: Double
  /// Number of values.
  public var n: Int
  /// Uniform samples drawn for the p-value.
  public var replicates: Int
  /// Seed of these draws.
  public var seed: UInt64

  /// Largest simulated sample: beyond it √n times the dip keeps its law to within a percent.
  private static let largestSimulated = 1000

  /// Tests for one mode.
  ///
  /// - Parameters:
  ///   - sample: At least 4 values, not all equal.
  ///   - replicates: Uniform samples that the dip is compared with.
  ///   - seed: Equal seeds give equal results, on any number of threads.
  /// - Throws: ``StatisticsError``.
  /// - Complexity: O(n) and O(min(n, 1000)) a replicate.
  public init(_ sample: SortedSample, replicates: Int = 1999, seed: UInt64) throws(StatisticsError) {
    n = sample.count
    if n < 4 { throw .tooFew(what: "values", found: n, needed: 4) }
    if sample.values[0] == sample.values[n - 1] { throw .allEqual(method: "the dip test") }
    if replicates < 99 {
      throw .outOfRange(parameter: "replicates", value: Double(replicates), range: "[99, ∞)")
    }
    let found = Dip(sample.values)
    dip = found.value
    modalInterval = [sample.values[found.low], sample.values[found.high]]
    self.replicates = replicates
    self.seed = seed
    let size = min(n, Self.largestSimulated)
    let scaled = dip * Double(n).squareRoot()
    let streams = RandomStreams(seed: seed)
    let dips = Parallel.map(count: replicates, scratch: { [Double](repeating: 0, count: size) }) {
      replicate, values in
      var generator = streams[UInt64(replicate)]
      var sum = 0.0
      for index in values.indices {
        sum += generator.exponential()
        values[index] = sum
      }
      return Dip(values).value * Double(size).squareRoot()
    }
    let above = dips.reduce(0) { $0 + ($1 >= scaled * (1 - 1e-12) ? 1 : 0) }
    pValue = Double(above + 1) / Double(replicates + 1)
  }
}

/// The dip of ascending values by the greatest convex minorant and the least concave majorant between shrinking
/// ends.
struct Dip {
  let value: Double
  /// Positions of the modal interval.
  let low: Int
  let high: Int

  init(_ x: [Double]) {
    let n = x.count
    let before = Self.previousVertices(x)
    let after = Self.nextVertices(x)
    var (low, high) = (0, n - 1)
    var dip = 1.0
    while low < high {
      // Vertices of the minorant from the upper end down, of the majorant from the lower end up.
      var minorant = [high]
      while let last = minorant.last, last > low { minorant.append(before[last]) }
      var majorant = [low]
      while let last = majorant.last, last < high { majorant.append(after[last]) }
      let widest = Self.widestGap(x, minorant, majorant)
      if widest.distance < dip { break }
      // How far the function leaves the minorant below the new interval, and the majorant above it.
      var worst = 0.0
      for index in widest.minorant..<(minorant.count - 1) {
        let (right, left) = (minorant[index], minorant[index + 1])
        worst = max(worst, Self.deviation(x, from: left, to: right, sign: 1))
      }
      for index in widest.majorant..<(majorant.count - 1) {
        let (left, right) = (majorant[index], majorant[index + 1])
        worst = max(worst, Self.deviation(x, from: left, to: right, sign: -1))
      }
      dip = max(dip, worst)
      if minorant[widest.minorant] == low, majorant[widest.majorant] == high { break }
      low = minorant[widest.minorant]
      high = majorant[widest.majorant]
    }
    (value, self.low, self.high) = (dip / Double(2 * n), low, high)
  }

  /// For each position the one before it on the greatest convex minorant of the points up to it.
  private static func previousVertices(_ x: [Double]) -> [Int] {
    var vertices = [Int](repeating: 0, count: x.count)
    for j in 1..<x.count {
      vertices[j] = j - 1
      while true {
        let a = vertices[j]
        let b = vertices[a]
        if a == 0 || (x[j] - x[a]) * Double(a - b) < (x[a] - x[b]) * Double(j - a) { break }
        vertices[j] = b
      }
    }
    return vertices
  }

  /// For each position the one after it on the least concave majorant of the points from it.
  private static func nextVertices(_ x: [Double]) -> [Int] {
    let last = x.count - 1
    var vertices = [Int](repeating: last, count: x.count)
    for k in stride(from: last - 1, through: 0, by: -1) {
      vertices[k] = k + 1
      while true {
        let a = vertices[k]
        let b = vertices[a]
        if a == last || (x[k] - x[a]) * Double(a - b) < (x[a] - x[b]) * Double(k - a) { break }
        vertices[k] = b
      }
    }
    return vertices
  }

  /// The vertices between which minorant and majorant lie furthest apart, in units of 1/n.
  private static func widestGap(
    _ x: [Double], _ minorant: [Int], _ majorant: [Int]
  ) -> (distance: Double, minorant: Int, majorant: Int) {
    if minorant.count == 2 && majorant.count == 2 { return (1, minorant.count - 1, majorant.count - 1) }
    var best = (distance: 0.0, minorant: minorant.count - 1, majorant: majorant.count - 1)
    var ix = minorant.count - 2
    var iv = 1
    repeat {
      let (lower, upper) = (minorant[ix], majorant[iv])
      if lower > upper {
        // The next vertex is one of the majorant: its height above the chord of the minorant.
        let left = minorant[ix + 1]
        let gap = Double(upper - left + 1) - chord(x, at: upper, from: left, to: lower)
        if gap >= best.distance { best = (gap, ix + 1, iv) }
        iv = min(iv + 1, majorant.count - 1)
      } else {
        let left = majorant[iv - 1]
        let gap = chord(x, at: lower, from: left, to: upper) - Double(lower - left - 1)
        if gap >= best.distance { best = (gap, ix, iv) }
        ix = max(ix - 1, 0)
      }
    } while minorant[ix] != majorant[iv]
    return best
  }

  /// Height above `left` of the line through two positions, at a third.
  private static func chord(_ x: [Double], at position: Int, from left: Int, to right: Int) -> Double {
    (x[position] - x[left]) * Double(right - left) / (x[right] - x[left])
  }

  /// Greatest distance of the steps from the chord of two vertices, at least one step.
  private static func deviation(_ x: [Double], from left: Int, to right: Int, sign: Double) -> Double {
    var worst = 1.0
    if right - left <= 1 || x[right] == x[left] { return worst }
    let slope = Double(right - left) / (x[right] - x[left])
    for position in left...right {
      let line = (x[position] - x[left]) * slope
      let step = Double(position - left)
      worst = max(worst, sign > 0 ? step + 1 - line : line - step + 1)
    }
    return worst
  }
}
