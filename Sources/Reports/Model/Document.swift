public import Analysis

/// A report as data: what every writer writes from.
public struct Document: Sendable {
  /// Title; untrusted text.
  public var title: String
  /// One line on what was measured.
  public var subtitle: Sentence
  /// For whom the report is cut.
  public var profile: Profile
  /// Counts that stand on top of everything else.
  public var strip: [StripItem]
  /// Sections in order.
  public var sections: [Section]
  /// What tells the groups of calls apart, for filters.
  public var groups: [GroupFactors]
  /// Line that names the tool, for the foot of the page.
  public var generator: String

  /// Creates a document.
  public init(
    title: String, subtitle: Sentence, profile: Profile, strip: [StripItem], sections: [Section],
    groups: [GroupFactors], generator: String
  ) {
    self.title = title
    self.subtitle = subtitle
    self.profile = profile
    self.strip = strip
    self.sections = sections
    self.groups = groups
    self.generator = generator
  }

  /// All blocks in order.
  public var blocks: [Block] { sections.flatMap(\.blocks) }

  /// All figures in order.
  public var figures: [Figure] {
    blocks.compactMap { if case .figure(let figure) = $0 { figure } else { nil } }
  }

  /// All tables in order.
  public var tables: [Table] {
    blocks.compactMap { if case .table(let table) = $0 { table } else { nil } }
  }
}

/// A count with its name.
public struct StripItem: Hashable, Sendable {
  /// The count.
  public var value: Quantity
  /// What is counted.
  public var label: String
  /// Whether a reader should worry.
  public var isAlarming: Bool
}

/// The factors of a group of calls.
public struct GroupFactors: Hashable, Sendable {
  /// The group, as in the keys of figures and rows.
  public var key: String
  /// Names of the varying factors with their values; untrusted text.
  public var values: [String: String]
}

/// A part of a document with a heading.
public struct Section: Sendable {
  /// Anchor, unique in the document.
  public var id: String
  /// Heading.
  public var heading: String
  /// Contents in order.
  public var blocks: [Block]

  /// Creates a section.
  public init(id: String, heading: String, blocks: [Block]) {
    self.id = id
    self.heading = heading
    self.blocks = blocks
  }
}

/// Contents of a section.
public enum Block: Sendable {
  /// A paragraph.
  case sentences([Sentence])
  /// The list of findings.
  case findings([Finding])
  /// A chart.
  case figure(Figure)
  /// A table.
  case table(Table)
  /// Names with their values.
  case facts([Fact])
  /// A list of remarks.
  case remarks([Sentence])
  /// A command line or other text to copy.
  case code(String)
  /// How the report keeps the rules of good practice.
  case scoreCard([RuleCheck])
  /// What methods are from.
  case references([Reference])
}

/// A name with its value.
public struct Fact: Hashable, Sendable {
  /// What it is.
  public var name: Sentence
  /// The value.
  public var value: Sentence

  /// Creates a fact.
  public init(_ name: Sentence, _ value: Sentence) {
    self.name = name
    self.value = value
  }
}
