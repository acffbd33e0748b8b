/// A factor as levels: what each value is labelled with.
public struct LevelFactor: Hashable, Sendable {
  /// How levels relate to each other.
  public enum Scale: String, Codable, CaseIterable, Hashable, Sendable {
    /// Names without order.
    case nominal
    /// In order, as numbers are.
    case ordered
    /// In order and closed to a circle, as hours are.
    case cyclic
  }

  /// How levels relate to each other.
  public let scale: Scale
  /// Number of levels that have a place in the order, without the one of missing values.
  public let levelCount: Int
  /// Level of each value, from 0; `levelCount` where it is missing.
  public let codes: [Int32]
  /// Whether a value is missing, which is a level of its own.
  public let hasMissing: Bool

  /// Takes levels.
  ///
  /// - Parameters:
  ///   - codes: Level of each value, from 0 to before `levelCount`; `nil` where it is missing.
  ///   - levelCount: At least 1 and at most 4096.
  /// - Throws: ``StatisticsError``: no value or a level out of range.
  public init(_ codes: [Int?], levelCount: Int, scale: Scale) throws(StatisticsError) {
    if codes.isEmpty { throw .emptySample }
    if levelCount < 1 || levelCount > 4096 {
      throw .outOfRange(parameter: "number of levels", value: Double(levelCount), range: "[1, 4096]")
    }
    for case .some(let code) in codes where code < 0 || code >= levelCount {
      throw .outOfRange(parameter: "level", value: Double(code), range: "[0, \(levelCount))")
    }
    self.scale = scale
    self.levelCount = levelCount
    self.codes = codes.map { Int32($0 ?? levelCount) }
    hasMissing = codes.contains { $0 == nil }
  }

  private init(_ other: LevelFactor, codes: [Int32]) {
    scale = other.scale
    levelCount = other.levelCount
    hasMissing = other.hasMissing
    self.codes = codes
  }

  /// Levels with the one of missing values.
  var places: Int { levelCount + (hasMissing ? 1 : 0) }

  /// The levels of some of the values.
  public func selecting(_ positions: [Int]) -> LevelFactor {
    LevelFactor(self, codes: positions.map { codes[$0] })
  }

  /// Levels up to which inner intervals are asked for.
  static let fewLevels = 12

  /// The sets of levels that a condition may ask for: single names, half-lines and, of few levels, inner intervals,
  /// arcs of up to half of the circle, and missing values.
  ///
  /// Half-lines come first, so that they win where others do no better.
  public var conditions: [LevelSet] {
    var sets: [LevelSet] = []
    switch scale {
    case .nominal:
      if places > 1 { sets = (0..<levelCount).map { LevelSet(first: $0, count: 1) } }
    case .ordered:
      for last in 0..<max(levelCount - 1, 0) { sets.append(LevelSet(first: 0, count: last + 1)) }
      for first in 1..<max(levelCount, 1) {
        sets.append(LevelSet(first: first, count: levelCount - first))
      }
      for first in 1..<max(levelCount - 1, 1) where levelCount <= Self.fewLevels {
        for last in first..<(levelCount - 1) { sets.append(LevelSet(first: first, count: last - first + 1)) }
      }
      if hasMissing { sets.append(LevelSet(first: 0, count: levelCount)) }
    case .cyclic:
      for count in 1...max(1, levelCount / 2) where count < levelCount {
        for first in 0..<levelCount { sets.append(LevelSet(first: first, count: count)) }
      }
    }
    if hasMissing { sets.append(LevelSet(first: levelCount, count: 1)) }
    return sets
  }

  /// Whether a level is in a set.
  @inline(__always)
  func contains(_ set: LevelSet, code: Int32) -> Bool {
    let code = Int(code)
    if code == levelCount { return set.first == levelCount }
    let distance = code - set.first
    return (distance >= 0 ? distance : scale == .cyclic ? distance + levelCount : -1) < set.count
      && (distance >= 0 || scale == .cyclic) && set.first < levelCount
  }
}

/// Neighbouring levels of a factor, on a circle perhaps across its end.
public struct LevelSet: Codable, Hashable, Sendable {
  /// The first level; the number of levels for that of missing values.
  public let first: Int
  /// Number of levels.
  public let count: Int

  /// Takes levels.
  public init(first: Int, count: Int) {
    self.first = first
    self.count = count
  }
}

/// A condition on one factor.
public struct LevelCondition: Codable, Hashable, Sendable {
  /// Number of the factor.
  public let factor: Int
  /// The levels that it has then.
  public let levels: LevelSet

  /// Creates a condition.
  public init(factor: Int, levels: LevelSet) {
    self.factor = factor
    self.levels = levels
  }
}

/// Sums over sets of levels from sums over levels, each in constant time.
struct LevelSums {
  private let levelCount: Int
  private var cumulative: [Double]

  init(_ factor: LevelFactor) {
    levelCount = factor.levelCount
    cumulative = [Double](repeating: 0, count: factor.levelCount + 2)
  }

  /// Takes sums by level, that of missing values last, if any.
  mutating func set(_ sums: UnsafeBufferPointer<Double>) {
    var total = 0.0
    for index in 0..<sums.count {
      total += sums[index]
      cumulative[index + 1] = total
    }
  }

  mutating func set(_ sums: [Double]) { sums.withUnsafeBufferPointer { set($0) } }

  @inline(__always)
  subscript(set: LevelSet) -> Double {
    if set.first == levelCount { return cumulative[levelCount + 1] - cumulative[levelCount] }
    let end = set.first + set.count
    if end <= levelCount { return cumulative[end] - cumulative[set.first] }
    return cumulative[levelCount] - cumulative[set.first] + cumulative[end - levelCount]
  }
}
