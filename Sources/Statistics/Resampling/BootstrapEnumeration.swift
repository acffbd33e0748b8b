/// All resamples of a small sample, or of one with few different values.
///
/// A resample is known up to its order by how often it holds each different value, so there are
/// C(n + d − 1, n) of them for n values of which d differ: 1,716 for 7 different values.
/// Source: Hall, The Bootstrap and Edgeworth Expansion (1992), appendix I.
public struct BootstrapEnumeration: Sendable {
  /// Largest number of resamples that is enumerated unless another is asked for.
  public static let usualLimit = 100_000

  /// The different values, ascending.
  public let distinct: [Double]
  /// How often the sample holds each.
  public let multiplicities: [Int]
  /// Number of values.
  public let n: Int

  /// Prepares the enumeration.
  ///
  /// - Parameters:
  ///   - values: Finite.
  ///   - limit: Largest number of different resamples.
  /// - Throws: ``StatisticsError``; `outOfRange` when there are more resamples than the limit.
  public init(_ values: [Double], limit: Int = usualLimit) throws(StatisticsError) {
    try requireFinite(values)
    guard let enumeration = BootstrapEnumeration(finite: values, limit: limit) else {
      throw .outOfRange(
        parameter: "number of values", value: Double(values.count),
        range: "what gives at most \(limit) resamples")
    }
    self = enumeration
  }

  /// - Returns: `nil` when there are more resamples than the limit, found out without looking at all values.
  init?(finite values: [Double], limit: Int) {
    var counts: [Double: Int] = [:]
    for value in values {
      counts[value, default: 0] += 1
      if Self.resampleCount(n: values.count, distinct: counts.count) > Double(limit) { return nil }
    }
    distinct = counts.keys.sorted()
    multiplicities = distinct.map { counts[$0] ?? 0 }
    n = values.count
  }

  /// C(n + d − 1, d − 1).
  static func resampleCount(n: Int, distinct d: Int) -> Double {
    var count = 1.0
    for k in 1..<max(d, 1) { count *= Double(n + k) / Double(k) }
    return count.rounded()
  }

  /// Calls `body` with every resample, as counts of the distinct values, and its probability.
  public func forEachResample(_ body: (_ counts: [Int], _ probability: Double) -> Void) {
    var counts = [Int](repeating: 0, count: distinct.count)
    let shares = multiplicities.map { logarithm(Double($0) / Double(n)) }
    let logFactorials = (0...n).map { logGamma(Double($0) + 1) }
    func fill(_ index: Int, _ left: Int, _ logMass: Double) {
      if index == counts.count - 1 {
        counts[index] = left
        body(counts, exponential(logMass + Double(left) * shares[index] - logFactorials[left]))
        return
      }
      for count in 0...left {
        counts[index] = count
        fill(index + 1, left - count, logMass + Double(count) * shares[index] - logFactorials[count])
      }
    }
    fill(0, n, logFactorials[n])
  }

  /// The exact law of a statistic of the values.
  ///
  /// - Parameters:
  ///   - acceleration: For corrected intervals.
  ///   - statistic: Of a sample in ascending order; must not depend on the order.
  /// - Throws: ``StatisticsError/outOfRange(parameter:value:range:)`` when the statistic is not finite on
  ///   every resample: leave those out by a definition of your own.
  /// - Complexity: One evaluation a resample.
  public func law(
    acceleration: Double? = nil, statistic: ([Double]) -> Double
  ) throws(StatisticsError) -> DiscreteLaw {
    var atoms: [(value: Double, mass: Double)] = []
    var resample = [Double](repeating: 0, count: n)
    forEachResample { counts, probability in
      var position = 0
      for (value, count) in zip(distinct, counts) {
        for _ in 0..<count {
          resample[position] = value
          position += 1
        }
      }
      atoms.append((statistic(resample), probability))
    }
    for atom in atoms where !atom.value.isFinite {
      throw .outOfRange(parameter: "statistic of a resample", value: atom.value, range: "(−∞, ∞)")
    }
    var position = 0
    for (value, count) in zip(distinct, multiplicities) {
      for _ in 0..<count {
        resample[position] = value
        position += 1
      }
    }
    return DiscreteLaw(
      observed: statistic(resample), atoms: atoms, acceleration: acceleration,
      resampling: ResamplingRecord(n: n))
  }
}
