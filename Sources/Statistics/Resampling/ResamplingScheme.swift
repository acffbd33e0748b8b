/// How the positions of a resample are drawn.
public protocol ResamplingScheme: Sendable {
  /// Number of values of the data.
  var count: Int { get }
  /// What is resampled, for the result.
  var record: ResamplingRecord { get }

  /// Replaces `positions` by those of a resample, each below ``count``.
  func draw(_ positions: inout [Int], using generator: inout Xoshiro256PlusPlus)
}

/// Independent draws with replacement.
public struct IndependentResampling: ResamplingScheme {
  /// Number of values.
  public let count: Int

  /// Creates the scheme.
  ///
  /// - Parameter count: At least 1.
  public init(count: Int) throws(StatisticsError) {
    if count < 1 { throw .emptySample }
    self.count = count
  }

  /// What is resampled.
  public var record: ResamplingRecord { ResamplingRecord(n: count) }

  /// Draws as many positions as there are values.
  public func draw(_ positions: inout [Int], using generator: inout Xoshiro256PlusPlus) {
    positions.removeAll(keepingCapacity: true)
    for _ in 0..<count { positions.append(generator.index(below: count)) }
  }
}

/// Stretches of a series with replacement, so that dependence over time survives.
///
/// Sources: Künsch (1989) for moving, Politis and Romano (1992, 1994) for circular and stationary blocks.
public struct BlockResampling: ResamplingScheme {
  /// How blocks are placed.
  public enum Kind: String, Codable, CaseIterable, Hashable, Sendable {
    /// Blocks of one length inside of the series; its ends are drawn less often.
    case moving
    /// Blocks of one length on the series closed to a circle.
    case circular
    /// Blocks of geometric lengths on the circle; resamples are stationary.
    case stationary
  }

  /// Number of values.
  public let count: Int
  /// How blocks are placed.
  public let kind: Kind
  /// Length of the blocks; its mean for ``Kind/stationary``.
  public let length: Double

  /// Creates the scheme.
  ///
  /// - Parameters:
  ///   - count: Number of values, at least 1.
  ///   - length: In [1, count]; rounded for blocks of one length. See ``optimalBlockLength(of:)``.
  public init(count: Int, kind: Kind, length: Double) throws(StatisticsError) {
    if count < 1 { throw .emptySample }
    if !(length >= 1 && length <= Double(count)) {
      throw .outOfRange(parameter: "block length", value: length, range: "[1, \(count)]")
    }
    self.count = count
    self.kind = kind
    self.length = kind == .stationary ? length : length.rounded()
  }

  /// What is resampled.
  public var record: ResamplingRecord { ResamplingRecord(n: count, blockLength: length) }

  /// Draws blocks until there are as many positions as values.
  public func draw(_ positions: inout [Int], using generator: inout Xoshiro256PlusPlus) {
    positions.removeAll(keepingCapacity: true)
    let whole = Int(length)
    while positions.count < count {
      let starts = kind == .moving ? count - whole + 1 : count
      let start = generator.index(below: starts)
      let drawn = kind == .stationary ? geometric(using: &generator) : whole
      for offset in 0..<min(drawn, count - positions.count) {
        let position = start + offset
        positions.append(position < count ? position : position % count)
      }
    }
  }

  /// A length with the mean ``length``, from 1.
  private func geometric(using generator: inout Xoshiro256PlusPlus) -> Int {
    if length == 1 { return 1 }
    let failures = logarithm(generator.openUniform()) / logarithm(onePlus: -1 / length)
    return 1 + Int(min(failures, Double(count)))
  }
}
