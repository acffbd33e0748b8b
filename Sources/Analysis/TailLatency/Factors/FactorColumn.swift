public import Statistics

/// Something about a call that may go with how long it took.
public struct Factor: Codable, Hashable, Sendable {
  /// Name in files: that of the column of the open format, where there is one.
  public var name: String
  /// What it is called in sentences.
  public var title: String
  /// Unit of its numbers; empty for names.
  public var unit: String
  /// How its levels relate to each other.
  public var scale: LevelFactor.Scale

  init(_ name: String, _ title: String, unit: String = "", _ scale: LevelFactor.Scale = .nominal) {
    self.name = name
    self.title = title
    self.unit = unit
    self.scale = scale
  }
}

/// A factor with its level for every call.
public struct FactorColumn: Sendable {
  /// The factor.
  public let factor: Factor
  /// Level of every call.
  public let levels: LevelFactor
  /// What each level is: its name, or its largest number.
  public let labels: [Label]
  /// Names that were too rare to be levels of their own, joined in the last level; 0 when there is none.
  public let rareNames: Int

  /// What a level is.
  public enum Label: Hashable, Sendable {
    /// A name; untrusted text.
    case name(String)
    /// Numbers above that of the level before, up to this one.
    case upTo(Double)
    /// This number.
    case exactly(Double)
  }

  /// Names that may be levels of their own, at most.
  static let mostNames = 200
  /// Calls below which a name is rare.
  static let fewestCalls = 5
  /// Different numbers that may be levels of their own, at most.
  static let mostNumbers = 40
  /// Levels that other numbers are divided in.
  static let bins = 20

  /// Levels from names, `nil` where unknown; `nil` when they do not vary.
  init?(_ factor: Factor, names: [String?]) {
    var counts: [String: Int] = [:]
    for case .some(let name) in names { counts[name, default: 0] += 1 }
    if counts.isEmpty { return nil }
    let frequent = counts.filter { $0.value >= Self.fewestCalls }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.mostNames).map(\.key).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(frequent, frequent.indices))
    let rare = counts.count - frequent.count
    let codes = names.map { name in name.map { places[$0] ?? frequent.count } }
    self.init(
      factor, codes, labels: frequent.map(Label.name) + (rare > 0 ? [.name("any other")] : []), rareNames: rare)
  }

  /// Levels from numbers, `nil` where unknown; `nil` when they do not vary.
  init?(_ factor: Factor, numbers: [Double?]) {
    let numbers = numbers.map { $0.flatMap { $0.isFinite ? $0 : nil } }
    let distinct = Set(numbers.compactMap(\.self)).sorted()
    if distinct.isEmpty { return nil }
    if distinct.count <= Self.mostNumbers {
      let places = Dictionary(uniqueKeysWithValues: zip(distinct, distinct.indices))
      self.init(factor, numbers.map { $0.flatMap { places[$0] } }, labels: distinct.map(Label.exactly))
      return
    }
    let sorted = numbers.compactMap(\.self).sorted()
    var cuts: [Double] = []
    for bin in 1..<Self.bins {
      let cut = Self.readable(sorted[bin * sorted.count / Self.bins])
      if cut > cuts.last ?? -.infinity, cut >= sorted[0], cut < sorted[sorted.count - 1] { cuts.append(cut) }
    }
    let codes = numbers.map { number in number.map { number in Self.firstIndex(of: cuts, atLeast: number) } }
    self.init(factor, codes, labels: cuts.map(Label.upTo) + [.upTo(sorted[sorted.count - 1])])
  }

  /// Levels on a circle of hours.
  init?(_ factor: Factor, hours: [Int?]) {
    self.init(factor, hours, labels: (0..<24).map { .exactly(Double($0)) })
  }

  private init?(_ factor: Factor, _ codes: [Int?], labels: [Label], rareNames: Int = 0) {
    guard let first = codes.first, codes.contains(where: { $0 != first }),
      let levels = try? LevelFactor(codes, levelCount: labels.count, scale: factor.scale)
    else { return nil }
    self.factor = factor
    self.levels = levels
    self.labels = labels
    self.rareNames = rareNames
  }

  private static func firstIndex(of cuts: [Double], atLeast number: Double) -> Int {
    var (low, high) = (0, cuts.count)
    while low < high {
      let middle = (low + high) / 2
      if cuts[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The number with two digits.
  private static func readable(_ number: Double) -> Double {
    if number == 0 { return 0 }
    var unit = 1.0
    while abs(number) / unit >= 100 { unit *= 10 }
    if unit > 1 { return (number / unit).rounded() * unit }
    while abs(number) * unit < 10, unit < 1e12 { unit *= 10 }
    return (number * unit).rounded() / unit
  }
}

extension FactorColumn {
  /// A set of levels in words, such as `memory at most 256 MB`.
  public func words(_ set: LevelSet) -> String {
    if set.first == levels.levelCount { return "\(factor.title) not known" }
    switch factor.scale {
    case .nominal:
      if rareNames > 0, set.first == labels.count - 1 {
        return "\(factor.title) is one of \(rareNames) with few calls"
      }
      if factor.unit == "flag" {
        return text(labels[set.first]) == "yes" ? factor.title : "not \(factor.title)"
      }
      return "\(factor.title) = \(text(labels[set.first]))"
    case .cyclic:
      let last = (set.first + set.count) % levels.levelCount
      return "\(factor.title) from \(set.first):00 to \(last):00 UTC"
    case .ordered:
      let last = set.first + set.count - 1
      if set.count == levels.levelCount { return "\(factor.title) known" }
      if set.count == 1, case .exactly = labels[set.first] {
        return "\(factor.title) = \(text(labels[set.first]))"
      }
      if set.first == 0 { return "\(factor.title) at most \(text(labels[last]))" }
      if last == levels.levelCount - 1 {
        if case .exactly = labels[set.first] { return "\(factor.title) at least \(text(labels[set.first]))" }
        return "\(factor.title) above \(text(labels[set.first - 1]))"
      }
      if case .exactly = labels[set.first] {
        return "\(factor.title) from \(text(labels[set.first])) to \(text(labels[last]))"
      }
      return "\(factor.title) above \(text(labels[set.first - 1])) and at most \(text(labels[last]))"
    }
  }

  private func text(_ label: Label) -> String {
    switch label {
    case .name(let name): return name
    case .upTo(let number), .exactly(let number):
      let digits =
        number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(describing: number)
      return factor.unit.isEmpty ? digits : digits + "\u{00A0}" + factor.unit
    }
  }
}
