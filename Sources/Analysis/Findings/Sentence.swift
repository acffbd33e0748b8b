/// Prose in which every number is bound to the result that it comes from.
///
/// Literal text is checked to hold no digit, so a number can only enter through ``Quantity`` or as part of
/// a name from the data. Text, table, figure and JSON therefore cannot disagree.
public struct Sentence: Hashable, Sendable, Codable {
  /// The pieces, in order.
  public private(set) var parts: [Part]

  /// A piece of a sentence.
  public enum Part: Hashable, Sendable, Codable {
    /// Words of ours.
    case words(String)
    /// A name from the data; untrusted text.
    case name(String)
    /// A number.
    case quantity(Quantity)
    /// A word that ranks one value before all others.
    case superlative(Superlative)
  }

  /// The sentence as plain text.
  public var text: String {
    parts.map { part in
      switch part {
      case .words(let words): words
      case .name(let name): name
      case .quantity(let quantity): quantity.text
      case .superlative(let superlative): superlative.word
      }
    }.joined()
  }

  /// Words of ours that hold a digit, which is a mistake in the program; empty when all is well.
  public var unboundNumbers: [String] {
    parts.compactMap { part in
      if case .words(let words) = part, words.contains(where: \.isNumber) { return words }
      return nil
    }
  }

  /// Joins sentences with a blank.
  public static func + (left: Sentence, right: Sentence) -> Sentence {
    var joined = left
    joined.parts += [.words(" ")] + right.parts
    return joined
  }
}

/// A number as it is shown, with the value and the result that it shows.
public struct Quantity: Hashable, Sendable, Codable {
  /// The value in the unit of the result.
  public var value: Double
  /// How it is written.
  public var text: String
  /// Path of the result in the JSON of the study, such as `groups.g3.quantiles.p50`.
  public var source: String

  /// Creates a bound number.
  public init(_ value: Double, text: String, source: String) {
    self.value = value
    self.text = text
    self.source = source
  }

  /// A count.
  public static func count(_ value: Int, _ source: String) -> Quantity {
    Quantity(Double(value), text: NumberText.grouped(value), source: source)
  }
}

/// A word such as "highest" with the values that it ranks, so that it can be checked.
public struct Superlative: Hashable, Sendable, Codable {
  /// Which end of the order the word claims.
  public enum End: String, Hashable, Sendable, Codable {
    /// No value is smaller.
    case smallest
    /// No value is larger.
    case largest
  }

  /// The word.
  public var word: String
  /// What it claims.
  public var end: End
  /// The value that it is said of.
  public var value: Double
  /// All values that were compared, this one among them.
  public var among: [Double]

  /// Creates a word that ranks `value` among others.
  public init(_ word: String, _ end: End, _ value: Double, among: [Double]) {
    self.word = word
    self.end = end
    self.value = value
    self.among = among
  }

  /// Whether the values bear the word out.
  public var holds: Bool {
    switch end {
    case .smallest: among.contains(value) && among.allSatisfy { $0 >= value }
    case .largest: among.contains(value) && among.allSatisfy { $0 <= value }
    }
  }
}

extension Sentence: ExpressibleByStringInterpolation {
  /// Collects the pieces of an interpolated sentence.
  public struct StringInterpolation: StringInterpolationProtocol {
    var parts: [Part] = []

    /// Reserves room.
    public init(literalCapacity: Int, interpolationCount: Int) {
      parts.reserveCapacity(2 * interpolationCount + 1)
    }

    /// Adds words of ours.
    public mutating func appendLiteral(_ literal: String) {
      if !literal.isEmpty { parts.append(.words(literal)) }
    }

    /// Adds a number.
    public mutating func appendInterpolation(_ quantity: Quantity) { parts.append(.quantity(quantity)) }

    /// Adds a name from the data.
    public mutating func appendInterpolation(name: String) { parts.append(.name(name)) }

    /// Adds a word that ranks.
    public mutating func appendInterpolation(_ superlative: Superlative) {
      parts.append(.superlative(superlative))
    }

    /// Adds another sentence.
    public mutating func appendInterpolation(_ sentence: Sentence) { parts += sentence.parts }
  }

  /// Creates a sentence without numbers.
  public init(stringLiteral value: String) {
    parts = value.isEmpty ? [] : [.words(value)]
  }

  /// Creates a sentence from its pieces.
  public init(stringInterpolation: StringInterpolation) {
    parts = stringInterpolation.parts
  }
}
