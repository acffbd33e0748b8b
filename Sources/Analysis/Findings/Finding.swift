public import Statistics

/// One thing that the data say, ready for a page, a terminal or a machine.
public struct Finding: Codable, Hashable, Sendable {
  /// Stable identifier, such as `cost-performance`.
  public var id: String
  /// What kind of statement it is.
  public var standing: Standing
  /// The statement.
  public var sentence: Sentence
  /// What it means for the reader, when there is more to say.
  public var consequence: Sentence?
  /// Section of the report that shows it.
  public var section: String?
  /// Importance: larger comes first.
  public var weight: Double

  /// Creates a finding.
  public init(
    id: String, standing: Standing, sentence: Sentence, consequence: Sentence? = nil, section: String? = nil,
    weight: Double
  ) {
    self.id = id
    self.standing = standing
    self.sentence = sentence
    self.consequence = consequence
    self.section = section
    self.weight = weight
  }
}

/// What kind of statement a finding is; shown as a word beside it.
public enum Standing: Codable, Hashable, Sendable {
  /// The outcome of a comparison.
  case verdict(Verdict)
  /// One thing is bought with another.
  case tradeOff
  /// A fact that needs no comparison.
  case fact
  /// Something that limits what the data can say.
  case caution
  /// The data do not suffice for what was asked.
  case refusal

  /// The word.
  public var word: String {
    switch self {
    case .verdict(.better): "Better"
    case .verdict(.worse): "Worse"
    case .verdict(.equivalent): "Equivalent"
    case .verdict(.inconclusive): "Undecided"
    case .tradeOff: "Trade-off"
    case .fact: "Measured"
    case .caution: "Caution"
    case .refusal: "Refused"
    }
  }
}
